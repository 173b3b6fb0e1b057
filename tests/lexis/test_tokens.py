"""Tokens: what is cut, what is counted, and where it stands."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import WithheldError
from analysis.lexis import STOP_LISTS, count_terms, cut_tokens, list_stop_words
from analysis.lexis.tokenizer import load_segmenter, normalise_term
from analysis.reference import read_reference
from analysis.tables import make_table


def clauses_of(*texts, kind="clause"):
    rows, start = [], 0
    for position, text in enumerate(texts):
        rows.append(
            {
                "clause_id": f"d/{position}",
                "doc_id": "d",
                "position": position,
                "level": 1,
                "kind": kind,
                "text": text,
                "start": start,
                "end": start + len(text),
            }
        )
        start += len(text) + 1
    return make_table("clauses", rows)


def words(text, **options):
    return cut_tokens(clauses_of(text), **options)["term"].tolist()


@pytest.mark.parametrize(
    "term", ["人工智能+", "揭榜挂帅", "新质生产力", "可信数据空间", "一网通办", "长期护理保险", "高标准农田"]
)
@pytest.mark.parametrize("frame", ["加快{}建设", "“{}”", "与{}等", "推动{}和{}协同"])
def test_forced_terms_survive_any_neighbourhood(term, frame):
    assert term in words(frame.replace("{}", term))


def test_weighted_terms_win_against_their_parts():
    assert {"大模型", "智算中心", "储能"} <= set(words("支持大模型应用，布局智算中心，发展储能。"))


@pytest.mark.parametrize(("text", "whole"), [("会同教育部门制定办法", "教育部"), ("各地财政部门统筹资金", "财政部")])
def test_a_department_is_not_cut_out_of_a_longer_word(text, whole):
    assert whole not in words(text, stop=())


def test_spans_hold_the_characters_of_the_term():
    text = "发展ＡＩ＋产业，用好5G和eVTOL"
    clauses = clauses_of("一、总则", text)
    tokens = cut_tokens(clauses, stop=())
    document = "\n".join(clauses["text"])
    assert {
        normalise_term(document[start:end]) for start, end in zip(tokens["start"], tokens["end"], strict=True)
    } == set(tokens["term"])
    assert {"AI+", "5G", "EVTOL"} <= set(tokens["term"])


def test_masks_are_respected_and_never_bridged():
    text = "建设数据（责任单位：省教育厅）标注基地"
    masks = make_table("masks", [{"doc_id": "d", "start": 4, "end": 15, "kind": "duties"}])
    found = cut_tokens(clauses_of(text), masks=masks)
    assert found["term"].tolist() == ["数据", "标注"]
    assert not ((found["start"] < 15) & (found["end"] > 4)).any()


def test_masks_of_another_document_do_nothing():
    masks = make_table("masks", [{"doc_id": "e", "start": 0, "end": 50, "kind": "noise"}])
    text = "建设可信数据空间"
    assert cut_tokens(clauses_of(text), masks=masks).equals(cut_tokens(clauses_of(text)))


def test_stop_lists_are_switched_one_by_one():
    text = "以习近平新时代中国特色社会主义思想为指导，以及加快推进算力建设，由省科技厅落实"
    everything = set(words(text, stop=()))
    assert {"习近平新时代中国特色社会主义思想", "以及", "推进", "算力", "省科技厅"} <= everything
    for name, gone in [
        ("formula", "习近平新时代中国特色社会主义思想"),
        ("function", "以及"),
        ("domain", "推进"),
        ("name", "省科技厅"),
    ]:
        left = set(words(text, stop=(name,)))
        assert gone not in left
        assert "算力" in left
    assert "算力" in words(text)


def test_departments_unknown_to_the_list_are_known_by_their_shape():
    assert not any(term.endswith("厅") for term in words("由海洋渔业厅优化产业布局"))
    assert "产业布局" in words("优化产业布局", stop=("name",))


def test_quantities_and_single_characters_are_no_terms():
    assert words("新增200家，增长70%以上，达20EFLOPS，共3个，约十项", stop=()) == ["新增", "增长", "以上"]


def test_only_policy_kinds_are_cut():
    assert cut_tokens(clauses_of("算力设施", kind="notice")).empty
    assert not cut_tokens(clauses_of("算力设施", kind="notice"), kinds=("notice",)).empty


def test_counts_are_those_of_the_tokens():
    clauses = clauses_of("算力设施与算力网络", "算力")
    terms = count_terms(clauses)
    assert terms["n"].sum() == len(cut_tokens(clauses))
    assert terms.loc[terms["clause_id"] == "d/1", ["term", "n"]].to_numpy().tolist() == [["算力", 1]]


@pytest.mark.parametrize(
    ("clauses", "options", "message"),
    [
        (clauses_of("以及", "加快推进"), {}, "no word is left in 2 clauses"),
        (clauses_of("算力", kind="notice"), {}, "kinds found: notice"),
    ],
)
def test_nothing_left_to_count_is_said(clauses, options, message):
    with pytest.raises(WithheldError, match=message):
        count_terms(clauses, **options)


def test_an_unknown_stop_list_is_refused():
    with pytest.raises(ValueError, match="'domian'; did you mean 'domain'"):
        words("算力", stop=("domian",))


def test_the_projects_own_terms_are_laid_over(tmp_path):
    text = "推广浙里办事和瓯越码头"
    assert "瓯越码头" not in words(text)
    header = "term,field,binding,source\n"
    (tmp_path / "policy_terms.csv").write_text(header + "瓯越码头,space,forced,own\n", encoding="utf-8")
    assert "瓯越码头" in words(text, reference=tmp_path)
    (tmp_path / "stop_words.csv").write_text("term,list,source\n瓯越码头,domain,own\n", encoding="utf-8")
    assert "瓯越码头" not in words(text, reference=tmp_path)


def test_no_cache_is_read_or_written(tmp_path, monkeypatch):
    import tempfile

    from analysis.lexis import tokenizer

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "jieba.cache").write_bytes(b"poison")
    fresh = tokenizer.new_jieba()
    assert list(fresh.cut("新型储能示范")) == list(tokenizer.new_jieba().cut("新型储能示范"))
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
    assert (tmp_path / "jieba.cache").read_bytes() == b"poison"


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.sampled_from("数据算力人工智能+的推进、。（）省厅5GaＡ \n"), max_size=40))
def test_tokens_lie_in_order_and_apart(text):
    pieces = list(load_segmenter().cut(text))
    assert all(0 <= start < end <= len(text) for start, end, _ in pieces)
    assert all(left[1] <= right[0] for left, right in pairwise(pieces))
    assert all(normalise_term(text[start:end]) == term for start, end, term in pieces)


def test_reference_lists_are_clean():
    terms, stops = read_reference("policy_terms"), read_reference("stop_words")
    for table, columns in ((terms, ["term", "field", "binding", "source"]), (stops, ["term", "list", "source"])):
        assert list(table.columns) == columns
        assert table["term"].is_unique
        assert (table != "").all().all()
        assert (table["term"].str.strip() == table["term"]).all()
    assert set(terms["binding"]) == {"forced", "weighted"}
    assert set(stops["list"]) == set(STOP_LISTS)
    assert len(terms) >= 500
    assert terms["field"].nunique() >= 10
    provinces = read_reference("provinces")["name"]
    assert not set(terms["term"]) & set(provinces)


def test_every_dictionary_term_is_cut_whole():
    segmenter = load_segmenter()
    whole = {term: [found for _, _, found in segmenter.cut(term)] for term in segmenter.forced | segmenter.weighted}
    assert {term: found for term, found in whole.items() if found != [normalise_term(term)]} == {}


def test_stop_lists_do_not_overlap():
    lists = [list_stop_words(stop=(name,)) for name in STOP_LISTS]
    assert sum(map(len, lists)) == len(frozenset().union(*lists))
