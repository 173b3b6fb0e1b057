"""The registry of published numbers: one function and one line a number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analysis.errors import suggest_name
from analysis.tables import make_table
from analysis.validate import published_agreement, published_networks, published_words

__all__ = ["CHECKS", "Check", "run_checks"]


@dataclass(frozen=True)
class Check:
    """A number that a source states and this package must reproduce.

    Attributes
    ----------
    name
        What it is.
    area
        The package that computes it.
    source
        Where it is stated, with page, equation or figure.
    expected
        The number as stated.
    digits
        Decimals to which it is stated; the computed number is rounded to them.
    compute
        Recomputes it through public calls.
    """

    name: str
    area: str
    source: str
    expected: float
    digits: int
    compute: Callable[[], float]


_KRIPPENDORFF = "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C-E"
_IRRCAC = "Gwet, R package irrCAC 1.0 (CRAN), vignette 'Calculating Chance-corrected Agreement Coefficients'"
_PATIENTS = f"{_IRRCAC}, distrib.6raters (from Fleiss 1971)"
_ABSTRACTORS = f"{_IRRCAC}, cont3x3abstractors"
_NEWMAN = "Newman (2001), Physical Review E 64, 016132, fig. 6"
_DAVIS = "Davis, Gardner & Gardner (1941), as in networkx"
_KARATE = (
    "Zachary (1977); Newman & Girvan (2004), Physical Review E 69, 026113; best: Brandes et al. (2008), IEEE TKDE 20"
)
_FLORENTINE = "Padgett & Ansell (1993), marriages; Jackson (2008), Social and Economic Networks, section 1.2.1"
_KITE = "Krackhardt (1990), Administrative Science Quarterly 35, 351, the kite"
_BICM = (
    "Saracco et al. (2015), Scientific Reports 5, 10595, eq. 9; Neal, Domagalski & Sagan (2021), values by solving it"
)
_BACKBONE = "R package backbone, sdsm() on [1 0 1 1; 0 1 0 0; 1 0 0 1]; Neal (2022), PLOS ONE 17, e0269137"
_FDSM = (
    "all eight tables with the margins of [1 0 1 1; 0 1 0 0; 1 0 0 1], by enumeration; Neal, Domagalski & Sagan (2021)"
)
_DISPARITY = "R package backbone, example of disparity(); Serrano, Boguna & Vespignani (2009), PNAS 106, 6483"
_CAMP = (
    "Borgatti, Everett & Johnson (2013), Analyzing Social Networks, data campnet; as printed by Borgatti's xucinet,"
    " tests of xcoreperiphery"
)
_TWO_MODES = "Borgatti & Halgin (2011), Analyzing affiliation networks, southern women; as in the tests of networkx"
_NODF = "Almeida-Neto et al. (2008), Oikos 117, 1227, fig. 2"
_FDR = "Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57, p. 294"
_SDSM = "Neal, Domagalski & Sagan (2021), Scientific Reports 11, 23929; values by enumeration"
_SKLEARN = "scikit-learn user guide, Tf-idf term weighting"
_IIR = "Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval, section 6.3.1"
_GENSIM = "gensim test suite, coherence measures; Bouma (2009), eq. 4"
_TABLE = "R 4, chisq.test, fisher.test on [3 7; 7 2]; Dunning (1993), eq. 2 for G2"

#: Every published number. To add one: a function that recomputes it, and a line here.
CHECKS: tuple[Check, ...] = (
    Check("alpha, nominal", "reliability", _KRIPPENDORFF, 0.743, 3, partial(published_agreement.alpha, "nominal")),
    Check("alpha, ordinal", "reliability", _KRIPPENDORFF, 0.815, 3, partial(published_agreement.alpha, "ordinal")),
    Check("alpha, interval", "reliability", _KRIPPENDORFF, 0.849, 3, partial(published_agreement.alpha, "interval")),
    Check("alpha, ratio", "reliability", _KRIPPENDORFF, 0.797, 3, partial(published_agreement.alpha, "ratio")),
    Check(
        "Fleiss' kappa",
        "reliability",
        "Wikipedia, Fleiss' kappa, worked example: ten subjects, fourteen raters (.210; two more digits by hand)",
        0.2099,
        4,
        published_agreement.fleiss,
    ),
    Check(
        "AC1 of the four observers", "reliability", f"{_IRRCAC}, cac.raw4raters", 0.77544, 5, published_agreement.ac1
    ),
    Check(
        "AC1, fifteen patients", "reliability", _PATIENTS, 0.4448007, 7, partial(published_agreement.patients, "ac1")
    ),
    Check(
        "Fleiss' kappa, fifteen patients",
        "reliability",
        _PATIENTS,
        0.4139265,
        7,
        partial(published_agreement.patients, "kappa"),
    ),
    Check(
        "alpha, fifteen patients",
        "reliability",
        _PATIENTS,
        0.4204384,
        7,
        partial(published_agreement.patients, "alpha"),
    ),
    Check(
        "Cohen's kappa, two abstractors",
        "reliability",
        _ABSTRACTORS,
        0.7964094,
        7,
        partial(published_agreement.abstractors, "kappa"),
    ),
    Check(
        "AC1, two abstractors",
        "reliability",
        _ABSTRACTORS,
        0.8493305,
        7,
        partial(published_agreement.abstractors, "ac1"),
    ),
    Check(
        "alpha, two abstractors",
        "reliability",
        _ABSTRACTORS,
        0.7972585,
        7,
        partial(published_agreement.abstractors, "alpha"),
    ),
    Check("Newman weight A-B (11/6)", "networks", _NEWMAN, 1.8333, 4, partial(published_networks.newman, "A", "B")),
    Check("Newman weight A-E (1/2)", "networks", _NEWMAN, 0.5, 4, partial(published_networks.newman, "A", "E")),
    Check("Newman weight A-C (1/3)", "networks", _NEWMAN, 0.3333, 4, partial(published_networks.newman, "A", "C")),
    Check("southern women: edges", "networks", _DAVIS, 139, 0, published_networks.davis_edges),
    Check("southern women: weight", "networks", _DAVIS, 322, 0, published_networks.davis_weight),
    Check(
        "two-mode betweenness, Evelyn",
        "networks",
        _DAVIS,
        0.097,
        3,
        partial(published_networks.davis_betweenness, "Evelyn Jefferson"),
    ),
    Check(
        "two-mode betweenness, Nora",
        "networks",
        _DAVIS,
        0.113,
        3,
        partial(published_networks.davis_betweenness, "Nora Fayette"),
    ),
    Check(
        "two-mode betweenness, E8", "networks", _DAVIS, 0.24, 2, partial(published_networks.davis_betweenness, "d/E8")
    ),
    Check("SDSM upper tail 1-3", "networks", _SDSM, 0.555, 3, partial(published_networks.sdsm_tail, "a", "c")),
    Check(
        "Newman strength of A: papers shared",
        "networks",
        _NEWMAN,
        3,
        9,
        partial(published_networks.newman_strength, "A"),
    ),
    Check(
        "karate club, Q of the split",
        "networks",
        _KARATE,
        0.358,
        3,
        partial(published_networks.karate_modularity, best=False),
    ),
    Check(
        "karate club, Q of the best",
        "networks",
        _KARATE,
        0.420,
        3,
        partial(published_networks.karate_modularity, best=True),
    ),
    Check(
        "betweenness, Medici",
        "networks",
        _FLORENTINE,
        0.522,
        3,
        partial(published_networks.florentine, "betweenness", "Medici"),
    ),
    Check(
        "betweenness, Guadagni",
        "networks",
        _FLORENTINE,
        0.255,
        3,
        partial(published_networks.florentine, "betweenness", "Guadagni"),
    ),
    Check(
        "betweenness, Albizzi",
        "networks",
        _FLORENTINE,
        0.212,
        3,
        partial(published_networks.florentine, "betweenness", "Albizzi"),
    ),
    Check("kite, degree of Diane", "networks", _KITE, 6, 0, partial(published_networks.kite, "degree", "Diane")),
    Check(
        "kite, betweenness of Heather",
        "networks",
        _KITE,
        0.389,
        3,
        partial(published_networks.kite, "betweenness", "Heather"),
    ),
    Check(
        "kite, closeness of Fernando",
        "networks",
        _KITE,
        0.643,
        3,
        partial(published_networks.kite, "closeness", "Fernando"),
    ),
    Check("BiCM, cell of margins 1 and 1", "networks", _BICM, 0.216, 3, partial(published_networks.bicm, 0, 0)),
    Check("BiCM, cell of margins 1 and 2", "networks", _BICM, 0.568, 3, partial(published_networks.bicm, 0, 2)),
    Check("BiCM, cell of margins 2 and 2", "networks", _BICM, 0.863, 3, partial(published_networks.bicm, 2, 2)),
    Check("SDSM, refined normal, 1-2", "networks", _BACKBONE, 0.977, 3, partial(published_networks.sdsm_normal, 0, 1)),
    Check("SDSM, refined normal, 1-3", "networks", _BACKBONE, 0.549, 3, partial(published_networks.sdsm_normal, 0, 2)),
    Check("SDSM, refined normal, 2-3", "networks", _BACKBONE, 0.972, 3, partial(published_networks.sdsm_normal, 1, 2)),
    Check(
        "FDSM, upper tail of 1-3", "networks", _FDSM, 0.25, 9, partial(published_networks.fdsm_share, 0, 2, upper=True)
    ),
    Check(
        "FDSM, lower tail of 1-2", "networks", _FDSM, 0.5, 9, partial(published_networks.fdsm_share, 0, 1, upper=False)
    ),
    Check(
        "FDSM, lower tail of 2-3", "networks", _FDSM, 0.75, 9, partial(published_networks.fdsm_share, 1, 2, upper=False)
    ),
    Check("disparity filter, star edges", "networks", _DISPARITY, 9, 0, published_networks.disparity_edges),
    Check("camp, fit of core and periphery", "networks", _CAMP, 0.360, 3, partial(published_networks.campnet, "fit")),
    Check("camp, people in the core", "networks", _CAMP, 4, 0, partial(published_networks.campnet, "size")),
    Check("camp, density of the core", "networks", _CAMP, 0.833, 3, partial(published_networks.campnet, "density")),
    Check(
        "two-mode closeness, Evelyn",
        "networks",
        _TWO_MODES,
        0.80,
        2,
        partial(published_networks.davis_centrality, "closeness", "Evelyn Jefferson"),
    ),
    Check(
        "two-mode closeness, E8",
        "networks",
        _TWO_MODES,
        0.85,
        2,
        partial(published_networks.davis_centrality, "closeness", "d/E8"),
    ),
    Check(
        "two-mode degree, Evelyn",
        "networks",
        _TWO_MODES,
        0.57,
        2,
        partial(published_networks.davis_centrality, "degree", "Evelyn Jefferson"),
    ),
    Check("nestedness (NODF)", "networks", _NODF, 58, 0, published_networks.nodf),
    Check("rejected by Benjamini-Hochberg", "networks", _FDR, 4, 0, partial(published_networks.rejected, "fdr_bh")),
    Check("rejected by Holm", "networks", _FDR, 3, 0, partial(published_networks.rejected, "holm")),
    Check("TF-IDF, plain, first", "lexis", _SKLEARN, 0.8194, 4, partial(published_words.guide, "plus_one", 0)),
    Check("TF-IDF, plain, third", "lexis", _SKLEARN, 0.5732, 4, partial(published_words.guide, "plus_one", 2)),
    Check("TF-IDF, smooth, first", "lexis", _SKLEARN, 0.8515, 4, partial(published_words.guide, "smooth", 0)),
    Check("TF-IDF, smooth, third", "lexis", _SKLEARN, 0.5243, 4, partial(published_words.guide, "smooth", 2)),
    Check("cosine, novels SaS-PaP", "similarity", _IIR, 0.94, 2, partial(published_words.novels, "PaP", "SaS")),
    Check("cosine, novels SaS-WH", "similarity", _IIR, 0.79, 2, partial(published_words.novels, "SaS", "WH")),
    Check("cosine, novels PaP-WH", "similarity", _IIR, 0.69, 2, partial(published_words.novels, "PaP", "WH")),
    Check("keyness, chi2", "lexis", _TABLE, 4.3372, 4, partial(published_words.keyness, "chi2")),
    Check("keyness, chi2 with Yates", "lexis", _TABLE, 2.6324, 4, partial(published_words.keyness, "chi2_yates")),
    Check("keyness, G2", "lexis", _TABLE, 4.5349, 4, partial(published_words.keyness, "g2")),
    Check("keyness, Fisher's p", "lexis", _TABLE, 0.0698, 4, partial(published_words.keyness, "fisher_p")),
    Check("NPMI", "topics", _GENSIM, -0.113283, 6, published_words.npmi),
)


def run_checks(*, areas: Iterable[str] | None = None, checks: Iterable[Check] = CHECKS) -> pd.DataFrame:
    """Return every published number beside the number computed here.

    Answers: do the measures compute what their sources say?

    Parameters
    ----------
    areas
        Only checks of these packages; all where None.
    checks
        The registry.

    Returns
    -------
    pandas.DataFrame
        The table ``checks``: area, name, source, expected, computed, digits, passed, note.

    Raises
    ------
    ValueError
        If an area has no check.

    Notes
    -----
    A number passes if it equals the stated one after rounding to the stated decimals. A check that raises does not stop the
    others: it fails, and the note says why.

    *Reading it*: every row must pass. *A misreading*: a pass says that the formula is right, not that the measure suits
    the question.

    Examples
    --------
    >>> bool(run_checks(areas=["reliability"])["passed"].all())
    True
    """
    registry = list(checks)
    wanted = {check.area for check in registry} if areas is None else set(areas)
    for area in sorted(wanted - {check.area for check in registry}):
        raise ValueError(f"no check belongs to {area!r}; {suggest_name(area, {check.area for check in registry})}")
    rows = [_run(check) for check in registry if check.area in wanted]
    return make_table("checks", rows)


def _run(check: Check) -> dict[str, object]:
    row: dict[str, object] = {
        "area": check.area,
        "name": check.name,
        "source": check.source,
        "expected": check.expected,
        "digits": check.digits,
    }
    try:
        computed = float(check.compute())
    except Exception as error:  # noqa: BLE001 - one broken measure must not hide the others
        return {**row, "computed": float("nan"), "passed": False, "note": f"{type(error).__name__}: {error}"}
    off = abs(round(computed, check.digits) - check.expected)
    return {
        **row,
        "computed": computed,
        "passed": math.isfinite(off) and off < 10.0 ** -(check.digits + 3),
        "note": None,
    }
