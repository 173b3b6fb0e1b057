"""All pairs of a thousand documents searched for shared passages, beside the standard library and the best packages found.

Run: ``python benchmarks/reuse.py`` (some minutes), or with ``--documents 100`` for a quick look. One run prints every line:
time, peak memory - each way has a process of its own - and what it finds; then how many passages the index of candidates
misses, against the alignment of every clause with every other. ``pip install datasketch pydivsufsort copydetect`` adds the
lines of the packages.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import product
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd

from analysis.similarity import find_passages, find_runs
from analysis.similarity.align import MATCH, best_scores, list_candidates
from analysis.similarity.folding import fold_clauses, fold_text
from analysis.synth import PlantedReuse, plant_reuse

#: A passage counts as found when this share of its characters was, on both sides.
FOUND = 0.8

#: Shortest run that is compared with the standard library's and the packages'.
MIN_CHARS = 15

#: Permutations and threshold of the MinHash index: its own defaults for short texts, on shingles of five characters.
PERMUTATIONS, THRESHOLD, SHINGLE = 128, 0.2, 5

#: Shares of edited characters and lengths of passages for which the recall of candidates is measured.
EDITS, LENGTHS = (0.0, 0.1, 0.2), ((20, 29), (30, 40), (40, 120))


def main() -> int:
    """Plant, search in each way, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=20, help="pairs given to what is too slow for all")
    parser.add_argument("--edits", type=float, default=0.1, help="share of each passage that is edited")
    parser.add_argument("--max-docs", type=int, default=50, help="wording in more documents starts no passage")
    parser.add_argument(
        "--recall-pairs", type=int, default=40, help="planted pairs of each kind whose clauses are all aligned"
    )
    parser.add_argument("--exact-documents", type=int, default=300, help="documents searched without --max-docs")
    options = vars(parser.parse_args())
    reuse = _plant(options)
    sizes = reuse.clauses.groupby("doc_id")["text"].agg(lambda texts: texts.str.len().sum())
    print(
        f"{len(sizes)} documents of {sizes.min()}-{sizes.max()} characters, {_count_pairs(options):,} pairs", flush=True
    )
    for way in (
        _run_passages,
        _run_exact_passages,
        _run_runs,
        _run_difflib,
        _run_suffix_array,
        _run_copydetect,
        _run_minhash,
    ):
        _run_apart(way, options)
    _run_apart(_measure_recall, options)
    return 0


def _plant(options: dict[str, Any]) -> PlantedReuse:
    return plant_reuse(n_pairs=options["documents"] // 2, edit_share=options["edits"], n_filler=(6, 28))


def _count_pairs(options: dict[str, Any]) -> int:
    n: int = options["documents"] // 2 * 2
    return n * (n - 1) // 2


def _run_apart(way: Callable[[dict[str, Any]], None], options: dict[str, Any]) -> None:
    """Run one way in a process of its own, so that its peak memory is its own."""
    process = get_context("spawn").Process(target=_run_and_tell, args=(way, options))
    process.start()
    process.join()
    if process.exitcode:
        print(f"{way.__name__} failed", flush=True)


def _run_and_tell(way: Callable[[dict[str, Any]], None], options: dict[str, Any]) -> None:
    try:
        way(options)
    except ImportError as error:
        print(f"{error.name}: not installed", flush=True)
        return
    print(f"  peak memory of the process: {_peak_memory()}", flush=True)


def _time(name: str, call: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    print(f"{name}: {time.perf_counter() - wall:.1f} s wall, {time.process_time() - cpu:.1f} s CPU", flush=True)
    return result


def _run_passages(options: dict[str, Any]) -> None:
    reuse, most = _plant(options), options["max_docs"]
    passages = _time(f"find_passages, max_docs={most}", lambda: find_passages(reuse.clauses, max_docs=most))
    print(f"  found {_count_found(reuse, passages)} of {len(reuse.truth)}; {_count_false(reuse, passages)} other pairs")


def _run_exact_passages(options: dict[str, Any]) -> None:
    fewer = options | {"documents": min(options["documents"], options["exact_documents"])}
    reuse = _plant(fewer)
    name = f"find_passages, every seed, {fewer['documents']} documents, {_count_pairs(fewer):,} pairs"
    passages = _time(name, lambda: find_passages(reuse.clauses))
    print(f"  found {_count_found(reuse, passages)} of {len(reuse.truth)}; {_count_false(reuse, passages)} other pairs")


def _run_runs(options: dict[str, Any]) -> None:
    reuse = _plant(options)
    runs = _time(f"find_runs, {MIN_CHARS} characters", lambda: find_runs(reuse.clauses, min_chars=MIN_CHARS))
    print(f"  {len(runs)} exact runs")


def _count_found(reuse: PlantedReuse, passages: pd.DataFrame) -> int:
    found = 0
    known = dict(iter(passages.groupby(["doc_a", "doc_b"])))
    for row in reuse.truth.itertuples():
        rows = known.get((row.doc_a, row.doc_b))
        if rows is not None:
            shares = [
                (rows[f"end_{s}"].clip(upper=end) - rows[f"start_{s}"].clip(lower=start)).clip(lower=0).sum()
                / (end - start)
                for s, start, end in (("a", row.start_a, row.end_a), ("b", row.start_b, row.end_b))
            ]
            found += min(shares) >= FOUND
    return found


def _count_false(reuse: PlantedReuse, passages: pd.DataFrame) -> int:
    planted = set(zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True))
    return len({*zip(passages["doc_a"], passages["doc_b"], strict=True)} - planted)


def _sample(options: dict[str, Any]) -> tuple[list[tuple[str, str]], dict[str, list[str]], pd.DataFrame]:
    """Return pairs of documents, the folded clauses of their documents, and their runs as find_runs tells them."""
    reuse = _plant(options)
    pairs = list(zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True))[: options["sample"]]
    clauses = reuse.clauses[reuse.clauses["doc_id"].isin({doc_id for pair in pairs for doc_id in pair})]
    texts = {doc_id: [fold_text(text).text for text in rows["text"]] for doc_id, rows in clauses.groupby("doc_id")}
    return pairs, texts, find_runs(clauses, min_chars=MIN_CHARS)


def _tell_each(name: str, start: float, pairs: int, options: dict[str, Any], found: str) -> None:
    each = (time.process_time() - start) / pairs
    print(f"{name}: {each:.4f} s CPU a pair, {each * _count_pairs(options) / 3600:.2f} h for all; {found}", flush=True)


def _run_difflib(options: dict[str, Any]) -> None:
    """Compare the longest run of each sampled pair with difflib's, clause by clause, and say what all pairs would take."""
    pairs, texts, runs = _sample(options)
    longest = runs.groupby(["doc_a", "doc_b"])["n_chars"].max()
    start, same = time.process_time(), 0
    for doc_a, doc_b in pairs:
        best = max(_longest_runs(texts[doc_a], texts[doc_b]))
        same += best == longest.get((doc_a, doc_b), best if best < MIN_CHARS else -1)
    _tell_each("difflib, longest run only", start, len(pairs), options, f"ours is the same in {same} of {len(pairs)}")


def _longest_runs(first: list[str], second: list[str]) -> Iterator[int]:
    for b in second:
        matcher = SequenceMatcher(None, "", b, autojunk=False)
        for a in first:
            matcher.set_seq1(a)
            yield matcher.find_longest_match().size


def _run_suffix_array(options: dict[str, Any]) -> None:
    """Compare the runs of each sampled pair with those of a suffix array, and time the array of the whole collection."""
    from pydivsufsort import common_substrings, divsufsort, kasai  # noqa: PLC0415 - an option of this benchmark only

    pairs, texts, runs = _sample(options)
    known = {pair: sorted(rows["n_chars"]) for pair, rows in runs.groupby(["doc_a", "doc_b"])}
    coded = {doc_id: _join_codes(parts, offset) for offset, (doc_id, parts) in enumerate(sorted(texts.items()))}
    start, same = time.process_time(), 0
    for doc_a, doc_b in pairs:
        found = common_substrings(coded[doc_a], coded[doc_b], limit=MIN_CHARS)
        same += sorted(int(length) for _, _, length in found) == known.get((doc_a, doc_b), [])
    told = f"the lengths of all its runs are ours in {same} of {len(pairs)}"
    _tell_each("pydivsufsort, exact runs", start, len(pairs), options, told)
    reuse = _plant(options)
    whole = fold_clauses(reuse.clauses).codes.astype(np.uint16)
    _time("pydivsufsort, suffix and LCP array of all texts, pairs not read", lambda: kasai(whole, divsufsort(whole)))


def _join_codes(parts: list[str], number: int) -> np.ndarray[Any, np.dtype[np.uint16]]:
    """Return clauses as code points, each ended by a code point that stands nowhere else."""
    ends = [chr(0xE000 + number * 64 + place) for place in range(len(parts))]
    text = "".join(part + end for part, end in zip(parts, ends, strict=True))
    return np.frombuffer(text.encode("utf-16-le"), dtype=np.uint16).copy()


def _run_copydetect(options: dict[str, Any]) -> None:
    """Time copydetect's winnowing with a window of one, which finds every run of MIN_CHARS, on the sampled pairs."""
    from io import StringIO  # noqa: PLC0415 - an option of this benchmark only

    from copydetect import CodeFingerprint, compare_files  # noqa: PLC0415 - an option of this benchmark only

    pairs, texts, runs = _sample(options)
    known = set(zip(runs["doc_a"], runs["doc_b"], strict=True))
    prints = {
        doc_id: CodeFingerprint(doc_id, MIN_CHARS, 1, filter=False, fp=StringIO("\n".join(parts)))
        for doc_id, parts in texts.items()
    }
    start, same = time.process_time(), 0
    for pair in pairs:
        overlap = compare_files(prints[pair[0]], prints[pair[1]])[0]
        same += (overlap > 0) == (pair in known)
    told = f"says yes or no as ours in {same} of {len(pairs)}"
    _tell_each("copydetect, fingerprints made before", start, len(pairs), options, told)


def _run_minhash(options: dict[str, Any]) -> None:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - an option of this benchmark only

    reuse = _plant(options)

    def search() -> set[tuple[str, str]]:
        index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        sketches = {}
        for clause_id, text in zip(reuse.clauses["clause_id"], reuse.clauses["text"], strict=True):
            folded = fold_text(text).text
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([folded[at : at + SHINGLE].encode() for at in range(len(folded) - SHINGLE + 1)])
            sketches[clause_id] = sketch
            index.insert(clause_id, sketch)
        owner = dict(zip(reuse.clauses["clause_id"], reuse.clauses["doc_id"], strict=True))
        return {(owner[one], owner[other]) for one, sketch in sketches.items() for other in index.query(sketch)}

    near = _time("datasketch MinHash over clauses, candidates only", search)
    found = sum(pair in near for pair in zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True))
    print(f"  {found} of {len(reuse.truth)} planted pairs among its candidates")


def _measure_recall(options: dict[str, Any]) -> None:
    """Align every clause of planted pairs of documents, and count what the candidates miss of what is worth a passage."""
    for n_chars, edits in product(LENGTHS, EDITS):
        reuse = plant_reuse(n_pairs=options["recall_pairs"], n_chars=n_chars, edit_share=edits, n_filler=(3, 6), seed=7)
        worth = candidates = 0
        for doc_ids in zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True):
            folded = fold_clauses(reuse.clauses[reuse.clauses["doc_id"].isin(doc_ids)])
            chosen = set(list_candidates(folded)[["row_a", "row_b"]].itertuples(index=False, name=None))
            rows = [np.flatnonzero(folded.rows == row) for row in range(len(folded.clauses))]
            n_first = int((folded.clauses["doc_id"] == doc_ids[0]).sum())
            every = list(product(range(n_first), range(n_first, len(rows))))
            scores = best_scores([(folded.codes[rows[a]], folded.codes[rows[b]]) for a, b in every])
            good = [pair for pair, score in zip(every, scores, strict=True) if score >= MATCH * MIN_CHARS]
            worth += len(good)
            candidates += sum(pair in chosen for pair in good)
        told = f"{candidates} of {worth} pairs of clauses worth a passage ({candidates / max(worth, 1):.4f})"
        found = _count_found(reuse, find_passages(reuse.clauses))
        print(
            f"candidates, {n_chars[0]}-{n_chars[1]} characters, {edits:.0%} edited: {told}; "
            f"planted passages found: {found} of {len(reuse.truth)}",
            flush=True,
        )


def _peak_memory() -> str:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return "not known on this system"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"


if __name__ == "__main__":
    raise SystemExit(main())
