"""Packaged reference data - lexicons, registries, codebooks - and the project's own layer over it.

Every packaged table is a CSV file beside this module with a ``source`` column; none names a document of any corpus. A
project may lay its own rows over them: a file of the same name in ``data/reference`` replaces rows with the same first
column and adds the others. A single document may have rows of its own in ``data/reference/documents/<doc_id>``, over both.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, Problem, suggest_name

__all__ = ["find_layer", "general_agency_name", "list_references", "read_reference"]

_PLACED = re.compile(
    r"(?P<place>.{0,20}?(?:自治[区州县旗]|兵团|[省市区县州盟旗]))(?P<core>.{1,40})(?P<ending>[厅局委])"
)


def list_references() -> list[str]:
    """Return the names of all packaged reference tables.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "provinces" in list_references()
    True
    """
    return list(_list_packaged())


def read_reference(name: str, *, layer: Path | None = None, document: str | None = None) -> pd.DataFrame:
    """Return a reference table, the project's layer over the packaged one.

    Parameters
    ----------
    name
        Name of the table, see :func:`list_references`.
    layer
        The project's ``data/reference`` folder; only the packaged table where None or where it has no such file.
    document
        A doc_id whose own rows, in ``documents/<doc_id>`` of that folder, lie over both; none where None.

    Returns
    -------
    pandas.DataFrame
        All columns as text, empty cells as empty strings. Rows of the layer replace packaged rows with the same first
        column; a new copy every time.

    Raises
    ------
    ValueError
        If no reference table has this name.
    DataError
        If the layer's file is no CSV in UTF-8, lacks a column, or has one that is not known.

    Examples
    --------
    >>> provinces = read_reference("provinces")
    >>> provinces.loc[provinces["name"] == "浙江", "abbreviation"].item()
    '浙'
    """
    if name not in list_references():
        raise ValueError(f"no reference table is called {name!r}; {suggest_name(name, list_references())}")
    table = _read_packaged(name).copy()
    folders = [] if layer is None else [layer, *([layer / "documents" / document] if document is not None else [])]
    for path in [folder / f"{name}.csv" for folder in folders]:
        if path.exists():
            table = _lay_over(table, path)
    return table


def find_layer(data: Path) -> Path | None:
    """Return the project's own layer of reference data, or None where a data folder has none.

    Parameters
    ----------
    data
        The data folder.

    Returns
    -------
    pathlib.Path or None
        Its folder ``reference``.

    Raises
    ------
    DataError
        If a file or folder of the layer is a link that leaves the data folder; every such link is told.

    Examples
    --------
    >>> find_layer(Path("no-such-folder")) is None
    True
    """
    layer = data / "reference"
    if not layer.is_dir():
        return None
    inside = data.resolve()
    leaving = [path for path in (layer, *sorted(layer.rglob("*"))) if not path.resolve().is_relative_to(inside)]
    if leaving:
        what, remedy = "is a link that leaves the data folder", "put the file itself there"
        raise DataError([Problem(str(path), what, remedy) for path in leaving])
    return layer


def _lay_over(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    try:
        own = _read_csv(path)
    except (OSError, ValueError) as error:  # ValueError: no UTF-8, or lines of unequal length
        what = f"cannot be read as a table ({str(error).splitlines()[0]})"
        raise DataError(Problem(str(path), what, "save it as CSV in UTF-8")) from error
    wrong = set(own.columns) ^ set(table.columns)
    if wrong:
        known = ", ".join(table.columns)
        raise DataError(Problem(str(path), f"columns missing or unknown: {sorted(wrong)}", f"give exactly {known}"))
    key = table.columns[0]
    kept = table[~table[key].isin(own[key])]
    return pd.concat([kept, own[table.columns]], ignore_index=True)


def general_agency_name(name: str) -> str:
    """Return the name by which a body is matched across provinces, where its own province uses another one.

    Parameters
    ----------
    name
        Canonical short name, as in the table ``duties``.

    Returns
    -------
    str
        The name itself for nearly all bodies.

    Examples
    --------
    >>> [general_agency_name(name) for name in ("省建设厅", "省住房城乡建设厅", "省科技厅")]
    ['省住房城乡建设厅', '省住房城乡建设厅', '省科技厅']
    """
    found = _PLACED.fullmatch(name)
    general = _read_usage().get(found["core"]) if found else None
    return f"{found['place']}{general}{found['ending']}" if found and general else name


@cache
def _read_usage() -> dict[str, str]:
    """Return the names that single provinces use (浙江=建设厅) and the general ones, without their endings."""
    rows = _read_packaged("agencies")[["name", "aliases"]].itertuples(index=False, name=None)
    forms = [(form.partition("=")[2], name) for name, aliases in rows for form in aliases.split() if "=" in form]
    return {form[:-1]: name[:-1] for form, name in forms}


@cache
def _list_packaged() -> tuple[str, ...]:
    found = (item.name for item in files(__name__).iterdir() if item.name.endswith(".csv"))
    return tuple(sorted(name.removesuffix(".csv") for name in found))


@cache
def _read_packaged(name: str) -> pd.DataFrame:
    with as_file(files(__name__) / f"{name}.csv") as path:
        return _read_csv(path)


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", comment="#")
