"""The page on facts says what is learnt from the annotation and what was measured, as code and tests have it."""

import runpy

from analysis.facts import read_codebook
from analysis.validate import CHECKS


def test_every_learned_rule_is_named(root):
    page = (root / "docs" / "facts.md").read_text(encoding="utf-8")
    rules = [(code.code, rule) for code in read_codebook("instruments").codes for rule in code.rules]
    learned = [f"`{code} {rule.name}`" for code, rule in rules if rule.learned]
    assert [name for name in learned if name not in page] == []
    words = {9: "nine", 26: "twenty-six"}
    assert f"{words[len(learned)]} of {words[len(rules)]} rules" in page


def test_first_runs_and_checks_are_told_as_the_tests_have_them(root):
    page = (root / "docs" / "facts.md").read_text(encoding="utf-8")
    agencies = runpy.run_path(str(root / "tests" / "facts" / "test_agencies_unseen.py"))["FIRST_RUNS"]
    targets = runpy.run_path(str(root / "tests" / "facts" / "target_cases.py"))["FIRST_RUNS"]
    for name, value in agencies.items():
        row = next(line for line in page.splitlines() if f"tests/facts/{name}`" in line)
        assert f"| {value:.3f} |".replace("0.", ".") in row
    assert [f"{value:.3f}"[1:] for value in targets.values() if f"| {value:.3f} |".replace("0.", ".") not in page] == []
    assert sum(check.area == "reliability" for check in CHECKS) == 12
    assert "twelve of them" in page
