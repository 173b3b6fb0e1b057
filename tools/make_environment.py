"""Write environment.yml, the conda environment of a scholar, from the dependencies in pyproject.toml.

::

    .venv/bin/python tools/make_environment.py

A conda solve was not tried where this was written; the test beside it holds that both files name the same packages and
versions and that every line is a valid MatchSpec.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: Packages that pip installs inside the conda environment: conda-forge has another build of that name, or none.
WITH_PIP = frozenset({"opencc"})

#: Where conda-forge calls a package by another name than PyPI does.
CONDA_NAMES = {"matplotlib": "matplotlib-base"}

HEADER = """\
# Made by tools/make_environment.py from pyproject.toml; change it there.
# For conda or mamba: conda env create -f environment.yml && conda activate zhengce-workbench
name: zhengce-workbench
channels:
  - conda-forge
  - nodefaults
dependencies:
"""


def main() -> int:
    """Write the file."""
    (ROOT / "environment.yml").write_text(make_environment(), encoding="utf-8", newline="\n")
    return 0


def make_environment() -> str:
    """Return the text of environment.yml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    conda = [f"python{project['requires-python']}"]
    with_pip = []
    for requirement in project["dependencies"]:
        name, version = _split_requirement(requirement)
        if name in WITH_PIP:
            with_pip.append(f"{name}{version}")
        else:
            conda.append(f"{CONDA_NAMES.get(name, name)}{version}")
    lines = [f"  - {spec}\n" for spec in (*conda, "pip")]
    lines += ["  - pip:\n", *(f"      - {spec}\n" for spec in with_pip), "      - -e .\n"]
    return HEADER + "".join(lines)


def _split_requirement(requirement: str) -> tuple[str, str]:
    match = re.fullmatch(r"([A-Za-z0-9._-]+)\s*([<>=!~,.\d\s]*)", requirement)
    if match is None:
        raise ValueError(f"cannot turn {requirement!r} into a conda line; teach tools/make_environment.py how")
    return match[1].lower(), match[2].replace(" ", "")


if __name__ == "__main__":
    raise SystemExit(main())
