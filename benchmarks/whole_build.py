"""The row "whole" of ``benchmarks/performance.py``: the whole build beside the script of ``benchmarks/naive.py``."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from naive import BRACKET
from rows import make_figure, make_line, profile, tell_own, tell_steps
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity
from watching import Watched, watch_python

from analysis.scale import build_corpus
from analysis.synth import write_corpus

#: Documents of the smaller corpus, which gets every derived table, and of the larger, of which most is asked.
_SMALL, _LARGE = 1_000, 10_000

_NOT_THE_SAME = (
    "Not the same work: the script cuts whole texts and stops at four arrays; the build repairs every text with "
    "a trace of each change, finds its outline, agencies, targets and instruments with their places in the source, "
    "and checks every table. What both do - segmentation and weights - is the row tf_idf. Up to 2,000 documents the "
    "build also fits and judges topics by resampling, lists shared passages and draws intervals; beyond, it leaves out "
    "topics and passages, and compares provinces instead of every two documents (docs/scale.md), while the script "
    "fits topics and compares all."
)


def run_whole(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001 - as every row
    """Return the row: lines for both corpora, what the two sides agree on, and where time and memory go."""
    lines: list[dict[str, Any]] = []
    notes = [_NOT_THE_SAME]
    profiles: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for n_documents in (60,) if quick else (_SMALL, _LARGE):
            corpus = write_corpus(folder / f"corpus-{n_documents}.jsonl", n_documents)
            peer = [str(Path(__file__).with_name("naive.py")), str(corpus)]
            out = folder / f"out-{n_documents}"
            ours = ["-m", "analysis.cli", "build", "--data", str(corpus), "--workers", "2", "--out"]
            times = [
                (watch_python(peer), watch_python([*ours, str(out / str(number))]))
                for number in range(1 if quick else min(rounds, 2))  # minutes each
            ]
            lines += _judge(times, n_documents)
            notes += [f"{n_documents:,} documents: {note}" for note in _check(corpus, out / "0")]
            notes.append(f"{n_documents:,} documents: {_tell_memory(*times[0])}")
        if not all(line["reached"] for line in lines):
            profiles |= _profile_builds(folder, 60 if quick else _SMALL)
    return {"lines": lines, "notes": notes, "profiles": profiles}


def _judge(times: list[tuple[Watched, Watched]], n_documents: int) -> list[dict[str, Any]]:
    cpu = [theirs.cpu / own.cpu for theirs, own in times]
    wall = [theirs.wall / own.wall for theirs, own in times]
    what = f"whole build, {n_documents:,} documents"
    if n_documents != _LARGE:
        return [make_line(what, (cpu, wall), 3, "wall")]
    memory = [sum(theirs.memory) / sum(own.memory) for theirs, own in times]
    return [
        make_line(what, (cpu, []), 7),
        make_line(what, ([], wall), 10, "wall"),
        make_figure(f"{what}, memory", memory, 3, "memory"),
    ]


def _check(corpus: Path, tables: Path) -> list[str]:
    """Return what the script's way says of the build's results: of the bodies in brackets, of weights, of likenesses."""
    texts = {row["id"]: row["text"] for row in map(json.loads, corpus.read_text(encoding="utf-8").splitlines())}
    read = {
        (doc_id, name)
        for doc_id, text in texts.items()
        for match in BRACKET.finditer(text)
        for name in match[1].split("、")
    }
    duties = pd.read_parquet(tables / "duties.parquet", columns=["doc_id", "surface"])
    listed = set(duties.itertuples(index=False, name=None))
    beside = sorted({name for _, name in read - listed})
    told = f"of {len(read):,} bodies that the script reads in brackets of a document, the build lists {len(read & listed):,}"
    if beside:
        told += f"; not {', '.join(beside)}, where the bracket names the same body by another name too"
    told += f"; beside them {len(listed - read):,} that the script's pattern misses"

    terms = pd.read_parquet(tables / "terms.parquet", columns=["clause_id", "doc_id", "term", "n"])
    units, names = sorted(set(terms["clause_id"])), sorted(set(terms["term"]))
    weights = pd.read_parquet(tables / "weights.parquet", columns=["unit_id", "term", "tf_idf"])
    own = _pivot(weights["unit_id"], weights["term"], weights["tf_idf"], units, names)
    theirs = TfidfTransformer().fit_transform(_pivot(terms["clause_id"], terms["term"], terms["n"], units, names))

    documents = pd.read_parquet(tables / "documents.parquet", columns=["doc_id", "province"])
    places = terms["doc_id"].map(documents.set_index("doc_id")["province"])
    known, provinces = places.notna(), sorted(places.dropna().unique())
    counts = _pivot(places[known], terms["term"][known], terms["n"][known], provinces, names)
    alike = cosine_similarity(TfidfTransformer().fit_transform(counts[:, np.asarray(counts.sum(axis=0)).ravel() > 0]))
    pairs = pd.read_parquet(tables / "pairs.parquet").query("unit == 'group' and method == 'cosine'")
    at = [pd.Index(provinces).get_indexer(pairs[side]) for side in ("unit_a", "unit_b")]
    off = np.abs(alike[at[0], at[1]] - pairs["value"].to_numpy(dtype="float64")).max()
    return [
        told,
        (
            f"from the build's counts of terms scikit-learn's TfidfTransformer makes the same {weights.shape[0]:,} weights of "
            f"{len(units):,} clauses (largest difference {abs(own - theirs).max():.1g}; tables keep ten decimals) and its "
            f"cosine_similarity the same {len(pairs)} likenesses of provinces (largest difference {off:.1g})"
        ),
    ]


def _pivot(
    rows: pd.Series, columns: pd.Series, values: pd.Series, row_names: list[str], column_names: list[str]
) -> sparse.csr_matrix:
    at = pd.Index(row_names).get_indexer(rows), pd.Index(column_names).get_indexer(columns)
    return sparse.csr_matrix((values.to_numpy(dtype="float64"), at), shape=(len(row_names), len(column_names)))


def _tell_memory(theirs: Watched, own: Watched) -> str:
    """Return who held the memory at the peaks of both sides."""
    command, *workers = (f"{size / 1e6:.0f}" for size in own.memory)
    return (
        f"memory at the peak, shared pages counted once: the script {sum(theirs.memory) / 1e6:.0f} MB; the build "
        f"{sum(own.memory) / 1e6:.0f} MB (command {command}, its workers {' + '.join(workers)}); "
        f"a process that has done nothing but import pandas, scikit-learn and networkx {_weigh_imports() / 1e6:.0f} MB"
    )


def _weigh_imports() -> int:
    """Return the bytes of a Python process with the packages that the script imports too."""
    words = ["-c", "import pandas, sklearn.decomposition, networkx, time; time.sleep(2)"]
    return sum(watch_python(words).memory)


def _profile_builds(folder: Path, n_documents: int) -> dict[str, list[str]]:
    """Return where the time goes in a build with every table, and in one that streams, each in one process."""
    corpus = write_corpus(folder / "profiled.jsonl", n_documents)
    every = profile(lambda: build_corpus(corpus, folder / "every" / "tables"))
    stream = profile(lambda: build_corpus(corpus, folder / "stream" / "tables", whole=0))
    size = f"{n_documents:,} documents in one process"
    return {
        f"Share of each step with all it calls, {size}, every table": tell_steps(every),
        f"Share of its own time, by function, {size}, every table": tell_own(every),
        f"Share of each step with all it calls, {size}, as a large corpus streams": tell_steps(stream),
        f"Share of its own time, by function, {size}, as a large corpus streams": tell_own(stream),
    }
