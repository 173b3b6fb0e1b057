"""Parameters: declared in a cell, refused with a reason, never silently the default."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import CallError, DataError
from analysis.reporting.parameters import check_parameters, read_parameters

CELL = """\
provinces: list[str] = []  # provinces to read; all where empty
n_topics: int = 8  # how many topics [2..50]
share: float = 0.5  # a share [0..1]
years: list[int] = []  # years
draft: bool = False  # drafts too
lang: str = "zh"  # language [zh | en]
"""
DECLARED = read_parameters(CELL)


def test_a_cell_is_read():
    topics = DECLARED["n_topics"]
    assert (topics.type, topics.default, topics.low, topics.high) == ("int", 8, 2, 50)
    assert topics.about == "how many topics"
    assert DECLARED["lang"].choices == ("zh", "en")
    assert list(DECLARED) == ["provinces", "n_topics", "share", "years", "draft", "lang"]


def test_defaults_hold_where_nothing_is_given():
    assert check_parameters(DECLARED, {})["n_topics"] == 8


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("provinces", "浙江, 江苏", ["浙江", "江苏"]),
        ("provinces", "浙江，江苏、广东", ["浙江", "江苏", "广东"]),
        ("provinces", "001", ["001"]),
        ("provinces", "", []),
        ("n_topics", "12", 12),
        ("share", "1", 1.0),
        ("years", "2024,2025", [2024, 2025]),
        ("draft", "true", True),
        ("lang", "en", "en"),
    ],
)
def test_text_is_read_as_the_declared_type(name, text, value):
    read = check_parameters(DECLARED, {name: text})[name]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"n_topic": 8}, ["'n_topic'", "did you mean 'n_topics'?"]),
        ({"n_topics": "many"}, ["'n_topics'", "'many'", "2 to 50"]),
        ({"n_topics": 1}, ["1", "2 to 50"]),
        ({"n_topics": 51}, ["51", "2 to 50"]),
        ({"n_topics": 8.5}, ["8.5"]),
        ({"n_topics": True}, ["True"]),
        ({"share": "nan"}, ["'nan'"]),
        ({"share": float("inf")}, ["inf"]),
        ({"years": "2024,soon"}, ["'soon'"]),
        ({"provinces": [1]}, ["1"]),
        ({"provinces": 5}, ["5", "separated by commas"]),
        ({"draft": "perhaps"}, ["'perhaps'", "true or false"]),
        ({"lang": "fr"}, ["'fr'", "zh or en"]),
        ({"lang": None}, ["None"]),
    ],
)
def test_a_wrong_value_is_refused_and_quoted(given, words):
    with pytest.raises(CallError) as caught:
        check_parameters(DECLARED, given)
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("n = 3  # untyped", "not of the form"),
        ("n: int  # no value", "not of the form"),
        ("n: int = 3", "no comment"),
        ("n: complex = 3  # strange", "'complex'"),
        ("n: int = 'x'  # wrong default", "'x'"),
        ("n: int = 3  # out of its own range [5..9]", "5 to 9"),
        ("n: int = 3  # range of words [few..many]", "few..many"),
        ("print(1)  # code", "not of the form"),
    ],
)
def test_a_bad_declaration_is_the_notebooks_fault(line, word):
    with pytest.raises(DataError, match=r"line 2") as caught:
        read_parameters(f"a: int = 1  # fine\n{line}\n")
    assert word in str(caught.value)


@given(st.lists(st.text("浙江苏广东北京", min_size=1, max_size=3), max_size=4))
def test_lists_survive_the_command_line(names):
    assert check_parameters(DECLARED, {"provinces": ",".join(names)})["provinces"] == names


@given(st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=5), max_size=3))
def test_whatever_is_given_is_taken_or_refused(given_values):
    try:
        checked = check_parameters(DECLARED, given_values)
    except CallError:
        return
    assert list(checked) == list(DECLARED)
    assert 2 <= checked["n_topics"] <= 50
