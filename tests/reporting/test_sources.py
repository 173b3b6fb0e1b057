"""Source pages: the text as received, every change marked, an address for every clause."""

import re
from html import unescape

import pytest

from analysis.reporting.sources import SourcePages
from analysis.study import load_study


@pytest.fixture(scope="module")
def corpus(data):
    return load_study(data)


def text_of(html: str, *, dropped: str) -> str:
    body = html.partition('<div class="source" lang="zh-CN">')[2].rpartition("</div>")[0]
    without = re.sub(rf'<a class="anchor".*?</a>|<{dropped}\b.*?</{dropped}>', "", body, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", without))


def test_a_page_gives_source_and_clean_text_back(corpus, tmp_path):
    pages = SourcePages(corpus, tmp_path, lang="en")
    for document in corpus.documents.to_dict("records"):
        doc_id = document["doc_id"]
        assert pages.find_link(doc_id) == f"sources/{doc_id}.html"
        html = (tmp_path / "sources" / f"{doc_id}.html").read_text(encoding="utf-8")
        assert text_of(html, dropped="ins") == document["source_text"]
        assert text_of(html, dropped="del") == document["clean_text"]
        anchors = re.findall(r'class="anchor" id="([^"]+)"', html)
        assert sorted(anchors) == sorted(corpus.clauses.loc[corpus.clauses["doc_id"] == doc_id, "clause_id"])


def test_only_clauses_and_documents_are_linked(study, tmp_path):
    pages = SourcePages(study, tmp_path, lang="zh")
    assert pages.find_link("a-plan/1") == "sources/a-plan.html#a-plan/1"
    assert pages.find_link("浙江") is None
    assert SourcePages(study, None, lang="zh").find_link("a-plan/1") is None
