"""The Compare page: subjects from the address, cost for the visitor's workload, and no best without evidence."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest
from test_advise_page import html, raw

from pages.parts.catalog import the_catalog

Visit = Callable[..., AppTest]
GROUPS = ("Cost for this workload", "Privacy and processing region", "Quality, of 100", "Licence", "Limits", "Lifecycle", "Exit")


def some_models(count: int) -> list[str]:
    """Open models that have figures: their ids."""
    with_figures = {f.model_id for f in the_catalog().quality}
    return [m.id for m in the_catalog().models.values() if m.open and m.id in with_figures][:count]


def pills(app: AppTest) -> list[str]:
    return list(next(each for each in app.button_group if str(each.key).startswith("compared_")).value or [])


def heads(app: AppTest) -> int:
    return html(app).count('<th scope="col">')


def test_nothing_chosen_shows_the_leading_group(visit: Visit) -> None:
    app = visit("compare", task="summarization", boundary="own_premises")
    assert 2 <= heads(app) <= 4
    assert "the leading group of your answer" in html(app)
    assert "items" not in app.query_params


def test_groups_stand_in_the_order_of_attention(visit: Visit) -> None:
    text = html(visit("compare"))
    places = [text.index(f">{title}") for title in GROUPS]
    assert places == sorted(places)


def test_the_address_says_what_is_compared_and_for_which_workload(visit: Visit) -> None:
    one, two = some_models(2)
    app = visit("compare", items=[one, two], requests="123456")
    assert pills(app) == [one, two]
    assert raw(app) == {"volume": {"requests_per_month": 123_456}}
    assert "123,456 requests" in html(app)
    assert app.query_params["items"] == [one, two]


def test_ids_separated_by_commas_are_read_too(visit: Visit) -> None:
    one, two = some_models(2)
    assert pills(visit("compare", items=f"{one},{two}")) == [one, two]


def test_pressing_a_pill_removes_and_searching_adds(visit: Visit) -> None:
    one, two, three = some_models(3)
    app = visit("compare", items=[one, two])
    next(each for each in app.button_group if str(each.key).startswith("compared_")).set_value([two]).run()
    assert not app.exception
    assert pills(app) == [two]
    assert "Choose two to six" in html(app)
    app.selectbox(key="add_model").set_value(three).run()
    assert not app.exception
    assert pills(app) == [two, three]
    assert app.query_params["items"] == [two, three]


def test_only_differences_hides_equal_rows_and_counts_them(visit: Visit) -> None:
    app = visit("compare", items=some_models(2))
    before = html(app).count("<tr>")
    app.toggle(key="b_only").set_value(True).run()
    assert html(app).count("<tr>") < before
    assert "identical row" in html(app)
    assert app.query_params["only"] == "yes"


def test_another_workload_gives_another_cost(visit: Visit) -> None:
    models = some_models(2)
    assert html(visit("compare", items=models, requests="1000")) != html(visit("compare", items=models, requests="9000000"))


def test_garbage_in_the_address_is_named_and_stays_text(visit: Visit) -> None:
    app = visit("compare", items=["<script>alert(1)</script>", "a/b|c", *some_models(2)], requests="-5")
    text = html(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;, which the catalog does not know" in text
    assert "<script>" not in text
    assert "volume.requests_per_month is -5" in text
    assert heads(app) == 2


def test_more_than_six_are_cut_with_a_word(visit: Visit) -> None:
    app = visit("compare", items=some_models(8))
    assert heads(app) == 6
    assert "names 8 that are known" in html(app)
    assert app.selectbox(key="add_model").disabled


def test_an_alternative_can_be_put_beside_its_column(visit: Visit) -> None:
    app = visit("compare", task="chat")
    offered = [each for each in app.button if str(each.key).startswith("alternative_")]
    assert offered, "no column has a cheaper or a more private alternative"
    before = heads(app)
    offered[0].click().run()
    assert not app.exception
    assert heads(app) == before + 1


def test_the_recommendation_leads_here_with_its_leading_group(visit: Visit) -> None:
    app = visit("recommendation", task="summarization", boundary="own_premises")
    assert app.button(key="compare_leading")
