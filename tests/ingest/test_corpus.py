"""The five real documents against their hand annotation."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.ingest import Cleaned, clean_documents, find_masks, read_documents, repair_text, split_clauses
from analysis.ingest.rules.characters import find_traditional
from analysis.spans import add_source_spans, apply_edits, edits_from_table, undo_edits


@pytest.fixture(scope="module")
def cleaned(data: Path) -> Cleaned:
    return clean_documents(read_documents(data))


@pytest.fixture(scope="module")
def clauses(cleaned: Cleaned) -> pd.DataFrame:
    return add_source_spans(split_clauses(cleaned.documents), cleaned.edits)


def _gold(data: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(data / "gold" / f"{name}.csv", dtype="str", keep_default_na=False)


#: How the annotation names what the table of clauses calls otherwise.
_KINDS = {
    "noise_jump_line": "noise",
    "noise_credit_line": "noise",
    "noise_advertisement": "noise",
    "chapter_newspaper_sidebar": "sidebar",
    "metadata_table": "metadata",
    "title_attached_plan": "title",
}


def test_outline_is_that_of_the_annotation(data: Path, cleaned: Cleaned, clauses: pd.DataFrame) -> None:
    gold = _gold(data, "sections")
    want = {
        (
            row["doc"],
            int(row["raw_start"]),
            int(row["raw_end"]),
            int(row["level"]),
            _KINDS.get(row["kind"], row["kind"]),
            row["number"],
        )
        for row in gold.to_dict("records")
    }
    got = {
        (
            row["doc_id"],
            row["source_start"],
            row["source_end"],
            row["level"],
            row["kind"],
            row["number"] if isinstance(row["number"], str) else "",
        )
        for row in clauses.to_dict("records")
    }
    assert got == want
    assert len(cleaned.documents) == 5


def test_headings_are_those_of_the_annotation(data: Path, clauses: pd.DataFrame) -> None:
    spans = clauses.set_index(["doc_id", "source_start"])
    for row in _gold(data, "sections").to_dict("records"):
        if row["kind"].startswith("noise"):
            continue
        wanted = repair_text(row["heading"]).text.replace("关键词1", "江苏") if row["heading"] else ""
        found = spans.loc[(row["doc"], int(row["raw_start"])), "heading"]
        assert (found if isinstance(found, str) else "") == wanted


def test_parents_are_those_of_the_annotation(data: Path, clauses: pd.DataFrame) -> None:
    gold = _gold(data, "sections")
    starts = dict(zip(gold["section"], gold["raw_start"], strict=True))
    by_start = clauses.set_index(["doc_id", "source_start"])["clause_id"]
    parents = clauses.set_index(["doc_id", "source_start"])["parent_id"]
    for row in gold.to_dict("records"):
        parent = parents[row["doc"], int(row["raw_start"])]
        if row["parent"]:
            assert parent == by_start[row["doc"], int(starts[row["parent"]])]
        else:
            assert not isinstance(parent, str)


def test_the_ids_are_printed_numbers_or_headings(clauses: pd.DataFrame) -> None:
    ids = set(clauses["clause_id"])
    assert "jiangsu-ai-plus-2025/二/一/2" in ids
    assert "jiangsu-ai-plus-2025/三/23" in ids
    assert "guangdong-ai-science-2025-newspaper/保障措施/强化统筹协同" in ids
    assert "zhejiang-ai-industry-2023-draft/一/二/创新策源注入新动能" in ids


def test_edits_round_trip(cleaned: Cleaned) -> None:
    for row in cleaned.documents.to_dict("records"):
        edits = edits_from_table(cleaned.edits, row["doc_id"])
        assert apply_edits(row["source_text"], edits) == row["clean_text"]
        assert undo_edits(row["clean_text"], edits) == row["source_text"]


def test_cleaning_again_changes_nothing(cleaned: Cleaned) -> None:
    again = clean_documents(cleaned.documents)
    pd.testing.assert_frame_equal(again.documents, cleaned.documents)
    pd.testing.assert_frame_equal(again.edits, cleaned.edits)
    for text in cleaned.documents["clean_text"]:
        assert repair_text(text).edits == []


def test_the_pinyin_repairs_and_no_other(data: Path, cleaned: Cleaned) -> None:
    gold = _gold(data, "latin_runs")
    want = {
        (row["doc"], int(row["raw_start"]), row["run"], row["word"])
        for row in gold[gold["action"] == "repair"].to_dict("records")
    }
    found = cleaned.edits[cleaned.edits["rule"].str.contains("pinyin")]
    assert {tuple(row) for row in found[["doc_id", "source_start", "before", "after"]].to_numpy()} == want
    kept = gold[gold["action"] == "keep"]
    texts = cleaned.documents.set_index("doc_id")["clean_text"]
    assert all(row["run"] in texts[row["doc"]] for row in kept.to_dict("records"))


def test_twelve_placeholders(cleaned: Cleaned) -> None:
    found = cleaned.edits[cleaned.edits["rule"].str.contains("placeholder")]
    assert len(found) == 12
    assert set(found["after"]) == {"江苏"}
    assert not cleaned.documents["clean_text"].str.contains("关键词1").any()


def test_no_traditional_character_is_left(cleaned: Cleaned) -> None:
    assert [find_traditional(text) for text in cleaned.documents["clean_text"]] == [[]] * 5


def test_what_is_no_policy_is_masked_and_traceable(cleaned: Cleaned, clauses: pd.DataFrame) -> None:
    masks = find_masks(cleaned.documents, clauses)
    noise = clauses[clauses["kind"].isin(["noise", "sidebar"])]
    texts = " ".join(noise["text"])
    assert all(words in texts for words in ("上接第4版", "公益广告", "素材来源", "制定背景"))
    for row in noise.to_dict("records"):
        inside = masks[(masks["doc_id"] == row["doc_id"]) & (masks["start"] <= row["start"])]
        assert (inside["end"] >= row["end"]).any()
    assert {"front matter", "noise", "place", "contact"} >= set(masks["kind"])


def test_lines_cut_in_words_are_joined(cleaned: Cleaned) -> None:
    text = cleaned.documents.set_index("doc_id")["clean_text"]["guangdong-ai-science-2025-newspaper"]
    for words in ("发挥政府投资基金", "面向科研的算力调度平台", "信息中心和生命健康", "人工智能前沿和颠覆性"):
        assert words in text


def test_metadata_is_what_the_texts_state(data: Path, cleaned: Cleaned) -> None:
    documents = cleaned.documents.set_index("doc_id")
    gold = _gold(data, "documents").set_index("doc")
    for doc_id, row in documents.iterrows():
        want = gold.loc[doc_id]
        assert row["province"] == want["province"]
        assert row["province_basis"] == "catalogue"
        for name, column in (("issuer", "issuer_stated"), ("doc_number", "doc_number"), ("issued_on", "issued_on")):
            assert (row[name] if isinstance(row[name], str) else "") == want[column]
        period = f"{row['period_start']}-{row['period_end']}" if pd.notna(row["period_start"]) else ""
        assert period == want["period"]
    title = documents["title"]
    assert title["zhejiang-ai-science-2025"] == gold.loc["zhejiang-ai-science-2025", "title"]
    assert title["jiangsu-ai-plus-2025"] == gold.loc["jiangsu-ai-plus-2025", "title"]
    assert pd.isna(title["guangdong-ai-science-2025-newspaper"])
    assert documents["status"].to_dict() == {
        "guangdong-ai-science-2025-newspaper": "excerpt",
        "jiangsu-ai-plus-2025": "final",
        "zhejiang-ai-industry-2023-draft": "draft",
        "zhejiang-ai-plus-2024-draft": "draft",
        "zhejiang-ai-science-2025": "final",
    }
    assert documents["script"]["jiangsu-ai-plus-2025"] == "traditional"
