"""A licence in words says what its record says, no more, and nothing in it runs."""

from __future__ import annotations

from datetime import date

from catalog.schema import Licence, Origin, Territory, Threshold
from reports.fragments.licence import duties, line, may_i, permissions, review_note, territory


def a_licence(**changes: object) -> Licence:
    fields: dict[str, object] = {
        "id": "example",
        "name": "Example",
        "category": "restricted_open_weights",
        "summary": "Words.",
        "origin": Origin(publisher="Maker", url="https://maker.example/licence", date=date(2026, 11, 2), confidence="primary"),
    }
    return Licence.model_validate(fields | changes)


def test_what_was_not_read_is_unknown_and_never_no() -> None:
    assert all(term.answer is None for term in permissions(a_licence()))
    assert "No</td>" not in may_i(a_licence())


def test_a_line_says_its_amount_its_period_and_its_effect() -> None:
    ends = Threshold(amount=700e6, period="month", effect="needs_agreement")
    adds = Threshold(amount=20e6, period="year", effect="adds_duty")
    assert line(ends, "monthly active users") == "Above 700\u202fM monthly active users a month the rights end: an agreement is needed."
    assert "a duty is added" in line(adds, "USD of revenue")
    assert "period not read" in line(Threshold(amount=1e6, effect="adds_duty"), "USD of revenue")
    assert line(None, "users") == ""


def test_a_line_for_sellers_of_the_service_says_whom_it_binds() -> None:
    assert "those who sell the model as a service" in line(
        Threshold(amount=1e6, effect="needs_agreement", applies_to="model_as_a_service"), "USD"
    )


def test_a_territory_names_who_gets_no_rights_and_for_which_models() -> None:
    text = territory(a_licence(territory=Territory(excluded=("EU", "GB"), applies_to="multimodal")))
    assert text == "No rights in EU, GB (multimodal models only)."


def test_duties_hold_the_attribution_and_the_lines() -> None:
    found = duties(a_licence(attribution_duty="Show the name.", revenue_usd=Threshold(amount=2e7, period="year", effect="needs_agreement")))
    assert found[0] == "Show the name."
    assert len(found) == 2


def test_a_text_known_at_second_hand_asks_for_legal_review() -> None:
    assert "Needs legal review" in review_note(a_licence(needs_legal_review=True))
    assert review_note(a_licence()) == ""


def test_hostile_text_and_addresses_stay_text() -> None:
    hostile = a_licence(
        summary="<script>alert(1)</script>",
        attribution_duty="<img src=x onerror=alert(1)>",
        origin=Origin(publisher="<b>x</b>", url="javascript:alert(1)", date=date(2026, 1, 1)),
    )
    text = may_i(hostile)
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>x" not in text
    assert "javascript:" not in text
