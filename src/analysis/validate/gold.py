"""Scores of agencies, targets and instruments against a hand annotation, where the data folder has one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.facts import code_instruments, read_codebook
from analysis.facts.codebooks import Codebook
from analysis.reliability import measure_agreement, score_codes, stack_codings
from analysis.study import Study
from analysis.tables import empty_table, make_table
from analysis.validate.annotation import read_annotation

__all__ = ["place_sections", "score_gold"]

#: Evidence that the annotation covers: lists, not sentences.
_LISTED = ("bracket", "rule", "ledger")


def score_gold(study: Study, folder: Path, *, n_bootstrap: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return how well the facts of a study match a hand annotation.

    Answers: how far may the tables of facts be trusted on texts like these?

    Parameters
    ----------
    study
        The study; only documents that are both in it and in the annotation are scored.
    folder
        The folder of the annotation, usually ``data/gold``; see its README for the files. Files that are not there are
        passed over.
    n_bootstrap, seed
        Resamples of clauses behind the intervals of the instruments.

    Returns
    -------
    pandas.DataFrame
        The table ``scores``: agencies (name; name and role), targets (span, exact span, value, unit, comparator, year),
        instruments per code against each coder, and one coder against the other. Empty where there is no annotation.

    Raises
    ------
    DataError
        With every problem of the annotation: file, row and column, what stands there, what is allowed.

    Notes
    -----
    A target's span matches if it ends where the annotated one ends and overlaps it; its fields are scored on matching
    spans. Agencies match by place and canonical name.

    *Reading it*: instruments cannot be expected to match a coder better than the other coder does. *A misreading*:
    these scores hold for the annotated texts; the rules were made by people who had read them.

    Examples
    --------
    >>> from analysis.study.bundle import table_names
    >>> study = Study(**{name: empty_table(name) for name in table_names()})
    >>> score_gold(study, Path("no-such-folder")).empty
    True
    """
    gold = read_annotation(folder)
    parts = []
    if gold.agencies is not None:
        parts.append(_score_agencies(study, gold.agencies))
    if gold.targets is not None:
        parts.append(_score_targets(study, gold.targets))
    if gold.sections is not None and gold.sheets is not None:
        parts += _score_instruments(study, gold.sheets, gold.sections, n_bootstrap=n_bootstrap, seed=seed)
    kept = [part for part in parts if not part.empty]
    return make_table("scores", pd.concat(kept, ignore_index=True)) if kept else empty_table("scores")


def place_sections(sections: pd.DataFrame, clauses: pd.DataFrame) -> dict[str, str]:
    """Return which annotated section each clause is, by the place where it begins.

    Parameters
    ----------
    sections
        The annotated outline: doc, section, raw_start.
    clauses
        The table ``clauses`` with source spans.

    Returns
    -------
    dict
        clause_id to section; clauses without a section are left out.

    Examples
    --------
    >>> sections = pd.DataFrame({"doc": ["d"], "section": ["d/一、"], "raw_start": [5]})
    >>> clauses = pd.DataFrame({"clause_id": ["d/一"], "doc_id": ["d"], "source_start": [4], "source_end": [9]})
    >>> place_sections(sections, clauses)
    {'d/一': 'd/一、'}
    """
    placed: dict[str, str] = {}
    for doc, section, start in sections[["doc", "section", "raw_start"]].itertuples(index=False, name=None):
        here = clauses[
            (clauses["doc_id"] == doc) & (clauses["source_start"] <= start) & (clauses["source_end"] > start)
        ]
        if len(here):
            placed[str(here.sort_values("source_start")["clause_id"].iloc[-1])] = section
    return placed


def _score_agencies(study: Study, gold: pd.DataFrame) -> pd.DataFrame:
    gold = gold[gold["doc"].isin(study.documents["doc_id"])]
    found = study.duties[
        study.duties["evidence"].isin(_LISTED) & study.duties["doc_id"].isin(study.documents["doc_id"])
    ]
    rows = []
    for item, mine, theirs in (
        ("name", ["doc_id", "source_start", "agency"], ["doc", "raw_start", "agency"]),
        ("name and role", ["doc_id", "source_start", "agency", "role"], ["doc", "raw_start", "agency", "role"]),
    ):
        got = set(found[mine].itertuples(index=False, name=None))
        wanted = set(gold[theirs].itertuples(index=False, name=None))
        rows.append(_count("agencies", item, len(got & wanted), len(got), len(wanted)))
    return make_table("scores", rows)


def _score_targets(study: Study, gold: pd.DataFrame) -> pd.DataFrame:
    gold = gold[gold["doc"].isin(study.documents["doc_id"])].copy()
    gold["source_end"] = gold["raw_start"] + gold["raw_text"].str.len()
    found = study.targets.assign(doc=study.targets["doc_id"], source_end=study.targets["source_end"].astype("int64"))
    both = gold.merge(found, on=["doc", "source_end"], suffixes=("_gold", ""))
    value = both["base_low"].fillna(both["base_high"])
    fields = {
        "span": pd.Series(data=True, index=both.index),
        "exact span": both["raw_start"] == both["source_start"],
        "value": ((value - both["base_value"]).abs() <= both["base_value"].abs() * 1e-9)
        & (both["base_unit"] == both["base_unit_gold"]),
        "unit": both["unit"] == both["unit_gold"],
        "comparator": both["comparator"] == both["comparator_gold"],
        "year": both["year"].astype("float64").fillna(0) == both["year_gold"].astype("float64").fillna(0),
        "year inherited": both["year_inherited"].fillna(value=False).astype(bool)
        == both["year_inherited_gold"].astype(bool),
    }
    rows = [_count("targets", item, int(right.sum()), len(found), len(gold)) for item, right in fields.items()]
    return make_table("scores", rows)


def _score_instruments(
    study: Study, sheets: dict[str, pd.DataFrame], sections: pd.DataFrame, *, n_bootstrap: int, seed: int
) -> list[pd.DataFrame]:
    placed = place_sections(sections, study.clauses)
    known = set(placed.values())
    sheets = {coder: sheet[sheet["section"].isin(known)] for coder, sheet in sheets.items()}
    if not len(sheets["a"]):
        return []
    coded = study.instruments
    coded = coded.assign(unit_id=coded["clause_id"].map(placed)).dropna(subset=["unit_id"])
    options = {"n_bootstrap": n_bootstrap, "seed": seed}
    parts = [
        score_codes(coded, sheet, subject=f"instruments, coder {coder}", **options) for coder, sheet in sheets.items()
    ]
    plain = code_instruments(study.clauses, codebook=_without_learned(read_codebook("instruments")))
    plain = plain.assign(unit_id=plain["clause_id"].map(placed)).dropna(subset=["unit_id"])
    unlearned = score_codes(plain, sheets["a"], subject="instruments, no learned rule, coder a", **options)
    parts.append(unlearned[unlearned["item"].isin(["macro", "micro"])])
    other = sheets["b"].melt(id_vars="section", var_name="code", value_name="value")
    other = other[other["value"] == 1].rename(columns={"section": "unit_id"})
    parts.append(score_codes(other, sheets["a"], subject="instruments, coder b as found", **options))
    agreement = measure_agreement(stack_codings(sheets), n_bootstrap=n_bootstrap, seed=seed)
    alpha = agreement[(agreement["code"] == "all") & (agreement["measure"] == "alpha")].iloc[0]
    note = f"alpha of the two coders {alpha['value']:.3f} ({alpha['ci_low']:.3f}-{alpha['ci_high']:.3f})"
    parts[-1].loc[parts[-1]["item"] == "macro", "note"] = note
    return parts


def _without_learned(book: Codebook) -> Codebook:
    """Return a codebook without the rules that were made by looking at annotated clauses."""
    codes = [replace(code, rules=tuple(rule for rule in code.rules if not rule.learned)) for code in book.codes]
    return replace(book, codes=tuple(codes))


def _count(subject: str, item: str, right: int, n_found: int, n_gold: int) -> dict[str, object]:
    return {
        "subject": subject,
        "item": item,
        "precision": right / n_found if n_found else float("nan"),
        "recall": right / n_gold if n_gold else float("nan"),
        "f1": 2 * right / (n_found + n_gold) if n_found + n_gold else float("nan"),
        "n_gold": n_gold,
        "n_found": n_found,
        "n_right": right,
    }
