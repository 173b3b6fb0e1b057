"""Figures of topics draw what the tables say."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.plots import plot_topic_map, plot_topic_shares, plot_topics
from analysis.reporting.topic_text import make_topic_text_html
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


PLACES = pd.DataFrame({"topic_id": [1, 2], "x": [-0.5, 0.5], "y": 0.0, "share": [0.7, 0.3], "explained": 1.0}).assign(
    model="nmf", k=2
)


def test_the_map_names_only_what_passed():
    quality = pd.DataFrame({"topic_id": [1, 2], "kept": [True, False]})
    with use_theme():
        axes = plot_topic_map(PLACES, labels={1: "算力", 2: "育种"}, quality=quality, ax=Figure().subplots())
    assert [text.get_text() for text in axes.texts] == ["1", "算力", "2"]
    filled, ring = axes.collections
    assert filled.get_offsets().tolist() == [[-0.5, 0.0]]
    assert len(filled.get_facecolor()) == 1
    assert len(ring.get_facecolor()) == 0
    assert filled.get_sizes()[0] > ring.get_sizes()[0]
    with pytest.raises(ValueError, match="draws one model"):
        plot_topic_map(PLACES.iloc[:0], ax=Figure().subplots())


def test_words_are_marked_in_their_place_by_colour_and_form():
    text = "建设<算力>，发展育种"
    rows = [("d/1", 13, 15, 1, 0.9), ("d/1", 19, 21, 2, 0.8), ("d/1", 17, 19, 1, 0.4)]
    words = pd.DataFrame(rows, columns=["clause_id", "start", "end", "topic_id", "probability"])
    clauses = pd.DataFrame([("d/1", text, 10)], columns=["clause_id", "text", "start"])
    html = make_topic_text_html(words, clauses, labels={1: "甲", 2: "乙&"}, kept={1}, link=lambda _: "s.html#1")
    assert 'href="s.html#1"' in html
    body = html.partition("</ul>")[2]
    assert "建设&lt;<span" in body
    assert "发展<span" in body  # surer than one half only
    assert body.count("underline solid #0072b2") == 1
    assert body.count("underline dotted #8a8a8a") == 1
    assert 'title="乙&amp;">育种</span>' in body
