"""One environment, said three times: pyproject.toml, requirements.lock, environment.yml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version
from rattler import MatchSpec
from tools.make_environment import CONDA_NAMES, WITH_PIP, make_environment
from tools.make_tables_page import make_page

MISSION = {"jupyterlab", "pandas", "scikit-learn", "jieba", "seaborn", "papermill"}


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, list[str]]:
    """Return the requirements of pyproject.toml: of use and of development."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"use": table["dependencies"], "development": table["optional-dependencies"]["dev"]}


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text(encoding="utf-8")


def test_environment_file_is_current(root: Path) -> None:
    assert (root / "environment.yml").read_text(encoding="utf-8") == make_environment(), "run tools/make_environment.py"


def test_environment_file_agrees_with_the_project(root: Path, project: dict[str, list[str]]) -> None:
    """Read without the tool that made it: the same packages, the same bounds."""
    lines = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    with_pip = next(line["pip"] for line in lines if isinstance(line, dict))
    back = {conda: pypi for pypi, conda in CONDA_NAMES.items()}
    found = {}
    for line in [*(line for line in lines if isinstance(line, str)), *with_pip]:
        name = re.split(r"[<>=!~]", line)[0]
        found[back.get(name, name)] = line.removeprefix(name).replace(" ", "")
    wanted = {r.name: r.specifier for r in map(Requirement, project["use"])}
    assert set(found) - {"python", "pip", "-e ."} == set(wanted)
    for name, specifier in wanted.items():
        assert Requirement(f"{name}{found[name]}").specifier == specifier
    assert "-e ." in with_pip


def test_conda_understands_every_line(root: Path) -> None:
    lines = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    specs = [MatchSpec(line) for line in lines if isinstance(line, str)]
    assert len(specs) > len(MISSION)
    assert {spec.name.normalized for spec in specs if spec.name is not None} >= MISSION


def test_packages_of_the_mission_are_named_everywhere(root: Path, project: dict[str, list[str]], lock: str) -> None:
    conda = (root / "environment.yml").read_text(encoding="utf-8")
    assert {Requirement(line).name for line in project["use"]} >= MISSION
    assert all(re.search(rf"^  - {name}>=", conda, re.MULTILINE) for name in MISSION)
    assert all(re.search(rf"^{name}==", lock, re.MULTILINE) for name in MISSION)
    assert not MISSION & WITH_PIP


def test_lock_holds_every_requirement(project: dict[str, list[str]], lock: str) -> None:
    pinned: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        pinned.setdefault(name, []).append(Version(version))
    for requirement in map(Requirement, project["use"] + project["development"]):
        versions = pinned.get(requirement.name.lower(), [])
        assert versions, f"{requirement.name} is not locked: run tools/make_lock.py"
        assert all(version in requirement.specifier for version in versions), f"{requirement} is locked as {versions}"


def test_lock_has_hashes_and_no_hosts(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) > 50
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock
    assert not re.search(r"^\s*--(?!hash)", lock, re.MULTILINE)


def test_page_of_tables_is_current(root: Path) -> None:
    assert (root / "docs" / "tables.md").read_text(encoding="utf-8") == make_page(), "run tools/make_tables_page.py"
