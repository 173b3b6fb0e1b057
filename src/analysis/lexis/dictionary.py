"""The dictionary held against the texts: which entries matched, and which words the texts have that it lacks."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import suggest_name
from analysis.files import whole_file
from analysis.lexis.tokenizer import load_plain_segmenter, load_segmenter, normalise_term
from analysis.lexis.tokens import POLICY_KINDS, cut_tokens
from analysis.reference import read_reference
from analysis.tables import make_table

__all__ = ["audit_dictionary", "confirm_terms", "find_new_terms"]

_SEPARATOR = "、"
_SHORTEST = 2
_BINDINGS = ("forced", "weighted")
_HAN = re.compile(r"[\u3400-\u9fff]+")

#: Bits: below, what stands before or after the string is nearly always the same, so it is a fragment.
_LEAST_ENTROPY = 1.0

#: Characters that begin or end no term, because they are words of grammar.
_NO_EDGE = set("的和与及或等在为以对将从向到把被由于了着是有不其这那各该可应要并而之中上下内外前后一二三四五六七八九十")


def audit_dictionary(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    kinds: Sequence[str] = POLICY_KINDS,
    reference: Path | None = None,
) -> pd.DataFrame:
    """Say of every entry of the dictionary what became of it in the texts.

    Answers: which terms does the dictionary find, which stand in no text, and which are swallowed by longer terms?

    Parameters
    ----------
    clauses, masks, kinds, reference
        As in ``cut_tokens``.

    Returns
    -------
    pandas.DataFrame
        The ``dictionary_audit`` table, a row an entry: term, binding, n_text (places where its characters stand), n_cut (places
        where it was cut as a word), status (matched, partly, overridden, absent), n_changed (places where it cut through a word
        that jieba alone would have found) and changed (those words).

    Notes
    -----
    *Reading it*: ``overridden`` is no fault by itself: 数据要素 stands inside 数据要素市场. Where it is one, the longer term
    is wrong for these texts, or the entry should be forced. Look at every row with ``changed``: the entry 和平, cut out of
    共享和平台, breaks up 平台, which is then missing from the count.

    Examples
    --------
    >>> text = "建设数据要素市场"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=0, end=len(text))
    >>> audit = audit_dictionary(make_table("clauses", [clause])).set_index("term")
    >>> audit.loc[["数据要素市场", "数据要素", "揭榜挂帅"], "status"].tolist()
    ['matched', 'overridden', 'absent']
    """
    tokens = cut_tokens(clauses, masks=masks, stop=(), kinds=kinds, reference=reference)
    cut = tokens["term"].value_counts()
    broken = _find_broken(clauses, tokens, kinds)
    text = "\n".join(_read_pieces(clauses, masks, kinds))
    plain = normalise_term(text)
    entries = read_reference("policy_terms", layer=reference)
    rows = []
    for term, binding in zip(entries["term"], entries["binding"], strict=True):
        name = normalise_term(term)
        n_text, n_cut = plain.count(name), int(cut.get(name, 0))
        words = broken.get(name, Counter())
        common = sorted(words, key=lambda word: (-words[word], word))
        rows.append(
            {
                "term": term,
                "binding": binding,
                "n_text": n_text,
                "n_cut": n_cut,
                "status": _judge(n_text, n_cut),
                "n_changed": words.total(),
                "changed": _SEPARATOR.join(common) or None,
            }
        )
    return make_table("dictionary_audit", rows)


def find_new_terms(
    clauses: pd.DataFrame,
    *,
    masks: pd.DataFrame | None = None,
    kinds: Sequence[str] = POLICY_KINDS,
    reference: Path | None = None,
    min_count: int = 3,
    max_chars: int = 8,
) -> pd.DataFrame:
    """Find strings that behave like terms and that no dictionary lists.

    Answers: which words of these texts would the segmenter cut to pieces?

    Parameters
    ----------
    clauses, masks, kinds, reference
        As in ``cut_tokens``.
    min_count
        Occurrences a candidate needs, at least 2; 3 by default, because two may be one sentence copied.
    max_chars
        Longest candidate in characters, at least 2.

    Returns
    -------
    pandas.DataFrame
        The ``new_terms`` table: term, n, n_documents, n_headings, cohesion, entropy, c_value; sort by ``c_value`` to read it.
        Candidates for a person to confirm: ``confirm_terms`` writes those that are terms into ``policy_terms.csv`` of the
        project's ``data/reference``.

    Raises
    ------
    ValueError
        If a number is below 2.

    Notes
    -----
    Cohesion is the least, over all ways to cut the string in two, of log2(p(ab) / (p(a) p(b))); entropy the smaller of the
    entropies (in bits) of the characters before and after it, the edge of a piece counting as one character of its own each
    time; C-value is log2(characters) times its count less the mean count of the longer candidates that contain it.

    Strings with less than one bit of entropy are fragments of something longer and are left out.

    *Reading it*: high cohesion and high entropy make a word; high entropy and low cohesion, two words that often meet.

    References
    ----------
    Frantzi, Ananiadou & Mima (2000), Int. J. on Digital Libraries 3, 115-130 (C-value); Huang & Powers (2003), PACLIC 17
    (entropy of neighbours for Chinese words).

    Examples
    --------
    >>> text = "推广浙里办。优化浙里办，用好浙里办"
    >>> clause = dict(clause_id="d/一", doc_id="d", position=0, level=1, kind="clause", text=text, start=0, end=len(text))
    >>> find_new_terms(make_table("clauses", [clause]))["term"].tolist()
    ['浙里办']
    """
    for name, number in (("min_count", min_count), ("max_chars", max_chars)):
        if number < 2:  # noqa: PLR2004 - one occurrence, or one character, is no evidence
            raise ValueError(f"{name} must be at least 2, got {number}")
    runs = [(doc_id, run) for doc_id, piece in _read_documents(clauses, masks, kinds) for run in _HAN.findall(piece)]
    counts: Counter[str] = Counter()
    documents: defaultdict[str, set[str]] = defaultdict(set)
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    after: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, (doc_id, run) in enumerate(runs):
        for start in range(len(run)):
            for end in range(start + 1, min(start + max_chars, len(run)) + 1):
                string = run[start:end]
                counts[string] += 1
                if end - start > 1:
                    documents[string].add(doc_id)
                    before[string][run[start - 1] if start else f"|{number}"] += 1
                    after[string][run[end] if end < len(run) else f"|{number}"] += 1
    total = sum(len(run) for _, run in runs)
    known = load_segmenter(reference=reference)
    entropy = {
        string: min(_entropy(before[string].values()), _entropy(after[string].values()))
        for string in documents
        if counts[string] >= min_count and not {string[0], string[-1]} & _NO_EDGE
    }
    candidates = {string for string, bits in entropy.items() if bits >= _LEAST_ENTROPY}
    headings = "\n".join(clauses["heading"].dropna())
    rows: list[dict[str, Any]] = [
        {
            "term": string,
            "n": counts[string],
            "n_documents": len(documents[string]),
            "n_headings": headings.count(string),
            "cohesion": round(_cohesion(string, counts, total), 6),
            "entropy": round(entropy[string], 6),
            "c_value": round(_c_value(string, counts, candidates), 6),
        }
        for string in sorted(candidates)
        if not known.knows(string)
    ]
    return make_table("new_terms", [row for row in rows if row["cohesion"] > 0 and row["c_value"] > 0])


def confirm_terms(
    terms: Sequence[str],
    *,
    reference: Path,
    source: str,
    field: str = "project",
    binding: str = "forced",
    document: str | None = None,
) -> pd.DataFrame:
    """Write terms that a person confirmed into the project's dictionary.

    Answers: from now on, cut these strings as words.

    Parameters
    ----------
    terms
        The terms, for instance rows picked from ``find_new_terms``.
    reference
        The project's ``data/reference`` folder; made where it does not exist.
    source
        Who confirmed them, or where they are defined; the dictionary keeps it beside each term.
    field
        Subject field, any word.
    binding
        ``forced``: cut as a whole at sight; ``weighted``: wins against its own parts, and may lose to a longer word.
    document
        A doc_id: the terms are then written for this document alone.

    Returns
    -------
    pandas.DataFrame
        The dictionary file as it now is: term, field, binding, source. A term that was there has the new values.

    Raises
    ------
    ValueError
        If there is no term, one has fewer than two characters, or white space or a comma, there is no source, or no such
        binding.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> confirm_terms(["浙里办"], reference=folder, source="省数据局公布的名称")["term"].tolist()
    ['浙里办']
    >>> load_segmenter(reference=folder).knows("浙里办")
    True
    """
    wrong = [term for term in terms if len(term) < _SHORTEST or re.search(r"[\s,，\"]", term)]
    if not terms or wrong:
        raise ValueError(
            f"terms need two characters or more, without white space, commas or quotes, got {wrong or terms!r}"
        )
    if binding not in _BINDINGS:
        raise ValueError(f"no binding is called {binding!r}; {suggest_name(binding, _BINDINGS)}")
    if not source.strip():
        raise ValueError(f"source says who confirmed the terms, got {source!r}")
    folder = reference if document is None else reference / "documents" / document
    path = folder / "policy_terms.csv"
    columns = list(read_reference("policy_terms").columns)
    old = pd.DataFrame(columns=columns, dtype="str")
    if path.exists():
        read_reference("policy_terms", layer=reference, document=document)  # refuses a file of another form
        old = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", comment="#")[columns]
    new = pd.DataFrame([(term, field, binding, source.strip()) for term in sorted(set(terms))], columns=columns)
    whole = pd.concat([old[~old["term"].isin(new["term"])], new], ignore_index=True).sort_values(
        "term", ignore_index=True
    )
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(path, durable=True) as part:
        whole.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
    return whole


def _find_broken(clauses: pd.DataFrame, tokens: pd.DataFrame, kinds: Sequence[str]) -> defaultdict[str, Counter[str]]:
    """Return, for each term that was cut, the words of jieba alone that one of its ends falls into."""
    plain = load_plain_segmenter()
    places: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for clause_id, start, end, term in tokens[["clause_id", "start", "end", "term"]].itertuples(index=False):
        places[clause_id].append((start, end, term))
    broken: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wanted = clauses[clauses["kind"].isin(kinds)]
    for clause_id, start, text in wanted[["clause_id", "start", "text"]].itertuples(index=False):
        inside = {
            start + place: (low, high, word) for low, high, word in plain.cut(text) for place in range(low + 1, high)
        }
        for low, high, term in places[clause_id]:
            for word in dict.fromkeys(inside[end] for end in (low, high) if end in inside):
                if not low - start <= word[0] < word[1] <= high - start:
                    broken[term][word[2]] += 1
    return broken


def _judge(n_text: int, n_cut: int) -> str:
    if not n_text:
        return "absent"
    if not n_cut:
        return "overridden"
    return "matched" if n_cut >= n_text else "partly"


def _read_documents(
    clauses: pd.DataFrame, masks: pd.DataFrame | None, kinds: Sequence[str]
) -> Iterator[tuple[str, str]]:
    wanted = clauses[clauses["kind"].isin(kinds)]
    hidden: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if masks is not None:
        for doc_id, start, end in masks[["doc_id", "start", "end"]].itertuples(index=False):
            hidden[doc_id].append((start, end))
    for doc_id, start, text in wanted[["doc_id", "start", "text"]].itertuples(index=False):
        characters = list(text)
        for low, high in hidden[doc_id]:
            for place in range(max(low - start, 0), min(high - start, len(characters))):
                characters[place] = "\n"
        yield doc_id, "".join(characters)


def _read_pieces(clauses: pd.DataFrame, masks: pd.DataFrame | None, kinds: Sequence[str]) -> Iterator[str]:
    for _, piece in _read_documents(clauses, masks, kinds):
        yield piece


def _entropy(counts: Iterable[int]) -> float:
    values = list(counts)
    total = sum(values)
    return -sum(n / total * math.log2(n / total) for n in values) + 0.0


def _cohesion(string: str, counts: Counter[str], total: int) -> float:
    return min(
        math.log2(counts[string] * total / (counts[string[:cut]] * counts[string[cut:]]))
        for cut in range(1, len(string))
    )


def _c_value(string: str, counts: Counter[str], candidates: set[str]) -> float:
    longer = [counts[other] for other in candidates if len(other) > len(string) and string in other]
    nested = sum(longer) / len(longer) if longer else 0.0
    return math.log2(len(string)) * (counts[string] - nested)
