"""JupyterLab on the project: its own kernel, menus in the reader's language, nothing to configure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analysis.theme import font_path

__all__ = ["make_command", "open_lab", "write_settings"]

_LOCALES = {"zh": "zh_CN", "en": "en"}


def open_lab(notebook: Path, *, project: Path, lang: str = "zh", words: Sequence[str] = ()) -> int:
    """Open JupyterLab and wait for its end.

    Parameters
    ----------
    notebook
        The notebook to show.
    project
        The folder that the file browser begins in.
    lang
        ``"zh"`` or ``"en"``: language of the menus. The scholar's own settings win.
    words
        Further words for JupyterLab.

    Returns
    -------
    int
        Its exit code.

    Examples
    --------
    >>> open_lab(Path("notebooks/explore.ipynb"), project=Path())  # doctest: +SKIP
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = write_settings(Path(folder), lang=lang)
        try:
            return subprocess.call(make_command(notebook, project=project, words=words), cwd=project, env=environment)  # noqa: S603
        except KeyboardInterrupt:
            return 0


def make_command(notebook: Path, *, project: Path, words: Sequence[str] = ()) -> list[str]:
    """Return the call of JupyterLab.

    Parameters
    ----------
    notebook
        The notebook to show.
    project
        The folder that the file browser begins in.
    words
        Further words for JupyterLab.

    Returns
    -------
    list of str

    Examples
    --------
    >>> make_command(Path("a.ipynb"), project=Path("p"))[1:4]
    ['-m', 'jupyterlab', 'a.ipynb']
    """
    fonts = font_path(bold=False).parent
    return [
        *(sys.executable, "-m", "jupyterlab", str(notebook), f"--ServerApp.root_dir={project}"),
        *(f"--ServerApp.extra_static_paths={fonts}", *words),
    ]


def write_settings(folder: Path, *, lang: str = "zh") -> dict[str, str]:
    """Write settings of JupyterLab that hold where the scholar has none of her own.

    Parameters
    ----------
    folder
        An empty folder that lasts as long as JupyterLab runs.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    dict of str to str
        The environment to start JupyterLab with: these settings first, no kernels of other Pythons.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_settings(folder, lang="en")["JUPYTER_CONFIG_PATH"].startswith(str(folder))
    True
    """
    settings = {
        "@jupyterlab/translation-extension:plugin": {"locale": _LOCALES[lang]},
        # Views survive in a saved notebook; without this, Lab shows "model not found" once the kernel is gone.
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
        # Asking for news and updates would be requests to the outside.
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    (folder / "labconfig").mkdir()
    file = folder / "labconfig" / "default_setting_overrides.json"
    file.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    # Kernels of other Pythons on the machine would lack the workbench.
    environment = {name: value for name, value in os.environ.items() if name != "JUPYTER_PATH"}
    paths = [str(folder), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    # In a terminal inside JupyterLab the command `zhengce` is the one that opened it.
    commands = [str(Path(sys.executable).parent), *filter(None, [environment.get("PATH")])]
    return environment | {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PATH": os.pathsep.join(commands),
    }
