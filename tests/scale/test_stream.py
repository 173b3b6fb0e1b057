"""A streamed corpus: the rows that the chain gives in memory, the same bytes however it is cut, by whom it is worked on."""

import json
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.cli import main
from analysis.errors import AnalysisError, CallError, CatalogueError, DataError
from analysis.ingest.catalogue import read_record
from analysis.ingest.read import read_received
from analysis.reporting.built import build_tables
from analysis.scale import build, build_corpus
from analysis.scale.corpus import open_corpus
from analysis.scale.engines import tell_broken
from analysis.study import derive_tables, load_study
from analysis.study.bundle import table_names
from analysis.study.chain import chain_documents
from analysis.synth import list_documents, write_corpus


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def read_texts(corpus: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]


def write_folder(corpus: Path, folder: Path) -> Path:
    """Write the documents of a corpus file as files of a data folder."""
    (folder / "raw").mkdir(parents=True)
    entries = []
    for row in read_texts(corpus):
        (folder / "raw" / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8", newline="\n")
        entries.append(f'[[document]]\nid = "{row["id"]}"\npath = "raw/{row["id"]}.txt"\nsource = "invented"\n')
    (folder / "corpus.toml").write_text("\n".join(entries), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def in_memory(corpus: Path):
    entries = [read_record(row, file=corpus.name, where="")[0] for row in read_texts(corpus)]
    texts = [row["text"].encode() for row in read_texts(corpus)]
    documents, problems = read_received(zip(entries, texts, strict=True))
    assert not problems
    return chain_documents(documents)


def test_a_stream_has_the_rows_of_the_chain_in_memory(built, in_memory):
    for name, table in load_study(built).tables().items():
        assert_frame_equal(table, in_memory.tables()[name], obj=name)


def test_sums_over_blocks_are_what_the_whole_corpus_gives(built, in_memory):
    whole = derive_tables(in_memory)
    for name in ("agency_names", "terms", "weights", "links", "lead_links", "communities"):
        made = pd.read_parquet(built / f"{name}.parquet")
        assert_frame_equal(made, whole[name].round(10), obj=name)
    for name in ("pairs", "pair_terms"):
        units = whole["pairs"].loc[whole["pairs"]["unit"] == "group", "unit_a"]
        told = whole[name][whole[name]["unit_a"].isin(set(units))].reset_index(drop=True)
        made = pd.read_parquet(built / f"{name}.parquet")
        assert len(made)
        assert_frame_equal(made[made["unit_a"].isin(set(units))].reset_index(drop=True), told.round(10), obj=name)


def test_what_a_large_corpus_does_not_get_is_withheld_aloud(built):
    withheld = pd.read_parquet(built / "withheld.parquet").set_index("table")["reason"]
    whole = {"topic_terms", "topic_shares", "topic_quality", "passages", "pair_parts"}
    assert whole <= set(withheld.index)
    assert not any((built / f"{name}.parquet").exists() for name in whole)
    assert all("12" in reason for reason in withheld)


@pytest.mark.parametrize("block_size", [5, 100])
def test_the_cut_into_blocks_changes_no_byte(corpus, built, block_size, tmp_path):
    other = build_corpus(corpus, tmp_path / "tables", block_size=block_size, whole=0)
    assert read_bytes(other) == read_bytes(built)
    assert not (tmp_path / "tables-blocks").exists()


def test_two_processes_change_no_byte(corpus, built, tmp_path):
    other = build_corpus(corpus, tmp_path / "tables", block_size=4, whole=0, workers=2)
    assert read_bytes(other) == read_bytes(built)


@pytest.mark.parametrize("shuffled", [False, True])
def test_parquet_gives_the_same_tables(corpus, built, shuffled, tmp_path):
    rows = pd.DataFrame(read_texts(corpus))
    rows = rows.sample(frac=1, random_state=1) if shuffled else rows
    rows.to_parquet(tmp_path / "plans.parquet", index=False)
    other = build_corpus(tmp_path / "plans.parquet", tmp_path / "out" / "tables", block_size=4, whole=0)
    for name in table_names():
        made, known = (pd.read_parquet(folder / f"{name}.parquet") for folder in (other, built))
        assert_frame_equal(*(table.drop(columns="path", errors="ignore") for table in (made, known)), obj=name)


def test_a_folder_gives_the_same_tables(corpus, built, tmp_path):
    data = write_folder(corpus, tmp_path / "data")
    other = build_corpus(data, tmp_path / "out" / "tables", block_size=4, whole=0)
    for name in table_names():
        made, known = (pd.read_parquet(folder / f"{name}.parquet") for folder in (other, built))
        assert_frame_equal(*(table.drop(columns=["path"], errors="ignore") for table in (made, known)), obj=name)


def test_a_small_folder_gets_the_very_files_of_a_plain_build(corpus, tmp_path):
    data = write_folder(corpus, tmp_path / "data")
    build_tables(data, tmp_path / "plain" / "tables")
    build_corpus(data, tmp_path / "streamed" / "tables", block_size=4)
    assert read_bytes(tmp_path / "streamed" / "tables") == read_bytes(tmp_path / "plain" / "tables")


def test_some_documents_of_a_saved_study_are_loaded_alone(built):
    ids = ["d0000003", "d0000008"]
    assert load_study(built, ids=ids).documents["doc_id"].tolist() == ids
    some, whole = load_study(built, ids=ids).tables(), load_study(built).select(ids).tables()
    for name, table in whole.items():
        assert_frame_equal(some[name], table, obj=name)
    with pytest.raises(ValueError, match="no document is called 'gone'"):
        load_study(built, ids=["gone"])


def test_tables_that_are_up_to_date_are_left_alone(corpus, built, monkeypatch):
    monkeypatch.setattr(build, "run_tasks", None)  # would fail
    before = (built / "built.json").stat().st_mtime_ns
    assert build_corpus(corpus, built, whole=0) == built
    assert (built / "built.json").stat().st_mtime_ns == before


def test_corrections_reach_their_block_and_one_that_meets_nothing_is_refused(corpus, built, tmp_path):
    duties = pd.read_parquet(built / "duties.parquet")
    one = duties.iloc[-1]
    copy = tmp_path / corpus.name
    copy.write_bytes(corpus.read_bytes())
    entry = '[[correction]]\nauthor = "A"\nreason = "r"\ntable = "duties"\n'
    said = (
        f'{entry}where = {{ doc_id = "{one["doc_id"]}", start = {one["start"]} }}\nset = {{ role = "lead" }}\n'
        f'{entry}where = {{ agency = "{one["agency"]}" }}\nreject = true\n'
    )
    (tmp_path / "corrections.toml").write_text(said, encoding="utf-8")
    other = build_corpus(copy, tmp_path / "out" / "tables", block_size=4, whole=0)
    left = pd.read_parquet(other / "duties.parquet")
    assert one["agency"] not in set(left["agency"])
    assert len(left) == (duties["agency"] != one["agency"]).sum()
    (tmp_path / "corrections.toml").write_text(said.replace(one["agency"], "无此单位"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="entry 2: no row of duties has"):
        build_corpus(copy, tmp_path / "out" / "tables", block_size=4, whole=0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "a"}', "line 2: key 'text' is missing"),
        ('{"id": "a", "text": ""}', "line 2: text is ''"),
        ('{"id": "甲", "text": "x"}', "line 2: id '甲' is not made of ASCII"),
        ('{"id": "a", "text": "x", "provinse": "浙江"}', "unknown key 'provinse'; did you mean 'province'"),
        ('{"id": "a", "text": "x", "province": "浙"}', "province '浙' is not known"),
        ('{"id": "a", "text": "x", "issued_on": "soon"}', "issued_on 'soon' is no date"),
        ('{"id": "A0", "text": "x"}', "the id 'a0' is there twice"),
        ("{", "line 2: is no JSON"),
        ("[1]", "line 2: is list, no object"),
    ],
)
def test_a_wrong_row_is_told_before_anything_is_built(line, told, tmp_path):
    file = tmp_path / "plans.jsonl"
    file.write_text('{"id": "a0", "text": "某省行动计划"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        build_corpus(file, tmp_path / "out" / "tables")
    assert told in str(caught.value)
    assert not (tmp_path / "out" / "tables").exists()


def test_wrong_data_is_refused(tmp_path):
    for name, content, kind in (
        ("a.parquet", b"x", DataError),
        ("a.csv", b"x", CallError),
        ("a.jsonl", b"", CatalogueError),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(kind, match=r"a\."):
            build_corpus(tmp_path / name, tmp_path / "out" / "tables")
    with pytest.raises(DataError, match="gone"):
        build_corpus(tmp_path / "gone.jsonl", tmp_path / "out" / "tables")


def test_unreadable_documents_are_all_told_and_the_other_blocks_kept(corpus, tmp_path):
    rows = read_texts(corpus)
    rows[1]["text"] = rows[5]["text"] = "%PDF-1.4"
    file = tmp_path / "plans.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        build_corpus(file, tmp_path / "tables", block_size=4, whole=0)
    assert [f"plans.jsonl#{rows[at]['id']}" in str(caught.value) for at in (1, 5)] == [True, True]
    assert [path.name for path in (tmp_path / "tables-blocks").iterdir()] == ["0000002"]


def test_the_command_streams_a_file(tmp_path, capsys):
    copy = write_corpus(tmp_path / "plans.jsonl", 2, n_chars=300)
    assert main(["build", "--data", str(copy), "--workers", "1", "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "out")
    assert load_study(tmp_path / "out").documents["path"].tolist() == ["plans.jsonl#d0000000", "plans.jsonl#d0000001"]
    assert main(["build", "--data", str(copy), "--scheduler", "tcp://x:1", "--engine", "processes"]) == 2


def test_a_corpus_is_read_in_the_order_of_its_ids_a_document_at_a_time(tmp_path):
    rows = list(list_documents(5, n_chars=200))
    file = tmp_path / "plans.jsonl"
    file.write_text("\n\n".join(json.dumps(row) for row in rows[::-1]), encoding="utf-8")
    corpus = open_corpus(file, spool=tmp_path)
    assert [one.entry.doc_id for one in corpus.stream()] == [row["id"] for row in rows]
    assert [one.data.decode() for one in corpus.stream()] == [row["text"] for row in rows]


def test_the_first_documents_of_a_larger_corpus_are_those_of_a_smaller():
    assert list(list_documents(3)) == list(list_documents(30))[:3]
    repeats = [document for document in list_documents(200) if "note" in document]
    assert 2 < len(repeats) < 30


def test_a_worker_that_is_ended_from_outside_is_told_with_what_to_do():
    with pytest.raises(AnalysisError, match="fewer --workers"), tell_broken():
        raise BrokenProcessPool


def test_analyses_made_by_workers_are_the_same_and_a_lost_worker_is_told(corpus, tmp_path, monkeypatch):
    one = build_corpus(corpus, tmp_path / "one" / "tables", block_size=4)
    two = build_corpus(corpus, tmp_path / "two" / "tables", block_size=4, workers=2)
    assert read_bytes(one) == read_bytes(two)

    def lose(*_: object, **__: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(build, "derive_tables", lose)
    with pytest.raises(AnalysisError, match="fewer --workers"):
        build_corpus(corpus, tmp_path / "three" / "tables", block_size=4)
    assert not (tmp_path / "three" / "tables").exists()
