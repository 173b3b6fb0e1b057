"""Draw the pictures of the READMEs from the corpus of the project, with the project's own calls.

::

    .venv/bin/python tools/make_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

from analysis.messages import LANGUAGES
from analysis.networks import list_incidences
from analysis.plots import plot_duty_matrix
from analysis.study import load_study
from analysis.theme import save_figure, use_theme

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write one picture a language into docs/images."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    named = list_incidences(load_study(ROOT / "data").duties)
    named = named[~named["collective"]] if "collective" in named else named
    use_theme()
    for lang in LANGUAGES:
        figure, axes = plt.subplots(figsize=(7.6, 1.5 + 0.19 * named["agency"].nunique()))
        plot_duty_matrix(named, lang=lang, ax=axes)
        print(save_figure(figure, folder / f"duty_matrix.{lang}.png").relative_to(ROOT))
        plt.close(figure)


if __name__ == "__main__":
    main()
