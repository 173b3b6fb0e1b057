"""The frozen bundle of tables."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from analysis.messages import default_language
from analysis.study.show import write_study

__all__ = ["Study", "table_names"]


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
        return write_study(self, lang=default_language())

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
