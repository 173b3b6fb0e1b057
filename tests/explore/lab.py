"""JupyterLab driven through a browser: start it on a project, open a notebook, run all of it, read what it says."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from analysis.explore.lab import make_command, write_settings

#: What JupyterLab and the browser say in every session, whatever is open in it.
HARMLESS = re.compile(
    r"Download the React DevTools|Failed to load resource.*(404|403)|favicon|WebGL|Fontconfig|ResizeObserver loop"
    r"|Canceled future|debugger state|custom/custom\.css"
)


@contextmanager
def start_lab(project: Path, folder: Path, *, notebook: str, lang: str = "en", seconds: float = 120) -> Iterator[str]:
    """Start JupyterLab as ``zhengce lab`` does, without a browser, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in ("settings", "home", "runtime"):
        (folder / name).mkdir(parents=True)
    source = Path(__file__).resolve().parents[2] / "src"
    environment = write_settings(folder / "settings", lang=lang) | {
        "HOME": str(folder / "home"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(source), os.environ.get("PYTHONPATH")])),
    }
    words = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="]
    words += ["--allow-root", "--LabApp.expose_app_in_browser=True"]
    command = make_command(project / notebook, project=project, words=words)
    with (folder / "lab.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}/lab"
        try:
            _wait_for(address, seconds, process)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(address: str, seconds: float, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - the address made above
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"JupyterLab did not answer at {address}")


def open_notebook(browser: Any, address: str, notebook: str, said: list[str]) -> Any:
    """Open a notebook in JupyterLab and wait for its kernel; what the page says or asks from outside is collected."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    tab.on("console", lambda message: _hear(said, f"{message.type}: {message.text}", message.type))
    tab.on("pageerror", lambda error: said.append(f"error: {error}"))
    host = address.split("/lab", maxsplit=1)[0]
    inside = (host, host.replace("http", "ws"), "data:", "blob:")
    tab.on("request", lambda request: None if request.url.startswith(inside) else said.append(f"asked: {request.url}"))
    tab.goto(f"{address}/tree/{notebook}?reset")
    tab.wait_for_function(
        """(path) => {
          const panel = window.jupyterapp?.shell.currentWidget;
          return panel?.context?.path === path && panel.content.widgets.length > 0 && panel.sessionContext.session?.kernel;
        }""",
        arg=notebook,
    )
    return tab


def _hear(said: list[str], text: str, kind: str) -> None:
    if kind == "error" and not HARMLESS.search(text):
        said.append(text)


def run_all(tab: Any, *, seconds: float = 300) -> list[dict[str, Any]]:
    """Run every cell and return what they put out, read from the notebook's model."""
    tab.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    tab.wait_for_function(
        """() => {
          const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code');
          const failed = cells.some((cell) => cell.model.outputs.toJSON().some((output) => output.output_type === 'error'));
          return failed || (window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'
            && cells.every((cell) => cell.model.executionCount !== null));
        }""",
        timeout=1000 * seconds,
    )
    tab.wait_for_timeout(500)
    return tab.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code')
          .flatMap((cell) => cell.model.outputs.toJSON())"""
    )


def list_errors(outputs: list[dict[str, Any]]) -> list[str]:
    """Return the errors among outputs."""
    return [f"{item['ename']}: {item['evalue']}" for item in outputs if item["output_type"] == "error"]


def stop_kernels(tab: Any) -> None:
    """End the kernels and the page."""
    tab.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")
    tab.context.close()
