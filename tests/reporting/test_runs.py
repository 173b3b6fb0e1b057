"""Runs: checked first, written whole or not at all, the same bytes every time, nothing from outside."""

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from tests.reporting.conftest import write_notebook

from analysis.errors import CallError, RunError
from analysis.reporting.fingerprint import hash_file
from analysis.reporting.index import list_runs
from analysis.reporting.notebooks import ReportNotebook
from analysis.reporting.plans import plan_run
from analysis.reporting.runs import run_reports

OPEN = """
    from analysis.reporting import Report

    report = Report("corpus", provinces=provinces, n=n, lang=lang)
"""
SHOW = """
    import pandas as pd
    from matplotlib import pyplot as plt

    report.head("documents")
    axes = plt.subplots(figsize=(2, 1))[1]
    axes.set_title("责任单位")
    counts = {"n": 1, "stated": 1, "catalogue": 0, "inferred": 0, "missing": 0}
    report.show_figure("bases", axes, table=pd.DataFrame({"n": [n]}), **counts)
    report.show_table("metadata", report.study.clauses[["clause_id", "kind"]])
    report.close()
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def leftovers(out: Path) -> list[str]:
    return [path.name for path in out.iterdir() if path.name.startswith(".")]


@pytest.fixture
def call(project):
    """Run reports of the project."""

    def run(*names, out="outputs", **parameters):
        return run_reports(names, parameters, data=project / "data", out=project / out)

    return run


def test_a_run_is_whole_and_repeats(project, call):
    write_notebook(project, "01_small", OPEN, SHOW, "hash('text'), id(object) > 0")
    first = call("small", out="one", provinces="浙江", lang="en")[0]
    second = call("01_small", out="two", provinces=["浙江"], lang="en")[0]
    assert first.name == second.name
    assert re.fullmatch(r"01_small-[0-9a-f]{10}", first.name)
    assert files_of(first) == files_of(second)
    assert files_of(project / "one") == files_of(project / "two")
    figures = {f"figures/bases.{ending}" for ending in ("png", "svg", "pdf")}
    tables = {"tables/bases.csv", "tables/metadata.csv", "tables/data_dictionary.csv", "tables.xlsx"}
    wanted = {"report.html", "report.ipynb", "run.json", "sources/a-plan.html"}
    assert set(files_of(first)) == wanted | figures | tables
    assert leftovers(project / "one") == []
    assert list(first.rglob(".*")) == []
    _check_record(first)
    _check_notebook(first)
    _check_page(first, project)


def _check_record(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"] == {"provinces": ["浙江"], "n": 3, "lang": "en"}
    assert "raw/a-plan.txt" in record["inputs"]
    assert "raw/b-plan.txt" not in record["inputs"]
    assert record["versions"]["pandas"]
    assert record["documents"] == ["a-plan"]
    assert {"agencies.csv", "codebooks/instruments.toml"} <= set(record["reference"])
    assert record["codebooks"]["instruments"].startswith("rothwell-zegveld")
    assert (record["corrections"], record["seeds"], record["withheld"]) == ([], {}, [])
    assert {"report.html", "tables/bases.csv"} <= set(record["outputs"])
    assert all(hash_file(folder / name) == digest for name, digest in record["outputs"].items())


def _check_notebook(folder: Path) -> None:
    text = (folder / "report.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert "papermill" not in notebook.metadata
    assert [cell.id for cell in notebook.cells] == [f"cell-{n}" for n in range(1, len(notebook.cells) + 1)]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.images: list[dict[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.links += [str(found[name]) for name in ("href", "src") if name in found]
        self.ids |= {str(found["id"])} if "id" in found else set()
        self.images += [found] if tag == "img" else []


def _check_page(folder: Path, project: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed(text)
    others = [link for link in page.links if not link.startswith(("data:", "#"))]
    assert others == ["sources/a-plan.html#a-plan/0", "sources/a-plan.html#a-plan/1"]
    source = (folder / "sources" / "a-plan.html").read_text(encoding="utf-8")
    assert all(f'id="{link.partition("#")[2]}"' in source for link in others)
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert not re.search(r"https?://|<script", text)
    assert str(project) not in text
    assert "# Parameters" not in text, "the injected cell is hidden"
    assert all(image["alt"] for image in page.images)
    assert "The corpus at a glance" in text
    assert "@font-face" in text


def test_inputs_and_parameters_name_the_run(project, study):
    notebook = ReportNotebook(write_notebook(project, "01_small", OPEN))
    changed = study.documents.assign(sha256=["changed", study.documents["sha256"][1]])
    other = replace(study, documents=changed)

    def name(study, **parameters):
        return plan_run(notebook, parameters, study=study, data=project / "data").name

    assert name(study, provinces="浙江") == name(study, provinces=["浙江"])
    assert name(study, provinces="浙江") != name(study, provinces="江苏")
    assert name(study, n=4) != name(study)
    assert name(other, provinces="浙江") != name(study, provinces="浙江")
    assert name(other, provinces="江苏") == name(study, provinces="江苏"), "a run depends on its own documents only"


@pytest.mark.parametrize(
    ("names", "parameters", "words"),
    [
        (["smal"], {}, ["'smal'", "did you mean 'small'"]),
        (["small"], {"province": "浙江"}, ["'province'", "did you mean 'provinces'"]),
        (["small"], {"provinces": "淅江"}, ["'淅江'", "did you mean '浙江'"]),
        (["small"], {"n": "ten"}, ["'ten'", "1 to 9"]),
        ([], {"m": 1}, ["'m'"]),
        (["small"], {"lang": "de"}, ["'de'", "zh or en"]),
    ],
)
def test_a_bad_call_is_refused_before_anything_runs(project, call, names, parameters, words):
    write_notebook(project, "01_small", OPEN)
    with pytest.raises(CallError) as caught:
        call(*names, **parameters)
    assert all(word in str(caught.value) for word in words), caught.value
    assert "\n" not in str(caught.value)
    out = project / "outputs"
    assert not out.exists() or [path.name for path in out.iterdir()] == ["tables"]


def test_a_failing_report_says_so_and_the_others_run(project, call):
    write_notebook(
        project, "01_bad", OPEN + SHOW.replace("report.close()", ""), "raise ValueError('no such thing')", "never()"
    )
    write_notebook(project, "02_good", "n")
    with pytest.raises(RunError, match=r"report '01_bad' failed in cell \d: ValueError: no such thing"):
        call("bad", "good")
    out = project / "outputs"
    bad, good = sorted(path for path in out.iterdir() if path.is_dir() and path.name != "tables")
    assert bad.name.startswith("01_bad")
    assert bad.name.endswith(".failed")
    assert re.fullmatch(r"02_good-[0-9a-f]{10}", good.name)
    assert "no such thing" in (bad / "report.html").read_text(encoding="utf-8")
    assert str(project) not in (bad / "report.html").read_text(encoding="utf-8")
    page = _Page()
    page.feed((bad / "report.html").read_text(encoding="utf-8"))
    kept = [link.partition("#")[0] for link in page.links if not link.startswith(("data:", "#"))]
    assert kept
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert all((bad / link).is_file() for link in kept), "what a failure page leads to is kept with it"
    assert "failed" in (out / "index.en.html").read_text(encoding="utf-8")
    assert leftovers(out) == []
    assert {run["report"]: "failed" in run for run in list_runs(out)} == {"01_bad": True, "02_good": False}


def test_a_failure_tells_no_folder_and_no_contact_detail(project, call):
    cell = "raise ValueError(os.getcwd() + '/raw/x.txt; call 138' + '00001234 or li@' + 'host.example')"
    write_notebook(project, "01_bad", "n", "import os", cell)
    with pytest.raises(RunError):
        call("bad")
    folder = next((project / "outputs").glob("*.failed"))
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}
    files["index"] = (project / "outputs" / "index.html").read_text(encoding="utf-8")
    assert set(files) == {"report.html", "report.ipynb", "run.json", "index"}
    private = (str(project), str(Path.home()), "site-packages", "13800001234", "li@host.example")
    assert [(name, word) for name, text in files.items() for word in private if word in text] == []
    assert all("x.txt" in files[name] for name in ("report.html", "report.ipynb", "run.json"))


def test_nothing_of_the_machine_gets_in_and_warnings_get_out(project, call, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(project / "elsewhere"))
    cells = (
        "import os\nassert 'JUPYTER_PATH' not in os.environ",
        "import warnings\nwarnings.warn('gap', stacklevel=1)",
    )
    path = write_notebook(project, "01_small", *cells)
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "a-kernel-of-mine", "display_name": "Mine", "language": "python"}
    nbformat.write(notebook, path)
    folder = call("small")[0]
    assert os.environ["JUPYTER_PATH"] == str(project / "elsewhere")
    assert "ZHENGCE_RUN" not in os.environ
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["warnings"] == ["UserWarning: gap"]
    assert "ipykernel" not in (folder / "report.html").read_text(encoding="utf-8")
