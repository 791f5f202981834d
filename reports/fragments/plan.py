"""What to do with the answer: hybrid pair, roadmap, obligations."""

from __future__ import annotations

from advisor.numbers import compact, day, decimal, exact, share, tight_span
from reports.fragments.badges import evidence_badge, origin_words
from reports.fragments.headline import fact, strip
from reports.fragments.markup import section, table
from reports.reading import Json, leader, named
from reports.safe_text import html_link, html_text, one_line

BOTH = "Both paths"
"""What the advisor calls the way between all on one path and all on the other."""


def hybrid(recommendation: Json) -> str:
    """The best pair of each kind with its figures, or the plain sentence that it is not worth it."""
    best: Json = recommendation.get("hybrid") or {}
    return "".join(hybrid_pair(recommendation, pair) for pair in best.get("pairs") or (best,))


def hybrid_pair(recommendation: Json, pair: Json) -> str:
    """One pair: sentence, members, the three ways side by side, other splits folded; empty without a sentence."""
    sentence = pair.get("sentence")
    if not sentence:
        return ""
    first, *rest = pair.get("sentences") or (sentence,)
    parts = [f'<p class="finding">{html_text(first)}</p>', f'<p class="sure">{html_text(" ".join(rest))}</p>' if rest else ""]
    if pair.get("routine") and pair.get("hard"):
        kinds = member_words(pair)
        rows = [
            (kinds[0], pair.get("routine_name") or named(recommendation, pair["routine"])),
            (kinds[1], pair.get("hard_name") or named(recommendation, pair["hard"])),
        ]
        members = "".join(f"<div><dt>{label}</dt><dd>{html_text(name)}</dd></div>" for label, name in rows)
        parts.append(f'<dl class="pair">{members}</dl>')
        hard = kinds[1].split()[0].lower()
        gain = pair.get("quality_gain_vs_all_routine")
        cells = [
            fact(share(pair.get("hard_share")), "", f"of requests are {hard}"),
            fact(compact(pair.get("monthly_cost_usd")), "USD/month", "for both paths"),
            fact(compact(pair.get("saving_vs_all_hard_usd")), "USD/month", f"saved against all on the {hard} path"),
        ]
        if gain is not None and pair.get("kind") != "sensitive":
            cells.append(fact(decimal(100 * gain, 1), "of 100", f"quality gained on {hard} requests"))
        parts.append(strip(cells))
    parts.append(_ways(pair))
    items = "".join(_hybrid_fact(entry) for entry in pair.get("facts") or ())
    facts = f'<ul class="ruled">{items}</ul>' if items else ""
    parts.append(_splits(pair) or "")
    folded = bool(facts and pair.get("ways"))
    parts.append(f'<details class="more"><summary>Figures and assumptions behind it</summary>{facts}</details>' if folded else facts)
    return section(pair_title(pair), "".join(parts), "Two options, each with its share of the requests")


def pair_title(pair: Json) -> str:
    """What the two paths are for."""
    titles = {"sensitive": "Hybrid: sensitive and other data", "hard": "Hybrid: routine and hard requests"}
    return titles.get(str(pair.get("kind")), "Hybrid")


def _ways(pair: Json) -> str:
    """All on one path, both paths, all on the other: what each costs and how good it is, side by side."""
    ways = pair.get("ways") or ()
    if not ways:
        return ""
    other, own = (word.lower() for word in member_words(pair))
    rows = []
    for way in ways:
        strong = way.get("way") == BOTH
        name = f"<strong>{html_text(way['way'])}</strong>" if strong else html_text(way.get("way"))
        cells = "".join(
            f'<td class="num" title="{exact(100 * value)}">{decimal(100 * value, 0)}</td>'
            for value in (way["quality_hard"], way["quality_routine"])
        )
        usd = way["monthly_cost_usd"]
        rows.append(f'<tr><th scope="row">{name}</th><td class="num" title="USD {exact(usd)}">{compact(usd)}</td>{cells}</tr>')
    header = [("", "Way"), ("num", "USD a month"), ("num", f"Quality on {own}"), ("num", f"On {other}")]
    return table("The three ways side by side", header, rows, classes="t sums")


def _splits(pair: Json) -> str:
    """The same pair at other shares; the reader's own in bold. Empty where it pays at no share."""
    rows = []
    for split in pair.get("splits") or ():
        own = f"<strong>{share(split['share'])}</strong> (yours)" if split.get("own") else share(split["share"])
        pays = "pays" if split.get("pays") else "does not pay"
        rows.append(
            f'<tr><th scope="row">{own}</th><td class="num">{compact(split["monthly_cost_usd"])}</td>'
            f'<td class="num">{compact(split["saving_vs_all_hard_usd"])}</td><td>{pays}</td></tr>'
        )
    if not rows:
        return ""
    kind = member_words(pair)[1].split()[0]
    header = [("", f"{kind} share"), ("num", "USD a month"), ("num", "Saved, USD a month"), ("", "")]
    return f'<details class="more"><summary>At other shares of {kind.lower()} requests</summary>{table("Other splits", header, rows)}</details>'


def member_words(pair: Json) -> tuple[str, str]:
    """What the two members of a pair serve: routine and hard requests, or other and sensitive ones."""
    return ("Other requests", "Sensitive requests") if pair.get("kind") == "sensitive" else ("Routine requests", "Hard requests")


def _hybrid_fact(entry: object) -> str:
    if not isinstance(entry, dict):
        return f"<li>{html_text(entry)}</li>"
    value = entry.get("value")
    shown = compact(value) if isinstance(value, int | float) and not isinstance(value, bool) else html_text(value)
    unit = html_text(entry.get("unit") or "")
    if entry.get("unit") == "share" and isinstance(value, int | float):
        shown, unit = html_text(share(value)), ""
    badge = f" {evidence_badge(entry['evidence'], title=origin_words(entry))}" if entry.get("evidence") else ""
    return f"<li>{html_text(entry.get('label') or '')}: <strong>{shown}</strong> {unit}{badge}</li>"


def roadmap(recommendation: Json) -> str:
    """Stages in order: what to do, until when."""
    items = []
    for stage in recommendation.get("roadmap") or ():
        ends = f'<p class="why">Until {html_text(until(stage["until"]))}</p>' if stage.get("until") else ""
        name = one_line(stage.get("stage") or "")
        head = f"<h3>{html_text(name[:1].upper() + name[1:])}</h3>"
        items.append(f"<li>{head}<p>{html_text(stage.get('action'))}</p>{ends}{_checks(stage)}</li>")
    return section("Roadmap", f'<ol class="road">{"".join(items)}</ol>') if items else ""


def _checks(stage: Json) -> str:
    """The stage's checklist, folded: what to do and why it is that much."""
    checks = stage.get("checks") or ()
    if not checks:
        return ""
    items = "".join(f'<li><p>{html_text(c.get("text"))}</p><p class="why">{html_text(c.get("why") or "")}</p></li>' for c in checks)
    title = {"evaluate": "Checklist", "move": "Decide anew when", "exit": "Exit route"}.get(str(stage.get("stage")), "Checklist")
    return f'<details class="more"><summary>{title} ({len(checks)})</summary><ul class="check">{items}</ul></details>'


def customisation(recommendation: Json) -> str:
    """The customisation path: steps from the cheapest to the dearest, with memory, cost and the licence's answer; empty without one."""
    steps = recommendation.get("customisation_path") or ()
    if not steps:
        return ""
    best = leader(recommendation) or {}
    rows = []
    for step in steps:
        usd = step.get("cost_usd")
        cost = (
            f'<span title="{tight_span(usd[0], usd[2])}">{compact(usd[1])}</span><p class="why">{html_text(step.get("cost_unit") or "")}</p>'
            if usd
            else ""
        )
        memory = step.get("memory_gb")
        gigabytes = (
            f'{tight_span(*memory) if memory[0] != memory[1] else compact(memory[0])}<p class="why">{html_text(step.get("gpus") or "")}</p>'
            if memory
            else ""
        )
        staff = compact(step["staff_usd"]) if step.get("staff_usd") is not None else ""
        rows.append(
            f'<tr><th scope="row"><strong>{html_text(step.get("step"))}</strong><p class="why">{html_text(step.get("why") or "")}</p></th>'
            f'<td data-l="Open to you">{_possible(step)}</td><td class="num" data-l="Memory, GB">{gigabytes}</td>'
            f'<td class="num" data-l="USD">{cost}</td><td class="num" data-l="People, USD">{staff}</td></tr>'
        )
    header = [("", "Step"), ("", "Open to you"), ("num", "Memory, GB"), ("num", "USD"), ("num", "People, USD")]
    body = table("Customisation path", header, rows, classes="t custom")
    badge = f'<p class="src">{evidence_badge("estimated")} GPU rent of one run, without the people, who cost most; {evidence_badge("assumed")} person-weeks of a first project.</p>'
    return section(
        "Customisation path",
        body + badge,
        f"For {best.get('model_name') or 'the first option'}; stop at the first step that reaches your pass mark",
    )


def _possible(step: Json) -> str:
    """Yes, no, conditional or unknown, with the licence that says so."""
    words = {"yes": "Yes", "no": "No", "conditional": "Under conditions"}.get(str(step.get("possible")))
    answer = html_text(words) if words else evidence_badge("unknown")
    terms = f'<p class="why">{html_text(step["licence"])}</p>' if step.get("licence") else ""
    return answer + terms


def until(value: object) -> str:
    """When a stage ends, after the word until: a date in words, or what has to happen."""
    text = one_line(value)
    return day(text) if text[:4].isdigit() and len(text) in (7, 10) else text.removeprefix("until ").removeprefix("Until ")


def obligation_lines(recommendation: Json) -> list[Json]:
    """The checklist with reasons; in records without one, the plain duties of the first option."""
    listed = recommendation.get("obligations")
    if listed:
        return list(listed)
    return [{"text": text} for text in (leader(recommendation) or {}).get("obligations") or ()]


def obligations(recommendation: Json) -> str:
    """A checklist with boxes to tick on paper: duty, why it arises, source and date."""
    items = []
    for duty in obligation_lines(recommendation):
        because = f'<p class="why">{html_text(duty["because"])}</p>' if duty.get("because") else ""
        source = html_link(duty["source"], duty.get("url")) if duty.get("source") else ""
        dated = day(duty["date"]) if duty.get("date") else ""
        origin = ", ".join(part for part in (source, html_text(dated) if dated else "") if part)
        items.append(f"<li><p>{html_text(duty.get('text'))}</p>{because}{f'<p class=src>{origin}</p>' if origin else ''}</li>")
    body = (
        f'<ul class="check">{"".join(items)}</ul>'
        if items
        else '<p class="sub">The facts in the catalog ask nothing of you for this option.</p>'
    )
    return section("Obligations", body, "To settle before the first request of real data" if items else "")
