"""The fast looks of the registry never miss what a full reading would find."""

import pytest

from analysis.facts.agency_names import Setting, read_name, read_registered
from analysis.facts.agency_registry import Registry, read_registry

_MONTHS = [f"{year}-{month:02}" for year in range(1998, 2030) for month in (1, 3, 6, 10, 11, 12)]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry()


def test_every_form_of_the_registry_can_end_a_name(registry: Registry) -> None:
    forms = [form for entry in registry.entries for form in (entry.name, *entry.aliases) if "{" not in form]
    for before in ("", "由省", "推动杭州市"):
        for form in forms:
            text = before + form
            known = [end for end, known in registry.find_ends(text, 0, len(text)) if known]
            assert known[-1:] == [len(text)], text


def test_every_name_that_is_read_begins_as_one_can(registry: Registry) -> None:
    forms = {*registry.whole, *registry.cores}
    read = 0
    for before in ("", "省", "自治区", "浙江省", "杭州市", "浙江", "德清县", "中共", "党委", "政府", "共青团", " "):
        for form in sorted(forms)[:: 1 if len(before) < 2 else 5]:
            name = before + form
            if len(name) > 1 and read_registered(registry, name, setting=Setting()):
                read += 1
                assert registry.may_begin(name), name
    assert read > len(forms)


def test_most_text_begins_no_name(registry: Registry) -> None:
    texts = ("加快建设现代化产业", "突破关键技术瓶颈", "完善服务体系", "引进高层次团队")
    assert not any(registry.may_begin(text) for text in texts)


def test_an_end_does_not_depend_on_and(registry: Registry) -> None:
    text = "由省发展和改革委、省文化与旅游厅牵头"
    known = [text[:end] for end, known in registry.find_ends(text, 0, len(text)) if known]
    assert {"由省发展和改革委", "由省发展和改革委、省文化与旅游厅"} <= set(known)


def test_most_text_holds_no_end(registry: Registry) -> None:
    text = "加快建设现代化产业体系，推动经济社会高质量发展"
    assert not any(known for _, known in registry.find_ends(text, 0, len(text)))


def test_same_month_stands_for_every_date_of_its_period(registry: Registry) -> None:
    for month in _MONTHS:
        date = registry.same_month(f"{month}-15")
        assert all(entry.holds(date) == entry.holds(month) for entry in registry.entries), month
    assert registry.same_month("2018") == "2018"


def test_longest_suffix_is_taken(registry: Registry) -> None:
    assert registry.suffix_of("紫云实验室") in registry.suffixes
    assert registry.suffix_of("紫云") == ""
    for suffix in registry.suffixes:
        found = registry.suffix_of("甲" + suffix)
        assert found == max((one for one in registry.suffixes if suffix.endswith(one)), key=len)
        assert registry.suffix_of(suffix) != suffix
    assert read_name(registry, "紫云实验室").basis == "grammar"
