"""The tree of units is that of average linkage, and draws what it says."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy.cluster.hierarchy import average

from analysis.plots import plot_similarity_tree
from analysis.similarity import cluster_units


def make_pairs(values, names="abcdefgh"):
    n = int((1 + (1 + 8 * len(values)) ** 0.5) / 2)
    units = list(combinations(names[:n], 2))
    return pd.DataFrame(
        {"unit_a": [a for a, _ in units], "unit_b": [b for _, b in units], "method": "cosine", "value": values}
    )


@pytest.mark.parametrize("seed", range(4))
def test_steps_are_those_of_scipy(seed):
    values = np.random.default_rng(seed).uniform(0.1, 0.9, size=15)
    merges = cluster_units(make_pairs(values))
    linkage = average(1 - values)
    np.testing.assert_allclose(merges["value"], 1 - linkage[:, 2], atol=1e-9)
    assert merges["n_units"].tolist() == linkage[:, 3].astype(int).tolist()


def test_ties_go_to_the_first_names_and_rows_in_any_order():
    pairs = make_pairs([0.5] * 6)
    merges = cluster_units(pairs)
    assert merges[["node_a", "node_b"]].to_numpy().tolist() == [["a", "b"], ["#1", "c"], ["#2", "d"]]
    pd.testing.assert_frame_equal(merges, cluster_units(pairs.sample(frac=1, random_state=1)))


def test_what_gives_no_tree_is_refused():
    pairs = make_pairs([0.5, 0.4, 0.3])
    with pytest.raises(ValueError, match="a value for every pair of its 3 units, there are 2"):
        cluster_units(pairs.assign(value=[0.5, 0.4, None]))
    with pytest.raises(ValueError, match="one method"):
        cluster_units(pd.concat([pairs, pairs.assign(method="lsi")]))
    assert cluster_units(pairs.iloc[:0]).empty
    with pytest.raises(ValueError, match="at least one step"):
        plot_similarity_tree(cluster_units(pairs.iloc[:0]), ax=Figure().subplots())


def test_the_drawing_has_a_bracket_a_step_at_its_value():
    merges = cluster_units(make_pairs([0.8, 0.2, 0.4]))
    axes = plot_similarity_tree(merges, labels={"a": "甲"}, lang="en", ax=Figure().subplots())
    assert [line.get_xdata()[1] for line in axes.lines] == pytest.approx([0.8, 0.3])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["甲", "b", "c"]
    assert [text.get_text() for text in axes.texts] == ["0.80", "0.30"]


def test_a_name_broken_behind_a_hyphen_goes_on_without_a_blank():
    merges = cluster_units(make_pairs([0.8, 0.2, 0.4]))
    axes = plot_similarity_tree(merges, labels={"a": "浙江\nai-\nscience"}, ax=Figure().subplots())
    assert axes.get_yticklabels()[0].get_text() == "浙江 ai-science"
