"""What comes in with the packages, and what the package itself may not do."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.list_licences import REFUSED, list_licences

#: Modules that read code from disk as data, or speak to a network.
FORBIDDEN = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "requests", "httpx", "aiohttp"}
FORBIDDEN_PARTS = {("urllib", "request"), ("http", "client")}


def test_no_package_is_under_a_licence_that_binds_users() -> None:
    licences = list_licences()
    assert len(licences) > 100
    assert {name: licence for name, licence in licences.items() if REFUSED.search(licence)} == {}


def test_the_package_reads_no_pickle_and_speaks_to_no_network(root: Path) -> None:
    found = []
    for file in sorted((root / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            found += [f"{file.name}: {name}" for name in names if is_forbidden(name)]
    assert found == []


def is_forbidden(name: str) -> bool:
    """Say whether a module must not be imported."""
    return name.split(".", maxsplit=1)[0] in FORBIDDEN or tuple(name.split(".")[:2]) in FORBIDDEN_PARTS
