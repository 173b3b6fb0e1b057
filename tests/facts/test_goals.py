"""Tables and figures of the reports on targets and instruments."""

import pandas as pd
import pytest

from analysis.facts import count_instruments, find_targets
from analysis.plots import plot_instruments, plot_targets
from analysis.reporting.goals import compare_targets, count_years, tell_targets, tell_value
from analysis.tables import empty_table, make_table


@pytest.fixture
def targets():
    texts = [
        "到2027年，打造标杆应用场景8个以上，培育企业20家。建成基地3个。",
        "到2030年，形成应用场景500个，产业规模超万亿元。",
    ]
    rows = [
        {
            "clause_id": f"{doc}/1",
            "doc_id": doc,
            "position": 0,
            "level": 1,
            "kind": "clause",
            "start": 0,
            "end": len(text),
        }
        | {"text": text}
        for doc, text in zip("de", texts, strict=True)
    ]
    return find_targets(make_table("clauses", rows))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((">=", 1200.0, float("nan"), "亿元"), "≥ 1,200 亿元"),
        (("<=", float("nan"), 1.25, None), "≤ 1.25"),
        (("range", 2.0, 3.0, "个"), "2–3 个"),
        (("=", 20.0, 20.0, "家"), "20 家"),
        (("~", 1000.0, 1000.0, "亿（级）"), "≈ 1,000 亿（级）"),
    ],
)
def test_values_as_a_reader_writes_them(cells, told):
    assert tell_value(*cells) == told


@pytest.mark.parametrize(
    ("change", "base_year", "told"),
    [("rise", None, "≥ +8 %"), ("fall", 2020, "≥ −8 % (2020)"), (float("nan"), pd.NA, "≥ 8 %")],
)
def test_rises_and_falls_have_signs(change, base_year, told):
    assert tell_value(">=", 8.0, float("nan"), "%", change=change, base_year=base_year) == told


def test_a_rise_is_not_compared_with_a_level():
    texts = ["产业增加值规模增长8%。", "产业增加值规模占比达到8%。", "产业增加值规模增长9%。"]
    rows = [
        {
            "clause_id": f"{doc}/1",
            "doc_id": doc,
            "position": 0,
            "level": 1,
            "kind": "clause",
            "start": 0,
            "end": len(text),
        }
        | {"text": text}
        for doc, text in zip("def", texts, strict=True)
    ]
    pairs = compare_targets(find_targets(make_table("clauses", rows)))
    assert pairs[["doc_a", "doc_b", "goal_a", "goal_b"]].to_numpy().tolist() == [["d", "f", "+8 %", "+9 %"]]


def test_only_like_objects_in_one_unit_are_compared(targets):
    pairs = compare_targets(targets)
    assert pairs[["shared", "doc_a", "goal_a", "year_a", "doc_b", "goal_b", "year_b"]].to_numpy().tolist() == [
        ["应用场景", "d", "≥ 8 个", 2027, "e", "500 个", 2030]
    ]
    assert compare_targets(empty_table("targets")).empty
    with pytest.raises(ValueError, match="at least 2, not 1"):
        compare_targets(targets, min_shared=1)


def test_every_target_is_told_with_its_quote(targets):
    told = tell_targets(targets)
    assert told["text"].tolist() == targets["text"].tolist()
    assert told["target_id"].is_unique


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figure_draws_every_target_once(targets, lang):
    extra = targets.iloc[[0]].assign(target_id="f/1#t1", doc_id="f", year=pd.array([None], "Int64"))
    years = count_years(pd.concat([targets, extra]))
    axes = plot_targets(years, lang=lang)
    drawn = [patch.get_width() for patch in axes.patches]
    assert sum(drawn) == len(targets) + 1
    assert [text.get_text() for text in axes.get_yticklabels()] == ["d", "e", "f"]
    assert len(axes.get_legend().get_texts()) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_matrix_shows_counts(lang):
    counts = pd.DataFrame(
        [
            {"unit_id": unit, "code": code, "label": code, "n_clauses": n, "n_units": 4, "share": n / 4}
            for unit, code, n in (("d", "A", 4), ("d", "B", 0), ("e", "A", 1), ("e", "B", 2))
        ]
    )
    axes = plot_instruments(counts, lang=lang)
    assert [text.get_text() for text in axes.texts] == ["4", "0", "1", "2"]
    assert axes.images[0].get_array().tolist() == [[1.0, 0.25], [0.0, 0.5]]


def test_a_heading_alone_is_no_clause_to_count():
    rows = [("1", "二、主要任务", "主要任务"), ("2", "（一）支持企业。", None), ("3", "三、保障\n加强统筹。", "保障")]
    clauses = make_table(
        "clauses",
        [
            {"clause_id": f"d/{n}", "doc_id": "d", "position": int(n), "level": 1, "kind": "clause", "heading": heading}
            | {"text": text, "start": 0, "end": len(text)}
            for n, text, heading in rows
        ],
    )
    assert set(count_instruments(empty_table("instruments"), clauses)["n_units"]) == {2}
