"""The heat map draws what the table says, and nothing else."""

from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.plots import plot_similarity
from analysis.reference import read_reference
from analysis.similarity import cluster_units
from analysis.tables import make_table
from analysis.theme import use_theme

VALUES = {("a", "b"): 0.25, ("a", "c"): 0.5, ("b", "c"): float("nan")}


def make_pairs(values=VALUES, method="cosine"):
    rows = [
        {"unit_a": a, "unit_b": b, "method": method, "unit": "document", "value": value}
        for (a, b), value in values.items()
    ]
    return pd.DataFrame(rows)


def draw(pairs, **options):
    return plot_similarity(pairs, ax=Figure().subplots(), lang="en", **options)


def read_cells(ax):
    return {tuple(np.floor(text.get_position()).astype(int)[::-1]): text.get_text() for text in ax.texts}


def test_every_pair_once_and_no_unit_with_itself():
    ax = draw(make_pairs())
    assert read_cells(ax) == {(0, 0): "0.25", (1, 0): "0.50", (1, 1): "—"}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "c"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b"]


def test_a_withheld_value_has_no_colour():
    values = draw(make_pairs()).collections[0].get_array()
    assert np.ma.getmaskarray(values).ravel().tolist() == [False, True, False, True]


def test_order_and_labels():
    ax = draw(make_pairs(), order=["c", "a", "b"], labels={"c": "浙江\n2025"})
    assert read_cells(ax) == {(0, 0): "0.50", (1, 0): "—", (1, 1): "0.25"}
    assert ax.get_xticklabels()[0].get_text() == "浙江\n2025"
    assert {label.get_rotation() for label in ax.get_yticklabels()} == {0}


def test_long_names_are_slanted_and_the_rows_never():
    ax = draw(make_pairs(), labels={"a": "浙江省人工智能行动计划"})
    assert {label.get_rotation() for label in ax.get_xticklabels()} == {30}
    assert {label.get_rotation() for label in ax.get_yticklabels()} == {0}


def test_names_of_neighbours_do_not_meet():
    units = list("abcdefgh")
    pairs = make_pairs({(a, b): 0.5 for a in units for b in units if a < b})
    with use_theme():
        ax = draw(pairs, labels={unit: f"浙江\nscience-{unit}-\nplan-2025" for unit in units})
        ax.figure.canvas.draw()
    labels = ax.get_xticklabels()
    assert [label.get_text() for label in labels[:2]] == ["浙江 science-a-plan-2025", "浙江 science-b-plan-2025"]
    assert {label.get_rotation() for label in labels} == {30}
    with use_theme():
        few = draw(make_pairs(), labels={"a": "浙江\nplan-2025", "b": "广东\nplan-2025"})
        few.figure.canvas.draw()
    left, right = (label.get_window_extent() for label in few.get_xticklabels())
    assert {label.get_rotation() for label in few.get_xticklabels()} == {0}
    assert left.x1 < right.x0


@pytest.mark.parametrize(
    ("pairs", "options", "message"),
    [
        (make_pairs().iloc[:0], {}, "no rows"),
        (pd.concat([make_pairs(), make_pairs(method="lsi")]), {}, r"\['cosine', 'lsi'\]"),
        (make_pairs(), {"order": ["a", "b"]}, "order must name every unit once"),
    ],
)
def test_what_cannot_be_drawn_is_refused(pairs, options, message):
    with pytest.raises(ValueError, match=message):
        draw(pairs, **options)


def test_a_made_table_draws():
    row = {"unit_a": "x", "unit_b": "y", "method": "cosine", "unit": "group", "value": 0.0}
    assert read_cells(draw(make_table("pairs", [row]))) == {(0, 0): "0.00"}


def test_the_scale_is_named_upright():
    scale = draw(make_pairs()).collections[0].colorbar
    assert "".join(scale.ax.get_title(side) for side in ("left", "center", "right")) == "cosine similarity"
    assert (scale.vmin, scale.vmax) == (0, 0.5)


def make_tree(values):
    pairs = make_pairs(values)
    return pairs, cluster_units(pairs)


def test_with_a_tree_the_square_is_in_the_order_of_its_leaves():
    pairs, merges = make_tree({("a", "b"): 0.2, ("a", "c"): 0.8, ("b", "c"): 0.4})
    ax = draw(pairs, merges=merges)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "c", "b"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "c", "b"]
    cells = read_cells(ax)
    assert cells == {(0, 1): "0.80", (1, 0): "0.80", (0, 2): "0.20", (2, 0): "0.20", (1, 2): "0.40", (2, 1): "0.40"}


def test_the_tree_stands_beside_the_rows_it_joins():
    pairs, merges = make_tree({("a", "b"): 0.2, ("a", "c"): 0.8, ("b", "c"): 0.4})
    ax = draw(pairs, merges=merges)
    (beside,) = ax.child_axes
    first, second = beside.lines
    assert list(first.get_ydata()) == [0.5, 0.5, 1.5, 1.5], "a and c, at the middle of their rows"
    assert list(second.get_ydata()) == [1.0, 1.0, 2.5, 2.5], "both with b"
    assert [line.get_xdata()[1] for line in (first, second)] == pytest.approx([0.8, 0.3])
    assert beside.get_ylim() == ax.get_ylim()
    assert beside.get_xlabel() == "mean similarity where joined"


def test_thirty_one_provinces_are_legible():
    """Every value, every name; no name meets its neighbour, and no value leaves its cell."""
    names = list(read_reference("provinces")["name"])[:31]
    rng = np.random.default_rng(0)
    pairs, merges = make_tree({(a, b): rng.uniform(0.1, 0.9) for a, b in combinations(sorted(names), 2)})
    with use_theme():
        ax = plot_similarity(pairs, merges=merges)
        ax.figure.canvas.draw()
    assert len(ax.texts) == 31 * 30
    cell = ax.transData.transform([(0, 0), (1, 1)])
    width, height = abs(cell[1] - cell[0])
    sizes = [text.get_window_extent() for text in ax.texts]
    assert max(size.width for size in sizes) < width
    assert max(size.height for size in sizes) < height
    assert min(text.get_fontsize() for text in ax.texts) >= 10
    assert {label.get_text().replace("\n", "") for label in ax.get_xticklabels()} == set(names)
    boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert all(left.x1 <= right.x0 for left, right in pairwise(boxes))
    plt.close(ax.figure)


def test_a_tree_and_an_order_exclude_each_other():
    pairs, merges = make_tree({("a", "b"): 0.2, ("a", "c"): 0.8, ("b", "c"): 0.4})
    with pytest.raises(ValueError, match="give merges or order"):
        draw(pairs, merges=merges, order=["a", "b", "c"])
    with pytest.raises(ValueError, match="merges must name every unit once"):
        draw(pairs, merges=merges.iloc[:1])
