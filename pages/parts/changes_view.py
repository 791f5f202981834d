"""The parts of "What changed": filters, the list of changes, what is announced, and the calendar of ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from advisor.numbers import age, day, exact
from catalog.events import Ending
from pages.parts import catalog_state, changes_data
from pages.parts.catalog import bare_catalog
from pages.parts.catalog_table import downloads
from pages.parts.clock import today
from reports.changes import KINDS, Item, share_of_change, when
from reports.fragments.badges import evidence_badge
from reports.fragments.changes import change_rows, model_link
from reports.fragments.dates import says_who
from reports.fragments.markup import block, section, table
from reports.fragments.states import box, message
from reports.safe_text import html_text

SINCE, KIND, LAB, PROVIDER, FIND, PART = "since", "kind", "lab", "provider", "find", "part"
NAMES = (SINCE, KIND, LAB, PROVIDER, FIND, PART, "at", "models_only")
FIRST = 60
COLUMNS = [("", "Day"), ("", "Sort"), ("", "What changed"), ("", "Source")]
FEED = "changes.atom"


def tab_changes() -> None:
    """Filters with counts, then the changes they leave."""
    since = _since()
    found = changes_data.changes(since, bare_catalog().version, today())
    left = _filters(found)
    _list(left, found, since)


def _since() -> str:
    """Which span of days, or which kept catalog to compare with."""
    choices = {**changes_data.SPANS, **changes_data.older_versions()}
    for fault in catalog_state.faults(SINCE, list(choices), "The start"):
        st.html(message("error", fault))
    now = catalog_state.value(SINCE, list(choices), changes_data.USUAL)
    options = list(choices)
    catalog_state.widget(
        st.selectbox, "Since", SINCE, now, slot="index", start=options.index(now), options=options, format_func=lambda v: choices.get(v, v)
    )
    return now


def _filters(found: Sequence[Item]) -> list[Item]:
    """Pills by sort with counts, then lab, provider and words; what each leaves is counted with the others on."""
    labs = sorted({item.lab for item in found if item.lab}, key=str.lower)
    providers = {p.id: p.name for p in bare_catalog().providers.values()}
    there = sorted({item.provider_id for item in found if item.provider_id in providers}, key=lambda i: providers[str(i)].lower())
    lab, provider = catalog_state.value(LAB, labs), catalog_state.value(PROVIDER, [str(i) for i in there])
    words = catalog_state.value(FIND)
    rest = changes_data.matching(found, lab=lab, provider=provider, words=words)
    counted = changes_data.counts(rest)
    kinds = {kind.value: f"{KINDS[kind]} {exact(counted.get(kind, 0), 0)}" for kind in changes_data.counts(found)}
    if len(kinds) > 1:
        catalog_state.widget(
            st.pills, "Sort of change", KIND, catalog_state.values(KIND, list(kinds)), slot="default", start=[], options=list(kinds),
            selection_mode="multi", format_func=lambda k: kinds.get(k, k), wrap=True, label_visibility="collapsed",
        )  # fmt: skip
    first, second, third = st.columns(3)
    with first:
        catalog_state.widget(st.text_input, "Find", FIND, words, max_chars=catalog_state.LONGEST, placeholder="A model, a provider, a word")
    with second:
        catalog_state.widget(
            st.selectbox, "Lab", LAB, lab or None, slot="index", start=labs.index(lab) if lab else None, options=labs, placeholder="Any lab"
        )
    with third:
        ids = [str(i) for i in there]
        catalog_state.widget(
            st.selectbox, "Provider", PROVIDER, provider or None, slot="index", start=ids.index(provider) if provider else None, options=ids,
            format_func=lambda i: providers.get(i, i), placeholder="Any provider",
        )  # fmt: skip
    return changes_data.matching(rest, catalog_state.values(KIND, list(kinds)))


def _list(left: Sequence[Item], found: Sequence[Item], since: str) -> None:
    compared = since not in changes_data.SPANS
    if not left:
        text = "No change passes these filters." if found else "Nothing differs." if compared else "Nothing is dated in these days."
        st.html(box("No changes", text))
        return
    title = f"{exact(len(left), 0)} changes" if len(left) != 1 else "1 change"
    subtitle = (
        "Against a kept catalog: what one says and the other does not" if compared else "By the day from which they hold, newest first"
    )
    rows = change_rows(left, today(), name=True)
    body = _changes(title, rows[:FIRST])
    if len(rows) > FIRST:
        more = _changes(f"More of {title}", rows[FIRST:])
        body += f'<details class="more"><summary>{exact(len(rows) - FIRST, 0)} more</summary>{more}</details>'
    st.html(section(title, body, subtitle))
    with st.container(horizontal=True):
        downloads(frame(left), "changes", bare_catalog().version)


def _changes(caption: str, rows: Sequence[str]) -> str:
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{html_text(caption)}">{table(caption, COLUMNS, rows, classes="t happened")}</div>'


def frame(found: Sequence[Item]) -> pd.DataFrame:
    """One row per figure that moved: day, sort, subject, figure, before, after, change, source and its day."""
    return pd.DataFrame(
        [
            {
                "day": item.on.isoformat() if item.on else None, "when": when(item), "sort": KINDS[item.kind], "subject": item.subject,
                "name": item.name, "figure": part.field, "before": part.before, "after": part.after, "change": share_of_change(part) or None,
                "source": item.origin.said_by if item.origin else None, "url": item.origin.url if item.origin else None,
                "source_day": item.origin.date.isoformat() if item.origin else None,
            }
            for item in found
            for part in item.parts
        ]
    )  # fmt: skip


def tab_announced() -> None:
    """What the price lists and fact files date ahead."""
    found = changes_data.announced(bare_catalog().version, today())
    if not found:
        st.html(box("Nothing is announced", "No price list and no fact file dates a change ahead, apart from the ends in the calendar."))
        return
    rows = change_rows(found, today(), name=True)
    st.html(
        section(
            f"{exact(len(rows), 0)} announced changes",
            _changes("Announced changes", rows),
            "Soonest first; recommendations use them from their day on",
        )
    )


def tab_calendar() -> None:
    """Ends of models and of offers, month by month, with the successor that the maker names."""
    found = changes_data.calendar(bare_catalog().version, today())
    providers = sorted({e.provider for e in found if e.provider}, key=str.lower)
    chosen = catalog_state.value("at", providers)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        catalog_state.widget(
            st.toggle, "Only ends of models, not of single offers", "models_only", catalog_state.value("models_only") == "yes"
        )
    only = catalog_state.value("models_only") == "yes"
    with right:
        catalog_state.widget(
            st.selectbox, "At", "at", chosen or None, slot="index", start=providers.index(chosen) if chosen else None, options=providers,
            placeholder="Any provider",
        )  # fmt: skip
    shown = [e for e in found if not (only and e.offer) and (not chosen or e.provider == chosen)]
    if not shown:
        st.html(box("No ends", "No end passes these filters."))
        return
    on = today()
    ahead, past = [e for e in shown if e.day >= on], [e for e in shown if e.day < on]
    body = ends("Retirement calendar", ahead, on) if ahead else "<p>Nothing that is known of ends from today on.</p>"
    if past:
        inside = ends("Ended lately", past[::-1], on)
        body += f'<details class="more"><summary>{exact(len(past), 0)} that ended in the last {changes_data.LOOKED_BACK.days} days</summary>{inside}</details>'
    subtitle = "The day on which service ends, as its maker or a price list states it; weights in hand stay usable"
    st.html(section(f"{exact(len(ahead), 0)} ends ahead" if len(ahead) != 1 else "1 end ahead", body, subtitle))


def ends(caption: str, found: Sequence[Ending], on: date) -> str:
    """The calendar as a table with a row per month."""
    rows, month = [], ""
    for ending in found:
        if (now := day(ending.day.isoformat()[:7])) != month:
            month = now
            rows.append(f'<tr class="grp"><th scope="rowgroup" colspan="4">{html_text(month)}</th></tr>')
        rows.append(_end(ending, on))
    columns = [("", "Ends on"), ("", "What ends"), ("", "Successor"), ("", "Source")]
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">{table(caption, columns, rows, classes="t happened")}</div>'
    )


def _end(ending: Ending, on: date) -> str:
    days = (ending.day - on).days
    far = f"in {age(days)}" if days > 0 else "today" if days == 0 else f"{age(-days)} ago"
    where = ending.provider or ("the maker's own service" if not ending.model.open else "service of its maker; the weights stay")
    successor = model_link(ending.successor.id, ending.successor.name) if ending.successor else evidence_badge("unknown", "none named")
    origin = ending.offer.origin if ending.offer else ending.model.origin_of("retirement_date")
    source = says_who(origin, "price" if ending.offer else "model", on)
    return (
        f'<tr><th scope="row">{html_text(day(ending.day))}<p class="why">{html_text(far)}</p></th>'
        f'<td>{model_link(ending.model.id, ending.model.name)}<p class="why">{html_text(where)}</p></td><td>{successor}</td><td class="src2">{source}</td></tr>'
    )


def head() -> str:
    """Title, what the page is, and the feed."""
    return block(
        '<h1>What changed</h1><p class="sub">Prices, models, limits, licences, terms and ends, by the day they changed. What no source dates shows when two kept catalogs are compared.</p>'
        f'<p class="sub"><a href="{FEED}">Atom feed</a> for a reader; on the command line <code>weighbridge catalog diff</code>.</p>'
    )
