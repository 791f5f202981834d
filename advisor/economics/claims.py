"""What articles of 2026 say self-hosting saves, beside what the figures of this workload say. The second half is computed, never written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.economics.lines import OnMachines
from advisor.economics.study import Entry, Study
from advisor.numbers import compact, count, share, usd
from advisor.parameters import PARAMETERS

OWN = "Self-hosting costs 90% less"
OPEN = "Inference with open models is 70 to 90% cheaper"
SCALE = "5 to 20 times cheaper at high volume"
FREE = "Self-hosting removes the price per token"
UNITS = {"token": "token", "second": "second of video", "image": "image", "minute": "minute of audio"}


@dataclass(frozen=True)
class Claim:
    """A sentence that is repeated, and what the lines of this study say to it."""

    claim: str
    says: str


def claims(s: Study) -> list[Claim]:
    """Every claim that the chosen lines can speak to: against closed models where one is among them, else against the line that is sold."""
    found = []
    closed = next((e for e in s.entries if not e.line.option.model.open and not isinstance(e.line, OnMachines)), None)
    sold = closed or (s.entries[s.sold] if s.sold is not None else None)
    own = s.entries[s.own] if s.own is not None else None
    if own is not None and sold is not None and not own.capacity_unknown:
        mine, theirs = own.bill.total(0)[1], sold.bill.total(0)[1]
        found.append(Claim(OWN, f"At your volume {own.name} {own.place} costs {_against(mine, theirs)} {sold.name}, {sold.place}."))
        found.append(Claim(SCALE, _at_scale(s, own, sold)))
        found.append(Claim(FREE, _each(s, own, sold)))
    cheapest = min(
        (e for e in s.entries if e.line.option.model.open and not isinstance(e.line, OnMachines)),
        key=lambda e: e.bill.total(0)[1],
        default=None,
    )
    if closed is not None and cheapest is not None:
        mine, theirs = cheapest.bill.total(0)[1], closed.bill.total(0)[1]
        found.append(
            Claim(
                OPEN,
                f"Bought per {UNITS[PARAMETERS.tasks[s.decision.needs.task].unit]}, {cheapest.name} at {cheapest.place} costs {_against(mine, theirs)} {closed.name}, {closed.place}; quality is not the same.",
            )
        )
    return found


def _against(mine: float, theirs: float) -> str:
    if theirs <= 0:
        return f"{usd(mine)} a month, against nothing for"
    if mine < theirs:
        return f"{share(1 - mine / theirs)} less than"
    if mine == theirs:
        return "as much as"
    return f"{compact(mine / theirs)} times as much as" if mine >= 1.5 * theirs else f"{share(mine / theirs - 1)} more than"


def _at_scale(s: Study, own: Entry, sold: Entry) -> str:
    """The best that the machines do at any volume they reach."""
    line = own.line
    volume = np.geomspace(1, line.reach(s.scenario), 200)
    ratio = sold.line.bill(volume, s.scenario).expected / line.bill(volume, s.scenario).expected
    most = float(ratio.max())
    if most <= 1:
        return f"At no volume that it serves is it cheaper than {sold.name}."
    far = np.array([min(100 * s.stated, line.reach(s.scenario))])
    there = _against(float(line.bill(far, s.scenario).expected[0]), float(sold.line.bill(far, s.scenario).expected[0]))
    return (
        f"At {count(float(far[0]))} requests a month it costs {there} {sold.name}; the most at any volume is {compact(most)} times cheaper."
    )


def _each(s: Study, own: Entry, sold: Entry) -> str:
    m = next((m for n, m in s.meetings.items() if s.entries[n] is sold), None)
    if m is None or m.each_own is None:
        return f"The machine costs {usd(own.bill.total(0)[1])} a month whether it is asked or not."
    return f"One more request still costs {usd(m.each_own)} on machines that are full, against {usd(m.each_sold)} at {sold.place}: GPUs are added as the load grows."
