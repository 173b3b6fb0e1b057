"""A second validation: clauses in the conventions of other provinces and levels, that no rule was written from."""

import tomllib
from collections import Counter

import pandas as pd
import pytest

from analysis.facts import find_duties

LISTED = ("bracket", "rule", "ledger")


def cases(root):
    files = [
        root / "tests" / "facts" / name
        for name in ("unseen_clauses.toml", "unseen_clauses_2.toml", "unseen_clauses_3.toml", "unseen_clauses_4.toml")
    ]
    return [case for file in files for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]]


def tables_of(case, doc_id="d"):
    """Make the clauses and the document of one case."""
    rows, start = [], 0
    for at, text in enumerate(case["clauses"]):
        parent = case.get("parents", [-1] * len(case["clauses"]))[at]
        rows.append(
            {
                "clause_id": f"{doc_id}/{at}",
                "doc_id": doc_id,
                "parent_id": None if parent < 0 else f"{doc_id}/{parent}",
                "position": at,
                "level": 1 if parent < 0 else 2,
                "kind": "row"
                if "|" in text or "\t" in text
                else "chapter"
                if text.startswith(("一、", "二、", "三、"))
                else "clause",
                "text": text,
                "start": start,
                "end": start + len(text),
            }
        )
        start += len(text) + 1
    level, place = case["place"]
    document = {"doc_id": doc_id, "level": level, "jurisdiction": place or "中央", "issued_on": case.get("date")}
    document["province"] = place if level == "province" else None
    return pd.DataFrame(rows), pd.DataFrame([document])


def found_in(case):
    clauses, documents = tables_of(case)
    duties = find_duties(clauses, documents=documents)
    return Counter(
        (
            int(row.clause_id.split("/")[1]),
            row.agency,
            row.role,
            "listed" if row.evidence in LISTED else row.evidence,
            bool(row.collective),
        )
        for row in duties.itertuples()
    )


def wanted_of(case):
    wanted = Counter()
    for line in case["expect"]:
        at, agency, role, *signs = line.split()
        wanted[int(at), agency, role, "sentence" if "~" in signs else "listed", "+" in signs] += 1
    return wanted


def score(pairs):
    hits = sum((found & wanted).total() for found, wanted in pairs)
    found = sum(one.total() for one, _ in pairs)
    wanted = sum(one.total() for _, one in pairs)
    return 2 * hits / (found + wanted)


def test_there_are_enough_clauses_of_every_convention(root):
    counts = Counter()
    for case in cases(root):
        counts[case["convention"]] += 1
    assert sum(len(case["clauses"]) for case in cases(root)) >= 60
    needed = (
        "label",
        "lead and support",
        "lead and responsible",
        "first leads",
        "mark",
        "by duties",
        "each is responsible",
        "shared prefix",
        "default",
        "ledger",
        "bare",
        "second sign",
        "jointly",
        "sentence",
        "none",
    )
    assert {name: counts[name] for name in needed if counts[name] < 3} == {}


def test_names_and_roles_of_unseen_clauses(root):
    pairs = [(found_in(case), wanted_of(case)) for case in cases(root)]
    wrong = [
        f"{case['clauses'][0][:20]}: missed {sorted((wanted - found).elements())}, added {sorted((found - wanted).elements())}"
        for case, (found, wanted) in zip(cases(root), pairs, strict=True)
        if found != wanted
    ]
    assert score(pairs) >= 0.97, "\n".join(wrong)


@pytest.mark.parametrize("spoil", ["role", "agency"])
def test_the_score_can_fail(root, spoil):
    def spoiled(counter):
        return Counter(
            {
                (at, "x" if spoil == "agency" else a, "x" if spoil == "role" else r, e, c): n
                for (at, a, r, e, c), n in counter.items()
            }
        )

    assert score([(spoiled(wanted_of(case)), wanted_of(case)) for case in cases(root)]) < 0.1
