"""What every planter of a flaw shares: the shape of what it returns, and a draw that says when there is nothing to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from analysis.errors import WithheldError

__all__ = ["Planted", "draw_from"]

_Item = TypeVar("_Item")


class Planted(NamedTuple):
    """Tables with one flaw in them.

    Attributes
    ----------
    tables
        By name; what the student gets.
    words
        What the claim made from them says, to fill into its sentence.
    answer
        What the student has to find.
    """

    tables: Mapping[str, pd.DataFrame]
    words: Mapping[str, object]
    answer: object


def draw_from(items: Sequence[_Item], rng: np.random.Generator) -> _Item:
    """Return one of several places by chance.

    Parameters
    ----------
    items
        The places, in a fixed order.
    rng
        The chance that chooses.

    Returns
    -------
    object

    Raises
    ------
    WithheldError
        If there is none: the corpus is too small to plant this flaw in.

    Examples
    --------
    >>> draw_from(["only"], np.random.default_rng(0))
    'only'
    """
    if not items:
        raise WithheldError(
            "these documents hold no place for the planted flaw: use the packaged corpus or a larger one"
        )
    return items[int(rng.integers(len(items)))]
