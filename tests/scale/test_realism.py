"""The invented corpus of a nation is about as dense in what the workbench looks for as plans that were published."""

import math
from itertools import pairwise

import pytest

from analysis.lexis.tokenizer import new_jieba
from analysis.scale import build_corpus
from analysis.study import load_study
from analysis.study.bundle import Study
from analysis.synth import list_documents, write_corpus
from analysis.synth.wording import list_offices


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Study:
    """Return the study of two dozen plans."""
    folder = tmp_path_factory.mktemp("plans")
    return load_study(build_corpus(write_corpus(folder / "plans.jsonl", 24), folder / "tables", whole=0))


@pytest.fixture(scope="module")
def published(data) -> Study:
    """Return the study of the project's own documents."""
    return load_study(data)


def measure_density(study: Study, table: str) -> float:
    return len(study.tables()[table]) / study.documents["clean_text"].str.len().sum()


@pytest.mark.parametrize(
    ("table", "least"),
    # the published plans are of the very field that the codebook of instruments was written for
    [("clauses", 0.7), ("duties", 0.7), ("targets", 0.6), ("instruments", 0.4)],
)
def test_a_thousand_characters_hold_about_as_many_rows(invented, published, table, least):
    assert least < measure_density(invented, table) / measure_density(published, table) < 1.5


def test_sentences_are_about_as_long(invented, published):
    own, real = (
        study.documents["clean_text"].str.count("。").sum() / study.documents["clean_text"].str.len().sum()
        for study in (invented, published)
    )
    assert 0.7 < own / real < 1.4


def test_the_vocabulary_goes_on_growing_as_that_of_a_language_does():
    tokenizer = new_jieba()
    words = [tokenizer.lcut(document["text"]) for document in list_documents(120)]
    types = [len({word for cut in words[:n] for word in cut}) for n in (30, 60, 120)]
    growth = [math.log2(larger / smaller) for smaller, larger in pairwise(types)]
    assert all(0.4 < exponent < 0.75 for exponent in growth), (types, growth)


def test_few_sentences_are_alike():
    sentences = [part for document in list_documents(60, near_share=0) for part in document["text"].split("。")]
    long = [sentence for sentence in sentences if len(sentence) > 30]
    assert len(set(long)) / len(long) > 0.95


def test_bodies_are_hundreds_and_some_are_named_far_more_often():
    offices, totals = list_offices()
    assert len(offices) == len(set(offices)) > 400
    assert totals[0] > 20 * (totals[-1] - totals[-2])
