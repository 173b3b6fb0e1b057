"""Cases in which something is wrong: the flaw is there, it can be found with the workbench, and nothing else is touched."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from analysis.errors import WithheldError
from analysis.lessons import cases
from analysis.lessons.cases import list_cases
from analysis.lexis import concordance, count_terms, cut_tokens, weigh_terms
from analysis.messages import list_messages
from analysis.networks import link_agencies
from analysis.reliability import krippendorff_alpha
from analysis.similarity import compare_units, explain_pairs, find_passages
from analysis.spans import apply_edits, edits_from_table
from analysis.study import Study
from analysis.study.bundle import table_names
from analysis.tables import empty_table
from analysis.validate import CHECKS

#: Every day one case of each kind; further ones of the same kind where there is time.
SEEDS = [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]

#: Cases are costly to make and are asked for by several tests.
load_case, explain_case = cache(cases.load_case), cache(cases.explain_case)

seeds = pytest.mark.parametrize("seed", SEEDS)


@pytest.mark.parametrize(
    "lesson",
    [pytest.param(name, marks=pytest.mark.slow) if name in {"04", "05", "07"} else name for name in list_cases()],
)
def test_the_same_seed_gives_the_same_case(lesson, study):
    first, second = load_case(lesson, study), cases.load_case(lesson, study)
    assert (first.claim, first.task) == (second.claim, second.task)
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, second.tables[name])


@pytest.mark.parametrize("lesson", list_cases())
def test_neither_claim_nor_task_gives_the_answer_away(lesson, study):
    case, notes = load_case(lesson, study), explain_case(lesson, study)
    wanted = notes.answer if isinstance(notes.answer, tuple) else (notes.answer,)
    if lesson not in {"04", "05", "09"}:  # one of few numbered or named things, all of which the tables show
        assert not any(str(part) in case.claim + case.task for part in wanted)
    assert notes.flaw not in case.claim + case.task


def test_every_case_speaks_and_is_noted():
    parts = ("claim", "task", "flaw", "sign", "remedy")
    assert {f"cases.{part}_{lesson}" for part in parts for lesson in list_cases()} <= set(list_messages())
    assert len(list_cases()) == 11


def test_an_unknown_lesson_is_refused(study):
    with pytest.raises(ValueError, match="'11'"):
        load_case("11", study)


def test_a_corpus_without_room_for_the_flaw_is_told_so():
    with pytest.raises(WithheldError):
        load_case("02", Study(**{name: empty_table(name) for name in table_names()}))


@seeds
def test_01_one_edit_makes_a_quantity_smaller(study, seed):
    case, answer = load_case("01", study, seed=seed), explain_case("01", study, seed=seed).answer
    found = case.tables["edits"].merge(
        study.edits, how="left", indicator=True, on=["doc_id", "source_start", "before", "after"]
    )
    assert found.loc[found["_merge"] == "left_only", "before"].tolist() == [answer]
    for doc in case.tables["documents"].itertuples():
        assert apply_edits(doc.source_text, edits_from_table(case.tables["edits"], doc.doc_id)) == doc.clean_text


@seeds
def test_02_one_clause_is_gone_and_its_words_are_in_the_one_before(study, seed):
    case, answer = load_case("02", study, seed=seed), explain_case("02", study, seed=seed).answer
    assert set(study.clauses["clause_id"]) - set(case.tables["clauses"]["clause_id"]) == {answer}
    lost = study.clauses.set_index("clause_id").loc[answer, "text"]
    holders = case.tables["clauses"][case.tables["clauses"]["text"].str.contains(lost, regex=False)]
    assert len(holders) == 1


@seeds
def test_03_the_context_of_the_half_shows_the_whole(study, seed):
    case, answer = load_case("03", study, seed=seed), explain_case("03", study, seed=seed).answer
    assert answer not in set(case.tables["tokens"]["term"])
    assert answer in set(cut_tokens(study.clauses, masks=study.masks)["term"])
    tokens = case.tables["tokens"].sort_values(["clause_id", "start"])
    before = tokens["term"].shift().eq(answer[:2]) & tokens["end"].shift().eq(tokens["start"])
    assert before[tokens["term"] == answer[2:]].mean() > 0.7
    assert concordance(study.clauses, answer[2:])["left"].str.endswith(answer[:2]).any()


@seeds
def test_04_one_claim_falls_when_words_are_counted(study, seed):
    case, answer = load_case("04", study, seed=seed), explain_case("04", study, seed=seed).answer
    words = weigh_terms(count_terms(study.clauses, masks=study.masks), unit="document").set_index(["unit_id", "term"])
    falls = [
        row.claim
        for row in case.tables["claims"].itertuples()
        if words.loc[(row.unit_id, row.stronger), "tf_idf"] < words.loc[(row.unit_id, row.weaker), "tf_idf"]
    ]
    assert falls == [answer]
    pairs = case.tables["weights"].set_index(["unit_id", "term"])["tf_idf"]
    assert all(
        pairs[row.unit_id, row.stronger] > pairs[row.unit_id, row.weaker] for row in case.tables["claims"].itertuples()
    )


@seeds
def test_05_one_topic_is_a_script(study, seed):
    case, answer = load_case("05", study, seed=seed), explain_case("05", study, seed=seed).answer
    plain = set("".join(study.clauses["text"]))
    top = case.tables["topic_terms"].query("rank <= 10")
    foreign = top["term"].map(lambda term: not set(term) <= plain).groupby(top["topic_id"]).mean()
    assert foreign.idxmax() == answer
    assert foreign[answer] > 0.5
    assert foreign.drop(answer).max() < 0.3


@seeds
def test_06_the_pair_falls_when_lists_are_masked(study, seed):
    case, answer = load_case("06", study, seed=seed), explain_case("06", study, seed=seed).answer
    shown = set(zip(case.tables["pairs"]["unit_a"], case.tables["pairs"]["unit_b"], strict=True))
    assert answer in shown
    weights = weigh_terms(count_terms(case.tables["clauses"], masks=case.tables["masks"]))
    masked = compare_units(weights).set_index(["unit_a", "unit_b"])["value"]
    printed = case.tables["pairs"].set_index(["unit_a", "unit_b"])["value"]
    drops = printed - masked.reindex(printed.index).fillna(0)
    assert drops.idxmax() == answer
    assert len(explain_pairs(weights, pairs=case.tables["pairs"]))


@seeds
def test_06_moved_spans_still_cut_the_same_words(study, seed):
    case = load_case("06", study, seed=seed)
    assert len(count_terms(case.tables["clauses"], masks=case.tables["masks"])) == len(
        count_terms(study.clauses, masks=study.masks)
    )


@seeds
def test_07_what_was_pasted_is_no_substance(study, seed):
    case, answer = load_case("07", study, seed=seed), explain_case("07", study, seed=seed).answer
    passages = find_passages(case.tables["clauses"], masks=case.tables["masks"])
    before = find_passages(study.clauses, masks=study.masks)
    assert passages["n_chars"].sum() > before["n_chars"].sum() + 80
    kept = passages[passages["label"] == "substance"].groupby(["doc_a", "doc_b"])["n_chars"].sum()
    assert answer in set(kept)
    assert answer < passages["n_chars"].max()


@seeds
def test_08_the_invented_body_does_not_lead_back_to_the_text(study, seed):
    case, answer = load_case("08", study, seed=seed), explain_case("08", study, seed=seed).answer
    texts = dict(zip(case.tables["documents"]["doc_id"], case.tables["documents"]["clean_text"], strict=True))
    duties = case.tables["duties"]
    lost = duties[[texts[row.doc_id][row.start : row.end] != row.surface for row in duties.itertuples()]]
    assert set(lost["agency"]) == {answer}
    assert not any(answer in text for text in texts.values())
    assert answer in set(link_agencies(duties)["agency_a"]) | set(link_agencies(duties)["agency_b"])


@seeds
def test_09_two_coders_agree_too_well(study, seed):
    case, answer = load_case("09", study, seed=seed), explain_case("09", study, seed=seed).answer
    wide = case.tables["codings"].pivot_table(
        index=["unit_id", "code"], columns="coder", values="value", aggfunc="first"
    )
    alphas = {
        pair: krippendorff_alpha(wide[list(pair)], n_bootstrap=0)["alpha"].iloc[0]
        for pair in [("甲", "乙"), ("甲", "丙"), ("乙", "丙")]
    }
    assert max(alphas, key=alphas.get) == answer
    *others, best = sorted(alphas.values())
    assert best > 0.9
    assert max(others) < 0.75


@seeds
def test_10_one_number_does_not_come_out(study, seed):
    case, answer = load_case("10", study, seed=seed), explain_case("10", study, seed=seed).answer
    printed = case.tables["results"].set_index("name")["value"]
    links = link_agencies(study.duties)
    again = {"n_documents": len(study.documents), "n_edits": len(study.edits), "n_clauses": len(study.clauses),
             "n_duties": len(study.duties), "n_targets": len(study.targets), "n_ties": len(links),
             "n_terms": count_terms(study.clauses, masks=study.masks)["term"].nunique(),
             "n_agencies": len({*links["agency_a"], *links["agency_b"]})}  # fmt: skip
    assert [name for name, value in printed.items() if value != again[name]] == [answer]


@seeds
def test_lab_one_number_is_not_what_its_source_says(study, seed):
    case, answer = load_case("lab", study, seed=seed), explain_case("lab", study, seed=seed).answer
    quoted = case.tables["quoted"].set_index("name")["value"]
    said = {check.name: check.expected for check in CHECKS}
    assert [name for name, value in quoted.items() if value != said[name]] == [answer]
