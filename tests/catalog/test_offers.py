"""From feed entries to offers: names, places, ways of running, what is ranked, and what the feeds disagree on."""

from __future__ import annotations

import collections
from functools import cache
from typing import Any

import pytest
from small_world import DAY, ORIGIN, alias, model, provider

from catalog import hosts, offer_media, offer_regions
from catalog.build import Prices, price
from catalog.curated import load_facts
from catalog.entries import FeedEntry
from catalog.offer_choice import same_limit
from catalog.offers import Joined, join
from catalog.schema import Deployment, EndpointRegion, MediaPrice, Offer, Openness, PriceTier

MODELS = {
    m.id: m
    for m in (model("anthropic/opus"), model("openai/gpt"), model("meta/llama", Openness.OPEN_WEIGHTS), model("google/film", kind="video"))
}
PROVIDERS = {
    p.id: p
    for p in (
        provider("anthropic", Deployment.CLOSED_API),
        provider("openai", Deployment.CLOSED_API),
        provider("mistral", Deployment.CLOSED_API),
        provider("bedrock", Deployment.CLOUD_PRIVATE_ENDPOINT, feed_names=("bedrock_converse", "bedrock_mantle", "aws")),
        provider("vertex_ai", Deployment.CLOUD_PRIVATE_ENDPOINT),
        provider("together_ai", feed_names=("together",)),
        provider("baseten", None, dedicated_gpu=True),
        provider("huggingface", None, dedicated_gpu=True),
        provider("openrouter", None, passes_through=True),
    )
}


def entry(
    provider: str, key: str, feed: str = "litellm", usd_in: float | None = 1.0, usd_out: float | None = 2.0, **more: Any
) -> FeedEntry:
    return FeedEntry(
        feed=feed,
        provider=provider,
        key=key,
        mode=more.pop("mode", "chat"),
        usd_per_mtok_in=usd_in,
        usd_per_mtok_out=usd_out,
        seen=DAY,
        **more,
    )


def joined(*pairs: tuple[str, FeedEntry] | tuple[str, FeedEntry, str]) -> Joined:
    """Entries with the model each names (and how closely)."""
    aliases = [alias(p[0], p[1].provider, p[1].key, p[2] if len(p) > 2 else "exact", p[1].feed) for p in pairs if p[0]]
    entries = [p[1] for p in pairs]
    return join(entries, MODELS, PROVIDERS, aliases, {"litellm": "LiteLLM", "genai_prices": "genai-prices"})


def only(result: Joined) -> Offer:
    (offer,) = result.offers
    return offer


def ranked(result: Joined) -> dict[str, Offer]:
    return {o.id: o for o in result.offers if o.rankable}


@pytest.mark.parametrize(
    ("model_id", "host", "deployment"),
    [
        ("anthropic/opus", "anthropic", Deployment.CLOSED_API),
        ("anthropic/opus", "bedrock", Deployment.CLOUD_PRIVATE_ENDPOINT),
        ("meta/llama", "bedrock", Deployment.CLOUD_PRIVATE_ENDPOINT),
        ("meta/llama", "together", Deployment.MANAGED_OPEN_API),
        ("meta/llama", "baseten", Deployment.MANAGED_OPEN_API),
        ("meta/llama", "mistral", Deployment.MANAGED_OPEN_API),
    ],
)
def test_the_way_of_running_follows_model_and_provider(model_id: str, host: str, deployment: Deployment) -> None:
    offer = only(joined((model_id, entry(host, "key"))))
    assert offer.rankable
    assert offer.deployment == deployment


@pytest.mark.parametrize(
    ("model_id", "line", "why"),
    [
        ("anthropic/opus", entry("together", "k"), "resold"),
        ("meta/llama", entry("openrouter", "k"), "passes requests on"),
        ("meta/llama", entry("huggingface_together", "k", "genai_prices"), "passed on by Hugging Face to together"),
        ("meta/llama", entry("quicksilverpro", "k"), "no provider record for quicksilverpro"),
        ("", entry("together", "k"), "uncurated"),
        ("meta/llama", entry("together", "k", mode="embedding"), "not a text service"),
        ("meta/llama", entry("together", "k", tier="priority"), "service tier priority"),
        ("meta/llama", entry("together", "k", usd_in=None), "no price"),
        ("meta/llama", entry("together", "k", second_hand=True), "reseller"),
        ("meta/llama", entry("bedrock", "bedrock/us-gov-west-1/meta.llama"), "government cloud"),
    ],
)
def test_what_is_not_ranked_says_why(model_id: str, line: FeedEntry, why: str) -> None:
    offer = only(joined((model_id, line)))
    assert not offer.rankable
    assert why in offer.unrankable


def test_a_name_that_can_move_to_another_model_is_not_ranked() -> None:
    assert "another model" in only(joined(("meta/llama", entry("together", "llama-latest"), "pointer"))).unrankable


def test_a_withdrawn_model_is_not_ranked_although_the_other_feed_still_lists_it() -> None:
    result = joined(("meta/llama", entry("together", "a")), ("meta/llama", entry("together", "b", "genai_prices", withdrawn=True)))
    assert not ranked(result)


def test_uncurated_offers_are_named_as_the_feed_names_them() -> None:
    assert only(joined(("", entry("novita", "some/model")))).id == "litellm:novita/some/model"


def test_ids_are_readable_and_carry_place_and_tier() -> None:
    result = joined(
        ("anthropic/opus", entry("anthropic", "claude-opus")),
        ("anthropic/opus", entry("anthropic", "claude-opus", zone="US", usd_in=1.1)),
        ("anthropic/opus", entry("anthropic", "claude-opus", tier="fast", usd_in=2.0)),
    )
    assert {o.id for o in result.offers} == {"anthropic/opus", "anthropic/opus@us", "anthropic/opus+fast"}


def test_one_offer_per_model_provider_and_place() -> None:
    result = joined(
        ("openai/gpt", entry("openai", "gpt")),
        ("openai/gpt", entry("openai", "gpt-2026-05-13", usd_in=5.0), "dated_snapshot"),
    )
    assert ranked(result)["openai/gpt"].feed_key == "gpt"
    (snapshot,) = [o for o in result.offers if not o.rankable]
    assert snapshot.unrankable == "another listing, at another price, of openai/gpt, there listed as litellm:gpt"


def test_a_variant_of_the_host_stands_in_where_nothing_closer_is_listed() -> None:
    result = joined(("meta/llama", entry("together", "Llama-Turbo"), "host_variant"))
    assert "together_ai/llama" in ranked(result)


@pytest.mark.parametrize(
    ("key", "region", "tier"),
    [
        ("eu.anthropic.claude", "EU", ""),
        ("us.anthropic.claude", "US", ""),
        ("global.anthropic.claude", "global", ""),
        ("jp.anthropic.claude", "JP", ""),
        ("us-gov.anthropic.claude", "US", "gov"),
        ("bedrock/eu-central-1/anthropic.claude", "DE", ""),
        ("bedrock/eu-west-1/anthropic.claude", "IE", ""),
        ("bedrock/us-gov-east-1/anthropic.claude", "US", "gov"),
        ("bedrock_mantle/us-gov-west-1/anthropic.claude", "US", "gov"),
        ("bedrock/claude_platform/claude-opus", None, "claude-platform"),
        ("anthropic.claude", None, ""),
        ("regional.anthropic.claude", None, ""),
        ("bedrock/xx-nowhere-9/anthropic.claude", "xx-nowhere-9", ""),
    ],
)
def test_places_of_bedrock_keys(key: str, region: str | None, tier: str) -> None:
    place = hosts.place("bedrock", key, None)
    assert (place.region, place.tier) == (region, tier)


@pytest.mark.parametrize(("key", "region"), [("azure/eu/gpt", "EU"), ("azure/global-standard/gpt", "global"), ("azure/gpt", None)])
def test_places_of_azure_keys(key: str, region: str | None) -> None:
    assert hosts.place("azure", key, None).region == region


def test_an_unnamed_endpoint_at_the_price_of_the_global_one_is_the_global_one() -> None:
    result = joined(
        ("anthropic/opus", entry("bedrock_converse", "anthropic.claude-opus")),
        ("anthropic/opus", entry("bedrock_converse", "global.anthropic.claude-opus"), "regional"),
        ("anthropic/opus", entry("bedrock_converse", "eu.anthropic.claude-opus", usd_in=1.1), "regional"),
    )
    assert set(ranked(result)) == {"bedrock/opus@global", "bedrock/opus@eu"}


def test_google_lists_its_own_models_apart_from_those_it_hosts() -> None:
    names = hosts.feed_names(PROVIDERS)
    assert hosts.provider_id("google", "google", "gemini-4", names) == "gemini"
    assert hosts.provider_id("google", "anthropic", "claude-opus", names) == "vertex_ai"
    assert hosts.provider_id("google", "google", "gemma-4-maas", names) == "vertex_ai"


def test_where_feeds_agree_the_entry_with_limits_is_used() -> None:
    result = joined(
        ("meta/llama", entry("together", "a", "genai_prices", context_tokens=1000)),
        ("meta/llama", entry("together_ai", "b", "litellm", max_output_tokens=100, usd_per_mtok_batch_in=0.5)),
    )
    (offer,) = ranked(result).values()
    assert (offer.feed, offer.usd_per_mtok_batch_in) == ("litellm", 0.5)
    assert (offer.context_tokens, offer.max_output_tokens) == (1000, 100)
    assert not result.conflicts


def test_where_feeds_differ_both_stay_and_the_conflict_is_listed() -> None:
    result = joined(
        ("meta/llama", entry("together", "a", "genai_prices", 0.88, 0.88)),
        ("meta/llama", entry("together_ai", "b", "litellm", 1.1, 0.88, usd_per_mtok_batch_in=0.5)),
    )
    (offer,) = ranked(result).values()
    assert (offer.feed, offer.usd_per_mtok_in, offer.usd_per_mtok_batch_in) == ("genai_prices", 0.88, None)
    (conflict,) = result.conflicts
    assert (conflict.subject, conflict.field, conflict.gap, conflict.used) == ("together_ai/llama", "usd_per_mtok_in", 0.25, "genai_prices")
    assert [value[1] for value in conflict.values] == ["0.88", "1.1"]
    assert len(result.offers) == 2


@pytest.mark.parametrize(
    ("low", "high", "answer", "same"),
    [
        (128_000, 131_072, None, True),
        (922_000, 1_000_000, None, False),
        (922_000, 1_000_000, 128_000, True),  # the prompt alone, of a window of 1.05 million
        (65_536, 131_072, 65_536, False),  # an answer as long as the window explains nothing
    ],
)
def test_a_limit_of_the_prompt_alone_is_the_same_limit(low: int, high: int, answer: int | None, same: bool) -> None:
    assert same_limit(low, high, [answer] if answer else ()) is same
    assert same_limit(high, low, [answer] if answer else ()) is same


def test_rounding_of_a_host_is_no_conflict() -> None:
    result = joined(
        ("meta/llama", entry("together", "a", "genai_prices", 4.0)), ("meta/llama", entry("together_ai", "b", "litellm", 4.00001))
    )
    assert not result.conflicts


def region(zone: str, text: str, model_id: str | None, provider_id: str = "vertex_ai", named: str = "x/y") -> EndpointRegion:
    return EndpointRegion(
        provider_id=provider_id, lab_or_model=named, model_id=model_id, region=text, zone=zone, processing="yes", origin=ORIGIN
    )


def test_a_region_without_a_price_of_its_own_adds_no_offer() -> None:
    offers = joined(("anthropic/opus", entry("vertex_ai", "k"))).offers
    assert list(offer_regions.add(offers, [region("EU", "EU", "anthropic/opus")])) == list(offers)


def test_a_named_region_takes_the_unnamed_regional_price() -> None:
    offers = joined(
        ("anthropic/opus", entry("vertex_ai", "k", base_zone="global")),
        ("anthropic/opus", entry("vertex_ai", "k", zone="regional", usd_in=1.1)),
    ).offers
    added = offer_regions.add(offers, [region("EU", "EU", "anthropic/opus")])[-1]
    assert (added.id, added.region, added.usd_per_mtok_in) == ("vertex_ai/opus@eu", "EU", 1.1)


def test_a_stated_surcharge_makes_an_offer_with_all_prices_multiplied() -> None:
    tiers = (PriceTier(above_tokens=1000, usd_per_mtok_in=4.0),)
    offers = joined(("anthropic/opus", entry("anthropic", "k", usd_per_mtok_cached_in=0.2, tiers=tiers))).offers
    added = offer_regions.add(offers, [region("EU", "EU (regional endpoint, 1.1x price)", None, "anthropic", "all models")])[-1]
    assert (added.usd_per_mtok_in, added.usd_per_mtok_cached_in, added.tiers[0].usd_per_mtok_in) == (1.1, 0.22, 4.4)


def test_a_surcharge_for_a_model_that_is_not_curated_is_not_spread_over_others() -> None:
    offers = joined(("anthropic/opus", entry("anthropic", "k"))).offers
    found = offer_regions.add(offers, [region("EU", "EU (1.1x price)", None, "anthropic", "anthropic/unknown")])
    assert len(found) == len(offers)


def media(**changed: Any) -> MediaPrice:
    base: dict[str, Any] = {"model_id": "google/film", "key": "film", "provider_id": "vertex_ai", "unit": "second", "usd_per_unit": 0.4}
    return MediaPrice(**{**base, "origin": ORIGIN, **changed})


def test_media_offers_name_what_the_price_is_for() -> None:
    (offer,) = offer_media.offers([media(resolution="720p", audio="yes", max_seconds=8)], MODELS, PROVIDERS)
    assert (offer.id, offer.condition) == ("vertex_ai/film#second-720p-with-audio-up-to-8-s", "720p, with audio, up to 8 s")
    assert offer.rankable
    assert offer.deployment == Deployment.CLOUD_PRIVATE_ENDPOINT


def test_media_at_an_unknown_host_or_by_kinds_of_tokens_is_not_ranked() -> None:
    stranger, tokens = offer_media.offers([media(provider_id="fal_ai"), media(unit="token_m")], MODELS, PROVIDERS)
    assert "no provider record" in stranger.unrankable
    assert "tokens" in tokens.unrankable


def test_a_feed_price_of_media_steps_back_behind_the_curated_table() -> None:
    line = entry("vertex_ai", "veo", usd_in=None, usd_out=None, mode="video_generation", unit="second", usd_per_unit=0.5)
    feed = joined(("google/film", line)).offers
    (offer,) = offer_media.without_repeats(feed, offer_media.offers([media()], MODELS, PROVIDERS), MODELS)
    assert not offer.rankable
    assert feed[0].rankable


@cache
def real() -> Prices:
    return price(load_facts())


def test_the_real_feeds_have_no_faults_and_every_entry_is_kept() -> None:
    assert [f for report in real().reports for f in report.faults] == []
    assert len(real().offers) >= sum(report.entries for report in real().reports) > 8000


def test_ids_of_real_offers_are_unique() -> None:
    assert not [id for id, n in collections.Counter(o.id for o in real().offers).items() if n > 1]


def test_only_one_real_offer_is_ranked_per_model_provider_place_and_unit() -> None:
    ranked = [o for o in real().offers if o.rankable]
    keys = collections.Counter(
        (o.model_id, o.provider_id, o.id.partition("@")[2], o.unit, o.condition * (o.unit != "mtok")) for o in ranked
    )
    assert max(keys.values()) == 1


def test_ranked_real_offers_are_complete() -> None:
    for offer in real().offers:
        if offer.rankable:
            assert offer.model_id
            assert offer.deployment
            assert offer.usd_per_unit or (offer.usd_per_mtok_in and offer.usd_per_mtok_out), offer.id
        else:
            assert offer.unrankable, offer.id


def test_a_known_real_price() -> None:
    opus = next(o for o in real().offers if o.id == "anthropic/claude-opus-5.5")
    assert (opus.usd_per_mtok_in, opus.usd_per_mtok_cached_in, opus.usd_per_mtok_out) == (4.0, 0.2, 20.0)


def test_the_known_conflict_on_mistral_large_4_is_listed() -> None:
    (conflict,) = [c for c in real().conflicts if (c.subject, c.field) == ("mistral/mistral-large-4", "usd_per_mtok_in")]
    assert [value[1] for value in conflict.values] == ["0.7", "1.36"]


def test_lines_known_to_be_wrong_are_shown_with_the_reason() -> None:
    (line,) = [o for o in real().offers if o.feed_key == "mistral/mistral-medium-3"]
    assert not line.rankable
    assert "Mistral Medium 3.5" in line.unrankable
