"""Quality figures under test: scores that were hidden from the fit, and what each test can still tell apart."""

from __future__ import annotations

import streamlit as st

from advisor.numbers import day, decimal, exact, share
from pages.parts import methods_data
from pages.parts.benchmark_notes import Gap, gaps, saturation, versions
from pages.parts.catalog_queries import benchmarks, meta
from pages.parts.charts import CONFIG, palette
from pages.parts.methods_charts import predicted_against_hidden
from pages.parts.methods_data import BenchmarkUse, EvidenceCheck
from pages.parts.methods_sources import artificial_analysis
from pages.parts.methods_tables import lines
from pages.parts.small_print import small_print
from reports.fragments.badges import evidence_badge
from reports.fragments.markup import block, note, section
from reports.fragments.states import message
from reports.safe_text import html_text
from reports.words import spoken

FIRST_TESTS = 16
"""Tests listed at first: those that figures are read on, then those with most scores."""


def quality(version: str) -> None:
    """Errors of the fit against simpler methods, the hidden scores as a chart, and where the fit is off."""
    check = methods_data.evidence_check()
    if check is None:
        st.html(
            message(
                "warning",
                "The file docs/validation.json is missing: run python benchmarks/evidence_validation.py --write.",
                "Not computed yet.",
            )
        )
        return
    _errors(check)
    _chart(check, version)
    held = int(meta(version)["counts"]["scores"])
    changed = f" The catalog holds {exact(held, 0)} now: run it again." if held != check.scores else ""
    small_print(f"Computed on {day(check.computed)} from {exact(check.scores, 0)} scores.{changed} To reproduce: {check.command}")
    st.html(block(artificial_analysis(version)))


def _errors(check: EvidenceCheck) -> None:
    fit, plainest = check.methods[-1], check.methods[0]
    finding = (
        f"Scores that were hidden from the fit are predicted within {decimal(fit.mean_error)} points on average, against "
        f"{decimal(plainest.mean_error)} for an average of raw scores."
    )
    if fit.coverage is not None:
        finding += f" Its 80% intervals held {share(fit.coverage)} of them."
    columns = [
        ("", "Method"),
        ("num", "Mean error, points"),
        ("num", "Median error, points"),
        ("num", "Pairs in the right order"),
        ("num", "Held by 80% intervals"),
    ]
    rows = [
        [
            html_text(spoken(method.name)),
            decimal(method.mean_error),
            decimal(method.median_error),
            share(method.pair_order),
            "gives none" if method.coverage is None else share(method.coverage),
        ]
        for method in check.methods
    ]
    body = f'<p class="finding">{html_text(finding)}</p>{lines("Errors of the quality fit", columns, rows)}'
    per = ", ".join(
        f"{spoken(name).lower()} {decimal(error)}" for name, error in sorted(check.by_dimension.items(), key=lambda item: item[1])
    )
    body += f'<p class="sub">Mean error of the fit by dimension, in points: {html_text(per)}.</p>'
    body += note(
        "Hidden scores were drawn at random and share test benches with the rest: on a bench that nobody has used before the error will be larger.",
    )
    seeds = ", ".join(str(seed) for seed in check.seeds)
    subtitle = f"{exact(max(check.cells), 0)} scores, each hidden once in five folds; mean of the runs with seeds {seeds}."
    st.html(section("Quality: scores that were hidden", body, subtitle))


def _chart(check: EvidenceCheck, version: str) -> None:
    """The sample as points around the line on which prediction and score are equal; all hidden scores in bands beneath."""
    points = methods_data.hidden_scores()
    if not points or not check.bands:
        return
    inside = sum(p.held for p in points)
    high = [b for b in check.bands if b.low >= 80]
    over = sum((b.expected - b.actual) * b.scores for b in high) / max(sum(b.scores for b in high), 1)
    finding = "Predictions are right on average over the whole range"
    if abs(over) >= 1:
        finding += f", except near the ceiling: above 80 the fit expects {decimal(abs(over))} points {'more' if over > 0 else 'less'} than was scored"
    subtitle = f"Score in percent, across what the fit expected, up what was scored; {exact(len(points), 0)} hidden scores drawn at random, {exact(inside, 0)} of them inside their interval"
    st.html(section("Predicted against hidden", f'<p class="finding">{html_text(finding)}.</p>', subtitle))
    st.plotly_chart(
        predicted_against_hidden(points, benchmarks(version), palette(st.context.theme.type)),
        theme=None,
        config=CONFIG,
        key="hidden_scores",
        alt=f"{len(points)} hidden scores against their predictions; most lie near the line on which both are equal. The table beneath gives the same figures in bands of ten points.",
    )
    columns = [
        ("", "Predicted, percent"),
        ("num", "Hidden scores"),
        ("num", "Expected, mean"),
        ("num", "Scored, mean"),
        ("num", "Held by 80% intervals"),
    ]
    rows = [
        [f"{b.low:.0f} to {b.high:.0f}", exact(b.scores, 0), decimal(b.expected), decimal(b.actual), share(b.coverage)] for b in check.bands
    ]
    body = f'<p class="src">{evidence_badge("estimated", "prediction")} across, {evidence_badge("measured", "score")} up. The bands hold every hidden score of all runs.</p>'
    st.html(block(body + lines("Predictions in bands of ten points", columns, rows)))


def tests(version: str) -> None:
    """Every test with scores: how near its ceiling it is, how far makers' own figures lie above independent ones, and its other editions."""
    named, found = benchmarks(version), gaps(version)
    used = [u for u in methods_data.tests(version) if u.benchmark_id in named]
    if not used:
        return
    read_on = methods_data.read_on()
    used.sort(key=lambda u: (u.benchmark_id not in read_on, -u.scores, u.benchmark_id))
    rows = [_test(u, version, u.benchmark_id in read_on, found.get(u.benchmark_id)) for u in used]
    columns = [
        ("", "Test"),
        ("num", "Scores"),
        ("num", "Best independent"),
        ("num", "Within 3.6 points of it"),
        ("num", "Makers’ own above independent"),
        ("", "Beware"),
    ]
    body = lines("Tests that quality figures are fitted from", columns, rows[:FIRST_TESTS], "t tests")
    if rest := rows[FIRST_TESTS:]:
        inside = lines("Further tests", columns, rest, "t tests")
        body += f'<details class="more"><summary>{exact(len(rest), 0)} further tests</summary>{inside}</details>'
    body += note(
        "Two careful runs of one closed test differ by 3.6 points, so models within that distance of the best are level there. A maker’s own figure on "
        "a test that needs a harness is a different measurement; makers also publish what looks good."
    )
    subtitle = "Those that figures are read on first. Makers’ gap: mean over the models with both figures, with the 10th to 90th percentile"
    st.html(section("Tests: ceilings, makers’ own figures, and editions of one name", body, subtitle))


def _test(use: BenchmarkUse, version: str, read_on: bool, gap: Gap | None) -> list[str]:
    test = benchmarks(version)[use.benchmark_id]
    percent = test.unit == "percent"
    best = "none" if use.best is None else exact(use.best, 1)
    level = exact(use.near_best, 0) if percent and use.near_best is not None else "not asked"
    makers = "no pair" if gap is None else f"{'+' if gap.mean >= 0 else '−'}{decimal(abs(gap.mean))}"
    if gap is not None:
        makers += f" <small>{exact(gap.pairs, 0)} model{'' if gap.pairs == 1 else 's'}, {decimal(gap.p10)} to {decimal(gap.p90)}</small>"
    said = " ".join(part for part in (saturation(test), versions(test)) if part)
    mark = " <small>figures are read on it</small>" if read_on else ""
    return [
        f"{html_text(test.name)}{mark}",
        exact(use.scores, 0),
        best,
        level,
        makers,
        f'<span class="why">{html_text(said or "nothing known")}</span>',
    ]
