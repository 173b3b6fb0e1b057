"""The bundle is frozen, saves and loads without loss, and the chain adds what only it can add."""

import dataclasses
import json

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.spans import apply_edits, edits_from_table, undo_edits
from analysis.study import load_study, save_study
from analysis.study.chain import merge_masks


def test_a_study_cannot_be_changed(study):
    with pytest.raises(dataclasses.FrozenInstanceError):
        study.clauses = None


def test_saved_study_comes_back_equal(study, tmp_path):
    again = load_study(save_study(study, tmp_path / "tables"))
    for name, table in study.tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], table)


def test_two_saves_write_the_same_bytes(study, tmp_path):
    one, two = save_study(study, tmp_path / "one"), save_study(study, tmp_path / "two")
    files = sorted(path.name for path in one.iterdir())
    assert len(files) == 2 * len(study.tables()) + 1
    for name in files:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_csv_leaves_the_source_text_out(study, tmp_path):
    folder = save_study(study, tmp_path)
    assert "source_text" not in pd.read_csv(folder / "documents.csv").columns


def test_csv_masks_what_cleaning_masked(study, tmp_path):
    row = study.edits.iloc[[0]].assign(before="13800000000", after="＊" * 11, rule="contact")
    folder = save_study(dataclasses.replace(study, edits=row), tmp_path)
    assert pd.read_csv(folder / "edits.csv", dtype="str")["before"].tolist() == ["＊" * 11]


def test_tables_of_another_version_are_refused(study, tmp_path):
    folder = save_study(study, tmp_path)
    manifest = json.loads((folder / "study.json").read_text())
    manifest["tables"]["duties"] = 99
    del manifest["tables"]["masks"]
    (folder / "study.json").write_text(json.dumps(manifest))
    with pytest.raises(DataError, match="version 99") as caught:
        load_study(folder)
    assert len(caught.value.problems) == 2


def test_a_folder_of_neither_kind_is_named(tmp_path):
    with pytest.raises(DataError, match=r"neither corpus\.toml nor study\.json"):
        load_study(tmp_path)


def test_select_keeps_only_the_documents_asked_for(study):
    one = study.documents["doc_id"].iloc[0]
    small = study.select([one])
    for name, table in small.tables().items():
        assert name == "corrections" or set(table["doc_id"]) <= {one}, name
    with pytest.raises(ValueError, match="no document is called 'nowhere'"):
        study.select(["nowhere"])


def test_every_edit_applies_and_undoes(study):
    for document in study.documents.itertuples():
        edits = edits_from_table(study.edits, document.doc_id)
        assert apply_edits(document.source_text, edits) == document.clean_text
        assert undo_edits(document.clean_text, edits) == document.source_text


def test_every_span_holds_its_text(study):
    clean = study.documents.set_index("doc_id")["clean_text"]
    for clause in study.clauses.itertuples():
        assert clean[clause.doc_id][clause.start : clause.end] == clause.text
    for target in study.targets.itertuples():
        assert clean[target.doc_id][target.start : target.end] == target.text
    for duty in study.duties.itertuples():
        assert clean[duty.doc_id][duty.start : duty.end] == duty.surface


def test_every_row_traces_to_source_characters(study):
    length = study.documents.set_index("doc_id")["n_chars"]
    for name in ("clauses", "duties", "targets"):
        table = study.tables()[name]
        assert table["source_start"].notna().all(), name
        assert (table["source_end"] <= table["doc_id"].map(length)).all(), name
        filled = table["end"] > table["start"]
        assert (table["source_end"] > table["source_start"])[filled].all(), name


def test_masks_never_overlap(study):
    for _, masks in study.masks.groupby("doc_id"):
        assert (masks["start"].iloc[1:].to_numpy() >= masks["end"].iloc[:-1].to_numpy()).all()


def test_merged_masks_cut_what_overlaps():
    rows = [(0, 4, "place"), (2, 6, "duties"), (8, 9, "noise"), (8, 8, "noise")]
    masks = pd.DataFrame([{"doc_id": "d", "start": start, "end": end, "kind": kind} for start, end, kind in rows])
    assert merge_masks(masks)[["start", "end", "kind"]].to_numpy().tolist() == [
        [0, 4, "place"],
        [4, 6, "duties"],
        [8, 9, "noise"],
    ]
