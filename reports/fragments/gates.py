"""What the must-haves removed: bars so far, exclusions with remedy, near misses."""

from __future__ import annotations

from advisor.numbers import compact, exact
from reports.fragments.badges import openness_chip
from reports.fragments.markup import block, note, percent, picture, section, table
from reports.reading import Json, cost, licence, named
from reports.safe_text import html_text
from reports.words import spoken

EXAMPLES = 3
MOST_MISSES = 8


def gate_title(recommendation: Json, rule_id: str) -> str:
    """The title that the advisor gives a gate, else its id in words."""
    for gate in recommendation.get("gates") or ():
        if gate.get("rule_id") == rule_id and gate.get("title"):
            return str(gate["title"])
    return spoken(rule_id)


def gate_counts(recommendation: Json) -> list[tuple[str, int]]:
    """(title, options removed), most first; from `gates`, else summed over the excluded groups."""
    counts: dict[str, int] = {}
    gates = recommendation.get("gates")
    if gates:
        for gate in gates:
            title = str(gate.get("title") or spoken(gate["rule_id"]))
            counts[title] = counts.get(title, 0) + int(gate.get("removed") or 0)
    else:
        for group in recommendation.get("excluded") or ():
            title = spoken(group["rule_id"])
            counts[title] = counts.get(title, 0) + int(group["count"])
    return sorted(((title, count) for title, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0]))


def gates_so_far(recommendation: Json, most: int = 6) -> str:
    """Bars by what each must-have removed, then the smallest change that readmits most."""
    counts = gate_counts(recommendation)
    if not counts:
        return block('<p class="sub">No must-have removed anything.</p>')
    top = counts[0][1]
    rows = []
    for i, (title, count) in enumerate(counts[:most]):
        bar = picture(f"{title}: {exact(count, 0)} options removed", f'<i style="width:{percent(100 * count / top)}"></i>', "gb")
        css = ' class="most"' if i == 0 else ""
        rows.append(
            f'<tr{css}><th scope="row">{html_text(title)}</th><td class="bar">{bar}</td><td class="num">{exact(count, 0)}</td></tr>'
        )
    rest = counts[most:]
    more = (
        f'<p class="src">{exact(len(rest), 0)} more must-haves removed {exact(max(c for _, c in rest), 0)} or fewer each.</p>'
        if rest
        else ""
    )
    head = '<p class="sub">Removed by each must-have; an option may fail several</p>'
    return block(
        head
        + table("Options removed by each must-have", [("", "Must-have"), ("bar", "Bar"), ("num", "Options")], rows, classes="gates")
        + more
        + _readmit(recommendation)
    )


def _readmit(recommendation: Json) -> str:
    sentence = (recommendation.get("readmit") or {}).get("sentence")
    return note(str(sentence)) if sentence else ""


def excluded(recommendation: Json, unfolded: bool = False) -> str:
    """Gate, reason, count; inside what readmits, and examples. `unfolded` opens all, for paper."""
    found = sorted(recommendation.get("excluded") or (), key=lambda group: -int(group["count"]))
    if not found:
        return section("Excluded", '<p class="sub">Every option passes all must-haves.</p>')
    items = "".join(_exclusion(recommendation, group, unfolded or i == 0) for i, group in enumerate(found))
    counts = recommendation.get("counts") or {}
    subtitle = (
        f"{exact(counts.get('excluded'), 0)} of {exact(counts.get('considered'), 0)} options; "
        "an option counts under each must-have it fails, and nothing here was ranked"
    )
    return section("Excluded, and why", f'<div class="excl">{items}</div>{_readmit(recommendation)}', subtitle)


def _exclusion(recommendation: Json, group: Json, is_open: bool) -> str:
    remedy = f'<p class="rem"><strong>To readmit:</strong> {html_text(group["remedy"])}</p>' if group.get("remedy") else ""
    names = group.get("example_names") or [named(recommendation, option_id) for option_id in group.get("examples") or ()]
    examples = f'<p class="src">For example {html_text("; ".join(names[:EXAMPLES]))}.</p>' if names else ""
    line = (
        f'<span class="x"><strong>{html_text(gate_title(recommendation, group["rule_id"]))}</strong> '
        f'{html_text(group.get("reason") or "")}</span><span class="num">{exact(group["count"], 0)}</span>'
    )
    if not remedy and not examples:
        return f'<div class="d">{line}</div>'
    return f"<details{' open' if is_open else ''}><summary>{line}</summary>{remedy}{examples}</details>"


def folded_misses(recommendation: Json) -> list[tuple[Json, int]]:
    """Near misses in order, each with how many other ways of running the same model fail for the same reason."""
    found: dict[object, list[Json]] = {}
    for miss in recommendation.get("near_misses") or ():
        name = miss.get("model_name") or named(recommendation, miss.get("option_id"))
        found.setdefault((name, miss.get("reason"), miss.get("remedy"), miss.get("rule_id")), []).append(miss)
    return [(misses[0], len(misses) - 1) for misses in found.values()]


def near_misses(recommendation: Json, most: int = MOST_MISSES) -> str:
    """Options one change away, and the change."""
    found = folded_misses(recommendation)
    if not found:
        return ""
    rows = [_near_miss(recommendation, miss, others) for miss, others in found[:most]]
    rest = len(found) - len(rows)
    more = f'<p class="src">{exact(rest, 0)} more in the JSON record.</p>' if rest > 0 else ""
    body = table("Near misses", [("", "Option"), ("", "What it would take")], rows, classes="t misses")
    return section("Near misses", body + more, "Closest to being ranked")


def also(others: int) -> str:
    """How many other ways a folded row stands for; empty for none."""
    return "" if not others else "and 1 other way to run it" if others == 1 else f"and {exact(others, 0)} other ways to run it"


def _near_miss(recommendation: Json, miss: Json, others: int) -> str:
    name = html_text(miss.get("model_name") or named(recommendation, miss.get("option_id")))
    chip = openness_chip(miss["openness"], bool(miss.get("restricted"))) if miss.get("openness") else ""
    where = html_text(miss.get("label") or "")
    line = " ".join(part for part in (chip, where, also(others), html_text(licence(miss)) if licence(miss) else "") if part)
    expected = cost(miss)[1] if miss.get("monthly_cost_usd") else None
    price = f'<p class="why">It would cost about USD {compact(expected)} a month.</p>' if expected is not None else ""
    why = f'<p class="why">{html_text(miss["reason"])}</p>' if miss.get("reason") else ""
    return (
        f'<tr><th scope="row"><strong>{name}</strong>{f"<p>{line}</p>" if line else ""}</th>'
        f"<td>{html_text(miss.get('remedy') or gate_title(recommendation, str(miss.get('rule_id'))))}{why}{price}</td></tr>"
    )
