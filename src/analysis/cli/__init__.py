"""The command ``zhengce``: a thin face over the package. Nothing heavy is imported before a command needs it."""

from analysis.cli.main import main

__all__ = ["main"]
