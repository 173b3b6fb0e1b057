"""Whether a run must be made again, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.reporting.fingerprint import hash_code, hash_file, hash_reference, list_versions

__all__ = ["compare_inputs", "explain_run", "read_json", "read_record", "write_json"]

RECORD = "run.json"


def explain_run(
    folder: Path, *, inputs: Mapping[str, str] | None = None, parameters: Mapping[str, object] | None = None
) -> list[str]:
    """Return why a run must be made again.

    Parameters
    ----------
    folder
        The folder of the run. Its name stands for inputs and parameters, so of a run that is there only the rest is compared:
        code, reference data, versions, and the files themselves.
    inputs, parameters
        What it is to read and to be asked. Where it is not there, they are held against the earlier runs of the same report,
        to name the document that changed.

    Returns
    -------
    list of str
        Empty where everything is as it was.
    """
    record = read_record(folder)
    if not record:
        failed = ["it failed the last time"] if read_record(folder.with_name(f"{folder.name}.failed")) else []
        known = _compare_earlier(folder, inputs or {}, parameters or {})
        return known or failed or ["no such run with these documents and parameters"]
    changed = compare_inputs(record.get("reference", {}), hash_reference())
    reasons = [f"reference data: {what}" for what in changed]
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


def _compare_earlier(folder: Path, inputs: Mapping[str, str], parameters: Mapping[str, object]) -> list[str]:
    """Return what changed since the nearest earlier run of the same report with the same parameters."""
    found = []
    for path in sorted(folder.parent.glob(f"{folder.name.rpartition('-')[0]}-*/{RECORD}")):
        record = read_record(path.parent)
        if "outputs" in record and record.get("parameters") == parameters:
            found.append((compare_inputs(record["inputs"], inputs), path.parent.name))
    changes, name = min(found, key=lambda pair: (len(pair[0]), pair), default=([], ""))
    return [f"{what} since {name}" for what in changes]


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
