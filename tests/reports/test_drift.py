"""A record against today's catalog: what changed is found, what did not is not, and what moved the order is named rightly."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

import pytest
from examples import ORIGIN, TODAY, a_catalog, a_fact, a_licence, a_model, a_provider, an_offer, an_open_model, an_open_offer, quality_of

from advisor.needs import read_needs
from advisor.own_evidence.results import results_of
from advisor.recommend import recommend
from catalog.organisation.layer import layered
from catalog.organisation.profile import read_profile
from catalog.schema import Catalog, Status, Territory, Threshold
from reports.drift.recorded import read_file
from reports.drift.report import drift
from reports.drift.rerun import RerunError, rerun
from reports.fragments.drift import banner, drift_report

NEEDS = {
    "task": "chat",
    "quality": {"frontier_need": "helpful"},
    "priorities": {"quality": 5, "cost": 3, "speed": 0, "control": 0, "simplicity": 0, "portability": 0, "evidence": 0},
}
BETA = "beta/rival"


def a_world(**changes: Any) -> Catalog:
    """Two closed models sold by their labs: Closed Large leads, Rival is close behind it and dearer; and the open one."""
    values: dict[str, Any] = {
        "models": (a_model(), a_model(BETA, lab="Beta"), an_open_model()),
        "providers": (
            a_provider(),
            a_provider("beta"),
            a_provider("hostly", deployment="managed_open_api"),
        ),
        "offers": (an_offer(), an_offer(BETA, "beta", usd_per_mtok_in=6.0, usd_per_mtok_out=30.0), an_open_offer()),
        "gpu_prices": (),
        "quality": (*quality_of("acme/closed-large", 0.75), *quality_of(BETA, 0.75), *quality_of("borealis/open-eight", 0.3)),
    }
    return a_catalog(**(values | changes))


def the_record(catalog: Catalog | None = None, **needs: Any) -> dict[str, Any]:
    """What was saved: through JSON, as the store and a file keep it."""
    found: dict[str, Any] = json.loads(json.dumps(recommend(catalog or a_world(), read_needs(NEEDS | needs), TODAY)))
    return found


def models(rows: list[dict[str, Any]]) -> list[str]:
    return [row["model_id"] for row in rows]


# --- nothing changed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "needs",
    [
        {},
        {"task": "summarization", "privacy": {"boundary": "own_premises"}},
        {"task": "agentic", "quality": {"frontier_need": "required", "hard_request_share": 0.2}},
        {"budget": {"max_monthly_usd": 0.01}, "privacy": {"boundary": "air_gapped"}},
    ],
    ids=lambda needs: str(needs.get("task", "chat")),
)
def test_the_same_catalog_and_day_say_the_same(real_catalog: Catalog, needs: dict[str, Any]):
    record = json.loads(json.dumps(recommend(real_catalog, read_needs(needs), TODAY)))
    found = drift(record, real_catalog, TODAY)
    assert found["headline"]["holds"]
    assert found["headline"]["before"] == found["headline"]["now"]
    assert found["same_catalog"]
    assert found["same_engine"]
    assert (found["alerts"], found["changes"]) == ([], [])
    assert found["new_candidates"]["count"] == found["dropped"]["count"] == 0
    assert all(row["place_then"] == row["place_now"] and row["moved"] == {} for row in found["then_and_now"])
    assert found["order"]["kind"] == "same"


def test_what_was_assumed_keeps_its_value_and_stays_assumed(real_catalog: Catalog):
    record = recommend(real_catalog, read_needs({"task": "coding"}), TODAY, 1)
    read = rerun(record, real_catalog, TODAY).read
    assert read == read_needs({"task": "coding"})


# --- facts -----------------------------------------------------------------------------------------------------------


def test_a_changed_price_is_listed_with_both_values_and_its_source():
    after = a_world(
        version="test-2", offers=(an_offer(usd_per_mtok_in=2.0), an_offer(BETA, "beta", usd_per_mtok_in=6.0, usd_per_mtok_out=30.0))
    )
    found = drift(the_record(), after, TODAY)
    (change,) = [c for c in found["changes"] if c["kind"] == "price"]
    assert (change["model_id"], change["what"], change["before"], change["now"]) == ("acme/closed-large", "Input price", 3.0, 2.0)
    assert (change["unit"], change["publisher"], change["date"]) == ("USD per million tokens", "test", TODAY.isoformat())
    assert not found["same_catalog"]
    assert found["headline"]["holds"]
    assert found["price"]["usd_now"] < found["price"]["usd_before"]
    assert found["alerts"] == []


@pytest.mark.parametrize(
    ("terms", "what", "before", "now"),
    [
        ({"commercial_use": "conditional"}, "Commercial use", "yes", "conditional"),
        ({"redistribution": "no"}, "Passing weights on", "yes", "no"),
        ({"monthly_active_users": Threshold(amount=1e9, effect="needs_agreement")}, "Line in monthly users", None, "1,000,000,000, needs an agreement"),
        ({"territory": Territory(excluded=("XX",))}, "No rights in", None, "XX"),
        ({"fields_of_use": "no military use"}, "Fields of use", None, "no military use"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)  # fmt: skip
def test_a_changed_licence_of_the_chosen_model_is_listed_and_told(terms: dict[str, Any], what: str, before: Any, now: str):
    was = {"licences": (a_licence(), a_licence("acme-terms")), "gpu_prices": ()}
    record = the_record(a_world(**was))
    after = a_world(version="test-2", licences=(a_licence(), a_licence("acme-terms", **terms)))
    found = drift(record, after, TODAY)
    listed = [c for c in found["changes"] if c["kind"] == "licence" and c["model_id"] == "acme/closed-large"]
    assert [(c["what"], c["before"], c["now"]) for c in listed] == [(what, before, now)]
    assert any(a["kind"] == "licence" and "Closed Large" in a["text"] and now in a["text"] for a in found["alerts"])


def test_a_change_under_a_model_that_was_not_chosen_is_listed_and_not_told():
    record = the_record(a_world(licences=(a_licence(), a_licence("acme-terms"))))
    after = a_world(licences=(a_licence(commercial_use="conditional"), a_licence("acme-terms")))
    found = drift(record, after, TODAY)
    assert models([c for c in found["changes"] if c["kind"] == "licence"]) == ["borealis/open-eight"]
    assert found["alerts"] == []


@pytest.mark.parametrize(("months", "fits"), [(24, True), (6, False)])
def test_a_retirement_date_of_the_chosen_model_is_told_whether_or_not_it_still_fits(months: int, fits: bool):
    ends = date(2026 + months // 12, 11 if months % 12 == 0 else 5, 20)
    after = a_world(models=(a_model(retirement_date=ends), a_model(BETA, lab="Beta"), an_open_model()))
    found = drift(the_record(), after, TODAY)
    (told,) = [a for a in found["alerts"] if a["kind"] == "lifecycle"]
    assert str(ends.year) in told["text"]
    assert "no end was announced" in told["text"]
    assert found["headline"]["holds"] is fits
    assert found["order"]["kind"] == ("same" if fits else "ruled_out")


def test_an_end_of_the_chosen_offer_is_told():
    after = a_world(
        offers=(an_offer(ends=date(2028, 3, 1)), an_offer(BETA, "beta", usd_per_mtok_in=6.0, usd_per_mtok_out=30.0), an_open_offer())
    )
    (told,) = drift(the_record(), after, TODAY)["alerts"]
    assert told["kind"] == "lifecycle"
    assert "1 Mar 2028" in told["text"]


def test_a_changed_retention_of_the_chosen_service_is_told():
    def world(days: str) -> Catalog:
        return a_world(
            providers=(a_provider(facts=(a_fact("trains_on_api_data", "no"), a_fact("retention_days", days))), a_provider("beta"))
        )

    found = drift(the_record(world("0")), world("30"), TODAY)
    (told,) = found["alerts"]
    assert told["kind"] == "retention"
    assert "30 today" in told["text"]
    assert "0 then" in told["text"]
    (change,) = found["changes"]
    assert (change["kind"], change["before"], change["now"]) == ("retention", "0", "30")


def test_new_evidence_is_listed_once_per_model():
    after = a_world(quality=(*quality_of("acme/closed-large", 0.8), *quality_of(BETA, 0.75), *quality_of("borealis/open-eight", 0.3)))
    found = drift(the_record(), after, TODAY)
    (change,) = [c for c in found["changes"] if c["kind"] == "evidence"]
    assert (change["before"], change["now"], change["unit"]) == (75.0, 80.0, "of 100")


def test_a_model_that_the_catalog_lost_is_said():
    after = a_world(models=(a_model(BETA, lab="Beta"), an_open_model()), offers=(an_offer(BETA, "beta"), an_open_offer()))
    found = drift(the_record(), after, TODAY)
    assert found["order"]["kind"] == "gone"
    assert not found["headline"]["holds"]
    assert any(a["text"] == "The catalog no longer has Closed Large." for a in found["alerts"])
    assert models(found["dropped"]["first"])[0] == "acme/closed-large"


def test_a_price_that_stands_in_for_another_day_is_the_same_price(real_catalog: Catalog):
    past = json.loads(json.dumps(recommend(real_catalog, read_needs({}), date(2026, 8, 1))))
    assert not [c for c in drift(past, real_catalog, TODAY)["changes"] if c["kind"] == "price" and c["before"] == c["now"]]


# --- who fits --------------------------------------------------------------------------------------------------------


def test_a_new_model_that_leads_is_named_as_what_moved_the_order():
    new = a_model("gamma/newcomer", lab="Gamma", release_date=date(2026, 12, 3), name="Newcomer")
    after = a_world(
        version="test-2",
        built_at=date(2026, 12, 10),
        models=(a_model(), a_model(BETA, lab="Beta"), an_open_model(), new),
        providers=(a_provider(), a_provider("beta"), a_provider("gamma"), a_provider("hostly", deployment="managed_open_api")),
        offers=(an_offer(), an_offer(BETA, "beta"), an_open_offer(), an_offer("gamma/newcomer", "gamma", usd_per_mtok_in=0.1, usd_per_mtok_out=0.5)),
        quality=(*quality_of("acme/closed-large", 0.75), *quality_of(BETA, 0.7), *quality_of("borealis/open-eight", 0.3), *quality_of("gamma/newcomer", 0.9)),
    )  # fmt: skip
    found = drift(the_record(), after, date(2026, 12, 10))
    assert found["order"]["kind"] == "new_candidate"
    assert "it came out on 3 Dec 2026, after the report" in found["order"]["sentence"]
    assert "Without what is new, Closed Large" in found["order"]["sentence"]
    assert found["alerts"][0]["kind"] == "headline"
    assert found["new_candidates"]["count"] == 1
    assert found["new_candidates"]["first"][0]["place_now"] == 1


def test_what_failed_a_must_have_then_and_fits_now_says_which():
    def world(trains: str) -> Catalog:
        return a_world(providers=(a_provider(), a_provider("beta", facts=(a_fact("trains_on_api_data", trains),)), a_provider("hostly", deployment="managed_open_api")))  # fmt: skip

    record = the_record(world("yes"))
    assert BETA not in models(record["options"])
    found = drift(record, world("no"), TODAY)
    (new,) = found["new_candidates"]["first"]
    assert new["model_id"] == BETA
    assert "it failed a must-have" in new["why"]


def test_what_no_longer_passes_names_its_gate():
    after = a_world(models=(a_model(status=Status.ANNOUNCED), a_model(BETA, lab="Beta"), an_open_model()))
    found = drift(the_record(), after, TODAY)
    assert found["order"]["kind"] == "ruled_out"
    lost = found["dropped"]["first"][0]
    assert (lost["rule_id"], lost["place_then"]) == ("lifecycle.released", 1)
    assert lost["reason"] in found["order"]["sentence"]


def test_a_record_that_lists_only_its_first_options_does_not_call_the_rest_new():
    record = the_record()
    found = drift({**record, "options": record["options"][:1]}, a_world(), TODAY)
    assert found["new_candidates"] == {"count": None, "first": []}
    assert found["headline"]["holds"]


def test_from_nothing_to_something_and_back():
    tight = {"budget": {"max_monthly_usd": 1000}}
    dear = a_world(
        offers=(an_offer(usd_per_mtok_in=300.0), an_offer(BETA, "beta", usd_per_mtok_in=600.0)), models=(a_model(), a_model(BETA))
    )
    nothing, something = the_record(dear, **tight), the_record()
    assert nothing["options"] == []
    up, down = drift(nothing, a_world(), TODAY), drift(the_record(**tight), dear, TODAY)
    assert (up["order"]["kind"], up["headline"]["holds"], up["price"]) == ("now_fits", False, None)
    assert down["headline"]["pattern_now"] == "none"
    assert "Nothing fits today." in down["order"]["sentence"]
    assert something["options"]


# --- what moved the order --------------------------------------------------------------------------------------------


def overtaken(**changes: Any) -> dict[str, Any]:
    found = drift(the_record(), a_world(version="test-2", **changes), TODAY)
    assert found["order"]["kind"] == "overtaken", found["order"]
    return found


def scores(found: dict[str, Any], model_id: str) -> tuple[float, float]:
    row = next(r for r in found["then_and_now"] if r["model_id"] == model_id)
    return row["score_then"], row["score_now"]


def test_a_fallen_price_that_alone_turned_the_order_is_called_decisive_with_the_price_behind_it():
    found = overtaken(offers=(an_offer(), an_offer(BETA, "beta", usd_per_mtok_in=0.6, usd_per_mtok_out=3.0), an_open_offer()))
    order = found["order"]
    assert (order["decisive"]["criterion"], order["decisive"]["model_name"]) == ("cost", "Rival")
    assert "input price 6 then, 0.6 today" in order["sentence"]
    assert "Without that change Closed Large would still be ahead" in order["sentence"]
    (then_w, now_w), (then_l, now_l) = scores(found, BETA), scores(found, "acme/closed-large")
    assert now_w - order["decisive"]["points"] < now_l
    assert sum(term["points"] for term in order["terms"]) == pytest.approx((now_w - then_w) - (now_l - then_l), abs=0.02)


def test_a_risen_price_of_the_old_leader_counts_for_the_new_one():
    order = overtaken(offers=(an_offer(usd_per_mtok_in=60.0, usd_per_mtok_out=300.0), an_offer(BETA, "beta", usd_per_mtok_in=6.0, usd_per_mtok_out=30.0), an_open_offer()))["order"]  # fmt: skip
    assert (order["decisive"]["criterion"], order["decisive"]["model_name"]) == ("cost", "Closed Large")
    assert order["decisive"]["points"] > 0


def test_new_evidence_that_turned_the_order_is_named_as_quality():
    order = overtaken(quality=(*quality_of("acme/closed-large", 0.5), *quality_of(BETA, 0.9), *quality_of("borealis/open-eight", 0.1)))[
        "order"
    ]
    assert {term["criterion"] for term in order["terms"][:2]} == {"quality"}
    assert "of 100 then" in order["sentence"]


def rival(price: float, quality: float) -> dict[str, Any]:
    """The world with a rival of this price, against 6 then, and this quality, against 0.75 then."""
    return {
        "offers": (an_offer(), an_offer(BETA, "beta", usd_per_mtok_in=price, usd_per_mtok_out=5 * price), an_open_offer()),
        "quality": (*quality_of("acme/closed-large", 0.75), *quality_of(BETA, quality), *quality_of("borealis/open-eight", 0.3)),
    }


def test_two_changes_that_only_together_turned_the_order_are_both_named_and_neither_called_decisive():
    order = overtaken(**rival(4.0, 0.79))["order"]
    assert order["decisive"] is None
    assert {term["criterion"] for term in order["terms"] if term["necessary"]} == {"cost", "quality"}
    assert not any(term["sufficient"] for term in order["terms"])
    assert "2 changes did it together" in order["sentence"]
    assert drift(the_record(), a_world(**rival(4.0, 0.75)), TODAY)["order"]["kind"] == "same"
    assert drift(the_record(), a_world(**rival(6.0, 0.79)), TODAY)["order"]["kind"] == "same"


def test_two_changes_of_which_each_turns_the_order_alone_are_said_to():
    order = overtaken(**rival(0.6, 0.95))["order"]
    assert order["decisive"] is None
    assert sum(term["sufficient"] for term in order["terms"]) == 2
    assert "Each of these alone would have been enough" in order["sentence"]
    overtaken(**rival(0.6, 0.75))
    overtaken(**rival(6.0, 0.95))


def test_a_lead_within_the_indifference_band_is_said_to_be_none():
    found = overtaken(**rival(2.9, 0.75))
    assert "less than the evidence can tell apart" in found["order"]["sentence"]
    assert not found["headline"]["holds"]


def test_a_changed_engine_is_said():
    record = the_record() | {"engine_version": "0.0.1+parameters.00000000"}
    found = drift(record, a_world(), TODAY)
    assert not found["same_engine"]
    assert "may come from them" in found["engine_note"]


# --- input -----------------------------------------------------------------------------------------------------------


def test_a_file_may_be_a_record_or_a_recommendation_alone():
    record = the_record()
    assert read_file(record) == (record, {})
    found, around = read_file(
        {"record_version": 1, "id": "x", "title": "T", "created_at": "2026-11-20T00:00:00+00:00", "recommendation": record}
    )
    assert (found, around["title"]) == (record, "T")


@pytest.mark.parametrize("document", [None, 5, [], {}, {"recommendation": {}}, {"needs": {}}])
def test_a_file_that_is_neither_is_refused_in_words(document: Any):
    with pytest.raises(ValueError, match="no recommendation"):
        read_file(document)


JUNK = [None, 5, -1.5, "x", "", [], {}, [1], {"a": 1}, True, [[]], [{}]]


def spoiled(document: Any, draw: Random) -> Any:
    """A copy with one part, however deep, replaced by something of another kind or left out."""
    copy = json.loads(json.dumps(document))
    node = copy
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = draw.choice(keys)
        inner = node[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.8:
            node = inner
            continue
        if draw.random() < 0.2:
            del node[key]
        else:
            node[key] = draw.choice(JUNK)
        return copy


def test_a_spoiled_record_is_read_or_refused_in_words_and_never_breaks(real_catalog: Catalog):
    draw = Random(7)
    whole = json.loads(json.dumps(recommend(real_catalog, read_needs({"privacy": {"boundary": "own_premises"}}), date(2026, 8, 1))))
    record = {**whole, "options": whole["options"][:30]}
    said: list[str] = []
    for _ in range(40):
        try:
            recommendation, _around = read_file(spoiled(record, draw))
        except ValueError as error:
            said += str(error).splitlines()
            continue
        try:
            found = drift(recommendation, real_catalog, TODAY)
        except RerunError:
            continue
        assert drift_report(found)
        assert isinstance(banner(found), str)
        json.dumps(found, allow_nan=False)
    assert len(said) > 10
    assert all(line.startswith(("This is no recommendation:", "And ")) for line in said)


def test_needs_that_this_version_no_longer_takes_are_named():
    record = the_record()
    record["needs"]["colour"] = "red"
    with pytest.raises(RerunError, match="colour"):
        drift(record, a_world(), TODAY)


def test_a_record_is_judged_again_under_the_profile_it_was_made_with():
    """The house's own price stays what it was; a profile that names what the catalog lost is refused by name."""
    profile = read_profile(
        """name = "Acme Works"
stated = 2026-11-01
[[prices]]
provider = "acme"
model = "acme/closed-large"
usd_per_mtok_in = 1.0
usd_per_mtok_out = 5.0
"""
    )
    world = a_world()
    under = layered(world, profile, TODAY)
    record = json.loads(json.dumps(recommend(under, read_needs(NEEDS), TODAY)))
    after = a_world(version="test-2", offers=(an_offer(usd_per_mtok_in=9.0, usd_per_mtok_out=45.0), an_offer(BETA, "beta", usd_per_mtok_in=6.0, usd_per_mtok_out=30.0), an_open_offer()))  # fmt: skip
    found = drift(record, after, TODAY)
    assert found["headline"]["holds"]
    assert found["price"]["usd_now"] == found["price"]["usd_before"]
    assert found["today"]["catalog_version"] == f"test-2+{profile.digest}"
    with pytest.raises(RerunError, match="closed-large"):
        drift(record, a_world(models=(a_model(BETA),), offers=(an_offer(BETA, "beta"),)), TODAY)


def test_own_results_of_a_record_count_again(real_catalog: Catalog):
    """They moved a figure then, and move it today."""
    own = results_of(
        {"model_id": model, "test": "Letters", "score": score, "n": 300, "date": "2026-11-02", "effort": None}
        for model, score in (("openai/gpt-oss-120b", 96.0), ("google/gemma-4-31b-it", 55.0), ("deepseek/v4-flash", 60.0))
    )
    plain, with_own = (json.loads(json.dumps(recommend(real_catalog, read_needs({}), TODAY, own_evidence=o))) for o in ((), own))
    assert plain["options"] != with_own["options"]
    found = drift(with_own, real_catalog, TODAY)
    assert (found["changes"], found["order"]["kind"], found["headline"]["holds"]) == ([], "same", True)
    assert all(row["moved"] == {} for row in found["then_and_now"])
    broken = {**with_own, "own_evidence": [{"model_id": "x"}]}
    with pytest.raises(RerunError, match="own_evidence row 1"):
        drift(broken, real_catalog, TODAY)


def test_a_bare_record_of_an_older_version_is_read_without_its_optional_keys(real_catalog: Catalog):
    record = json.loads(json.dumps(recommend(real_catalog, read_needs({}), TODAY)))
    for key in ("gates", "readmit", "robustness", "past", "break_even", "provenance"):
        record.pop(key, None)
    for option in record["options"]:
        for key in ("facts", "watched", "criteria", "cost_parts", "clones", "label", "pair_share"):
            option.pop(key, None)
    found = drift(record, real_catalog, TODAY)
    assert found["headline"]["holds"]
    assert found["changes"] == []


def test_what_is_printed_is_plain_json(real_catalog: Catalog):
    record = json.loads(json.dumps(recommend(real_catalog, read_needs({}), date(2026, 8, 1))))
    assert json.loads(json.dumps(drift(record, real_catalog, TODAY), allow_nan=False))
    assert ORIGIN.date == TODAY
