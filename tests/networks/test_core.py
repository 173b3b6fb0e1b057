"""Core and periphery against a published example, ideal tables and every division of small ones."""

from itertools import product

import networkx as nx
import numpy as np
import pytest

from analysis.networks import find_core, score_two_modes
from analysis.networks.core import fit_core

#: Who names whom among eighteen people at a camp: the example "campnet" of the authors of the method.
CAMPNET = {
    "HOLLY": "PAM PAT DON", "BRAZEY": "LEE STEVE BERT", "CAROL": "PAM PAT PAULINE", "PAM": "JENNIE PAULINE ANN",
    "PAT": "HOLLY CAROL JENNIE", "JENNIE": "PAM PAT ANN", "PAULINE": "CAROL PAM PAT", "ANN": "PAM JENNIE PAULINE",
    "MICHAEL": "HOLLY DON HARRY", "BILL": "MICHAEL DON HARRY", "LEE": "BRAZEY STEVE BERT", "DON": "HOLLY MICHAEL HARRY",
    "JOHN": "RUSS PAULINE GERY", "HARRY": "HOLLY MICHAEL DON", "GERY": "STEVE RUSS MICHAEL", "STEVE": "LEE BERT RUSS",
    "BERT": "LEE STEVE RUSS", "RUSS": "STEVE BERT GERY",
}  # fmt: skip


def test_campnet():
    """The fit .360 and the core of four that the authors' own software prints, mixed cells left open."""
    names = list(CAMPNET)
    table = np.array([[float(b in CAMPNET[a].split()) for b in names] for a in names])
    found = fit_core(table, square=True, mixed="open", n_starts=20)
    core = found.rows
    assert {name for name, inside in zip(names, core, strict=True) if inside} == {"LEE", "STEVE", "BERT", "RUSS"}
    assert found.fit == pytest.approx(0.360, abs=0.0005)
    assert table[np.ix_(core, core)].sum() / 12 == pytest.approx(0.833, abs=0.0005)
    assert table[np.ix_(~core, ~core)].sum() / (14 * 13) == pytest.approx(0.198, abs=0.0005)


def test_ideal_tables_fit_perfectly():
    clique = np.zeros((10, 10))
    clique[:4, :] = clique[:, :4] = 1
    np.fill_diagonal(clique, 0)
    found = fit_core(clique, square=True, mixed="open")
    assert found.fit == pytest.approx(1)
    assert found.rows.tolist() == [True] * 4 + [False] * 6
    block = np.zeros((7, 5))
    block[1:4, 2:4] = 1
    found = fit_core(block)
    assert (found.fit, found.rows.sum(), found.columns.tolist()) == (1, 3, [False, False, True, True, False])


@pytest.mark.parametrize("mixed", ["empty", "open"])
@pytest.mark.parametrize("seed", range(10))
def test_no_division_fits_better(seed, mixed):
    """All 2^8 divisions of tables of four by four, each correlated in full."""
    table = (np.random.default_rng(seed).random((4, 4)) < 0.5).astype(float)
    best = -2.0
    for marks in product((False, True), repeat=8):
        rows, columns = np.array(marks[:4])[:, None], np.array(marks[4:])[None, :]
        ideal = (rows & columns).astype(float)
        used = np.ones((4, 4), dtype=bool) if mixed == "empty" else rows == columns
        if len(set(table[used])) == len(set(ideal[used])) == 2:
            best = max(best, np.corrcoef(table[used], ideal[used])[0, 1])
    assert fit_core(table, mixed=mixed, n_starts=40).fit == pytest.approx(best)


def test_core_of_the_gold(gold_duties):
    """The three bodies of the heaviest ties are the core - and margins such as these give one as good by themselves."""
    core = find_core(gold_duties, n_draws=40)
    agencies = core.members.query("mode == 'agency'").set_index("node")
    assert set(agencies.index[agencies["core"]]) == {"省发展改革委", "省科技厅", "省经信厅"}
    assert agencies["share"].between(0, 1).all()
    fit = core.fits.iloc[0]
    assert fit["core_density"] > 0.8
    assert fit["edge_density"] < 0.1
    assert fit["null_low"] <= fit["fit"] <= fit["null_high"]
    assert fit["p"] > 0.05


def test_a_planted_core_exceeds_chance(duties_of):
    """Four bodies that fill twelve clauses, and others as often named, one by one: margins do not give that."""
    core = [f"c{i}" for i in range(4)]
    clauses = {f"k{c}": core for c in range(12)} | {f"e{c}": [f"a{c % 4}", f"b{c % 3}"] for c in range(48)}
    found = find_core(duties_of(clauses), n_draws=30)
    members = found.members.query("core")
    assert set(members.query("mode == 'agency'")["node"]) == set(core)
    assert members.query("mode == 'clause'")["node"].str.startswith("d/k").all()
    fit = found.fits.iloc[0]
    assert fit["fit"] == pytest.approx((48 * 660 - 48 * 144) / np.sqrt(48 * 612 * 144 * 516))
    assert fit["fit"] > fit["null_high"]
    assert fit["p"] == pytest.approx(1 / 31)


def test_no_core_where_nothing_is_apart(duties_of):
    core = find_core(duties_of({"1": "甲乙", "2": "甲乙"}), n_draws=5)
    assert core.fits["fit"].isna().all()
    assert not core.members["core"].any()
    assert find_core(duties_of({})).fits.empty


def test_bad_calls(duties_of):
    duties = duties_of({"1": "甲乙"})
    with pytest.raises(ValueError, match="mixed cells cannot be 'full'"):
        find_core(duties, mixed="full")
    with pytest.raises(ValueError, match="n_starts is 0"):
        find_core(duties, n_starts=0)


def test_two_mode_eigenvector_of_the_southern_women(duties_of):
    """The first singular vectors of the 18 x 14 table, each of length 1, computed apart from any graph."""
    davis = nx.davis_southern_women_graph()
    women, events = davis.graph["top"], davis.graph["bottom"]
    duties = duties_of({event: sorted(davis[event]) for event in events})
    found = score_two_modes(duties, measures=["eigenvector"]).set_index("node")["value"]
    table = np.array([[float(davis.has_edge(woman, event)) for event in events] for woman in women])
    value, vector = np.linalg.eigh(table @ table.T)
    assert found[women].to_numpy() == pytest.approx(np.abs(vector[:, -1]))
    assert np.sqrt(value[-1]) * found["d/E8"] == pytest.approx(found[sorted(davis["E8"])].sum())
    assert [round(found[name], 3) for name in ("Evelyn Jefferson", "Theresa Anderson", "d/E8")] == [0.335, 0.371, 0.507]


def test_two_mode_eigenvector_is_missing_outside_the_largest_component(duties_of):
    found = score_two_modes(duties_of({"1": "甲乙", "2": "乙丙", "3": "丁"}), measures=["eigenvector"])
    values = found.set_index("node")["value"]
    assert np.isnan(values["丁"])
    assert values["乙"] > values["甲"]
