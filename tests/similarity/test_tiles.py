"""The tile grid shows every province once, and none that is unknown as a value."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis.plots import plot_similarity_tiles
from analysis.reference import read_reference
from analysis.theme import use_theme

VALUES = {("广东", "浙江"): 0.62, ("江苏", "浙江"): 0.0, ("广东", "江苏"): 0.9, ("西藏", "浙江"): float("nan")}


def make_pairs(values=VALUES, method="cosine"):
    row = {"method": method, "unit": "group"}
    return pd.DataFrame([row | {"unit_a": a, "unit_b": b, "value": value} for (a, b), value in values.items()])


def draw(pairs, *, to="浙江", lang="zh"):
    return plot_similarity_tiles(pairs, to=to, lang=lang, ax=Figure(figsize=(8.4, 7.6)).subplots())


def read_words(ax):
    return dict(zip([tile.get_label() for tile in ax.patches], [text.get_text() for text in ax.texts], strict=True))


def test_every_province_has_one_tile_of_its_own():
    tiles, provinces = read_reference("province_tiles"), read_reference("provinces")
    assert sorted(tiles["name"]) == sorted(provinces["name"])
    assert not tiles.duplicated(["row", "column"]).any()
    drawn = draw(make_pairs()).patches
    assert [tile.get_label() for tile in drawn] == list(tiles["name"])
    assert {(tile.get_width(), tile.get_height()) for tile in drawn} == {(0.9, 0.9)}


def test_values_are_those_of_the_chosen_province():
    words = read_words(draw(make_pairs()))
    told = {name: text for name, text in words.items() if text != name}
    assert told == {"广东": "广东\n0.62", "江苏": "江苏\n0.00", "西藏": "西藏\n—"}
    assert read_words(draw(make_pairs(), to="江苏"))["广东"] == "广东\n0.90"


def test_unknown_is_no_low_value():
    tiles = {tile.get_label(): tile for tile in draw(make_pairs()).patches}
    absent, lowest, withheld = tiles["四川"], tiles["江苏"], tiles["西藏"]
    assert absent.get_hatch()
    assert not lowest.get_hatch()
    assert len({to_hex(tile.get_facecolor()) for tile in (absent, lowest, withheld, tiles["浙江"])}) == 4


def test_the_key_names_what_is_no_value():
    labels = [text.get_text() for text in draw(make_pairs(), lang="en").get_legend().get_texts()]
    assert labels == ["浙江 (compared with)", "not in the corpus read", "withheld"]
    certain = make_pairs({("广东", "浙江"): 0.62})
    assert len(draw(certain, lang="en").get_legend().get_texts()) == 2


def test_names_fit_their_tiles():
    with use_theme():
        ax = draw(make_pairs())
        ax.figure.canvas.draw()
    boxes = {tile.get_label(): tile.get_window_extent() for tile in ax.patches}
    for name, text in zip(boxes, ax.texts, strict=True):
        extent = text.get_window_extent()
        assert boxes[name].x0 <= extent.x0 <= extent.x1 <= boxes[name].x1
        assert boxes[name].y0 <= extent.y0 <= extent.y1 <= boxes[name].y1


@pytest.mark.parametrize(
    ("pairs", "to", "message"),
    [
        (make_pairs().iloc[:0], "浙江", "no rows"),
        (pd.concat([make_pairs(), make_pairs(method="lsi")]), "浙江", r"\['cosine', 'lsi'\]"),
        (make_pairs({("doc", "浙江"): 0.1}), "浙江", r"no tile for \['doc'\]"),
        (make_pairs(), "四川", "it is '四川'"),
    ],
)
def test_what_has_no_tile_is_refused(pairs, to, message):
    with pytest.raises(ValueError, match=message):
        draw(pairs, to=to)
