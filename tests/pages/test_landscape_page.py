"""Landscape: every dimension opens from its address, charts and tables say the same, and what is unknown says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest
from test_advise_page import html

from advisor.landscape.read import Landscape
from pages.parts.charts import DARK, LIGHT
from pages.parts.landscape_charts import frontier_chart, price_chart, share_chart
from pages.parts.landscape_data import everything, judged
from pages.parts.landscape_tables import models_table, overview_table

Visit = Callable[..., AppTest]


@pytest.fixture(scope="module")
def seen() -> dict[str, Landscape]:
    return everything()


def test_a_dimension_opens_from_its_address_with_finding_tables_and_claims(visit: Visit, seen: dict[str, Landscape]) -> None:
    app = visit("landscape", dim="coding")
    text = html(app)
    assert seen["coding"].finding in text
    for title in ("Coding, best model so far", "Lag at each step of the open frontier", "Share of closed capability reached", "Price per capability", "Every dimension"):  # fmt: skip
        assert title in text
    assert len(app.get("plotly_chart")) == 3
    for claim in judged():
        assert claim.claim.text.replace("’", "&#x27;") in text
        assert claim.verdict in text
    assert text.count("https://artificialanalysis.ai") >= 3
    assert "benchmarks/landscape_lag.py" in text


def test_the_first_dimension_is_shown_where_none_is_asked_for(visit: Visit, seen: dict[str, Landscape]) -> None:
    assert next(iter(seen.values())).finding in html(visit("landscape"))


def test_a_dimension_that_the_data_cannot_tell_says_why_and_shows_what_there_is(visit: Visit, seen: dict[str, Landscape]) -> None:
    unknown = next(name for name, found in seen.items() if not found.lag.known)
    text = html(visit("landscape", dim=unknown))
    assert "is unknown." in text
    assert seen[unknown].lag.reason.replace("'", "&#x27;") in text
    assert "months later" not in text.partition("Every dimension")[0]


def test_an_unknown_dimension_is_named_and_stays_text(visit: Visit) -> None:
    text = html(visit("landscape", dim="<img src=x onerror=alert(1)>"))
    assert "which this catalog does not have" in text
    assert "<img" not in text


def test_a_catalog_without_figures_says_so(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.parts.landscape_data.everything", dict)
    app = visit("landscape")
    assert "Nothing was measured" in html(app)
    assert not app.get("plotly_chart")


def test_every_dimension_can_be_drawn_in_both_themes(seen: dict[str, Landscape]) -> None:
    for found in seen.values():
        for colours in (LIGHT, DARK):
            charts = [frontier_chart(found, colours), frontier_chart(found, colours, phone=True)] if found.field.measured else []
            if found.shares:
                charts.append(share_chart(found, colours))
            if found.prices and (drawn := [level for level in found.prices.levels if level.falls]):
                charts.append(price_chart(found, drawn, found.prices.listed, colours))
            for chart in charts:
                go.Figure(chart)


def test_every_mark_of_the_chart_is_a_row_of_the_table_with_a_link_to_the_model(visit: Visit, seen: dict[str, Landscape]) -> None:
    found = seen["reasoning"]
    chart = frontier_chart(found, LIGHT)
    drawn = [data[0] for trace in chart["data"] for data in trace.get("customdata", ())]
    text = html(visit("landscape", dim="reasoning"))
    linked = re.findall(r'href="catalog\?model=([^"&]+)"', text)
    assert sorted(drawn) == sorted(m.id for m in found.field.measured)
    assert {each.replace("/", "%2F") for each in drawn} <= set(linked)


def test_a_link_to_a_model_keeps_the_answers_of_the_visitor(visit: Visit) -> None:
    text = html(visit("landscape", dim="coding", requests="777"))
    assert re.search(r'href="catalog\?requests=777(&amp;[a-z_]+=[^"&]+)*&amp;model=', text)


def test_a_number_stands_only_where_one_is_known(seen: dict[str, Landscape]) -> None:
    assert {found.lag.known for found in seen.values()} == {True, False}
    for found in seen.values():
        if found.lag.known:
            assert found.lag.low <= found.lag.middle <= found.lag.high
            assert f"{abs(found.lag.middle):.1f}" in found.finding
        else:
            assert found.lag.reason
            assert "unknown" in found.finding


def test_hostile_names_stay_text_in_charts_and_tables(seen: dict[str, Landscape], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.parts.landscape_data.form_state.link_to", lambda page, base: f"/{page}")
    field = seen["coding"].field
    evil = [replace(m, model=m.model.model_copy(update={"name": "<script>alert(1)</script>", "lab": "<b>lab</b>"})) for m in field.measured]
    found = replace(seen["coding"], field=replace(field, measured=tuple(evil)))
    chart = frontier_chart(found, LIGHT)
    assert "&lt;script&gt;" in str(chart["data"])
    for words in (str(chart), models_table(found.field, set()), overview_table({"coding": found}, "coding")):
        assert "<script>" not in words
        assert "<b>lab</b>" not in words
