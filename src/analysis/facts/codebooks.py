"""Codebooks: which codes there are, what each means, and the words that suggest it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, Problem, suggest_name
from analysis.facts.rule_words import find_needs

__all__ = ["Code", "Codebook", "Rule", "list_codebooks", "read_codebook", "tell_codebook"]

_GAP = 40
_RULE_KEYS = {"name", "phrases", "verbs", "objects", "unless", "learned"}
_CODE_KEYS = {"code", "name", "definition", "include", "exclude", "counter_examples", "rule"}
_HEAD_KEYS = {"name", "version", "title", "unit", "source", "principle", "goal_code", "goal_headings"}


@dataclass(frozen=True)
class Rule:
    """One reason to suggest a code.

    Attributes
    ----------
    name
        Its name within the code.
    pattern
        What matches; the match is the trigger.
    veto
        A segment that holds this is not coded by the rule; None for no veto.
    learned
        Whether the rule was made by looking at annotated clauses.
    needs
        Sets of one or two characters: a match holds one of each set. They save looking for it where there is none.
    """

    name: str
    pattern: re.Pattern[str]
    veto: re.Pattern[str] | None
    learned: bool
    needs: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Code:
    """A code: its names in both languages, its definition with examples, its rules."""

    code: str
    name: Mapping[str, str]
    definition: Mapping[str, str]
    include: tuple[str, ...]
    exclude: Mapping[str, tuple[str, ...]]
    counter_examples: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Codebook:
    """A versioned set of codes.

    Attributes
    ----------
    name, version, title, source, codes
        What it is called, where it comes from, and its codes.
    goal_code
        The code of clauses that state goals, the only one suggested there; empty where goals are coded like all else.
    goal_headings
        What the heading of such a clause, or of one above it, says.
    """

    name: str
    version: str
    title: Mapping[str, str]
    source: str
    codes: tuple[Code, ...]
    goal_code: str = ""
    goal_headings: re.Pattern[str] | None = None

    @property
    def label(self) -> str:
        """Name and version, as the tables carry it."""
        return f"{self.name} {self.version}"


def list_codebooks() -> list[str]:
    """Return the names of the packaged codebooks.

    Returns
    -------
    list of str

    Examples
    --------
    >>> list_codebooks()
    ['instruments', 'strength']
    """
    folder = files("analysis.reference") / "codebooks"
    return sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))


def read_codebook(codebook: str | Path) -> Codebook:
    """Return a codebook, packaged or the scholar's own.

    Parameters
    ----------
    codebook
        The name of a packaged codebook, see :func:`list_codebooks`, or the path of a TOML file of the same form.

    Returns
    -------
    Codebook

    Raises
    ------
    ValueError
        If no packaged codebook has this name.
    DataError
        With every problem of the file: not TOML, keys missing or unknown, codes twice, word lists unknown, patterns that
        are no regular expression.

    Examples
    --------
    >>> read_codebook("instruments").codes[0].code
    'S-rd'
    """
    if isinstance(codebook, str):
        return _read_packaged(codebook)
    try:
        text = codebook.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(Problem(str(codebook), f"cannot be read ({error})", "give a TOML file in UTF-8")) from error
    return _parse(text, str(codebook))


def tell_codebook(codebook: Codebook) -> pd.DataFrame:
    """Return a codebook as a table for readers.

    Parameters
    ----------
    codebook
        From :func:`read_codebook`.

    Returns
    -------
    pandas.DataFrame
        A row a code: code, name, definition and exclude in both languages, include, counter_examples, n_rules, n_learned.

    Examples
    --------
    >>> tell_codebook(read_codebook("instruments")).shape[0]
    15
    """
    return pd.DataFrame(
        [
            {
                "code": code.code,
                "name_zh": code.name["zh"],
                "name_en": code.name["en"],
                "definition_zh": code.definition["zh"],
                "definition_en": code.definition["en"],
                "include": "；".join(code.include),
                "exclude_zh": "；".join(code.exclude["zh"]),
                "exclude_en": "; ".join(code.exclude["en"]),
                "counter_examples": "；".join(code.counter_examples),
                "n_rules": len(code.rules),
                "n_learned": sum(rule.learned for rule in code.rules),
            }
            for code in codebook.codes
        ]
    )


@cache
def _read_packaged(name: str) -> Codebook:
    if name not in list_codebooks():
        raise ValueError(f"no codebook is called {name!r}; {suggest_name(name, list_codebooks())}")
    text = (files("analysis.reference") / "codebooks" / f"{name}.toml").read_text(encoding="utf-8")
    return _parse(text, f"codebook {name}")


def _parse(text: str, where: str) -> Codebook:
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(Problem(where, f"is not TOML ({error})", "see the packaged codebooks for the form")) from error
    problems = _check_shape(content, where)
    if problems:
        raise DataError(problems)
    head = content.get("codebook", {})
    entries = content.get("code", [])
    words = content.get("words", {})
    problems += [Problem(where, f"[codebook] lacks {key!r}") for key in ("name", "version") if not head.get(key)]
    problems += _unknown(head, _HEAD_KEYS, f"{where}, [codebook]")
    if not entries:
        problems.append(Problem(where, "has no [[code]]", "give at least one code"))
    seen: set[str] = set()
    codes: list[Code] = []
    for number, entry in enumerate(entries, start=1):
        place = f"{where}, code {entry.get('code', number)!r}"
        problems += _unknown(entry, _CODE_KEYS, place)
        if not entry.get("code"):
            problems.append(Problem(place, "'code' is missing"))
        if entry.get("code") in seen:
            problems.append(Problem(place, "the code is there twice", "give each code once"))
        seen.add(str(entry.get("code")))
        codes.append(_parse_code(entry, words, place, problems))
    if head.get("goal_code") and head["goal_code"] not in seen:
        problems.append(
            Problem(where, f"goal_code {head['goal_code']!r} is no code", suggest_name(head["goal_code"], seen))
        )
    if problems:
        raise DataError(problems)
    title = head.get("title", {})
    names = {language: str(title.get(language, head["name"])) for language in ("zh", "en")}
    goals = "|".join(re.escape(heading) for heading in _strings(head.get("goal_headings")))
    return Codebook(
        str(head["name"]),
        str(head["version"]),
        names,
        str(head.get("source", "")),
        tuple(codes),
        str(head.get("goal_code", "")),
        re.compile(goals) if goals else None,
    )


def _check_shape(content: Mapping[str, Any], where: str) -> list[Problem]:
    """Return what is a word where a table must be, or the reverse: nothing else can be read before that is mended."""
    head, codes, words = content.get("codebook", {}), content.get("code", []), content.get("words", {})
    title = head.get("title", {}) if isinstance(head, dict) else {}
    wrong = [
        name
        for name, found, kind in (
            ("[codebook]", head, dict),
            ("title", title, dict),
            ("[[code]]", codes, list),
            ("[words]", words, dict),
        )
        if not isinstance(found, kind)
    ]
    wrong += [f"words.{name}" for name, found in words.items() if not isinstance(found, list)] if not wrong else []
    for number, code in enumerate(codes if not wrong else [], start=1):
        rules = code.get("rule", []) if isinstance(code, dict) else None
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            wrong.append(f"code {number}")
        elif not isinstance(code.get("code", ""), str):
            wrong.append(f"'code' of code {number}")
    if not wrong and not isinstance(head.get("goal_code", ""), str):
        wrong.append("goal_code")
    return [Problem(where, f"{name} is not of the form of a codebook", "see the packaged codebooks") for name in wrong]


def _parse_code(
    entry: Mapping[str, object], words: Mapping[str, list[str]], place: str, problems: list[Problem]
) -> Code:
    code = str(entry.get("code", ""))
    names = {language: str(name or code) for language, name in _both(entry.get("name", code)).items()}
    rules = []
    stated = entry.get("rule", [])
    for number, rule in enumerate(stated if isinstance(stated, list) else [], start=1):
        made = _parse_rule(rule, words, f"{place}, rule {rule.get('name', number)!r}", problems)
        if made is not None:
            rules.append(made)
    return Code(
        code,
        names,
        {language: "".join(_strings(text)) for language, text in _both(entry.get("definition")).items()},
        _strings(entry.get("include")),
        {language: _strings(text) for language, text in _both(entry.get("exclude")).items()},
        _strings(entry.get("counter_examples")),
        tuple(rules),
    )


def _parse_rule(
    rule: Mapping[str, object], words: Mapping[str, list[str]], place: str, problems: list[Problem]
) -> Rule | None:
    before = len(problems)
    problems += _unknown(rule, _RULE_KEYS, place)
    lists = {key: _expand(rule.get(key), words, place, problems) for key in ("phrases", "verbs", "objects", "unless")}
    if not lists["phrases"] and not (lists["verbs"] and lists["objects"]):
        problems.append(Problem(place, "has neither phrases nor both verbs and objects", "give one of the two"))
    parts = list(lists["phrases"])
    if lists["verbs"] and lists["objects"]:
        parts.append(f"(?:{'|'.join(lists['verbs'])}).{{0,{_GAP}}}?(?:{'|'.join(lists['objects'])})")
    try:
        pattern = re.compile("|".join(f"(?:{part})" for part in parts))
        veto = re.compile("|".join(lists["unless"])) if lists["unless"] else None
    except re.error as error:
        problems.append(Problem(place, f"a pattern is no regular expression ({error})"))
        return None
    if len(problems) > before:
        return None
    needs = find_needs(lists["phrases"], lists["verbs"], lists["objects"])
    return Rule(str(rule.get("name", "")), pattern, veto, bool(rule.get("learned", False)), needs)


def _expand(value: object, words: Mapping[str, list[str]], place: str, problems: list[Problem]) -> list[str]:
    """Return a list of words, with @names replaced by the lists they stand for."""
    result: list[str] = []
    for word in _strings(value):
        if not word.startswith("@"):
            result.append(word)
        elif word[1:] in words:
            result += [str(item) for item in words[word[1:]]]
        else:
            problems.append(Problem(place, f"no word list is called {word!r}", suggest_name(word[1:], words)))
    return result


def _both(value: object) -> dict[str, object]:
    """Return what is given for each language; the same for both where it is not told apart."""
    return {language: value.get(language) if isinstance(value, Mapping) else value for language in ("zh", "en")}


def _strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def _unknown(entry: Mapping[str, object], known: set[str], place: str) -> list[Problem]:
    return [Problem(place, f"unknown key {key!r}", suggest_name(key, known)) for key in sorted(set(entry) - known)]
