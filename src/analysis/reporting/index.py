"""The index page over all runs, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from analysis.files import write_whole
from analysis.messages import LANGUAGES, say
from analysis.reporting.assets import TEMPLATES, embed_fonts, read_style
from analysis.reporting.filters import describe_choice
from analysis.tables import write_csv

__all__ = ["list_runs", "tabulate_runs", "write_index"]

_FILES = {"zh": "index.html", "en": "index.en.html"}
#: Files of a run that the index links to, where they are there, and the words of the link.
_LINKS = {
    "report.pdf": "index_pdf",
    "tables.xlsx": "index_workbook",
    "tables/data_dictionary.csv": "index_dictionary",
    "report.ipynb": "index_notebook",
    "run.json": "index_record",
}
_WORDS = ("lead", "empty", "report", "parameters", "documents", "withheld", "files", "table", "other_language")
_TABLE = "runs.csv"
_COLUMNS = ("folder", "report", "title", "lang", "parameters", "n_documents", "n_withheld", "n_warnings", "failed")


def list_runs(out: Path) -> list[dict[str, Any]]:
    """Return the record of every run in a folder, failed ones too.

    Parameters
    ----------
    out
        The folder for outputs.

    Returns
    -------
    list of dict
        As in ``run.json``, with ``folder``; by report, language and folder.
    """
    records = []
    for path in sorted(out.glob("*/run.json")):
        if path.parent.name.startswith("."):
            continue
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        records.append({**record, "folder": path.parent.name, "page": (path.parent / "report.html").exists()})
    return sorted(records, key=lambda record: (record["report"], record.get("lang", ""), record["folder"]))


def tabulate_runs(runs: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a table of runs.

    Parameters
    ----------
    runs
        From :func:`list_runs`.

    Returns
    -------
    pandas.DataFrame
        One row a run: folder, report, title, lang, parameters, n_documents, n_withheld (claims held back), n_warnings, failed
        (what happened; missing where the run is whole).

    Examples
    --------
    >>> runs = [{"folder": "01_corpus-0", "report": "01_corpus", "parameters": {"n": 1}, "failed": "in cell 3"}]
    >>> tabulate_runs(runs)[["folder", "parameters", "failed"]].values.tolist()
    [['01_corpus-0', 'n=1', 'in cell 3']]
    """
    rows = [
        {
            "folder": run["folder"],
            "report": run["report"],
            "title": run.get("title"),
            "lang": run.get("lang"),
            "parameters": "; ".join(f"{name}={_join(value)}" for name, value in run["parameters"].items()),
            "n_documents": _count_documents(run),
            "n_withheld": len(run["withheld"]) if "withheld" in run else None,
            "n_warnings": len(run["warnings"]) if "warnings" in run else None,
            "failed": run.get("failed"),
        }
        for run in runs
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype({name: "Int64" if name.startswith("n_") else "str" for name in _COLUMNS})


def write_index(out: Path) -> Path:
    """Write the index page over all runs of a folder, and the same as a table, and return its path.

    Parameters
    ----------
    out
        The folder for outputs.

    Returns
    -------
    pathlib.Path
        ``index.html``; ``index.en.html`` beside it is the same in English, ``runs.csv`` the table.
    """
    out.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    runs = list_runs(out)
    write_csv(tabulate_runs(runs), out / _TABLE)
    for lang in LANGUAGES:
        other = next(name for name in LANGUAGES if name != lang)
        html = environment.get_template("index.html.j2").render(
            language="zh-CN" if lang == "zh" else lang,
            style=read_style(),
            title=say("reporting.index_title", lang=lang),
            words={key: say(f"reporting.index_{key}", lang=lang) for key in _WORDS},
            failed=say("reporting.failed", lang=lang),
            skip=say("reporting.skip", lang=lang),
            other=_FILES[other],
            table=_TABLE,
            runs=[
                {
                    **run,
                    "n_documents": _count_documents(run),
                    "n_withheld": len(run.get("withheld", [])),
                    "shown": _describe_parameters(run, lang),
                    "links": _list_links(out / run["folder"], lang),
                }
                for run in runs
            ],
        )
        write_whole(out / _FILES[lang], embed_fonts(html))
    return out / _FILES["zh"]


def _count_documents(run: Mapping[str, Any]) -> int | None:
    """Return how many documents a run read; None where it failed before it could say."""
    return len(run["documents"]) if "documents" in run else None


def _join(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _list_links(folder: Path, lang: str) -> list[tuple[str, str]]:
    return [(name, say(f"reporting.{key}", lang=lang)) for name, key in _LINKS.items() if (folder / name).is_file()]


def _describe_parameters(run: dict[str, Any], lang: str) -> str:
    """Return the parameters that choose something; an empty one means all."""
    chosen = {name: value for name, value in run["parameters"].items() if value not in ([], "")}
    return "; ".join(f"{name}: {describe_choice(value, lang=lang)}" for name, value in chosen.items())
