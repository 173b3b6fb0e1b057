"""Cells executed in this very process, what they show collected as a notebook stores it: no kernel, no port, no socket."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, cast

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from jupyter_client.jsonutil import json_default
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

__all__ = ["CellShell"]

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class CellShell:
    """An IPython shell that runs the cells of one notebook.

    There is one in a process, and it cannot be made anew: a notebook that must not see the names of another gets a process of
    its own.

    Parameters
    ----------
    folder
        A folder that is there; IPython keeps no history and no profile, and writes nothing into it.
    """

    def __init__(self, folder: Path) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        self._shell = _Shell.instance(config=config, ipython_dir=str(folder), profile_dir=ProfileDir())
        self._shell.colors = "nocolor"

    def run_cell(self, source: str) -> tuple[int, list[NotebookNode]]:
        """Run one cell and return its number and its outputs; the last output is an error where it failed.

        Parameters
        ----------
        source
            The cell.

        Returns
        -------
        count, outputs
        """
        outputs = _Outputs()
        self._shell.outputs = outputs
        with redirect_stdout(_Stream("stdout", outputs)), redirect_stderr(_Stream("stderr", outputs)):
            result = self._shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        if not result.success and not any(output.output_type == "error" for output in outputs):
            error = result.error_in_exec or result.error_before_exec
            outputs.append(new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[]))
        return int(result.execution_count or 0), list(outputs)


class _Outputs(list[NotebookNode]):
    """Outputs in the order they came; text of one stream in one piece."""

    def add_text(self, name: str, text: str) -> None:
        if self and self[-1].output_type == "stream" and self[-1].name == name:
            self[-1].text += text
        elif text:
            self.append(new_output("stream", name=name, text=text))

    def add_data(self, kind: str, data: Mapping[str, object], metadata: object, **more: object) -> None:
        self.append(new_output(kind, data=_make_plain(data), metadata=_make_plain(metadata or {}), **more))


class _Stream(io.TextIOBase):
    def __init__(self, name: str, outputs: _Outputs) -> None:
        self._name = name
        self._outputs = outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.add_text(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_options: Any) -> None:  # noqa: ARG002
        self.shell.outputs.add_data("display_data", data, metadata)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - IPython's signature
        self.shell.outputs.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        """Say nothing: a notebook keeps the number of the cell."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        cast("_Shell", self.shell).outputs.add_data(
            "execute_result", format_dict, md_dict, execution_count=self.prompt_count
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    outputs = _Outputs()

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        lines = [_COLOUR.sub("", line) for line in stb]
        self.outputs.append(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=lines))

    def enable_gui(self, gui: Any = None) -> None:
        """Open no windows: nobody looks."""


def _make_plain(value: object) -> Any:
    """Return what JSON makes of a value, as it would have come from a kernel: pictures as base64, numbers as numbers."""
    return json.loads(json.dumps(value, default=json_default))
