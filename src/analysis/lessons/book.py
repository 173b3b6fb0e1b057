"""The lessons as a book: pages that are read without running anything and without a network."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from analysis.files import write_whole
from analysis.lessons.notebooks import LessonNotebook, make_student, write_notebook
from analysis.lessons.prose import list_heads, write_prose
from analysis.messages import say
from analysis.reporting.assets import embed_fonts, read_style
from analysis.reporting.kernel import clean_environment, execute_notebook
from analysis.reporting.source import STUDY_FOLDER
from analysis.reporting.workers import METHOD, warm_up
from analysis.study import load_study, save_study

__all__ = ["make_book", "run_lessons", "write_book"]

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = re.compile(r"<style.*?</style>| border=\"1\"", re.DOTALL)
_WORDS = ("book", "lead", "contents", "previous", "next", "skip", "exercise", "minutes", "start", "on_page")
_HEAD_ROWS = re.compile(r"(?<=<thead>).*?(?=</thead>)", re.DOTALL)
#: Kinds of output, the richest first.
_KINDS = ("image/png", "text/markdown", "text/html", "text/plain")


@dataclass(frozen=True)
class _Page:
    name: str
    title: str
    subtitle: str
    minutes: int
    blocks: Sequence[Mapping[str, Any]]
    heads: Sequence[tuple[str, str]]


def make_book(lessons: Sequence[LessonNotebook], folder: Path, *, data: Path) -> list[Path]:
    """Run the students' versions of lessons and write them as pages.

    Parameters
    ----------
    lessons
        The lessons.
    folder
        Where to; made where it is missing.
    data
        The data folder that the lessons work on.

    Returns
    -------
    list of pathlib.Path
        The pages, ``index.html`` first.

    Raises
    ------
    RunError
        If a cell of a lesson fails.
    """
    warm_up()
    with tempfile.TemporaryDirectory() as work:
        saved = save_study(load_study(data), Path(work) / "study")
        paths = []
        for lesson in lessons:
            paths.append(Path(work) / f"{lesson.name}.ipynb")
            write_notebook(make_student(lesson.content), paths[-1])
        return write_book(run_lessons(paths, study=saved), folder)


def run_lessons(paths: Sequence[Path], *, study: Path) -> dict[str, nbformat.NotebookNode]:
    """Return executed notebooks by their names, each run in a process of its own.

    Parameters
    ----------
    paths
        The notebooks.
    study
        The folder of saved tables that they work on.

    Returns
    -------
    dict of str to nbformat.NotebookNode
    """
    with clean_environment({}), get_context(METHOD).Pool(2, maxtasksperchild=1) as pool:
        done = pool.starmap(_run_one, [(path, study) for path in paths], chunksize=1)
    return {path.stem: notebook for path, notebook in zip(paths, done, strict=True)}


def write_book(executed: Mapping[str, nbformat.NotebookNode], folder: Path) -> list[Path]:
    """Write executed lessons as pages with a table of contents.

    Parameters
    ----------
    executed
        Name of the lesson to its executed notebook, the student's version: what is written is what is in it.
    folder
        Where to.

    Returns
    -------
    list of pathlib.Path
        The pages, ``index.html`` first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = [_read_page(name, executed[name]) for name in sorted(executed)]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html", "j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared = {
        "style": Markup(read_style()),  # noqa: S704 - the project's own style sheet
        "words": {key: say(f"book.{key}", lang="zh") for key in _WORDS},
        "pages": pages,
    }
    files = {"index.html": environment.get_template("index.html.j2").render(**shared)}
    template = environment.get_template("lesson.html.j2")
    for at, page in enumerate(pages):
        around = {"before": pages[at - 1] if at else None, "after": pages[at + 1] if at + 1 < len(pages) else None}
        files[f"{page.name}.html"] = template.render(page=page, **around, **shared)
    for name, text in files.items():
        write_whole(folder / name, embed_fonts(text))
    return [folder / name for name in files]


def _run_one(path: Path, study: Path) -> nbformat.NotebookNode:
    with tempfile.TemporaryDirectory() as folder:
        return execute_notebook(path, {}, folder=Path(folder), environment={STUDY_FOLDER: str(study)})[0]


def _read_page(name: str, notebook: nbformat.NotebookNode) -> _Page:
    lines = notebook.cells[0].source.strip().splitlines()
    title, _, subtitle = lines[0].lstrip("# ").strip().partition(" · ")
    minutes = re.search(r"(\d+)\s*分钟", notebook.cells[0].source)
    blocks: list[dict[str, Any]] = []
    for number, cell in enumerate(notebook.cells):
        blocks += _read_cell(cell, number, "\n".join(lines[1:]) if number == 0 else cell.source)
    heads = [head for block in blocks if block["kind"] == "prose" for head in list_heads(block["body"])]
    return _Page(name, title, subtitle, int(minutes[1]) if minutes else 0, blocks, heads)


def _read_cell(cell: nbformat.NotebookNode, number: int, source: str) -> list[dict[str, Any]]:
    """Return what a page shows of a cell; of a check, which has nothing to judge here, nothing."""
    mark = cell.metadata.get("nbgrader", {})
    if cell.cell_type == "markdown":
        return [_prose(source, f"s{number}-")]
    if "injected-parameters" in cell.metadata.get("tags", []) or (mark.get("grade") and cell.cell_type == "code"):
        return []
    blocks: list[dict[str, Any]] = [{"kind": "exercise" if mark.get("solution") else "code", "text": source}]
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            blocks.append({"kind": "text", "text": output.text})
        elif output.output_type in {"display_data", "execute_result"}:
            blocks += _read_output(output, number)
    return blocks


def _read_output(output: nbformat.NotebookNode, number: int) -> list[dict[str, Any]]:
    kind = next((kind for kind in _KINDS if kind in output.data), None)
    if kind is None:
        return []
    shown = output.data[kind]
    if kind == "image/png":
        alternative = output.metadata.get("image/png", {}).get("alt", output.data.get("text/plain", ""))
        return [{"kind": "figure", "data": shown.replace("\n", ""), "alt": alternative}]
    if kind == "text/markdown":
        return [_prose(shown, f"o{number}-")]
    if kind == "text/html":
        return [{"kind": "table", "body": Markup(_mend_table(shown))}]  # noqa: S704 - pandas has escaped every text in it
    return [{"kind": "text", "text": shown}]


def _mend_table(html: str) -> str:
    """Return a table of pandas without its style, each head cell saying what it is the head of."""
    plain = _STYLE.sub("", html)
    headed = _HEAD_ROWS.sub(lambda rows: rows[0].replace("<th", '<th scope="col"'), plain)
    return headed.replace("<th>", '<th scope="row">')


def _prose(markdown: str, prefix: str) -> dict[str, Any]:
    return {"kind": "prose", "body": Markup(write_prose(markdown, prefix=prefix))}  # noqa: S704 - escaped by the renderer
