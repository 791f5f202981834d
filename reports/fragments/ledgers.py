"""Where the score and the cost come from: columns that add up as printed."""

from __future__ import annotations

from advisor.numbers import apportion, between, decimal, exact, signed
from reports.fragments.badges import evidence_badge, origin_words
from reports.fragments.dates import with_age
from reports.fragments.markup import block, percent, picture, section, table
from reports.reading import Json, cost, cost_parts, criteria_order, full_name, leader, part_name, part_range, runner_up, where
from reports.safe_text import html_link, html_text
from reports.words import spoken


def score_lines(recommendation: Json, option: Json | None = None, against: Json | None = None) -> list[dict[str, object]]:
    """One line per criterion: printed points, available points, printed difference to `against`, fact.

    `points` are rounded so that they add up to the printed score; `difference` is taken between
    printed points, so that column adds up too. None: no runner-up, or not known.
    """
    best = option or leader(recommendation)
    if best is None:
        return []
    other = against if option else against or runner_up(recommendation)
    order = criteria_order(recommendation)
    points = _printed(best, order)
    theirs = _printed(other, order) if other else None
    facts = {entry["criterion"]: entry for entry in best.get("criteria") or ()}
    lines: list[dict[str, object]] = []
    for i, name in enumerate(order):
        entry = facts.get(name, {})
        lines.append(
            {
                "criterion": name,
                "priority": entry.get("priority"),
                "fact": entry.get("fact") or "",
                "evidence": entry.get("evidence") or "",
                "available": entry.get("available"),
                "points": points[i],
                "exact": (best.get("contributions") or {}).get(name, 0.0),
                "difference": None if theirs is None else points[i] - theirs[i],
            }
        )
    return lines


def _printed(option: Json, order: list[str]) -> list[float]:
    contributions = option.get("contributions") or {}
    return apportion([contributions.get(name) or 0.0 for name in order], option.get("score") or 0.0)


def rival_name(option: Json, other: Json) -> str:
    """What an option is set against: the model, or how it runs where the model is the same."""
    return where(other) if other.get("model_id") == option.get("model_id") else str(other.get("model_name") or other.get("model_id"))


def total_difference(lines: list[dict[str, object]]) -> float:
    """What the printed differences add up to."""
    return round(sum(float(str(line["difference"])) for line in lines if line["difference"] is not None), 1)


def score_ledger(recommendation: Json, option: Json | None = None, against: Json | None = None) -> str:
    """The waterfall table of the leader against the runner-up, or of any two options."""
    best = option or leader(recommendation)
    if best is None:
        return ""
    other = against if option else against or runner_up(recommendation)
    axis = (
        '<div class="ax lin" aria-hidden="true">' + "".join(f'<span style="left:{n}%">{n}</span>' for n in (0, 25, 50, 75, 100)) + "</div>"
    )
    versus = f'<th scope="col" class="num">Against {html_text(rival_name(best, other))}</th>' if other else ""
    rows, start = [], 0.0
    lines = score_lines(recommendation, option, against)
    for line in lines:
        rows.append(_score_row(line, start, bool(other)))
        start += float(str(line["exact"]))
    score = best.get("score") or 0.0
    total = f'<td class="num">{signed(total_difference(lines))}</td>' if other else ""
    bar = picture(f"Score {decimal(score)} of 100", f'<i class="sum" style="left:0;width:{percent(score)}"></i>', "wf")
    body = (
        f'<table class="t ledger"><caption class="vh">Contributions to the score of {html_text(full_name(best))}</caption>'
        f'<thead><tr><th scope="col">Criterion and priority</th><th scope="col" class="wide">{axis}<span class="vh">Points from 0 to 100</span></th>'
        f'<th scope="col" class="num">Points</th>{versus}</tr></thead><tbody>{"".join(rows)}</tbody>'
        f'<tfoot><tr><th scope="row">Score</th><td class="wide">{bar}</td><td class="num" title="{exact(score)}">{decimal(score)}</td>{total}</tr></tfoot></table>'
    )
    return section("Contributions add up to the score", body, "Points of 100; the dotted outline is what was available at your priorities")


def _score_row(line: dict[str, object], start: float, versus: bool) -> str:
    name, points = spoken(str(line["criterion"])), float(str(line["exact"]))
    priority = line["priority"]
    times = f" <small>× {exact(float(str(priority)), 1)}</small>" if priority is not None else ""
    available = float(str(line["available"])) if line["available"] is not None else None
    outline = f'<u style="left:{percent(start)};width:{percent(available)}"></u>' if available is not None else ""
    words = f"{name}: {exact(points)} points" + (f" of {decimal(available)} available" if available is not None else "")
    bar = picture(words, f'{outline}<i style="left:{percent(start)};width:{percent(points)}"></i>', "wf", words)
    badge = f" {evidence_badge(line['evidence'])}" if line["evidence"] in ("assumed", "unknown", "none", "stale") else ""
    difference = line["difference"]
    last = f'<td class="num">{signed(float(str(difference))) if difference is not None else ""}</td>' if versus else ""
    why = f'<p class="why">{html_text(line["fact"])}{badge}</p>' if line["fact"] or badge else ""
    return (
        f'<tr><th scope="row"><strong>{html_text(name)}</strong>{times}{why}</th><td class="wide">{bar}</td>'
        f'<td class="num" title="{exact(points, 4)}">{decimal(float(str(line["points"])))}</td>{last}</tr>'
    )


def cost_lines(option: Json) -> list[tuple[str, float, Json]]:
    """(part, printed USD, record) that add up to the printed expected cost; largest first.

    What the parts leave unexplained, beyond rounding, is a line of its own.
    """
    expected = cost(option)[1]
    parts = sorted(cost_parts(option), key=lambda part: -float(part["usd"]))
    if expected is None or not parts:
        return []
    rest = expected - sum(float(part["usd"]) for part in parts)
    if abs(rest) >= 0.5:
        parts.append({"part": "Not itemised", "usd": rest})
    decimals = 0 if expected >= 100 else 2
    printed = apportion([float(part["usd"]) for part in parts], expected, decimals)
    names = [part_name(part) for part in parts]
    return list(zip(names, printed, parts, strict=True))


def cost_shares(lines: list[tuple[str, float, Json]]) -> list[str]:
    """What part of the bill each line is, in whole percent that add up to 100; "<1%" instead of 0%."""
    whole = sum(usd for _, usd, _ in lines) or 1.0
    percents = apportion([100 * usd / whole for _, usd, _ in lines], 100, 0)
    return [f"{exact(percent, 0)}%" if percent or not usd else "<1%" for percent, (_, usd, _) in zip(percents, lines, strict=True)]


def bill_sentences(option: Json) -> str:
    """Between what the bill lies, and what is paid upfront; empty where neither is on record."""
    low, _, high = cost(option)
    upfront = option.get("upfront_usd")
    once = "" if upfront is None else f"USD {exact(upfront, 0)} is paid upfront." if upfront else "Nothing is paid upfront."
    return " ".join(part for part in (f"The bill lies between USD {between(low, high)} a month." if low != high else "", once) if part)


def cost_ledger(option: Json | None, title: str = "Costs add up to the total") -> str:
    """Parts with badge, note and origin, then the total and its range; empty without an option or parts."""
    if option is None:
        return ""
    expected = cost(option)[1]
    lines = cost_lines(option)
    if not lines or expected is None:
        return ""
    decimals = 0 if expected >= 100 else 2
    rows = []
    for (name, usd, part), portion in zip(lines, cost_shares(lines), strict=True):
        badge = (
            f" {evidence_badge(part['evidence'], str(part.get('evidence_label') or ''), title=origin_words(part))}"
            if part.get("evidence")
            else ""
        )
        why = f'<p class="why">{html_text(part["note"])}</p>' if part.get("note") else ""
        origin = part.get("origin") or {}
        if origin.get("date"):
            link = html_link(origin.get("publisher"), origin.get("url"))
            why += f'<p class="why">{link}, {with_age(origin["date"], origin.get("age_days"), bool(origin.get("stale")))}</p>'
        rows.append(
            f'<tr><th scope="row">{html_text(name)}{badge}{why}</th><td class="num of">{portion}</td><td class="num" title="{exact(float(part["usd"]), 4)}">{part_range(part) or decimal(usd, decimals)}</td></tr>'
        )
    foot = f'<tr><th scope="row">Total</th><td class="num of">100%</td><td class="num" title="{exact(expected, 4)}">{decimal(expected, decimals)}</td></tr>'
    tail = bill_sentences(option)
    body = table(
        f"Monthly cost of {full_name(option)}", [("", "Part"), ("num of", "Share"), ("num", "USD per month")], rows, foot, "t sums"
    )
    return section(title, body + (f'<p class="src">{html_text(tail)}</p>' if tail else ""), "USD per month, expected")


def break_even(recommendation: Json) -> str:
    """The volume at which the best own machine and the best closed option cost the same; empty where there is none."""
    sentence = (recommendation.get("break_even") or {}).get("sentence")
    return block(f'<p class="src">{html_text(sentence)}</p>') if sentence else ""


def cautions(option: Json | None) -> str:
    """Cautions of one option as a ruled list; empty where there are none."""
    items = "".join(f"<li>{html_text(text)}</li>" for text in (option or {}).get("cautions") or ())
    return section("Cautions", f'<ul class="ruled">{items}</ul>') if items else ""


def reasons(option: Json | None, title: str = "Reasons") -> str:
    """Reasons of one option as a ruled list; empty where there are none."""
    items = "".join(f"<li>{html_text(text)}</li>" for text in (option or {}).get("reasons") or ())
    return section(title, f'<ul class="ruled">{items}</ul>') if items else ""
