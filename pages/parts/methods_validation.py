"""Validation: how far sizing and quality figures are from what was measured, with the commands that reproduce it."""

from __future__ import annotations

import streamlit as st

from advisor.numbers import compact, decimal, exact, share
from advisor.sizing.constants import BAND
from advisor.sizing.validation import Summary
from pages.parts import methods_data
from pages.parts.catalog_queries import current
from pages.parts.methods_quality import quality, tests
from pages.parts.methods_tables import lines
from pages.parts.small_print import small_print
from reports.fragments.markup import block, note, section
from reports.safe_text import html_text

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
    """Sizing first, then quality, then the tests that quality figures are fitted from."""
    version = current()
    _sizing(version)
    quality(version)
    tests(version)


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
