"""Colours of provinces and agencies: the same name has the same colour in every figure, whatever else is drawn."""

from __future__ import annotations

from functools import cache
from zlib import crc32

from analysis.reference import read_reference

__all__ = ["PALETTE", "color_of"]

#: Nine colours that stay apart for eyes with red- or green-blindness; from Okabe and Ito (2008) and Tol (2021).
PALETTE = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#332288",
    "#56b4e9",
    "#882255",
    "#117733",
)

_CENTRE = ("中央", "国家")

#: What each round through the palette is mixed with: a grey level, and how much of it.
_SHADES = ((255, 0.0), (0, 0.3), (255, 0.35), (0, 0.5))


def color_of(name: str) -> str:
    """Return the colour of a province, an agency or any other name.

    Parameters
    ----------
    name
        A short name. Provinces take the palette in turn, in the order of their administrative codes, each round lighter
        or darker than the one before, so that all 34 differ; the centre is black; any other name is spread over the palette
        by its characters alone.

    Returns
    -------
    str
        A colour as ``#rrggbb``.

    Notes
    -----
    There are more names than colours that can be told apart, so colour is never the only channel of a figure: label,
    position or shape says the same.

    References
    ----------
    Okabe, M. and Ito, K. (2008), *Color Universal Design*. Tol, P. (2021), *Colour Schemes*, SRON/EPS/TN/09-002.

    Examples
    --------
    >>> color_of("浙江") == color_of("浙江")
    True
    >>> len({color_of(name) for name in ["江苏", "浙江", "广东"]})
    3
    """
    provinces = _provinces()
    if name in _CENTRE:
        return "#222222"
    if name not in provinces:
        return PALETTE[crc32(name.encode("utf-8")) % len(PALETTE)]
    turn, place = divmod(provinces.index(name), len(PALETTE))
    return _mix(PALETTE[place], *_SHADES[turn])


def _mix(color: str, other: int, part: float) -> str:
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(value + (other - value) * part):02x}" for value in parts)


@cache
def _provinces() -> tuple[str, ...]:
    return tuple(read_reference("provinces").sort_values("code")["name"])
