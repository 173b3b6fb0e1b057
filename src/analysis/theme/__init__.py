"""The look of every figure: a font that has Chinese, stable colours, files that repeat to the byte.

:func:`use_theme` before drawing; :func:`color_of` for the colour of a province or an agency. The font is packaged, so that
no figure depends on what the machine has, and a character the font lacks is an error rather than an empty box.
"""

from analysis.theme.fonts import FAMILY, font_path, list_missing
from analysis.theme.palette import PALETTE, color_of
from analysis.theme.style import save_figure, use_theme

__all__ = ["FAMILY", "PALETTE", "color_of", "font_path", "list_missing", "save_figure", "use_theme"]
