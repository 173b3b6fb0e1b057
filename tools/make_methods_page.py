"""Write docs/methods.md: every call that cites a source, the reports that use it, and the source.

::

    .venv/bin/python tools/make_methods_page.py

The page is read off the docstrings and the notebooks, so that it cannot say anything else than they do.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from numpydoc.docscrape import NumpyDocString

import analysis

ROOT = Path(__file__).resolve().parents[1]

HEADER = """\
# Methods

What is computed, the call that computes it, the notebooks that use it, and where it comes from. Formulas, how to read
a value and how not to, are in the docstring of the call: `help(analysis.similarity.compare_units)`.

Made by `tools/make_methods_page.py` from the docstrings; a test holds that it is current. A call that computes something
published cites its source under *References* and so gets its row.

| method | function | notebook | reference |
|---|---|---|---|
"""


def main() -> int:
    """Write the page."""
    (ROOT / "docs" / "methods.md").write_text(make_page(), encoding="utf-8", newline="\n")
    return 0


def make_page() -> str:
    """Return the text of the page."""
    used = _read_notebooks()
    rows = []
    for name, function in sorted(list_methods()):
        notebooks = [f"`{notebook}`" for notebook, code in used.items() if re.search(rf"\b{function.__name__}\b", code)]
        cells = [_say_method(function), f"`{name}`", ", ".join(notebooks) or "-", _say_reference(function)]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    return HEADER + "".join(rows)


def list_methods() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every call that cites a source once, by the shortest name below ``analysis`` under which it is offered."""
    seen: set[int] = set()
    items = pkgutil.walk_packages(analysis.__path__, "analysis.")
    names = sorted(
        (item.name for item in items if not item.name.endswith("__main__")), key=lambda name: (name.count("."), name)
    )
    for module_name in names:
        module = import_module(module_name)
        for name in sorted(getattr(module, "__all__", ())):
            found = getattr(module, name)
            if (
                inspect.isfunction(found)
                and id(found) not in seen
                and "\nReferences\n" in (inspect.getdoc(found) or "")
            ):
                seen.add(id(found))
                yield f"{module_name.removeprefix('analysis.')}.{name}", found


def _say_method(function: Callable[..., object]) -> str:
    summary = (inspect.getdoc(function) or "").splitlines()[0].removeprefix("Return ").rstrip(".")
    return summary[:1].upper() + summary[1:]


def _say_reference(function: Callable[..., object]) -> str:
    lines = NumpyDocString(inspect.getdoc(function) or "")["References"]
    return re.sub(r"\s+", " ", re.sub(r"^\.\. \[\w+\] ", "", "\n".join(lines), flags=re.MULTILINE)).strip()


def _read_notebooks() -> dict[str, str]:
    notebooks = {}
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if path.parent.name == "source" or ".ipynb_checkpoints" in path.parts:
            continue  # a lesson's source is the lesson with its solutions
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        notebooks[path.relative_to(ROOT / "notebooks").with_suffix("").as_posix()] = "\n".join(code)
    return notebooks


if __name__ == "__main__":
    raise SystemExit(main())
