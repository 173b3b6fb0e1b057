"""Draw the pictures of the READMEs from the corpus of the project, with the project's own calls.

The pictures of pages need Chromium, Chrome or Edge; where there is none they are left as they are, and that is said.

::

    .venv/bin/python tools/make_pictures.py
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from PIL import Image

from analysis.errors import CallError
from analysis.messages import LANGUAGES
from analysis.networks import list_incidences
from analysis.plots import plot_duty_matrix
from analysis.reporting.pdf import find_browser
from analysis.reporting.runs import run_reports
from analysis.study import load_study
from analysis.theme import save_figure, use_theme

ROOT = Path(__file__).resolve().parents[1]


#: The report that is shown, and the windows it is shown in: a screen, a telephone.
REPORT = "targets"
WINDOWS = {"wide": (1280, 860), "narrow": (500, 860)}


def main() -> None:
    """Write the pictures of each language into docs/images."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    draw_duties(folder)
    try:
        show_pages(folder, find_browser())
    except CallError as error:
        print(f"no pictures of pages: {error}")


def show_pages(folder: Path, browser: str) -> None:
    """Write pictures of a report's page, in both languages, on a wide and on a narrow screen."""
    with tempfile.TemporaryDirectory() as scratch:
        for lang in LANGUAGES:
            page = (
                run_reports([REPORT], {"lang": lang}, data=ROOT / "data", out=Path(scratch) / "out")[0] / "report.html"
            )
            for name, (width, height) in WINDOWS.items():
                shot = Path(scratch) / "shot.png"
                flags = ["--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", f"--screenshot={shot}"]
                flags += [f"--window-size={width},{height}", f"--user-data-dir={Path(scratch) / 'profile'}"]
                subprocess.run([browser, *flags, page.as_uri()], check=True, capture_output=True)  # noqa: S603
                picture = folder / f"report_{name}.{lang}.png"
                Image.open(shot).convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(picture, optimize=True)
                print(picture.relative_to(ROOT))


def draw_duties(folder: Path) -> None:
    """Write the matrix of duties, in both languages."""
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
