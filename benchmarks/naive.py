"""The script that a competent analyst writes today, the peer of ``benchmarks/performance.py``.

::

    python benchmarks/naive.py corpus.jsonl

jieba cuts whole texts, scikit-learn weighs the words, fits twenty topics and compares all documents, networkx makes the
network of agencies out of the brackets. No repair, no clauses, no facts, no source spans: texts in, four results out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from pathlib import Path

import jieba
import networkx as nx
import numpy as np
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

BRACKET = re.compile(r"（(?:责任单位|牵头单位)：([^（）]+)）")


def main(corpus: str) -> int:
    """Read, cut, weigh, fit, compare, connect; print the size of each result."""
    jieba.setLogLevel(logging.ERROR)
    lines = Path(corpus).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    weights = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False).fit_transform(texts)
    topics = NMF(n_components=20, init="nndsvda", random_state=0, max_iter=400).fit_transform(weights)
    alike = cosine_similarity(weights)
    np.fill_diagonal(alike, 0)
    nearest = alike.argmax(axis=1)
    graph = nx.Graph()
    for number, text in enumerate(texts):
        for place, match in enumerate(BRACKET.finditer(text)):
            graph.add_edges_from(((number, place), agency) for agency in match[1].split("、"))
    agencies = {node for node in graph if isinstance(node, str)}
    network = nx.bipartite.weighted_projected_graph(graph, agencies)
    between = nx.betweenness_centrality(network)
    print(weights.shape, topics.shape, len(set(nearest.tolist())), network.number_of_edges(), len(between))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
