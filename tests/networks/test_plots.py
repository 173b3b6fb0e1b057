"""Figures of networks: what they would draw, and that labels keep apart."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.networks import find_communities, link_agencies
from analysis.plots import plot_network, plot_network_matrix
from analysis.theme import use_theme


@pytest.fixture
def axes():
    with use_theme():
        figure = Figure(figsize=(9, 8))
        FigureCanvasAgg(figure)
        yield figure.subplots()


def big_network(duties_of, n=50):
    """Return a ring of n agencies with long names, all in one network."""
    names = [f"省第{number}号自然资源与规划厅" for number in range(n)]
    return link_agencies(duties_of({f"{k}": (names[k], names[(k + 1) % n], names[(k + 7) % n]) for k in range(n)}))


def test_fifty_labels_keep_apart(duties_of, axes):
    plot_network(big_network(duties_of), ax=axes)
    renderer = axes.figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in axes.texts]
    assert len(boxes) == 50
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    assert min(box.height for box in boxes) * 72 / axes.figure.dpi >= 7


def test_fifty_labels_of_the_matrix_keep_apart(duties_of, axes):
    plot_network_matrix(big_network(duties_of), ax=axes)
    axes.figure.canvas.draw()
    renderer = axes.figure.canvas.get_renderer()
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        boxes = [label.get_window_extent(renderer) for label in labels]
        assert len(boxes) == 50
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_heavier_ties_are_wider(duties_of, axes):
    links = link_agencies(duties_of({"1": "甲乙", "2": "甲乙", "3": "乙丙"}))
    plot_network(links, ax=axes)
    assert sorted(line.get_linewidth() for line in axes.lines) == [3.0, 6.0]


def test_matrix_leaves_untied_cells_empty(duties_of, axes):
    links = link_agencies(duties_of({"1": "甲乙", "2": "甲乙", "3": "乙丙"}))
    plot_network_matrix(links, ax=axes)
    cells = axes.collections[0].get_array()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["乙", "甲", "丙"]
    assert np.ma.count(cells) == 4
    assert cells.filled(-1).reshape(3, 3).tolist() == [[-1, 2, 1], [2, -1, -1], [1, -1, -1]]


def test_order_fixes_places_over_panels(duties_of, axes):
    links = link_agencies(duties_of({"1": "甲乙"}))
    plot_network(links, ax=axes, order=["丙", "乙", "甲"])
    assert [text.get_text() for text in axes.texts] == ["丙", "乙", "甲"]
    with pytest.raises(ValueError, match="order leaves out \\['甲'\\]"):
        plot_network(links, ax=axes, order=["乙"])


def test_communities_have_colour_and_shape(duties_of, axes):
    links = link_agencies(duties_of({"1": "甲乙丙", "2": "丁戊己"}))
    plot_network(links, communities=find_communities(links, n_runs=5), ax=axes)
    marks = axes.collections
    assert len({mark.get_facecolor().tobytes() for mark in marks}) == 2
    assert len({mark.get_paths()[0].vertices.tobytes() for mark in marks}) == 2


def test_nothing_stated_draws_no_chart(duties_of, axes):
    with pytest.raises(ValueError, match="no rows"):
        plot_network(link_agencies(duties_of({})), ax=axes)
