"""All pairs of a thousand documents searched for shared passages, beside the standard library and a MinHash index.

Run: ``python benchmarks/reuse.py`` (some minutes), or with ``--documents 100`` for a quick look. One run prints every line:
time, memory, and how many of the planted passages each way finds. ``pip install datasketch`` adds the line of MinHash.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

import pandas as pd

from analysis.similarity import find_passages, find_runs
from analysis.similarity.folding import fold_text
from analysis.synth import PlantedReuse, plant_reuse

#: A passage counts as found when this share of its characters was, on both sides.
FOUND = 0.8

#: Shortest run that is compared with the standard library's.
MIN_CHARS = 15

#: Permutations and threshold of the MinHash index: its own defaults for short texts, on shingles of five characters.
PERMUTATIONS, THRESHOLD, SHINGLE = 128, 0.2, 5


def main() -> int:
    """Plant, search in each way, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=20, help="pairs given to the standard library")
    parser.add_argument("--edits", type=float, default=0.1, help="share of each passage that is edited")
    parser.add_argument("--max-docs", type=int, default=50, help="wording in more documents starts no passage")
    arguments = parser.parse_args()
    reuse = plant_reuse(n_pairs=arguments.documents // 2, edit_share=arguments.edits, n_filler=(6, 28))
    sizes = reuse.clauses.groupby("doc_id")["text"].agg(lambda texts: texts.str.len().sum())
    n_pairs = len(sizes) * (len(sizes) - 1) // 2
    print(
        f"{len(sizes)} documents of {sizes.min()}-{sizes.max()} characters, {n_pairs:,} pairs, {len(reuse.truth)} planted"
    )
    passages = _time("find_passages, all pairs", lambda: find_passages(reuse.clauses, max_docs=arguments.max_docs))
    print(f"  found {_count_found(reuse, passages)} of {len(reuse.truth)}; {_count_false(reuse, passages)} others")
    runs = _time(f"find_runs ({MIN_CHARS}), all pairs", lambda: find_runs(reuse.clauses, min_chars=MIN_CHARS))
    print(f"  {len(runs)} exact runs; peak memory {_peak_memory()}")
    _run_standard_library(reuse, runs, arguments.sample, n_pairs)
    _run_minhash(reuse)
    return 0


def _time(name: str, call: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    print(f"{name}: {time.perf_counter() - wall:.1f} s wall, {time.process_time() - cpu:.1f} s CPU")
    return result


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


def _run_standard_library(reuse: PlantedReuse, runs: pd.DataFrame, sample: int, n_pairs: int) -> None:
    """Compare the longest run of each sampled pair with difflib's, clause by clause, and say what all pairs would take."""
    texts = {
        doc_id: [fold_text(text).text for text in rows["text"]] for doc_id, rows in reuse.clauses.groupby("doc_id")
    }
    pairs = list(zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True))[:sample]
    longest = runs.groupby(["doc_a", "doc_b"])["n_chars"].max()
    start, same = time.process_time(), 0
    for doc_a, doc_b in pairs:
        best = max(_longest_runs(texts[doc_a], texts[doc_b]))
        same += best == longest.get((doc_a, doc_b), best if best < MIN_CHARS else -1)
    each = (time.process_time() - start) / len(pairs)
    told = f"{each:.2f} s CPU a pair, {each * n_pairs / 3600:.1f} h for all"
    print(f"difflib, longest run only: {told}; the same as ours in {same} of {len(pairs)}")


def _longest_runs(first: list[str], second: list[str]) -> Iterator[int]:
    for b in second:
        matcher = SequenceMatcher(None, "", b, autojunk=False)
        for a in first:
            matcher.set_seq1(a)
            yield matcher.find_longest_match().size


def _run_minhash(reuse: PlantedReuse) -> None:
    try:
        from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - an option of this benchmark only
    except ImportError:
        print("datasketch: not installed")
        return
    wall, cpu = time.perf_counter(), time.process_time()
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    sketches = {}
    for clause_id, text in zip(reuse.clauses["clause_id"], reuse.clauses["text"], strict=True):
        folded = fold_text(text).text
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([folded[at : at + SHINGLE].encode() for at in range(len(folded) - SHINGLE + 1)])
        sketches[clause_id] = sketch
        index.insert(clause_id, sketch)
    owner = dict(zip(reuse.clauses["clause_id"], reuse.clauses["doc_id"], strict=True))
    near = {(owner[one], owner[other]) for one, sketch in sketches.items() for other in index.query(sketch)}
    found = sum(pair in near for pair in zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True))
    spent = f"{time.perf_counter() - wall:.1f} s wall, {time.process_time() - cpu:.1f} s CPU"
    print(
        f"datasketch MinHash over clauses: {spent}; candidates only, with {found} of {len(reuse.truth)} planted pairs"
    )


def _peak_memory() -> str:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return "not known on this system"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"


if __name__ == "__main__":
    raise SystemExit(main())
