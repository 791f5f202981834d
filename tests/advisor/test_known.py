"""Everything known about a subject: every row says how sure, from where and how old, and claims no more than is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from examples import ORIGIN, TODAY, a_catalog, a_fact, a_licence, a_model, a_provider, a_rent, an_offer

from advisor import known
from catalog.fact_origins import with_origins
from catalog.schema import Catalog, Origin

COLUMNS = {"label", "value", "unit", "evidence", "evidence_label", "publisher", "url", "date", "age_days", "stale", "field"}


def test_every_figure_of_the_real_catalog_says_who_and_how_old(real_catalog: Catalog) -> None:
    rows = []
    for model in list(real_catalog.models.values())[::9]:
        rows += known.of_model(model, real_catalog, TODAY)
    for provider in real_catalog.providers.values():
        rows += known.of_provider(provider, TODAY)
    for licence in real_catalog.licences.values():
        rows += known.of_licence(licence, None, TODAY)
    for gpu in real_catalog.gpus.values():
        rows += known.of_gpu(gpu, TODAY)
    rows += known.of_offers(real_catalog.offers[:200], real_catalog, TODAY)
    rows += known.of_rents(real_catalog.gpu_prices, real_catalog, TODAY)
    rows += known.of_limits(real_catalog.rate_limits, TODAY)
    stated = [row for row in rows if "evidence" in row]
    assert len(stated) > 2_000
    assert all(set(row) == COLUMNS for row in stated)
    for row in stated:
        if row["value"] is None:
            assert (row["evidence"], row["publisher"], row["age_days"]) == ("unknown", None, None)
        else:
            assert row["publisher"], row
            assert row["date"] is None or row["age_days"] is not None


def test_unknown_fields_are_listed_as_unknown() -> None:
    row = next(r for r in known.of_model(a_model(max_output_tokens=None), a_catalog(), TODAY) if r["label"] == "Longest answer")
    assert (row["value"], row["evidence"], row["publisher"]) == (None, "unknown", None)


def test_what_is_not_announced_claims_no_source() -> None:
    ends = next(r for r in known.of_model(a_model(), a_catalog(), TODAY) if r["label"] == "Ends")
    assert ends == {"label": "Ends", "value": "no end announced"}


@pytest.mark.parametrize(("confidence", "badge"), [("primary", "vendor_reported"), ("secondary", "estimated"), (None, "vendor_reported")])
def test_the_badge_of_a_fact_follows_who_states_it(confidence: str | None, badge: str) -> None:
    origin = Origin.model_validate({"publisher": "x", "date": TODAY, "confidence": confidence})
    row = next(r for r in known.of_model(a_model(origins={"release_date": origin}), a_catalog(), TODAY) if r["label"] == "Released")
    assert row["evidence"] == badge


def test_statements_prices_and_rents_carry_their_own_limits_of_age() -> None:
    old = ORIGIN.model_copy(update={"date": TODAY - timedelta(days=60)})
    (statement,) = known.of_provider(a_provider(facts=(a_fact("retention_days", "30", origin=old),)), TODAY)
    price = known.of_offers([an_offer(origin=old)], a_catalog(), TODAY)[0]
    (rent,) = known.of_rents([a_rent(origin=old)], a_catalog(), TODAY)
    assert [statement["stale"], price["stale"], rent["stale"]] == [False, True, True]


def test_a_licence_of_a_model_says_who_puts_it_under_it() -> None:
    rows = known.of_licence(a_licence(), a_model(licence_id="permissive"), TODAY)
    assert rows[0]["label"] == "Licence"
    assert rows[1]["label"] == "Commercial use"


def test_a_price_list_that_agrees_is_the_origin_of_a_fact_and_one_that_differs_is_not() -> None:
    model = a_model("openai/x", context_tokens=128_000, max_output_tokens=4_000, sources=("a", "b"))
    lab = Origin(publisher="lab's line", date=date(2026, 11, 20))
    offers = [
        an_offer("openai/x", "hostly", context_tokens=128_000, origin=ORIGIN),
        an_offer("openai/x", "openai", context_tokens=128_000, max_output_tokens=8_000, origin=lab),
    ]
    found = with_origins({model.id: model}, offers)[model.id]
    assert found.origin_of("context_tokens") == lab, "the lab's own service counts before other hosts"
    assert found.origin_of("max_output_tokens").shared
    own = model.model_copy(update={"origins": {"context_tokens": ORIGIN}})
    assert with_origins({model.id: own}, offers)[model.id].origin_of("context_tokens") == ORIGIN


def test_origins_name_fields_that_exist() -> None:
    with pytest.raises(ValueError, match="colour"):
        a_model(origins={"colour": ORIGIN})
