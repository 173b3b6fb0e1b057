"""Taking documents in, from Python and from the command."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.ingest.files import as_docx

from analysis.cli import main
from analysis.errors import CatalogueError
from analysis.ingest import add_documents, read_documents
from analysis.ingest.near import NEAR, NearIndex, compare_texts
from analysis.synth import write_policy_text

_TEXT = (
    "{name}海洋经济行动计划（2024—2026年）\n为促进发展，制定本计划。\n一、总体要求\n到2026年，海洋生产总值达到{n}亿元。\n"
    "二、重点任务\n（一）建设港口。推进智慧港口建设，提升服务能力，打造{name}特色。（责任单位：省交通运输厅）\n联系人：王小明，电话：0571-8765432{n}"
)


def test_a_mixed_folder_is_taken_in_one_call(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox" / "below"
    inbox.mkdir(parents=True)
    good = {
        "浙江计划.txt": _TEXT.format(name="浙江省", n=1).encode("gbk"),
        "b.md": ("# " + _TEXT.format(name="福建省", n=2)).encode(),
        "c.html": (
            "<html><body><div id='zoom'><p>" + _TEXT.format(name="山东省", n=3).replace("\n", "</p><p>")
        ).encode(),
    }
    bad = {"scan.pdf": b"%PDF-1.4 cut", "d.docx": b"PK\x03\x04 cut", "e.txt": b"", "f.txt": b"\x00\x01\x02\x03" * 9}
    for name, content in (good | bad).items():
        (inbox / name).write_bytes(content)
    shutil.copyfile(inbox / "b.md", inbox / "z-copy.md")
    data = tmp_path / "data"
    added = add_documents([tmp_path / "inbox"], data=data, source="a folder").set_index("file")
    added.index = [Path(name).name for name in added.index]
    assert {name for name, row in added.iterrows() if row["outcome"] == "added"} == set(good)
    assert {name for name, row in added.iterrows() if row["outcome"] == "refused"} == set(bad)
    assert all(added.loc[name, "note"] for name in bad)
    assert added.loc["z-copy.md", "outcome"] == "duplicate"
    assert added.loc["浙江计划.txt", "doc_id"] == "zhejiangjihua"
    documents = read_documents(data)
    assert sorted(documents["doc_id"]) == ["b", "c", "zhejiangjihua"]
    assert documents["province_basis"].isna().all()  # found in the text, not stated by the catalogue
    catalogue = (data / "corpus.toml").read_text(encoding="utf-8")
    assert '# stated by the text: title = "浙江省海洋经济行动计划（2024—2026年）"' in catalogue.replace("'", '"')
    assert (data / "raw" / "zhejiangjihua.txt").read_bytes() == good["浙江计划.txt"]
    again = add_documents([tmp_path / "inbox"], data=data)
    assert set(again["outcome"]) == {"duplicate", "refused"}


def test_a_near_duplicate_is_added_and_named(tmp_path: Path) -> None:
    text = _TEXT.format(name="浙江省", n=1) + "坚持创新驱动，推动海洋产业高质量发展，建设现代化港口群。" * 3
    (tmp_path / "draft.txt").write_text(text, encoding="utf-8")
    (tmp_path / "final.txt").write_text(text.replace("提升服务能力", "增强服务能力"), encoding="utf-8")
    added = add_documents([tmp_path / "draft.txt", tmp_path / "final.txt"], data=tmp_path / "data")
    assert added["outcome"].tolist() == ["added", "added"]
    assert "near 'draft'" in added["note"].tolist()[1]


def test_shares_of_pieces() -> None:
    assert compare_texts("abcdef", "abcdef") == 1
    assert compare_texts("abcdef", "ghijkl") == 0
    assert compare_texts("abcdef", "abcdeg") == pytest.approx(1 / 3)


def test_a_comment_in_the_catalogue_survives(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "raw").mkdir(parents=True)
    (data / "raw" / "a.txt").write_text("某省意见\n一、总则", encoding="utf-8")
    (data / "corpus.toml").write_text(
        '# mine\n[[document]]\nid = "a"\npath = "raw/a.txt"\nsource = "s"\n', encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text("某省办法\n第一条 目的。", encoding="utf-8")
    added = add_documents([tmp_path / "a.txt"], data=data)
    assert added["doc_id"].tolist() == ["a-2"]
    assert (data / "corpus.toml").read_text(encoding="utf-8").startswith("# mine\n")
    assert sorted(read_documents(data)["doc_id"]) == ["a", "a-2"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such file"):
        add_documents([tmp_path / "gone.txt"], data=tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_the_command_adds_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(_TEXT.format(name="浙江省", n=1) + "\n推动人??智能发展。", encoding="utf-8")
    data = tmp_path / "data"
    assert main(["add", str(tmp_path / "a.txt"), "--data", str(data)]) == 0
    assert "keeps every file as it was received" in capsys.readouterr().out
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("OFD.xml", "<a/>")
    (tmp_path / "b.ofd").write_bytes(file.getvalue())
    assert main(["add", str(tmp_path / "b.ofd"), "--data", str(data)]) == 1
    assert "save it as PDF" in capsys.readouterr().out
    assert main(["check", "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert "lost characters" in told
    assert "1 documents" in told
    (data / "raw" / "a.txt").unlink()
    assert main(["check", "--data", str(data)]) == 2
    assert "no file 'raw/a.txt'" in capsys.readouterr().err


def test_an_index_finds_what_comparing_every_pair_finds() -> None:
    texts = {f"t{seed}": write_policy_text(seed=seed, n_chapters=2) for seed in range(8)}
    index = NearIndex()
    for name, text in texts.items():
        index.add(name, text)
    for name, text in texts.items():
        lines = text.split("\n")
        for cut in (2, 5):
            changed = "\n".join(lines[:-cut])
            shares = {other: compare_texts(changed, one) for other, one in texts.items()}
            best = max(shares, key=lambda other: (shares[other], other))
            found = index.find(changed)
            if shares[best] >= NEAR:
                assert found == (best, shares[best])
                assert best == name
            else:
                assert found is None


def test_texts_too_short_for_a_piece_are_near_to_none() -> None:
    index = NearIndex()
    index.add("a", "甲乙")
    assert index.find("甲乙") is None
    assert index.find("\ud800甲乙丙丁戊") is None


@pytest.mark.parametrize(
    ("choice", "shown", "gone"), [("accepted", "责任单位", "删去"), ("refused", "删去", "责任单位")]
)
def test_tracked_changes_are_accepted_or_refused_aloud(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], choice: str, shown: str, gone: str
) -> None:
    title, *lines = _TEXT.format(name="浙江省", n=1).split("\n")
    (tmp_path / "a.docx").write_bytes(as_docx(title, lines))
    data = tmp_path / "data"
    assert main(["add", str(tmp_path / "a.docx"), "--data", str(data), "--tracked-changes", choice]) == 0
    assert f"a (tracked changes read as if {choice})" in capsys.readouterr().out
    assert f'tracked_changes = "{choice}"' in (data / "corpus.toml").read_text(encoding="utf-8")
    documents = read_documents(data)
    assert documents[["encoding", "tracked_changes"]].to_numpy().tolist() == [["docx", choice]]
    assert shown in documents["source_text"].item()
    assert gone not in documents["source_text"].item()
    assert main(["check", "--data", str(data)]) == 0
    assert f"noted: a holds tracked changes, read as if {choice}" in capsys.readouterr().out


def test_a_wrong_choice_about_tracked_changes_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tracked_changes is 'kept'"):
        add_documents([], data=tmp_path, tracked_changes="kept")
    (tmp_path / "a.txt").write_text("某省意见", encoding="utf-8")
    (tmp_path / "corpus.toml").write_text(
        '[[document]]\nid = "a"\npath = "a.txt"\nsource = "s"\ntracked_changes = "no"\n', encoding="utf-8"
    )
    with pytest.raises(CatalogueError, match="tracked_changes 'no' is not known"):
        read_documents(tmp_path)


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("某省意见\n一、机密", encoding="utf-8")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inbox / "own.txt").write_text("某省办法\n第一条 目的。", encoding="utf-8")
    added = add_documents([inbox], data=tmp_path / "data")
    assert added["outcome"].tolist() == ["refused", "added"]
    assert "symbolic link" in added["note"].iloc[0]
    named = add_documents([inbox / "link.txt"], data=tmp_path / "data")
    assert named["outcome"].tolist() == ["added"], "who names a link means what it leads to"


def test_no_file_of_the_scholar_is_overwritten(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "plan.txt").write_text("only copy", encoding="utf-8")
    (raw / "left.txt").write_text("某省方案\n一、总则", encoding="utf-8")  # by a call that was stopped
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "plan.txt").write_text("某省计划\n一、目标", encoding="utf-8")
    (inbox / "left.txt").write_text("某省方案\n一、总则", encoding="utf-8")
    added = add_documents([inbox], data=tmp_path / "data")
    assert added["doc_id"].tolist() == ["left", "plan-2"]
    assert (raw / "plan.txt").read_text(encoding="utf-8") == "only copy"
    inside = add_documents([raw / "plan.txt"], data=tmp_path / "data")
    assert inside["doc_id"].tolist() == ["plan"], "a file that lies in raw is catalogued where it lies"


def test_an_id_of_a_broken_entry_is_not_given_again(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "corpus.toml").write_text(
        '[[document]]\nid = "plan"\npath = "raw/gone.txt"\nsource = "s"\n', encoding="utf-8"
    )
    (tmp_path / "plan.txt").write_text("某省计划\n一、目标", encoding="utf-8")
    assert add_documents([tmp_path / "plan.txt"], data=tmp_path / "data")["doc_id"].tolist() == ["plan-2"]


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / "inbox" / "\udcff方案.txt"
    path.parent.mkdir()
    try:
        path.write_text("某省方案\n一、总则", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("the file system takes no such name")
    added = add_documents([path.parent], data=tmp_path / "data")
    assert added["outcome"].tolist() == ["added"]
    assert len(read_documents(tmp_path / "data")) == 1


def test_every_near_text_is_found_and_no_other() -> None:
    texts = {f"t{seed}": write_policy_text(seed=seed, n_chapters=2) for seed in range(6)}
    lines = texts["t0"].split("\n")
    texts |= {f"t0-{cut}": "\n".join(lines[:-cut]) for cut in (1, 2, 5)}
    index = NearIndex()
    for name, text in texts.items():
        index.add(name, text)
    found = index.find_all(texts["t0"])
    shares = {name: compare_texts(texts["t0"], text) for name, text in texts.items()}
    assert {near.doc_id: near.share for near in found} == {name: s for name, s in shares.items() if s >= NEAR}
    assert [near.share for near in found] == sorted((near.share for near in found), reverse=True)
    assert len(found) > 1
