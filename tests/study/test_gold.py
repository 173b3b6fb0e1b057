"""The whole chain on the real corpus, held against the hand annotation in data/gold."""

import re

import opencc
import pandas as pd
import pytest

from analysis.networks import link_agencies

LISTED = ["bracket", "rule", "ledger"]


@pytest.fixture(scope="module")
def gold(data):
    return {path.stem: pd.read_csv(path, dtype="str", keep_default_na=False) for path in (data / "gold").glob("*.csv")}


def test_agencies_of_the_brackets_and_no_others(study, gold):
    found = study.duties[study.duties["evidence"].isin(LISTED)]
    expected = gold["agencies"]
    seen = set(zip(found["doc_id"], found["source_start"].astype(int), found["agency"], found["role"], strict=True))
    wanted = set(
        zip(expected["doc"], expected["raw_start"].astype(int), expected["agency"], expected["role"], strict=True)
    )
    assert len(wanted) == len(expected) == 232
    assert seen == wanted
    assert len(found) == 232


def test_sentences_are_kept_apart(study):
    kinds = set(study.duties["evidence"])
    assert "sentence" in kinds
    assert kinds <= {*LISTED, "sentence"}


def test_documents_without_brackets_are_not_stated(study, gold):
    stating = set(gold["agencies"]["doc"])
    coverage = study.coverage[study.coverage["table"] == "duties"].set_index("doc_id")
    for doc_id in study.documents["doc_id"]:
        row = coverage.loc[doc_id]
        assert row["status"] == ("stated" if doc_id in stating else "not stated")
        assert pd.isna(row["n"]) == (doc_id not in stating)


def test_heaviest_pairs_and_newman_weights(study):
    count = link_agencies(study.duties).set_index(["agency_a", "agency_b"])["weight"]
    assert len(count) == 249
    assert count.sum() == 549
    heaviest = [frozenset(pair) for pair in count.sort_values(ascending=False).index[:4]]
    assert heaviest[0] == {"省发展改革委", "省科技厅"}
    assert set(heaviest[1:3]) == {frozenset({"省发展改革委", "省经信厅"}), frozenset({"省科技厅", "省经信厅"})}
    assert heaviest[3] == {"之江实验室", "省科技厅"}
    newman = link_agencies(study.duties, weighting="newman")
    weights = {frozenset(pair): weight for *pair, weight in newman[["agency_a", "agency_b", "weight"]].to_numpy()}
    assert weights[frozenset({"省发展改革委", "省科技厅"})] == pytest.approx(9.6052, abs=5e-5)
    assert weights[frozenset({"省科技厅", "省经信厅"})] == pytest.approx(8.2123, abs=5e-5)
    assert weights[frozenset({"省发展改革委", "省经信厅"})] == pytest.approx(6.8651, abs=5e-5)


def test_pinyin_repairs_and_no_other(study, gold):
    runs = gold["latin_runs"]
    repairs = runs[runs["action"] == "repair"]
    edits = study.edits[study.edits["rule"].str.contains("pinyin")]
    assert len(edits) == len(repairs) == 16
    placed = edits.set_index(["doc_id", "source_start"])
    for repair in repairs.itertuples():
        assert placed.loc[(repair.doc, int(repair.raw_start)), "after"] == repair.word


def test_placeholders_are_resolved(study):
    edits = study.edits[study.edits["rule"].str.contains("placeholder")]
    assert len(edits) == 12
    assert set(edits["after"]) == {"江苏"}


def test_no_traditional_character_is_left(study):
    for text in study.documents["clean_text"]:
        assert opencc.OpenCC("t2s").convert(text) == text


def test_noise_is_out_of_the_policy_text_but_traceable(study):
    clauses = study.clauses
    for words, kind in [
        ("上接第4版", "noise"),
        ("公益广告大赛", "noise"),
        ("制定背景", "sidebar"),
        ("素材来源", "noise"),
    ]:
        holding = clauses[clauses["text"].str.contains(words)]
        assert set(holding["kind"]) == {kind}, words
        masked = study.masks[study.masks["doc_id"].isin(holding["doc_id"])]
        for clause in holding.itertuples():
            inside = masked[(masked["start"] <= clause.start) & (masked["end"] >= clause.end)]
            assert len(inside) == 1, words


GOLD_KINDS = {"metadata_table": "metadata", "title_attached_plan": "title", "chapter_newspaper_sidebar": "sidebar"}


def test_outline_of_all_documents(study, gold):
    sections = gold["sections"]
    expected = {}
    for row in sections.itertuples():
        kind = re.sub(r"^noise_.*", "noise", GOLD_KINDS.get(row.kind, row.kind))
        expected[(row.doc, int(row.raw_start))] = (kind, row.number, int(row.raw_end))
    source = study.documents.set_index("doc_id")["source_text"]
    found = {}
    for row in study.clauses.itertuples():
        found[(row.doc_id, int(row.source_start))] = (
            row.kind,
            row.number if pd.notna(row.number) else "",
            row.source_end,
        )
    assert set(found) == set(expected)
    for place, (kind, number, end) in expected.items():
        assert found[place][0] == kind, place
        assert found[place][1].strip("—") == number, place
        tail = sorted((found[place][2], end))
        assert source[place[0]][tail[0] : tail[1]].strip("\n 　。") == "", place
