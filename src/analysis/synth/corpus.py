"""A national corpus of any size: plans of all provinces whose vocabulary grows with their number, some nearly the same."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from analysis.reference import read_reference
from analysis.synth.policy import CHAPTERS, FIELDS, HAN
from analysis.synth.wording import Wording, list_offices

__all__ = ["list_documents", "write_corpus"]

#: Share of clauses that name bodies: many plans name few.
_WITH_OFFICES = 0.6
_YEARS = range(2016, 2026)


def list_documents(
    n_documents: int, *, n_chars: int = 1_700, near_share: float = 0.05, seed: int = 0
) -> Iterator[dict[str, str]]:
    """Give invented plans, one after another.

    Parameters
    ----------
    n_documents
        How many; the first of a larger corpus are those of a smaller one.
    n_chars
        Characters of a text, about.
    near_share
        Share of documents that repeat one of the fifty before it but for a few sentences, 0-1.
    seed
        Decides everything that is drawn.

    Yields
    ------
    dict of str to str
        ``id``, ``text``, ``source``, and in a near duplicate ``note``: the document that it repeats.

    Notes
    -----
    The words are those of jieba's dictionary, as often as it says that the language has them, with nouns of the plan's field
    and terms of policy, so that the vocabulary goes on growing with the corpus as that of real ones does: twice the words,
    about 1.5 times the different ones. Clauses, sentences, goals, agencies and instruments are about as dense as in published
    plans (``tests/synth/test_corpus.py`` compares).

    Examples
    --------
    >>> documents = list(list_documents(3, seed=1))
    >>> [document["id"] for document in documents], 1500 < len(documents[0]["text"]) < 2100
    (['d0000000', 'd0000001', 'd0000002'], True)
    """
    for number in range(n_documents):
        draw = random.Random(f"{seed} {number}")  # noqa: S311 - no secret
        original = None
        if number and draw.random() < near_share:
            original = max(number - draw.randint(1, 50), 0)
        text = _write_plan(random.Random(f"{seed} {number if original is None else original} text"), n_chars)  # noqa: S311
        document = {"id": f"d{number:07d}", "text": text, "source": "invented"}
        if original is not None:
            document |= {"text": _change(draw, text), "note": f"repeats d{original:07d}"}
        yield document


def write_corpus(path: Path, n_documents: int, **options: float) -> Path:
    """Write the plans of :func:`list_documents` into one file and return its path.

    Parameters
    ----------
    path
        Ends in ``.jsonl`` or ``.parquet``.
    n_documents
        How many.
    **options
        As for :func:`list_documents`.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> import tempfile
    >>> path = write_corpus(Path(tempfile.mkdtemp()) / "corpus.jsonl", 2)
    >>> len(path.read_text(encoding="utf-8").splitlines())
    2
    """
    documents = list_documents(n_documents, **options)  # type: ignore[arg-type]
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8", newline="\n") as out:
            for document in documents:
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
        return path
    schema = pa.schema([(name, pa.string()) for name in ("id", "text", "source", "note")])
    with parquet.ParquetWriter(path, schema) as writer:
        block: list[dict[str, str]] = []
        for document in documents:
            block.append(document)
            if len(block) == 1_000:  # noqa: PLR2004 - rows of a row group
                writer.write_table(pa.Table.from_pylist(block, schema=schema))
                block = []
        writer.write_table(pa.Table.from_pylist(block, schema=schema))
    return path


def _write_plan(draw: random.Random, n_chars: int) -> str:
    full, name, short = draw.choice(_provinces())
    field = draw.choice(FIELDS)
    wording = Wording(draw, field)
    year = draw.choice(_YEARS)
    plan = f"{full}{field}高质量发展行动计划（{year}—{year + 2}年）"
    date = f"{year}年{draw.randint(1, 12)}月{draw.randint(1, 28)}日"
    lines = [
        f"{full}人民政府办公厅关于印发{plan}的通知",
        f"{short}政办发〔{year}〕{draw.randint(1, 90)}号",
        "各市、县人民政府，省政府各部门、各直属机构：",
        f"《{plan}》已经省政府同意，现印发给你们，请认真贯彻执行。",
        f"{full}人民政府办公厅",
        date,
        plan,
        f"为加快推动{name}{field}高质量发展，结合{full}实际，制定本行动计划。",
    ]
    written = sum(map(len, lines))
    for chapter, title in enumerate(CHAPTERS):
        lines.append(f"{HAN[chapter]}、{title}")
        for clause in range(3):
            body = "".join(wording.write_sentence(year) for _ in range(draw.randint(2, 5)))
            told = f"（责任单位：{_name_offices(draw)}）" if draw.random() < _WITH_OFFICES else ""
            lines.append(f"（{HAN[clause]}）{wording.write_heading()}。{body}{told}")
            written += len(lines[-1])
            if written > n_chars:
                return "\n".join(lines)
    return "\n".join(lines)


def _name_offices(draw: random.Random) -> str:
    offices, totals = list_offices()
    return "、".join(dict.fromkeys(draw.choices(offices, cum_weights=totals, k=draw.randint(1, 8))))


def _change(draw: random.Random, text: str) -> str:
    """Put other numbers and other sentences into a few places."""
    lines = text.split("\n")
    for _ in range(3):
        at = draw.randrange(8, len(lines))
        if "。" in lines[at]:
            lines[at] = lines[at].replace("。", f"。{Wording(draw, draw.choice(FIELDS)).write_sentence(2025)}", 1)
    return "\n".join(lines)


@cache
def _provinces() -> list[tuple[str, str, str]]:
    provinces = read_reference("provinces")
    provinces = provinces[provinces["kind"] == "省"]
    short = provinces["abbreviation"].str.split().str[0]
    return list(zip(provinces["full_name"], provinces["name"], short, strict=True))
