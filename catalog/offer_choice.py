"""Which of several upstream names and feeds carries an offer, and where the feeds disagree (rule: catalog/feeds/__init__.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.feeds import FEEDS, litellm
from catalog.schema import Conflict, Offer

PRICES = (
    "usd_per_mtok_in", "usd_per_mtok_out", "usd_per_mtok_cached_in", "usd_per_mtok_cache_write", "usd_per_mtok_batch_in",
    "usd_per_mtok_batch_out", "usd_per_mtok_batch_cached_in", "usd_per_mtok_off_peak_in", "usd_per_mtok_off_peak_out",
)  # fmt: skip
MATCHES = ("exact", "regional", "host_variant", "dated_snapshot", "pointer")
CLOSE = frozenset({"exact", "regional"})
TRUSTED = tuple(feed.name for feed in FEEDS)
DETAILED = litellm.NAME
SAME = 0.001
"""Relative difference below which two prices are one: hosts that bill in units of their own list rounded dollars."""
RULE = "the more trusted feed: genai-prices, entered from the vendor's page and reviewed by people"


@dataclass(frozen=True)
class Candidate:
    """One offer of a group, how well its name fits the model, whether it answers in text, and whether the feed gave it up."""

    offer: Offer
    match: str
    text: bool
    withdrawn: bool = False


@dataclass(frozen=True)
class Choice:
    """The candidate used, the best of the other feed, and the differences between the two (subject still to be filled)."""

    used: Candidate
    other: Candidate | None
    conflicts: tuple[Conflict, ...]


def choose(candidates: Sequence[Candidate]) -> Choice:
    """The best candidate of each feed, then the feed by the trust rule."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=_preference):
        best.setdefault(candidate.offer.feed, candidate)
    ordered = sorted(best.values(), key=_preference)
    first, other = ordered[0], ordered[1] if len(ordered) > 1 else None
    if other is None or not _comparable(first, other):
        return Choice(first, other, ())
    fields = differences(first.offer, other.offer)
    pair = sorted((first, other), key=lambda candidate: TRUSTED.index(candidate.offer.feed))
    if not fields:
        detailed = next((c for c in pair if c.offer.feed == DETAILED), first)
        plain = next(c for c in pair if c is not detailed)
        return Choice(detailed, plain, ())
    used, lost = pair
    return Choice(used, lost, tuple(_conflict(name, used.offer, lost.offer) for name in fields))


def _preference(candidate: Candidate) -> tuple[bool, bool, int, bool, int, str, str]:
    """Ranked before shown, still on sale before ended, close names first, the host's own spelling before a longer one."""
    offer = candidate.offer
    ended = offer.ends is not None and offer.ends < offer.origin.date
    foreign = offer.feed_provider != offer.provider_id and not offer.feed_provider.startswith(offer.provider_id + "_converse")
    return (not offer.rankable, ended, MATCHES.index(candidate.match), foreign, len(offer.feed_key), offer.feed_key, offer.feed)


def _comparable(one: Candidate, two: Candidate) -> bool:
    """Both priced and about the same thing: a dated snapshot may well cost something else than the current model."""
    if one.match != two.match and not {one.match, two.match} <= CLOSE:
        return False
    return all(c.offer.usd_per_mtok_in is not None or c.offer.usd_per_unit is not None for c in (one, two)) and one.text == two.text


def differences(one: Offer, two: Offer) -> list[str]:
    """Price fields that both state, differently."""
    found = []
    for name in (*PRICES, "usd_per_unit"):
        a, b = getattr(one, name), getattr(two, name)
        if a is not None and b is not None and abs(a - b) > SAME * max(a, b):
            found.append(name)
    return found


def _conflict(name: str, used: Offer, lost: Offer) -> Conflict:
    a, b = getattr(used, name), getattr(lost, name)
    values = tuple((f"{o.feed}:{o.feed_provider}/{o.feed_key}", f"{getattr(o, name):g}", o.origin.date) for o in (used, lost))
    return Conflict(subject=used.id, field=name, values=values, gap=round(max(a, b) / min(a, b) - 1, 4), used=used.feed, rule=RULE)
