"""Ranked options as rows: rank, option, score, cost, share of first places; clones folded beneath."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import decimal, exact, share, usd, usd_a_month, whole
from reports.fragments.badges import evidence_badge, openness_chip
from reports.fragments.bars import axis_labels, cost_range, legend, score_bar
from reports.fragments.markup import section
from reports.fragments.scales import Axis, log_axis
from reports.reading import Group, Json, cost, criteria_order, first_place_share, groups, licence, options, where
from reports.safe_text import html_text
from reports.words import WAYS_TO_WIN

MOST_CLONES = 8


def option_rows(recommendation: Json, most: int = 12, title: str = "Options that pass, best first", whole_group: bool = True) -> str:
    """The best options up to `most` rows, or the `whole_group` of leaders where it is larger; then one line on the rest."""
    found = groups(recommendation)
    leading = sum(1 for group in found if group.best.get("leading_group"))
    shown = found[: max(most, leading) if whole_group else most]
    if not shown:
        return ""
    criteria = criteria_order(recommendation)
    axis = log_axis(value for group in shown for value in cost(group.best))
    head = (
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader" class="rk"><span class="vh">Rank</span></th>'
        '<th scope="col" role="columnheader">Option</th>'
        '<th scope="col" role="columnheader">Score, points of 100, with 80% interval</th>'
        f'<th scope="col" role="columnheader" class="cx">Cost, USD per month, log scale{axis_labels(axis)}</th>'
        '<th scope="col" role="columnheader" class="num">Share of first places</th></tr></thead>'
    )
    body = "".join(_rows(shown, criteria, axis))
    ticks = ", ".join(whole(tick) for tick in axis.ticks)
    phone = f'<p class="sub narrow">Cost in USD per month, log scale; marks at {ticks}.</p>'
    others = beyond(recommendation, shown)
    more = f'<p class="src">{html_text(others)}</p>' if others else ""
    rows = f'<table class="rows" role="table"><caption class="vh">{html_text(title)}</caption>{head}<tbody role="rowgroup">{body}</tbody></table>'
    subtitle = "The marked rows are the leading group: the evidence cannot order them" if leading > 1 else "The marked row leads alone"
    return section(title, phone + rows + more, subtitle, legend(criteria))


def _rows(shown: Sequence[Group], criteria: Sequence[str], axis: Axis) -> list[str]:
    rows: list[str] = []
    inside = bool(shown[0].best.get("leading_group"))
    for place, group in enumerate(shown, 1):
        if inside and not group.best.get("leading_group"):
            inside = False
            said = html_text(outside(shown, place))
            rows.append(f'<tr class="cut" role="row"><td role="cell" colspan="5">{said}</td></tr>')
        rows.append(_row(place, group, criteria, axis))
    return rows


def outside(shown: Sequence[Group], place: int) -> str:
    """The line above the first option outside the leading group, which stands on `place`.

    The group is cut by the distance to the first, not to the neighbour: two options on either side may print the same score, so the
    distances are told to two decimals. Without figures where the record has none.
    """
    first, last, beyond = (shown[at].best.get("score") for at in (0, place - 2, place - 1))
    if first is None or last is None or beyond is None:
        return "Outside the leading group: too far behind the first to be called level with it"
    inside = f"; the last one inside is {decimal(first - last, 2)} behind" if place > 2 else ""
    return f"Outside the leading group: {decimal(first - beyond, 2)} points or more behind the first, too far to be called level with it{inside}"


def _row(place: int, group: Group, criteria: Sequence[str], axis: Axis) -> str:
    option = group.best
    css = "lead" if option.get("leading_group") else "out"
    named = " ".join(
        filter(
            None,
            [
                openness_chip(option.get("openness"), bool(option.get("restricted"))),
                f"<span>{html_text(licence(option))}</span>",
                _own(option),
            ],
        )
    )
    dominated = '<p class="dom">Another option is at least as good in every criterion</p>' if option.get("dominated") else ""
    return (
        f'<tr class="{css}" role="row"><td role="cell" class="rk" title="Rank {exact(option.get("rank"), 0)} of all options">{place}</td>'
        f'<th scope="row" role="rowheader" class="op"><p class="nm">{html_text(option.get("model_name"))}</p>'
        f'<p class="li">{named}</p><p class="wr">{html_text(where(option))}</p>{dominated}{_clones(group)}</th>'
        f'<td role="cell" class="sc">{score_bar(option, criteria)}</td>'
        f'<td role="cell" class="co"><span class="w">Cost </span>{cost_range(option, axis)}</td>'
        f'<td role="cell" class="num sh"><span class="w">First place </span>{html_text(share(first_place_share(option)))}</td></tr>'
    )


def _own(option: Json) -> str:
    """The mark of an option whose model the reader tested."""
    return evidence_badge("own") if (option.get("quality") or {}).get("evidence") == "own" else ""


def _clones(group: Group) -> str:
    if not group.clones:
        return ""
    items = "".join(
        f"<li>{html_text(where(clone))}: {usd_a_month(cost(clone)[1])}, score {decimal(clone.get('score'))}</li>"
        for clone in group.clones[:MOST_CLONES]
    )
    rest = len(group.clones) - MOST_CLONES
    items += f"<li>and {exact(rest, 0)} more</li>" if rest > 0 else ""
    count = len(group.clones)
    summary = "1 other way to run it" if count == 1 else f"{exact(count, 0)} other ways to run it"
    return f'<details class="cl"><summary>{summary}</summary><ul>{items}</ul></details>'


def ways_to_win(recommendation: Json) -> str:
    """Five winners, equal ones repeated; empty where nothing fits."""
    by_id = {option["option_id"]: option for option in options(recommendation)}
    cells = []
    won = recommendation.get("ways_to_win") or {}
    for key, title in WAYS_TO_WIN.items():  # a stored record has its keys by the alphabet
        option = by_id.get(won.get(key))
        if option is None:
            continue
        figures = f"{usd(cost(option)[1])}/month, score {decimal(option.get('score'))}"
        cells.append(
            f"<li><p>{html_text(title)}</p><p><strong>{html_text(option.get('model_name'))}</strong></p>"
            f"<p>{html_text(where(option))}</p><p>{html_text(figures)}</p></li>"
        )
    return section("Ways to win", f'<ul class="ways">{"".join(cells)}</ul>') if cells else ""


def beyond(recommendation: Json, shown: Sequence[Group]) -> str:
    """How many options pass beside those shown, and where they are; empty where all are shown."""
    passing = (recommendation.get("counts") or {}).get("fitting") or len(options(recommendation))
    others = passing - sum(1 + len(group.clones) for group in shown)
    if others <= 0:
        return ""
    inside = sum(1 for group in groups(recommendation) if group.best.get("leading_group"))
    tied = f" {exact(inside - len(shown), 0)} of them are in the leading group too." if inside > len(shown) else ""
    return (
        f"{exact(others, 0)} more {'option passes' if others == 1 else 'options pass'}, with lower scores; the JSON record holds all.{tied}"
    )
