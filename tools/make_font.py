"""Make the packaged font: a subset of Noto Sans CJK SC under a name of its own.

Run it as ``python tools/make_font.py REGULAR.ttc BOLD.ttc`` with the two collections of the Noto CJK project (release
2.004 or later). The characters are those of GB 2312 and of level 1 of Big5 - every common character in both scripts - with
Latin-1, Greek, punctuation, numbers in circles, arrows and the marks that figures use. The family is renamed, as the Open
Font License asks of a changed font with a reserved name. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Zhengce Sans"
FONTS = Path(__file__).resolve().parents[1] / "src" / "analysis" / "theme" / "fonts"

#: Blocks that are taken whole, as far as the font has them.
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A, for pinyin
    (0x01CD, 0x01DC),  # pinyin's third tone
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027),  # general punctuation
    (0x2030, 0x205E),
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x2100, 0x214F),  # letterlike symbols, Roman numerals
    (0x2150, 0x218B),
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # numbers in circles and brackets
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x26FF),  # geometric shapes, symbols
    (0x2713, 0x2718),  # ticks and crosses
    (0x3000, 0x303F),  # CJK punctuation
    (0x3105, 0x312F),  # bopomofo
    (0x3220, 0x3243),  # numbers in brackets
    (0xFE30, 0xFE6F),  # small and vertical forms, with the small full stop of numberings
    (0xFF01, 0xFFEE),  # full-width forms
)


def list_characters() -> set[int]:
    """Return the code points that the subset keeps."""
    kept = {code for low, high in BLOCKS for code in range(low, high + 1)}
    kept |= _decode_square("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    kept |= _decode_square("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    return kept


def make_font(collection: Path, style: str) -> Path:
    """Write one weight of the subset and return its path."""
    font = _pick_simplified(collection)
    # Keeping the font's own dates: the bytes depend on the input alone.
    font.recalcTimestamp = False
    options = subset.Options()
    options.layout_features = ["kern", "ccmp"]  # locl would pull in the forms of other regions
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list_characters())
    subsetter.subset(font)
    _rename_family(font, style)
    path = FONTS / f"ZhengceSans-{style}.otf"
    font.save(path, reorderTables=True)
    return path


def main() -> None:
    """Read the two source fonts from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("regular", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("bold", type=Path, help="NotoSansCJK-Bold.ttc")
    arguments = parser.parse_args()
    for collection, style in ((arguments.regular, "Regular"), (arguments.bold, "Bold")):
        path = make_font(collection, style)
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def _decode_square(encoding: str, leads: range, trails: list[int] | range) -> set[int]:
    characters = set()
    for lead in leads:
        for trail in trails:
            try:
                characters.add(ord(bytes([lead, trail]).decode(encoding)))
            except UnicodeDecodeError:
                continue
    return characters


def _pick_simplified(collection: Path) -> TTFont:
    for font in TTCollection(collection, lazy=True).fonts:
        if font["name"].getDebugName(1).startswith("Noto Sans CJK SC"):
            return font
    raise SystemExit(f"{collection}: no font 'Noto Sans CJK SC' in it")


def _rename_family(font: TTFont, style: str) -> None:
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = {1: FAMILY, 2: style, 3: f"{postscript};subset of Noto Sans CJK SC", 4: f"{FAMILY} {style}", 6: postscript}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in {0, 5, 7, 8, 9, 11, 13, 14}]
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames[0] = postscript
    top[0].FamilyName, top[0].FullName, top[0].Weight = FAMILY, f"{FAMILY} {style}", style
    if "OS/2" in font:
        font["OS/2"].usWeightClass = 700 if style == "Bold" else 400


if __name__ == "__main__":
    main()
