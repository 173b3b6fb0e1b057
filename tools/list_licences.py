"""List the licence of every package in the project's environment.

::

    .venv/bin/python tools/list_licences.py
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions

#: Licences that would bind those who only use the workbench, or its results, over a network.
REFUSED = re.compile(r"\bAGPL|Affero", re.IGNORECASE)


def main() -> int:
    """Print the list."""
    for name, licence in list_licences().items():
        print(f"{name:28} {licence}")
    return 0


def list_licences() -> dict[str, str]:
    """Return each package's licence as the package states it."""
    return {
        item.name.lower(): read_licence(item) for item in sorted(distributions(), key=lambda item: item.name.lower())
    }


def read_licence(distribution: Distribution) -> str:
    """Return the licence of one package: its expression, else its classifiers, else the first line of its text."""
    metadata = distribution.metadata
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classifiers = [
        line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    text = (metadata.get("License") or "").strip()
    return "; ".join(classifiers) or (text.splitlines()[0][:60] if text else "not stated")


if __name__ == "__main__":
    raise SystemExit(main())
