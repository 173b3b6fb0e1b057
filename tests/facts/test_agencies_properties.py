"""What must hold for any list: shuffled, with doubled separators, with lost brackets, in either width."""

import re
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.facts import find_duties, find_duty_masks, name_agencies, state_coverage
from analysis.facts.agency_lists import unify_width
from analysis.networks import link_leads

NAMES = {
    "省科技厅": "省科技厅",
    "省工业和信息化厅": "省工信厅",
    "省住房和城乡建设厅": "省住房城乡建设厅",
    "省委网信办": "省委网信办",
    "省大数据局": "省数据局",
    "国网河北电力": "省电力公司",
    "石家庄海关": "石家庄海关",
    "省总工会": "省总工会",
    "紫云实验室": "紫云实验室",
    "中国人民银行石家庄中心支行": "人行河北省分行",
}
ALPHABET = (
    "省市县各科技教育厅局委办责任牵头配合单位：:、，；。（）()☆会同由等和与按职责分工负责下同｜|\t\n 0123第一位的为"
)
TABLE_CELLS = st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5, unique=True)


def clauses_of(*texts, kinds=None):
    rows, start = [], 0
    for at, text in enumerate(texts):
        rows.append({"clause_id": f"d/{at}", "doc_id": "d", "parent_id": None, "position": at, "level": 1})
        rows[-1] |= {"kind": kinds[at] if kinds else "clause", "text": text, "start": start, "end": start + len(text)}
        start += len(text) + 1
    return pd.DataFrame(rows)


def agencies(text):
    return find_duties(clauses_of(text))["agency"].tolist()


@settings(max_examples=60, deadline=None)
@given(names=st.permutations(sorted(NAMES)), separators=st.text(alphabet="、，；, ", min_size=1, max_size=3))
def test_order_and_doubled_separators_change_nothing_but_the_order(names, separators):
    joined = separators.join(names)
    duties = find_duties(clauses_of(f"推进试点。（责任单位：{joined}）"))
    assert duties.sort_values("order")["agency"].tolist() == [NAMES[name] for name in names]
    assert duties["order"].tolist() == list(range(1, len(names) + 1))
    assert set(duties["role"]) == {"responsible"}


@settings(max_examples=60, deadline=None)
@given(names=st.permutations(sorted(NAMES)), cut=st.sampled_from(["（", "）", "both"]), label=st.booleans())
def test_lost_brackets_lose_no_labelled_name_and_are_flagged(names, cut, label):
    inside = ("责任单位：" if label else "") + "、".join(names)
    text = f"推进试点。（{inside}）".translate({} if cut == "both" else {ord(cut): None})
    duties = find_duties(clauses_of(text if cut != "both" else f"推进试点。{inside}"))
    if label:
        assert sorted(duties["agency"]) == sorted(NAMES.values())
    if cut != "both" and len(duties[duties["evidence"] == "bracket"]):
        assert duties.loc[duties["evidence"] == "bracket", "notation"].str.endswith("unclosed").all()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=80))
def test_any_text_gives_rows_that_keep_the_contract(text):
    clauses = clauses_of(text, text, kinds=["clause", "row"])
    duties = find_duties(clauses)
    masks = find_duty_masks(clauses)
    whole = text + "\n" + text
    for row in duties.itertuples():
        assert row.evidence == "rule" or unify_width(whole[row.start : row.end]) == unify_width(row.surface)
    assert (masks["end"] <= len(whole)).all()
    name_agencies(duties)


@settings(max_examples=40, deadline=None)
@given(names=st.lists(st.sampled_from(sorted(NAMES)), min_size=2, max_size=8))
def test_a_body_that_a_list_names_twice_is_one(names):
    found = agencies(f"推进试点。（责任单位：{'、'.join(names)}）")
    assert max(Counter(found).values()) == 1
    assert set(found) == {NAMES[name] for name in names}


def test_a_body_that_leads_and_supports_itself_leads():
    duties = find_duties(clauses_of("推进试点。（省科技厅牵头，省科技厅、省教育厅配合）"))
    assert duties[["agency", "role"]].to_numpy().tolist() == [["省科技厅", "lead"], ["省教育厅", "support"]]


def test_mergers_never_make_a_pair_of_a_body_with_itself():
    clauses = clauses_of("推进试点。（责任单位：省文化厅、省旅游局、省教育厅）")
    assert len(find_duties(clauses)) == 3
    assert find_duties(clauses, mergers=True)["agency"].tolist() == ["省文化和旅游厅", "省教育厅"]


@settings(max_examples=40, deadline=None)
@given(names=st.permutations(sorted(NAMES)))
def test_both_widths_read_alike(names):
    full = f"推进试点。（牵头单位：{names[0]}；配合单位：{'、'.join(names[1:])}）"
    half = full.translate(str.maketrans("（）：；", "():;"))
    pd.testing.assert_frame_equal(
        find_duties(clauses_of(full)).drop(columns="surface"), find_duties(clauses_of(half)).drop(columns="surface")
    )


def test_nothing_is_changed_and_nothing_gives_nothing():
    clauses = clauses_of("推进试点。（责任单位：省科技厅）")
    before = clauses.copy()
    find_duties(clauses)
    find_duty_masks(clauses)
    pd.testing.assert_frame_equal(clauses, before)
    empty = clauses.iloc[:0]
    assert find_duties(empty).empty
    assert find_duty_masks(empty).empty
    assert name_agencies(find_duties(empty)).empty


@pytest.mark.parametrize("kind", ["title", "notice", "metadata", "sidebar", "noise", "signature"])
def test_what_is_no_policy_is_not_read(kind):
    assert find_duties(clauses_of("（责任单位：省科技厅）", kinds=[kind])).empty
    assert find_duty_masks(clauses_of("（责任单位：省科技厅）", kinds=[kind])).empty


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(TABLE_CELLS, TABLE_CELLS), min_size=1, max_size=12))
def test_a_ledger_says_what_its_cells_say(tasks):
    check_ledger(tasks)


def test_a_ledger_of_a_thousand_tasks_equals_a_straightforward_count():
    names = sorted(NAMES)
    tasks = [
        (names[at % 3 : at % 3 + 1 + at % 2], [names[(at * 7 + step) % len(names)] for step in range(2, 3 + at % 4)])
        for at in range(1000)
    ]
    check_ledger(tasks)


def check_ledger(tasks):
    lines = ["序号|重点任务|牵头单位|配合单位|完成时限"]
    lines += [
        f"{at}|任务{at}|{'、'.join(lead)}|{'、'.join(support)}|2026年底" for at, (lead, support) in enumerate(tasks, 1)
    ]
    duties = find_duties(clauses_of(*lines, kinds=["row"] * len(lines)))
    roles, links = Counter(), Counter()
    for lead, support in tasks:
        roles.update((NAMES[name], "lead") for name in lead)
        roles.update((NAMES[name], "support") for name in support)
        links.update((NAMES[a], NAMES[b]) for a in lead for b in support)
    assert Counter(zip(duties["agency"], duties["role"], strict=True)) == roles
    found = Counter()
    for _, rows in duties.groupby("clause_id"):
        leads = rows.loc[rows["role"] == "lead", "agency"]
        supports = rows.loc[rows["role"] == "support", "agency"]
        found.update((a, b) for a in leads for b in supports)
    assert found == links
    # In a network a body that a task names in both columns leads it, and supports nobody in it.
    told = link_leads(duties)
    wanted = Counter((NAMES[a], NAMES[b]) for lead, support in tasks for a in lead for b in support if b not in lead)
    counted = zip(zip(told["lead"], told["support"], strict=True), told["n_clauses"], strict=True)
    assert dict(counted) == dict(wanted)
    assert set(duties["evidence"]) == {"ledger"}
    starts = [match.start() for match in re.finditer("任务", "\n".join(lines))]
    assert duties["start"].min() > starts[0]


def test_a_row_that_lost_a_cell_is_read_without_roles_and_flagged():
    rows = ["任务|牵头单位|配合单位|时限", "建设平台|省科技厅|2026年底"]
    duties = find_duties(clauses_of(*rows, kinds=["row", "row"]))
    assert duties[["agency", "role", "notation"]].to_numpy().tolist() == [["省科技厅", "responsible", "3 of 4 cells"]]


def test_coverage_knows_silence_from_an_empty_page():
    clauses = clauses_of("推进试点。由省科技厅统筹推进。")
    documents = pd.DataFrame({"doc_id": ["d", "e"], "clean_text": ["推进试点。由省科技厅统筹推进。", " "]})
    coverage = state_coverage(documents, find_duties(clauses))
    assert coverage[["doc_id", "status"]].to_numpy().tolist() == [["d", "not stated"], ["e", "unreadable"]]
    assert coverage["n"].isna().all()
    assert "1 named in sentences" in coverage.loc[0, "note"]


@pytest.mark.parametrize(
    "sentence",
    [
        "以上政策由市科技局负责解释。",
        "上述企业由市财政局给予支持。",
        "以下工作需各方共同推进。",
        "本章所称项目由市发展改革委推进的，除外。",
    ],
)
def test_a_sentence_that_shares_out_no_tasks_makes_nobody_responsible_elsewhere(sentence):
    clauses = clauses_of(
        "一、主要措施", "1.建设平台。", f"2.兑现奖补。{sentence}", kinds=["chapter", "clause", "clause"]
    )
    clauses["parent_id"] = [None, "d/0", "d/0"]
    assert not (find_duties(clauses)["evidence"] == "rule").any()


def test_a_label_on_a_line_of_its_own_holds_for_the_next_line():
    assert agencies("（一）推进试点。\n责任单位：\n省科技厅、省教育厅\n（二）") == ["省科技厅", "省教育厅"]


@pytest.mark.parametrize(
    "text",
    [
        "成立由省政府分管领导任组长，省科技厅等部门负责人为成员的领导小组。",
        "省科技厅认定的企业，由所在地政府给予奖励。",
        "经省财政厅同意后，由企业申报。",
        "依托省科技厅、武汉大学建设创新中心。",
        "领导小组办公室设在省科技厅，负责日常工作。",
    ],
)
def test_a_body_that_is_only_mentioned_is_no_duty(text):
    assert agencies(text) == []


def test_a_name_is_not_parted_inside():
    names = ["泉州台商投资区管委会", "省工商业联合会", "各镇（街道）"]
    assert agencies(f"推进试点。（责任单位：{'、'.join(names)}、县级有关单位）") == [names[0], "省工商联", names[2]]


def test_a_list_inside_a_bracket_that_is_never_closed_is_read_once():
    text = "完善试点（责任单位收到后办理。培养人才。（责任单位：省科技厅、省教育厅）"
    duties = find_duties(clauses_of(text))
    assert duties["agency"].tolist() == ["省科技厅", "省教育厅"]
    text = "推进试点。（责任单位：省财政厅、省委金融办（省地方金融局）、省审计厅。"
    duties = find_duties(clauses_of(text))
    assert duties["agency"].tolist() == ["省财政厅", "省委金融办", "省审计厅"]
