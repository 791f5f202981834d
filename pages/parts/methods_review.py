"""Review: what fetched lists ask of a person. Changes held back, then names of several models, then names without a model.

Deciding is done on the command line, by whoever runs the deployment; each row has the exact line for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from advisor.numbers import age, day, exact
from catalog.feeds import FEED
from catalog.review import KINDS, Key, accept_command, confirm_command, reject_command
from catalog.schema import HeldUpdate, ReviewItem
from pages.parts import catalog_state, methods_data
from pages.parts.catalog import bare_catalog
from pages.parts.catalog_queries import current
from pages.parts.catalog_table import downloads
from pages.parts.clock import today
from pages.parts.methods_tables import lines
from reports.fragments.changes import model_link
from reports.fragments.conflicts import FIGURES
from reports.fragments.markup import block, section
from reports.fragments.states import box, message
from reports.safe_text import html_text
from reports.words import spoken

KIND, FEED_NAME, WORDS, FROM = "kind", "feed", "name", "from"
NAMES = (KIND, FEED_NAME, WORDS, FROM)
A_PAGE = 20
"""Names on one page of the list."""
FIRST_CANDIDATES = 2
"""Models named in the open; of the commands only the nearest model's, but for names that fit several."""
TITLES = {"held": "Held back", "ambiguous": "Fits several models", "unmatched": "Without a model"}
_HELD = [("", "Line of a list"), ("", "What changed"), ("", "Decide")]
_NAMES = [("", "Name in a list"), ("", "Nearest models"), ("", "Decide")]


@dataclass(frozen=True)
class Found:
    """What the filters leave, in the order of importance."""

    held: tuple[HeldUpdate, ...]
    names: tuple[ReviewItem, ...]

    def of(self, kind: str) -> int:
        """How many of one kind."""
        return len(self.held) if kind == "held" else sum(item.kind == kind for item in self.names)


def matching(held: Sequence[HeldUpdate], names: Sequence[ReviewItem], feed: str, words: str) -> Found:
    """What comes from a feed and has every word in its key, name, reason or candidates."""
    asked = words.lower().split()

    def fits(one: HeldUpdate | ReviewItem, more: str) -> bool:
        text = f"{one.feed}:{one.provider}/{one.key} {one.why} {more}".lower()
        return feed in ("", one.feed) and all(word in text for word in asked)

    return Found(
        tuple(u for u in held if fits(u, f"{u.field} {u.before} {u.after}")),
        tuple(i for i in names if fits(i, f"{i.name} {' '.join(i.candidates)}")),
    )


def tab_review() -> None:
    """Counts and filters, then held changes, then one page of names."""
    version = current()
    held, names = methods_data.held(version), methods_data.to_review(version)
    there = {update.feed for update in held} | {item.feed for item in names}
    feeds = [name for name in FEED if name in there]
    for fault in (*catalog_state.faults(KIND, KINDS, "The kind"), *catalog_state.faults(FEED_NAME, feeds, "The list")):
        st.html(message("error", fault))
    feed, kind = catalog_state.value(FEED_NAME, feeds), catalog_state.value(KIND, KINDS)
    found = matching(held, names, feed, catalog_state.value(WORDS))
    _filters(found, feeds, feed, kind)
    _from_the_first((feed, kind, catalog_state.value(WORDS)))
    if kind in ("", "held"):
        st.html(_held(found.held, bool(held)))
    if kind != "held":
        _names([item for item in found.names if kind in ("", item.kind)], bool(names))
    st.html(
        block(
            '<p class="src">Press a command to select it whole. It runs where the app runs, with the same <code>WEIGHBRIDGE_DATA</code>; a new catalog is published '
            "and visitors are offered it. <code>weighbridge catalog review</code> lists the same, <code>--format json</code> for programs.</p>"
        )
    )
    left = frame(
        found.held if kind in ("", "held") else (), () if kind == "held" else [item for item in found.names if kind in ("", item.kind)]
    )
    if len(left):
        with st.container(horizontal=True):
            downloads(left, "review", version)


def _from_the_first(filters: tuple[str, ...]) -> None:
    """Other filters begin at their first page."""
    if st.session_state.setdefault("review_filters", filters) != filters:
        st.session_state["review_filters"] = filters
        catalog_state.put(FROM)
        catalog_state.show(FROM)


def _filters(found: Found, feeds: list[str], feed: str, kind: str) -> None:
    labels = {k: f"{TITLES[k]} {exact(found.of(k), 0)}" for k in KINDS}
    catalog_state.widget(
        st.pills, "Kind", KIND, kind or None, slot="default", options=list(KINDS), format_func=lambda k: labels.get(k, k), wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        catalog_state.widget(
            st.text_input,
            "Find",
            WORDS,
            catalog_state.value(WORDS),
            max_chars=catalog_state.LONGEST,
            placeholder="A key, a model, a reason",
        )
    with right:
        catalog_state.widget(
            st.selectbox, "List", FEED_NAME, feed or None, slot="index", start=feeds.index(feed) if feed else None, options=feeds,
            format_func=lambda name: FEED[name].short if name in FEED else name, placeholder="Any list",
        )  # fmt: skip


def _held(updates: Sequence[HeldUpdate], any_held: bool) -> str:
    title = f"{TITLES['held']}: {exact(len(updates), 0)}"
    if not updates:
        said = "No held change passes these filters." if any_held else "No change of a list was too odd to be taken over."
        return section(title, f"<p>{said}</p>")
    title = f"{title} change{'s' if len(updates) != 1 else ''}"
    by_key: dict[Key, list[HeldUpdate]] = {}
    for u in updates:  # a decision is about a line with all that changed in it
        by_key.setdefault(Key(u.feed, u.provider, u.key), []).append(u)
    rows = [
        [
            _line(key, f"waiting since {day(found[0].seen)} ({age((today() - found[0].seen).days)})"),
            "".join(map(_change, found)),
            _commands([("take it over", confirm_command(key)), ("leave it as it is", reject_command(key))]),
        ]
        for key, found in by_key.items()
    ]
    subtitle = "Too odd to be taken over unseen: the figure in use stays until a person decides; prices in USD per million tokens"
    return section(title, lines(title, _HELD, rows, "t review"), subtitle)


def _change(u: HeldUpdate) -> str:
    """The figure in use with its day, what the list says now, and why that waits."""
    where = ", ".join(part for part in ("" if u.tier == "standard" else u.tier, u.place, u.condition) if part)
    name = (FIGURES.get(u.field) or spoken(u.field)) + (f", {where}" if where else "")
    return (
        f'<p class="said">{html_text(name)}: <strong class="nw">{html_text(_figure(u.before))}</strong> '
        f'<span aria-hidden="true">→</span><span class="vh">to</span> <span class="nw">{html_text(_figure(u.after))}</span> '
        f'<span class="why">{html_text(f"in use since {day(u.since)}; {u.why}")}</span></p>'
    )


def _figure(text: str) -> str:
    try:
        return exact(float(text), 4)
    except ValueError:
        return text


def _names(items: Sequence[ReviewItem], any_names: bool) -> None:
    if not items:
        said = "No name passes these filters." if any_names else "Every name in the lists has its model, or was rejected."
        st.html(box("Nothing to look at", said))
        return
    last = (len(items) - 1) // A_PAGE
    given = catalog_state.value(FROM)
    page = min(int(given) - 1 if given.isascii() and given.isdigit() and int(given) else 0, last)
    shown = items[page * A_PAGE : (page + 1) * A_PAGE]
    first = page * A_PAGE + 1
    title = (
        f"Names: {exact(len(items), 0)}"
        if not last
        else f"Names: {exact(first, 0)} to {exact(first + len(shown) - 1, 0)} of {exact(len(items), 0)}"
    )
    rows = [[_line(_key(item), item.name), _candidates(item), _choices(item)] for item in shown]
    subtitle = "Names of several models first, then near ones, then those of providers with a record; never joined by likeness"
    st.html(section(title, lines(title, _NAMES, rows, "t review"), subtitle))
    if last:
        with st.container(horizontal=True, vertical_alignment="center", key="review_pages"):
            st.button("Previous", disabled=page == 0, on_click=catalog_state.put, args=(FROM, str(page)), key="review_back")
            st.button("Next", disabled=page == last, on_click=catalog_state.put, args=(FROM, str(page + 2)), key="review_on")
            st.html(block(f'<p class="src">Page {exact(page + 1, 0)} of {exact(last + 1, 0)}</p>'))


def _key(item: ReviewItem) -> Key:
    return Key(item.feed, item.provider, item.key)


def _line(key: Key, more: str) -> str:
    small = f'<p class="why">{html_text(more)}</p>' if more and more != key.key else ""
    feed = html_text(FEED[key.feed].short if key.feed in FEED else key.feed)
    return f'<span class="key">{html_text(f"{key.provider}/{key.key}")}</span><p class="why">{feed}</p>{small}'


def _candidates(item: ReviewItem) -> str:
    if not item.candidates:
        return f'<span class="why">{html_text(item.why)}</span>'
    models = bare_catalog().models
    whys = dict(part.partition(": ")[::2] for part in item.why.split("; "))
    found = [
        f'<p class="said">{model_link(c, models[c].name) if c in models else html_text(c)} <span class="why">{html_text(whys.get(c, ""))}</span></p>'
        for c in item.candidates
    ]
    # a reason that is not about single models stands once
    common = "" if any(c in whys for c in item.candidates) else f'<span class="why">{html_text(item.why)}</span>'
    return "".join(found[:FIRST_CANDIDATES]) + _fold(found[FIRST_CANDIDATES:], "more") + common


def _choices(item: ReviewItem) -> str:
    """The commands that settle one name. A near name differs in something, so whoever accepts it writes the model's id themselves."""
    key = _key(item)
    fitting = item.candidates if item.kind == "ambiguous" else ()
    accepted = [(f"it is {c}", accept_command(key, c)) for c in fitting] or [("it is a model", accept_command(key, "MODEL_ID"))]
    first = [*accepted[:FIRST_CANDIDATES], ("it is none of ours", reject_command(key))]
    rest = [_commands([one]) for one in accepted[FIRST_CANDIDATES:]]
    return _commands(first) + _fold(rest, "more")


def _fold(parts: Sequence[str], noun: str) -> str:
    return f"<details><summary>{exact(len(parts), 0)} {noun}</summary>{''.join(parts)}</details>" if parts else ""


def _commands(found: Sequence[tuple[str, str]]) -> str:
    """Words and command line, one a line; the stylesheet lets one press select a command whole."""
    if not all(command for _, command in found):
        return '<span class="why">The key has characters that a command line does not show. Write it into review/aliases.csv in the data folder.</span>'
    return "".join(
        f'<p class="cmd"><span class="why">{html_text(words)}</span> <code tabindex="0">{html_text(command)}</code></p>'
        for words, command in found
    )


def frame(held: Sequence[HeldUpdate], names: Sequence[ReviewItem]) -> pd.DataFrame:
    """One row per thing to look at, with its commands; of a name the command of its first candidate."""
    rows = [
        {
            "kind": "held", "feed": u.feed, "provider": u.provider, "key": u.key, "figure": u.field, "before": u.before, "since": u.since.isoformat(),
            "after": u.after, "candidates": "", "why": u.why, "seen": u.seen.isoformat(),
            "accept": confirm_command(Key(u.feed, u.provider, u.key)), "reject": reject_command(Key(u.feed, u.provider, u.key)),
        }
        for u in held
    ] + [
        {
            "kind": i.kind, "feed": i.feed, "provider": i.provider, "key": i.key, "figure": "", "before": "", "since": "", "after": "",
            "candidates": " | ".join(i.candidates), "why": i.why, "seen": i.seen.isoformat(),
            "accept": accept_command(_key(i), "MODEL_ID"), "reject": reject_command(_key(i)),
        }
        for i in names
    ]  # fmt: skip
    return pd.DataFrame(rows)
