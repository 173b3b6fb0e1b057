"""Tables and studies as a notebook shows them, and the session that JupyterLab begins with."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis.explore.lab import write_settings
from analysis.explore.rich import write_rich_table
from analysis.explore.session import load_ipython_extension
from analysis.messages import LANGUAGES, default_language, list_messages, say
from analysis.study import Study
from analysis.tables import empty_table, list_tables, make_table
from analysis.theme import FAMILY, use_theme
from analysis.trace import mark_changes

#: Without the one that, empty, looks like another: `changes` and `edits` have the same columns.
TABLES = [table.name for table in list_tables() if table.name != "changes"]


def test_every_table_says_what_a_row_is_in_both_languages() -> None:
    told = {
        key.removeprefix("tables."): text["en"] for key, text in list_messages().items() if key.startswith("tables.")
    }
    assert told == {table.name: table.about for table in list_tables()}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_it_is(name: str, lang: str) -> None:
    html = write_rich_table(empty_table(name), lang=lang)
    assert f"<strong>{name}</strong>" in html
    assert say("explore.table_rows", lang=lang, n="0") in html
    assert say("explore.table_whole", lang=lang) in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_of_a_study_say_what_is_missing(small: Study, lang: str) -> None:
    for name, table in small.tables().items():
        html = write_rich_table(table, lang=lang)
        assert say(f"tables.{name}", lang=lang) in html
        assert say("explore.table_rows", lang=lang, n=len(table)) in html
        missing = [column for column in table if table[column].isna().any()]
        assert all(f"{column}: {table[column].isna().sum()}" in html for column in missing)
        assert html.count("<td") == min(10, len(table)) * len(table.columns)


def test_tables_of_the_same_columns_are_told_apart(small: Study) -> None:
    clause = small.clauses.set_index("clause_id").loc["plan/一"]
    changes = mark_changes(small, "plan", start=int(clause["start"]), end=int(clause["end"]))
    assert changes["rule"].isna().any()
    assert "<strong>changes</strong>" in write_rich_table(changes)
    assert "<strong>edits</strong>" in write_rich_table(small.edits)


def test_a_missing_value_is_a_dash_and_a_text_stays_text() -> None:
    row = {
        "doc_id": "d",
        "table": "targets",
        "status": "not stated",
        "n": None,
        "note": "<script>alert(1)</script> $x$\n=1+1",
    }
    html = write_rich_table(make_table("coverage", [row]), lang="en")
    assert '<td style="text-align:right;white-space:nowrap">—</td>' in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x$ =1+1" in html
    assert "<script" not in html
    assert "mathjax_ignore" in html


def test_other_tables_look_as_always() -> None:
    table = pd.DataFrame({"a": [1], "b": ["$<b>"]})
    assert "&lt;b&gt;" in write_rich_table(table)
    assert "tex2jax_ignore" in write_rich_table(table)
    assert "<strong>" not in write_rich_table(table)


def test_a_study_speaks_the_readers_language(small: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_LANG", "zh")
    assert "未载明或不适用" in small._repr_html_()
    assert "order: targets - 未载明" in small._repr_html_()
    monkeypatch.setenv("ZHENGCE_LANG", "en")
    html = small._repr_html_()
    assert "not zero" in html
    assert all(say(f"tables.{name}", lang="en") in html for name in small.tables())
    monkeypatch.setenv("ZHENGCE_LANG", "fr")
    assert default_language() == "zh"


def test_a_session_begins_with_the_font_and_the_tables(small: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_LANG", "en")
    shell = InteractiveShell()
    with use_theme():  # puts the settings back at its end
        mpl.rcParams["font.family"] = ["sans-serif"]
        load_ipython_extension(shell)
        assert mpl.rcParams["font.family"][0] == FAMILY
    shown, _ = shell.display_formatter.format(small.coverage)
    assert "One row a document and table" in shown["text/html"]
    shown, _ = shell.display_formatter.format(small)
    assert "What texts do not state" in shown["text/html"]


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh_CN"), ("en", "en")])
def test_jupyterlab_needs_no_configuration(tmp_path: Path, lang: str, locale: str) -> None:
    environment = write_settings(tmp_path, lang=lang)
    assert environment["ZHENGCE_LANG"] == lang
    settings = json.loads((tmp_path / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8"))
    assert settings["@jupyterlab/translation-extension:plugin"] == {"locale": locale}
    kernel = json.loads((tmp_path / "kernels" / "python3" / "kernel.json").read_text(encoding="utf-8"))
    assert kernel["argv"][-1].endswith("analysis.explore.session")
    server = json.loads((tmp_path / "jupyter_server_config.json").read_text(encoding="utf-8"))
    style = (tmp_path / "custom" / "custom.css").read_text(encoding="utf-8")
    fonts = [name for name in ("ZhengceSans-Regular.otf", "ZhengceSans-Bold.otf") if f'url("{name}")' in style]
    assert len(fonts) == 2
    folders = [Path(folder) for folder in server["ServerApp"]["tornado_settings"]["static_custom_path"]]
    assert all(any((folder / font).is_file() for folder in folders) for font in fonts)
