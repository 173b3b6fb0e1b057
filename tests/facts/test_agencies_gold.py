"""Responsible agencies of the real documents, against the hand annotation."""

import pandas as pd
import pytest

from analysis.facts import find_duties, find_duty_masks, state_coverage

KINDS = {"title", "preamble", "chapter", "clause", "bullet", "notice"}


def clauses_of_gold(data, *, full_width=False):
    """Build the clauses from the annotated outline, so that this test stands on no other stage."""
    sections = pd.read_csv(data / "gold" / "sections.csv", dtype={"number": "str"})
    texts = {doc: (data / "raw" / f"{doc}.txt").read_text(encoding="utf-8") for doc in sections["doc"].unique()}
    rows = []
    for position, row in enumerate(sections.sort_values(["doc", "raw_start"]).to_dict("records")):
        text = texts[row["doc"]][row["raw_start"] : row["raw_end"]]
        if full_width:
            text = text.translate(str.maketrans("(),:;", "（），：；"))
        rows.append(
            {
                "clause_id": row["section"],
                "doc_id": row["doc"],
                "parent_id": row["parent"],
                "position": position,
                "level": row["level"],
                "kind": row["kind"] if row["kind"] in KINDS else "noise",
                "text": text,
                "start": row["raw_start"],
                "end": row["raw_end"],
            }
        )
    return pd.DataFrame(rows)


def gold_agencies(data):
    return pd.read_csv(data / "gold" / "agencies.csv")


def documents_of(data):
    gold = pd.read_csv(data / "gold" / "documents.csv")
    return pd.DataFrame(
        {
            "doc_id": gold["doc"],
            "level": "province",
            "province": gold["doc"]
            .str.extract(r"^(\w+?)-")[0]
            .map({"zhejiang": "浙江", "jiangsu": "江苏", "guangdong": "广东"}),
        }
    ).assign(jurisdiction=lambda table: table["province"], clean_text="文")


@pytest.mark.parametrize("full_width", [False, True])
@pytest.mark.parametrize("known_place", [False, True])
def test_every_name_and_role_of_the_brackets_and_no_other(data, full_width, known_place):
    # One name of the drafts is broken by a pinyin run, which cleaning repairs before agencies are read.
    clauses = clauses_of_gold(data, full_width=full_width)
    clauses["text"] = clauses["text"].str.replace("zongju", "总局")
    duties = find_duties(clauses, documents=documents_of(data) if known_place else None)
    listed = duties[duties["evidence"].isin(["bracket", "rule", "ledger"])]
    gold = gold_agencies(data)
    keys = ["section", "order", "agency", "role", "collective"]
    found = listed.rename(columns={"clause_id": "section"}).astype({"collective": "int64"})[keys]
    assert set(found.itertuples(index=False, name=None)) == set(gold[keys].itertuples(index=False, name=None))
    assert len(listed) == len(gold) == 232


def test_spans_are_the_printed_names(data):
    duties = find_duties(clauses_of_gold(data))
    listed = duties[(duties["evidence"] == "bracket") & ~duties["surface"].str.contains("[a-z]")]
    gold = gold_agencies(data)
    places = set(gold[["doc", "raw_start"]].itertuples(index=False, name=None))
    assert set(listed[["doc_id", "start"]].itertuples(index=False, name=None)) <= places
    assert len(listed) == 231


def test_the_lead_rule_and_its_suspension(data):
    duties = find_duties(clauses_of_gold(data))
    drafts = duties[(duties["doc_id"] == "zhejiang-ai-industry-2023-draft") & (duties["evidence"] == "bracket")]
    assert drafts.loc[drafts["role"] == "lead", "clause_id"].nunique() == 19
    assert len(set(drafts.loc[drafts["role"] == "lead", "rule_start"])) == 1


def test_masks_are_whole_brackets(data):
    clauses = clauses_of_gold(data)
    masks = find_duty_masks(clauses)
    texts = {doc: (data / "raw" / f"{doc}.txt").read_text(encoding="utf-8") for doc in clauses["doc_id"].unique()}
    cut = [texts[doc][start:end] for doc, start, end in masks[["doc_id", "start", "end"]].itertuples(index=False)]
    assert len(cut) == 48
    assert all(one[0] in "(（" and one[-1] in "）)" for one in cut)


def test_sentences_are_kept_apart_from_the_lists(data):
    duties = find_duties(clauses_of_gold(data), documents=documents_of(data))
    sentences = duties[duties["evidence"] == "sentence"]
    science = sentences[sentences["doc_id"] == "zhejiang-ai-science-2025"]
    assert {"省科技厅", "省发展改革委"} <= set(science["agency"])
    plus = sentences[sentences["doc_id"] == "zhejiang-ai-plus-2024-draft"]
    assert {"省发展改革委", "省经信厅", "省统计局"} <= set(plus["agency"])


def test_silent_documents_are_not_stated_and_never_zero(data):
    documents = documents_of(data)
    coverage = state_coverage(documents, find_duties(clauses_of_gold(data), documents=documents))
    coverage = coverage[coverage["table"] == "duties"].set_index("doc_id")
    for doc in ("guangdong-ai-science-2025-newspaper", "jiangsu-ai-plus-2025"):
        assert coverage.loc[doc, "status"] == "not stated"
        assert pd.isna(coverage.loc[doc, "n"])
    assert coverage.loc["zhejiang-ai-science-2025", "n"] == 43
