"""Figures of topics draw what the tables say."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.plots import plot_topic_shares, plot_topics
from analysis.theme import use_theme

TERMS = pd.DataFrame(
    [("算力", 1, 0.6, 1), ("芯片", 1, 0.4, 2), ("育种", 2, 0.7, 1), ("农机", 2, 0.3, 2)],
    columns=["term", "topic_id", "weight", "rank"],
).assign(model="nmf", k=2)
SHARES = pd.DataFrame(
    [("浙江", 1, 0.25), ("浙江", 2, 0.75), ("江苏", 1, 1.0), ("江苏", 2, 0.0)], columns=["unit_id", "topic_id", "share"]
).assign(model="nmf", k=2, unit="group")


def test_bars_are_the_weights():
    with use_theme():
        axes = plot_topics(TERMS, ax=Figure().subplots())
        panels = axes.child_axes
        assert [[bar.get_width() for bar in panel.patches] for panel in panels] == [[0.6, 0.4], [0.7, 0.3]]
        assert [label.get_text() for label in panels[1].get_yticklabels()] == ["育种", "农机"]
        assert panels[0].get_xlim() == panels[1].get_xlim()


def test_unstable_topics_are_grey_and_said_to_be_so():
    quality = pd.DataFrame({"topic_id": [1, 2], "kept": [True, False]})
    panels = plot_topics(TERMS, quality=quality, lang="en", ax=Figure().subplots()).child_axes
    colours = [panel.patches[0].get_facecolor()[:3] for panel in panels]
    assert len(set(colours[0])) > 1
    assert len(set(colours[1])) == 1
    assert "did not pass" in panels[1].get_title(loc="left") + panels[1].get_title()


def test_cells_are_the_shares():
    with use_theme():
        axes = plot_topic_shares(SHARES, labels={1: "算力、芯片", 2: "育种"}, ax=Figure().subplots())
    assert [text.get_text() for text in axes.texts] == ["100%", "25%", "0%", "75%"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["算力、芯片", "育种"]


@pytest.mark.parametrize(("draw", "table"), [(plot_topics, TERMS), (plot_topic_shares, SHARES)])
def test_one_model_at_a_time(draw, table):
    for wrong in (table.iloc[:0], pd.concat([table, table.assign(k=3)])):
        with pytest.raises(ValueError, match="draws one model"):
            draw(wrong, ax=Figure().subplots())
