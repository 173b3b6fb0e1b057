"""Codes of instruments: clauses of other fields, scores against two coders, codebooks as files."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.facts import code_instruments, count_instruments, list_codebooks, read_codebook, tell_codebook
from analysis.reliability import score_codes
from analysis.tables import make_table
from analysis.validate import place_sections

# Written by the tests' authors in other fields, before the rules were run on them: the clause and the codes a reader gives.
CASES = [
    ("组织实施重大新药创制专项，对抗体药物开展联合攻关。", {"S-rd"}),
    ("新建改建农村公路，完善城乡供水管网。", {"S-infra"}),
    ("建设全民健康信息数据库，推动医疗数据开放共享。", {"S-info"}),
    ("加强基层医师培训，引进高层次人才，增设康复治疗专业。", {"S-talent"}),
    ("省财政安排专项资金，对达标养老机构给予补助。", {"S-fund"}),
    ("成立推进粮食安全工作领导小组，将落实情况纳入年度考核。", {"E-plan"}),
    ("引导银行加大绿色信贷投放，设立碳中和产业基金。", {"E-fin"}),
    ("修订大气污染物排放标准，完善生态环境法规。", {"E-reg"}),
    ("优先保障重大项目用地、用能需求，开辟审批绿色通道。", {"E-res"}),
    ("举办国际旅游博览会，加强品牌宣传。", {"E-evt"}),
    ("落实首台（套）政策，加大政府采购支持力度。", {"D-proc"}),
    ("开展县域商业体系建设试点，创建一批示范园区。", {"D-demo"}),
    ("推进一网通办，建设数字政府。", {"D-gov"}),
    ("发放文旅消费券，实施家电以旧换新。", {"D-vouch"}),
    ("支持企业开拓海外市场，扩大农产品出口。", {"D-intl"}),
    ("对新建冷库给予不超过投资额20%、最高200万元的一次性补助。", {"S-fund"}),
    ("每年招聘不少于800人充实基层。", {"S-talent"}),
    ("森林资源丰富，生态优势明显。", set()),
    ("全省上下要提高认识。", set()),
    ("到2027年，旅游总收入突破5000亿元。", {"E-plan"}),
]


def clauses_of(texts):
    rows = [
        {
            "clause_id": f"d{number:03}/1",
            "doc_id": f"d{number:03}",
            "position": 0,
            "level": 1,
            "kind": "clause",
            "text": text,
            "start": 10,
            "end": 10 + len(text),
        }
        for number, text in enumerate(texts)
    ]
    return make_table("clauses", rows)


def codes_of(texts, **options):
    table = code_instruments(clauses_of(texts), **options)
    return [set(table.loc[table["doc_id"] == f"d{number:03}", "code"]) for number in range(len(texts))]


def test_clauses_of_other_fields():
    found = codes_of([text for text, _ in CASES])
    right = sum(len(got & expected) for got, (_, expected) in zip(found, CASES, strict=True))
    total = sum(map(len, found)) + sum(len(expected) for _, expected in CASES)
    assert 2 * right / total >= 0.9
    for got, (text, expected) in zip(found, CASES, strict=True):
        assert expected <= got, text


def test_triggers_are_the_words_of_the_text():
    texts = [text for text, _ in CASES]
    for row in code_instruments(clauses_of(texts)).itertuples():
        assert texts[int(row.doc_id[1:])][row.start - 10 : row.end - 10] == row.trigger
        assert row.codebook == "rothwell-zegveld 1.0"


def test_brackets_of_agencies_are_not_coded():
    bracket = "完善工作。（责任单位：省政务服务局、省人才工作局、省知识产权局、省财政厅）"
    assert codes_of([bracket]) == [set()]


def test_a_goal_clause_has_only_the_code_of_goals():
    rows = [
        ("一", None, "一、总体要求", "总体要求"),
        ("一/一", "d/一", "（一）发展目标。建设数据中心10个，培养人才200名。", "发展目标"),
        ("二", None, "二、任务。建设数据中心。", "任务"),
    ]
    clauses = make_table(
        "clauses",
        [
            {
                "clause_id": f"d/{number}",
                "doc_id": "d",
                "parent_id": parent,
                "position": place,
                "level": 1,
                "kind": "clause",
                "heading": heading,
                "text": text,
                "start": 100 * place,
                "end": 100 * place + len(text),
            }
            for place, (number, parent, text, heading) in enumerate(rows)
        ],
    )
    table = code_instruments(clauses)
    assert set(table.loc[table["clause_id"] == "d/一/一", "code"]) == {"E-plan"}
    assert set(table.loc[table["clause_id"] == "d/二", "code"]) == {"S-infra"}


def test_against_both_coders(study, data):
    placed = place_sections(pd.read_csv(data / "gold" / "sections.csv"), study.clauses)
    table = code_instruments(study.clauses)
    table = table.assign(unit_id=table["clause_id"].map(placed)).dropna(subset=["unit_id"])
    for coder in ("a", "b"):
        gold = pd.read_csv(data / "gold" / f"instruments_coder_{coder}.csv")
        scores = score_codes(table, gold, n_bootstrap=200).set_index("item")
        assert scores.loc["macro", "f1"] >= 0.85
        assert scores.loc["macro", "ci_low"] >= 0.75


def test_count_by_document_chapter_and_group():
    texts = ["设立产业基金。", "设立母基金，宣传推介。", "设立产业基金。"]
    clauses = clauses_of(texts)
    clauses["doc_id"] = ["d", "d", "e"]
    clauses["clause_id"] = ["d/1", "d/2", "e/1"]
    coded = code_instruments(clauses)
    by_document = count_instruments(coded, clauses).set_index(["unit_id", "code"])
    assert by_document.loc[("d", "E-fin"), ["n_clauses", "n_units", "share"]].tolist() == [2, 2, 1.0]
    assert by_document.loc[("d", "E-evt"), "share"] == 0.5
    assert by_document.loc[("e", "S-rd"), "n_clauses"] == 0
    by_group = count_instruments(coded, clauses, unit="group", groups={"d": "甲", "e": "甲"}).set_index("code")
    assert by_group.loc["E-fin", ["unit_id", "n_clauses", "n_units"]].tolist() == ["甲", 3, 3]
    by_chapter = count_instruments(coded, clauses, unit="chapter")
    assert set(by_chapter["unit_id"]) == {"d/1", "d/2", "e/1"}
    with pytest.raises(ValueError, match="no unit is called 'docs'"):
        count_instruments(coded, clauses, unit="docs")
    with pytest.raises(ValueError, match="needs groups"):
        count_instruments(coded, clauses, unit="group")


@pytest.mark.parametrize("name", list_codebooks())
def test_packaged_codebooks_tell_their_codes(name):
    table = tell_codebook(read_codebook(name))
    assert table["code"].is_unique
    assert (table[["definition_zh", "definition_en"]] != "").all(axis=None)
    assert (table["n_rules"] > 0).all()


def test_the_example_of_another_scheme_codes_clauses():
    texts = ["必须完成减排任务，纳入年度考核。", "建设共享平台，给予补助。", "鼓励企业建设实验室。", "生态优势明显。"]
    assert codes_of(texts, codebook="strength") == [{"P3"}, {"P2"}, {"P1"}, set()]
    table = code_instruments(clauses_of(texts), codebook="strength")
    assert set(table["codebook"]) == {"strength 1.0"}
    counts = count_instruments(table, clauses_of(texts), codebook="strength")
    assert set(counts["code"]) == {"P1", "P2", "P3"}


def test_the_codebook_has_the_codes_of_the_annotation(data):
    gold = pd.read_csv(data / "gold" / "instruments_coder_a.csv")
    assert list(gold.columns[1:]) == [code.code for code in read_codebook("instruments").codes]


def test_a_scholars_own_codebook_takes_its_place(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[codebook]\nname = "own"\nversion = "2"\n[[code]]\ncode = "X"\ndefinition = "d"\n'
        '[[code.rule]]\nname = "r"\nverbs = ["设立"]\nobjects = ["基金"]\nunless = ["母基金"]\n',
        encoding="utf-8",
    )
    assert codes_of(["设立产业基金。", "设立母基金。"], codebook=path) == [{"X"}, set()]
    assert code_instruments(clauses_of(["设立基金。"]), codebook=path)["codebook"].item() == "own 2"


def test_a_broken_codebook_tells_every_problem(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[codebook]\nname = "own"\ngoal_code = "Z"\n[[code]]\ncode = "X"\ncolour = 1\n[[code.rule]]\nphrases = ["("]\n'
        '[[code]]\ncode = "X"\n[[code.rule]]\nverbs = ["@build"]\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError) as error:
        read_codebook(path)
    told = str(error.value)
    for words in ("lacks 'version'", "unknown key 'colour'", "no regular expression", "there twice", "'@build'", "'Z'"):
        assert words in told
    path.write_text("[", encoding="utf-8")
    with pytest.raises(DataError, match="is not TOML"):
        read_codebook(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_codebook(tmp_path / "none.toml")
    with pytest.raises(ValueError, match="did you mean 'strength'"):
        read_codebook("strenght")
