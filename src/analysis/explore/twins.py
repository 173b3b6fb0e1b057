"""Static twins: what a view shows, as plain HTML that an untrusted notebook and a page show alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from analysis.explore.selection import Selection
from analysis.lexis import concordance
from analysis.messages import say
from analysis.networks import link_agencies

__all__ = [
    "tell_chosen",
    "write_corpus",
    "write_kwic",
    "write_network",
    "write_passages",
    "write_selection",
    "write_targets",
    "write_text",
    "write_topics",
]

#: Rows that a twin shows; the view itself has all.
_ROWS = 40

#: Keeps MathJax from reading a document's dollar signs as formulas.
_CLASS = "zc-twin tex2jax_ignore mathjax_ignore"

#: JupyterLab sets cells of tables to the right; this style survives where a notebook is not trusted.
_LEFT = ' style="text-align:left"'


def write_text(selection: Selection) -> str:
    """Return the reader as HTML: clauses with their repairs and agencies marked.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    clauses = selection.find_clauses()
    marks = _Marks(selection)
    rows = [[escape(clause_id), marks.write(clause_id)] for clause_id in clauses["clause_id"].head(_ROWS)]
    return _write(selection, "text", ["column_clause_id", "column_text"], rows, n=len(clauses))


def write_kwic(selection: Selection) -> str:
    """Return the words in context as HTML.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    if not selection.term:
        return _write(selection, "kwic", ["column_text"], [], n=0)
    lines = concordance(selection.find_clauses(), selection.term)
    rows = [
        [escape(line["clause_id"]), f"{_flat(line['left'])}<mark>{escape(line['match'])}</mark>{_flat(line['right'])}"]
        for line in lines.head(_ROWS).to_dict("records")
    ]
    return _write(selection, "kwic", ["column_clause_id", "column_text"], rows, n=len(lines))


def write_selection(selection: Selection) -> str:
    """Return what is chosen, and the command of its report, as HTML.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    return _write(selection, "selection", ["command"], [[f"<code>{escape(selection.command())}</code>"]], n=1)


def write_corpus(selection: Selection) -> str:
    """Return the documents as HTML, with what each states.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    lang = selection.lang
    documents = selection.data["documents"]
    tables = list(documents[0]["coverage"]) if documents else []
    left = selection.find_clauses()["doc_id"].value_counts()
    rows = [
        [
            f"{escape(item['title'])}<br><small>{escape(item['id'])}</small>",
            escape(item["province"]),
            escape(item["issued_on"] or _word("not_stated", lang)),
            f"{left.get(item['id'], 0)}/{item['n_clauses']}",
            *(
                str(n) if status == "stated" else _word(status.replace(" ", "_"), lang)
                for status, n in item["coverage"].values()
            ),
        ]
        for item in documents[:_ROWS]
    ]
    names = ["document", "province", "issued_on", "clauses_left", *tables]
    return _write(selection, "corpus", [f"column_{name}" for name in names], rows, n=len(documents))


def write_topics(selection: Selection) -> str:
    """Return the topics as HTML: label, terms, and whether they are firm.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    model = next((model for model in selection.data["topics"] if model["k"] == selection.k), None)
    topics = model["topics"] if model else []
    rows = [
        [
            str(number),
            escape(topic["label"]),
            escape("、".join(term for term, _ in topic["terms"])),
            "" if topic["kept"] else escape(_word("not_firm", selection.lang)),
        ]
        for number, topic in enumerate(topics, 1)
    ]
    return _write(selection, "topics", ["topic", "column_label", "column_terms", "column_status"], rows, n=len(rows))


def write_network(selection: Selection) -> str:
    """Return the ties of the clauses that are left as HTML, those of most clauses first.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    left = set(selection.find_clauses()["clause_id"])
    duties = selection.study.duties
    links = link_agencies(duties[duties["clause_id"].isin(left)])
    if selection.agency:
        links = links[(links["agency_a"] == selection.agency) | (links["agency_b"] == selection.agency)]
    links = links.sort_values(["n_clauses", "scope", "agency_a", "agency_b"], ascending=[False, True, True, True])
    rows = [
        [escape(row["scope"]), escape(row["agency_a"]), escape(row["agency_b"]), str(row["n_clauses"])]
        for row in links.head(_ROWS).to_dict("records")
    ]
    heads = ["network", "column_agency", "column_partner", "column_n_clauses"]
    return _write(selection, "network", heads, rows, n=len(links))


def write_passages(selection: Selection) -> str:
    """Return the shared passages as HTML, what differs underlined.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    ids = selection.data["clauses"]["id"]
    left = set(selection.find_clauses()["clause_id"])
    found = [
        (item, names)
        for item in selection.data["passages"]
        if left.intersection(names := [ids[row] if row >= 0 else "" for row in item["clauses"]])
    ]
    rows = [
        [
            escape(_word(f"label_{item['label'].replace(' ', '_')}", selection.lang)),
            *(
                f"<small>{escape(name)}</small><br>"
                + "".join(_flat(text) if same else f"<u>{_flat(text)}</u>" for text, same in pieces)
                for name, pieces in zip(names, item["pieces"], strict=True)
            ),
        ]
        for item, names in found[:_ROWS]
    ]
    return _write(selection, "passages", ["column_label", "column_passage", "column_passage"], rows, n=len(found))


def write_targets(selection: Selection) -> str:
    """Return the targets as HTML, by year.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    targets = selection.data["targets"]
    ids = selection.data["clauses"]["id"]
    left = set(selection.find_clauses()["clause_id"])
    found = [row for row, clause in enumerate(targets["clause"]) if ids[clause] in left]
    found.sort(key=lambda row: (targets["year"][row] is None, targets["year"][row], row))
    rows = [
        [
            str(targets["year"][row] or _word("no_year", selection.lang)),
            escape(targets["told"][row]),
            escape(targets["object"][row]),
            escape(ids[targets["clause"][row]]),
        ]
        for row in found[:_ROWS]
    ]
    heads = ["column_year", "column_value", "column_object", "column_clause_id"]
    return _write(selection, "targets", heads, rows, n=len(found))


def _write(selection: Selection, kind: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, n: int) -> str:
    """Return a table of cells that are HTML already, with the view's name and what is chosen above it."""
    lang = selection.lang
    rows = list(rows)
    head = "".join(f'<th scope="col"{_LEFT}>{escape(_word(name, lang))}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td{_LEFT}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    caption = f"{say(f'explore.view_{kind}', lang=lang)} · {tell_chosen(selection)}"
    more = f"<p>{escape(say('explore.twin_rows', lang=lang, shown=len(rows), n=n))}</p>" if n > len(rows) else ""
    none = f"<p>{escape(say('explore.nothing', lang=lang))}</p>" if not rows else ""
    return (
        f'<div class="{_CLASS}"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{more}{none}</div>"
    )


def tell_chosen(selection: Selection) -> str:
    """Return what is chosen, in words.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
    """
    names = [name for name in ("document", "term", "agency", "topic", "clause") if getattr(selection, name)]
    told = [f"{say(f'explore.{name}', lang=selection.lang)}: {getattr(selection, name)}" for name in names]
    return " · ".join(told) or say("explore.nothing_chosen", lang=selection.lang)


def _word(name: str, lang: str) -> str:
    return say(f"explore.{name}", lang=lang)


def _flat(text: str) -> str:
    return escape(text.replace("\n", "¶"))


class _Marks:
    """Clauses as HTML with repairs and agencies marked."""

    def __init__(self, selection: Selection) -> None:
        data = selection.data
        self._data = data
        self._place = {clause_id: row for row, clause_id in enumerate(data["clauses"]["id"])}
        self._spans: dict[int, list[tuple[int, int, str, str]]] = {}
        for tag, table, title in (("ins", "edits", "before"), ("u", "duties", "role")):
            rows = data[table]
            for row, start, end, words in zip(rows["clause"], rows["start"], rows["end"], rows[title], strict=True):
                self._spans.setdefault(row, []).append((start, end, tag, words))

    def write(self, clause_id: str) -> str:
        row = self._place[clause_id]
        text = self._data["clauses"]["text"][row].encode("utf-16-le", "surrogatepass")
        parts: list[str] = []
        at = 0
        for start, end, tag, words in sorted(self._spans.get(row, [])):
            if start < at:
                continue
            parts += [_cut(text, at, start), f'<{tag} title="{escape(words)}">{_cut(text, start, end)}</{tag}>']
            at = end
        return "".join([*parts, _cut(text, at, len(text) // 2)]).replace("\n", "<br>")


def _cut(text: bytes, start: int, end: int) -> str:
    """Return part of a text by positions of JavaScript, which counts in pairs of bytes."""
    return escape(text[2 * start : 2 * end].decode("utf-16-le", "replace"))
