"""JupyterLab on the project: its own kernel, menus in the reader's language, nothing to configure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ipykernel.kernelspec import get_kernel_dict
from jupyter_core.paths import jupyter_config_dir

from analysis.theme import FAMILY, font_path

__all__ = ["make_command", "open_lab", "write_settings"]

_LOCALES = {"zh": "zh_CN", "en": "en"}

#: The packaged font stands behind the reader's own, so that it is loaded only where a character has none.
_FAMILIES = f'"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "{FAMILY}", sans-serif'
_FACES = "".join(
    f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url("{font_path(bold=weight > 400).name}"); }}\n'  # noqa: PLR2004
    for weight in (400, 700)
)
_STYLE = f"""{_FACES}body {{
  --jp-ui-font-family: system-ui, -apple-system, "Segoe UI", {_FAMILIES};
  --jp-content-font-family: system-ui, -apple-system, "Segoe UI", {_FAMILIES};
  --jp-code-font-family: Menlo, Consolas, "DejaVu Sans Mono", {_FAMILIES.replace("sans-serif", "monospace")};
  --jp-code-font-family-default: var(--jp-code-font-family);
}}
"""


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
        sys.stderr.write("zhengce: JupyterLab opens in your browser; to end it, press Ctrl-C here and answer y\n")
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
    return [sys.executable, "-m", "jupyterlab", str(notebook), f"--ServerApp.root_dir={project}", *words]


def write_settings(folder: Path, *, lang: str = "zh") -> dict[str, str]:
    """Write settings of JupyterLab that hold where the scholar has none of her own: language, font, kernel.

    Parameters
    ----------
    folder
        An empty folder that lasts as long as JupyterLab runs.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    dict of str to str
        The environment to start JupyterLab with: these settings first, one kernel, which begins with
        :mod:`analysis.explore.session`.

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
    _write_server(folder)
    _write_kernel(folder)
    environment = dict(os.environ)
    paths = [str(folder), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    # In a terminal inside JupyterLab the command `zhengce` is the one that opened it.
    commands = [str(Path(sys.executable).parent), *filter(None, [environment.get("PATH")])]
    return environment | {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
        "JUPYTER_PATH": str(folder),  # in place of the reader's: kernels of other Pythons would lack the workbench
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PATH": os.pathsep.join(commands),
        "ZHENGCE_LANG": lang,
    }


def _write_server(folder: Path) -> None:
    """Have JupyterLab write Chinese in the packaged font where the machine has none; say addresses and warnings only."""
    (folder / "custom").mkdir()
    (folder / "custom" / "custom.css").write_text(_STYLE, encoding="utf-8")
    own = Path(jupyter_config_dir()) / "custom"  # a scholar's own style comes first
    custom = [str(path) for path in (own, folder / "custom", font_path().parent) if path.is_dir()]
    server = {"ServerApp": {"tornado_settings": {"static_custom_path": custom}, "log_level": "WARN"}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(server, indent=1), encoding="utf-8")
    lab = {"LabApp": {"custom_css": True, "log_level": "WARN"}}
    (folder / "jupyter_lab_config.json").write_text(json.dumps(lab, indent=1), encoding="utf-8")


def _write_kernel(folder: Path) -> None:
    """Have every notebook begin with the project's font and tables."""
    kernel = get_kernel_dict(["--IPKernelApp.extra_extensions=analysis.explore.session"])
    kernel["display_name"] = "zhengce"
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(kernel, indent=1), encoding="utf-8")
