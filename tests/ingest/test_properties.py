"""What must hold for any text whatever."""

import pandas as pd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.ingest import clean_documents, find_masks, split_clauses
from analysis.ingest.decode import UndecodableError, decode_bytes
from analysis.ingest.extract import FORMATS, extract_text
from analysis.ingest.formats.base import UnreadableError
from analysis.ingest.repair import repair_text
from analysis.ingest.rules.base import Clue
from analysis.spans import add_source_spans, apply_edits, check_edits, undo_edits
from analysis.tables import make_table

_WORDS = """
一、 （一） (二) 1. 1﹒ —— ① 第一条 附件1 附件： zhengfu gaoji别 (guan) 省(sheng) 關 麵 係 著 ** * , ( ) （ ） ： : 。 ；
关键词1 省 赣府发〔2024〕8号 2025年1月2日 联系人：张三 0571-87654321 a@b.cn 发展 行动计划 （试行） &nbsp; &amp;
10,000 1.2 责任单位 牵头单位 本方案自印发之日起施行。 202年 %以上 设置装备摆设 上接第4版 | # 人工智能 ?? xx １２ ⼈
"""
_PIECES = st.sampled_from([*_WORDS.split(), "任务\t责任单位\n", "\t", "\n", "\r\n", "\u3000", " ", "\u200b"])
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=30).map("".join))
_SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@_SETTINGS
@given(_TEXTS, st.sampled_from([None, "江苏", "北京"]), st.booleans())
def test_edits_round_trip_and_cleaning_is_idempotent(text: str, province: str | None, printed: bool) -> None:  # noqa: FBT001
    clue = Clue(province=province, printed=printed)
    repaired = repair_text(text, clue=clue)
    check_edits(repaired.edits, text=text)
    assert apply_edits(text, repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == text
    assert repair_text(repaired.text, clue=clue).edits == []
    assert all(0 <= flag.start <= flag.end <= len(repaired.text) for flag in repaired.flags)


@settings(_SETTINGS, max_examples=25)
@given(_TEXTS)
@example("係任务\t责任单位\n任务\t责任单位\n")
def test_any_text_becomes_tables_that_keep_their_contracts(text: str) -> None:
    row = dict.fromkeys(("source", "province", "province_basis", "level"), None)
    row |= {"doc_id": "d", "script": "none", "path": "d.txt", "encoding": "utf-8", "sha256": "0", "n_chars": len(text)}
    row |= {"source_text": text, "clean_text": text}
    cleaned = clean_documents(make_table("documents", [row]))
    clauses = split_clauses(cleaned.documents)
    clean = cleaned.documents["clean_text"].item()
    for clause in clauses.to_dict("records"):
        assert clean[clause["start"] : clause["end"]] == clause["text"]
        assert clause["text"].strip() == clause["text"] != ""
    starts = clauses["start"].tolist()
    assert starts == sorted(starts)
    assert all(end <= start for end, start in zip(clauses["end"], clauses["start"].iloc[1:], strict=False))
    assert set(clauses["parent_id"].dropna()) <= set(clauses["clause_id"])
    # No character of the text is lost: what no clause holds is blank.
    covered = pd.Series(list(clean), dtype="object")
    for start, end in zip(clauses["start"], clauses["end"], strict=True):
        covered.iloc[start:end] = ""
    assert "".join(covered).strip() == ""
    traced = add_source_spans(clauses, cleaned.edits)
    assert traced["source_start"].tolist() == sorted(traced["source_start"])
    assert (traced["source_start"] <= traced["source_end"]).all()
    masks = find_masks(cleaned.documents, clauses)
    assert all(end <= start for end, start in zip(masks["end"], masks["start"].iloc[1:], strict=False))


@_SETTINGS
@given(st.binary(max_size=60))
def test_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode_bytes(data)
    except UndecodableError:
        return
    assert text.encode(encoding) == data or encoding in ("utf-16", "utf-32", "gb18030", "big5hkscs")


@_SETTINGS
@given(_TEXTS, st.sampled_from(FORMATS), st.sampled_from(["utf-8", "gb18030", "utf-16", "big5hkscs"]))
def test_any_file_is_read_or_refused_with_a_remedy(text: str, ending: str, encoding: str) -> None:
    for data in (text.encode(encoding, "replace"), b"%PDF-1.7 " + text.encode("utf-8", "replace")):
        try:
            extracted = extract_text(data, f"a{ending}")
        except UnreadableError as error:
            told = (str(error), error.remedy)
        else:
            told = (extracted.text.strip(), extracted.encoding)
        assert all(told)


@_SETTINGS
@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x9FA5), max_size=60))
def test_utf8_is_read_as_it_was_written(text: str) -> None:
    decoded = decode_bytes(text.encode("utf-8"))
    assert decoded.text == text
