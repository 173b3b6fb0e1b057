"""The blocks that are done, on disk: each a folder that came to be whole, under a hash of all it depends on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis.files import whole_folder, write_whole
from analysis.scale.blocks import Made

__all__ = ["BlockStore"]

#: Marks a folder as the workbench's own; also what :func:`analysis.files.whole_folder` may replace.
_RECORD = "built.json"


class BlockStore:
    """Blocks by number.

    Attributes
    ----------
    folder
        Where they lie, one folder a block; a call that is killed leaves the finished ones, and the next goes on from there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def has(self, number: int, key: str) -> bool:
        """Return whether a block is done, from the very inputs that the key stands for.

        Parameters
        ----------
        number
            Rank of the block.
        key
            Hash of all it depends on.

        Returns
        -------
        bool
        """
        return self._read(number).get("key") == key

    def put(self, number: int, key: str, made: Made) -> None:
        """Keep a block, whole or not at all.

        Parameters
        ----------
        number
            Rank of the block.
        key
            Hash of all it depends on.
        made
            Its tables.
        """
        with whole_folder(self._place(number)) as part:
            for name, data in made.parts.items():
                (part / f"{name}.parquet").write_bytes(data)
            write_whole(part / _RECORD, json.dumps({"key": key, "met": list(made.met)}) + "\n")

    def parts(self, name: str, n_blocks: int) -> Iterator[Path]:
        """Give the files of one table, in the order of the blocks.

        Parameters
        ----------
        name
            The table.
        n_blocks
            How many blocks the corpus has; what lies beyond is left from a larger one.

        Yields
        ------
        pathlib.Path
        """
        for number in range(n_blocks):
            yield self._place(number) / f"{name}.parquet"

    def met(self, n_blocks: int) -> set[int]:
        """Return the numbers of the corrections that met rows in any block.

        Parameters
        ----------
        n_blocks
            How many blocks the corpus has.

        Returns
        -------
        set of int
        """
        return {entry for number in range(n_blocks) for entry in self._read(number).get("met", ())}

    def clear(self) -> None:
        """Remove all blocks."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, number: int) -> Path:
        return self.folder / f"{number:07d}"

    def _read(self, number: int) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            record = json.loads((self._place(number) / _RECORD).read_text(encoding="utf-8"))
            if isinstance(record, dict):
                return record
        return {}
