"""The corrections of scholars that speak of a run's documents, for its record."""

from __future__ import annotations

import json

from analysis.study import Study

__all__ = ["list_corrections"]

#: Keys that begin with the id of a document.
_IDS = ("doc_id", "clause_id", "target_id")


def list_corrections(study: Study) -> list[dict[str, object]]:
    """Return the corrections that are part of a study, without those that name only documents it does not hold.

    Parameters
    ----------
    study
        The study with the chosen documents only.

    Returns
    -------
    list of dict
        entry, table, where, set (None where rows are rejected), author, reason; in the order of ``data/corrections.toml``.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> list_corrections(Study(**{name: empty_table(name) for name in Study.__dataclass_fields__}))
    []
    """
    held = set(study.documents["doc_id"])
    rows = study.corrections.astype("object").to_dict("records")
    kept = [row for row in rows if not (named := _name_documents(json.loads(str(row["where"])))) or named & held]
    return [{str(name): value if value == value else None for name, value in row.items()} for row in kept]  # noqa: PLR0124


def _name_documents(where: dict[str, object]) -> set[str]:
    """Return the documents that a correction names: every id begins with that of its document."""
    return {str(where[name]).partition("/")[0] for name in _IDS if name in where}
