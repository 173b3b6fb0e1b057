"""What a report notebook calls: words from the catalogue, figures with their tables, claims withheld."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from analysis.errors import suggest_name
from analysis.messages import list_messages, say
from analysis.reporting.corrected import list_corrections
from analysis.reporting.dictionary import describe_columns
from analysis.reporting.filters import describe_choice, given_filters, select_documents
from analysis.reporting.markup import (
    MARK,
    make_download,
    make_heading,
    make_note,
    make_paragraph,
    make_table_html,
    make_title,
)
from analysis.reporting.passages import make_matches_html, make_passages_html, make_versions_html
from analysis.reporting.source import find_reference, find_run_folder, open_study
from analysis.reporting.sources import SourcePages
from analysis.reporting.topic_text import make_topic_text_html
from analysis.reporting.traces import TracePage
from analysis.tables import write_csv, write_workbook
from analysis.theme import save_figure, use_theme

__all__ = ["Report"]

#: Forms of a figure; the first is the one in the page.
_PICTURES = (".png", ".svg", ".pdf")

#: A value that may be a code: short, in ASCII.
_CODED = re.compile(r"[a-z][a-z0-9_+ -]{0,40}")


class Report:
    """A report being written: the study it reads, and the ways to show what was found.

    Parameters
    ----------
    room
        The report's file in the message catalogue, e.g. ``"corpus"``; its title, question and all other words are there.
    lang
        ``"zh"`` or ``"en"``.
    short
        Whether the page is to be printed small, in two columns.
    **choices
        Every other parameter of the notebook by its name. Those that select documents - ``provinces``, ``levels``,
        ``genres``, ``years``, ``statuses``, ``chapters`` - do so here; all are printed at the head of the page.

    Attributes
    ----------
    study
        The :class:`analysis.study.Study`, with the chosen documents only.
    lang
        The language; hand it to plot functions.
    reference
        The project's own layer of reference data, or None; hand it to ``count_terms``.

    Examples
    --------
    >>> report = Report("corpus", provinces=["浙江"], lang="en")  # doctest: +SKIP
    >>> report.say("size", n=3)  # doctest: +SKIP
    """

    def __init__(self, room: str, *, lang: str = "zh", short: bool = False, **choices: object) -> None:
        rooms = {key.partition(".")[0] for key in list_messages()}
        if room not in rooms:
            raise ValueError(f"no message file is called {room!r}; {suggest_name(room, rooms)}")
        self.room = room
        self.lang = lang
        self.choices = {**choices, **given_filters()}
        self.study = select_documents(open_study(), self.choices)
        self.reference = find_reference()
        self.withheld: list[str] = []
        self._short = short
        self._tables: dict[str, pd.DataFrame] = {}
        self._folder = find_run_folder()
        self._sources = SourcePages(self.study, self._folder, lang=lang)
        use_theme()
        self._corrections = list_corrections(self.study)
        self._open_page()

    def word(self, key: str, **values: object) -> str:
        """Return a text of the catalogue in the report's language.

        Parameters
        ----------
        key
            ``file.name``, or ``name`` alone for the report's own file.
        **values
            What its placeholders stand for.

        Returns
        -------
        str
        """
        return say(key if "." in key else f"{self.room}.{key}", lang=self.lang, **values)

    def join(self, names: Iterable[str], *, most: int = 3) -> str:
        """Return names as a list in words, so that a sentence names all that share a first place.

        Parameters
        ----------
        names
            The names, in order.
        most
            How many are named; after that only their number is told.

        Returns
        -------
        str
        """
        every = list(names)
        listed = self.word("reporting.list_separator").join(every[:most])
        return listed if len(every) <= most else self.word("reporting.list_more", names=listed, n=len(every))

    def entitle(self, key: str, **values: object) -> None:
        """Give the page a title that names its subject, once that is known.

        Parameters
        ----------
        key
            Its words in the catalogue.
        **values
            What its placeholders stand for.
        """
        text = self.word(key, **values)
        _show(make_title(text), kind="title", text=text)

    def head(self, key: str, **values: object) -> None:
        """Show a section heading; the page's table of contents lists it.

        Parameters
        ----------
        key
            Its words in the catalogue; also its anchor in the page.
        **values
            What its placeholders stand for.
        """
        text = self.word(key, **values)
        anchor = key.rpartition(".")[2]
        _show(make_heading(text, anchor=anchor), kind="head", text=text, anchor=anchor)

    def say(self, key: str, **values: object) -> None:
        """Show a paragraph.

        Parameters
        ----------
        key
            Its words in the catalogue.
        **values
            What its placeholders stand for.
        """
        _show(make_paragraph(self.word(key, **values)), kind="say")

    def show_table(
        self,
        name: str,
        table: pd.DataFrame,
        *,
        rows: int = 20,
        missing: str = "—",
        behind: Mapping[str, Sequence[Collection[str]]] | None = None,
        **values: object,
    ) -> None:
        """Show a table; the whole of it is written as CSV and can be downloaded from the page.

        Parameters
        ----------
        name
            Name of the file; ``NAME_caption`` in the catalogue is its caption.
        table
            The table. A column is headed by ``column_NAME`` of the report's own file or of ``common``.
        rows
            Rows shown from the top.
        missing
            What stands for a missing value: a text, or a key of the catalogue such as ``"common.not_stated"``.
        behind
            For columns whose numbers count clauses, the ids of these clauses row by row, see :func:`find_clauses`: each number
            then leads to a page of its clauses.
        **values
            What the placeholders of the caption stand for.
        """
        caption = self.word(f"{name}_caption", **values)
        blank = self.word(missing) if missing in list_messages() else missing
        about: dict[str, Any] = {"caption": caption, "word": self._name_column, "value_word": self._name_value}
        about["link"] = self._sources.find_link
        trace = TracePage(name, table.head(rows), behind if behind and self._folder else {})
        if trace.behind and self._folder:
            trace.write(self._folder, clauses=self.study.clauses, lang=self.lang, **about)
        html = make_table_html(table, missing=blank, rows=rows, behind=trace.find_address, **about)
        if len(table) > rows:
            html += make_paragraph(self.word("reporting.rows_shown", n=len(table), shown=rows), kind="aside")
        html += f"<p>{self._write_table(name, table)}</p>"
        _show(html, kind="table", name=name, files=[f"tables/{name}.csv"])

    def show_figure(self, name: str, axes: Any, *, table: pd.DataFrame, **values: object) -> None:
        """Show a figure with its caption, its text alternative and the table behind it.

        Parameters
        ----------
        name
            Name of the files; ``NAME_caption`` and ``NAME_alt`` in the catalogue are its caption and text alternative.
        axes
            What a plot function returned: Axes or a Figure.
        table
            The numbers that the figure shows, written as CSV.
        **values
            What the placeholders of caption and text alternative stand for.
        """
        figure = axes if hasattr(axes, "savefig") else axes.get_figure()
        caption, alternative = self.word(f"{name}_caption", **values), self.word(f"{name}_alt", **values)
        files = [*(f"figures/{name}{ending}" for ending in _PICTURES), f"tables/{name}.csv"]
        with tempfile.TemporaryDirectory() as temporary:
            folder = self._folder or Path(temporary)
            (folder / "figures").mkdir(exist_ok=True)
            picture = save_figure(figure, folder / files[0]).read_bytes()
            for file in files[1:-1] if self._folder else []:
                save_figure(figure, folder / file)
        _close_figure(figure)
        link = self._write_table(name, table)
        mark = {"kind": "figure", "name": name, "caption": caption, "link": link, "files": files, "alt": alternative}
        data = {"image/png": picture, "text/plain": alternative}
        display(data, raw=True, metadata={"image/png": {"alt": alternative}, MARK: mark})
        _show(make_paragraph(caption, kind="caption") + f"<p>{link}</p>", kind="lab only")

    def show_passages(self, name: str, passages: pd.DataFrame, *, rows: int = 20, **values: object) -> None:
        """Show shared passages side by side, what differs underlined; all of them are written as CSV.

        Parameters
        ----------
        name
            Name of the file; ``NAME_caption`` in the catalogue is said above the passages.
        passages
            The ``passages`` table.
        rows
            Passages shown from the top.
        **values
            What the placeholders of the caption stand for.
        """
        self._show_cards(name, passages, make_passages_html, shown=passages, rows=rows, **values)

    def show_matches(self, name: str, matches: pd.DataFrame, *, rows: int = 20, **values: object) -> None:
        """Show clauses that are alike side by side; all of them are written as CSV.

        Parameters
        ----------
        name
            Name of the file; ``NAME_caption`` in the catalogue is said above.
        matches
            Columns value, clause_a, clause_b, text_a, text_b.
        rows
            Pairs shown from the top.
        **values
            What the placeholders of the caption stand for.
        """
        self._show_cards(name, matches, make_matches_html, shown=matches, rows=rows, **values)

    def show_versions(self, name: str, versions: pd.DataFrame, *, rows: int = 40, **values: object) -> None:
        """Show the clauses that changed from one version to the next side by side; kept ones too are written as CSV.

        Parameters
        ----------
        name
            Name of the file; ``NAME_caption`` in the catalogue is said above.
        versions
            The ``versions`` table.
        rows
            Changes shown from the top.
        **values
            What the placeholders of the caption stand for.
        """
        changed = versions[versions["change"] != "kept"]
        self._show_cards(name, versions, make_versions_html, shown=changed, rows=rows, **values)

    def join_names(self, table: pd.DataFrame, column: str, missing_in: str) -> str:
        """Return the coded values of a column in words, of the rows in which another column is missing.

        Parameters
        ----------
        table
            A table.
        column
            The column whose values are told, for example names of fields.
        missing_in
            The column that must be missing.

        Returns
        -------
        str
        """
        names = [self._name_value(column, str(value)) for value in table.loc[table[missing_in].isna(), column]]
        return self.join(names, most=len(names))

    def show_topic_text(
        self, name: str, words: pd.DataFrame, clauses: pd.DataFrame, *, labels: Mapping[int, str], kept: Collection[int]
    ) -> None:
        """Show clauses with each word marked by its topic; the table of words is written as CSV.

        Parameters
        ----------
        name
            Name of the file; ``NAME_caption`` in the catalogue is said above the text.
        words
            The ``word_topics`` table.
        clauses
            Rows of the ``clauses`` table, in the order they are to be read.
        labels
            From topic_id to what it is called.
        kept
            Topics that passed the checks; the others are grey.
        """
        html = make_paragraph(self.word(f"{name}_caption"), kind="caption")
        html += make_topic_text_html(words, clauses, labels=labels, kept=kept, link=self._sources.find_link)
        html += f"<p>{self._write_table(name, words)}</p>"
        _show(html, kind="table", name=name, files=[f"tables/{name}.csv"])

    def withhold(self, key: str, **values: object) -> None:
        """Say that a claim is not made, and why; the page's section on limits repeats it, and so does ``run.json``.

        Parameters
        ----------
        key
            The words in the catalogue: what is not claimed, and why.
        **values
            What its placeholders stand for.
        """
        text = self.word(key, **values)
        self.withheld.append(text)
        _show(make_note(self.word("reporting.withheld"), text, kind="withheld"), kind="withheld", text=text)

    def show_coverage(self, table: str) -> None:
        """Say which documents do not state a kind of fact, so that nothing missing is read as nothing there.

        Parameters
        ----------
        table
            The table of facts, e.g. ``"duties"``. Nothing is shown where every document states it.
        """
        for text in self._tell_coverage(table):
            _show(make_note("", text, kind="coverage"), kind="coverage", text=text)

    def close(self) -> None:
        """Show the section on limits: the size of the corpus, what documents do not state, and what was withheld."""
        self.head("reporting.limits")
        documents = self.study.documents
        known = sorted(documents["province"].dropna().unique())
        names = known or [self.word("reporting.limits_not_known")]
        self.say("reporting.limits_corpus", n=len(documents), provinces=self.join(names, most=len(names)))
        for table in dict.fromkeys(self.study.coverage["table"]):
            self.show_coverage(str(table))
        if self._corrections:
            self.say("reporting.limits_corrections", n=len(self._corrections))
        if self.withheld:
            self.say("reporting.limits_withheld", n=len(self.withheld))
            items = "".join(f"<li>{make_paragraph(text)}</li>" for text in self.withheld)
            _show(f"<ul>{items}</ul>", kind="limits")
        self._write_dictionary()

    def _show_cards(
        self,
        name: str,
        table: pd.DataFrame,
        make: Callable[..., str],
        *,
        shown: pd.DataFrame,
        rows: int,
        **values: object,
    ) -> None:
        html = make_paragraph(self.word(f"{name}_caption", **values), kind="caption")
        html += make(shown.head(rows), word=self.word, link=self._sources.find_link)
        if len(shown) > rows:
            html += make_paragraph(self.word("reporting.rows_shown", n=len(shown), shown=rows), kind="aside")
        html += f"<p>{self._write_table(name, table)}</p>"
        _show(html, kind="table", name=name, files=[f"tables/{name}.csv"])

    def _open_page(self) -> None:
        title, question = self.word("title"), self.word("question")
        shown = [[self._name_parameter(name), self._tell_choice(name, value)] for name, value in self.choices.items()]
        line = self.word("reporting.list_separator").join(": ".join(pair) for pair in shown)
        html = make_title(title) + make_paragraph(question) + make_paragraph(line)
        sizes = {f"n_{name}": len(table) for name, table in self.study.tables().items()}
        counts = {name: sizes[name] for name in ("n_documents", "n_clauses", "n_edits")}
        about = {"title": title, "question": question, "parameters": shown, "counts": counts, "lang": self.lang}
        read = self.study.documents["doc_id"].tolist()
        _show(html, kind="opening", short=self._short, documents=read, corrections=self._corrections, **about)

    def _tell_choice(self, name: str, value: object) -> str:
        """Return a parameter's value in words; ``parameter_NAME_empty`` where an empty one stands for something."""
        key = f"{self.room}.parameter_{name}_empty"
        if value in ("", []) and key in list_messages():
            return say(key, lang=self.lang)
        return describe_choice(value, lang=self.lang)

    def _tell_coverage(self, table: str) -> list[str]:
        coverage = self.study.coverage
        names = dict(self.study.documents[["doc_id", "province"]].itertuples(index=False, name=None))
        told = []
        for status, key in (("not stated", "coverage_not_stated"), ("unreadable", "coverage_unreadable")):
            missing = coverage.loc[(coverage["table"] == table) & (coverage["status"] == status), "doc_id"]
            who = [self._name_document(doc_id, names[doc_id]) for doc_id in missing]
            if who:
                what = self._find_word(f"common.table_{table}", table)
                told.append(self.word(f"reporting.{key}", what=what, who=self.join(who, most=len(who))))
        return told

    def _name_document(self, doc_id: str, province: object) -> str:
        if pd.isna(province):  # type: ignore[call-overload]
            return doc_id
        return self.word("reporting.document_of", doc_id=doc_id, province=province)

    def _write_table(self, name: str, table: pd.DataFrame) -> str:
        self._tables[name] = table
        with tempfile.TemporaryDirectory() as temporary:
            folder = (self._folder or Path(temporary)) / "tables"
            folder.mkdir(exist_ok=True)
            content = write_csv(table, folder / f"{name}.csv").read_bytes()
        return make_download(self.word("reporting.download_table", n=len(table)), f"tables/{name}.csv", content)

    def _write_dictionary(self) -> None:
        """Write what every column means, and all tables as one workbook with that in front."""
        dictionary = describe_columns(self._tables, room=self.room, lang=self.lang, word=self._name_column)
        tables = {"data_dictionary": dictionary, **self._tables}
        link = self._write_table("data_dictionary", dictionary)
        if self._folder is not None:
            write_workbook(tables, self._folder / "tables.xlsx")
        _show(f"<p>{self.word('reporting.dictionary')} {link}</p>", kind="files", files=["tables.xlsx"])

    def _name_column(self, name: str) -> str:
        return self._choose_word(f"column_{name}", name)

    def _name_value(self, column: str, value: str) -> str:
        """Return the words of a coded value: ``COLUMN_VALUE`` of the report's own file or of ``common``."""
        if not _CODED.fullmatch(value):
            return value
        parts = (part.replace(" ", "_") for part in value.split("+"))
        return "+".join(self._choose_word(f"{column}_{part}", part.replace("_", " ")) for part in parts)

    def _name_parameter(self, name: str) -> str:
        return self._choose_word(f"parameter_{name}", name)

    def _choose_word(self, name: str, otherwise: str) -> str:
        """Return a text of the report's own file, else of ``common``, else what stands for it."""
        return self._find_word(f"{self.room}.{name}", self._find_word(f"common.{name}", otherwise))

    def _find_word(self, key: str, otherwise: str) -> str:
        return say(key, lang=self.lang) if key in list_messages() else otherwise


def _show(html: str, **mark: object) -> None:
    display({"text/html": html, "text/plain": ""}, raw=True, metadata={MARK: mark})


def _close_figure(figure: Any) -> None:
    """Forget a figure of pyplot, so that the notebook does not draw it a second time."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - pyplot only where a figure was drawn

    plt.close(figure)
