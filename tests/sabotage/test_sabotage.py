"""Every measure has a test that goes red when the measure is broken: a constant, or its own negative, in its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tools.make_methods_page import list_methods

ROOT = Path(__file__).resolve().parents[2]

#: Calls that cite a source but give no number that a constant or a negative could stand for.
NO_NUMBER = {
    "theme.color_of": "gives a colour",
    "similarity.find_passages": "gives passages; its tests compare them with brute force",
    "similarity.compare_versions": "gives kinds of change; its tests plant each kind",
    "lexis.find_keyness": "gives what lexis.keyness.measure_contingency measures, which is tried",
    "lexis.find_list_keyness": "gives what measure_contingency and measure_z measure, which are tried",
    "topics.label_topics": "gives names",
    "topics.draw_word_intrusions": "gives questions; what the answers score is tried",
    "topics.draw_topic_intrusions": "gives questions; what the answers score is tried",
    "facts.code_instruments": "gives codes; its tests compare them with those of people",
}


def read_measures() -> list[dict[str, Any]]:
    """Return the entries of measures.toml, each with the ways in which it is broken."""
    entries = tomllib.loads((ROOT / "tests" / "sabotage" / "measures.toml").read_text(encoding="utf-8"))["measure"]
    return [{"ways": ["constant", "negative"], **entry} for entry in entries]


MEASURES = read_measures()
CASES = [(number, way) for number, measure in enumerate(MEASURES) for way in ("as it is", *measure["ways"])]


@cache
def answers_of(package: str) -> dict[int, dict[str, int | str]]:
    """Return what pytest answered for every measure of one package; one process runs them all."""
    numbers = [number for number, measure in enumerate(MEASURES) if measure["function"].startswith(f"{package}.")]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    quick = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "WORKBENCH_EXAMPLES": "sabotage"}
    environment = {**os.environ, "PYTHONPATH": paths, **quick}
    done = subprocess.run(
        [sys.executable, "-m", "tests.sabotage.worker"],
        cwd=ROOT,
        env=environment,
        input=json.dumps([MEASURES[number] for number in numbers]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {number: {"as it is": done.stderr[-2000:]} for number in numbers}
    return dict(zip(numbers, json.loads(done.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize(("number", "way"), CASES, ids=[f"{MEASURES[n]['function']}-{n}-{way}" for n, way in CASES])
def test_a_broken_measure_is_noticed(number: int, way: str) -> None:
    answer = answers_of(MEASURES[number]["function"].split(".")[0])[number]
    code = answer.get(way, answer["as it is"])
    if way == "as it is":
        assert code == pytest.ExitCode.OK, f"{MEASURES[number]['test']} is not green to begin with: {code}"
    else:
        assert code == pytest.ExitCode.TESTS_FAILED, f"{MEASURES[number]['test']} does not notice a {way}: {code}"


def test_every_published_measure_is_tried() -> None:
    """A call that cites a source computes something: it needs an entry in measures.toml."""
    tried = {measure["function"] for measure in MEASURES}
    public = {name for name, _ in list_methods() if name.count(".") == 1}
    assert public - tried - set(NO_NUMBER) == set()


def test_fewer_ways_have_a_reason() -> None:
    assert all(len(measure["ways"]) == 2 or measure.get("reason") for measure in MEASURES)
