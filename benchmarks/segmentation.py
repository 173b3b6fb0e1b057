"""Segmentation to numbers and to strings, beside jieba: CPU time in turn, and whether every token is the same.

::

    python benchmarks/segmentation.py [--documents 400] [--rounds 5]

The documents are invented policy texts with words of the whole dictionary scattered in, so that the tree is walked
in all its parts. Each round cuts all documents by each way; the ratio of a round is jieba's CPU time over the way's own.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from statistics import median

from analysis.lexis.kernel.cutter import Cutter
from analysis.lexis.kernel.words import build_tables
from analysis.lexis.tokenizer import new_jieba
from analysis.synth import write_policy_text


def main() -> int:
    """Write documents, cut them by each way in turn, print ratios and differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    tokenizer = new_jieba()
    texts = _write_documents(options.documents, sorted(tokenizer.FREQ))
    cutter = Cutter(build_tables(tokenizer))
    differing = 0
    for hmm in (True, False):
        for text in texts:  # also compiles the loops, before anything is timed
            cuts = cutter.cut_texts([text], hmm=hmm)
            differing += cutter.words(cuts.ids) != tokenizer.lcut(text, HMM=hmm)
    ways: dict[str, Callable[[], object]] = {
        "ids": lambda: cutter.cut_texts(texts),
        "strings": lambda: cutter.words(cutter.cut_texts(texts).ids),
    }
    ratios: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(options.rounds):
        reference = _time(lambda: [tokenizer.lcut(text) for text in texts])
        for way, cut in ways.items():
            ratios[way].append(reference / _time(cut))
    n_characters = sum(map(len, texts))
    print(f"{len(texts)} documents, {n_characters:,} characters; texts cut otherwise than by jieba: {differing}")
    for way, found in ratios.items():
        print(
            f"{way:8} {median(found):5.1f} times jieba.lcut (rounds from {min(found):.1f} to {max(found):.1f}), CPU time"
        )
    return int(differing > 0)


def _write_documents(n_documents: int, words: list[str]) -> list[str]:
    drawn = random.Random(0)
    texts = []
    for seed in range(n_documents):
        pieces = write_policy_text(seed=seed).split("，")
        texts.append("，".join(piece + drawn.choice(words) for piece in pieces))
    return texts


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    raise SystemExit(main())
