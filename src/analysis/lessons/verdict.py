"""What is said of an answer: whether it is right, why, and how many points it earns."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from analysis.messages import LANGUAGES, say

__all__ = ["State", "Verdict"]

State = Literal["right", "partly", "wrong", "odd", "blank", "withheld"]

#: A sign beside the colour, so that colour is never the only channel.
_SIGNS: dict[State, tuple[str, str]] = {
    "right": ("✓", "#1b7837"),
    "partly": ("◐", "#8a6d00"),
    "wrong": ("✗", "#b2182b"),
    "odd": ("?", "#b2182b"),
    "blank": ("○", "#555555"),
    "withheld": ("–", "#555555"),
}


@dataclass(frozen=True)
class Verdict:
    """The verdict on one answer; true where it is right.

    Attributes
    ----------
    exercise
        The exercise's number, e.g. ``"4.1"``.
    state
        ``right``, ``partly`` (some of a list), ``wrong``, ``odd`` (not the kind of value asked for), ``blank`` (not answered
        yet), ``withheld`` (the data at hand cannot support the exercise).
    zh, en
        Why, in both languages.
    share
        The part that is right, 0-1.
    points
        What a right answer earns.
    """

    exercise: str
    state: State
    zh: str
    en: str
    share: float
    points: float

    def __bool__(self) -> bool:
        return self.state == "right"

    @property
    def earned(self) -> float:
        """The points that the answer earns, with two decimals."""
        return round(self.share * self.points, 2)

    def __repr__(self) -> str:
        head = " · ".join(self._name_state(lang) for lang in LANGUAGES)
        return f"{_SIGNS[self.state][0]} {self.exercise} {head} ({self.earned:g}/{self.points:g})\n{self.zh}\n{self.en}"

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        sign, colour = _SIGNS[self.state]
        head = " · ".join(escape(self._name_state(lang)) for lang in LANGUAGES)
        return (
            f'<div class="verdict {self.state} mathjax_ignore" role="status" '
            f'style="border-left:4px solid {colour};padding:.3em .8em;margin:.3em 0">'
            f'<p style="margin:.2em 0"><strong style="color:{colour}">{sign} {escape(self.exercise)} {head}</strong> '
            f"({self.earned:g}/{self.points:g})</p>"
            f'<p lang="zh" style="margin:.2em 0">{escape(self.zh)}</p>'
            f'<p lang="en" style="margin:.2em 0">{escape(self.en)}</p></div>'
        )

    def _repr_markdown_(self) -> str:
        """Return the same for readers of Markdown."""
        sign, *rest = repr(self).split("\n")
        return "\n\n".join([f"**{sign}**", *rest])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return all forms; the plain one is the points alone, which is what nbgrader reads of a graded cell."""
        del include, exclude
        return {
            "text/html": self._repr_html_(),
            "text/markdown": self._repr_markdown_(),
            "text/plain": f"{self.earned:g}",
        }

    def _name_state(self, lang: str) -> str:
        return say(f"lessons.state_{self.state}", lang=lang)
