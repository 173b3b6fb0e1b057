"""Catalogue, files, encodings: what is read, and how what cannot be read is told."""

from pathlib import Path

import pytest

from analysis.errors import CatalogueError, ReadError
from analysis.ingest import find_problems, read_documents
from analysis.ingest.decode import UndecodableError, decode_bytes

_TEXT = "浙江省人民政府关于加快人工智能产业发展的实施意见，坚持创新驱动。"
_TRADITIONAL = "江蘇省人民政府關於加快人工智能產業發展的實施意見，堅持創新驅動。"


def _folder(tmp_path: Path, catalogue: str, **files: bytes) -> Path:
    (tmp_path / "raw").mkdir()
    for name, content in files.items():
        (tmp_path / "raw" / f"{name}.txt").write_bytes(content)
    (tmp_path / "corpus.toml").write_text(catalogue, encoding="utf-8")
    return tmp_path


def _entry(doc_id: str, **more: str) -> str:
    lines = {"id": doc_id, "path": f"raw/{doc_id}.txt", "source": "s"} | more
    return "[[document]]\n" + "\n".join(f'{key} = "{value}"' for key, value in lines.items()) + "\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (_TEXT, "utf-8", "utf-8"),
        (_TEXT, "utf-8-sig", "utf-8-sig"),
        (_TEXT, "gb2312", "gb18030"),
        (_TEXT, "gbk", "gb18030"),
        (_TEXT, "gb18030", "gb18030"),
        (_TRADITIONAL, "big5", "big5hkscs"),
        (_TRADITIONAL, "gbk", "gb18030"),
        (_TEXT, "utf-16", "utf-16"),
        (_TEXT, "utf-16-le", "utf-16-le"),
        (_TEXT, "utf-16-be", "utf-16-be"),
    ],
)
def test_encodings(text: str, encoding: str, name: str) -> None:
    assert decode_bytes(text.encode(encoding)) == (text, name)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 abc", "PDF"),
        (b"PK\x03\x04abc", "zip"),
        (b"\xd0\xcf\x11\xe0abc", "old Office"),
        (b"abc\x00\x01\x02def", "binary"),
        (b"\xff\xff\xfe\xfd\x81", "neither"),
        (b"\xef\xbb\xbfabc\xff", "utf-8-sig"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, what: str) -> None:
    with pytest.raises(UndecodableError, match=what):
        decode_bytes(data)


def test_every_problem_of_a_catalogue_is_told_at_once(tmp_path: Path) -> None:
    catalogue = "".join(
        [
            _entry("a", provnce="浙江"),
            _entry("b", province="浙江省"),
            _entry("b"),
            _entry("c"),
            _entry("浙江"),
            _entry("d", level="provincial"),
            _entry("e", status="finished"),
            _entry("f", issued_on="2025-13-01"),
            _entry("g", period="2027-2025"),
            _entry("h", path="../secret.txt"),
            _entry("i"),
        ]
    )
    text = _TEXT.encode()
    folder = _folder(tmp_path, catalogue, a=text, b=text, c=b"", d=text, e=text, f=text, g=text, i=b"\xff\xff\xfe\xfd")
    with pytest.raises(CatalogueError) as caught:
        read_documents(folder)
    told = "\n".join(map(str, caught.value.problems))
    for quoted in (
        "unknown key 'provnce'; did you mean 'province'",
        "province '浙江省'",
        "id 'b' is there twice",
        "'raw/c.txt' is empty",
        "id '浙江' is not made of ASCII",
        "level 'provincial'",
        "status 'finished'",
        "issued_on '2025-13-01'",
        "period '2027-2025'",
        "'../secret.txt' leaves the data folder",
        "raw/i.txt: bytes 'ff ff fe fd' at 0",
    ):
        assert quoted in told
    assert len(caught.value.problems) == 12  # the file of 浙江 is missing, too


@pytest.mark.parametrize(
    ("catalogue", "what"),
    [("", "lists no document"), ("[[document", "is not TOML"), ("[documents]\nx = 1", "unknown table 'documents'")],
)
def test_a_catalogue_that_is_none(tmp_path: Path, catalogue: str, what: str) -> None:
    with pytest.raises(CatalogueError, match=what):
        read_documents(_folder(tmp_path, catalogue))


def test_missing_folder_catalogue_and_file(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such folder"):
        read_documents(tmp_path / "nowhere")
    with pytest.raises(CatalogueError, match=r"holds no corpus\.toml"):
        read_documents(tmp_path)
    with pytest.raises(ReadError, match="cannot be opened"):
        read_documents(tmp_path / "a.txt")


def test_one_document_can_be_read_from_a_broken_folder(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path, _entry("good") + _entry("bad") + _entry("gone"), good=_TEXT.encode("gbk"), bad=b"a\x00\x01"
    )
    problems = find_problems(folder)
    assert sorted(str(doc_id) for doc_id, _ in problems) == ["None", "bad"]
    documents = read_documents(folder, ids=["good"])
    assert documents["source_text"].tolist() == [_TEXT]
    with pytest.raises(ValueError, match="did you mean 'good'"):
        read_documents(folder, ids=["goood"])


def test_the_catalogue_wins_and_says_so(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _entry("a", province="浙江", period="2025-2027"), a=_TEXT.encode())
    row = read_documents(folder).to_dict("records")[0]
    assert (row["province"], row["province_basis"]) == ("浙江", "catalogue")
    assert (row["period_start"], row["period_end"]) == (2025, 2027)
    assert row["level_basis"] is None or row["level_basis"] != row["level_basis"]  # missing, not empty


def _folder_with(data: bytes, encoding: str, folder: Path) -> Path:
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "a.txt").write_bytes(data)
    (folder / "corpus.toml").write_text(
        f'[[document]]\nid = "a"\npath = "raw/a.txt"\nsource = "s"\nencoding = "{encoding}"\n', encoding="utf-8"
    )
    return folder


def test_the_encoding_of_the_catalogue_is_taken_as_said(tmp_path: Path) -> None:
    data = "某省行動方案".encode("big5")
    said = read_documents(_folder_with(data, "gb18030", tmp_path / "gb")).iloc[0]
    assert said["source_text"] == data.decode("gb18030")  # rubble, but what was asked for
    assert said["encoding"] == "gb18030"
    assert read_documents(_folder_with(data, "big5", tmp_path / "big5")).iloc[0]["source_text"] == "某省行動方案"


@pytest.mark.parametrize(("encoding", "what"), [("utf-8", "'utf-8' that the catalogue"), ("gbx", "'gbx' is not known")])
def test_an_encoding_of_the_catalogue_that_does_not_fit_is_quoted(tmp_path: Path, encoding: str, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        read_documents(_folder_with("某省行动方案".encode("gb18030"), encoding, tmp_path / "data"))
