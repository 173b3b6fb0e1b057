"""What is chosen in a study: one selection, shared by every view of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from ipywidgets import Widget
from traitlets import Dict, Int, Unicode, observe, validate

from analysis.errors import suggest_name
from analysis.explore.command import write_command
from analysis.explore.payload import make_payload
from analysis.messages import LANGUAGES, list_messages, say
from analysis.study import Study
from analysis.topics import Topics

__all__ = ["Selection"]

_ROOM = "explore."

#: What can be chosen, and what stands for nothing chosen.
_EMPTY: dict[str, Any] = {"document": "", "term": "", "agency": "", "topic": 0, "clause": ""}


class Selection(Widget):  # type: ignore[misc]
    """What is chosen in a study: a document, term, agency, topic or clause.

    Every view made from a selection shows what answers to it, and choosing something in a view sets it here; set it here, and
    every view follows. Each view leaves out its own choice: the network shows all agencies, whichever is chosen.

    Parameters
    ----------
    study
        The bundle.
    topics
        Models of :func:`analysis.topics.fit_topics`, one for each number of topics to choose from.
    passages
        Table ``passages`` of :func:`analysis.similarity.find_passages`.
    lang
        ``"zh"`` or ``"en"``: language of the views.

    Attributes
    ----------
    document, clause
        Ids; empty where none is chosen. A clause is shown, not filtered by, in views that list clauses.
    term
        Characters that a clause must hold.
    agency
        A canonical short name that a clause must name.
    topic, k
        Number of a topic that must have the largest share in a clause, in the model with ``k`` topics; 0 for none.

    Examples
    --------
    >>> from analysis.study import load_study
    >>> selection = Selection(load_study("data"), lang="en")
    >>> selection.term = "算力"
    >>> bool(selection.find_clauses()["text"].str.contains("算力").all())
    True
    """

    document = Unicode("").tag(sync=True)
    clause = Unicode("").tag(sync=True)
    term = Unicode("").tag(sync=True)
    agency = Unicode("").tag(sync=True)
    topic = Int(0).tag(sync=True)
    k = Int(0).tag(sync=True)
    lang = Unicode("zh", read_only=True).tag(sync=True)
    line = Unicode("", read_only=True).tag(sync=True)
    data = Dict(read_only=True).tag(sync=True)
    words = Dict(read_only=True).tag(sync=True)

    def __init__(
        self,
        study: Study,
        *,
        topics: Iterable[Topics] = (),
        passages: pd.DataFrame | None = None,
        lang: str = "zh",
    ) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no language is called {lang!r}; {suggest_name(lang, LANGUAGES)}")
        self.study = study
        self.passages = passages
        self.topics = {int(model.terms["k"].iloc[0]): model for model in topics}
        self.set_trait("lang", lang)
        self.set_trait("words", _list_words(lang))
        self.set_trait("data", make_payload(study, topics=self.topics.values(), passages=passages))
        super().__init__(k=next(iter(self.topics), 0))
        self._write_line()

    def __repr__(self) -> str:
        chosen = (f"{name}={value!r}" for name, value in self._list_chosen().items() if value)
        return f"Selection({', '.join(chosen)})"

    def set(self, **chosen: object) -> None:
        """Choose exactly these, and let go of everything else.

        Parameters
        ----------
        **chosen
            Values of ``document, term, agency, topic, clause``, by name; none at all lets go of everything.

        Raises
        ------
        ValueError
            If the study does not have a value.
        TypeError
            If something else is named.
        """
        for name in chosen:
            if name not in _EMPTY:
                raise TypeError(f"nothing to choose is called {name!r}; {suggest_name(name, _EMPTY)}")
        for name, empty in _EMPTY.items():
            setattr(self, name, chosen.get(name, empty))

    def find_clauses(self) -> pd.DataFrame:
        """Return the clauses that answer to everything chosen but the clause itself: what the reader lists.

        Returns
        -------
        pandas.DataFrame
            Rows of ``clauses`` in reading order.
        """
        clauses = self.study.clauses.sort_values(["doc_id", "position"], kind="stable")
        if self.document:
            clauses = clauses[clauses["doc_id"] == self.document]
        if self.term:
            clauses = clauses[clauses["text"].str.contains(self.term, regex=False)]
        if self.agency:
            named = self.study.duties.loc[self.study.duties["agency"] == self.agency, "clause_id"]
            clauses = clauses[clauses["clause_id"].isin(named)]
        if self.topic:
            main = next(model["main"] for model in self.data["topics"] if model["k"] == self.k)
            ids = self.data["clauses"]["id"]
            held = {clause_id for clause_id, topic in zip(ids, main, strict=True) if topic == self.topic}
            clauses = clauses[clauses["clause_id"].isin(held)]
        return clauses.reset_index(drop=True)

    def command(self, report: str | None = None) -> str:
        """Return the command that makes a report of what is chosen: exploration ends in something that repeats.

        Parameters
        ----------
        report
            Name of a report, e.g. ``"02_topics"``; the one that says most about what is chosen where None: the agency's
            profile, else the topics, else the corpus.

        Returns
        -------
        str
            One line for the shell. What the report has no parameter for is named behind ``#``, so that nobody takes it as
            said.

        Raises
        ------
        ValueError
            If no report has this name.

        Examples
        --------
        >>> from analysis.study import load_study
        >>> selection = Selection(load_study("data"), lang="en")
        >>> selection.term = "算力"
        >>> selection.command()
        'zhengce report 01_corpus -p term=算力 --lang en'
        """
        return write_command(self._list_chosen(), report=report, lang=self.lang)

    @observe("document", "clause", "term", "agency", "topic", "k")
    def _write_line(self, _change: object = None) -> None:
        if self.data:
            self.set_trait("line", self.command())

    @observe("k")
    def _let_topic_go(self, _change: object) -> None:
        """Topic 3 of four topics is another than topic 3 of eight."""
        self.topic = 0

    def _list_chosen(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("document", "term", "agency", "topic", "k", "clause")}

    @validate("document", "clause", "agency", "topic", "k")
    def _check(self, proposal: Any) -> Any:
        """Refuse what the study does not have, with the nearest that it has."""
        name, value = proposal["trait"].name, proposal["value"]
        if not value or not self.data:
            return value
        known = self._list_known(name)
        if value not in known:
            raise ValueError(f"no {name} is called {value!r}; {suggest_name(str(value), map(str, known))[:300]}")
        return value

    def _list_known(self, name: str) -> Iterable[Any]:
        if name == "document":
            return [item["id"] for item in self.data["documents"]]
        if name == "clause":
            return self.data["clauses"]["id"]  # type: ignore[no-any-return]
        if name == "agency":
            return self.data["agencies"]  # type: ignore[no-any-return]
        if name == "k":
            return list(self.topics)
        return range(1, max([self.k, *self.topics], default=0) + 1)


def _list_words(lang: str) -> dict[str, str]:
    """Return the words of the views; placeholders are filled in where they are shown."""
    own = {key.removeprefix(_ROOM): texts[lang] for key, texts in list_messages().items() if key.startswith(_ROOM)}
    rules = {
        key.replace("corpus.rule_", "rule_"): say(key, lang=lang)
        for key in list_messages()
        if key.startswith("corpus.rule_")
    }
    return rules | own
