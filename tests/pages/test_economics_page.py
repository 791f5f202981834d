"""The Economics page: figures of the recommendation, sliders in the address, and words where nothing can be compared."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest
from test_advise_page import html, raw

from advisor.decision import Decision, decide
from advisor.economics.choice import suggested
from advisor.economics.lines import OnMachines
from advisor.economics.scenario import Scenario
from advisor.economics.study import Study, study
from advisor.economics.words import finding
from advisor.needs import read_needs
from advisor.numbers import exact
from advisor.recommend import answer
from catalog.schema import Catalog, Deployment
from pages.parts.charts import DARK, LIGHT, Palette
from pages.parts.economics_chart import APART, cost_chart, described
from pages.parts.economics_export import COLUMNS, to_csv

Visit = Callable[..., AppTest]
SUPPORT = {"task": "customer_support", "requests": "6000000"}
NEEDS: dict[str, Any] = {"task": "customer_support", "volume": {"requests_per_month": 6_000_000}}


@pytest.fixture(scope="module")
def decided(real_catalog: Catalog) -> Decision:
    """The needs of the link in SUPPORT, today as on the page."""
    return decide(real_catalog, read_needs(NEEDS), datetime.now(UTC).date())


@pytest.fixture(scope="module")
def seen(decided: Decision) -> Study:
    return study(decided, Scenario())


def sliders(app: AppTest) -> dict[str, float]:
    return {str(each.key): each.value for each in app.slider}


# --- figures ---------------------------------------------------------------------------------------------------------


def test_the_table_at_your_volume_prints_the_bills_of_the_recommendation(visit: Visit, decided: Decision, seen: Study):
    listed = {o["option_id"]: o["monthly_cost_usd"]["expected"] for o in answer(decided)["options"]}
    text = html(visit("economics", **SUPPORT))
    shown = [e for e in seen.entries if e.item in listed]
    assert len(shown) >= 3
    for e in shown:
        assert f'title="USD {exact(listed[e.item])}"' in text


def test_the_page_opens_with_the_finding_and_neutral_sliders(visit: Visit, seen: Study):
    app = visit("economics", **SUPPORT)
    assert re.sub(r"(?<=[A-Za-z])-(?=\d)", "\u2011", finding(seen).conclusion) in html(app)
    assert sliders(app)["e_use"] == 70
    assert sliders(app)["e_api_price"] == sliders(app)["e_gpu_price"] == sliders(app)["e_monthly"] == 0
    assert sliders(app)["e_people"] == 1
    assert not {"use", "api_price", "lines", "run"} & set(app.query_params)
    assert not any(b.key == "economics_reset" for b in app.button)


def test_sections_stand_in_the_order_of_attention(visit: Visit):
    text = html(visit("economics", **SUPPORT))
    parts = (
        "When does self-hosting pay?",
        "finding",
        "Cost against volume",
        "chartsrc",
        "At your volume",
        "What moves the break-even most",
        "What is said",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_growth_slider_starts_where_the_answer_stands(visit: Visit):
    app = visit("economics", growth="0.03")
    assert sliders(app)["e_monthly"] == pytest.approx(3)
    assert "monthly" not in app.query_params
    assert raw(app) == {"volume": {"monthly_growth": 0.03}}


# --- the address -----------------------------------------------------------------------------------------------------


def test_moving_a_slider_changes_figures_and_address_and_neutral_takes_both_back(visit: Visit):
    app = visit("economics", **SUPPORT)
    before = html(app)
    app.slider(key="e_api_price").set_value(100).run()
    assert not app.exception
    assert app.query_params["api_price"] == "100"
    assert html(app) != before
    assert raw(app) == {"task": "customer_support", "volume": {"requests_per_month": 6_000_000}}
    app.slider(key="e_api_price").set_value(0).run()
    assert "api_price" not in app.query_params
    assert html(app) == before


def test_a_link_reproduces_every_slider(visit: Visit):
    asked = {
        "use": "85",
        "api_price": "-20",
        "monthly": "5",
        "people": "0",
        "gpu_price": "30",
        "run": "window",
        "hours": "8",
        "life": "60",
        "kwh": "0.25",
    }
    app = visit("economics", **SUPPORT, **asked)
    now = sliders(app)
    assert {name: now[f"e_{name}"] for name in asked if name != "run"} == {
        name: float(value) for name, value in asked.items() if name != "run"
    }
    assert {name: app.query_params[name] for name in asked} == asked
    assert "Rented GPUs run 8.0 hours a day" in html(app)


def test_one_press_takes_all_sliders_back_and_leaves_the_lines(visit: Visit, seen: Study):
    lines = [e.item for e in seen.entries[:2]]
    app = visit("economics", **SUPPORT, lines=lines, use="85", run="zero")
    app.button(key="economics_reset").click().run()
    assert not app.exception
    assert not {"use", "run"} & set(app.query_params)
    assert app.query_params["lines"] == lines
    assert sliders(app)["e_use"] == 70


def test_how_rented_gpus_run_brings_its_own_sliders_and_words(visit: Visit):
    app = visit("economics", **SUPPORT)
    assert "e_hours" not in sliders(app)
    app.button_group(key="e_run").set_value("zero").run()
    assert not app.exception
    assert app.query_params["run"] == "zero"
    assert {"e_hours", "e_start"} <= set(sliders(app))
    assert "wait up to 6.0 minutes for a machine to start" in html(app)


def test_bought_hardware_has_a_write_off_and_a_tariff_and_what_is_sold_alone_has_neither(visit: Visit, decided: Decision):
    assert {"e_life", "e_kwh"} <= set(sliders(visit("economics", **SUPPORT)))
    sold = [o.option_id for o in decided.options if o.offers and o.deployment is Deployment.CLOSED_API][:2]
    app = visit("economics", **SUPPORT, lines=sold)
    assert not {"e_life", "e_kwh", "e_use", "e_gpu_price"} & set(sliders(app))


def test_lines_can_be_removed_and_added_and_are_in_the_address(visit: Visit, seen: Study):
    app = visit("economics", **SUPPORT)
    pills = next(each for each in app.button_group if str(each.key).startswith("lines_"))
    items = list(pills.value or [])
    assert items == [e.item for e in seen.entries]
    pills.set_value(items[:2]).run()
    assert not app.exception
    assert app.query_params["lines"] == items[:2]
    app.selectbox(key="add_line_model").set_value("openai/gpt-oss-20b").run()
    assert not app.exception
    assert len(app.query_params["lines"]) == 3
    assert "gpt-oss-20b" in html(app)


def test_a_model_in_the_address_stands_for_its_best_way_to_run(visit: Visit):
    app = visit("economics", **SUPPORT, lines=["openai/gpt-5.5", "openai/gpt-oss-120b|self_host_on_prem|own"])
    pills = next(each for each in app.button_group if str(each.key).startswith("lines_"))
    assert [item.split("|")[0] for item in pills.value or []] == ["openai/gpt-5.5", "openai/gpt-oss-120b"]


def test_the_line_to_measure_against_and_the_gpus_can_be_chosen(visit: Visit, seen: Study):
    app = visit("economics", **SUPPORT)
    against = app.selectbox(key="b_against")
    other = next(item for item in against.options if item != against.value)
    gpus = app.selectbox(key="b_gpu")
    assert gpus.value.endswith("as recommended") or gpus.value
    item = next(e.item for n, e in enumerate(seen.entries) if n in seen.meetings and n != seen.sold)
    app = visit("economics", **SUPPORT, against=item)
    assert not app.exception
    assert other


# --- what cannot be compared -----------------------------------------------------------------------------------------


def test_without_answers_the_page_says_that_the_load_is_not_yours(visit: Visit):
    assert "nothing was answered yet" in html(visit("economics"))
    assert "nothing was answered yet" not in html(visit("economics", **SUPPORT))


def test_a_task_whose_throughput_nobody_knows_claims_no_break_even(visit: Visit):
    text = html(visit("economics", task="video_generation", requests="3000"))
    assert "no break-even is claimed" in text
    assert "Without a known throughput" in text
    assert "what they carry is unknown" in text


def test_lines_that_are_all_sold_say_that_nothing_runs_on_own_machines(visit: Visit):
    app = visit("economics", **SUPPORT, lines=["openai/gpt-5.5", "openai/gpt-5.6-luna"])
    assert "Nothing here runs on machines of your own" in html(app)
    assert app.selectbox(key="add_line_model")


def test_one_line_alone_asks_for_another(visit: Visit):
    assert "One line alone" in html(visit("economics", **SUPPORT, lines=["openai/gpt-oss-120b|self_host_on_prem|own"]))


def test_never_is_said_plainly_with_the_reasons_that_remain(visit: Visit):
    app = visit("economics", **SUPPORT, api_price="-90")
    text = html(app)
    assert "never undercuts" in text
    for reason in ("Why one might still run it oneself", "Data boundary", "Tuned weights", "Latency"):
        assert reason in text


def test_garbage_in_the_address_is_named_and_stays_text(visit: Visit):
    app = visit(
        "economics",
        **SUPPORT,
        lines=["<script>alert(1)</script>", "a/b|c"],
        use="1e9",
        monthly="NaN",
        run="sideways",
        api_price="5; drop",
        gpu="<b>",
    )
    text = html(app)
    assert "lines names &lt;script&gt;alert(1)&lt;/script&gt;, which the catalog does not know" in text
    assert "<script>" not in text
    for said in (
        "Utilisation at peak (use) is “1e9”. Give a number from 30 to 95.",
        "Growth a month (monthly) is “NaN”",
        "(run) is “sideways”",
        "(api_price) is “5; drop”",
    ):
        assert said in text
    assert sliders(app)["e_use"] == 70
    assert not {"use", "monthly", "run", "api_price"} & set(app.query_params)


def test_growth_beyond_what_can_be_planned_for_is_refused_by_name(visit: Visit):
    app = visit("economics", requests="10000000000", months="60", monthly="20")
    assert "With this growth the load leaves what can be planned for" in html(app)
    assert sliders(app)["e_monthly"] == 0


def test_absurd_loads_have_a_page(visit: Visit):
    for requests in ("1", "10000000000"):
        app = visit("economics", requests=requests, peak="1000", salary="0")
        assert "At your volume" in html(app)


def test_the_recommendation_leads_here(visit: Visit):
    app = visit("recommendation", **SUPPORT)
    assert any(link.proto.label == "Cost against volume" for link in app.get("page_link"))


# --- the chart -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_chart_is_one_that_plotly_takes_with_steps_and_without_a_legend(seen: Study, colours: Palette, phone: bool):
    drawn = go.Figure(cost_chart(seen, colours, phone))
    assert drawn.layout.showlegend is False
    assert drawn.layout.xaxis.type == drawn.layout.yaxis.type == "log"
    named = [t for t in drawn.data if t.hovertemplate and "%{text}" in t.hovertemplate]
    assert len(named) == len(seen.entries)
    for trace, entry in zip(named, seen.entries, strict=True):
        assert trace.line.shape == ("hv" if isinstance(entry.line, OnMachines) else "linear")
        assert trace.line.color == colours.openness[entry.openness]
        assert entry.name in trace.hovertemplate
    assert all(y > 0 for t in drawn.data for y in t.y)


def test_lines_of_one_hue_differ_in_width_and_dash(seen: Study):
    lines = [t["line"] for t in cost_chart(seen, LIGHT)["data"] if "%{text}" in t.get("hovertemplate", "")]
    looks = [(line["color"], line["dash"]) for line in lines]
    assert len(set(looks)) == len(looks)
    assert {line["width"] for line in lines if line["dash"] == "solid"} == {2.4}


def test_words_on_one_side_do_not_overlap(decided: Decision):
    many = study(
        decided, Scenario(), [decided.options[i].option_id for i in (*suggested(decided), *[int(n) for n in decided.best_of_groups[:4]])]
    )
    chart = cost_chart(many, LIGHT)
    low, high = chart["layout"]["yaxis"]["range"]
    pixels = (chart["layout"]["height"] - 52) / (high - low)
    for anchor in ("left", "right"):
        heights = sorted(
            (n["y"] - low) * pixels + n["yshift"]
            for n in chart["layout"]["annotations"]
            if n.get("xref") == "paper" and n["xanchor"] == anchor
        )
        assert all(b - a >= APART - 1 for a, b in itertools.pairwise(heights))


def test_the_chart_marks_your_volume_the_first_counts_and_the_break_even(real_catalog: Catalog):
    needs = {"task": "chat", "volume": {"requests_per_month": 2_000_000}, "quality": {"frontier_need": "required"}}
    s = study(decide(real_catalog, read_needs(needs), datetime.now(UTC).date()), Scenario())
    assert s.meeting is not None
    assert s.meeting.volume
    chart = cost_chart(s, LIGHT)
    words = [n["text"] for n in chart["layout"]["annotations"]]
    assert "Your volume, 2.0\u202fM" in words
    assert any(re.fullmatch(r"\d+ GPUs?", text) for text in words)
    assert any(text.startswith("<b>Break-even") for text in words)
    dots = [t for t in chart["data"] if t.get("mode") == "markers"]
    assert [t["x"][0] for t in dots] == [s.meeting.volume]
    band = next(shape for shape in chart["layout"]["shapes"] if shape["type"] == "rect")
    assert band["x0"] <= s.meeting.volume <= band["x1"]


def test_a_name_cannot_bring_markup_or_a_placeholder_into_the_chart(seen: Study, decided: Decision):
    from dataclasses import replace

    nasty = '<a href="javascript:alert(1)">%{x}</a>'
    entries = (replace(seen.entries[0], place=nasty), *seen.entries[1:])
    chart = cost_chart(replace(seen, entries=entries), LIGHT)
    said = " ".join([t.get("hovertemplate", "") for t in chart["data"]] + [n["text"] for n in chart["layout"]["annotations"]])
    assert "<a " not in said
    assert "javascript" in said
    assert "%{x}" not in said


def test_the_description_of_the_chart_names_every_line(seen: Study):
    said = described(seen)
    assert all(e.name in said and e.place in said for e in seen.entries)


def test_the_file_holds_every_line_and_rises_like_the_chart(seen: Study):
    rows = list(csv.DictReader(io.StringIO(to_csv(seen))))
    assert tuple(rows[0]) == COLUMNS
    assert {r["option_id"] for r in rows} == {e.item for e in seen.entries}
    for e in seen.entries:
        mine = [float(r["usd_per_month_expected"]) for r in rows if r["option_id"] == e.item]
        assert mine == sorted(mine)
        assert all(bool(r["gpus"]) is isinstance(e.line, OnMachines) for r in rows if r["option_id"] == e.item)
