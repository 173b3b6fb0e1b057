"""The chain of repair rules: what is changed in a text, in which order, and what is only suspected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.errors import Problem, ReadError
from analysis.ingest.checks import find_contradictions, find_numbering_faults
from analysis.ingest.metadata import find_metadata
from analysis.ingest.rules.base import Clue, Flag
from analysis.ingest.rules.characters import drop_invisible, simplify_script, unify_forms, widen_punctuation
from analysis.ingest.rules.contacts import mask_contacts
from analysis.ingest.rules.figures import find_broken_numbers, find_lost_digits, find_lost_points
from analysis.ingest.rules.glue import split_glued
from analysis.ingest.rules.lines import join_lines, join_titles
from analysis.ingest.rules.markup import drop_markdown, resolve_entities, trim_blanks, unify_newlines
from analysis.ingest.rules.pages import drop_page_numbers, drop_running_heads
from analysis.ingest.rules.pinyin import drop_annotations, find_pinyin, restore_pinyin
from analysis.ingest.rules.placeholders import find_placeholders, resolve_placeholders
from analysis.ingest.rules.suspects import (
    find_lost_characters,
    find_masks_of_words,
    find_repeats,
    find_spun_words,
    find_taiwan_words,
)
from analysis.ingest.rules.tables import bar_tables
from analysis.spans import Edit, apply_edits, compose_edits, map_to_source
from analysis.tables import make_table

__all__ = ["RULES", "SUSPICIONS", "Cleaned", "Repaired", "clean_documents", "repair_text"]

Rule = Callable[[str, Clue], list[Edit]]
Suspicion = Callable[[str, Clue], list[Flag]]

#: The chain, in order: characters before words, words before lines, privacy last. Each line is one rule.
RULES: tuple[Rule, ...] = (
    drop_running_heads,
    unify_newlines,
    bar_tables,
    drop_invisible,
    resolve_entities,
    unify_forms,
    simplify_script,
    drop_annotations,
    restore_pinyin,
    resolve_placeholders,
    drop_markdown,
    widen_punctuation,
    drop_page_numbers,
    join_titles,
    join_lines,
    split_glued,
    trim_blanks,
    mask_contacts,
)

#: What is flagged in the repaired text and left as it is.
SUSPICIONS: tuple[Suspicion, ...] = (
    find_pinyin,
    find_placeholders,
    find_lost_characters,
    find_masks_of_words,
    find_broken_numbers,
    find_lost_digits,
    find_lost_points,
    find_taiwan_words,
    find_spun_words,
    find_repeats,
)

#: Rounds after which the chain must have come to rest; two are common, three rare.
_MAX_ROUNDS = 50


class Repaired(NamedTuple):
    """A repaired text: the edits in coordinates of the source, the clean text, and flags in coordinates of the clean text."""

    edits: list[Edit]
    text: str
    flags: list[Flag]


class Cleaned(NamedTuple):
    """Documents with clean text and metadata, every edit that made it, and what is only suspected."""

    documents: pd.DataFrame
    edits: pd.DataFrame
    flags: pd.DataFrame


def repair_text(text: str, *, clue: Clue | None = None, rules: Iterable[Rule] = RULES) -> Repaired:
    r"""Return a repaired text with every change that was made.

    The chain is run until nothing changes any more, so that repairing a repaired text changes nothing.

    Parameters
    ----------
    text
        The source text.
    clue
        What is known besides it; nothing where None.
    rules
        The chain.

    Returns
    -------
    Repaired

    Raises
    ------
    RuntimeError
        If the rules never come to rest: two of them undo each other.

    Examples
    --------
    >>> repaired = repair_text("坚持zhengfu引導,形成體係。發\n揮作用,深入推進。")
    >>> repaired.text
    '坚持政府引导，形成体系。发挥作用，深入推进。'
    >>> [(edit.before, edit.after, edit.rule) for edit in repaired.edits][:3]
    [('zhengfu', '政府', 'pinyin'), ('導', '导', 'script'), (',', '，', 'width')]
    """
    clue = clue or Clue()
    chain = tuple(rules)
    composed: list[Edit] = []
    clean = text
    quiet = 0  # how many rules in a row had nothing to change in the text as it is
    for rule in chain * _MAX_ROUNDS:
        edits = rule(clean, clue)
        quiet = 0 if edits else quiet + 1
        if edits:
            composed = compose_edits(composed, edits)
            clean = apply_edits(clean, edits)
        if quiet == len(chain):
            break
    if quiet < len(chain):
        raise RuntimeError(f"repair does not come to rest after {_MAX_ROUNDS} rounds")
    flags = sorted(flag for suspect in SUSPICIONS for flag in suspect(clean, clue))
    return Repaired(composed, clean, flags)


def clean_documents(documents: pd.DataFrame, *, reference: Path | None = None) -> Cleaned:
    """Return documents with repaired text and the metadata it states, every edit, and every suspicion.

    Which characters of the received text were changed, by what rule, and what does the document say about itself?

    Parameters
    ----------
    documents
        As :func:`read_documents` gives them; cleaning always starts from ``source_text``, so it may be repeated.
    reference
        Folder of the project's own reference data; only the packaged data where None.

    Returns
    -------
    Cleaned
        ``documents`` with ``clean_text`` and metadata set; ``edits`` (doc_id, source_start, source_end, before, after,
        rule, confidence), which applied to the source text give the clean text and undone give the source back;
        ``flags`` (doc_id, source_start, source_end, rule, reading, confidence).

    Notes
    -----
    *Reading it*: an edit with confidence 1 is proven by the text itself; .95 rests on a lexicon, .8 on the neighbouring
    words. A misreading: a document with many edits is not a worse document, only a worse copy of it.

    Examples
    --------
    >>> from analysis.tables import empty_table
    >>> clean_documents(empty_table("documents")).edits.empty
    True
    """
    edit_rows: list[dict[str, object]] = []
    flag_rows: list[dict[str, object]] = []
    document_rows: list[dict[str, object]] = []
    names = [str(name) for name in documents.columns]
    for values in zip(*(documents[name].tolist() for name in documents.columns), strict=True):
        row = dict(zip(names, values, strict=True))
        catalogued = row["province"] if row["province_basis"] == "catalogue" else None
        clue = Clue(province=catalogued, reference=reference, printed=row["encoding"] == "pdf")
        try:
            repaired = repair_known(str(row["source_text"]), clue)
        except RuntimeError as error:
            told = Problem(str(row["path"] or row["doc_id"]), f"its {error}", "look for endless repetition in it")
            raise ReadError(told) from error
        edit_rows += [_edit_row(str(row["doc_id"]), edit) for edit in repaired.edits]
        faults = find_numbering_faults(repaired.text, reference=reference)
        faults += find_contradictions(repaired.text, reference=reference)
        flag_rows += _flag_rows(str(row["doc_id"]), repaired._replace(flags=sorted([*repaired.flags, *faults])))
        found = find_metadata(repaired.text, reference=reference)
        document_rows.append(_merge_metadata(row, found, repaired.text))
    return Cleaned(
        make_table("documents", document_rows), make_table("edits", edit_rows), make_table("flags", flag_rows)
    )


@lru_cache(maxsize=16)
def repair_known(text: str, clue: Clue) -> Repaired:
    """Return :func:`repair_text` of a text, remembered for as long as its outline may ask for it again.

    Parameters
    ----------
    text
        The source text.
    clue
        What is known besides it.

    Returns
    -------
    Repaired

    Examples
    --------
    >>> repair_known("甲,乙", Clue()).text
    '甲，乙'
    """
    return repair_text(text, clue=clue)


def _edit_row(doc_id: str, edit: Edit) -> dict[str, object]:
    return {
        "doc_id": doc_id,
        "source_start": edit.start,
        "source_end": edit.end,
        "before": edit.before,
        "after": edit.after,
        "rule": edit.rule,
        "confidence": edit.confidence,
    }


def _flag_rows(doc_id: str, repaired: Repaired) -> list[dict[str, object]]:
    starts, ends = map_to_source(
        repaired.edits, [flag.start for flag in repaired.flags], [flag.end for flag in repaired.flags]
    )
    rows: dict[tuple[int, str], dict[str, object]] = {}
    for flag, start, end in zip(repaired.flags, starts, ends, strict=True):
        rows.setdefault(
            (int(start), flag.rule),
            {
                "doc_id": doc_id,
                "source_start": int(start),
                "source_end": int(end),
                "rule": flag.rule,
                "reading": flag.reading,
                "confidence": flag.confidence,
            },
        )
    return list(rows.values())


def _merge_metadata(row: dict[str, object], found: dict[str, tuple[object, str]], clean_text: str) -> dict[str, object]:
    """Fill in what the text states; what the catalogue states stays."""
    merged: dict[str, object] = {
        key: None if not isinstance(value, str) and pd.isna(value) else value  # type: ignore[call-overload]
        for key, value in row.items()
    }
    for name, (value, basis) in found.items():
        if merged[f"{name}_basis"] != "catalogue":
            merged[name], merged[f"{name}_basis"] = value, basis
    if merged["jurisdiction"] is None and merged["level"] == "province" and merged["province"] is not None:
        merged["jurisdiction"], merged["jurisdiction_basis"] = merged["province"], "inferred"
    merged["clean_text"] = clean_text
    return merged


def list_rules(rules: Sequence[Rule] = RULES) -> list[str]:
    """Return the names of the rules in a chain.

    Parameters
    ----------
    rules
        The chain.

    Returns
    -------
    list of str

    Examples
    --------
    >>> list_rules()[0]
    'drop_running_heads'
    """
    return [rule.__name__ for rule in rules]
