"""Plans of several provinces in which known groups of agencies share clauses: what networks and their nulls have to find."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.reference import read_reference
from analysis.tables import make_table

__all__ = ["PlantedAgencies", "plant_agencies", "write_plans"]

_NUMERALS = "一二三四五六七八九十"
_FIRST_YEAR = 2023
#: Phrases that a clause is filled with; they carry no agency.
_PHRASES = ("完善工作机制", "推进重点项目建设", "提升服务能力", "加强数据共享", "培育应用场景", "健全标准体系")


class PlantedAgencies(NamedTuple):
    """What :func:`plant_agencies` returns.

    Attributes
    ----------
    texts
        One row a document: ``doc_id``, ``province``, ``issued_on``, ``text``, the plan as it would be published.
    duties
        The truth as table ``duties``, with places in these texts.
    blocks
        One row an agency and province: ``province``, ``agency``, ``block`` (from 1).
    """

    texts: pd.DataFrame
    duties: pd.DataFrame
    blocks: pd.DataFrame


def plant_agencies(
    *,
    n_provinces: int = 4,
    n_clauses: int = 60,
    n_agencies: int = 24,
    n_blocks: int = 4,
    strength: float = 0.8,
    n_silent: int = 0,
    n_plans: int = 1,
    seed: int = 0,
) -> PlantedAgencies:
    """Return plans in which agencies of one block share clauses more than others do.

    Parameters
    ----------
    n_provinces
        Provinces, one plan each; all have departments of the same short names, as real provinces do.
    n_clauses
        Clauses of each plan, at most 100.
    n_agencies
        Agencies of each province.
    n_blocks
        Groups that they are divided into, the same in every province.
    strength
        Probability that a further agency of a clause comes from the block of the first, 0-1, rather than from anywhere. At 0
        there is no structure but how often each is named.
    n_silent
        How many of the provinces state no agencies in their plan, the last ones.
    n_plans
        Plans of each province, one a year from 2023; in each the lead passes on to the next body of every list.
    seed
        Seed of the generator.

    Returns
    -------
    PlantedAgencies

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    Agencies are named with unequal frequencies (the first of a block most), so that a measure which mistakes frequency for
    closeness is found out. Every second plan states leads (牵头单位, 配合单位), the others only 责任单位.

    Examples
    --------
    >>> planted = plant_agencies(n_provinces=2, n_clauses=10, n_silent=1)
    >>> planted.texts["province"].tolist(), planted.duties["jurisdiction"].unique().tolist()
    (['河北', '山西'], ['河北'])
    """
    provinces = read_reference("provinces").query("kind == '省'").sort_values("code")["name"].tolist()
    registry = read_reference("agencies")
    local = (
        (registry["kind"] == "government department") & (registry["level"] == "local") & (registry["valid_to"] == "")
    )
    plain = registry[local].drop_duplicates("system")["name"]  # one body a field: no two names of the same body
    party = (registry["kind"] == "party organ") & (registry["level"] == "local") & (registry["valid_to"] == "")
    names = [f"省{name}" for name in plain if "{" not in name and name.endswith(("厅", "局", "委"))]
    names += [f"省{name}" for name in registry.loc[party, "name"] if name.endswith("部")]
    for what, value, low, high in (
        ("n_provinces", n_provinces, 1, len(provinces)),
        ("n_clauses", n_clauses, 1, len(_NUMERALS) ** 2),
        ("n_agencies", n_agencies, n_blocks, len(names)),
        ("n_silent", n_silent, 0, n_provinces),
        ("n_plans", n_plans, 1, 9),
        ("strength", strength, 0, 1),
    ):
        if not low <= value <= high:
            raise ValueError(f"{what} is {value}; it must lie between {low} and {high}")
    generator = np.random.default_rng(seed)
    agencies, block = names[:n_agencies], np.arange(n_agencies) % n_blocks
    texts, duties, blocks = [], [], []
    for number, province in enumerate(provinces[:n_provinces]):
        silent = number >= n_provinces - n_silent
        for plan in range(n_plans):
            year = _FIRST_YEAR + plan
            doc_id = f"planted-{number + 1}" if n_plans == 1 else f"planted-{number + 1}-{year}"
            lists = [_draw_list(generator, block, strength) for _ in range(n_clauses)]
            named = [[agencies[i] for i in drawn[plan % len(drawn) :] + drawn[: plan % len(drawn)]] for drawn in lists]
            text, rows = _write_plan(doc_id, province, named, leads=number % 2 == 1, silent=silent)
            texts.append({"doc_id": doc_id, "province": province, "issued_on": f"{year}-06-01", "text": text})
            duties += rows
        if not silent:
            blocks += [
                {"province": province, "agency": agency, "block": int(of) + 1}
                for agency, of in zip(agencies, block, strict=True)
            ]
    return PlantedAgencies(pd.DataFrame(texts), make_table("duties", duties), pd.DataFrame(blocks))


def write_plans(planted: PlantedAgencies, folder: Path | str) -> Path:
    """Write planted plans as a data folder that every command reads, and return the folder.

    Parameters
    ----------
    planted
        From :func:`plant_agencies`.
    folder
        Where to; made if it is not there.

    Returns
    -------
    pathlib.Path
        The folder, with one file a plan and the catalogue ``corpus.toml``.

    Examples
    --------
    >>> import tempfile
    >>> folder = write_plans(plant_agencies(n_provinces=1, n_clauses=10), tempfile.mkdtemp())
    >>> sorted(path.name for path in folder.iterdir())
    ['corpus.toml', 'planted-1.txt']
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for plan in planted.texts.to_dict("records"):
        (folder / f"{plan['doc_id']}.txt").write_text(plan["text"], encoding="utf-8", newline="\n")
        fields = {"id": plan["doc_id"], "path": f"{plan['doc_id']}.txt", "source": "planted"}
        fields |= {"province": plan["province"], "issued_on": plan["issued_on"]}
        entries.append("[[document]]\n" + "".join(f'{name} = "{value}"\n' for name, value in fields.items()))
    (folder / "corpus.toml").write_text("\n".join(entries), encoding="utf-8", newline="\n")
    return folder


def _draw_list(generator: np.random.Generator, block: np.ndarray, strength: float) -> list[int]:
    """Draw two to five agencies: the first from anywhere, the others mostly from its block."""
    frequency = 1 / (1 + np.arange(len(block)) // len(set(block.tolist())))
    drawn = [int(generator.choice(len(block), p=frequency / frequency.sum()))]
    for _ in range(int(generator.integers(1, 5))):
        near = generator.random() < strength
        weight = frequency * ((block == block[drawn[0]]) if near else 1.0)
        weight[drawn] = 0
        if weight.sum() > 0:
            drawn.append(int(generator.choice(len(block), p=weight / weight.sum())))
    return drawn


def _write_plan(
    doc_id: str, province: str, lists: list[list[str]], *, leads: bool, silent: bool
) -> tuple[str, list[dict[str, object]]]:
    """Write a plan of ten clauses a chapter, and note where each agency stands."""
    text = f"{province}省推动人工智能发展行动计划\n"
    rows: list[dict[str, object]] = []
    for at, agencies in enumerate(lists):
        chapter, clause = divmod(at, len(_NUMERALS))
        if clause == 0:
            text += f"{_NUMERALS[chapter]}、重点任务之{_NUMERALS[chapter]}\n"
        phrases = [_PHRASES[(at + step) % len(_PHRASES)] for step in range(3)]
        text += f"（{_NUMERALS[clause]}）{phrases[0]}。{phrases[1]}，{phrases[2]}。"
        if not silent:
            text += "（牵头单位：" if leads else "（责任单位："
            for order, agency in enumerate(agencies, start=1):
                if order > 1:
                    text += "；配合单位：" if leads and order == 2 else "、"  # noqa: PLR2004 - the first support
                role = "responsible" if not leads else "lead" if order == 1 else "support"
                rows.append(
                    {
                        "doc_id": doc_id,
                        "clause_id": f"{doc_id}/{_NUMERALS[chapter]}/{_NUMERALS[clause]}",
                        "start": len(text),
                        "end": len(text) + len(agency),
                        "agency": agency,
                        "surface": agency,
                        "jurisdiction": province,
                        "role": role,
                        "order": order,
                        "evidence": "bracket",
                        "notation": {"lead": "牵头单位", "support": "配合单位"}.get(role, "责任单位"),
                        "collective": False,
                    }
                )
                text += agency
            text += "）"
        text += "\n"
    return text, rows
