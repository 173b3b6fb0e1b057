"""How the time of every regular expression grows with the text: a pattern that backtracks lets a document stop the program.

::

    python benchmarks/patterns.py [--length 1000]

Every compiled pattern of the package is searched in texts made to harm it: its own characters, pairs of them, and its words,
repeated. A text of twice the length should take twice the time. Patterns whose time quadruples are listed with the text that
does it; the exit code is 1 if the time of one grows faster than that, or if one search takes more than two seconds. Every
match in the text is looked for, also with patterns that the program only ever tries at the beginning of a line: what is slow
here may be quick there, never the other way round.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import analysis
from analysis.bounds import OverTimeError

#: Below this a search is too short to be timed, and too short to harm.
NOTABLE = 0.002
#: Seconds over which a search is repeated, since a single one is timed too roughly.
LONG_ENOUGH = 0.1
#: Words of a pattern that are tried, spread over it; some hold thousands.
WORDS = 24
#: Seconds after which a search is given up.
ENDLESS = 2.0
LINEAR = 2.8
QUADRATIC = 5.5


def find_patterns() -> list[re.Pattern[str]]:
    """Return every compiled pattern over text that the package holds, those that its functions make included."""
    for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    run_once()
    own = {found.pattern: found for found in gc.get_objects() if is_text_pattern(found) and belongs(found)}
    cached = vars(re)["_cache"].values()  # those compiled where they are used
    own |= {found.pattern: found for found in cached if is_text_pattern(found) and belongs(found)}
    return [own[key] for key in sorted(own)]


def run_once() -> None:
    """Run the chain over a short text, so that patterns made on first use are made."""
    import tempfile  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from analysis.ingest import read_documents  # noqa: PLC0415
    from analysis.study.chain import chain_documents  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text(
            "某省关于加快发展的zhengfu意见\n一、总体要求\n到2027年，培育企业200家以上。（责任单位：省科技厅）\n",
            encoding="utf-8",
        )
        chain_documents(read_documents(path))


def is_text_pattern(found: object) -> bool:
    """Say whether an object is a pattern over text."""
    return isinstance(found, re.Pattern) and isinstance(found.pattern, str)


def belongs(pattern: re.Pattern[str]) -> bool:
    """Say whether a pattern is of this package: it speaks of Chinese, or stands in one of its modules."""
    if re.search(r"[\u2e80-\uffef]", pattern.pattern):
        return True
    modules = (module for name, module in list(sys.modules.items()) if name.startswith("analysis."))
    return any(value is pattern for module in modules for value in vars(module).values())


def list_characters(pattern: re.Pattern[str]) -> list[str]:
    """Return a few characters and words that the pattern speaks of, one a class and literal."""
    found: dict[str, None] = {}

    def walk(node: object) -> None:
        if isinstance(node, parser.SubPattern):
            for part in node.data:
                walk(part)
        elif isinstance(node, tuple | list):
            if len(node) == 2 and node[0] in (codes.LITERAL, codes.NOT_LITERAL):  # noqa: PLR2004
                found.setdefault(chr(node[1]))
            elif len(node) == 2 and node[0] is codes.RANGE:  # noqa: PLR2004
                found.setdefault(chr(node[1][0]))
            elif len(node) == 2 and node[0] is codes.CATEGORY:  # noqa: PLR2004
                found.setdefault(" " if "SPACE" in str(node[1]) else "1")
            else:
                for part in node:
                    walk(part)

    walk(parser.parse(pattern.pattern, pattern.flags))
    words = list(dict.fromkeys(re.findall(r"[\u4e00-\u9fff]{2,6}", pattern.pattern)))
    return [*list(found)[:10], "甲", "1", " ", "\n", *words[:: len(words) // WORDS + 1]]


def make_texts(pattern: re.Pattern[str], length: int) -> Iterator[tuple[str, str]]:
    """Yield texts made to harm a pattern, with what is repeated in them."""
    characters = list(dict.fromkeys(list_characters(pattern)))
    for piece in [*characters, *("".join(pair) for pair in itertools.permutations(characters[:7], 2))]:
        yield piece, piece * (length // len(piece))


def search_once(pattern: re.Pattern[str], text: str) -> float:
    """Return the seconds of finding every match, or infinity where it takes more than :data:`ENDLESS`."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
    try:
        for _match in pattern.finditer(text):
            pass
    except OverTimeError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


def time_search(pattern: re.Pattern[str], text: str) -> float:
    """Return the mean seconds of many searches."""
    times = 0
    spent = 0.0
    while spent < LONG_ENOUGH:
        spent += search_once(pattern, text)
        times += 1
    return spent / times


def grow(pattern: re.Pattern[str], length: int) -> tuple[float, float, str]:
    """Return the largest growth of a pattern on a text of twice the length, its seconds there, and what was repeated."""
    worst = (1.0, 0.0, "")
    for (piece, short), (_, long) in zip(make_texts(pattern, length), make_texts(pattern, 2 * length), strict=True):
        started = time.perf_counter()
        first = search_once(pattern, long)
        if time.perf_counter() - started < NOTABLE:
            continue
        seconds = first if first > LONG_ENOUGH else time_search(pattern, long)
        if seconds == float("inf"):
            return seconds, seconds, piece
        growth = seconds / time_search(pattern, short)
        worst = max(worst, (growth, seconds, piece)) if seconds >= NOTABLE and growth > LINEAR else worst
    return worst


def stop(_number: int, _frame: object) -> None:
    """End a search that takes too long."""
    raise OverTimeError


def main(words: list[str]) -> int:
    """Time every pattern and print those that grow faster than their text."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--length", type=int, default=1000, help="characters of the shorter text (default: 1000)")
    length = options.parse_args(words).length
    signal.signal(signal.SIGVTALRM, stop)
    patterns = find_patterns()
    rows = sorted(((*grow(pattern, length), pattern.pattern) for pattern in patterns), reverse=True)
    steep = [row for row in rows if row[0] > LINEAR]
    for growth, seconds, piece, pattern in sorted(steep, key=lambda row: -row[1]):
        print(f"x{growth:4.1f} {seconds:7.3f} s  {piece!r:12} {pattern[:400]!r}")
    bad = sum(row[0] > QUADRATIC for row in rows)
    print(
        f"{len(patterns)} patterns: {len(patterns) - len(steep)} grow with the text, {len(steep) - bad} with its square, "
        f"{bad} faster or without end; texts of {length} and {2 * length} characters"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
