"""Words in context: every place, the right characters, the order asked for."""

import pytest

from analysis.lexis import concordance, cut_tokens
from analysis.tables import make_table

TEXTS = ["一、建设算力平台，算力共享", "二、绿色算力", "三、数据"]
DOCUMENT = "\n".join(TEXTS)
CLAUSES = make_table(
    "clauses",
    [
        {
            "clause_id": f"d/{n}",
            "doc_id": "d",
            "position": n,
            "level": 1,
            "kind": "clause" if n != 1 else "notice",
            "text": text,
            "start": DOCUMENT.index(text),
            "end": DOCUMENT.index(text) + len(text),
        }
        for n, text in enumerate(TEXTS)
    ],
)


def test_every_place_with_its_own_characters():
    lines = concordance(CLAUSES, "算力", width=3)
    assert lines[["left", "right"]].to_numpy().tolist() == [["、建设", "平台，"], ["平台，", "共享"], ["、绿色", ""]]
    assert [DOCUMENT[start:end] for start, end in zip(lines["start"], lines["end"], strict=True)] == ["算力"] * 3
    assert lines["line"].tolist() == [1, 2, 3]
    for row in lines.itertuples():
        assert (row.left + row.match + row.right) in DOCUMENT
        assert len(row.left) <= 3 >= len(row.right)


def test_orders():
    assert concordance(CLAUSES, "算力", sort="right")["right"].str[:1].tolist() == ["", "共", "平"]
    assert concordance(CLAUSES, "算力", sort="left")["left"].str[-1].tolist() == sorted(["设", "，", "色"])


def test_regular_expressions_and_kinds():
    assert concordance(CLAUSES, "算力|数据", regex=True)["match"].tolist() == ["算力", "算力", "算力", "数据"]
    assert concordance(CLAUSES, "算力|数据").empty
    assert concordance(CLAUSES, "x*", regex=True).empty
    assert concordance(CLAUSES, "算力", kinds=("clause",))["clause_id"].tolist() == ["d/0", "d/0"]


@pytest.mark.parametrize(
    ("pattern", "options", "message"),
    [
        ("", {}, "empty"),
        ("算力", {"width": -1}, "-1"),
        ("算力", {"sort": "rigth"}, "did you mean 'right'"),
        ("(", {"regex": True}, r"'\(' is no regular expression"),
    ],
)
def test_wrong_arguments_are_named(pattern, options, message):
    with pytest.raises(ValueError, match=message):
        concordance(CLAUSES, pattern, **options)


def test_whole_words_are_told_from_characters():
    text = "建设数据中心，发展大数据，汇聚数据和数据"
    row = {"clause_id": "d/0", "doc_id": "d", "position": 0, "level": 1, "kind": "clause", "text": text}
    clauses = make_table("clauses", [row | {"start": 7, "end": 7 + len(text)}])
    tokens = cut_tokens(clauses, stop=())
    assert len(concordance(clauses, "数据")) == 4
    lines = concordance(clauses, "数据", tokens=tokens, width=2, sort="right")
    assert lines["start"].tolist() == sorted(tokens.loc[tokens["term"] == "数据", "start"], reverse=True)
    assert lines[["left", "match", "right"]].to_numpy().tolist() == [["据和", "数据", ""], ["汇聚", "数据", "和数"]]
    assert concordance(clauses, "数据.+", regex=True, tokens=tokens)["match"].tolist() == ["数据中心"]
    assert concordance(clauses, "据", tokens=tokens).empty
