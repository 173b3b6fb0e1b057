"""The theme: Chinese is drawn, a missing glyph is an error, files repeat, colours stay apart."""

import hashlib
import subprocess
import sys
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colors
from matplotlib.figure import Figure

from analysis.reference import read_reference
from analysis.theme import FAMILY, PALETTE, color_of, list_missing, save_figure, use_theme


def _draw(text: str) -> Figure:
    figure = Figure(figsize=(3, 1))
    axes = figure.subplots()
    axes.set_title(text)
    axes.set_axis_off()
    return figure


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_chinese_is_drawn_and_repeats(tmp_path, suffix):
    hashes = set()
    for attempt in range(2):
        with use_theme():
            path = save_figure(_draw("责任单位：省科技厅 1﹒—−①∙$x$"), tmp_path / f"{attempt}.{suffix}")
        hashes.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_two_characters_differ(tmp_path):
    # Two empty boxes would be the same picture.
    with use_theme():
        one, two = (save_figure(_draw(text), tmp_path / f"{text}.png").read_bytes() for text in "浙粤")
    assert one != two


def test_missing_glyph_is_an_error(tmp_path):
    with use_theme():
        with pytest.raises(ValueError, match=r"without a glyph.*131072"):
            save_figure(_draw("𠀀"), tmp_path / "box.png")
        with pytest.raises(UserWarning, match="missing from"):
            _draw("𠀀").savefig(tmp_path / "box.png")
    assert not (tmp_path / "box.png").exists()


def test_settings_come_back():
    before = mpl.rcParams["font.sans-serif"]
    with use_theme():
        assert mpl.rcParams["font.sans-serif"][0] == FAMILY
    assert mpl.rcParams["font.sans-serif"] == before


def test_every_gb2312_and_common_traditional_character_is_there():
    assert list_missing("發展規劃綱要實施責任單位鼓勵") == []
    gb2312 = [bytes([lead, trail]).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFA)]
    assert list_missing("".join(gb2312)) == []


def test_packaged_words_can_be_written():
    from analysis.messages import list_messages

    texts = "".join(text for message in list_messages().values() for text in message.values())
    names = "".join(read_reference("provinces")["name"])
    assert list_missing(texts + names) == []


def test_networkx_labels_use_the_font():
    code = (
        "import networkx as nx, matplotlib; matplotlib.use('agg'); import matplotlib.pyplot as plt;"
        "from analysis.theme import use_theme; use_theme();"
        "texts = nx.draw_networkx_labels(nx.path_graph(1), {0: (0, 0)}, {0: '省科技厅'}); plt.gcf().canvas.draw();"
        "print(texts[0].get_fontname())"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == FAMILY, done.stderr


# Machado, Oliveira and Fernandes (2009), table 1, severity 1.0; on linear RGB.
_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "normal": np.eye(3).tolist(),
}


def _lab(color: str, matrix: list[list[float]]) -> np.ndarray:
    rgb = np.array(colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(matrix) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(xyz / np.array([0.95047, 1, 1.08883]))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", sorted(_BLIND))
def test_colours_stay_apart(sight):
    labs = [_lab(color, _BLIND[sight]) for color in PALETTE]
    nearest = min(np.linalg.norm(a - b) for a, b in combinations(labs, 2))
    assert nearest > 10


def test_colours_do_not_depend_on_company():
    provinces = read_reference("provinces")["name"]
    assert len({color_of(name) for name in provinces}) == len(provinces)
    assert color_of("中央") not in PALETTE
    assert color_of("省科技厅") in PALETTE
