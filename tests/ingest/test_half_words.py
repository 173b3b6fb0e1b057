"""A single masked syllable is too little to repair and too much to pass over."""

import pytest

from analysis.ingest import clean_documents, read_documents


@pytest.mark.parametrize(("text", "reading"), [("水安全保障neng力", "能"), ("推动高zhi量发展", "质")])
def test_a_single_masked_syllable_is_flagged(tmp_path, text, reading):
    path = tmp_path / "plan.txt"
    path.write_text(f"某省水利发展规划\n一、总体要求\n{text}。\n二、保障措施\n加强领导。\n", encoding="utf-8")
    _, edits, flags = clean_documents(read_documents(path))
    repaired = edits.loc[edits["rule"] == "pinyin", "after"].tolist()
    suspected = flags.loc[flags["rule"] == "pinyin", "reading"].tolist()
    assert set(repaired) <= {reading}
    assert len(repaired) + len(suspected) == 1
