"""What a profile does to an answer: rules exclude, own figures price, and both say whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor.decision import Decision, decide
from advisor.needs import read_needs
from advisor.recommend import answer
from catalog.organisation.layer import layered
from catalog.organisation.profile import read_profile
from catalog.schema import Catalog

DAY = date(2026, 11, 20)
HEAD = 'name = "Acme"\nstated = 2026-11-01\n'


def decided(catalog: Catalog, text: str, needs: dict[str, Any] | None = None) -> Decision:
    profile = read_profile(HEAD + text)
    return decide(layered(catalog, profile, DAY), read_needs(needs or {}, profile.needs()), DAY)


def passing(d: Decision) -> list[Any]:
    return [d.options[int(i)] for i in d.ranked]


def removed_by(d: Decision, rule_id: str) -> dict[str, Any]:
    return next(e for e in answer(d, 5)["excluded"] if e["rule_id"] == rule_id)


@pytest.mark.parametrize(
    ("text", "rule_id", "broken"),
    [
        ('[deny]\nlabs=["DeepSeek"]', "organisation.lab", lambda o: o.model.lab == "DeepSeek"),
        ('[allow]\nlabs=["OpenAI", "Meta"]', "organisation.lab", lambda o: o.model.lab not in ("OpenAI", "Meta")),
        ('[deny]\nproviders=["deepinfra"]', "organisation.provider", lambda o: o.provider is not None and o.provider.id == "deepinfra"),
        ('[allow]\nproviders=["openai"]', "organisation.provider", lambda o: o.provider is not None and o.provider.id != "openai"),
        ('[allow]\nlicences=["mit"]', "organisation.licence", lambda o: o.model.licence_id != "mit"),
        ('[deny]\nlicences=["mit"]', "organisation.licence", lambda o: o.model.licence_id in ("mit", None)),
    ],
)
def test_what_the_house_denies_is_never_ranked_and_says_why(text: str, rule_id: str, broken: Any, real_catalog: Catalog) -> None:
    d = decided(real_catalog, text)
    left = passing(d)
    assert left
    assert not [o.option_id for o in left if broken(o)]
    said = removed_by(d, rule_id)
    assert "Acme" in said["reason"]
    assert said["remedy"]


def test_regions_and_certifications_of_the_house_hold_for_third_parties_and_not_for_own_machines(real_catalog: Catalog) -> None:
    d = decided(real_catalog, '[allow]\nregions=["EU"]\n[require]\ncertifications=["soc2"]')
    left = passing(d)
    assert any(o.provider is None for o in left)
    sold = [o for o in left if o.offers]
    assert sold
    assert all(o.region != "US" for o in sold)
    assert removed_by(d, "organisation.certifications")["count"] > 0
    assert removed_by(d, "organisation.region")["count"] > 0


def test_without_a_profile_no_house_rule_is_asked(real_catalog: Catalog) -> None:
    told = answer(decide(real_catalog, read_needs({}), DAY), 5)
    assert told["organisation"] is None
    assert not [e for e in told["excluded"] if e["rule_id"].startswith("organisation.")]


def test_an_own_price_is_billed_to_the_cent_with_its_origin(real_catalog: Catalog) -> None:
    text = '[[prices]]\nprovider="openai"\nmodel="openai/gpt-4.1-mini"\nusd_per_mtok_in=0.5\nusd_per_mtok_out=2'
    d = decided(
        real_catalog,
        text,
        {"volume": {"requests_per_month": 1_000_000, "input_tokens_per_request": 1000, "output_tokens_per_request": 100}},
    )
    i = d.space.index["openai/gpt-4.1-mini|closed_api|openai"]
    assert d.figures.parts["input"][i] == pytest.approx(500)
    assert d.figures.parts["output"][i] == pytest.approx(200)


def test_a_commitment_is_the_least_that_is_billed(real_catalog: Catalog) -> None:
    text = '[[prices]]\nprovider="openai"\nmodel="openai/gpt-4.1-mini"\ncommitment_usd_per_month=4000'
    for requests, floor in ((1_000, True), (100_000_000, False)):
        d = decided(real_catalog, text, {"volume": {"requests_per_month": requests}})
        i = d.space.index["openai/gpt-4.1-mini|closed_api|openai"]
        parts = {name: float(values[i]) for name, values in d.figures.parts.items()}
        sold = parts["input"] + parts["cached_input"] + parts["output"] + parts["reasoning"]
        assert parts["commitment"] == pytest.approx(max(0.0, 4000 - sold))
        assert (parts["commitment"] > 0) is floor
        assert sum(parts.values()) == pytest.approx(float(d.figures.expected[i]))


def test_an_endpoint_paid_by_the_month_costs_the_same_at_any_volume_and_no_operations_of_its_own(real_catalog: Catalog) -> None:
    text = '[[endpoints]]\nid="gate"\nname="Gate"\nmodel="openai/gpt-oss-120b"\ndeployment="self_host_on_prem"\nusd_per_month=900\nretention_days=0'
    bills = []
    for requests in (1_000, 1_000_000):
        d = decided(real_catalog, text, {"volume": {"requests_per_month": requests}, "privacy": {"boundary": "own_premises"}})
        i = d.space.index["openai/gpt-oss-120b|self_host_on_prem|own-gate"]
        assert i in d.ranked
        bills.append(float(d.figures.expected[i]))
        assert d.figures.parts["fixed_fee"][i] == 900
        machines = d.space.index["openai/gpt-oss-120b|self_host_on_prem|own"]
        assert d.figures.parts["staff"][i] < d.figures.parts["staff"][machines]
    assert bills[0] == bills[1]


def test_staff_power_gpus_and_priorities_of_the_house_stand_in_for_answers_nobody_gave(real_catalog: Catalog) -> None:
    text = '[costs]\nfte_usd_per_year=60000\npower_usd_per_kwh=0.5\n[priorities]\ncost=5\n[[gpus]]\ngpu="h100-sxm"\ncount=16'
    d = decided(real_catalog, text, {"priorities": {"quality": 2}})
    assert d.needs.team.fte_usd_per_year == 60_000
    assert (d.needs.priorities.cost, d.needs.priorities.quality) == (5, 2)
    assert [(g.gpu, g.count) for g in d.needs.team.owned_gpus] == [("h100-sxm", 16)]
    assert set(d.read.house) == {"team.fte_usd_per_year", "team.owned_gpus", "priorities.cost"}
    given = decided(real_catalog, text, {"team": {"fte_usd_per_year": 90_000, "owned_gpus": []}})
    assert given.needs.team.fte_usd_per_year == 90_000
    assert given.needs.team.owned_gpus == ()
    cheap = decided(real_catalog, text.replace("0.5", "0.25"), {"priorities": {"quality": 2}})
    power = d.figures.parts["power"]
    drawn = (power > 0) & (d.figures.machines.machine == cheap.figures.machines.machine)
    assert drawn.any()
    assert power[drawn] == pytest.approx(2 * cheap.figures.parts["power"][drawn])


def test_every_figure_that_the_profile_changed_says_so(real_catalog: Catalog) -> None:
    text = '[costs]\nfte_usd_per_year=60000\n[allow]\nproviders=["openai"]\nlabs=["OpenAI"]\n[[prices]]\nprovider="openai"\ndiscount_percent=99'
    told = answer(decided(real_catalog, text, {"privacy": {"unknown_fails": False}}), 5)
    first = told["options"][0]
    assert first["provider_id"] == "openai"
    parts = {p["part"]: p for p in first["cost_parts"]}
    assert parts["Input tokens"]["evidence_label"] == "your organisation’s own"
    assert "Acme" in parts["Input tokens"]["origin"]["publisher"]
    prices = [f for f in first["facts"] if "price" in f["label"]]
    assert {f["evidence_label"] for f in prices} == {"your organisation’s own"}
    assert any("Acme" in str(line["source"]) for line in told["provenance"])
    assert told["organisation"]["name"] == "Acme"
    assert told["catalog"]["version"].endswith(told["organisation"]["digest"])
