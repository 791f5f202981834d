"""Which of several upstream names and feeds carries an offer, and where the feeds disagree (rule: catalog/feeds/__init__.py)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

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
SAME_LIMIT = 0.05
"""The same for limits in tokens: 128k is written 128,000 and 131,072."""
LIMITS = ("context_tokens", "max_output_tokens")
KNOWN_WRONG = "known to be wrong: "
"""How the reason begins why a corrected line is not ranked: what it states contradicts nobody any more."""
RULE = "the feed trusted most among those that state it: " + ", ".join(feed.publisher for feed in FEEDS if feed.entries)
LIMIT_RULE = "the limit of the price line that is used"


@dataclass(frozen=True)
class Candidate:
    """One offer of a group, how well its name fits the model, whether it answers in text, and whether the feed gave it up."""

    offer: Offer
    match: str
    text: bool
    withdrawn: bool = False


@dataclass(frozen=True)
class Choice:
    """The candidate used, the best of every other feed in the order of trust, and where they differ (subject still to be filled)."""

    used: Candidate
    others: tuple[Candidate, ...]
    conflicts: tuple[Conflict, ...]


def choose(candidates: Sequence[Candidate]) -> Choice:
    """The best candidate of each feed, then the feed by the trust rule."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=_preference):
        best.setdefault(candidate.offer.feed, candidate)
    first = min(best.values(), key=_preference)
    rivals = sorted((c for c in best.values() if c is first or _comparable(first, c)), key=_trust)
    trusted = rivals[0]
    detailed = next((c for c in rivals if c.offer.feed == DETAILED), None)
    used = trusted if detailed is None or any(differences(detailed.offer, c.offer) for c in rivals) else detailed
    others = tuple(sorted((c for c in best.values() if c is not used), key=_trust))
    lost = [c.offer for c in rivals if c is not used]
    if used.offer.unrankable.startswith(KNOWN_WRONG):
        return Choice(used, others, ())
    return Choice(used, others, (*_price_conflicts(used.offer, lost), *_limit_conflicts(used.offer, lost)))


def _preference(candidate: Candidate) -> tuple[bool, bool, int, bool, int, str, str]:
    """Ranked before shown, still on sale before ended, close names first, the host's own spelling before a longer one."""
    offer = candidate.offer
    ended = offer.ends is not None and offer.ends < offer.origin.date
    foreign = offer.feed_provider != offer.provider_id and not offer.feed_provider.startswith(offer.provider_id + "_converse")
    return (not offer.rankable, ended, MATCHES.index(candidate.match), foreign, len(offer.feed_key), offer.feed_key, offer.feed)


def _trust(candidate: Candidate) -> int:
    return trust(candidate.offer.feed)


def trust(feed: str) -> int:
    """Place of a feed in the order of trust; 0 is trusted most."""
    return TRUSTED.index(feed)


def _comparable(one: Candidate, two: Candidate) -> bool:
    """Both priced and about the same thing: a dated snapshot may well cost something else than the current model."""
    if one.match != two.match and not {one.match, two.match} <= CLOSE:
        return False
    if one.offer.rankable != two.offer.rankable:
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


def _price_conflicts(used: Offer, lost: Sequence[Offer]) -> list[Conflict]:
    return [
        _conflict("price", name, [used, *(o for o in lost if name in differences(used, o))], RULE)
        for name in (*PRICES, "usd_per_unit")
        if any(name in differences(used, other) for other in lost)
    ]


def _limit_conflicts(used: Offer, lost: Sequence[Offer]) -> list[Conflict]:
    found = []
    for name in LIMITS:
        differing = [other for other in lost if _limits_differ(name, used, other)]
        if differing:
            found.append(_conflict("limit", name, [used, *differing], LIMIT_RULE))
    return found


def _limits_differ(name: str, one: Offer, two: Offer) -> bool:
    """Whether two limits are more than two spellings of one."""
    a, b = getattr(one, name), getattr(two, name)
    if a is None or b is None:
        return False
    answers = [o.max_output_tokens for o in (one, two) if o.max_output_tokens] if name == "context_tokens" else []
    return not same_limit(a, b, answers)


def same_limit(one: float, two: float, answers: Iterable[float] = ()) -> bool:
    """Whether two limits are one up to how it is rounded. Some lists count the prompt alone: then the longest answer makes up for it."""
    low, high = sorted((one, two))
    # an "answer" as long as the whole window is the window said twice
    return any(abs(high - low - answer) <= SAME_LIMIT * high for answer in (0.0, *(answer for answer in answers if answer < low)))


def _conflict(kind: Literal["price", "limit"], name: str, stating: Sequence[Offer], rule: str) -> Conflict:
    """All values, the used one first."""
    used, numbers = stating[0], [getattr(offer, name) for offer in stating]
    values = tuple((f"{o.feed}:{o.feed_provider}/{o.feed_key}", f"{n:.10g}", o.origin.date) for o, n in zip(stating, numbers, strict=True))
    gap = round(max(numbers) / min(numbers) - 1, 4)
    return Conflict(kind=kind, subject=used.id, field=name, values=values, gap=gap, used=used.feed, rule=rule)
