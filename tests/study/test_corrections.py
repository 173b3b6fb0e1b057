"""The scholar's word changes what follows from it, survives a rebuild, and is refused when it fits nothing."""

import pytest

from analysis.errors import CatalogueError
from analysis.spans import apply_edits, edits_from_table
from analysis.study import build_study, derive_tables

TEXT = """某省数字经济行动计划
一、总体目标
坚持zhengfu引导,到2027年,建成3个平台。(责任单位:省科技厅、省财政厅)
二、保障措施
加强领导。(责任单位:省科技厅)
"""
CATALOGUE = '[[document]]\nid = "plan"\npath = "plan.txt"\nsource = "made"\nprovince = "浙江"\n'
SIGNED = 'author = "李华"\nreason = "见附件"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "corpus.toml").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def _correct(folder, *entries):
    text = "".join(f"[[correction]]\n{entry}\n{SIGNED}" for entry in entries)
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    return build_study(folder)


def test_a_rejected_agency_is_gone_and_an_overridden_role_stays(folder):
    before = build_study(folder)
    study = _correct(
        folder,
        'table = "duties"\nwhere = { clause_id = "plan/一", agency = "省财政厅" }\nreject = true',
        'table = "duties"\nwhere = { clause_id = "plan/二" }\nset = { role = "lead" }',
    )
    assert len(study.duties) == len(before.duties) - 1
    assert study.duties.set_index("clause_id").loc["plan/二", "role"] == "lead"
    assert study.corrections["author"].tolist() == ["李华", "李华"]


def test_every_kind_of_fact_can_be_overridden_or_rejected(folder):
    before = build_study(folder)
    assert before.targets["object"].tolist() == ["平台"]
    clause, code = before.instruments[["clause_id", "code"]].iloc[0]
    study = _correct(
        folder,
        'table = "duties"\nwhere = { clause_id = "plan/一", surface = "省财政厅" }\nset = { agency = "省财政厅（新）" }',
        'table = "duties"\nwhere = { clause_id = "plan/一", agency = "省科技厅" }\nset = { role = "support" }',
        'table = "duties"\nwhere = { clause_id = "plan/二" }\nreject = true',
        'table = "targets"\nwhere = { clause_id = "plan/一" }\nset = { value_low = 5.0, value_high = 5.0, year = 2030 }',
        f'table = "instruments"\nwhere = {{ clause_id = "{clause}", code = "{code}" }}\nset = {{ code = "D-demo" }}',
    )
    first = study.duties.set_index("surface")
    assert first.loc["省财政厅", "agency"] == "省财政厅（新）"
    assert first.loc["省科技厅", "role"] == "support"
    assert study.duties["clause_id"].tolist() == ["plan/一", "plan/一"]
    assert study.targets[["value_low", "value_high", "year"]].to_numpy().tolist() == [[5, 5, 2030]]
    assert "D-demo" in set(study.instruments["code"])
    assert not ((study.instruments["clause_id"] == clause) & (study.instruments["code"] == code)).any()
    assert len(study.corrections) == 5
    names = derive_tables(study)["agency_names"].set_index("surface")
    assert names.loc["省财政厅", "basis"] == "project"


def test_rejected_targets_and_codes_are_gone_and_coverage_says_so(folder):
    study = _correct(
        folder,
        'table = "targets"\nwhere = { object = "平台" }\nreject = true',
        'table = "instruments"\nwhere = { doc_id = "plan" }\nreject = true',
        'table = "duties"\nwhere = { doc_id = "plan" }\nreject = true',
    )
    assert study.targets.empty
    assert study.instruments.empty
    assert set(study.coverage["status"]) == {"not stated"}


def test_a_rejected_repair_is_undone_in_the_text_that_is_read(folder):
    assert "坚持政府引导" in build_study(folder).documents["clean_text"].item()
    study = _correct(folder, 'table = "edits"\nwhere = { doc_id = "plan", before = "zhengfu" }\nreject = true')
    document = study.documents.iloc[0]
    assert "坚持zhengfu引导" in document["clean_text"]
    assert apply_edits(document["source_text"], edits_from_table(study.edits, "plan")) == document["clean_text"]
    for clause in study.clauses.itertuples():
        assert document["clean_text"][clause.start : clause.end] == clause.text


def test_a_correction_that_fits_nothing_is_refused(folder):
    with pytest.raises(CatalogueError, match="no row of targets has"):
        _correct(folder, 'table = "targets"\nwhere = { clause_id = "plan/九" }\nreject = true')


def test_corrections_of_documents_that_were_not_asked_for_do_not_matter(folder):
    (folder / "other.txt").write_text(TEXT, encoding="utf-8")
    entry = CATALOGUE.replace("plan", "other")
    (folder / "corpus.toml").write_text(CATALOGUE + entry, encoding="utf-8")
    _correct(folder, 'table = "targets"\nwhere = { clause_id = "other/一" }\nreject = true')
    assert len(build_study(folder, ids=["plan"]).targets) == 1


def test_the_projects_codebook_takes_the_place_of_the_packaged_one(folder, root):
    packaged = root / "src" / "analysis" / "reference" / "codebooks" / "instruments.toml"
    own = packaged.read_text(encoding="utf-8").replace('name = "rothwell-zegveld"', 'name = "own"', 1)
    (folder / "reference").mkdir()
    (folder / "reference" / "instruments.toml").write_text(own, encoding="utf-8")
    assert build_study(folder).instruments["codebook"].str.startswith("own").all()
    assert len(build_study(folder).instruments)
