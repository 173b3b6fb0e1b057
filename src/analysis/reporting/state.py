"""Whether a run must be made again, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.reporting.fingerprint import hash_code, hash_file, list_versions

__all__ = ["compare_inputs", "explain_run", "read_json", "read_record", "write_json"]

RECORD = "run.json"


def explain_run(folder: Path) -> list[str]:
    """Return why a run must be made again.

    Parameters
    ----------
    folder
        The folder of the run. Its name stands for inputs and parameters, so only the rest is compared: code, versions,
        and the files themselves.

    Returns
    -------
    list of str
        Empty where everything is as it was.
    """
    record = read_record(folder)
    if not record:
        return ["no such run with these documents and parameters"]
    reasons = []
    if record.get("code") != hash_code():
        reasons.append("the workbench itself has changed")
    reasons += [f"version of {what}" for what in compare_inputs(record.get("versions", {}), list_versions())]
    for name, digest in record.get("outputs", {}).items():
        if not (folder / name).is_file():
            reasons.append(f"{name} is missing")
        elif hash_file(folder / name) != digest:
            reasons.append(f"{name} is not as it was written")
    return reasons


def compare_inputs(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return what differs between two mappings of names to hashes or versions.

    Parameters
    ----------
    old, new
        The two.

    Returns
    -------
    list of str
        One sentence a name, sorted.

    Examples
    --------
    >>> compare_inputs({"a": "1", "b": "1"}, {"a": "2", "c": "1"})
    ['a changed', 'b is gone', 'c is new']
    """
    sentences = []
    for name in sorted({*old, *new}):
        if name not in new:
            sentences.append(f"{name} is gone")
        elif name not in old:
            sentences.append(f"{name} is new")
        elif old[name] != new[name]:
            sentences.append(f"{name} changed")
    return sentences


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of a run; empty where there is none, or a broken one.

    Parameters
    ----------
    folder
        The folder of the run.

    Returns
    -------
    dict
    """
    record = read_json(folder / RECORD)
    return record if isinstance(record, dict) else {}


def read_json(path: Path) -> object:
    """Return what a JSON file holds; None where there is no such file or it is broken.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    object
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON, in the order it has.

    Parameters
    ----------
    path
        The file.
    value
        Mappings, lists, texts, numbers.
    """
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
