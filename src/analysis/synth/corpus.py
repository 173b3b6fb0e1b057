"""A national corpus of any size: plans of all provinces whose vocabulary grows with their number, some nearly the same."""

from __future__ import annotations

import json
import random
from bisect import bisect
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from analysis.reference import read_reference
from analysis.synth.policy import CHAPTERS, FIELDS, HAN, HEADINGS, OFFICES, SENTENCES

__all__ = ["list_documents", "write_corpus"]

#: Words of two characters, one after another; three in a row, one of each list, make a term that no dictionary lists.
_FIRST = (
    "智能数字绿色海洋低碳航空生物量子氢能光伏储能数据算力芯片冷链港口物流农业林业畜牧水利矿山化工纺织冶金船舶汽车轨道医药康养文旅冰雪会展金融保险信贷税务审计教育科研人才社区乡村城镇园区口岸跨境边贸电商政务"
    "应急消防气象地震环保湿地草原荒漠流域岛屿"
)
_SECOND = (
    "装备平台网络系统材料部件终端软件模型标准检测认证监测预警调度仓储加工种植养殖育种勘探开采炼化印染铸造焊接装配维修租赁培训孵化中试转化交易结算征信担保补贴减免采购招标评估督导考核巡查治理修复改造扩建新建"
    "联通共享开放协同融合集聚示范试点推广普及"
)
_THIRD = "工程中心基地体系机制集群项目专班联盟目录清单指南场景通道走廊枢纽园地试验计划行动工坊学院基金指数"
_GROWTH = 1.05
_OPENINGS = ("加快建设", "支持发展", "稳步推进", "重点布局", "优先保障", "统筹规划", "探索设立", "持续完善")
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
    Three sentences in ten name two terms, drawn with the frequencies of Zipf and Mandelbrot from some 80,000, so that the
    vocabulary of the corpus goes on growing as that of real ones does; the others are those of :func:`write_policy_text`.

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
        for clause, heading in enumerate(draw.sample(HEADINGS, 3)):
            body = "".join(_write_sentence(draw, field, year) for _ in range(draw.randint(2, 4)))
            offices = "、".join(draw.sample(OFFICES, draw.randint(1, 3)))
            told = f"（责任单位：{offices}）" if draw.random() < 0.6 else ""  # noqa: PLR2004 - many plans name few bodies
            lines.append(f"（{HAN[clause]}）{heading}。{body}{told}")
            written += len(lines[-1])
        if written > n_chars:
            break
    return "\n".join(lines)


def _write_sentence(draw: random.Random, field: str, year: int) -> str:
    if draw.random() < 0.3:  # noqa: PLR2004 - see the notes of list_documents
        return f"{draw.choice(_OPENINGS)}{_draw_term(draw)}和{_draw_term(draw)}，服务{field}发展。"
    return (
        draw.choice(SENTENCES)
        .format(
            field=field,
            n=draw.randint(2, 59),
            m=draw.randint(1, 89) * 100,
            p=draw.randint(11, 29),
            q=draw.randint(3, 6),
            h=draw.randint(50, 97),
            d=draw.randint(1, 9),
        )
        .replace("2027", str(year + 2))
    )


def _draw_term(draw: random.Random) -> str:
    rank = bisect(_shares(), draw.random() * _shares()[-1])
    rank = (rank * 48_611) % len(_shares())  # so that the commonest terms are not all of one first word
    places = (
        rank // (_count(_SECOND) * _count(_THIRD)),
        rank // _count(_THIRD) % _count(_SECOND),
        rank % _count(_THIRD),
    )
    return "".join(words[2 * at : 2 * at + 2] for words, at in zip((_FIRST, _SECOND, _THIRD), places, strict=True))


def _count(words: str) -> int:
    return len(words) // 2


@cache
def _shares() -> list[float]:
    n_terms = _count(_FIRST) * _count(_SECOND) * _count(_THIRD)
    return list(accumulate((rank + 3) ** -_GROWTH for rank in range(n_terms)))


def _change(draw: random.Random, text: str) -> str:
    """Put other numbers and other sentences into a few places."""
    lines = text.split("\n")
    for _ in range(3):
        at = draw.randrange(8, len(lines))
        if "。" in lines[at]:
            lines[at] = lines[at].replace("。", f"。{_write_sentence(draw, draw.choice(FIELDS), 2025)}", 1)
    return "\n".join(lines)


@cache
def _provinces() -> list[tuple[str, str, str]]:
    provinces = read_reference("provinces")
    provinces = provinces[provinces["kind"] == "省"]
    short = provinces["abbreviation"].str.split().str[0]
    return list(zip(provinces["full_name"], provinces["name"], short, strict=True))
