"""Validation: how far sizing and quality figures are from what was measured, with the commands that reproduce it."""

from __future__ import annotations

import streamlit as st

from advisor.numbers import compact, day, decimal, exact, share
from advisor.sizing.constants import BAND
from advisor.sizing.validation import Summary
from pages.parts import methods_data
from pages.parts.catalog_queries import benchmarks, current, meta
from pages.parts.methods_sources import artificial_analysis
from pages.parts.methods_tables import lines, plain
from pages.parts.small_print import small_print
from reports.fragments.markup import block, note, section
from reports.fragments.states import message
from reports.safe_text import html_text
from reports.words import spoken

SIZING_COMMAND = "python benchmarks/sizing_validation.py"
GROUPS = {
    "all": "All",
    "tuned": "Tuned engines (MLPerf, TensorRT-LLM)",
    "stock": "Stock engines (vLLM, SGLang)",
    "local": "Local engines",
    "one request in flight": "One request in flight",
    "several in flight": "Several in flight",
    "offline and server": "Offline and server scenarios",
}


def tab_validation() -> None:
    """Sizing first, then quality, then the vendor's own scores against independent ones."""
    version = current()
    _sizing(version)
    _quality(version)
    if gaps := _vendor_gaps(version):
        st.html(gaps)


def _sizing(version: str) -> None:
    groups, left, widest = methods_data.sizing(version)
    whole = next((each for each in groups if each.name == "all"), None)
    if whole is None:
        st.html(block("<p>No public measurement of serving speed is in the catalog.</p>"))
        return
    finding = (
        f"Half of {exact(whole.rows, 0)} public measurements of serving speed lie within {share(whole.median_error)} of the prediction, "
        f"nine in ten within {share(whole.p90_error)}."
    )
    rows = [_group(each) for each in groups]
    columns = [
        ("", "Measurements"),
        ("num", "Rows"),
        ("num", "Median error"),
        ("num", "90th percentile"),
        ("num", "Within factor 2"),
        ("num", "Measured / predicted, 10th to 90th"),
    ]
    body = f'<p class="finding">{html_text(finding)}</p>{lines("Errors of the sizing model", columns, rows)}'
    stock = BAND["stock"]
    body += note(
        f"The constants were fitted on these rows, so the table flatters the model. Plans therefore use the wider band found with whole model families "
        f"held out: {decimal(stock[0], 2)} to {decimal(stock[1], 2)} times the predicted speed on stock engines."
    )
    st.html(
        section(
            "Sizing: output speed of a server",
            body,
            "Output tokens per second, predicted against measured; computed now, from this catalog.",
        )
    )
    missed = [
        [html_text(model), html_text(gpus), html_text(engine), compact(predicted), compact(measured)]
        for model, gpus, engine, predicted, measured in widest
    ]
    inside = lines(
        "Widest misses",
        [("", "Model"), ("", "GPUs"), ("", "Engine"), ("num", "Predicted, tokens/s"), ("num", "Measured, tokens/s")],
        missed,
    )
    unread = "".join(f"<li>{exact(count, 0)} not predicted: {html_text(reason)}</li>" for reason, count in left)
    st.html(
        block(
            f'<details class="more"><summary>The widest misses, and what is not predicted</summary>{inside}<ul class="plain">{unread}</ul></details>'
        )
    )
    small_print(f"To reproduce: {SIZING_COMMAND}")


def _group(summary: Summary) -> list[str]:
    return [
        html_text(GROUPS.get(summary.name, summary.name)),
        exact(summary.rows, 0),
        share(summary.median_error),
        share(summary.p90_error),
        share(summary.within_factor_two),
        f"{decimal(summary.p10, 2)} to {decimal(summary.p90, 2)}",
    ]


def _quality(version: str) -> None:
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
    fit = check.methods[-1]
    plainest = check.methods[0]
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
    held = int(meta(version)["counts"]["scores"])
    changed = f" The catalog holds {exact(held, 0)} now: run it again." if held != check.scores else ""
    small_print(f"Computed on {day(check.computed)} from {exact(check.scores, 0)} scores.{changed} To reproduce: {check.command}")
    st.html(block(artificial_analysis(version)))


def _vendor_gaps(version: str) -> str:
    gaps, names = meta(version)["evidence"].get("vendor_gaps") or (), benchmarks(version)
    rows = [
        [
            html_text(names[gap["benchmark_id"]].name if gap["benchmark_id"] in names else spoken(str(gap["benchmark_id"]))),
            exact(gap["pairs"], 0),
            decimal(gap["mean"]),
            decimal(gap["median"]),
            f"{decimal(gap['lowest'])} to {decimal(gap['highest'])}",
        ]
        for gap in gaps
        if gap["pairs"] >= 5
    ]
    if not rows:
        return ""
    return plain(
        "Vendors’ own scores against independent ones",
        "Points by which a maker’s figure lies above the independent one of the same model and test; tests with five pairs or more.",
        [("", "Test"), ("num", "Pairs"), ("num", "Mean"), ("num", "Median"), ("num", "Lowest to highest")],
        rows,
    )
