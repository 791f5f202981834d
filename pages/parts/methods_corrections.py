"""Corrections: upstream lines that are put right, with their guard; claims beside the records; what research had wrong."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from advisor.numbers import exact
from catalog.feeds import FEED
from catalog.schema import Correction
from pages.parts.catalog import the_catalog
from pages.parts.catalog_queries import current, meta
from pages.parts.clock import today
from pages.parts.methods_claims import claims_table, findings
from pages.parts.methods_data import corrections
from pages.parts.methods_tables import lines
from reports.fragments.conflicts import FIGURES
from reports.fragments.dates import says_who
from reports.fragments.markup import section
from reports.fragments.states import message
from reports.safe_text import html_text
from reports.words import spoken

FILE = Path(__file__).parents[2] / "docs" / "CORRECTIONS.md"
COLUMNS = [("", "Line of a list"), ("", "The list says"), ("", "Used instead"), ("", "Why"), ("", "Source"), ("", "Guard")]


def tab_corrections() -> None:
    """Corrected lines of the feeds, claims beside the records, then the file of corrections of the research."""
    st.html(upstream(corrections(current()), list(meta(current()).get("spent_corrections", []))))
    st.html(
        claims_table(
            "Often read, and what the records say",
            "Sentences met in articles that compare models, beside the licences and statements of this catalog. Claims about the gap between open and closed stand on Landscape.",
            findings(the_catalog()),
        )
    )
    text = FILE.read_text(encoding="utf-8")
    st.html(
        section("Corrections of the research", "", "What was wrong or ambiguous in the tables the catalog began with, and what was done.")
    )
    with st.container(key="corrections"):
        # our own file; its title is the section above, and its headings go one level below it
        st.markdown("\n".join("#" + line if line.startswith("#") else line for line in text.splitlines()[1:]))


def upstream(found: tuple[Correction, ...], spent: list[str]) -> str:
    """One row per corrected line. `spent`: a sentence per guard that fails, beginning with the line's key."""
    rows = [_row(correction, spent) for correction in sorted(found, key=lambda c: (c.feed, c.provider, c.key, c.tier))]
    title = f"Wrong lines of price lists: {exact(len(rows), 0)}"
    if not rows:
        return section(title, "<p>No line of a list is corrected.</p>")
    asked = "".join(message("warning", said) for said in spent)
    note = (
        '<p class="src">Kept in catalog/facts/corrections.toml. The guard is what the list says as long as it is wrong: once it says something '
        "else, the correction is no longer applied and <code>weighbridge catalog check</code> fails until somebody has looked.</p>"
    )
    return section(title, asked + lines(title, COLUMNS, rows, "t corrected") + note, "What is read otherwise than a list states it")


def _row(c: Correction, spent: list[str]) -> list[str]:
    name = f"{c.feed}:{c.provider}/{c.key}"
    tier = "" if c.tier == "standard" else f'<p class="why">{html_text(c.tier)}</p>'
    feed = html_text(FEED[c.feed].short if c.feed in FEED else c.feed)
    failed = any(said.startswith(f"{name} ") for said in spent)
    return [
        f'{feed}<p class="key">{html_text(f"{c.provider}/{c.key}")}</p>{tier}',
        _values(dict(c.upstream)),
        "not ranked" if c.not_ranked else _values(dict(c.values)),
        html_text(c.reason),
        says_who(c.origin, "price", today()),
        "<strong>no longer holds</strong>" if failed else "holds",
    ]


def _values(values: dict[str, float | int | str | bool]) -> str:
    """Fields and values, one a line; prices are USD per million tokens."""
    return "".join(
        f'<p class="said"><span class="why">{html_text(FIGURES.get(name) or spoken(name))}</span> '
        f"{html_text(exact(value, 4) if isinstance(value, (int, float)) and not isinstance(value, bool) else value)}</p>"
        for name, value in values.items()
    )
