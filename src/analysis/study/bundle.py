"""The frozen bundle of tables."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape

import pandas as pd

from analysis.tables import describe_tables

__all__ = ["Study", "table_names"]

#: How many documents, and how many silences of documents, a notebook shows; coverage has all.
_NAMES_SHOWN = 12
_SILENT_SHOWN = 30


@dataclass(frozen=True, eq=False)
class Study:
    """Everything that was read from a data folder: texts, repairs, clauses, masks and facts.

    Nothing changes a Study; :meth:`select` gives a smaller one. Each attribute is a table of docs/tables.md.

    Attributes
    ----------
    documents, edits, flags, clauses, masks
        What ``ingest`` made of the files.
    duties, targets, instruments, coverage
        The facts found, and for every document whether it states such facts at all.
    corrections
        What the scholar rejected or overrode; already applied to the other tables.
    """

    documents: pd.DataFrame
    edits: pd.DataFrame
    flags: pd.DataFrame
    clauses: pd.DataFrame
    masks: pd.DataFrame
    duties: pd.DataFrame
    targets: pd.DataFrame
    instruments: pd.DataFrame
    coverage: pd.DataFrame
    corrections: pd.DataFrame

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(table)} {name}" for name, table in self.tables().items())
        return f"Study({sizes})"

    def _repr_html_(self) -> str:
        """Return what JupyterLab shows: each table, what one row of it is, how many it has, what is not stated."""
        names = ", ".join(self.documents["doc_id"].head(_NAMES_SHOWN))
        more = " ..." if len(self.documents) > _NAMES_SHOWN else ""
        silent = self.coverage.loc[self.coverage["status"] != "stated", ["doc_id", "table", "status"]]
        told = "".join(
            f"<li>{escape(row['doc_id'])}: {escape(row['table'])} {escape(row['status'])}</li>"
            for row in silent.head(_SILENT_SHOWN).to_dict("records")
        )
        unsaid = f"<p>Not stated · 未载明 ({len(silent)}):</p><ul>{told}</ul>" if len(silent) else ""
        with pd.option_context("display.max_colwidth", None):
            described = describe_tables(self.tables()).to_html(index=False, border=0)
        return (
            '<div class="tex2jax_ignore mathjax_ignore">'
            f"<p><strong>Study</strong>: {escape(names)}{more}</p>{described}{unsaid}</div>"
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name.

        Returns
        -------
        dict of str to pandas.DataFrame
            The tables themselves, not copies.

        Examples
        --------
        >>> from analysis.tables import empty_table
        >>> study = Study(**{name: empty_table(name) for name in table_names()})
        >>> list(study.tables())[:2]
        ['documents', 'edits']
        """
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def select(self, doc_ids: list[str]) -> Study:
        """Return the same study with some of its documents.

        Parameters
        ----------
        doc_ids
            The documents to keep.

        Returns
        -------
        Study

        Raises
        ------
        ValueError
            If a document is not in the study.

        Examples
        --------
        >>> from analysis.tables import empty_table
        >>> study = Study(**{name: empty_table(name) for name in table_names()})
        >>> study.select(["x"])
        Traceback (most recent call last):
            ...
        ValueError: no document is called 'x'; known: none
        """
        known = set(self.documents["doc_id"])
        for doc_id in doc_ids:
            if doc_id not in known:
                raise ValueError(f"no document is called {doc_id!r}; known: {', '.join(sorted(known)) or 'none'}")
        return Study(
            **{
                name: table[table["doc_id"].isin(doc_ids)].reset_index(drop=True) if "doc_id" in table else table
                for name, table in self.tables().items()
            }
        )


def table_names() -> list[str]:
    """Return the names of a Study's tables, in their order.

    Returns
    -------
    list of str

    Examples
    --------
    >>> table_names()[-1]
    'corrections'
    """
    return [field.name for field in fields(Study)]
