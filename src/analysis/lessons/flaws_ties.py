"""Flaws planted in comparisons, ties and results: a bracket, a formula, a body, a coder, a number."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.lessons.planting import Planted, draw_from
from analysis.lexis import count_terms, weigh_terms
from analysis.networks import link_agencies
from analysis.similarity import compare_units, find_passages
from analysis.study import Study
from analysis.tables import make_table
from analysis.validate import CHECKS, Check

__all__ = ["copy_coder", "inflate_pair", "invent_agency", "misprint_number", "misquote_number", "paste_formula"]

_N_PAIRS = 10
_N_AGENCIES = 26
_MIN_CHARS, _MAX_CHARS = 60, 200
_N_MENTIONS = 9
_ERROR_RATE = 0.12
_N_CODES = 6
_QUOTED = ("lexis", "similarity", "reliability")
_FIELDS = ("人工智能", "算力", "大模型", "数据要素", "智能产业")
_OFFICES = ("发展局", "促进中心", "管理局", "协调办")
#: Standing phrases of party and government documents; each is in the packaged list of phrases, with its source.
_FORMULAS = (
    "以习近平新时代中国特色社会主义思想为指导，全面贯彻落实党的二十大精神，坚持稳中求进工作总基调，"
    "完整准确全面贯彻新发展理念，统筹推进五位一体总体布局，协调推进四个全面战略布局，"
    "以推动高质量发展为主题，以供给侧结构性改革为主线，以改革创新为根本动力。"
)


def inflate_pair(study: Study, rng: np.random.Generator) -> Planted:
    """Plant one long list of agencies in two clauses of two documents; the answer is the pair it makes alike.

    Parameters
    ----------
    study
        The corpus to plant it in.
    rng
        The chance that chooses where.

    Returns
    -------
    Planted
        Tables ``clauses``, ``masks`` and the most alike ``pairs``, computed with the lists of agencies left in.
    """
    clauses = study.clauses[
        study.clauses["kind"].isin(["clause", "bullet"]) & (study.clauses["text"].str.len() >= _MIN_CHARS)
    ]
    rows = list(clauses.loc[clauses["text"].str.len() <= _MAX_CHARS, ["doc_id", "clause_id"]].itertuples(index=False))
    names = sorted(study.duties.loc[~study.duties["collective"], "agency"].unique())
    doc_a, clause_a = draw_from(rows, rng)
    _, clause_b = draw_from([row for row in rows if row.doc_id != doc_a], rng)
    chosen = sorted(rng.choice(len(names), size=min(_N_AGENCIES, len(names)), replace=False))
    listed = f"（责任单位：{'、'.join(names[int(i)] for i in chosen)}）"
    tables = {"clauses": study.clauses, "masks": study.masks}
    for clause_id in (clause_a, clause_b):
        tables = _append_text(tables, clause_id, listed, mask=True)
    compared = tables["clauses"][tables["clauses"]["clause_id"].isin(clauses["clause_id"])]
    weights = weigh_terms(count_terms(compared, stop=("function",)))
    pairs = _cross_pairs(compare_units(weights), compared).head(_N_PAIRS).reset_index(drop=True)
    answer = tuple(sorted((clause_a, clause_b)))
    return Planted({**tables, "pairs": pairs}, {"n": len(pairs)}, answer)


def paste_formula(study: Study, rng: np.random.Generator) -> Planted:
    """Plant one standing formula in two documents; the answer is how many shared characters of the pair are substance.

    Parameters
    ----------
    study, rng
        As in :func:`inflate_pair`.

    Returns
    -------
    Planted
        Tables ``clauses``, ``masks``, ``reuse``: shared characters by pair of documents, all kinds of wording together, and
        ``claimed``: the pair that the claim is about.
    """
    clauses = study.clauses[study.clauses["kind"] == "clause"]
    sound = find_passages(study.clauses, masks=study.masks)
    sound = sound[sound["label"] == "substance"]
    doc_a, doc_b = draw_from(sorted(set(zip(sound["doc_a"], sound["doc_b"], strict=True))), rng)
    tables = {"clauses": study.clauses, "masks": study.masks}
    for doc_id in (doc_a, doc_b):
        own = clauses.loc[clauses["doc_id"] == doc_id, "clause_id"].tolist()
        tables = _append_text(tables, draw_from(own, rng), _FORMULAS, mask=False)
    passages = find_passages(tables["clauses"], masks=tables["masks"])
    reuse = passages.groupby(["doc_a", "doc_b"])["n_chars"].sum().reset_index()
    reuse = reuse.sort_values(["n_chars", "doc_a", "doc_b"], ascending=[False, True, True], ignore_index=True)
    pair = (passages["doc_a"] == doc_a) & (passages["doc_b"] == doc_b)
    answer = int(passages.loc[pair & (passages["label"] == "substance"), "n_chars"].sum())
    words = {"doc_a": doc_a, "doc_b": doc_b, "n": int(passages.loc[pair, "n_chars"].sum())}
    claimed = pd.DataFrame([{"doc_a": doc_a, "doc_b": doc_b}])
    return Planted({**tables, "reuse": reuse, "claimed": claimed}, words, answer)


def invent_agency(study: Study, rng: np.random.Generator) -> Planted:
    """Plant a body that no text names; the answer is its name.

    Parameters
    ----------
    study, rng
        As in :func:`inflate_pair`.

    Returns
    -------
    Planted
        Tables ``duties``, ``documents`` and ``clauses``; the spans of the invented rows lie on other words.
    """
    text = "".join(study.documents["clean_text"])
    name = draw_from([f"省{a}{b}" for a in _FIELDS for b in _OFFICES if f"{a}{b}" not in text], rng)
    listed = study.duties[study.duties["evidence"] == "bracket"].drop_duplicates("clause_id", ignore_index=True)
    scope = draw_from(sorted(listed["jurisdiction"].unique()), rng)
    listed = listed[listed["jurisdiction"] == scope]
    hit = sorted(rng.choice(len(listed), size=min(_N_MENTIONS, len(listed)), replace=False))
    made = listed.iloc[hit].assign(agency=name, surface=name, role="responsible", collective=False)
    last = study.duties.groupby("clause_id")["order"].max()
    made = made.assign(
        order=made["clause_id"].map(last) + 1, start=made["start"] + 1, end=made["start"] + 1 + len(name),
        source_start=made["source_start"] + 1, source_end=made["source_start"] + 1 + len(name),
    )  # fmt: skip
    duties = make_table("duties", pd.concat([study.duties, made], ignore_index=True))
    partners = link_agencies(duties)
    degree = int(((partners["agency_a"] == name) | (partners["agency_b"] == name)).sum())
    tables = {"duties": duties, "documents": study.documents, "clauses": study.clauses}
    return Planted(tables, {"n": len(made), "degree": degree, "jurisdiction": scope}, name)


def copy_coder(study: Study, rng: np.random.Generator) -> Planted:
    """Plant three coders of whom one copied another; the answer is the two, in order of their names.

    Parameters
    ----------
    study, rng
        As in :func:`inflate_pair`.

    Returns
    -------
    Planted
        Table ``codings``. The codes that the coders aim at are those that the rules of the codebook find.
    """
    found = pd.crosstab(study.instruments["clause_id"], study.instruments["code"])
    common = sorted((found > 0).sum().sort_values(ascending=False, kind="stable").index[:_N_CODES])
    aimed = (found[common] > 0).to_numpy()
    first, second = (np.where(rng.random(aimed.shape) < _ERROR_RATE, ~aimed, aimed) for _ in range(2))
    copied = first.copy()
    # A copyist is not perfect either: one slip in a hundred.
    copied ^= rng.random(aimed.shape) < _ERROR_RATE / 12
    names = list(rng.permutation(["甲", "乙", "丙"]))
    rows = [
        {"unit_id": unit, "code": code, "coder": coder, "value": str(int(values[i, j]))}
        for coder, values in zip(names, (first, second, copied), strict=True)
        for i, unit in enumerate(found.index)
        for j, code in enumerate(common)
    ]
    answer = tuple(sorted((str(names[0]), str(names[2])), key="甲乙丙".index))
    return Planted(
        {"codings": make_table("codings", rows)}, {"codebook": study.instruments["codebook"].iloc[0]}, answer
    )


def misprint_number(study: Study, rng: np.random.Generator) -> Planted:
    """Plant one wrong number among the results of a report; the answer is the name of the result.

    Parameters
    ----------
    study, rng
        As in :func:`inflate_pair`.

    Returns
    -------
    Planted
        Table ``results``: name, value. All others can be had again from the study at default settings.
    """
    true = measure_results(study)
    name = draw_from(sorted(name for name, value in true.items() if value >= 10), rng)  # noqa: PLR2004 - two digits
    printed = {**true, name: _transpose(true[name])}
    results = pd.DataFrame({"name": list(printed), "value": list(printed.values())})
    return Planted({"results": results}, {"n": len(results)}, name)


def misquote_number(study: Study, rng: np.random.Generator) -> Planted:
    """Plant one wrong number among numbers quoted from the literature; the answer is the name of what it measures.

    Parameters
    ----------
    study, rng
        As in :func:`inflate_pair`; the literature does not depend on the study.

    Returns
    -------
    Planted
        Table ``quoted``: area, name, source, value.
    """
    del study
    checks = [check for check in CHECKS if check.area in _QUOTED]
    wrong = draw_from([check.name for check in checks if check.digits in (3, 4)], rng)
    rows = [
        {"area": check.area, "name": check.name, "source": check.source, "value": _slip(check, wrong)}
        for check in checks
    ]
    return Planted({"quoted": pd.DataFrame(rows)}, {"n": len(rows)}, wrong)


def measure_results(study: Study) -> Mapping[str, int]:
    """Return the numbers that the report of the last lesson prints, by name."""
    links = link_agencies(study.duties)
    named = study.duties[study.duties["evidence"].isin(["bracket", "rule", "ledger"]) & ~study.duties["collective"]]
    return {
        "n_documents": len(study.documents),
        "n_edits": len(study.edits),
        "n_clauses": len(study.clauses),
        "n_duties": len(study.duties),
        "n_agencies": int(named["agency"].nunique()),
        "n_ties": len(links),
        "n_targets": len(study.targets),
        "n_terms": int(count_terms(study.clauses, masks=study.masks)["term"].nunique()),
    }


def _slip(check: Check, wrong: str) -> float:
    """Return the number of a check; of the wrong one with its last two digits exchanged, or one more where they are alike."""
    if check.name != wrong:
        return check.expected
    scale = 10.0**check.digits
    return _transpose(round(check.expected * scale)) / scale


def _transpose(value: int) -> int:
    """Return a number with its last two different digits exchanged, or one more where all are the same."""
    digits = re.sub(r"(\d)(?!\1)(\d)(\d*)$", r"\2\1\3", str(value))
    other = int(digits)
    return other if other != value and not digits.startswith("0") else value + 10


def _append_text(
    tables: Mapping[str, pd.DataFrame], clause_id: str, text: str, *, mask: bool
) -> dict[str, pd.DataFrame]:
    """Return clauses and masks with words added at the end of one clause, all later spans of its document moved."""
    clauses, masks = tables["clauses"].copy(), tables["masks"].copy()
    at = clauses.index[clauses["clause_id"] == clause_id][0]
    doc_id, end = clauses.loc[at, "doc_id"], int(clauses.loc[at, "end"])
    for table in (clauses, masks):
        later = (table["doc_id"] == doc_id) & (table["start"] >= end)
        table.loc[later, ["start", "end"]] += len(text)
    clauses.loc[at, "end"] = end + len(text)
    clauses.loc[at, "text"] = str(clauses.loc[at, "text"]) + text
    if mask:
        row = {"doc_id": doc_id, "start": end, "end": end + len(text), "kind": "duties"}
        masks = make_table("masks", pd.concat([masks, pd.DataFrame([row])], ignore_index=True))
    return {"clauses": clauses, "masks": masks}


def _cross_pairs(pairs: pd.DataFrame, clauses: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of clauses of two documents, the most alike first."""
    documents = dict(zip(clauses["clause_id"], clauses["doc_id"], strict=True))
    crossing = pairs[pairs["unit_a"].map(documents) != pairs["unit_b"].map(documents)]
    rounded = crossing.assign(value=crossing["value"].round(6))
    return rounded.sort_values(["value", "unit_a", "unit_b"], ascending=[False, True, True])
