"""The workbench notebook runs whole, as it is stored."""

import os

import nbformat
from nbclient import NotebookClient


def test_explore_runs_whole(root, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root / "src"), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    notebook = nbformat.read(root / "notebooks" / "explore.ipynb", as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": root}}).execute()
    texts = [output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("→" in text for text in texts)
