"""``python -m analysis.cli``: the command where it is not installed."""

import sys

from analysis.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
