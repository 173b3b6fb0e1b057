"""The words of the list grammar - labels, predicates, headings - compiled from the reference table ``duty_words``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.facts.scan import find_before_colon
from analysis.reference import read_reference

__all__ = ["Words", "read_words"]

_QUALIFIERS = r"(?:省级|市级|区级|县级|省直|市直|省|市|共同|具体|各|建设|任务|工作|项目|主体)?"
_LABEL_NOUNS = (
    r"(?:[（]?(?:责任)?(?:单位|部门|机构|主体|处室|科室|委办局|地区|地方|省级单位|"
    r"市级单位)[）]?(?:[及和、]?(?:单位|部门|地区))?)"
)
_PERSONS = (
    r"(?:责任人|责任领导|牵头领导|分管领导|牵头人|负责人|联系人|联系单位电话|包保领导|分管省领导|"
    r"牵头省领导|分管市领导|牵头市领导|联系领导|配合领导)"
)
_TIMES = r"(?:完成|时限|时间|进度|实施|推进|起止|办理|工作)(?:时限|时间|期限|要求|节点|安排|进度|计划|年限)|完成时|时限"
_ADVERB = (
    r"(?:(?:依|按|按照|依照|根据|依据|结合|对照)(?:各自|法定|有关|任务|工作){0,4}(?:职责|职能|分工|"
    r"权限|责任|法律法规){1,4}(?:分工|任务|权限|范围|要求)?(?:内|，)?"
    r"|依法依规|依法|分别|共同|各自|各|具体|联合|积极|协同|全程|总体|全面|切实|统一|分头|均|要|应|"
    r"都|须|需|按规定|抓紧|合力|密切|一并|主动|认真|、|，)"
)
_OBJECT = (
    r"(?:相关|有关|本|该|此|各|各项|上述|以上|具体|具体的)?(?:项)?(?:任务|工作|事项|事宜|实施|"
    r"落实|推进|组织|建设|执行|政策|措施|到位|管理|制定|保障|协调|支持|配合|办理|等工作){0,12}"
)
_TAIL_OTHERS = (
    r"(?:等(?:[一-龥]{0,10}?(?:部门|单位|机构|企业|高校|地区|地方|院校|院所|协会))?|(?:和|及|以及|"
    r"与|、)?(?:其他)?(?:省级|省直|市级|市直|各|各级|省|市|区|县|自治区){0,6}(?:有关|相关|职能|成员|"
    r"责任){1,4}(?:部门|单位|地区|地方|企业|高校|委办局))"
)


class Words:
    """The words of the list grammar, compiled from the reference table ``duty_words``."""

    def __init__(self, reference: Path | None) -> None:
        table = read_reference("duty_words", layer=reference)
        self.labels = _roles_of(table, "label")
        self.predicates = _roles_of(table, "predicate")
        stems = "|".join(self.labels)
        verbs = "|".join(self.predicates)
        self.label = re.compile(
            rf"(?P<whole>{_QUALIFIERS}(?P<stem>{stems})(?P<noun>{_LABEL_NOUNS})?)\s*：|"
            rf"(?P<person>{_PERSONS})\s*：|(?P<time>{_TIMES})\s*："
        )
        self.long_label = re.compile(rf"{_QUALIFIERS}(?:{stems}){_LABEL_NOUNS}\s*：")
        #: More characters than a label can have; its longest stem decides.
        self._longest_label = 40 + max(map(len, self.labels), default=0)
        self.tail = re.compile(
            rf"(?P<others>{_TAIL_OTHERS})?(?:分工)?{_ADVERB}{{0,12}}(?:(?P<verb>{verbs})(?:、|和|并|"
            rf"，)?{_ADVERB}{{0,12}}){{1,8}}{_OBJECT}(?:为主)?$"
        )
        self.heading = re.compile(
            rf"(?:{_QUALIFIERS}(?:{stems})(?:责任)?(?:及|和|与|、|/|／|（)?){{1,8}}(?:{_LABEL_NOUNS}|）){{0,8}}(?:（[^）]{{0,400}}）)?"
        )
        self.others = re.compile(rf"{_TAIL_OTHERS}$")
        #: What each tail, and each formula of others, holds: fast to look for, and mostly not there.
        self.verb = re.compile(verbs)
        self.other_end = re.compile("等|(?:部门|单位|地区|地方|企业|高校|委办局)$")

    def find_labels(self, text: str) -> Iterator[re.Match[str]]:
        """Return the labels of lists, persons and times (责任单位：, 联系人：, 完成时限：) of a text in full width."""
        return find_before_colon(self.label, text, longest=self._longest_label)

    def find_long_labels(self, text: str) -> Iterator[re.Match[str]]:
        """Return the labels that say 单位 or the like, which need no bracket, of a text in full width."""
        return find_before_colon(self.long_label, text, longest=self._longest_label)


def _roles_of(table: pd.DataFrame, use: str) -> dict[str, str]:
    rows = table[table["use"] == use]
    return dict(sorted(zip(rows["word"], rows["role"], strict=True), key=lambda item: (-len(item[0]), item[0])))


@lru_cache(maxsize=8)
def read_words(reference: Path | None = None) -> Words:
    """Return the words of the grammar, the project's layer over the packaged ones.

    Parameters
    ----------
    reference
        The project's ``data/reference`` folder, or None.

    Returns
    -------
    Words
    """
    return Words(reference)
