"""Views as one HTML file that works without JupyterLab, a kernel or a network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from analysis.explore.module import read_module, read_style
from analysis.explore.views import View
from analysis.messages import say
from analysis.reporting.assets import embed_fonts

__all__ = ["write_page"]

#: What JupyterLab's theme does for the views there: the page's font, and a dark page for a dark screen.
_STYLE = """
body,.zc{font-family:'Zhengce Page',sans-serif}
@media(prefers-color-scheme:dark){
:root{color-scheme:dark;--jp-content-font-color1:#e8e8e8;--jp-layout-color1:#16181b;--jp-layout-color2:#23262b;--jp-border-color1:#555;--zc-tie:#9ecae1}
body{background:#16181b;color:#e8e8e8}}
"""

#: Stands for the models of JupyterLab: values by name, and calls when one changes.
_SHIM = """
const state = JSON.parse(document.getElementById("zc-state").textContent);
class Model {
  constructor(values) { this.values = values; this.calls = []; this.widget_manager = { get_model: async () => shared }; }
  get(name) { return this.values[name]; }
  set(name, value) {
    if (this.values[name] === value) return;
    this.values[name] = value;
    for (const [event, call] of this.calls) if (event === `change:${name}`) call();
  }
  on(event, call) { this.calls.push([event, call]); }
  off() {}
  save_changes() {}
}
const shared = new Model(state.selection);
window.zhengce = shared;
for (const [at, values] of state.views.entries()) {
  render({ model: new Model(values), el: document.getElementById(`zc-view-${at}`) });
}
"""


def write_page(views: Sequence[View], path: Path) -> Path:
    """Write views of one selection as a page that filters and links as in JupyterLab.

    Parameters
    ----------
    views
        Views of the same selection, in the order of the page.
    path
        The file.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    ValueError
        If there is no view, or if the views do not share a selection.

    Notes
    -----
    The page holds the texts of the study. It asks nothing of any network: its policy allows its own script and no other.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.explore import Selection, view_text
    >>> from analysis.study import load_study
    >>> view = view_text(Selection(load_study("data"), lang="en"))
    >>> write_page([view], Path(tempfile.mkdtemp()) / "explore.html").name
    'explore.html'
    """
    if not views or len({id(view.selection) for view in views}) != 1:
        raise ValueError("a page takes at least one view, all of the same selection")
    selection = views[0].selection
    names = ("document", "clause", "term", "agency", "topic", "k", "lang", "data", "words")
    state = {
        "selection": {name: getattr(selection, name) for name in names},
        "views": [{"kind": view.kind, "selection": "IPY_MODEL_selection"} for view in views],
    }
    script = read_module().replace("export default { render };", _SHIM)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src 'sha256-{_hash(script)}'"
    title = escape(say("explore.title", lang=selection.lang))
    bodies = "".join(
        f'<div id="zc-view-{at}"></div><noscript>{view.make_twin()}</noscript>' for at, view in enumerate(views)
    )
    html = (
        f'<!doctype html><html lang="{"zh-CN" if selection.lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>/* fonts */\n{read_style()}\n{_STYLE}</style></head>"
        f'<body><h1 class="zc-title">{title}</h1><main>{bodies}</main>'
        f'<script type="application/json" id="zc-state">{_quote(state)}</script>'
        f'<script type="module">{script}</script></body></html>'
    )
    path.write_text(embed_fonts(html), encoding="utf-8", newline="\n")
    return path


def _quote(state: object) -> str:
    """Return JSON in which no text can end the element that carries it."""
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
