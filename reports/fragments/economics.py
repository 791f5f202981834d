"""When self-hosting pays, in tables: the bill at one volume, where lines meet, what moves that, and the figures under the chart."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from advisor.economics.claims import Claim
from advisor.economics.drivers import Driver, Meeting
from advisor.economics.lines import LARGEST_VOLUME, OnMachines
from advisor.economics.study import Entry, Study, at_volumes
from advisor.economics.words import Finding, Reason
from advisor.numbers import UNKNOWN, compact, day, decimal, exact, share, tight_span
from reports.fragments.badges import evidence_badge, openness_chip
from reports.fragments.markup import block, percent, picture, section, table
from reports.fragments.scales import Axis, log_axis
from reports.safe_text import html_link, html_text

NEVER, ALWAYS = "never", "any volume"
NARROW = 0.0128
"""Decades: causes that move the break-even by less than 3% share one line."""


def conclusion(found: Finding) -> str:
    """The finding above the chart, and how sure it is."""
    detail = f'<p class="reason">{html_text(found.detail)}</p>' if found.detail else ""
    # a name such as GPT-5.6 does not break at its hyphen
    words = re.sub(r"(?<=[A-Za-z])-(?=\d)", "\u2011", html_text(found.conclusion))
    return block(f'<p class="finding">{words}</p>{detail}') if found.conclusion else ""


def at_your_volume(s: Study) -> str:
    """Cost of every line at the stated volume, the cheapest first."""
    order = sorted(s.entries, key=lambda e: (not e.serves, e.bill.total(0)[1]))
    rows = [_bill_row(e) for e in order]
    header = [("", "Option"), ("num", "USD per month"), ("num", "per 1,000 requests")]
    body = table("Cost at your volume", header, rows, classes="t atvolume")
    return section(
        "At your volume",
        body,
        f"{exact(s.stated, 0)} requests a month as answered, mean of {s.decision.needs.volume.horizon_months} months",
    )


def _bill_row(e: Entry) -> str:
    low, expected, high = e.bill.total(0)
    gpus = e.bill.gpus[0]
    count = f"{exact(float(gpus), 0)} GPU{'s' if gpus != 1 else ''}, " if gpus == gpus else ""
    where = f'<p class="why">{count}{html_text(e.place)}</p>'
    notes = [
        f"does not pass “{e.fails[0]}”" if e.fails else "",
        "what they carry is unknown" if e.capacity_unknown else "",
    ]
    note = "".join(f'<p class="why">{html_text(text)}</p>' for text in notes if text)
    name = f'<th scope="row"><strong>{html_text(e.name)}</strong>{where}{note}</th>'
    if not e.serves:
        return f'<tr>{name}<td class="num" colspan="2">does not serve this volume</td></tr>'
    return (
        f'<tr>{name}<td class="num" title="USD {exact(expected)}">{exact(expected, 0 if expected >= 100 else 2)}'
        f'<p class="why">{tight_span(low, high)}</p></td><td class="num" title="USD {exact(e.per_thousand, 6)}">{_each(e.per_thousand)}</td></tr>'
    )


def _each(usd: float) -> str:
    return decimal(usd, 2) if usd >= 0.1 else exact(usd, 4)


def meetings(s: Study) -> str:
    """Break-even of the machines against every line that is sold; empty where there is none."""
    if not s.meetings or s.own is None:
        return ""
    own = s.entries[s.own]
    rows = [_meeting_row(s.entries[n], m) for n, m in s.meetings.items()]
    header = [
        ("", "Against"),
        ("num", "Above, requests"),
        ("num", "80% of the cases"),
        ("num", "Level today if tokens cost"),
    ]
    body = table(f"Break-even of {own.name} against what is sold", header, rows, classes="t meets")
    return section("Where it undercuts what is sold", body, f"{own.name}, {own.place}; requests a month, against every line that is sold")


def _meeting_row(e: Entry, m: Meeting) -> str:
    volume = NEVER if m.volume is None else ALWAYS if m.volume <= 1 else compact(m.volume)
    title = f"{exact(m.volume, 0)} requests a month" if m.volume else ""
    hint = f' title="{html_text(title)}"' if title else ""
    level = "no price would" if m.level is None else f"{compact(m.level)} × today’s"
    return (
        f'<tr><th scope="row">{html_text(e.name)}<p class="why">{html_text(e.place)}</p></th><td class="num" data-of="Above"{hint}>{volume}</td>'
        f'<td class="num" data-of="80% of the cases">{_interval(m)}</td><td class="num" data-of="Level if tokens cost">{level}</td></tr>'
    )


def _interval(m: Meeting) -> str:
    if m.low is None:
        return f"{NEVER} in {share(m.never_share)}"
    low = ALWAYS if m.low <= 1 else compact(m.low)
    return f"{low} to {NEVER if m.high is None else compact(max(m.high, 1.0))}"


def tornado(drivers: Sequence[Driver], meeting: Meeting | None) -> str:
    """One bar per driver between the break-evens at its ends; a bar that reaches the right end runs into "never"."""
    title = "What moves the break-even most"
    if meeting is None:
        return section(title, '<p class="src">Without a known throughput there is no break-even to move.</p>')
    if not drivers:
        return section(title, '<p class="src">No cause moves it while it stays inside its range.</p>')
    if all(d.low is None or d.high is None for d in drivers) and meeting.volume is None:
        subtitle = "None at today’s figures; one cause alone, at the end of its range that helps, would give one"
    else:
        subtitle = "Requests a month at break-even, each cause moved over its range, the others as they are; log scale"
    known = [v for d in drivers for v in (d.low, d.high) if v] + [v for v in (meeting.volume,) if v]
    top = min(max(known, default=1.0) * 1.5, LARGEST_VOLUME)
    axis = log_axis([max(v, 1.0) for v in known] + [top])
    tick = f'<b style="left:{percent(axis.at(meeting.volume))}"></b>' if meeting.volume and meeting.volume > 1 else ""
    wide = [d for d in drivers if d.width >= NARROW]
    narrow = [d.name for d in drivers if d.width < NARROW]
    rest = f'<p class="src">Less than 3% either way: {html_text(", ".join(narrow))}.</p>' if narrow else ""
    rows = [_driver_row(d, axis, tick) for d in wide]
    marks = "".join(f'<span style="left:{percent(axis.at(t))}">{compact(t).replace(".0", "")}</span>' for t in axis.ticks)
    foot = f'<tr class="axis" aria-hidden="true"><th></th><td class="bar"><div class="ax">{marks}</div></td><td></td></tr>'
    body = table(title, [("", "Cause"), ("bar", "Bar"), ("num", "Break-even")], [*rows, foot], classes="gates ranges moves")
    return section(title, body + rest, subtitle)


def _driver_row(d: Driver, axis: Axis, tick: str) -> str:
    ends = sorted(v for v in (d.low, d.high) if v is not None)
    never = d.low is None or d.high is None
    low = axis.at(max(ends[0], 1.0)) if ends else 100.0
    high = 100.0 if never else axis.at(max(ends[-1], 1.0))
    first = ALWAYS if ends and ends[0] <= 1 else compact(ends[0]) if ends else NEVER
    words = f"{first} to {NEVER if never else compact(ends[-1])}"
    open_end = " never" if never else ""
    bar = picture(
        f"{d.name}, {d.range}: {words}",
        f'<i class="{open_end.strip()}" style="left:{percent(low)};width:{percent(max(0.4, high - low))}"></i>{tick}',
        "rb",
    )
    return f'<tr><th scope="row">{html_text(d.name)}<p class="why">{html_text(d.range)}</p></th><td class="bar">{bar}</td><td class="num">{words}</td></tr>'


def why_still(reasons: Sequence[Reason]) -> str:
    """What running it oneself buys besides money; what the needs ask for is marked."""
    items = "".join(
        f"<li><strong>{html_text(r.title)}.</strong> {html_text(r.sentence)}{' ' + evidence_badge('measured', 'you ask for it') if r.asked else ''}</li>"
        for r in reasons
    )
    return (
        section("Why one might still run it oneself", f'<ul class="ruled">{items}</ul>', "Reasons that are not in the price")
        if items
        else ""
    )


def claims_beside(claims: Sequence[Claim]) -> str:
    """Sentences that articles repeat, beside what these figures say."""
    rows = [f'<tr><th scope="row">“{html_text(c.claim)}”</th><td>{html_text(c.says)}</td></tr>' for c in claims]
    if not rows:
        return ""
    body = table("Claims beside figures", [("", "Claim"), ("", "Your figures")], rows, classes="t claims")
    return section(
        "What is said, and what your figures say",
        body,
        "Claims of articles of 2026 on open against closed models, tested on this workload and these prices",
    )


def figures_table(s: Study, volumes: Sequence[float]) -> str:
    """The curves as numbers: USD a month by volume, one column per line, with the GPUs it takes."""
    at = np.array(sorted(set(volumes)))
    bills = [at_volumes(e, s.scenario, at) for e in s.entries]
    head = [("num", "Requests a month"), *(("num", f"{e.name}, {e.place}") for e in s.entries)]
    rows = []
    for n, volume in enumerate(at):
        cells = "".join(_figure_cell(e, s, bill.expected[n], bill.gpus[n], float(volume)) for e, bill in zip(s.entries, bills, strict=True))
        yours = ' class="yours"' if np.isclose(volume, s.stated) else ""
        rows.append(f'<tr{yours}><th scope="row" class="num" title="{exact(float(volume), 0)}">{compact(float(volume))}</th>{cells}</tr>')
    body = table("Cost against volume, USD per month", head, rows, classes=f"t curve n{len(s.entries)}")
    return block(f'<div class="scroll" tabindex="0" role="region" aria-label="Figures of the chart">{body}</div>')


def _figure_cell(e: Entry, s: Study, usd: float, gpus: float, volume: float) -> str:
    if volume > e.line.reach(s.scenario) * (1 + 1e-9):
        return '<td class="num">beyond it</td>'
    count = f' <span class="why">{exact(float(gpus), 0)} GPU{"s" if gpus != 1 else ""}</span>' if gpus == gpus else ""
    return f'<td class="num" title="USD {exact(float(usd))}">{exact(float(usd), 0 if usd >= 100 else 2)}{count}</td>'


def legend(s: Study) -> str:
    """The lines with openness, for readers who do not see the chart's colours."""
    items = "".join(f"<li>{openness_chip(e.openness)} {html_text(e.name)}, {html_text(e.place)}</li>" for e in s.entries)
    return f'<ul class="plain">{items}</ul>'


def sources(s: Study, stale_days: float) -> str:
    """Under the chart: where throughput, prices and rents come from, how old they are, and what is assumed."""
    as_of = s.decision.question.as_of
    own = next((e.line for e in s.entries if isinstance(e.line, OnMachines) and e.line.stairs is not None), None)
    parts = []
    if own is not None and own.stairs is not None:
        place = int(np.argmax(own.stairs.rate / own.stairs.group))
        rate, group = float(own.stairs.rate[place]), int(own.stairs.group[place])
        band = f"{decimal(float(own.stairs.slowest[place]), 2)} to {decimal(float(own.stairs.fastest[place]), 2)}"
        parts.append(
            f"{evidence_badge('estimated')} Throughput from the sizing model: {compact(rate)} requests/s on {group} × {html_text(own.machine.gpu.name)} at full load, "
            f"band {band} times that."
        )
    for e in s.entries:
        origin = e.origin
        if origin is None:
            continue
        old = (as_of - origin.date).days > stale_days
        badge = evidence_badge("stale", since=origin.date.isoformat()) if old else evidence_badge("vendor_reported", e.price_kind)
        parts.append(
            f"{badge} {html_text(e.name)}: {html_link(origin.publisher, origin.url)}, {html_text(day(origin.date)) if origin.date else UNKNOWN}."
        )
    parts.append(f"{evidence_badge('assumed')} Staff, set-up, power and write-off: parameters, on Data and methods.")
    return block(f'<p class="src chartsrc">{" ".join(dict.fromkeys(parts))}</p>')
