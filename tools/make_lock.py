"""Write requirements.lock: every package that pyproject.toml needs, pinned and hashed, for every platform, without host names.

Run it after changing a dependency, inside the project's environment::

    .venv/bin/python tools/make_lock.py             # keep what is locked, add and remove what is needed
    .venv/bin/python tools/make_lock.py --upgrade   # take the newest versions
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

sys.path.insert(0, str(ROOT))

import bootstrap  # noqa: E402 - it stands beside this folder, not in a package


def main(arguments: list[str]) -> int:
    """Resolve with uv, which looks where pip is configured to look."""
    command = [
        *(bootstrap.venv_command("uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--extra", "dev"),
        *("--output-file", "requirements.lock", "pyproject.toml", *arguments),
    ]
    return subprocess.run(command, cwd=ROOT, env=bootstrap.uv_environment(), check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
