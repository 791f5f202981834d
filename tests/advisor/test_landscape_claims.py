"""Claims about the gap: the words follow from the numbers, in both directions, and every claim says who makes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from examples import fresh
from landscape_worlds import a_world, ladder
from pydantic import ValidationError

from advisor.landscape.claims import Claim, judge, read_claims, verdict
from advisor.landscape.lag import Lag
from advisor.landscape.read import Landscape, landscape

BASE = {"text": "x", "publisher": "p", "url": "https://p.example", "date": "2026-01-01"}


def a_claim(**changes: object) -> Claim:
    return Claim.model_validate({**BASE, "kind": "lag", **changes})


@pytest.fixture(scope="module")
def found() -> Landscape:
    return landscape(fresh(a_world(ladder(5.0), width=0.005)), "coding", {})


def with_lag(found: Landscape, low: float, middle: float, high: float) -> Landscape:
    return replace(found, lag=replace(found.lag, low=low, middle=middle, high=high))


@pytest.mark.parametrize(
    ("speak_for", "against", "of", "words"),
    [
        (0, 0, 0, "Cannot be told"),
        (3, 0, 3, "Holds"),
        (2, 1, 3, "Mostly holds"),
        (1, 1, 3, "Holds in part"),
        (1, 2, 3, "Hardly holds"),
        (0, 3, 3, "Does not hold"),
        (0, 0, 3, "Holds in part"),
    ],
)
def test_two_thirds_decide_and_all_make_it_plain(speak_for: int, against: int, of: int, words: str):
    assert verdict(speak_for, against, of) == words


@pytest.mark.parametrize(
    ("low", "high", "words", "said"),
    [
        (4, 6, "Holds", "As claimed in 1 of 1"),
        (6, 12, "Does not hold", "Shorter in 1 of 1"),
        (0, 3, "Does not hold", "Longer in 1 of 1"),
        (5.2, 9, "Holds in part", "the interval of it reaches the claim"),
    ],
)
def test_a_claim_of_months_is_judged_by_the_measured_lag(found: Landscape, low: float, high: float, words: str, said: str):
    (judged,) = judge({"coding": with_lag(found, 4.8, 5.0, 5.3)}, [a_claim(low=low, high=high)])
    assert judged.verdict == words
    assert said in judged.says
    assert "5.0 months" in judged.says


def test_several_dimensions_give_a_range_and_count_on_both_sides(found: Landscape):
    seen = {"coding": with_lag(found, 4.5, 5.0, 5.5), "math": with_lag(found, 8, 9.0, 10), "vision": with_lag(found, 1, 2.0, 3)}
    (judged,) = judge(seen, [a_claim(low=4, high=6)])
    assert judged.verdict == "Hardly holds"
    for part in (
        "2.0 (vision) to 9.0 months (mathematics), 5.0 in the middle",
        "As claimed in 1 of 3: coding",
        "Shorter in 1",
        "Longer in 1",
    ):
        assert part in judged.says


@pytest.mark.parametrize("kind", ["lag", "shrinking", "share", "lead", "saving", "closed_ahead", "level", "price_fall"])
def test_without_figures_no_claim_is_judged(found: Landscape, kind: str):
    unknown = Lag(found.lag.since, found.lag.until, reason="test")
    nothing = replace(found, lag=unknown, earlier=(unknown, unknown), now=None, released=None, prices=None)
    (judged,) = judge({"coding": nothing}, [a_claim(kind=kind, low=0.1, high=1, dimensions=("coding",))])
    assert judged.verdict == "Cannot be told"
    assert judged.says


def test_who_leads_and_who_is_level_are_two_sides_of_one_figure(found: Landscape):
    assert found.now is not None
    for high, leads, level in ((0.99, "Holds", "Does not hold"), (1.0, "Does not hold", "Holds")):
        seen = {"coding": replace(found, now=replace(found.now, low=0.8, middle=0.9, high=high))}
        claims = [a_claim(kind=kind, dimensions=("coding",)) for kind in ("closed_ahead", "level")]
        assert [j.verdict for j in judge(seen, claims)] == [leads, level]


def test_every_claim_has_an_address_a_day_and_words_of_its_own():
    claims = read_claims()
    assert len(claims) >= 10
    assert len({claim.text for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.url.startswith("https://")
        assert claim.publisher
        assert claim.text.endswith(".")
        assert claim.low <= claim.high


def test_a_claim_with_a_key_that_nobody_reads_is_refused(tmp_path: Path):
    file = tmp_path / "claims.toml"
    file.write_text(
        '[[claims]]\ntext = "x"\nkind = "lag"\npublisher = "p"\nurl = "https://p"\ndate = 2026-01-01\nlows = 3\n', encoding="utf-8"
    )
    with pytest.raises(ValidationError, match="lows"):
        read_claims(file)
