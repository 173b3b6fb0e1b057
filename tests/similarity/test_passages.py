"""Shared runs are exact, planted reuse is found, labels tell formulas from substance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.similarity import find_passages, find_runs
from analysis.similarity.align import EDIT, MATCH, align_once, best_scores, list_candidates
from analysis.similarity.folding import fold_clauses, fold_text
from analysis.similarity.labels import label_wording
from analysis.similarity.runs import find_shared_runs, scan_shared_runs
from analysis.synth import plant_reuse

SHORT = {
    "guangdong-ai-science-2025-newspaper": "G",
    "jiangsu-ai-plus-2025": "J",
    "zhejiang-ai-industry-2023-draft": "I",
    "zhejiang-ai-plus-2024-draft": "P",
    "zhejiang-ai-science-2025": "S",
}


def make_clauses(texts, kind="clause"):
    """Make a clauses table of documents, each given as a list of clause texts."""
    rows = []
    for doc_id, parts in texts.items():
        start = 0
        for position, text in enumerate(parts):
            rows.append(
                {
                    "clause_id": f"{doc_id}/{position}",
                    "doc_id": doc_id,
                    "position": position,
                    "kind": kind,
                    "text": text,
                }
                | {"start": start, "end": start + len(text)}
            )
            start += len(text) + 1
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def whole_files(data):
    """Return the five real files, one clause each, nothing cleaned."""
    paths = sorted((data / "raw").glob("*.txt"))
    assert [path.stem for path in paths] == list(SHORT)
    return make_clauses({path.stem: [path.read_text(encoding="utf-8")] for path in paths})


def count_runs(runs):
    strings = runs["text_a"].map(lambda text: fold_text(text).text)
    named = runs.assign(pair=runs["doc_a"].map(SHORT) + runs["doc_b"].map(SHORT), string=strings)
    distinct = named.drop_duplicates(["pair", "string"])
    counts = {n: distinct.loc[distinct["n_chars"] >= n, "pair"].value_counts() for n in (10, 15, 20, 30)}
    return {pair: [int(counts[n].get(pair, 0)) for n in counts] for pair in sorted(distinct["pair"].unique())}


def test_counts_of_distinct_runs_on_whole_files(whole_files):
    assert count_runs(find_runs(whole_files, min_chars=10)) == {
        "GJ": [1, 0, 0, 0],
        "GP": [1, 0, 0, 0],
        "GS": [10, 3, 1, 1],
        "IP": [21, 1, 0, 0],
        "IS": [11, 2, 1, 0],
        "JI": [3, 0, 0, 0],
        "JP": [1, 0, 0, 0],
        "PS": [19, 5, 3, 1],
    }


def test_of_eleven_long_runs_four_are_substance(whole_files):
    runs = find_runs(whole_files)
    assert runs["label"].value_counts().to_dict() == {
        "substance": 4,
        "name": 3,
        "formula": 2,
        "procedure": 1,
        "agency list": 1,
    }
    long = runs.loc[runs["n_chars"].idxmax()]
    assert (long["n_chars"], long["label"], long["doc_a"][:9]) == (49, "substance", "guangdong")
    assert long["text_a"].startswith("搭建易用共享的模型平台")
    assert long["text_b"].endswith("工具链等开源服务")


def test_spans_are_the_text():
    clauses = plant_reuse(n_pairs=3, edit_share=0.1, disguise=True, n_filler=(0, 2)).clauses
    texts = {doc_id: "\n".join(rows["text"]) for doc_id, rows in clauses.groupby("doc_id")}
    passages = find_passages(clauses)
    assert len(passages) == 3
    for row in passages.itertuples():
        assert texts[row.doc_a][row.start_a : row.end_a] == row.text_a
        assert texts[row.doc_b][row.start_b : row.end_b] == row.text_b


def brute_force_runs(first, second, min_chars):
    found = set()
    for a in range(len(first)):
        for b in range(len(second)):
            if a and b and first[a - 1] == second[b - 1]:
                continue
            n = 0
            while a + n < len(first) and b + n < len(second) and first[a + n] == second[b + n]:
                n += 1
            if n >= min_chars:
                found.add((a, b, n))
    return found


@given(st.text("甲乙丙", min_size=1, max_size=30), st.text("甲乙丙", min_size=1, max_size=30), st.integers(1, 9))
@settings(deadline=None, max_examples=150)
def test_runs_are_those_of_brute_force(first, second, min_chars):
    runs = find_shared_runs(fold_clauses(make_clauses({"a": [first], "b": [second]})), min_chars)
    offset = len(first) + 2  # two breaks in front of the second text
    found = {(int(a) - 1, int(b) - offset, int(n)) for a, b, n in zip(*runs, strict=True)}
    assert found == brute_force_runs(first, second, min_chars)


def test_common_windows_neither_start_a_run_nor_cut_it():
    common, own = "甲乙丙丁", "戊己庚辛"
    texts = {"a": [common + own + common], "b": [common + own + common], "c": [common], "d": [common]}
    folded = fold_clauses(make_clauses(texts))
    everything = find_shared_runs(folded, 3)
    rare = find_shared_runs(folded, 3, max_docs=2)
    assert rare.length.tolist() == [12]
    assert len(everything.length) > 1
    assert (int(rare.start_a[0]), int(rare.start_b[0])) == (1, 14)


@pytest.mark.parametrize("batch", [1, 7, 10_000])
def test_runs_do_not_hang_on_how_many_are_looked_at_in_one_go(batch, monkeypatch):
    clauses = plant_reuse(n_pairs=6, n_chars=(20, 30), n_filler=(0, 2), seed=8).clauses
    folded = fold_clauses(clauses)
    whole = find_shared_runs(folded, 3)
    rare = find_shared_runs(folded, 3, max_docs=3)
    monkeypatch.setattr("analysis.similarity.runs._BATCH", batch)
    for expected, found in ((whole, find_shared_runs(folded, 3)), (rare, find_shared_runs(folded, 3, max_docs=3))):
        for before, after in zip(expected, found, strict=True):
            np.testing.assert_array_equal(before, after)
    assert len(list(scan_shared_runs(folded, 3))) == (12 if batch == 1 else 1 if batch == 10_000 else 12)


def test_between_parent_and_child_no_wording_is_too_common():
    """Thirty provinces take over one sentence: too common to start a passage, but every province has it from the parent."""
    wording = "搭建易用共享的模型平台引导开源模型和工具入驻开源社区"
    texts = {"parent": [wording]} | {f"p{at:02d}": [wording] for at in range(30)}
    documents = pd.DataFrame({"doc_id": list(texts), "title": None, "issued_on": None})
    documents["parent"] = [None, *["parent"] * 30]
    found = find_passages(make_clauses(texts), documents=documents, max_docs=10)
    assert len(found) == 30
    assert set(found["relation"]) == {"inherited"}
    assert set(found["n_docs"]) == {31}
    assert find_passages(make_clauses(texts), max_docs=10).empty


@pytest.mark.parametrize(
    ("n_chars", "edit_share", "least"),
    [((20, 40), 0.0, 1.0), ((20, 40), 0.1, 1.0), ((30, 60), 0.2, 0.99), ((20, 30), 0.2, 0.85)],
)
def test_recall_of_candidates_against_every_alignment(n_chars, edit_share, least):
    """Every clause is aligned with every other of its pair of documents; the index must have named those worth a passage."""
    reuse = plant_reuse(n_pairs=40, n_chars=n_chars, edit_share=edit_share, n_filler=(1, 2), seed=9)
    worth = named = 0
    for doc_ids in zip(reuse.truth["doc_a"], reuse.truth["doc_b"], strict=True):
        folded = fold_clauses(reuse.clauses[reuse.clauses["doc_id"].isin(doc_ids)])
        chosen = set(list_candidates(folded)[["row_a", "row_b"]].itertuples(index=False, name=None))
        owners = folded.clauses["doc_id"].to_numpy()
        every = [(a, b) for a in np.flatnonzero(owners == doc_ids[0]) for b in np.flatnonzero(owners == doc_ids[1])]
        scores = best_scores([(folded.codes[folded.rows == a], folded.codes[folded.rows == b]) for a, b in every])
        good = [(int(a), int(b)) for (a, b), score in zip(every, scores, strict=True) if score >= 30]
        worth += len(good)
        named += sum(pair in chosen for pair in good)
    assert worth >= 25
    assert named >= least * worth


def brute_force_score(first, second):
    table = np.zeros((len(first) + 1, len(second) + 1), dtype=int)
    for i, x in enumerate(first, start=1):
        for j, y in enumerate(second, start=1):
            diagonal = table[i - 1, j - 1] + (MATCH if x == y else EDIT)
            table[i, j] = max(0, diagonal, table[i - 1, j] + EDIT, table[i, j - 1] + EDIT)
    return int(table.max())


@given(st.lists(st.tuples(*[st.lists(st.integers(5, 8), min_size=1, max_size=14)] * 2), min_size=1, max_size=6))
@settings(deadline=None, max_examples=80)
def test_alignment_is_optimal_and_its_trace_adds_up(pairs):
    arrays = [(np.array(a), np.array(b)) for a, b in pairs]
    expected = [brute_force_score(a, b) for a, b in pairs]
    assert best_scores(arrays).tolist() == expected
    for (a, b), score in zip(arrays, expected, strict=True):
        found = align_once(a, b)
        if score == 0:
            assert found is None
            continue
        assert found.score == score == MATCH * found.n_equal + EDIT * (found.n_columns - found.n_equal)
        assert max(found.end_a - found.start_a, found.end_b - found.start_b) <= found.n_columns
        assert np.array_equal(a[found.block_a : found.block_a + found.block], a[found.block_a :][: found.block])


def found_share(reuse, passages, overlap=0.8):
    """Return the share of planted passages of which most characters were found on both sides."""
    hits = 0
    for row in reuse.truth.itertuples():
        near = passages[(passages["doc_a"] == row.doc_a) & (passages["doc_b"] == row.doc_b)]
        common_a = (np.minimum(near["end_a"], row.end_a) - np.maximum(near["start_a"], row.start_a)).clip(lower=0).sum()
        common_b = (np.minimum(near["end_b"], row.end_b) - np.maximum(near["start_b"], row.start_b)).clip(lower=0).sum()
        hits += common_a >= overlap * (row.end_a - row.start_a) and common_b >= overlap * (row.end_b - row.start_b)
    return hits / len(reuse.truth)


@pytest.mark.parametrize("disguise", [False, True])
def test_planted_verbatim_passages_are_all_found(disguise):
    reuse = plant_reuse(n_pairs=60, n_chars=(20, 60), disguise=disguise, seed=1)
    passages = find_passages(reuse.clauses)
    assert found_share(reuse, passages, overlap=1.0) == 1.0
    assert (passages["label"] == "substance").all()


@pytest.mark.parametrize(("n_chars", "seed"), [((30, 40), 2), ((40, 120), 2), ((40, 120), 3)])
def test_planted_passages_with_a_fifth_edited_are_found(n_chars, seed):
    reuse = plant_reuse(n_pairs=60, n_chars=n_chars, edit_share=0.2, seed=seed)
    assert found_share(reuse, find_passages(reuse.clauses)) >= 0.95


def test_unrelated_texts_share_no_passage():
    reuse = plant_reuse(n_pairs=30, planted=False, seed=4)  # 60 documents, 1,770 pairs
    passages = find_passages(reuse.clauses)
    assert len(passages.drop_duplicates(["doc_a", "doc_b"])) <= 1


def test_a_passage_is_told_once():
    wording = "引导开源模型和工具入驻开源社区"
    passages = find_passages(make_clauses({"a": [wording, "另有。" + wording], "b": [wording + "。", wording]}))
    assert passages[["clause_a", "clause_b"]].to_numpy().tolist() == [["a/0", "b/0"], ["a/1", "b/1"]]
    assert find_runs(make_clauses({"a": [wording, wording], "b": [wording]}))["n_chars"].tolist() == [15, 15]


def test_list_items_swapped_and_words_put_in_stay_one_passage():
    first = "向各类创新主体提供模型、数据、算力、工具链等开源服务，推动开源模型更广泛应用。"
    second = "向各类创新市场主体提供数据、模型、算力、工具链等开源服务，推动开源模型广泛应用"
    row = find_passages(make_clauses({"a": [first], "b": [second]})).iloc[0]
    assert (row["kind"], row["text_a"][0], row["text_b"][-1]) == ("near", "向", "用")


def test_masks_skip_front_matter_and_label_brackets():
    body = "（责任单位：甲丙丁戊己庚辛壬癸子丑寅卯辰）"
    clauses = make_clauses({"a": [body], "b": [body]})
    assert find_passages(clauses)["label"].tolist() == ["substance"]
    spans = [{"doc_id": doc_id, "start": 0, "end": len(body)} for doc_id in "ab"]
    assert find_passages(clauses, masks=pd.DataFrame(spans).assign(kind="duties"))["label"].tolist() == ["agency list"]
    assert find_passages(clauses, masks=pd.DataFrame(spans).assign(kind="front matter")).empty


def test_notices_and_titles_are_no_policy_text():
    clauses = make_clauses(
        {"a": ["搭建易用共享的模型平台引导开源模型"], "b": ["搭建易用共享的模型平台引导开源模型"]}, kind="title"
    )
    assert find_passages(clauses).empty


def test_dates_and_parents_are_told_only_where_known():
    clauses = make_clauses({doc_id: ["搭建易用共享的模型平台引导开源模型"] for doc_id in "abc"})
    told = find_passages(clauses)
    assert told["earlier"].isna().all()
    assert set(told["relation"]) == {"shared"}
    documents = pd.DataFrame(
        {
            "doc_id": list("abc"),
            "title": None,
            "issued_on": ["2025-03-01", "2024-01-01", None],
            "parent": ["c", "c", None],
        }
    )
    told = find_passages(clauses, documents=documents).set_index(["doc_a", "doc_b"])
    assert told["relation"].to_dict() == {("a", "b"): "common parent", ("a", "c"): "inherited", ("b", "c"): "inherited"}
    assert told.loc[("a", "b"), "earlier"] == "b"
    assert told["earlier"].isna().sum() == 2
    assert set(told["n_docs"]) == {3}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻党的二十大和二十届历次全会精神", "formula"),
        ("完整、准确、全面贯彻新发展理念，加快构建新发展格局", "formula"),
        ("各市、县（市、区）人民政府，省政府各部门、各直属机构", "procedure"),
        ("现将《某某行动方案》印发给你们，请认真贯彻执行", "procedure"),
        ("本办法自2025年1月1日起施行，有效期至2028年", "procedure"),
        ("省发展改革委、省教育厅、省科技厅、省财政厅", "agency list"),
        ("国家新一代人工智能创新发展试验区", "name"),
        ("对首次认定的首台套装备按销售额的百分之十给予奖励", "substance"),
        ("支持整车企业联合零部件企业攻关车规级芯片", "substance"),
        ("建立老年人能力评估制度，为经济困难的失能老年人发放护理补贴", "substance"),
        ("，。", "substance"),
    ],
)
def test_labels_of_wordings_of_any_field(text, label):
    assert label_wording(text).label == label


@given(st.text("數据，（Ａa1 算\n", max_size=30))
def test_folding_keeps_places(text):
    folded = fold_text(text)
    assert len(folded.places) == len(folded.text)
    for character, place in zip(folded.text, folded.places, strict=True):
        assert fold_text(text[place]).text == character


def test_order_of_rows_never_matters():
    clauses = plant_reuse(n_pairs=4, edit_share=0.1, seed=5).clauses
    shuffled = clauses.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(find_passages(clauses), find_passages(shuffled))


def test_a_project_adds_its_own_phrases(tmp_path):
    clauses = make_clauses({"a": ["实施某某倍增行动计划若干措施"] * 2, "b": ["实施某某倍增行动计划若干措施"]})
    assert find_passages(clauses, min_chars=10)["label"].tolist() == ["substance"]
    layer = "pattern,label,source\n实施某某倍增行动计划若干措施,formula,of this project\n"
    (tmp_path / "reuse_phrases.csv").write_text(layer, encoding="utf-8")
    assert find_passages(clauses, min_chars=10, reference=tmp_path)["label"].tolist() == ["formula"]
