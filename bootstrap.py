"""Set the workbench up, make its reports or run its tests, with nothing but Python 3.11 or later.

::

    python3 bootstrap.py                  set up, into the folder .venv beside this file
    python3 bootstrap.py report [--open]  set up, build the tables, run the reports, say where the index page is
    python3 bootstrap.py test [--all]     set up, run every check and every everyday test (--all: the slow ones too)

Only the standard library is used. Packages come from whatever index pip is configured with, each checked against its hash in
requirements.lock; they are installed by uv, which is much faster, or by pip where uv cannot be had.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import webbrowser
from pathlib import Path

OLDEST = (3, 11)
NEWEST_TRIED = (3, 13)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
#: Holds the fingerprint of a finished environment, or the word "unfinished" while one is being made.
STAMP_NAME = "workbench-stamp"

USAGE = "python3 bootstrap.py [report [--open] | test [--all]]"
#: Settings of the caller's shell that would lead a command out of the environment made here.
FOREIGN = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
)


class SetupError(Exception):
    """Something that the reader has to change before the set-up can go on, said in one sentence."""


def main(arguments: list) -> int:
    """Do what the command line asks for and return its exit code."""
    try:
        command, option = read_arguments(arguments)
        check_python()
        set_up()
        if command == "report":
            return run_reports(show=option)
        if command == "test":
            return run_tests(slow=option)
    except SetupError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nbootstrap: stopped; call it again to go on", file=sys.stderr)
        return 130
    tell("ready: 'python3 bootstrap.py report' makes the reports, 'python3 bootstrap.py test' runs the tests")
    return 0


def read_arguments(arguments: list) -> tuple:
    """Return the command and whether its one option was given."""
    options = {"report": "--open", "test": "--all"}
    if not arguments:
        return "", False
    command, rest = arguments[0], arguments[1:]
    if command not in options:
        raise SetupError(f"{command!r} is not something it can do; call it as {USAGE}")
    unknown = [word for word in rest if word != options[command]]
    if unknown:
        raise SetupError(f"'{command}' does not take {unknown[0]!r}; call it as {USAGE}")
    return command, bool(rest)


def check_python() -> None:
    """Say what is wrong with this Python, if anything is."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST:
        raise SetupError(
            f"this is Python {found} and the workbench needs 3.11 or later; install one and call it by name, "
            "for example 'python3.11 bootstrap.py'"
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - asked for only after the version, and only whether it is there
        import venv  # noqa: F401, PLC0415
    except ImportError:
        raise SetupError(
            f"Python {found} lacks its venv module; install it (on Debian and Ubuntu: 'apt install python3-venv') "
            "and call this again"
        ) from None
    if sys.version_info[:2] > NEWEST_TRIED:
        tell(f"Python {found} is newer than any the workbench was tried with (3.11 to 3.13); going on")


def set_up() -> None:
    """Make the environment, reuse a finished one, bring an outdated one up to date, rebuild a half-made one."""
    stamp = VENV / STAMP_NAME
    wanted = fingerprint()
    known = stamp.read_text(encoding="utf-8").strip() if stamp.exists() else ""
    works = known not in ("", "unfinished") and python_works()
    if works and known == wanted:
        tell("the environment is ready")
        return
    outdated = works and known.split()[:1] == wanted.split()[:1]
    if not outdated:
        make_venv()
    else:
        tell("the environment is outdated: bringing it up to date")
    stamp.write_text("unfinished\n", encoding="utf-8")
    install_lock()
    tell("installing the workbench itself")
    pip = [venv_python(), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    run([*pip, "--no-build-isolation", "-e", "."], clean_environment())
    stamp.write_text(wanted + "\n", encoding="utf-8")


def fingerprint() -> str:
    """Return what a finished environment was made from: Python and place, then the lock and the project's own file."""
    place = hashlib.sha256(f"{sys.version} {sys.platform} {ROOT}".encode()).hexdigest()[:16]
    content = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()[:16]
    return f"{place} {content}"


def venv_python() -> str:
    """Return the environment's Python."""
    return str(VENV / "Scripts" / "python.exe") if os.name == "nt" else str(VENV / "bin" / "python")


def venv_command(name: str) -> str:
    """Return a command of the environment."""
    return str(VENV / "Scripts" / f"{name}.exe") if os.name == "nt" else str(VENV / "bin" / name)


def python_works() -> bool:
    """Say whether the environment's Python still starts: the one it was made from may be gone."""
    try:
        done = subprocess.run([venv_python(), "-c", "pass"], env=clean_environment(), check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def make_venv() -> None:
    """Make a new, empty environment in place of whatever is left of an older one."""
    if VENV.exists():
        made_by_venv = (VENV / "pyvenv.cfg").exists() or (VENV / STAMP_NAME).exists() or not any(VENV.iterdir())
        if not made_by_venv:
            raise SetupError(f"{VENV} is not a Python environment; move it away, then call this again")
        tell("the environment is unfinished or of another Python: making it anew")
        shutil.rmtree(VENV)
    else:
        tell("making the environment in .venv")
    VENV.mkdir()
    (VENV / STAMP_NAME).write_text("unfinished\n", encoding="utf-8")
    run([sys.executable, "-m", "venv", str(VENV)], clean_environment())


def install_lock() -> None:
    """Install every locked package: with uv if it can be had, else with pip."""
    tell("installing the locked packages (about 1.2 GB on disk; the first time takes a few minutes)")
    options = ["--require-hashes", "--no-binary", "jieba", "-r", str(LOCK)]
    if install_uv():
        try:
            run(
                [venv_command("uv"), "pip", "install", "--python", venv_python(), *options],
                uv_environment(),
            )
        except SetupError:
            tell("uv could not install them; trying pip, which takes longer")
        else:
            return
    run([venv_python(), "-m", "pip", "install", "--progress-bar", "off", *options], clean_environment())


def install_uv() -> bool:
    """Install the locked uv into the environment, checked by its hash; say whether that worked."""
    entry = locked_entry("uv")
    if not entry:
        return False
    handle, name = tempfile.mkstemp(suffix=".txt")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(entry)
        pip = [
            venv_python(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--only-binary",
            ":all:",
        ]
        run([*pip, "-r", name], clean_environment(), quiet=True)
        run([venv_command("uv"), "--version"], clean_environment(), quiet=True)
    except SetupError:
        return False
    finally:
        Path(name).unlink()
    return True


def locked_entry(name: str) -> str:
    """Return one package's lines of the lock."""
    lines, inside = [], False
    for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith(" "):
            inside = line.startswith(f"{name}==")
        if inside:
            lines.append(line)
    return "".join(lines)


def uv_environment() -> dict:
    """Return an environment in which uv looks for packages where pip does: uv itself does not read pip's settings."""
    environment = clean_environment()
    listing = subprocess.run(
        [venv_python(), "-m", "pip", "config", "list"], env=environment, check=False, capture_output=True, text=True
    ).stdout
    settings = read_pip_settings(listing)
    translated = {
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": " ".join(settings.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(settings.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(settings.get("trusted-host", "").split()),
        "UV_NO_INDEX": "1" if settings.get("no-index", "").lower() in ("1", "true", "yes", "on") else "",
        "SSL_CERT_FILE": settings.get("cert", ""),
        "HTTPS_PROXY": settings.get("proxy", ""),
        # Every package is pinned and hashed, so it does not matter which of several indexes gives it.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        # The cache may be on another disk than the project; copying then needs no warning.
        "UV_LINK_MODE": "" if os.name == "nt" else "copy",
        "UV_NO_CONFIG": "1",
    }
    return {**{name: value for name, value in translated.items() if value}, **environment}


def read_pip_settings(listing: str) -> dict:
    """Return the settings that ``pip config list`` shows for ``pip install``; the shell's win over the files'."""
    ranks = {"global": 0, "install": 1, ":env:": 2}
    found = {}
    for line in listing.splitlines():
        name, equals, value = line.partition("=")
        section, dot, key = name.rpartition(".")
        if equals and dot and section in ranks:
            try:
                text = str(ast.literal_eval(value))
            except (SyntaxError, ValueError):
                text = value
            found.setdefault(key.replace("_", "-"), []).append((ranks[section], text))
    return {key: max(values)[1] for key, values in found.items()}


def run_reports(*, show: bool) -> int:
    """Build the tables, run every report, and say where the index page is."""
    index = ROOT / "outputs" / "index.html"
    for title, words in (("building the tables", ["build"]), ("running the reports", ["report"])):
        tell(title)
        code = call([venv_command("zhengce"), *words], {})
        if code:
            return code
    if not index.exists():
        print(f"bootstrap: the reports ended well but left no {index}", file=sys.stderr)
        return 1
    tell(f"done: open {index} in a browser")
    if show:
        webbrowser.open(index.as_uri())
    return 0


def run_tests(*, slow: bool) -> int:
    """Run every check, the tests last, and return 0 only if all of them passed."""
    # Files of one test module stay together: fixtures of a module are made once.
    pytest = ["pytest", "-n", "2", "--dist", "loadfile", *([] if slow else ["-m", "not slow"])]
    checks = (
        ("rules of style", ["ruff", "check", "."]),
        ("format", ["ruff", "format", "--check", "."]),
        ("types", ["mypy"]),
        ("who imports whom", ["lint-imports"]),
        ("all tests" if slow else "everyday tests", pytest),
    )
    failed = []
    for title, words in checks:
        tell(f"{title}: {' '.join(words)}")
        started = time.monotonic()
        command = [venv_python(), "-m", *words] if words[0] == "pytest" else [venv_command(words[0]), *words[1:]]
        code = call(command, {"WORKBENCH_EXAMPLES": "thorough"} if slow else {})
        if code:
            failed.append(title)
        if words[0] != "pytest":
            tell(f"{title}: {'FAILED' if code else 'passed'} in {time.monotonic() - started:.0f} s")
    if failed:
        print(f"bootstrap: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run(command: list, environment: dict, *, quiet: bool = False) -> None:
    """Run one step of the set-up; raise where it fails."""
    done = subprocess.run(
        command,
        cwd=str(ROOT),
        env=environment,
        check=False,
        stdout=subprocess.DEVNULL if quiet else None,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    if done.returncode:
        step = " ".join(Path(word).name if os.sep in word else word for word in command[:5])
        raise SetupError(
            f"'{step} ...' ended with code {done.returncode}; what it said is above; call this again to repair"
        )


def call(command: list, extra: dict) -> int:
    """Run a command of the finished environment, its output straight to the reader, and return its exit code."""
    return subprocess.run(command, cwd=str(ROOT), env={**clean_environment(), **extra}, check=False).returncode


def clean_environment() -> dict:
    """Return the caller's environment without what would lead out of ours, and with ours first on the path."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment["PATH"] = os.pathsep.join([str(Path(venv_python()).parent), environment.get("PATH", os.defpath)])
    environment["PYTHONNOUSERSITE"] = "1"
    environment["PYTHONUTF8"] = "1"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return environment


def tell(sentence: str) -> None:
    """Say how far the work has come."""
    print(f"[bootstrap] {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
