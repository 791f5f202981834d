"""The Recommendation page shows the whole reasoning, and a way out where nothing fits."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest
from test_advise_page import html, raw

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
