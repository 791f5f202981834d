"""The profile of an organisation: what it may say, what is refused, and what it changes in a catalog."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.as_of import catalog_on
from catalog.organisation.deployed import deployed_profile, save_profile
from catalog.organisation.layer import FEED, every_fault, layered
from catalog.organisation.profile import Profile, ProfileError, profile_json, read_profile
from catalog.schema import Catalog, Deployment, Offer
from pages.parts.house_editor import EXAMPLE

DAY = date(2026, 11, 20)
HEAD = 'name = "Acme"\nstated = 2026-11-01\n'


def faults_of(text: str, catalog: Catalog | None = None) -> str:
    try:
        profile = read_profile(text)
    except ProfileError as error:
        return "\n".join(error.faults)
    assert catalog is not None, "the profile reads without a fault"
    with pytest.raises(ProfileError) as refused:
        layered(catalog, profile, DAY)
    return "\n".join(refused.value.faults)


def offer_of(catalog: Catalog, provider: str, model: str) -> Offer:
    return next(o for o in catalog.offers if o.provider_id == provider and o.model_id == model and o.rankable and o.tier == "standard")


def test_the_example_of_the_editor_has_no_faults_and_reads_the_same_as_json(real_catalog: Catalog) -> None:
    profile = read_profile(EXAMPLE)
    assert layered(real_catalog, profile, DAY).organisation == profile
    assert Profile.model_validate(profile_json(profile)) == profile


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "name is missing"),
        ("[[[", "neither TOML nor JSON"),
        ("{", "neither TOML nor JSON"),
        ("[1]", "1 is no field"),
        ("{" + '"a":{' * 3_000, "profile"),
        (HEAD + "colour = 1", "colour is no field"),
        (HEAD + '[[prices]]\nprovider="openai"', "changes nothing"),
        (HEAD + '[[prices]]\nprovider="openai"\ndiscount_percent=100', "discount_percent"),
        (
            HEAD + '[[prices]]\nprovider="openai"\ndiscount_percent=5\nmodel="openai/gpt-5.5"\nusd_per_mtok_in=1',
            "both prices and a discount",
        ),
        (HEAD + '[[prices]]\nprovider="openai"\nusd_per_mtok_in=1', "without a model"),
        (HEAD + '[[prices]]\nprovider="openai"\nmodel="openai/gpt-5.5"\nusd_per_mtok_in=0', "usd_per_mtok_in"),
        (HEAD + '[[prices]]\nprovider="openai"\nmodel="openai/gpt-5.5"\nusd_per_mtok_in=nan', "usd_per_mtok_in"),
        (HEAD + '[[endpoints]]\nid="a"\nname="A"\nmodel="openai/gpt-5.5"', "has no price"),
        (HEAD + '[[models]]\nid="a"\nname="A"\nbase="x/y"\n[[models]]\nid="a"\nname="B"\nbase="x/y"', "stands twice"),
        ('name = "a\\u202eb"\nstated = 2026-11-01', "name"),
        (HEAD + "#" * 300_000, "characters"),
    ],
)
def test_what_a_profile_may_not_say_is_refused_by_name(text: str, said: str) -> None:
    assert said in faults_of(text)


def test_unknown_names_are_reported_beside_the_faults_of_other_fields_and_of_their_own_entry(real_catalog: Catalog) -> None:
    text = (
        HEAD
        + 'colour=1\n[allow]\nlabs=["Opanai", 7]\n[deny]\nregions="Europe"\n'
        + '[[gpus]]\ngpu="h100"\ncount=0\n[[models]]\nid="Bad Id"\nname="A"\nbase="meta/none"\n'
        + '[[endpoints]]\nid="b"\nname="B"\nmodel="own/letters"\n[[endpoints]]\nid="c"\nname="C"\nmodel="nobody/x"\nusd_per_month=1\n'
        + '[[prices]]\nprovider="nobody"\n[[prices]]\nprovider="deepinfra"\nmodel="openai/gpt-5.5"\nusd_per_mtok_in=-1\n'
        + '[[prices]]\nprovider="deepinfra"\nmodel="openai/gpt-5.5"\ncommitment_usd_per_month=5'
    )
    with pytest.raises(ProfileError) as refused:
        read_profile(text)
    said = every_fault(real_catalog, refused.value)
    assert said[: len(refused.value.faults)] == refused.value.faults
    unknown = "\n".join(said[len(refused.value.faults) :])
    for name in ('"Opanai"', '"h100"', "meta/none", "nobody/x", 'prices.provider names "nobody"'):
        assert name in unknown
    # terms are judged only where they could be read, and the id of the fine-tune is not known yet
    assert unknown.count("no list price for openai/gpt-5.5") == 1
    assert "own/letters" not in unknown


@pytest.mark.parametrize("text", ["[1]", '{"prices": 3, "models": {"a": 1}, "allow": [], "deny": {"labs": 3}, "gpus": [1]}', "[[[", ""])
def test_nothing_is_made_up_about_what_cannot_be_read(text: str, real_catalog: Catalog) -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(text)
    assert every_fault(real_catalog, refused.value) == refused.value.faults


def test_every_name_the_catalog_does_not_know_is_reported_at_once(real_catalog: Catalog) -> None:
    said = faults_of(
        HEAD
        + '[allow]\nlabs=["Opanai"]\nregions=["Europe"]\n[deny]\nproviders=["nobody"]\nlicences=["mitt"]\n[[gpus]]\ngpu="h100"\ncount=1\n'
        + '[[models]]\nid="a"\nname="A"\nbase="meta/none"\n[[endpoints]]\nid="b"\nname="B"\nmodel="own/zzz"\nusd_per_month=1\n'
        + '[[prices]]\nprovider="deepinfra"\nmodel="openai/gpt-5.5"\ncommitment_usd_per_month=5',
        real_catalog,
    )
    for name in ("Opanai", "Europe", "nobody", "mitt", '"h100"', "meta/none", "own/zzz", "no list price for openai/gpt-5.5"):
        assert name in said
    assert "Near: " in said


def test_an_empty_profile_changes_nothing_but_the_version(real_catalog: Catalog) -> None:
    found = layered(real_catalog, read_profile(HEAD), DAY)
    then = catalog_on(real_catalog, DAY)
    assert (found.offers, found.models, found.providers, found.quality) == (then.offers, then.models, then.providers, then.quality)
    assert found.version.startswith(f"{real_catalog.version}+")


def test_own_prices_win_over_the_list_and_say_whose_they_are(real_catalog: Catalog) -> None:
    text = HEAD + '[[prices]]\nprovider="openai"\nmodel="openai/gpt-5.5"\nusd_per_mtok_in=0.5\nusd_per_mtok_out=2'
    offer = offer_of(layered(real_catalog, read_profile(text), DAY), "openai", "openai/gpt-5.5")
    assert (offer.usd_per_mtok_in, offer.usd_per_mtok_out, offer.tiers) == (0.5, 2, ())
    assert offer.feed == FEED
    assert offer.origin.publisher == "Acme (your organisation)"
    assert offer.origin.date == date(2026, 11, 1)
    assert offer.usd_per_mtok_cached_in is None or offer.usd_per_mtok_cached_in <= 0.5


def test_terms_that_have_ended_leave_the_list_price(real_catalog: Catalog) -> None:
    profile = read_profile(HEAD + '[[prices]]\nprovider="openai"\ndiscount_percent=50\nuntil=2026-11-19')
    assert offer_of(layered(real_catalog, profile, DAY), "openai", "openai/gpt-5.5").feed != FEED
    assert offer_of(layered(real_catalog, profile, date(2026, 11, 19)), "openai", "openai/gpt-5.5").feed == FEED


@given(percent=st.floats(0.5, 99))
def test_a_discount_takes_the_same_share_off_every_price_of_that_provider_and_of_no_other(real_catalog: Catalog, percent: float) -> None:
    found = layered(real_catalog, read_profile(HEAD + f'[[prices]]\nprovider="mistral"\ndiscount_percent={percent}'), DAY)
    before = {o.id: o for o in catalog_on(real_catalog, DAY).offers}
    for offer in found.offers:
        listed = before[offer.id]
        if offer.provider_id != "mistral" or not offer.rankable:
            assert offer == listed
            continue
        for name in ("usd_per_mtok_in", "usd_per_mtok_out", "usd_per_mtok_batch_in", "usd_per_unit"):
            price = getattr(listed, name)
            assert getattr(offer, name) == (None if price is None else pytest.approx(price * (1 - percent / 100)))


def test_a_private_fine_tune_keeps_size_and_licence_of_its_base_and_its_quality_as_an_inference(real_catalog: Catalog) -> None:
    base = real_catalog.models["meta/llama-3.3-70b-instruct"]
    found = layered(real_catalog, read_profile(HEAD + f'[[models]]\nid="letters"\nname="Letters"\nbase="{base.id}"'), DAY)
    own = found.models["own/letters"]
    assert (own.params_total_b, own.licence_id, own.lab) == (base.params_total_b, base.licence_id, "Acme")
    assert found.shapes["own/letters"].n_layers == real_catalog.shapes[base.id].n_layers
    figures = [q for q in found.quality if q.model_id == "own/letters"]
    assert figures
    assert {q.evidence for q in figures} == {"inferred"}
    assert {q.benchmarks for q in figures} == {0}


def test_an_own_endpoint_states_what_it_does_with_data(real_catalog: Catalog) -> None:
    text = (
        HEAD
        + '[[endpoints]]\nid="gate"\nname="Gate"\nmodel="openai/gpt-oss-120b"\nzone="DE"\nusd_per_month=900\nretention_days=0\ncertifications=["soc2"]'
    )
    found = layered(real_catalog, read_profile(text), DAY)
    offer = offer_of(found, "own-gate", "openai/gpt-oss-120b")
    assert (offer.deployment, offer.region, offer.usd_per_month_fixed) == (Deployment.CLOUD_PRIVATE_ENDPOINT, "DE", 900)
    said = {f.fact: f.value for f in found.providers["own-gate"].facts}
    assert said["trains_on_api_data"] == "no"
    assert said["zero_data_retention"] == "default"
    assert said["soc2"] == "yes"


def test_another_day_is_read_from_the_catalog_as_written_with_the_profile_over_it(real_catalog: Catalog) -> None:
    found = layered(real_catalog, read_profile(HEAD + '[[prices]]\nprovider="openai"\ndiscount_percent=50\nuntil=2026-11-19'), DAY)
    earlier = catalog_on(found, date(2026, 11, 10))
    assert earlier.organisation == found.organisation
    assert earlier.version == found.version
    assert offer_of(earlier, "openai", "openai/gpt-5.5").feed == FEED


def test_a_deployments_profile_is_read_again_when_it_changes_and_never_left_out_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "house.toml"
    monkeypatch.setenv("WEIGHBRIDGE_ORGANISATION", str(path))
    with pytest.raises(ProfileError, match="does not exist"):
        deployed_profile()
    path.write_text(HEAD, encoding="utf-8")
    assert deployed_profile() == read_profile(HEAD)
    save_profile(HEAD.replace("Acme", "Acme and Sons"))
    assert deployed_profile() == read_profile(HEAD.replace("Acme", "Acme and Sons"))
    with pytest.raises(ProfileError):
        save_profile("nonsense")
    assert deployed_profile() is not None
    path.write_text(HEAD + 'colour = 1\n[deny]\nproviders = ["nobody"]', encoding="utf-8")
    with pytest.raises(ProfileError, match=r'(?s)colour is no field.*deny\.providers names "nobody"'):
        deployed_profile()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="UTF-8"):
        deployed_profile()
