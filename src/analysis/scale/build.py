"""From a corpus of any size to its folder of tables: blocks through the chain, blocks to tables, killed and resumed at will."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis.errors import CallError, CatalogueError, DataError, Problem, WithheldError
from analysis.files import hold_folder, whole_folder
from analysis.reference import find_layer
from analysis.reporting.built import STAMP, keep_layer
from analysis.reporting.fingerprint import hash_code, hash_data, hash_file, hash_value, list_versions
from analysis.reporting.state import read_json, write_json
from analysis.scale.blocks import Layer, Task, describe_code, hash_task, pack_layer
from analysis.scale.corpus import BLOCK_DOCUMENTS, Corpus, cut_blocks, open_corpus
from analysis.scale.engines import ENGINES, run_tasks, start_dask, start_processes, tell_broken
from analysis.scale.store import BlockStore
from analysis.scale.sums import (
    add_ties,
    explain_provinces,
    find_spread,
    measure_networks,
    tell_withheld,
    weigh_parts,
    weigh_provinces,
)
from analysis.scale.writer import write_stream
from analysis.similarity import compare_units
from analysis.study import derive_tables, load_study, save_study
from analysis.study.bundle import table_names
from analysis.study.storage import write_manifest
from analysis.tables import make_table, read_corrections, round_table, write_csv, write_table
from analysis.tables.corrections import tell_unmet

__all__ = ["WHOLE_DOCUMENTS", "build_corpus"]

#: Documents up to which all tables are made as they are in memory, CSV files and derived tables included.
WHOLE_DOCUMENTS = 2_000

_KEPT_DECIMALS = 10
_MOST_TOLD = 50


def build_corpus(
    data: str | Path,
    folder: str | Path,
    *,
    workers: int = 1,
    engine: str = "processes",
    scheduler: str | None = None,
    block_size: int = BLOCK_DOCUMENTS,
    whole: int = WHOLE_DOCUMENTS,
    progress: bool = False,
) -> Path:
    """Build the tables of a corpus of any size in bounded memory and return their folder.

    A call that was killed is finished by the next one: finished blocks are kept, each under a hash of its documents, the
    code, the corrections and the reference data, and made again only where one of these has changed.

    Parameters
    ----------
    data
        A data folder with ``corpus.toml``, or a file of JSON lines or Parquet whose rows are documents: ``id``, ``text`` and
        what else is known by the names of the catalogue. ``corrections.toml`` and ``reference`` beside the file are read.
    folder
        Where the tables go. Finished blocks lie beside it, in a folder whose name ends in ``-blocks``, until all are done.
    workers
        Documents are worked on by so many processes; with one, in this process. The result is the same.
    engine
        ``"processes"`` of this machine, or ``"dask"``.
    scheduler
        For Dask: the address of a cluster that runs already; one is started on this machine where None.
    block_size
        Documents that are worked on, kept and lost by a kill together.
    whole
        Documents up to which every derived table and the CSV files are made, as :func:`analysis.study.save_study` would;
        beyond, those that are exact from sums over blocks, and table ``withheld`` names the others.
    progress
        Whether to show a bar.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    CallError
        If the engine is unknown or cannot be had, or the data is of no known kind.
    DataError
        With every problem of the catalogue, the rows or the documents; the blocks that have none are kept.

    Examples
    --------
    >>> build_corpus("national.jsonl", "outputs/tables", workers=4)  # doctest: +SKIP
    """
    data, folder = Path(data), Path(folder)
    if engine not in ENGINES:
        raise CallError(f"no engine is called {engine!r}; known: {', '.join(ENGINES)}")
    if scheduler is not None and engine != "dask":
        raise CallError("--scheduler is for --engine dask")
    if not data.exists():
        raise DataError(Problem(str(data), "no such folder", "name the data folder with --data"))
    with hold_folder(folder.resolve().parent):
        stamp = _describe_inputs(data)
        if read_json(folder / STAMP) == stamp:
            _tell(f"the tables of {data} are up to date", show=progress)
            return folder
        store = BlockStore(folder.with_name(f"{folder.name}-blocks"))
        corpus = open_corpus(data, spool=store.folder)
        plan = _Plan(corpus, block_size=block_size, words=len(corpus.doc_ids) > whole)
        with ExitStack() as stack:
            executor: Executor | None
            helpers: Executor | None = None
            if engine == "dask":
                executor, workers = stack.enter_context(start_dask(workers, scheduler=scheduler))
                plan.ship()
            else:
                executor = helpers = stack.enter_context(start_processes(workers))
            n_blocks = _make_blocks(plan, store, executor=executor, workers=workers, progress=progress)
            _check_corrections(plan.corrections, store.met(n_blocks))
            if plan.words:
                stack.close()  # what follows is done here alone: the memory of the workers is given back
            with whole_folder(folder) as part:
                _write_tables(plan, store, part, n_blocks=n_blocks)
                if plan.words:
                    _derive_from_sums(plan, store, part, n_blocks=n_blocks, whole=whole)
                else:
                    study = load_study(part)
                    with tell_broken():
                        derived = derive_tables(study, reference=plan.reference, executor=helpers)
                    save_study(study, part, derived=derived)
                keep_layer(corpus.folder, part)
                write_json(part / STAMP, stamp)
        store.clear()
    return folder


class _Plan:
    """A corpus and all that decides what becomes of its blocks."""

    def __init__(self, corpus: Corpus, *, block_size: int, words: bool) -> None:
        self.corpus = corpus
        self.block_size = block_size
        self.words = words
        self.corrections = read_corrections(corpus.folder / "corrections.toml")
        self.reference = find_layer(corpus.folder)
        self.layer = Layer(self.reference)
        self.code = ""
        files = pack_layer(self.reference).files
        self.stamp = hash_value([describe_code(), self.corrections.to_csv(index=False), repr(files)])

    def ship(self) -> None:
        """Send the reference data along, to machines that see no folder of this one, and hold them to this code."""
        self.layer = pack_layer(self.reference)
        self.code = describe_code()

    def tasks(self) -> Iterator[Task]:
        """Give the blocks."""
        blocks = cut_blocks(self.corpus.stream(), size=self.block_size)
        for number, received in enumerate(blocks):
            yield Task(number, received, self.corrections, self.layer, self.words, self.code)


def _describe_inputs(data: Path) -> dict[str, object]:
    """Return what the tables depend on, as :func:`analysis.reporting.built.build_tables` notes it."""
    if data.is_dir():
        inputs = hash_data(data)
    else:
        layer = sorted(path for path in (data.parent / "reference").rglob("*") if path.is_file())
        said = data.parent / "corrections.toml"
        files = [data, *([said] if said.is_file() else []), *layer]
        inputs = hash_value({path.relative_to(data.parent).as_posix(): hash_file(path) for path in files})
    return {"data": inputs, "code": hash_code(), "versions": list_versions()}


def _make_blocks(plan: _Plan, store: BlockStore, *, executor: Executor | None, workers: int, progress: bool) -> int:
    """Work on the blocks that are not done, and return how many there are."""
    keys: dict[int, str] = {}
    problems: list[Problem] = []
    with tqdm(total=len(plan.corpus.doc_ids), desc="documents", unit="doc", disable=not progress, leave=False) as bar:

        def list_open() -> Iterator[Task]:
            for task in plan.tasks():
                key = hash_task(task._replace(code=""), stamp=plan.stamp)
                keys[task.number] = key
                if store.has(task.number, key):
                    bar.update(len(task.received))
                else:
                    yield task

        for task, made in run_tasks(list_open(), executor=executor, workers=workers):
            bar.update(len(task.received))
            if made.problems:
                problems += made.problems
            else:
                store.put(task.number, keys[task.number], made)
    if problems:
        rest = [Problem(str(plan.corpus.folder), f"and {len(problems) - _MOST_TOLD} more problems")]
        raise DataError(problems if len(problems) <= _MOST_TOLD else [*sorted(problems)[:_MOST_TOLD], *rest])
    return len(keys)


def _check_corrections(corrections: pd.DataFrame, met: set[int]) -> None:
    unmet = [row for row in corrections.to_dict("records") if row["entry"] not in met]
    known = [row for row in unmet if row["table"] in table_names()]
    if known:
        raise CatalogueError([tell_unmet(row) for row in known])


def _write_tables(plan: _Plan, store: BlockStore, part: Path, *, n_blocks: int) -> None:
    """Write the tables of the study, and those derived ones whose rows belong to single documents."""
    names = [name for name in table_names() if name != "corrections"]
    for name in [*names, *(["agency_names", "terms"] if plan.words else [])]:
        write_stream(name, store.parts(name, n_blocks), part / f"{name}.parquet")
    write_table(plan.corrections, part / "corrections.parquet")
    write_manifest(part, table_names())


def _derive_from_sums(plan: _Plan, store: BlockStore, part: Path, *, n_blocks: int, whole: int) -> None:
    """Write the derived tables that sums over blocks give exactly, and say which are withheld."""
    tables: dict[str, pd.DataFrame] = {}
    withheld = tell_withheld(len(plan.corpus.doc_ids), whole=whole)

    def attempt(names: Sequence[str], derive: Callable[[], Mapping[str, pd.DataFrame]]) -> None:
        try:
            tables.update(derive())
        except WithheldError as reason:
            withheld.update(dict.fromkeys(names, str(reason)))

    made = ["agency_names", "terms"]
    terms = list(store.parts("terms", n_blocks))
    spread = find_spread(store.parts("sum_spread", n_blocks), terms)
    if spread.n_units:
        weights = (round_table(rows, decimals=_KEPT_DECIMALS) for rows in weigh_parts(terms, spread=spread))
        write_stream("weights", weights, part / "weights.parquet")
        made.append("weights")
    else:
        withheld |= dict.fromkeys(made, "no word is left to count after masks and stop lists")
    duties, bodies = (list(store.parts(name, n_blocks)) for name in ("duties", "sum_bodies"))

    def compare_provinces() -> Mapping[str, pd.DataFrame]:
        own = weigh_provinces(store.parts("sum_places", n_blocks))
        pairs = compare_units(own)
        shared = (round_table(rows, decimals=_KEPT_DECIMALS) for rows in explain_provinces(own, pairs=pairs))
        write_stream("pair_terms", shared, part / "pair_terms.parquet")
        made.append("pair_terms")
        return {"pairs": pairs}

    attempt(("pairs", "pair_terms"), compare_provinces)

    def connect_agencies() -> Mapping[str, pd.DataFrame]:
        ties = add_ties(duties, bodies)
        networks = (round_table(links, decimals=_KEPT_DECIMALS) for links in ties.list_networks())
        write_stream("links", networks, part / "links.parquet")
        made.append("links")
        return {"lead_links": ties.lead_links} | measure_networks(ties)

    attempt(("links", "lead_links", "agency_scores", "communities"), connect_agencies)
    rows = [{"table": name, "reason": reason} for name, reason in withheld.items()]
    tables["withheld"] = make_table("withheld", rows)
    for name, table in tables.items():
        write_table(round_table(table, decimals=_KEPT_DECIMALS), part / f"{name}.parquet")
    write_csv(tables["withheld"], part / "withheld.csv")
    write_manifest(part, [*table_names(), *made, *tables])


def _tell(text: str, *, show: bool) -> None:
    if show:
        sys.stderr.write(f"zhengce: {text}\n")
