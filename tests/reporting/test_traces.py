"""Behind a number that counts clauses stand as many clauses, each with its source; corrections are told of their documents."""

import json
import re
from dataclasses import replace

from tests.reporting.conftest import write_notebook

from analysis.reporting.corrected import list_corrections
from analysis.reporting.runs import run_reports
from analysis.tables import make_table

BEHIND = """
    import pandas as pd

    from analysis.reporting import Report, find_clauses

    report = Report("corpus", provinces=provinces, n=n, lang=lang)
    clauses = report.study.clauses
    table = clauses.groupby("doc_id").size().rename("n").reset_index()
    table.loc[len(table)] = ["nobody", 0]
    report.show_table("kinds", table, behind={"n": find_clauses(table, clauses, on="doc_id")})
    report.close()
"""


def test_a_count_leads_to_its_clauses_and_they_to_the_source(project):
    write_notebook(project, "01_small", BEHIND)
    folder = run_reports(["small"], {"lang": "en"}, data=project / "data", out=project / "outputs")[0]
    page = (folder / "report.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="traces/kinds.html#(\w+)">(\d+)</a>', page)
    assert [number for _, number in links] == ["2", "2"], "nothing stands behind a nought"
    trace = (folder / "traces" / "kinds.html").read_text(encoding="utf-8")
    for anchor, number in links:
        section = re.search(rf'<section class="behind" id="{anchor}">(.*?)</section>', trace, flags=re.DOTALL)
        assert section
        sources = re.findall(r'<li><a href="\.\./(sources/[^"#]+)#[^"]+">', section.group(1))
        assert len(sources) == int(number)
        assert all((folder / source).is_file() for source in sources)
    assert "traces/kinds.html" in json.loads((folder / "run.json").read_text(encoding="utf-8"))["outputs"]


def test_a_correction_is_told_where_it_speaks_of_a_document(study):
    wheres = ({"doc_id": "a-plan"}, {"clause_id": "b-plan/1"}, {"term": "平台"})
    rows = [
        {"entry": n, "table": "clauses", "where": json.dumps(where), "set": None, "author": "A", "reason": "r"}
        for n, where in enumerate(wheres, start=1)
    ]
    whole = replace(study, corrections=make_table("corrections", rows))
    assert [row["entry"] for row in list_corrections(whole)] == [1, 2, 3]
    alone = list_corrections(whole.select(["a-plan"]))
    assert [row["entry"] for row in alone] == [1, 3]
    assert alone[0]["set"] is None
    assert json.loads(json.dumps(alone)) == alone
