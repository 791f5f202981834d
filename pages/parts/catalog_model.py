"""One model in detail: facts with origin, every price line, licence, scores, the machines it fits on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from advisor.fits_on import ANSWER_TOKENS, PROMPT_TOKENS, Fit, fits_on
from advisor.known import of_model
from advisor.numbers import compact, day, decimal, exact
from catalog.schema import Conflict, Gpu, Licence, Model, QualityFigure, Score
from pages.parts import catalog_queries as queries
from pages.parts import catalog_state
from pages.parts.benchmark_notes import cautions, gaps
from pages.parts.catalog import the_catalog
from pages.parts.catalog_history import history
from pages.parts.catalog_model_more import aliases, conflicts, measured, on_premises, token_use
from pages.parts.catalog_offers import offers
from pages.parts.clock import today
from reports.fragments.badges import evidence_badge, fitted_badge, grade_words, openness_chip
from reports.fragments.conflicts import beside_facts, beside_score
from reports.fragments.licence import may_i, review_note, standing_line
from reports.fragments.markup import block, section, table
from reports.fragments.origins import facts_table
from reports.safe_text import html_link, html_text, markdown_text
from reports.words import spoken

AA_LINK = "https://artificialanalysis.ai"
FIRST_SCORES = 12


def model_detail(model: Model, version: str) -> None:
    """Everything known about one model, each fact with who says so and when."""
    catalog = the_catalog()
    licence = catalog.licences.get(model.licence_id or "")
    disputed = queries.conflicts_of(version, model.id)
    st.html(head(model, licence))
    with st.container(horizontal=True, vertical_alignment="center", key="model_actions"):
        st.page_link("pages/compare.py", label="Compare it", icon=":material/balance:", query_params={"items": model.id})
        if licence:
            st.button(
                f"Licence: {markdown_text(licence.name)}",
                on_click=_go,
                args=("licences", "licence", licence.id),
                type="tertiary",
                icon=":material/gavel:",
            )
        st.button("Close", on_click=catalog_state.put, args=("model",), type="tertiary", icon=":material/close:")
    left, right = st.columns(2, gap="large")
    with left:
        st.html(
            facts_table(
                beside_facts([{"label": "Id", "value": model.id}, *of_model(model, catalog, today())], disputed),
                "Facts",
                "Each with its source, its day and its age",
            )
            + row_sources(model)
        )
    with right:
        st.html(quality([f for f in catalog.quality if f.model_id == model.id]))
        st.html(_licence(model, licence))
    st.html(offers(queries.offers_of(version, model.id), model, catalog, disputed))
    history(model, version)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(scores(queries.scores_of(version, model.id), version, disputed))
    with right:
        st.html(machines(model, version) + on_premises(model) + measured(model, version))
    if more := token_use(model, version) + conflicts(disputed) + aliases(model, version):
        st.html(more)


def _licence(model: Model, licence: Licence | None) -> str:
    if licence is None:
        return section(
            "What you may do with it",
            "<p>The licence was not seen: every question about it is unknown, and fails where the law is at stake.</p>",
        )
    return section(
        "What you may do with it",
        review_note(licence) + standing_line(model, licence) + may_i(licence),
        f"{licence.name} {licence.version}".strip(),
    )


def _go(view: str, name: str, chosen: str) -> None:
    catalog_state.put("tab", view)
    catalog_state.put(name, chosen)


def head(model: Model, licence: Licence | None) -> str:
    """Name, openness, lab and status; ends and successors stand here because they decide most."""
    chip = openness_chip(model.openness.value if model.openness else "unknown", bool(licence and licence.restricted and model.open))
    country = f" ({model.lab_country})" if model.lab_country else ""
    parts = [
        f"{model.lab}{country}",
        spoken(model.status.value).lower(),
        f"released {day(model.release_date)}" if model.release_date else "release date unknown",
    ]
    ends = ""
    if model.retirement_date or model.successor_id:
        end = f"Its maker ends it on {day(model.retirement_date)}. " if model.retirement_date else ""
        successor = the_catalog().models.get(model.successor_id or "")
        after = f"Successor: {successor.name if successor else model.successor_id}." if model.successor_id else "No successor is named."
        ends = f'<p class="note">{html_text(end + after)}</p>'
    return block(
        f'<header class="sec"><div><h2>{html_text(model.name)}</h2><p class="li">{chip} {html_text(", ".join(parts))}</p></div></header>{ends}'
    )


def row_sources(model: Model) -> str:
    """The catalog's note on the record, and every source of it spelled out."""
    items = "".join(f"<li>{html_link(text, text)}</li>" for text in model.sources)
    note = f'<p class="src">{html_text(model.notes)}</p>' if model.notes else ""
    return block(f'{note}<details class="more"><summary>All sources of these facts</summary><ul class="plain">{items}</ul></details>')


def quality(figures: Sequence[QualityFigure]) -> str:
    """Fitted figures by dimension, at the effort with the best figure, each with its 80% interval."""
    best: dict[str, QualityFigure] = {}
    for figure in figures:
        if figure.dimension not in best or figure.value > best[figure.dimension].value:
            best[figure.dimension] = figure
    rows = []
    for figure in sorted(best.values(), key=lambda f: (-f.value, f.dimension)):
        tests = f"{grade_words(figure.evidence)}, newest {day(figure.newest)}" if figure.benchmarks else grade_words(figure.evidence)
        between = f"{decimal(100 * figure.low, 0)} to {decimal(100 * figure.high, 0)}"
        rows.append(
            f'<tr><th scope="row">{html_text(spoken(figure.dimension))}</th><td class="num"><span title="{exact(100 * figure.value)}">{decimal(100 * figure.value, 0)}</span></td>'
            f'<td class="num">{between}</td><td>{html_text(spoken(figure.effort).lower())}</td><td>{fitted_badge(figure.evidence, figure.benchmarks)} <span class="why">{html_text(tests)}</span></td></tr>'
        )
    if not rows:
        return section("Expected quality", "<p>Nobody that is read has measured it.</p>")
    body = table(
        "Expected quality by dimension",
        [("", "Dimension"), ("num", "Of 100"), ("num", "80% interval"), ("", "Effort"), ("", "Evidence")],
        rows,
    )
    return section("Expected quality", body, "Fitted to all scores of all models; the best effort of each dimension")


def scores(found: Sequence[Score], version: str, disputed: Sequence[Conflict] = ()) -> str:
    """Scores as their sources list them, newest first."""
    if not found:
        return section("Scores", "<p>No score is listed.</p>")
    named, found_gaps = queries.benchmarks(version), gaps(version)
    rows: list[str] = []
    said: set[tuple[str, str]] = set()
    for s in found:
        benchmark = named.get(s.benchmark_id)
        how = ", ".join(x for x in (s.variant, "" if s.effort == "default" else f"effort {s.effort}") if x)
        # once per test and who measured: a model has up to six efforts of one
        key = (s.benchmark_id, s.reported_by)
        beware = cautions(benchmark, found_gaps.get(s.benchmark_id) if s.reported_by == "vendor" else None) if key not in said else ""
        said.add(key)
        other = beside_score(disputed, s.benchmark_id, s.variant, s.score)
        who = evidence_badge("measured" if s.reported_by == "independent" else "vendor_reported")
        by = f"{html_link('Artificial Analysis', AA_LINK)}, " if s.artificial_analysis and "artificialanalysis" not in s.source else ""
        unit = benchmark.unit.replace("percent", "%") if benchmark else ""
        rows.append(
            f'<tr><th scope="row">{html_text(benchmark.name if benchmark else s.benchmark_id)}{_small(how)}{_small(beware)}{_small(other)}</th>'
            f'<td class="num">{exact(s.score, 2)}</td><td>{html_text(unit)}</td><td>{who} <span class="why" title="{html_text(s.source)}">{by}{brief_source(s.source)}, {html_text(day(s.date))}</span></td></tr>'
        )
    columns = [("", "Benchmark"), ("num", "Score"), ("", "Unit"), ("", "Who says so")]
    body = table("Scores", columns, rows[:FIRST_SCORES])
    if len(rows) > FIRST_SCORES:
        body += f'<details class="more"><summary>{exact(len(rows) - FIRST_SCORES, 0)} more scores</summary>{table("More scores", columns, rows[FIRST_SCORES:])}</details>'
    return section("Scores", body, "As listed, newest first; scores of different set-ups are not comparable")


def brief_source(text: str) -> str:
    """A link to the page that a source cites, and the collection it was read in; the whole text is the tooltip beside it."""
    cited = re.search(r"\(cites (https?://[^\s)]+)\)", text)
    place = html_text(re.split(r"[ @(]", text.strip(), maxsplit=1)[0] if cited or text.startswith("github:") else text)
    return f"{html_link(urlsplit(cited.group(1)).hostname or cited.group(1), cited.group(1))} via {place}" if cited else place


def _small(text: str) -> str:
    return f'<p class="why">{html_text(text)}</p>' if text else ""


@st.cache_data(max_entries=64, show_spinner=False)
def _fits(version: str, model_id: str) -> tuple[list[Fit], list[tuple[Gpu, str]]]:
    catalog = the_catalog()
    return fits_on(catalog.shapes[model_id], catalog.gpus.values())


def machines(model: Model, version: str) -> str:
    """The smallest group of each GPU type that holds the model, and what one stream gets."""
    if model.id not in the_catalog().shapes:
        return section(
            "Machines it fits on",
            "<p>Its weights cannot be run by you.</p>" if not model.open else "<p>Its shape is not known, so it cannot be sized.</p>",
        )
    fits, left = _fits(version, model.id)
    rows, too_small = [], []
    for fit in fits:
        r = fit.result
        if r is None:
            too_small.append(f"{exact(fit.gpus, 0)} × {fit.gpu.name}")
            continue
        rate = f'<span title="{exact(r.output_tokens_per_s)}">{compact(r.output_tokens_per_s)}</span> <span class="why">{compact(r.low)} to {compact(r.high)}</span>'
        rows.append(
            f'<tr><th scope="row">{exact(fit.gpus, 0)} × {html_text(fit.gpu.name)}</th><td>{html_text(r.precision)}</td><td class="num">{compact(r.weights_gb)}</td>'
            f'<td class="num">{compact(r.max_concurrency)}</td><td class="num">{rate}</td></tr>'
        )
    columns = [
        ("", "Smallest group"),
        ("", "Weights as"),
        ("num", "Weights, GB"),
        ("num", "Requests that fit"),
        ("num", "Tokens/s, one stream"),
    ]
    body = table("Machines it fits on", columns, rows)
    rest = [
        f"Too small: {', '.join(too_small)}." if too_small else "",
        f"Not sized: {'; '.join(f'{gpu.name} (no {what} known)' for gpu, what in left)}." if left else "",
    ]
    small = " ".join(text for text in rest if text)
    body += f'<p class="src">{evidence_badge("estimated")} 80% of measurements lie within the stated range. {html_text(small)}</p>'
    return section("Machines it fits on", body, f"For prompts of {exact(PROMPT_TOKENS, 0)} and answers of {exact(ANSWER_TOKENS, 0)} tokens")
