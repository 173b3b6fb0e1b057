"""The arguments of ``zhengce``, and what each outcome says to the shell: 0 done, 1 failed in part, 2 wrong call or data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.bounds import hold_memory
from analysis.cli import commands
from analysis.cli.screen import guard_screen
from analysis.errors import AnalysisError, CallError, DataError

__all__ = ["main"]

DONE, FAILED, WRONG = 0, 1, 2


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    words
        The words after ``zhengce``; those of the process where None.

    Returns
    -------
    int
        0 done; 1 the work failed in part; 2 the call or the data is wrong.

    Examples
    --------
    >>> main(["report", "--data", "no-such-folder"])
    2
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _make_parser().parse_args(words)
    if getattr(arguments, "help", False) and not arguments.names:
        arguments.parser.print_help()
        return DONE
    with guard_screen():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        hold_memory()
        return run(arguments)
    except (CallError, DataError) as error:
        return _tell(str(error), WRONG)
    except AnalysisError as error:
        return _tell(str(error), FAILED)
    except (KeyboardInterrupt, OSError, MemoryError) as error:
        return _tell(_describe_end(error), FAILED)


def _describe_end(error: BaseException) -> str:
    """Return what ended a call from outside: the user, the disk, the memory."""
    whole = "nothing is half-written, call it again"
    if isinstance(error, KeyboardInterrupt):
        return f"stopped; {whole}"
    if isinstance(error, MemoryError):
        return f"the memory is used up; {whole} with fewer documents, or with other programs closed"
    name = getattr(error, "filename", None)
    place = f"{name}: " if isinstance(name, str) else ""
    return f"{place}{getattr(error, 'strerror', None) or error}; {whole} when that is mended"


def _tell(what: str, code: int) -> int:
    for line in what.splitlines():
        sys.stderr.write(f"zhengce: {line}\n")
    return code


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhengce", description="A research workbench for Chinese provincial policy texts.", allow_abbrev=False
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (help_text, add_arguments, run) in _COMMANDS.items():
        own_help = name == "report"
        command = subparsers.add_parser(
            name, help=help_text, description=f"{help_text}.", allow_abbrev=False, add_help=not own_help
        )
        command.add_argument("--data", type=Path, metavar="DIR", help="data folder (default: 'data' here or above)")
        add_arguments(command)
        command.set_defaults(run=run, parser=command)
    return parser


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the tables (default: outputs/tables)")
    parser.add_argument(
        "--workers",
        type=_read_workers,
        metavar="N",
        help="processes side by side, documents streamed (default: 1; as many as processors for a large corpus)",
    )
    parser.add_argument(
        "--engine", choices=("processes", "dask"), help="where the work is done (default: processes of this machine)"
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask cluster that runs already, e.g. tcp://10.0.0.1:8786"
    )


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="store_true", help="this help; with NAME, the parameters of that report")
    parser.add_argument("names", nargs="*", metavar="NAME", help="reports, e.g. 01_corpus or corpus (default: all)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for outputs (default: outputs)")
    parser.add_argument("--lang", metavar="zh|en", help="language of pages and figures (default: zh)")
    parser.add_argument(
        "-p", dest="pairs", action="append", default=[], metavar="KEY=VALUE", help="a parameter; lists by comma"
    )
    _add_pdf(parser)


def _add_pdf(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pdf", action="store_true", help="also print each page to report.pdf, with a browser of this machine"
    )


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, or folders of files")
    parser.add_argument(
        "--source", metavar="TEXT", help="where they come from, for the catalogue (default: their names)"
    )
    parser.add_argument(
        "--tracked-changes",
        choices=["accepted", "refused"],
        default="accepted",
        help="how the tracked changes of Word files are read (default: accepted)",
    )


def _add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "id",
        metavar="ID",
        help="a clause_id, doc_id, doc_id:start-end, link:A|B, agency:A, term:T, topic:N, or the id of a target or passage",
    )


def _add_lab(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the menus (default: zh)")
    parser.add_argument("rest", nargs="*", metavar="WORD", help="words for JupyterLab, after --, e.g. -- --no-browser")


def _add_lessons(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="LESSON", help="lessons, e.g. 4 or tf_idf_by_hand (default: all)")
    parser.add_argument("--list", action="store_true", help="say what there is (so does the bare command)")
    parser.add_argument(
        "--copy", type=Path, metavar="FOLDER", help="write working copies for a student; none is ever overwritten"
    )
    parser.add_argument(
        "--instructor", type=Path, metavar="FOLDER", help="write the versions with solutions, points and rubrics"
    )
    parser.add_argument(
        "--nbgrader", type=Path, metavar="FOLDER", help="write a course that nbgrader hands out and grades"
    )


def _add_book(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="LESSON", help="lessons, e.g. 4 or tf_idf_by_hand (default: all)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the pages (default: outputs/book)")


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a TOML file with tables [[batch]]")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for outputs (default: outputs)")
    parser.add_argument("--workers", type=_read_workers, default=2, metavar="N", help="runs side by side (default: 2)")
    parser.add_argument(
        "--explain", action="store_true", help="say of each run why it is made, or that it is up to date"
    )
    _add_pdf(parser)


def _read_workers(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders of runs, or a folder full of them")
    parser.add_argument("--workers", type=_read_workers, default=2, metavar="N", help="runs side by side (default: 2)")


def _add_nothing(parser: argparse.ArgumentParser) -> None:
    del parser


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]] = {
    "build": ("Make the tables of a data folder", _add_build, commands.build),
    "report": ("Run report notebooks into pages", _add_report, commands.report),
    "batch": ("Run a matrix of reports, each only where it is not up to date", _add_batch, commands.batch),
    "verify": ("Make a run again and compare every byte", _add_verify, commands.verify),
    "add": ("Take documents into the data folder", _add_files, commands.add),
    "check": ("Tell every problem of a data folder", _add_nothing, commands.check),
    "validate": ("Recompute published numbers, score against the annotation", _add_nothing, commands.validate),
    "trace": ("Show the source characters behind an id", _add_trace, commands.trace),
    "lessons": ("List the lessons, or write copies for students and instructors", _add_lessons, commands.lessons),
    "book": ("Write the lessons as pages to read without running anything", _add_book, commands.book),
    "lab": ("Open JupyterLab on the workbench notebook", _add_lab, commands.lab),
}
