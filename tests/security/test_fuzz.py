"""Everything that reads what somebody else wrote ends as documented, whatever it is given."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.security.fuzz import make_input, run, try_inputs, try_some
from tests.security.fuzz_targets import TARGETS, Target

CRASHES = tomllib.loads((Path(__file__).with_name("crashes.toml")).read_text(encoding="utf-8"))["crash"]
#: These make tables for every input; a few are enough for every day.
SLOW = {"agencies": 40, "chain": 6, "instruments": 40, "outline": 80, "trace": 40, "targets": 80}


@pytest.mark.parametrize("crash", CRASHES, ids=[f"{crash['target']}-{crash['was']}" for crash in CRASHES])
def test_what_was_found_stays_mended(crash: dict[str, object]) -> None:
    target = TARGETS[str(crash["target"])]
    text = ("a = " if "repeat" in crash else "") + str(crash["text"]) * int(str(crash.get("repeat", 1)))
    assert try_some(target, [text.encode() if isinstance(target.sound[0], bytes) else text]) is None


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_few_inputs_of_every_target(name: str) -> None:
    tried, findings = try_inputs(name, 1, range(SLOW.get(name, 200)))
    assert tried
    assert findings == []


def test_inputs_repeat_and_differ() -> None:
    inputs = [make_input(TARGETS["repair"], "repair", 0, number) for number in range(200)]
    assert inputs == [make_input(TARGETS["repair"], "repair", 0, number) for number in range(200)]
    assert len(set(inputs)) > 150


def test_an_error_that_is_not_documented_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(values: list[str | bytes]) -> None:
        if any("甲" in str(value) for value in values):
            raise KeyError(values[0])

    monkeypatch.setitem(TARGETS, "stumbling", Target("stumbles", ("甲", "乙"), stumble, 1))
    tried, findings = try_inputs("stumbling", 0, range(80))
    assert tried == 80
    assert {finding.error.partition(":")[0] for finding in findings} == {"KeyError"}
    assert all("甲" in finding.value for finding in findings)


@pytest.mark.slow
def test_twenty_thousand_inputs() -> None:
    counts, findings = run(sorted(TARGETS), inputs=20_000, seconds=0, seed=11, workers=2)
    assert counts.total() >= 20_000
    assert findings == []
