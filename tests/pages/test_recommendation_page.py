"""The Recommendation page shows the whole reasoning, and a way out where nothing fits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from html import unescape

import pytest
from report_forms import FIGURE, figures
from streamlit.testing.v1 import AppTest
from test_advise_page import html, raw

from advisor.needs import read_needs
from advisor.recommend import recommend
from catalog.schema import Catalog
from pages.parts.clock import today
from reports.content import report
from reports.content.leading import listed
from reports.fragments.ranking import beyond

Visit = Callable[..., AppTest]


def test_it_states_the_answer_and_ranks_options(visit: Visit) -> None:
    text = html(visit("recommendation", task="summarization", boundary="own_premises"))
    assert "<h1>" in text
    assert "Options that pass, best first" in text
    assert "Ways to win" in text


def test_answers_survive_the_change_of_page(visit: Visit) -> None:
    app = visit("recommendation", requests="123456")
    assert raw(app) == {"volume": {"requests_per_month": 123_456}}
    app.switch_page("pages/advise.py").run()
    assert app.number_input(key="f_requests").value == 123_456


def test_each_tab_of_the_address_opens_with_its_content(visit: Visit) -> None:
    for tab, words in {
        "why": "Contributions add up to the score",
        "excluded": "Excluded, and why",
        "change": "What would change the answer",
        "hybrid": "Hybrid",
        "roadmap": "Roadmap",
        "obligations": "Obligations",
        "sources": "Sources and dates",
    }.items():
        assert words in html(visit("recommendation", tab=tab)), tab


def test_nothing_fits_offers_buttons_that_do_the_remedy(visit: Visit) -> None:
    app = visit("recommendation", boundary="air_gapped", budget="1")
    assert "Nothing fits all your must-haves" in html(app)
    before = raw(app)
    buttons = [each for each in app.button if str(each.key).startswith("remedy_")]
    assert buttons, "no remedy is offered"
    buttons[0].click().run()
    assert not app.exception
    assert raw(app) != before


def test_show_more_lists_more_options(visit: Visit) -> None:
    app = visit("recommendation", task="coding")
    before = html(app).count('class="rk"')
    app.button(key="more_rows").click().run()
    assert not app.exception
    assert html(app).count('class="rk"') > before


def test_another_option_can_be_taken_apart(visit: Visit) -> None:
    app = visit("recommendation", task="coding", tab="why")
    choice = app.selectbox(key="option")
    other = choice.options[2]
    choice.select_index(2).run()
    assert not app.exception
    assert other.split(". ", 1)[1].split(",")[0] in html(app)
    assert "Against" in html(app)


MIXED = {"task": "chat", "requests": "2000000", "tokens_in": "3000", "tokens_out": "600", "hard": "0.1", "p_quality": "5", "p_cost": "2"}
PINNED = {"task": "coding", "boundary": "own_cloud_tenant", "sensitive": "0.5", "requests": "2000000"}


def test_the_accuracy_of_the_router_is_a_slider_whose_place_is_in_the_address(visit: Visit) -> None:
    app = visit("recommendation", tab="hybrid", **MIXED)
    assert app.slider(key="router").value == 90
    assert "An alternative, not the advice: routine requests to" in html(app)
    assert app.get("plotly_chart"), "no chart of cost against quality"
    worse = visit("recommendation", tab="hybrid", router="55", **MIXED)
    assert worse.slider(key="router").value == 55
    assert "not worth it" in html(worse)


def test_the_slider_moves_the_pair_and_leaves_the_answer_alone(visit: Visit) -> None:
    app = visit("recommendation", tab="hybrid", **MIXED)
    before = html(app).split("<h1>")[1].split("</h1>")[0]
    app.slider(key="router").set_value(55).run()
    assert not app.exception
    assert "not worth it" in html(app)
    assert html(app).split("<h1>")[1].split("</h1>")[0] == before


def test_a_router_that_errs_about_sensitive_data_fails_the_pair(visit: Visit) -> None:
    app = visit("recommendation", tab="hybrid", **PINNED)
    assert "never ranked" in html(app)
    app.slider(key="router_sensitive").set_value(98).run()
    assert not app.exception
    assert "outside what your privacy gates allow" in html(app)


def test_a_nonsense_place_of_the_slider_is_the_usual_one(visit: Visit) -> None:
    assert visit("recommendation", tab="hybrid", router="nonsense").slider(key="router").value == 90


def test_how_sure_stands_under_the_headline_and_in_detail_in_its_tab(visit: Visit) -> None:
    assert "How sure:" in html(visit("recommendation", task="coding"))
    text = html(visit("recommendation", task="coding", tab="change"))
    for words in ("How often each comes first, second, third", "What moves its score", "where it stays first"):
        assert words in text


def test_the_page_shows_the_figures_of_the_report_that_people_sign(visit: Visit, real_catalog: Catalog) -> None:
    """One content in every form: what the files say, the tabs say too. Versions and places to sign are on paper alone."""
    tabs = ("ranking", "why", "excluded", "change", "hybrid", "roadmap", "obligations", "sources")
    shown = "".join(html(visit("recommendation", task="coding", requests="250000", tab=tab)) for tab in tabs)
    found = recommend(real_catalog, read_needs({"task": "coding", "volume": {"requests_per_month": 250_000}}), today())
    content = report(found)
    told = dataclasses.replace(content, chapters=tuple(chapter for chapter in content.chapters if chapter.id != "record"), footer="")
    of_the_list = set(FIGURE.findall(beyond(found, listed(found))))  # the page lists more options than paper
    assert figures(told) - of_the_list - set(FIGURE.findall(unescape(shown))) == set()


def test_another_day_comes_from_the_address_and_is_said(visit: Visit) -> None:
    text = html(visit("recommendation", as_of="2026-08-01"))
    assert "judged for 1 Aug 2026" in text
    assert "that price is not known" in text


@pytest.mark.parametrize("day", ["1999-01-01", "soon", "<b>2026-08-01"])
def test_a_day_that_cannot_be_judged_is_named_and_today_is_used(visit: Visit, day: str) -> None:
    text = html(visit("recommendation", as_of=day))
    assert "The day to judge on is" in text
    assert "judged for" not in text
    assert "<b>2026" not in text
