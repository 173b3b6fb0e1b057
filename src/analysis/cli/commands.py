"""What each command does, in a few calls of the package."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from analysis.errors import CallError

__all__ = ["add", "batch", "book", "build", "check", "lab", "lessons", "report", "trace", "validate", "verify"]

#: Documents from which on a corpus is streamed without being asked.
_MANY_DOCUMENTS = 2_000


def build(arguments: argparse.Namespace) -> int:
    """Make the tables of a data folder, as Parquet and CSV; stream it where it is large or several workers are asked for.

    Parameters
    ----------
    arguments
        ``data``, ``out``, ``workers``, ``engine``, ``scheduler``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.files import hold_folder  # noqa: PLC0415 - so that `zhengce --help` is quick
    from analysis.reporting.built import TABLES, build_tables  # noqa: PLC0415

    data = _find_data(arguments.data)
    folder = arguments.out or _outputs(data) / TABLES
    if _is_streamed(arguments, data):
        from analysis.scale import build_corpus  # noqa: PLC0415

        build_corpus(
            data,
            folder,
            workers=arguments.workers or os.cpu_count() or 1,
            engine=arguments.engine or "processes",
            scheduler=arguments.scheduler,
            progress=True,
        )
        sys.stdout.write(f"{folder}\n")
        return 0
    with hold_folder(folder.resolve().parent):
        build_tables(data, folder, progress=True)
    sys.stdout.write(f"{folder}\n")
    return 0


def report(arguments: argparse.Namespace) -> int:
    """Run report notebooks into pages, and write the index page.

    Parameters
    ----------
    arguments
        ``names``, ``pairs``, ``lang``, ``pdf``, ``data``, ``out``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.reporting.index import write_index  # noqa: PLC0415
    from analysis.reporting.runs import run_reports  # noqa: PLC0415

    data = _find_data(arguments.data)
    if arguments.help:
        return _explain_parameters(arguments.names, data)
    out = arguments.out or _outputs(data)
    parameters = _read_pairs(arguments.pairs)
    if arguments.lang is not None:
        parameters["lang"] = arguments.lang
    browser = _find_browser(wanted=arguments.pdf)
    for folder in run_reports(arguments.names, parameters, data=data, out=out, progress=True):
        sys.stdout.write(f"{_print_page(folder, browser)}\n")
    if browser:
        write_index(out)
    sys.stdout.write(f"{out / 'index.html'}\n")
    return 0


def batch(arguments: argparse.Namespace) -> int:
    """Make the runs of a matrix that are not up to date.

    Parameters
    ----------
    arguments
        ``file``, ``data``, ``out``, ``workers``, ``explain``, ``pdf``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.reporting.batch import run_batch  # noqa: PLC0415
    from analysis.reporting.index import write_index  # noqa: PLC0415

    data = _find_data(arguments.data)
    out = arguments.out or _outputs(data)
    explain = _write_line if arguments.explain else None
    browser = _find_browser(wanted=arguments.pdf)
    folders = run_batch(arguments.file, data=data, out=out, workers=arguments.workers, progress=True, explain=explain)
    for folder in folders if browser else []:
        _print_page(folder, browser)
    if browser:
        write_index(out)
    _write_line(f"{len(folders)} runs: {out / 'index.html'}")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Make runs again and compare every byte; 1 where anything differs.

    Parameters
    ----------
    arguments
        ``runs``, ``workers``, ``data``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.reporting.verify import find_runs, verify_runs  # noqa: PLC0415

    data = _find_data(arguments.data)
    folders = [folder for given in arguments.runs for folder in find_runs(given)]
    found = verify_runs(folders, data=data, workers=arguments.workers, progress=True)
    for folder, differences in found.items():
        _write_line(f"{folder}: {'every byte is the same' if not differences else f'{len(differences)} differences'}")
        for difference in differences:
            _write_line(f"  {difference}")
    return int(any(found.values()))


def add(arguments: argparse.Namespace) -> int:
    """Take files into the data folder and the catalogue, and tell what became of each.

    Parameters
    ----------
    arguments
        ``files``, ``source``, ``tracked_changes``, ``data``.

    Returns
    -------
    int
        1 if a file was refused, else 0.
    """
    from analysis.ingest import add_documents  # noqa: PLC0415

    data = arguments.data or Path("data")
    added = add_documents(
        arguments.files, data=data, source=arguments.source, tracked_changes=arguments.tracked_changes
    )
    for row in added.fillna("").to_dict("records"):
        about = " ".join(filter(None, (row["doc_id"], f"({row['note']})" if row["note"] else "")))
        sys.stdout.write(f"{row['outcome']}: {row['file']} {about}".rstrip() + "\n")
    if (added["outcome"] == "added").any():
        sys.stdout.write(
            f"{data / 'raw'} keeps every file as it was received; names, telephone numbers and addresses of contact "
            "persons are masked only in the clean text and in outputs.\n"
        )
    return 1 if (added["outcome"] == "refused").any() else 0


def check(arguments: argparse.Namespace) -> int:
    """Tell every problem of a data folder, and what is suspected in its texts.

    Parameters
    ----------
    arguments
        ``data``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.errors import DataError  # noqa: PLC0415
    from analysis.ingest import find_problems  # noqa: PLC0415
    from analysis.study import load_study  # noqa: PLC0415
    from analysis.tables import read_corrections  # noqa: PLC0415

    data = _find_data(arguments.data)
    problems = [problem for _, problem in find_problems(data)]
    try:
        read_corrections(data / "corrections.toml")
    except DataError as error:
        problems += error.problems
    if problems:
        raise DataError(problems)
    study = load_study(data)
    for row in study.documents.to_dict("records"):
        if isinstance(row["tracked_changes"], str):
            sys.stdout.write(
                f"noted: {row['doc_id']} holds tracked changes, read as if {row['tracked_changes']}; the key "
                "'tracked_changes' of its entry in corpus.toml decides\n"
            )
    for flag in study.flags.to_dict("records"):
        reading = f", perhaps {flag['reading']!r}" if isinstance(flag["reading"], str) else ""
        place = f"{flag['doc_id']}:{flag['source_start']}-{flag['source_end']}"
        sys.stdout.write(f"suspected: {place} {flag['rule']}{reading}\n")
    sys.stdout.write(f"{data}: {len(study.documents)} documents, {len(study.clauses)} clauses, no problem\n")
    return 0


def validate(arguments: argparse.Namespace) -> int:
    """Recompute published numbers and score the facts against the annotation, where there is one.

    Parameters
    ----------
    arguments
        ``data``.

    Returns
    -------
    int
        1 if a published number does not hold, else 0.
    """
    from analysis.study import load_study  # noqa: PLC0415
    from analysis.validate import run_checks, score_gold  # noqa: PLC0415
    from analysis.validate.show import show_checks, show_scores  # noqa: PLC0415

    data = _find_data(arguments.data)
    checks = run_checks()
    sys.stdout.write(show_checks(checks))
    sys.stdout.write(show_scores(score_gold(load_study(data), data / "gold"), folder=data / "gold"))
    return 0 if checks["passed"].all() else 1


def trace(arguments: argparse.Namespace) -> int:
    """Show the clauses and source characters behind an id, with every change marked.

    Parameters
    ----------
    arguments
        ``id``, ``data``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.reference import find_layer  # noqa: PLC0415
    from analysis.study import derive_tables, load_study  # noqa: PLC0415
    from analysis.trace import describe_traces, needs_derived, trace_id  # noqa: PLC0415

    study = load_study(_find_data(arguments.data))
    reference = find_layer(_find_data(arguments.data))
    tables = derive_tables(study, reference=reference) if needs_derived(arguments.id) else {}
    try:
        traces = trace_id(study, arguments.id, tables=tables)
    except ValueError as error:
        raise CallError(str(error)) from error
    sys.stdout.write(describe_traces(traces, study))
    return 0


def lab(arguments: argparse.Namespace) -> int:
    """Open JupyterLab on the project's workbench notebook.

    Parameters
    ----------
    arguments
        ``data``, ``lang``, ``rest``: further words for JupyterLab.

    Returns
    -------
    int
        The exit code.
    """
    project = _find_data(arguments.data).resolve().parent
    notebook = project / "notebooks" / "explore.ipynb"
    if not notebook.exists():
        raise CallError(f"no workbench notebook at {notebook}; call this in the project's folder")
    from analysis.explore.lab import open_lab  # noqa: PLC0415

    return open_lab(notebook, project=project, lang=arguments.lang, words=arguments.rest)


def lessons(arguments: argparse.Namespace) -> int:
    """List the lessons, or write working copies, the instructor's version or a course for nbgrader.

    Parameters
    ----------
    arguments
        ``names``, ``copy``, ``instructor``, ``nbgrader``, ``data``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.lessons.command import list_lines, write_lessons  # noqa: PLC0415
    from analysis.lessons.notebooks import pick_lessons  # noqa: PLC0415

    data = _find_data(arguments.data)
    picked = pick_lessons(arguments.names, data)
    asked = {kind: getattr(arguments, kind) for kind in ("copy", "instructor", "nbgrader")}
    lines = [
        line
        for kind, folder in asked.items()
        if folder is not None
        for line in write_lessons(picked, folder, kind=kind, data=data)
    ]
    for line in lines or list_lines(picked):
        _write_line(line)
    return 0


def _is_streamed(arguments: argparse.Namespace, data: Path) -> bool:
    """Return whether a corpus is built block by block: on request, where it is one file, and where it is large."""
    if arguments.engine or arguments.scheduler or (arguments.workers or 1) > 1 or data.is_file():
        return True
    catalogue = data / "corpus.toml"
    return catalogue.is_file() and catalogue.read_bytes().count(b"[[document]]") > _MANY_DOCUMENTS


def book(arguments: argparse.Namespace) -> int:
    """Run lessons and write them as a book of pages.

    Parameters
    ----------
    arguments
        ``names``, ``data``, ``out``.

    Returns
    -------
    int
        The exit code.
    """
    from analysis.lessons.book import make_book  # noqa: PLC0415
    from analysis.lessons.notebooks import pick_lessons  # noqa: PLC0415

    data = _find_data(arguments.data)
    folder = arguments.out or _outputs(data) / "book"
    pages = make_book(pick_lessons(arguments.names, data), folder, data=data)
    _write_line(str(pages[0]))
    return 0


def _write_line(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _find_browser(*, wanted: bool) -> str:
    """Return the browser that prints, before anything is run; empty where no PDF is wanted."""
    from analysis.reporting.pdf import find_browser  # noqa: PLC0415

    return find_browser() if wanted else ""


def _print_page(folder: Path, browser: str) -> Path:
    """Print the page of a run where a browser is given, and return what is to be read."""
    from analysis.reporting.pdf import print_page  # noqa: PLC0415

    page = folder / "report.html"
    return print_page(page, browser=browser) if browser else page


def _find_data(given: Path | None) -> Path:
    from analysis.reporting.source import find_data  # noqa: PLC0415

    return given if given is not None else find_data()


def _outputs(data: Path) -> Path:
    return data.resolve().parent / "outputs"


def _explain_parameters(names: list[str], data: Path) -> int:
    """Print the parameters of reports."""
    from analysis.reporting.notebooks import pick_notebooks  # noqa: PLC0415

    for notebook in pick_notebooks(names, data):
        _write_line(notebook.name)
        for parameter in notebook.parameters.values():
            default = {"[]": "all", "": "empty"}.get(str(parameter.default), parameter.default)
            _write_line(f"  {parameter.name} ({parameter.allowed}; default {default}): {parameter.about}")
    return 0


def _read_pairs(pairs: list[str]) -> dict[str, object]:
    parameters: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise CallError(f"parameter {pair!r} is not of the form key=value")
        if name.strip() in parameters:
            raise CallError(f"parameter {name.strip()!r} is given twice")
        parameters[name.strip()] = value.strip()
    return parameters
