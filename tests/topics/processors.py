"""Topics of two corpora, printed in full: run under several processors and thread counts by ``test_processors.py``."""

import hashlib
import sys
from pathlib import Path

import pandas as pd

from analysis.lexis import count_terms, weigh_terms
from analysis.study import load_study
from analysis.tables import make_table
from analysis.topics import choose_k, fit_topics, match_models

#: Near-copies: singular values come in nearly equal pairs, so the last digit of a sum could decide which topic is which.
LINES = (
    "推进算力基础设施建设，布局智算中心和算力网络，完善数据要素市场。",
    "加快人才培养，支持高校设立交叉学科，引进科研团队。",
    "完善公共数据开放机制，建设可信数据空间，发展数据标注产业。",
    "支持企业开展技术攻关，落实揭榜挂帅机制，突破芯片和操作系统。",
    "推动制造业数字化转型，建设智能工厂，培育工业互联网平台。",
)


def copy_nearly(n_documents: int = 15) -> pd.DataFrame:
    """Return clauses of documents that differ from each other by a single word."""
    rows = []
    for number in range(n_documents):
        for position, line in enumerate(LINES):
            text = line.replace("建设", "推进建设") if (number + position) % n_documents == 0 else line
            rows.append(
                {
                    "clause_id": f"copy-{number:02d}/{position}",
                    "doc_id": f"copy-{number:02d}",
                    "position": position,
                    "level": 1,
                    "kind": "clause",
                    "text": text,
                    "start": 100 * position,
                    "end": 100 * position + len(text),
                }
            )
    return make_table("clauses", rows)


def weigh(name: str) -> pd.DataFrame:
    """Return the weights of a corpus: the project's own, or near-copies."""
    if name == "copies":
        return weigh_terms(count_terms(copy_nearly()))
    study = load_study(Path(__file__).resolve().parents[2] / "data")
    return weigh_terms(count_terms(study.clauses, masks=study.masks))


def main(name: str, k: int) -> None:
    """Print a fingerprint of every table."""
    weights = weigh(name)
    options = {"max_share": 1.0, "n_resamples": 5}
    nmf = fit_topics(weights, k, **options)
    lda = fit_topics(weights, k, model="lda", max_share=1.0, n_resamples=0)
    tables = [*nmf, *lda, match_models(nmf.terms, lda.terms), choose_k(weights, ks=[k - 1, k], **options)]
    for table in tables:
        sys.stdout.write(hashlib.sha256(table.to_csv(index=False).encode()).hexdigest() + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
