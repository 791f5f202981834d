"""Ranked options as rows: rank, option, score, cost, share of first places; clones folded beneath."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import decimal, exact, share, usd, usd_a_month
from reports.fragments.badges import openness_chip
from reports.fragments.bars import axis_labels, compact_tick, cost_range, legend, score_bar
from reports.fragments.markup import section
from reports.fragments.scales import Axis, log_axis
from reports.reading import Group, Json, cost, criteria_order, first_place_share, groups, licence, options, where
from reports.safe_text import html_text
from reports.words import WAYS_TO_WIN

MOST_LISTED = 30
MOST_CLONES = 8
OUTSIDE = "Outside the leading group: behind by more than the evidence can tell apart"


def option_rows(recommendation: Json, most: int = 12, title: str = "Options that pass, best first", rest: bool = False) -> str:
    """The leading group in full and other options up to `most` rows; then the rest as a folded list, or one line on it."""
    found = groups(recommendation)
    leading = sum(1 for group in found if group.best.get("leading_group"))
    shown = found[: max(most, leading)]
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
    ticks = ", ".join(compact_tick(tick) for tick in axis.ticks)
    phone = f'<p class="sub narrow">Cost in USD per month, log scale; marks at {ticks}.</p>'
    more = _unlisted(recommendation, shown) or _rest(found[len(shown) :], len(shown), rest)
    rows = f'<table class="rows" role="table"><caption class="vh">{html_text(title)}</caption>{head}<tbody role="rowgroup">{body}</tbody></table>'
    subtitle = "The marked rows are the leading group: the evidence cannot order them" if leading > 1 else "The marked row leads alone"
    return section(title, phone + rows + more, subtitle, legend(criteria))


def _rows(shown: Sequence[Group], criteria: Sequence[str], axis: Axis) -> list[str]:
    rows: list[str] = []
    inside = bool(shown[0].best.get("leading_group"))
    for place, group in enumerate(shown, 1):
        if inside and not group.best.get("leading_group"):
            inside = False
            rows.append(f'<tr class="cut" role="row"><td role="cell" colspan="5">{OUTSIDE}</td></tr>')
        rows.append(_row(place, group, criteria, axis))
    return rows


def _row(place: int, group: Group, criteria: Sequence[str], axis: Axis) -> str:
    option = group.best
    css = "lead" if option.get("leading_group") else "out"
    named = " ".join(
        filter(None, [openness_chip(option.get("openness"), bool(option.get("restricted"))), f"<span>{html_text(licence(option))}</span>"])
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
    for key, option_id in (recommendation.get("ways_to_win") or {}).items():
        option = by_id.get(option_id)
        if option is None:
            continue
        figures = f"{usd(cost(option)[1])}/month, score {decimal(option.get('score'), 0)}"
        cells.append(
            f"<li><p>{html_text(WAYS_TO_WIN.get(key, key))}</p><p><strong>{html_text(option.get('model_name'))}</strong></p>"
            f"<p>{html_text(where(option))}</p><p>{html_text(figures)}</p></li>"
        )
    return section("Ways to win", f'<ul class="ways">{"".join(cells)}</ul>') if cells else ""


def _unlisted(recommendation: Json, shown: Sequence[Group]) -> str:
    """A record that was cut to its first options still says how many pass; empty for a whole record."""
    passing = (recommendation.get("counts") or {}).get("fitting") or 0
    if passing <= len(options(recommendation)):
        return ""
    others = passing - sum(1 + len(group.clones) for group in shown)
    return f'<p class="src">{exact(others, 0)} more options pass, with lower scores; exports list more and the JSON record holds all.</p>'


def _rest(found: Sequence[Group], skipped: int, listed: bool) -> str:
    if not found:
        return ""
    count = (
        "1 more pair of model and deployment passes"
        if len(found) == 1
        else f"{exact(len(found), 0)} more pairs of model and deployment pass"
    )
    if not listed:
        return f'<p class="src">{count}, with lower scores; exports list more and the JSON record holds all.</p>'
    items = "".join(
        f"<li>{html_text(group.best.get('model_name'))}, {html_text(where(group.best))}: "
        f"{usd_a_month(cost(group.best)[1])}, score {decimal(group.best.get('score'))}</li>"
        for group in found[:MOST_LISTED]
    )
    beyond = f'<p class="src">The JSON record holds the other {exact(len(found) - MOST_LISTED, 0)}.</p>' if len(found) > MOST_LISTED else ""
    return f'<details class="more"><summary>{count}, with lower scores</summary><ol class="plain" start="{skipped + 1}">{items}</ol>{beyond}</details>'
