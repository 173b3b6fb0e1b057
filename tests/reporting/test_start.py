"""How a run's process is started makes no difference to its bytes: forked from a warm process, or begun anew."""

import shutil
import sys

import pytest
from tests.reporting.test_kill import small_project  # noqa: F401 - a fixture
from tests.reporting.test_runs import files_of

from analysis.errors import RunError
from analysis.reporting import workers
from analysis.reporting.runs import run_reports


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_spawned_run_is_a_forked_one_to_the_byte(tmp_path, data, monkeypatch):
    made = {}
    for method in ("forkserver", "spawn"):
        monkeypatch.setattr(workers, "METHOD", method)
        folders = run_reports(["targets", "province_profile"], {}, data=data, out=tmp_path / method)
        made[method] = [files_of(folder) for folder in folders]
    assert made["spawn"] == made["forkserver"]
    assert all("report.html" in files for files in made["spawn"])


@pytest.mark.slow
def test_a_spawned_run_that_fails_says_so(small_project, monkeypatch):  # noqa: F811
    monkeypatch.setattr(workers, "METHOD", "spawn")
    reports = small_project / "notebooks" / "reports"
    shutil.copy(reports / "01_first.ipynb", reports / "03_third.ipynb")
    text = (reports / "03_third.ipynb").read_text(encoding="utf-8")
    (reports / "03_third.ipynb").write_text(text.replace("report.close()", "1 / 0"), encoding="utf-8")
    with pytest.raises(RunError, match=r"'03_third' failed in cell \d+: ZeroDivisionError"):
        run_reports(["third"], {}, data=small_project / "data", out=small_project / "out")
    page = next((small_project / "out").glob("03_third-*.failed/report.html")).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in page
    assert "未完成" in page
