"""The set-up, without touching a network: what it refuses, reuses, repairs and passes on."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from types import SimpleNamespace

import bootstrap
import pytest


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a project of two files whose set-up steps are only noted down."""
    (tmp_path / "requirements.lock").write_text(
        "uv==1.0 \\\n    --hash=sha256:00\nzipp==1.0 \\\n    --hash=sha256:11\n"
    )
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    steps: list[list[str]] = []
    broken: set[str] = set()

    def note(command: list[str], environment: dict[str, str], **_: bool) -> None:
        assert environment
        words = [Path(word).name for word in command]
        steps.append(words)
        if broken & set(words):
            raise bootstrap.SetupError(f"{words[0]} failed")
        if "venv" in words:
            venv.create(command[-1], with_pip=False, symlinks=True)

    monkeypatch.setattr(bootstrap, "run", note)
    monkeypatch.setattr(bootstrap, "uv_environment", bootstrap.clean_environment)
    return SimpleNamespace(root=tmp_path, venv=tmp_path / ".venv", steps=steps, broken=broken)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("", False)),
        (["report"], ("report", False)),
        (["report", "--open"], ("report", True)),
        (["test"], ("test", False)),
        (["test", "--all"], ("test", True)),
    ],
)
def test_what_it_can_do(arguments: list[str], expected: tuple[str, bool]) -> None:
    assert bootstrap.read_arguments(arguments) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["reports"],
        ["--open"],
        ["test", "--open"],
        ["report", "--all"],
        ["report", "x"],
        ["--help"],
        ["test", "--all", "-x"],
    ],
)
def test_anything_else_is_refused_in_one_sentence(root: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "bootstrap.py", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert any(repr(word) in done.stderr for word in arguments)
    assert "report [--open] | test [--all]" in done.stderr


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert bootstrap.main([]) == 2
    said = capsys.readouterr().err
    assert "Python 3.9.2" in said
    assert "3.11" in said
    assert said.count("\n") == 1


def test_a_newer_python_is_tried_aloud(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    bootstrap.check_python()
    assert "3.99.0 is newer" in capsys.readouterr().out


def test_a_missing_venv_module_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert bootstrap.main([]) == 2
    said = capsys.readouterr().err
    assert "python3-venv" in said
    assert said.count("\n") == 1


def test_the_file_can_be_read_by_an_older_python(root: Path) -> None:
    """Otherwise an older one would answer with a syntax error instead of a sentence."""
    compile((root / "bootstrap.py").read_text(encoding="utf-8"), "bootstrap.py", "exec", dont_inherit=True)
    import ast

    ast.parse((root / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_first_call_sets_up_and_the_second_reuses(
    house: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.set_up()
    assert [words[1:4] for words in house.steps] == [
        ["-m", "venv", ".venv"],
        ["-m", "pip", "install"],
        ["--version"],
        ["pip", "install", "--python"],
        ["-m", "pip", "install"],
    ]
    house.steps.clear()
    bootstrap.set_up()
    assert house.steps == []
    assert "ready" in capsys.readouterr().out


def test_every_package_is_checked_by_its_hash(house: SimpleNamespace) -> None:
    bootstrap.set_up()
    installs = [words for words in house.steps if "install" in words and "-e" not in words]
    assert installs
    assert all("--require-hashes" in words for words in installs)


def test_without_uv_pip_does_it(house: SimpleNamespace) -> None:
    house.broken.add("uv")
    bootstrap.set_up()
    last = house.steps[-2]
    assert last[1:4] == ["-m", "pip", "install"]
    assert last[-2:] == ["-r", "requirements.lock"]
    assert "--require-hashes" in last


def test_where_uv_fails_pip_goes_on(house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "install_uv", lambda: True)
    house.broken.add("--python")
    bootstrap.set_up()
    assert house.steps[-2][-2:] == ["-r", "requirements.lock"]


def test_a_half_made_environment_is_made_anew(house: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    house.broken.add("-e")
    with pytest.raises(bootstrap.SetupError):
        bootstrap.set_up()
    (house.venv / "left-over").write_text("x")
    house.broken.clear()
    house.steps.clear()
    bootstrap.set_up()
    assert house.steps[0][1:3] == ["-m", "venv"]
    assert not (house.venv / "left-over").exists()
    assert "anew" in capsys.readouterr().out


def test_a_changed_lock_is_brought_up_to_date_in_place(house: SimpleNamespace) -> None:
    bootstrap.set_up()
    (house.venv / "kept").write_text("x")
    house.steps.clear()
    (house.root / "requirements.lock").write_text("zipp==2.0 --hash=sha256:22\n")
    bootstrap.set_up()
    assert ["-m", "venv"] not in [words[1:3] for words in house.steps]
    assert (house.venv / "kept").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(house: SimpleNamespace) -> None:
    bootstrap.set_up()
    python = Path(bootstrap.venv_python())
    python.unlink()
    house.steps.clear()
    bootstrap.set_up()
    assert house.steps[0][1:3] == ["-m", "venv"]


def test_a_folder_of_somebody_else_is_left_alone(house: SimpleNamespace) -> None:
    house.venv.mkdir()
    (house.venv / "thesis.txt").write_text("x")
    with pytest.raises(bootstrap.SetupError, match="not a Python environment"):
        bootstrap.set_up()
    assert (house.venv / "thesis.txt").read_text() == "x"


@pytest.mark.usefixtures("house")
def test_one_entry_of_the_lock_is_found_whole() -> None:
    assert bootstrap.locked_entry("uv") == "uv==1.0 \\\n    --hash=sha256:00\n"
    assert bootstrap.locked_entry("u") == ""


def test_settings_of_pip_are_read_and_the_shell_wins() -> None:
    listing = """\
global.index-url='https://one.example/x'
install.index-url='https://two.example/x'
:env:.index-url='https://three.example/x'
global.extra-index-url='\\nhttps://a.example/x\\nhttps://b.example/x'
download.index-url='https://never.example/x'
nonsense
"""
    assert bootstrap.read_pip_settings(listing) == {
        "index-url": "https://three.example/x",
        "extra-index-url": "\nhttps://a.example/x\nhttps://b.example/x",
    }


def test_uv_looks_where_pip_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = (
        "global.index-url='https://one.example/x'\nglobal.extra-index-url='https://a.example/x https://b.example/x'\n"
        "global.find-links='wheels more'\nglobal.no-index='true'\nglobal.cert='ca.pem'\n"
    )
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=listing, returncode=0))
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    found = bootstrap.uv_environment()
    assert found["UV_DEFAULT_INDEX"] == "https://one.example/x"
    assert found["UV_INDEX"] == "https://a.example/x https://b.example/x"
    assert found["UV_FIND_LINKS"] == "wheels,more"
    assert found["UV_NO_INDEX"] == "1"
    assert found["SSL_CERT_FILE"] == "ca.pem"
    monkeypatch.setenv("UV_INDEX", "https://mine.example/x")
    assert bootstrap.uv_environment()["UV_INDEX"] == "https://mine.example/x"


def test_the_shell_cannot_lead_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in bootstrap.FOREIGN:
        monkeypatch.setenv(name, "elsewhere")
    found = bootstrap.clean_environment()
    assert not set(bootstrap.FOREIGN) & set(found)
    assert found["PATH"].startswith(str(Path(bootstrap.venv_python()).parent))


@pytest.mark.parametrize(("codes", "expected"), [((0, 0, 0, 0, 0), 0), ((1, 0, 0, 0, 0), 1), ((0, 0, 1, 0, 1), 1)])
def test_every_check_runs_and_any_failure_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], codes: tuple[int, ...], expected: int
) -> None:
    left = list(codes)
    called: list[list[str]] = []
    slow_run = False

    def note(command: list[str], extra: dict[str, str]) -> int:
        assert slow_run == bool(extra)
        called.append([Path(word).name for word in command])
        return left.pop(0)

    monkeypatch.setattr(bootstrap, "call", note)
    assert bootstrap.run_tests(slow=False) == expected
    assert [words[0] for words in called[:4]] == ["ruff", "ruff", "mypy", "lint-imports"]
    assert called[4][1:5] == ["-m", "pytest", "-n", "2"]
    assert called[4][-2:] == ["-m", "not slow"]
    said = capsys.readouterr()
    assert ("failed" in said.err) == bool(expected)
    left[:] = codes
    slow_run = True
    bootstrap.run_tests(slow=True)
    assert "not slow" not in called[-1]


def test_reports_are_built_and_shown_where_they_are(
    house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[str] = []
    shown: list[str] = []

    def note(command: list[str], _: dict[str, str]) -> int:
        called.append(" ".join(Path(word).name for word in command))
        return 0

    monkeypatch.setattr(bootstrap, "call", note)
    monkeypatch.setattr(bootstrap.webbrowser, "open", shown.append)
    assert bootstrap.run_reports(show=True) == 1
    index = house.root / "outputs" / "index.html"
    index.parent.mkdir()
    index.write_text("x")
    assert bootstrap.run_reports(show=True) == 0
    assert called[-2:] == ["zhengce build", "zhengce report"]
    assert str(index) in capsys.readouterr().out
    assert shown == [index.as_uri()]


@pytest.mark.slow
def test_a_fresh_clone_with_an_empty_home(root: Path, tmp_path: Path) -> None:
    """The real thing, over the network: clone, set up with nothing on the path, ask the command who it is."""
    (tmp_path / "home").mkdir()
    subprocess.run(["git", "clone", "--quiet", str(root), str(tmp_path / "clone")], check=True)
    environment = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    python = Path(sys.executable).resolve()
    subprocess.run([python, "bootstrap.py"], cwd=tmp_path / "clone", env=environment, check=True, capture_output=True)
    command = tmp_path / "clone" / ".venv" / "bin" / "zhengce"
    done = subprocess.run([command, "--help"], env=environment, check=True, capture_output=True, text=True)
    assert "report" in done.stdout
