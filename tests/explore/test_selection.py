"""What is chosen, and what it leaves; told without a browser."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.errors import CallError
from analysis.explore import Selection, view_kwic, view_network, view_passages, view_targets, view_text, write_page
from analysis.reporting.filters import select_documents
from analysis.reporting.notebooks import pick_notebooks
from analysis.reporting.parameters import check_parameters
from analysis.study import Study


def test_it_leaves_what_answers_to_everything_chosen(small: Study) -> None:
    selection = Selection(small, lang="en")
    assert len(selection.find_clauses()) == len(small.clauses)
    selection.term = "算力"
    assert len(selection.find_clauses()) == small.clauses["text"].str.contains("算力").sum() > 2
    selection.agency = "省发展改革委"
    assert selection.find_clauses()["clause_id"].tolist() == ["plan/二/1"]
    selection.document = "order"
    assert selection.find_clauses().empty


@pytest.mark.parametrize(
    ("name", "value"), [("document", "plam"), ("agency", "省科计厅"), ("clause", "plan/九"), ("k", 3)]
)
def test_it_refuses_what_is_not_there(small: Study, name: str, value: object) -> None:
    selection = Selection(small)
    with pytest.raises(ValueError, match=f"no {name} is called {value!r}"):
        setattr(selection, name, value)
    assert not getattr(selection, name)


def test_it_refuses_an_unknown_language(small: Study) -> None:
    with pytest.raises(ValueError, match="no language is called 'fr'"):
        Selection(small, lang="fr")


def test_spans_are_those_of_the_tables(small: Study) -> None:
    """JavaScript counts in UTF-16; every span carried to it holds the characters of its table."""
    data = Selection(small).data
    texts = [text.encode("utf-16-le") for text in data["clauses"]["text"]]
    cut = [
        texts[clause][2 * start : 2 * end].decode("utf-16-le")
        for clause, start, end in zip(*(data["duties"][name] for name in ("clause", "start", "end")), strict=True)
    ]
    assert sorted(cut) == sorted(small.duties["surface"])
    targets = data["targets"]
    cut = [
        texts[clause][2 * start : 2 * end].decode("utf-16-le")
        for clause, start, end in zip(*(targets[name] for name in ("clause", "start", "end")), strict=True)
    ]
    assert sorted(cut) == sorted(small.targets["text"])
    assert len(data["edits"]["clause"]) == len(small.edits) == 2


def test_a_view_has_a_static_twin_beside_its_widget(small: Study) -> None:
    view = view_kwic(Selection(small, lang="en"), term="算力")
    data, _ = view._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert data["text/html"].count("<mark>算力</mark>") == 5
    assert "<script" not in data["text/html"]
    assert "as received" not in data["text/plain"]


def test_the_readers_twin_marks_repairs(small: Study) -> None:
    selection = Selection(small)
    selection.term = "亿次"
    assert view_text(selection).make_twin().count('<ins title=",">，</ins>') == 2


def test_a_page_holds_views_of_one_selection_only(small: Study, tmp_path) -> None:
    with pytest.raises(ValueError, match="same selection"):
        write_page([view_text(Selection(small)), view_text(Selection(small))], tmp_path / "page.html")


def test_the_state_is_json(small: Study) -> None:
    selection = Selection(small)
    state = json.loads(json.dumps(selection.get_state(["data", "words", "term", "k"])))
    assert state["data"] == selection.data


@pytest.mark.parametrize(
    ("chosen", "report"),
    [
        ({"term": "算力"}, "01_corpus"),
        ({"document": "plan", "term": "算力"}, "01_corpus"),
        ({"agency": "省科技厅", "term": "数据"}, "08_agency_profile"),
        ({"topic": 2}, "02_topics"),
    ],
)
def test_a_command_asks_for_what_is_chosen(small: Study, planted, root, chosen: dict, report: str) -> None:
    """The parameters of the line, read as the command reads them, leave the clauses that the reader lists."""
    selection = Selection(small, topics=[planted], lang="en")
    for name, value in chosen.items():
        setattr(selection, name, value)
    line, _, rest = selection.command().partition("  #")
    words = shlex.split(line)
    assert words[:3] == ["zhengce", "report", report]
    assert selection.line == selection.command()
    given = dict(word.split("=", 1) for word in words[3:-2] if word != "-p")
    values = check_parameters(pick_notebooks([report], root / "data")[0].parameters, given)
    left = select_documents(small, values).clauses["clause_id"]
    selection.agency, selection.topic = "", 0
    assert sorted(left) == sorted(selection.find_clauses()["clause_id"])
    assert values.get("agency", "") == chosen.get("agency", "")
    assert ("topic=2" in rest) == ("topic" in chosen)


def test_a_command_cannot_be_broken_out_of(small: Study) -> None:
    selection = Selection(small, lang="en")
    selection.term = "a'; rm -rf $(x) `y`\n# ="
    assert shlex.split(selection.command())[4] == "term=a'; rm -rf $(x) `y` # ="
    with pytest.raises(ValueError, match="did you mean '02_topics'"):
        selection.command("02_topic")
    assert CallError.__name__ not in selection.command("02_topics")


def test_every_view_has_a_twin(small: Study, shared) -> None:
    selection = Selection(small, passages=shared, lang="en")
    assert view_passages(selection).make_twin().count("plan/二/1") == 1
    assert view_targets(selection).make_twin().count(">2027</td>") == 2
    assert re.search("省发展改革委</td><td[^>]*>省科技厅", view_network(selection).make_twin())
    selection.document = "order"
    assert "<tbody></tbody>" in view_network(selection).make_twin()
    assert "Nothing answers" in view_targets(selection).make_twin()


@pytest.mark.slow
def test_the_command_makes_the_report(small: Study, small_data, tmp_path, capsys) -> None:
    """What the bar shows, typed into a shell: the page says what was chosen and holds the clauses that are left only."""
    selection = Selection(small, lang="en")
    selection.set(document="plan", term="算力")
    words = shlex.split(selection.command())
    assert words[0] == "zhengce"
    assert main([*words[1:], "--data", str(small_data), "--out", str(tmp_path)]) == 0
    page = Path(capsys.readouterr().out.splitlines()[0])
    run = json.loads((page.parent / "run.json").read_text(encoding="utf-8"))
    assert (run["parameters"]["documents"], run["parameters"]["term"]) == (["plan"], "算力")
    assert "算力" in page.read_text(encoding="utf-8")
