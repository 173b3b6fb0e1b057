"""What every notebook of ``zhengce lab`` begins with: the project's font in figures, tables that say what they are."""

from __future__ import annotations

from typing import Any

from analysis.explore.rich import use_rich_tables
from analysis.theme import use_theme

__all__ = ["load_ipython_extension"]


def load_ipython_extension(shell: Any) -> None:
    """Prepare a session: ``%load_ext analysis.explore.session`` where ``zhengce lab`` did not start it.

    Parameters
    ----------
    shell
        The session of IPython.
    """
    use_theme()
    use_rich_tables(shell=shell)
