"""Inputs made by chance out of sound ones, for everything that reads what somebody else wrote.

::

    python -m tests.security.fuzz                              a few thousand inputs, a minute
    python -m tests.security.fuzz --inputs 1000000 --workers 2 one million over all targets
    python -m tests.security.fuzz --seconds 3600 --seed 7      an hour
    python -m tests.security.fuzz --target agencies --inputs 50000

Every input follows from the seed, the target and its number alone, so a finding repeats. Whatever a target raises that it does
not document is a finding, and so are an input that takes more than some seconds and a broken promise of the repair (edits that
do not apply and undo). Findings are printed with the input; each that was mended stands in ``crashes.toml``, which
``tests/security/test_fuzz.py`` reads every day.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple

from tests.security.fuzz_targets import TARGETS, Target

from analysis.bounds import OverTimeError, hold_time

#: Inputs handed to a target at once; tables are made once for all of them.
TOGETHER = 40
#: Inputs that one worker tries before it answers.
CHUNK = 800
LONGEST = 600
#: Seconds between two lines that tell how far it is.
EVERY = 30
PIECES = (
    *"（）()《》“”〔〕【】、，。；：,.;:!?！？|｜/\\-—+*#&%@=＝<>\"'`~^_{}[]",
    *"0123456789０９②⑩²½Ⅳ㈠一二三四五六七八九十百千万亿〇零两半",
    *("\n", "\r", "\r\n", "\t", "\f", "\v", "\x00", "\x1b", "\x85", "\u2028", "\u3000", "\u00a0"),
    *("\u200b", "\u202e", "\u2066", "\ufeff", "\u0301", "\ufe0f", "\U000e0041", "\ue000", "\ud800", "\udc00", "\ufffe"),
    *("\U00020000", "係", "裏", "製", "İ", "ß", "가", "👩\u200d🔬"),
    *(
        "责任单位：",
        "牵头单位：",
        "配合单位",
        "牵头",
        "负责",
        "等",
        "有关部门",
        "省",
        "厅",
        "局",
        "省科技厅",
        "各市人民政府",
    ),
    *(
        "到2027年",
        "超过",
        "不低于",
        "万元",
        "亿元",
        "%",
        "年均增长",
        "1,000",
        "1.2",
        "99999999999999999999",
        "第一章",
        "第一条",
    ),
    *(
        "一、",
        "（一）",
        "1.",
        "（1）",
        "①",
        "——",
        "附件",
        "zhengfu",
        "guān",
        "(fa zhan)",
        "关键词1",
        "xx",
        "***",
        "**",
        "??",
    ),
    *(
        "联系人：",
        "0571-87000000",
        "a@b.cn",
        "http://",
        "&nbsp;",
        "&#x110000;",
        "<b>",
        "</p>",
        "<!--",
        "-->",
        "<![CDATA[",
    ),
    *("=1+1", "\ud83d", "../", "C:\\", "nan", "inf", "1e999", "-0", "true", "null", "[[document]]", '"""', "= ", "'''"),
)


class Finding(NamedTuple):
    """What went wrong, where, and the input that did it."""

    target: str
    error: str
    place: str
    number: int
    value: str


def make_input(target: Target, name: str, seed: int, number: int) -> str | bytes:
    """Return one input: a sound one with a few changes made by chance."""
    chance = random.Random(f"{seed}/{name}/{number}")
    value = chance.choice(target.sound)
    for _ in range(chance.choice((1, 1, 2, 2, 3, 5, 9))):
        value = change(value, chance, target)
    return value if target.unbounded else value[:LONGEST]


def change(value: str | bytes, chance: random.Random, target: Target) -> str | bytes:
    """Return a value with one change: a piece put in, taken out, doubled, moved, or taken from another sound input."""
    low, high = sorted((chance.randint(0, len(value)), chance.randint(0, len(value))))
    short = value[low : min(high, low + chance.choice((1, 2, 4, 16, 80)))]
    kind = chance.randrange(8)
    if kind == 0:
        return value[:low] + value[low + len(short) :]
    if kind == 1:
        return value[:low] + short * chance.choice((2, 2, 3, 30)) + value[low + len(short) :]
    if kind == 2:
        other = chance.choice(target.sound)
        start = chance.randint(0, len(other))
        return value[:low] + other[start : start + chance.choice((3, 20, 200))] + value[high:]  # type: ignore[operator]
    if kind == 3 and isinstance(value, bytes):
        return value[:low] + bytes([chance.randrange(256)]) + value[low + 1 :]
    if kind == 4:
        return value[:low]
    piece = chance.choice(PIECES if kind != 5 or not target.words else target.words)
    put = piece.encode("utf-8", "surrogatepass") if isinstance(value, bytes) else piece
    return value[:low] + put + value[low + (kind == 6) :]  # type: ignore[operator]


def try_inputs(name: str, seed: int, numbers: range) -> tuple[int, list[Finding]]:
    """Hand the inputs of these numbers to a target and return how many were tried and what was found."""
    target = TARGETS[name]
    findings: list[Finding] = []
    for first in range(numbers.start, numbers.stop, TOGETHER):
        some = range(first, min(first + TOGETHER, numbers.stop))
        values = [make_input(target, name, seed, number) for number in some]
        if try_some(target, values) is None:
            continue
        for number, value in zip(some, values, strict=True):
            wrong = try_some(target, [value])
            if wrong is not None:
                findings.append(Finding(name, *wrong, number, repr(value)))
    return len(numbers), findings


def try_some(target: Target, values: list[str | bytes]) -> tuple[str, str] | None:
    """Return the error and the place of what a target must not do with these values, or None."""
    try:
        with hold_time():
            target.read(values)
    except target.documented:
        # One of several ended them all: each is tried alone.
        return None if len(values) == 1 else ("", "")
    except OverTimeError:
        return "takes too long", ""
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if "analysis" in frame.filename]
        place = f"{own[-1].filename.rpartition('analysis/')[2]}:{own[-1].lineno}" if own else ""
        return f"{type(error).__name__}: {str(error)[:120]}", place
    return None


def run(
    names: list[str], *, inputs: int, seconds: float, seed: int, workers: int
) -> tuple[Counter[str], list[Finding]]:
    """Try inputs over targets, each its share, until there are enough or the time is up."""
    shares = {
        name: max(1, round(inputs * TARGETS[name].share / sum(TARGETS[n].share for n in names))) for name in names
    }
    chunks = [
        (name, range(first, min(first + chunk, share)))
        for name, share in shares.items()
        for chunk in [CHUNK if TARGETS[name].share >= 1 else TOGETHER]
        for first in range(0, share, chunk)
    ]
    random.Random(seed).shuffle(chunks)
    started, told = time.monotonic(), 0.0
    counts, findings = Counter[str](), list[Finding]()
    waiting = iter(chunks)
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        running = {pool.submit(try_inputs, name, seed, some): name for name, some in islice(waiting, 2 * workers)}
        while running:
            for job in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(job)
                tried, found = job.result()
                counts[name] += tried
                for finding in found:
                    tell(finding, known=findings)
                    findings.append(finding)
                passed = time.monotonic() - started
                if not seconds or passed < seconds:
                    running |= {pool.submit(try_inputs, more, seed, some): more for more, some in islice(waiting, 1)}
                if passed > told + EVERY or not running:
                    told = passed
                    print(f"{sum(counts.values()):>9,} inputs, {len(findings)} findings, {passed:,.0f} s", flush=True)
    return counts, findings


def tell(finding: Finding, *, known: list[Finding]) -> None:
    """Print a finding, unless one of its kind was printed before."""
    kind = (finding.target, finding.error.partition(":")[0], finding.place)
    if kind not in {(other.target, other.error.partition(":")[0], other.place) for other in known}:
        print(
            f"FOUND {finding.target} {finding.number} {finding.error} at {finding.place}\n      {finding.value[:300]}",
            flush=True,
        )


def main(words: list[str]) -> int:
    """Try inputs, print what was found and how many were tried, and return 1 if anything was found."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--target", action="append", choices=sorted(TARGETS), help="only these (default: all)")
    options.add_argument("--inputs", type=int, default=20_000, help="inputs over all targets (default: 20000)")
    options.add_argument("--seconds", type=float, default=0, help="stop after this time (default: never)")
    options.add_argument("--seed", type=int, default=0, help="where chance begins (default: 0)")
    options.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    given = options.parse_args(words)
    inputs = given.inputs if not given.seconds else max(given.inputs, 100_000_000)
    counts, findings = run(
        given.target or sorted(TARGETS), inputs=inputs, seconds=given.seconds, seed=given.seed, workers=given.workers
    )
    found = Counter(finding.target for finding in findings)
    for name, count in sorted(counts.items()):
        print(f"{name:12} {count:>9,} inputs  {found[name]:>5} findings  {TARGETS[name].about}")
    print(f"{'all':12} {sum(counts.values()):>9,} inputs  {len(findings):>5} findings  (seed {given.seed})")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
