"""The rows of ``benchmarks/performance.py``: for each the peer, the workbench's way, and the check that both say the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import reuse
from networks_scale import _make_duties
from rows import compare, make_figure, make_line, settle
from scale import count_cpu, find_peak
from segmentation import _write_documents
from sklearn.feature_extraction.text import TfidfVectorizer
from whole_build import run_whole

from analysis.ingest.near import NEAR, NearIndex, compare_texts
from analysis.lexis import weigh_texts
from analysis.lexis.kernel.cutter import Cutter
from analysis.lexis.kernel.words import build_tables
from analysis.lexis.tokenizer import new_jieba
from analysis.networks import list_incidences
from analysis.networks.draws import draw_matrices, draw_shared
from analysis.networks.twomode import split_networks
from analysis.reference.script import simplify_texts
from analysis.similarity import find_runs
from analysis.similarity.runs import find_shared_runs
from analysis.synth import list_documents


def run_row(name: str, *, quick: bool, rounds: int, folder: Path) -> dict[str, Any]:
    """Run one row and return its lines, its notes and, where it misses its mark, its profile.

    The folder is for corpora that are too large to be made again by a call that follows one that was stopped.
    """
    if name == "growth":
        return _run_growth(quick, rounds, folder)
    return _ROWS[name](quick, rounds)


def _read_texts(n_documents: int) -> list[str]:
    return [document["text"] for document in list_documents(n_documents)]


def _run_segmentation(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    tokenizer = new_jieba()
    cutter = Cutter(build_tables(tokenizer))
    lines, notes = [], []
    corpora = {
        "plans of list_documents": _read_texts(100 if quick else 1_000),
        "plans with words of the whole dictionary scattered in": _write_documents(
            40 if quick else 400, sorted(tokenizer.FREQ)
        ),
    }
    for name, texts in corpora.items():
        differing = sum(
            cutter.words(cutter.cut_texts([text], hmm=hmm).ids) != tokenizer.lcut(text, HMM=hmm)
            for hmm in (True, False)
            for text in texts
        )
        notes.append(f"{name}: {len(texts)} texts, {differing} cut otherwise than by jieba, with and without new words")
        peer = lambda texts=texts: [tokenizer.lcut(text) for text in texts]  # noqa: E731
        for told, bar, ours in (
            ("to numbers", 40, lambda texts=texts: cutter.cut_texts(texts)),
            ("to strings", 15, lambda texts=texts: cutter.words(cutter.cut_texts(texts).ids)),
        ):
            lines.append(make_line(f"segmentation {told}, {name}", compare(peer, ours, rounds), bar))
    notes.append(
        "Rare words lie far apart in tables larger than a processor's inner caches, so that text in which every "
        "other word is rare waits for memory; jieba, whose time goes into the interpreter, hardly does."
    )
    return settle(lines, notes, lambda: cutter.cut_texts(corpora["plans of list_documents"]))


def _run_tf_idf(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    texts = _read_texts(500 if quick else 10_000)
    tokenizer = new_jieba()

    def weigh_by_peer() -> tuple[Any, list[str]]:
        vectorizer = TfidfVectorizer(tokenizer=tokenizer.lcut, token_pattern=None, lowercase=False)
        return vectorizer.fit_transform(texts), vectorizer.get_feature_names_out().tolist()

    found = weigh_texts(texts, compiled_from=0)
    matrix, names = weigh_by_peer()
    notes = [
        (
            f"{len(texts):,} documents, {len(names):,} terms; terms equal: {names == found.terms}; "
            f"largest difference of a weight: {abs(matrix - found.matrix).max():.1g}"
        )
    ]
    ratios = compare(weigh_by_peer, lambda: weigh_texts(texts, compiled_from=0), 1 if quick else min(rounds, 2))
    line = make_line(f"clean text to TF-IDF matrix, {len(texts):,} documents", ratios, 25)
    return settle([line], notes, lambda: weigh_texts(texts, compiled_from=0))


def _run_script(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    from opencc import OpenCC  # noqa: PLC0415 - the peer, imported beside it

    texts = _read_texts(200 if quick else 2_000)
    to_simple, to_traditional = OpenCC("t2s"), OpenCC("s2t")
    corpora = {
        "Traditional text": [to_traditional.convert(text) for text in texts],
        "text that is simplified already": texts,
    }
    lines, notes = [], []
    for name, written in corpora.items():
        expected = [to_simple.convert(text) for text in written]
        simplify_texts(written)  # builds the tables
        same = simplify_texts(written) == expected
        notes.append(f"{name}: {sum(map(len, written)):,} characters, all equal: {same}")
        peer = lambda written=written: [to_simple.convert(text) for text in written]  # noqa: E731
        ratios = compare(peer, lambda written=written: simplify_texts(written), rounds)
        lines.append(make_line(f"script conversion, {name}", ratios, 5 if name == "Traditional text" else None))
    return settle(lines, notes, lambda: simplify_texts(corpora["Traditional text"]))


def _run_near(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - an option of this benchmark only

    documents = list(list_documents(300 if quick else 3_000))
    texts = {document["id"]: document["text"] for document in documents}

    def search() -> set[tuple[str, str]]:
        index = NearIndex()
        found = set()
        for name, text in texts.items():
            found |= {(near.doc_id, name) for near in index.find_all(text)}
            index.add(name, text)
        return found

    def search_by_peer() -> set[tuple[str, str]]:
        index = MinHashLSH(threshold=NEAR, num_perm=128)
        found = set()
        for name, text in texts.items():
            sketch = MinHash(num_perm=128)
            sketch.update_batch([text[at : at + 5].encode() for at in range(len(text) - 4)])
            found |= {(other, name) for other in index.query(sketch)}
            index.insert(name, sketch)
        return found

    ours, theirs = search(), search_by_peer()
    either = {pair for pair in ours | theirs if compare_texts(texts[pair[0]], texts[pair[1]]) >= NEAR}
    notes = [
        (
            f"{len(texts):,} documents; pairs that share {NEAR:.0%} of their pieces or more, of those that either side found: "
            f"{len(either)}; found by the workbench {len(either & ours)}, by datasketch {len(either & theirs)}"
        ),
        f"Pairs reported that share less: {len(ours - either)} by the workbench, {len(theirs - either)} by datasketch.",
    ]
    return settle([make_line("near duplicates", compare(search_by_peer, search, rounds), 5)], notes, search)


def _run_passages(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    from pydivsufsort import common_substrings, divsufsort, kasai  # noqa: PLC0415 - an option of this benchmark only

    options = {"documents": 100 if quick else 1_000, "edits": 0.1, "sample": 20}
    planted = reuse._plant(options)  # noqa: SLF001 - the sister benchmark
    pairs, folded, _ = reuse._sample(options)  # noqa: SLF001
    chosen = planted.clauses[planted.clauses["doc_id"].isin({doc_id for pair in pairs for doc_id in pair})]
    runs = find_runs(chosen, min_chars=20)
    known = {pair: sorted(rows["n_chars"]) for pair, rows in runs.groupby(["doc_a", "doc_b"])}
    coded = {doc_id: reuse._join_codes(parts, at) for at, (doc_id, parts) in enumerate(sorted(folded.items()))}  # noqa: SLF001
    same = sum(
        sorted(int(length) for _, _, length in common_substrings(coded[a], coded[b], limit=20)) == known.get((a, b), [])
        for a, b in pairs
    )
    all_folded = reuse.fold_clauses(planted.clauses)
    codes = all_folded.codes.astype(np.uint16)

    def search() -> Any:
        return find_runs(planted.clauses, min_chars=20)

    def sort() -> Any:
        return kasai(codes, divsufsort(codes))

    alone = compare(sort, lambda: find_shared_runs(all_folded, 20), rounds)
    ratios = compare(sort, search, rounds)
    n_pairs = reuse._count_pairs(options)  # noqa: SLF001

    def match() -> Any:
        return [max(reuse._longest_runs(folded[a], folded[b])) for a, b in pairs]  # noqa: SLF001

    matched = [[each * n_pairs / len(pairs) for each in kind] for kind in compare(match, search, rounds)]
    notes = [
        (
            f"{options['documents']:,} documents, {n_pairs:,} pairs, {codes.size:,} characters; "
            f"sampled pairs whose runs have the very lengths that a suffix array of the two finds: {same} of {len(pairs)}"
        ),
        (
            "The suffix array is given folded text and stops at the array of common prefixes, whose pairs are not read. "
            "From folded text to runs the workbench reads the pairs; from clauses to table it also folds the text, tells "
            "clauses, places and labels, and counts the documents that hold each wording."
        ),
        f"difflib was timed on {len(pairs)} pairs and multiplied by all; it finds only the longest run of each pair.",
    ]
    lines = [
        make_line("shared passages from folded text to runs, suffix and LCP array of pydivsufsort", alone, 1),
        make_line("shared passages from clauses to table, the same suffix and LCP array", ratios, 1),
        make_line("shared passages, difflib (from a sample)", (matched[0], matched[1]), 1000),
    ]
    return settle(lines, notes, search)


def _run_null(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    duties = _make_duties(500 if quick else 2_000, 200)
    network = next(split_networks(list_incidences(duties)))
    table = network.incidence
    degrees = [np.asarray(table.sum(axis=axis), dtype=int).ravel().tolist() for axis in (1, 0)]
    n_draws, n_peer, n_clauses = (20, 2, table.shape[0]) if quick else (100, 5, table.shape[0])
    seeds = iter(range(10**6))

    def draw() -> list[Any]:
        return list(draw_shared(table, n_draws=n_draws, seed=next(seeds)))

    def draw_by_peer() -> list[Any]:
        projections = []
        for _ in range(n_peer):
            graph = nx.Graph(nx.bipartite.configuration_model(*degrees, seed=next(seeds)))
            projections.append(
                nx.bipartite.weighted_projected_graph(graph, range(n_clauses, n_clauses + len(degrees[1])))
            )
        return projections

    drawn = list(draw_matrices(table, n_draws=5, seed=1))
    kept = all(np.array_equal(one.sum(axis=axis), table.sum(axis=axis)) for one in drawn for axis in (0, 1))
    shared = draw_shared(table, n_draws=5, seed=1)
    equal = all(np.array_equal((one.T @ one).toarray(), counts) for one, counts in zip(drawn, shared, strict=True))
    notes = [
        (
            f"{n_clauses:,} clauses, {table.shape[1]} agencies, {table.nnz:,} duties; "
            f"{n_draws} draws a round beside {n_peer} of the configuration model, the first after ten times as many trades"
        ),
        (
            f"Every draw of the workbench has exactly the margins of the data: {kept}; its co-occurrence is the product of the "
            f"table with itself: {equal}. The configuration model draws double ties, which are merged, so that its margins "
            "are smaller."
        ),
    ]
    return settle(
        [
            make_line(
                "null model, a draw with its co-occurrence",
                compare(draw_by_peer, draw, rounds, work=n_draws / n_peer),
                50,
            )
        ],
        notes,
        draw,
    )


def _run_reports(quick: bool, rounds: int) -> dict[str, Any]:  # noqa: FBT001
    words = [str(Path(__file__).with_name("report_overhead.py")), "--runs", "4" if quick else "24", "--rounds", "1"]
    wall, told = [], ""
    for _ in range(1 if quick else min(rounds, 2)):
        done = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True)  # noqa: S603
        told = done.stdout
        speeds = dict(re.findall(r"(zhengce batch, \w+ workers?)\s+([\d.]+) times", told))
        wall.append(float(speeds["zhengce batch, one worker"]))
    line = make_line("a batch of small reports, one worker", ([], wall), 3, "wall")
    notes = [
        *re.findall(r"^equal: (.+)$", told, flags=re.MULTILINE),
        "papermill's command only executes the notebook; the batch also writes page, figures, tables, workbook and record.",
    ]
    return {"lines": [line], "notes": notes}


def _run_growth(quick: bool, rounds: int, folder: Path) -> dict[str, Any]:  # noqa: FBT001
    sizes = (300, 600) if quick else (1_000, 10_000, 100_000)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "rows.json"
    words = [str(Path(__file__).with_name("scale.py")), "--documents", *map(str, sizes), "--workers", "2", "--kill"]
    words += ["--rounds", str(1 if quick else min(rounds, 2)), "--folder", str(folder), "--rows", str(kept)]
    done = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True)  # noqa: S603
    rows = json.loads(kept.read_text(encoding="utf-8"))
    small, large = ([row for row in rows if row["documents"] == size] for size in (sizes[0], sizes[-1]))
    what = f"{sizes[-1]:,} documents against {sizes[0]:,}"

    def grow(measure: Callable[[Any], float]) -> list[float]:
        return [measure(one) / measure(other) for one in large for other in small]

    lines = [
        make_figure(f"growth: CPU a document, {what}", grow(count_cpu), 1.3, "CPU", at_most=True),
        make_figure(
            f"growth: memory of all processes while documents stream, {what}",
            grow(lambda row: find_peak(row, part="chain")),
            1.2,
            "memory",
            at_most=True,
        ),
        make_figure(
            f"growth: memory of all processes in any stage, {what}", grow(find_peak), 1.2, "memory", at_most=True
        ),
    ]
    notes = [
        "The largest corpus is built once, the others in turn; the spread is that of its ratios to the builds of the smallest.",
        (
            "Each build was killed once in its middle (`kill -9`) and finished by the next call. That a build which was killed "
            "has the very bytes of one that was not is tested (`tests/scale`)."
        ),
    ]
    said = [text for text in done.stdout.splitlines() if text.strip()]
    return {"lines": lines, "notes": notes, "profiles": {"What `benchmarks/scale.py` printed": said}}


_ROWS: dict[str, Callable[[bool, int], dict[str, Any]]] = {
    "segmentation": _run_segmentation,
    "tf_idf": _run_tf_idf,
    "script": _run_script,
    "near": _run_near,
    "passages": _run_passages,
    "null": _run_null,
    "whole": run_whole,
    "reports": _run_reports,
}
