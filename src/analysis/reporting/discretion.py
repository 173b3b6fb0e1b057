"""What a failure may tell to whoever is shown it: no folder of this machine, no contact detail of a person."""

from __future__ import annotations

import re

import nbformat

from analysis.ingest.rules.base import Clue
from analysis.ingest.rules.contacts import mask_contacts
from analysis.spans import apply_edits

__all__ = ["make_discreet", "make_notebook_discreet"]

#: A path with a folder at its beginning, as Linux, macOS and Windows write them; what is kept is its last name.
_PATH = re.compile(
    r"(?<![\w.:/~\\<-])(?:~|[A-Za-z]:)?(?:[/\\]{1,2}[^\s/\\:;,'\"<>|()（），；：。、\x00-\x1f]{1,255}){2,}[/\\]?"
)


def make_discreet(text: str) -> str:
    r"""Return a text with the last name of every path in it, and with contact details of persons masked.

    Parameters
    ----------
    text
        The message of an error.

    Returns
    -------
    str

    Examples
    --------
    >>> make_discreet("no file '/srv/li/data/raw/a.txt' in 1/2 of D:\\li\\data, ask 13800001234")
    "no file 'a.txt' in 1/2 of data, ask ＊＊＊＊＊＊＊＊＊＊＊"
    """
    plain = _PATH.sub(lambda match: _last_name(match.group()), text)
    return apply_edits(plain, mask_contacts(plain, Clue()))


def make_notebook_discreet(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Make the errors in an executed notebook discreet, in place, and return it.

    Parameters
    ----------
    notebook
        The notebook.

    Returns
    -------
    nbformat.NotebookNode
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.evalue = make_discreet(output.evalue)
                output.traceback = [make_discreet(line) for line in output.traceback]
    return notebook


def _last_name(path: str) -> str:
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]
