"""Hashes that decide the name of a run and whether it must be made again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import analysis
from analysis import reference
from analysis.study import Study

__all__ = ["hash_code", "hash_data", "hash_file", "hash_reference", "hash_value", "list_inputs", "list_versions"]

#: Packages whose version can change a number, a figure or a page.
_PACKAGES = (
    "fonttools",
    "ipykernel",
    "jieba",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "networkx",
    "numpy",
    "opencc",
    "pandas",
    "papermill",
    "pyarrow",
    "pypinyin",
    "scikit-learn",
    "scipy",
    "seaborn",
    "uharfbuzz",
    "zhengce-workbench",
)
_CODE = (".py", ".csv", ".toml", ".txt", ".j2", ".css", ".js", ".json", ".otf", ".bib")


def hash_value(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON.

    Parameters
    ----------
    value
        Mappings, lists, texts, numbers.

    Returns
    -------
    str

    Examples
    --------
    >>> hash_value({"b": 1, "a": [2]}) == hash_value({"a": [2], "b": 1})
    True
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_data(data: Path) -> str:
    """Return one hash of everything in a data folder that a study is built from; gold and read-me files are not.

    Parameters
    ----------
    data
        The data folder.

    Returns
    -------
    str
    """
    return hash_value(_hash_files(data, _data_files(data)))


def list_inputs(study: Study, data: Path) -> dict[str, str]:
    """Return what a run reads and the hash of each: its documents, their catalogue entries, the project's own layers.

    Parameters
    ----------
    study
        The study with the chosen documents only, so that a run depends on nothing else.
    data
        The data folder.

    Returns
    -------
    dict of str to str
        Path under the data folder to SHA-256, sorted.
    """
    documents = study.documents.drop(columns=["source_text", "clean_text"])
    inputs = {str(path): str(digest) for path, digest in zip(documents["path"], documents["sha256"], strict=True)}
    inputs["corpus.toml (entries of these documents)"] = hash_value(documents.astype("object").to_dict("records"))
    layers = [path for path in _data_files(data) if path.name == "corrections.toml" or "reference" in path.parts]
    return dict(sorted({**inputs, **_hash_files(data, layers)}.items()))


@cache
def hash_code() -> str:
    """Return one hash of the package: its code, reference data, words, templates and font.

    Returns
    -------
    str
    """
    package = Path(analysis.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in _CODE and "__pycache__" not in path.parts)
    return hash_value(_hash_files(package, files))


@cache
def hash_reference() -> dict[str, str]:
    """Return the hash of every packaged reference file: lexicons, registries, codebooks.

    Returns
    -------
    dict of str to str
        Path under ``analysis/reference`` to SHA-256, sorted.

    Examples
    --------
    >>> {"agencies.csv", "codebooks/instruments.toml"} <= set(hash_reference())
    True
    """
    folder = Path(reference.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".csv", ".toml"})
    return dict(_hash_files(folder, files))


@cache
def list_versions() -> dict[str, str]:
    """Return the versions of Python and of every package that can change a result.

    Returns
    -------
    dict of str to str
    """
    versions = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def _data_files(data: Path) -> list[Path]:
    skipped = {"gold"}
    files = (path for path in data.rglob("*") if path.is_file() and path.suffix != ".md")
    return sorted(path for path in files if not skipped & set(path.relative_to(data).parts))


def _hash_files(root: Path, files: Iterable[Path]) -> Mapping[str, str]:
    return {path.relative_to(root).as_posix(): hash_file(path) for path in files}
