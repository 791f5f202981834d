"""The leading options, why the first leads, and what it costs."""

from __future__ import annotations

from advisor.numbers import compact, decimal, exact, share, signed, tight_span, usd_a_month, whole
from reports.blocks import Band, Block, Bullets, Card, Cards, Cell, Chapter, Column, Heading, Prose, RangeBar, Row, ScoreBar, StepBar, Table
from reports.content.cells import badge, chip
from reports.fragments.ledgers import bill_sentences, cost_lines, cost_shares, rival_name, score_lines, total_difference
from reports.fragments.ranking import beyond, outside
from reports.fragments.scales import Axis, log_axis
from reports.reading import (
    Group,
    Json,
    criteria_order,
    first_place_share,
    groups,
    leader,
    licence,
    named,
    options,
    pair_leads,
    part_range,
    runner_up,
    where,
)
from reports.reading import cost as monthly
from reports.words import WAYS_TO_WIN, spoken

ROWS, MOST_ROWS = 8, 20
"""Options listed: so many, or the whole leading group where it is larger, up to the second number."""
DOMINATED = "Another option is at least as good in every criterion"


def listed(recommendation: Json) -> list[Group]:
    """The options that a report lists, clones folded."""
    found = groups(recommendation)
    inside = sum(1 for group in found if group.best.get("leading_group"))
    return found[: min(max(ROWS, inside), MOST_ROWS)]


def leading(recommendation: Json) -> Chapter:
    """The options that pass, best first, with score, cost and share of first places; then the ways to win."""
    counts = recommendation.get("counts") or {}
    judged = f"{exact(counts.get('fitting'), 0)} of {exact(counts.get('considered'), 0)} options pass every must-have."
    found = groups(recommendation)
    if not found:
        return Chapter("options", "Leading options", (Prose(f"{judged} None is ranked: what breaks a must-have is never scored."),))
    inside = sum(1 for group in found if group.best.get("leading_group"))
    group = "The marked rows are the leading group: the evidence cannot order them" if inside > 1 else "The marked row leads alone"
    others = beyond(recommendation, listed(recommendation))
    blocks: list[Block] = [_rows(recommendation), *([Prose(others, "small")] if others else []), *_ways(recommendation)]
    title = "Leading single options" if pair_leads(recommendation) else "Leading options"
    return Chapter("options", title, tuple(blocks), f"{judged} {group}")


def _rows(recommendation: Json) -> Table:
    shown = listed(recommendation)
    criteria = criteria_order(recommendation)
    axis = log_axis(value for group in shown for value in monthly(group.best))
    rows: list[Row | Band] = []
    for place, group in enumerate(shown, 1):
        if place > 1 and shown[place - 2].best.get("leading_group") and not group.best.get("leading_group"):
            rows.append(Band(outside(shown, place)))
        rows.append(_row(place, group, criteria, axis))
    columns = (
        Column("", 0.045),
        Column("Option", 0.37),
        Column("Score of 100, 80% interval", 0.28),
        Column("USD per month", 0.205, scale="log scale", ticks=tuple((axis.at(tick), whole(tick)) for tick in axis.ticks)),
        Column("First places", 0.10, right=True),
    )
    return Table("Options that pass, best first", columns, tuple(rows), legend=tuple(spoken(name) for name in criteria))


def _row(place: int, group: Group, criteria: list[str], axis: Axis) -> Row:
    option = group.best
    low, expected, high = monthly(option)
    others = {0: "", 1: "1 other way to run it"}.get(len(group.clones), f"{exact(len(group.clones), 0)} other ways to run it")
    beneath = [part for part in (licence(option), others) if part]
    ranged = low is not None and high is not None and compact(low) != compact(high)
    score, score_low, score_high = option.get("score"), option.get("score_low"), option.get("score_high")
    return Row(
        (
            Cell(str(place), strong=True),
            Cell(
                str(option.get("model_name") or option.get("model_id")),
                tuple(part for part in (where(option), "; ".join(beneath), DOMINATED if option.get("dominated") else "") if part),
                chip=chip(option),
                strong=True,
            ),
            Cell(
                decimal(score),
                (f"{decimal(score_low)} to {decimal(score_high)}",) if score_low is not None and score_high is not None else (),
                strong=True,
                picture=ScoreBar(
                    tuple((option.get("contributions") or {}).get(name) for name in criteria),
                    score_low,
                    score_high,
                    _score_words(option, criteria),
                ),
            ),
            Cell(
                compact(expected),
                (tight_span(low, high),) if ranged else (),
                strong=True,
                picture=_range(low, expected, high, axis),
            ),
            Cell(share(first_place_share(option))),
        ),
        marked=bool(option.get("leading_group")),
        quiet=not option.get("leading_group"),
    )


def _score_words(option: Json, criteria: list[str]) -> str:
    points = option.get("contributions") or {}
    parts = ", ".join(f"{spoken(name)} {exact(points[name])}" for name in criteria if points.get(name) is not None)
    return f"Score {decimal(option.get('score'))} of 100: {parts or 'parts unknown'}"


def _range(low: float | None, expected: float | None, high: float | None, axis: Axis) -> RangeBar | None:
    if expected is None:
        return None
    band = (axis.at(low), axis.at(high)) if low is not None and high is not None and high > low else (None, None)
    words = f"USD {exact(expected, 0)} a month expected" + (
        f", between {exact(low, 0)} and {exact(high, 0)}" if band[0] is not None else ""
    )
    return RangeBar(band[0], band[1], axis.at(expected), tuple(axis.at(tick) for tick in axis.ticks), words)


def _ways(recommendation: Json) -> list[Block]:
    by_id = {option["option_id"]: option for option in options(recommendation)}
    cards = []
    won = recommendation.get("ways_to_win") or {}
    for key, title in WAYS_TO_WIN.items():  # a stored record has its keys by the alphabet
        option = by_id.get(won.get(key))
        if option is not None:
            figures = f"{usd_a_month(monthly(option)[1])}, score {decimal(option.get('score'))}"
            cards.append(Card(title, str(option.get("model_name")), (where(option), figures)))
    return [Heading("Ways to win"), Cards(tuple(cards))] if cards else []


def why(recommendation: Json) -> Chapter:
    """Criterion by criterion: points, why, and the difference to the next option; then reasons and cautions."""
    best = leader(recommendation)
    if best is None:
        return Chapter("why", "")
    name = best.get("model_name")
    title = f"Why {name} is the best single option" if pair_leads(recommendation) else f"Why {name} leads"
    blocks: list[Block] = [_score_ledger(recommendation, best)]
    for heading, key in (("Reasons", "reasons"), ("Cautions", "cautions")):
        if best.get(key):
            blocks += [Heading(heading), Bullets(tuple(str(text) for text in best[key]))]
    return Chapter(
        "why", title, tuple(blocks), "Points of 100 by criterion, of those available at your priorities; the column adds up to the score"
    )


def _score_ledger(recommendation: Json, best: Json) -> Table:
    other = runner_up(recommendation)
    lines = score_lines(recommendation)
    rows, start = [], 0.0
    for line in lines:
        points = float(str(line["exact"]))
        available = float(str(line["available"])) if line["available"] is not None else None
        name = spoken(str(line["criterion"]))
        words = f"{name}: {exact(points)} points" + (f" of {exact(available)} available" if available is not None else "")
        times = f" × {exact(float(str(line['priority'])), 1)}" if line["priority"] is not None else ""
        doubtful = line["evidence"] if line["evidence"] in ("assumed", "unknown", "none", "stale") else ""
        cells = [
            Cell(name + times, (str(line["fact"]),) if line["fact"] else (), badge(doubtful), strong=True),
            Cell(picture=StepBar(start, points, available, words)),
            Cell(decimal(float(str(line["points"]))), (f"of {decimal(available)}",) if available is not None else ()),
        ]
        if other:
            cells.append(Cell(signed(float(str(line["difference"]))) if line["difference"] is not None else ""))
        rows.append(Row(tuple(cells)))
        start += points
    score = best.get("score")
    total = [
        Cell("Score", strong=True),
        Cell(picture=StepBar(0, score or 0.0, None, f"Score {decimal(score)} of 100", total=True)),
        Cell(decimal(score), strong=True),
        *([Cell(signed(total_difference(lines)), strong=True)] if other else []),
    ]
    columns = (
        Column("Criterion × priority", 0.45),
        Column("Points from 0 to 100", 0.28, drawn=True, ticks=tuple((float(n), str(n)) for n in (0, 25, 50, 75, 100))),
        Column("Points", 0.09, right=True),
        *([Column(f"Against {rival_name(best, other)}", 0.18, right=True)] if other else []),
    )
    key = "Dotted outline: what was available at your priorities"
    return Table("Contributions that add up to the score", columns, tuple(rows), Row(tuple(total)), key=key)


def cost(recommendation: Json) -> Chapter:
    """Parts that add up to the expected bill, their shares, its range, and where it crosses another option's."""
    best = leader(recommendation)
    if best is None:
        return Chapter("cost", "")
    expected = monthly(best)[1]
    lines = cost_lines(best)
    blocks: list[Block] = []
    if pair_leads(recommendation):
        blocks.append(Prose(f"This is the bill of {named(recommendation, best['option_id'])} alone; the pair's is under Hybrid.", "note"))
    if lines and expected is not None:
        blocks.append(_bill(best, lines, expected))
    else:
        blocks.append(
            Prose(f"{usd_a_month(expected)}, without parts on record." if expected is not None else "Its monthly cost is unknown.")
        )
    after = bill_sentences(best)
    blocks += [Prose(after)] if after else []
    crossing = (recommendation.get("break_even") or {}).get("sentence")
    if crossing:
        blocks.append(Prose(str(crossing)))
    return Chapter("cost", "What it costs, and what drives that", tuple(blocks), f"{where(best)}; USD in the mean month of the horizon")


def _bill(best: Json, lines: list[tuple[str, float, Json]], expected: float) -> Table:
    decimals = 0 if expected >= 100 else 2
    whole = sum(usd for _, usd, _ in lines) or 1.0
    rows = []
    for (name, usd, part), printed in zip(lines, cost_shares(lines), strict=True):
        portion = usd / whole
        words = f"{name}: {printed} of the bill"
        rows.append(
            Row(
                (
                    Cell(name, (str(part["note"]),) if part.get("note") else (), badge(part.get("evidence")), strong=True),
                    Cell(picture=StepBar(0, 100 * max(0.0, portion), None, words)),
                    Cell(printed),
                    Cell(part_range(part) or decimal(usd, decimals)),
                )
            )
        )
    total = Row((Cell("Total", strong=True), Cell(), Cell("100%"), Cell(decimal(expected, decimals), strong=True)))
    columns = (
        Column("Part", 0.54),
        Column("Share of the bill", 0.24, drawn=True),
        Column("Share", 0.08, right=True),
        Column("USD per month", 0.14, right=True),
    )
    return Table(f"Monthly cost of {best.get('model_name')}", columns, tuple(rows), total)
