"""The sections of the landscape, from the finding down to the claims: each a chart or a table with where its figures come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import streamlit as st

from advisor.landscape import findings
from advisor.landscape.read import Landscape
from advisor.numbers import day, decimal, exact, share
from advisor.parameters import PARAMETERS
from pages.parts import catalog_state
from pages.parts import landscape_tables as tables
from pages.parts.charts import CONFIG, Json, palette
from pages.parts.landscape_charts import frontier_chart, price_chart, share_chart
from pages.parts.landscape_data import judged
from pages.parts.methods_claims import Finding, claims_table
from reports.fragments.badges import evidence_badge, grade_words
from reports.fragments.headline import fact, strip
from reports.fragments.markup import block, section
from reports.fragments.states import box
from reports.safe_text import html_link, html_text
from reports.words import spoken

ARTIFICIAL_ANALYSIS = html_link("Artificial Analysis", "https://artificialanalysis.ai")
VOTES = "Chance in 100 to win a vote against a fixed rating of the board"
SCALES = {
    "preference": VOTES,
    "video": VOTES,
    "image_generation": VOTES,
    "speech_synthesis": VOTES,
    "transcription": "Words in 100 understood",
    "factuality": "Answers in 100 without invention",
}
"""What a figure counts where it is not the expected score on reference tests."""
COMMAND = ".venv/bin/python benchmarks/landscape_lag.py"


def answer(seen: Landscape) -> None:
    """The finding with what it rests on, and four figures; where nothing can be said, why."""
    if not seen.lag.known:
        st.html(box(seen.finding, seen.lag.reason, _also(seen)))
        return
    st.html(block(f'<p class="finding">{html_text(seen.finding)}</p><p class="reason">{html_text(seen.remarks[0])}</p>'))
    lag, before = seen.lag, seen.earlier[0]
    cells = [fact(decimal(lag.middle), "months", f"lag, {findings.between(lag)}", "estimated", f"{exact(lag.middle, 2)} months, between the lines as drawn {exact(lag.drawn, 2)}")]  # fmt: skip
    if before.known:
        cells.append(fact(decimal(before.middle), "months", f"a year before, {findings.between(before)}", "estimated"))
    else:
        cells.append(fact("unknown", "", "a year before", title=before.reason))
    if seen.now:
        cells.append(fact(share(seen.now.middle), "of closed", f"reached by {day(seen.now.day)}, {share(seen.now.low)} to {share(seen.now.high)}", "estimated"))  # fmt: skip
    tested, released = seen.field.released(True, lag.until, seen.today)
    cells.append(fact(exact(tested, 0), f"of {exact(released, 0)}", f"open models released since {day(lag.until)} tested"))
    st.html(strip(cells))


def _also(seen: Landscape) -> str:
    """What is known where the lag is not."""
    said = [r for r in seen.remarks[1:] if r]
    return "".join(f"<p>{html_text(r)}</p>" for r in said)


def frontier(seen: Landscape) -> None:
    """The frontier chart, where its figures come from, and all of them as a table."""
    if not seen.field.measured:
        return
    name = spoken(seen.dimension)
    scale = SCALES.get(seen.dimension, f"Expected score on the reference tests of {findings.plain(seen.dimension)}, 0 to 100")
    subtitle = f"{scale}, by release date; each mark is one of {len({m.model.id for m in seen.field.measured})} models at its best tested effort and opens it; bands are 80% intervals"
    st.html(section(f"{name}, best model so far", "", subtitle))
    _draw(
        frontier_chart(seen, palette(st.context.theme.type), _phone()),
        "frontier",
        f"Capability in {findings.plain(seen.dimension)} by release date, open against closed. {seen.finding} The table below has every figure.",
    )
    best = {s.mark.model.id for s in (*seen.closed, *seen.open)}
    st.html(block(_source(seen) + tables.models_table(seen.field, best)))


def lag(seen: Landscape) -> None:
    """The open frontier step by step, then how sure the lag is."""
    if not seen.open:
        return
    body = tables.lag_table(seen)
    if seen.lag.known:
        body += f'<ul class="plain how">{"".join(f"<li>{html_text(r)}</li>" for r in seen.remarks[1:4] if r)}</ul>'
    st.html(section("Lag at each step of the open frontier", body, "Months after the first closed model with at least the same figure"))


def shares(seen: Landscape) -> None:
    """How much of the closed figure the best open model reaches, over time."""
    if not seen.shares:
        return
    said = findings.standing(seen.now) if seen.now else ""
    st.html(section("Share of closed capability reached", f'<p class="finding">{html_text(said)}</p>', f"Best open figure over best closed figure, until {day(seen.lag.until)}, the newest open model tested; band is the 80% interval"))  # fmt: skip
    _draw(
        share_chart(seen, palette(st.context.theme.type)), "share", f"Share of closed capability reached by open weights over time. {said}"
    )
    st.html(block(_source(seen) + tables.shares_table(seen.shares)))


def prices(seen: Landscape) -> None:
    """What each level costs, by the release of the models that made it cheaper."""
    found = seen.prices
    if found is None:
        st.html(section("Price per capability", '<p class="sub">These models are priced by resolution, length or time, so there is no price per answer to compare. The catalog lists what each costs.</p>'))  # fmt: skip
        return
    title = "Price per capability, over time"
    subtitle = (
        f"USD per 1,000 requests of {exact(found.input_tokens, 0)} tokens in and {exact(found.output_tokens, 0)} out, thinking included as in “{PARAMETERS.tasks[found.task].label}”, "
        "for the cheapest model that reaches a level; log scale"
    )
    drawn = [level for level in found.levels if level.falls]
    if not drawn:
        st.html(section(title, '<p class="sub">No model that is sold at a published price reaches any of the levels.</p>', subtitle))
        return
    said = "".join(f"<li>{html_text(findings.level_price(level))}</li>" for level in found.levels)
    st.html(section(title, f'<ul class="plain said">{said}</ul>', subtitle))
    _draw(
        price_chart(seen, drawn, found.listed, palette(st.context.theme.type)),
        "price",
        f"Cheapest price of {len(drawn)} levels of {findings.plain(seen.dimension)} by release date of the model, at prices of {day(found.listed)}.",
    )
    source = f'<p class="src">{evidence_badge("vendor_reported", "list prices")} {evidence_badge("estimated", "thinking tokens")} {html_text(findings.price_dates(found))}</p>'  # fmt: skip
    st.html(block(source + tables.levels_table(found.levels) + tables.falls_table(drawn) + tables.known_table(drawn)))


def everywhere(seen: Mapping[str, Landscape], chosen: str) -> None:
    """All dimensions side by side."""
    known = sum(found.lag.known for found in seen.values())
    subtitle = (
        f"Over the last year of open releases tested in each; bars are 80% intervals. {known} of {len(seen)} dimensions have enough data"
    )
    st.html(section("Every dimension", tables.overview_table(seen, chosen), subtitle))


def claims() -> None:
    """What articles say, judged."""
    found = [Finding(j.claim.text, j.says, (j.claim.origin,), j.verdict) for j in judged()]
    st.html(claims_table("What people say, and what is measured", "Verdicts follow from the numbers: a figure inside the claim speaks for it, one whose whole interval lies outside against it; two thirds decide, all of them make it plain.", found, "Said by"))  # fmt: skip


def method(seen: Landscape, version: str) -> None:
    """How the figures are made, and the command that reproduces them."""
    trials = int(PARAMETERS["landscape.trials"])
    said = [
        "A model’s figure is fitted from all its public scores: see Data and methods, Validation. A model counts from its release, at the effort at which it did best among those tested in the dimension; open means that the weights can be had, whatever their licence.",
        "The lag is the horizontal distance between the two lines: for every level that open weights newly reached, the time since a closed model first had it, averaged over the levels.",
        f"In {exact(trials, 0)} seeded trials every model’s ability is drawn anew from its own uncertainty and the lag measured again: the figure is the middle of the trials, the interval holds 80% of them. On made-up frontiers with a known lag such intervals hold it in eight or nine of ten cases, and the middle comes out most of a month short (the command below prints both).",
        "A band may lie above its line: where many models were tested little, some are probably better than their figure, and one of them may lead.",
        "The interval covers what tests leave open about the models that were tested. It does not cover models that nobody tested, nor how the next release will fall.",
    ]
    items = "".join(f"<li>{html_text(text)}</li>" for text in said)
    st.html(block(f'<details class="more"><summary>How this is measured</summary><ul class="plain how">{items}</ul></details>'))
    named = f" Figures rest in part on scores of {ARTIFICIAL_ANALYSIS}." if seen.artificial_analysis else ""
    st.html(block(f'<p class="src">Catalog {html_text(version)}.{named} To reproduce: {html_text(COMMAND)}</p>'))


def _source(seen: Landscape) -> str:
    """Badge, who measured, and until when."""
    grades = Counter({m.model.id: m.figure.evidence for m in seen.field.measured}.values())
    who = ", ".join(f"{exact(n, 0)} from {grade_words(grade)}" for grade, n in grades.most_common())
    newest = max(m.figure.newest for m in seen.field.measured)
    named = f" They include scores of {ARTIFICIAL_ANALYSIS}." if seen.artificial_analysis else ""
    return f'<p class="src">{evidence_badge("estimated", "fitted figures")} {html_text(who)}; hollow marks rest on vendors’ scores alone. Newest score {html_text(day(newest))}.{named}</p>'  # fmt: skip


def _draw(chart: Json, key: str, alt: str) -> None:
    """A chart whose marks open their model."""
    event: Any = st.plotly_chart(
        chart, theme=None, config=CONFIG, alt=alt, key=f"landscape_{key}", on_select="rerun", selection_mode="points"
    )
    for point in event["selection"]["points"]:
        if model := (point.get("customdata") or [""])[0]:
            # Streamlit writes the query into this page's entry of the history too: with the dimension in it, Back comes back to it
            st.switch_page("pages/catalog.py", query_params={"model": str(model), "dim": catalog_state.value("dim")})


def _phone() -> bool:
    return "Mobi" in str(st.context.headers.get("User-Agent", ""))
