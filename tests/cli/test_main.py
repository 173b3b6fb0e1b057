"""The command: quick to help, exact in refusing, three exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.errors import CallError, DataError, Problem, RunError


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom analysis.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'papermill', 'jieba'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in ("build", "report", "check"))


@pytest.mark.parametrize("words", [[], ["bulid"], ["report", "--dta", "x"], ["report", "-p"]])
def test_a_wrong_call_ends_with_two(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "-p", "seed"], "'seed' is not of the form key=value"),
        (["report", "-p", "=1"], "'=1' is not of the form key=value"),
        (["report", "-p", "seed=1", "-p", "seed=2"], "'seed' is given twice"),
    ],
)
def test_a_malformed_parameter_is_quoted(words, told, data: Path, tmp_path: Path, capsys):
    out = tmp_path / "out"
    assert main([*words, "--data", str(data), "--out", str(out)]) == 2
    assert told in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("command", ["build", "check", "report"])
def test_a_missing_data_folder_is_named(command, tmp_path, capsys):
    missing = tmp_path / "nowhere"
    out = [] if command == "check" else ["--out", str(tmp_path / "out")]
    assert main([command, "--data", str(missing), *out]) == 2
    told = capsys.readouterr().err
    assert str(missing) in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CallError("call"), 2),
        (DataError([Problem("a", "b"), Problem("c", "d")]), 2),
        (RunError("run"), 1),
        (KeyboardInterrupt(), 1),
    ],
)
def test_each_error_has_its_exit_code(error, code, monkeypatch, capsys, tmp_path):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("analysis.reporting.runs.run_reports", fail)
    assert main(["report", "--data", str(tmp_path)]) == code
    told = capsys.readouterr().err.splitlines()
    assert all(line.startswith("zhengce: ") for line in told)
    assert len(told) == (2 if isinstance(error, DataError) else 1)
