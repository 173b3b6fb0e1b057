"""Write the student's version of every lesson from its source in notebooks/lessons/source.

::

    .venv/bin/python tools/make_lessons.py
"""

from __future__ import annotations

from pathlib import Path

from analysis.lessons.notebooks import find_lessons, make_student, write_notebook

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Write the files."""
    for lesson in find_lessons(ROOT / "data"):
        write_notebook(make_student(lesson.content), ROOT / "notebooks" / "lessons" / f"{lesson.name}.ipynb")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
