"""From feed entries to offers: which model, which provider, which place, which way of running, and whether it may be ranked.

The model is found by catalog.matching; a name that nobody could be matched to for sure goes to the review list. Every entry becomes one offer that can be looked at. Ranked are offers of a curated model at a provider with a record, at a
standard price for tokens, one per model, provider and place: where several upstream names mean the same offer, the closest
name is used (its own id, then a regional id, a variant of the host, a dated snapshot) and the others say so. A name that the
host may point at another model tomorrow is never ranked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from catalog import hosts
from catalog.entries import FeedEntry
from catalog.matching import Match, Matcher
from catalog.offer_choice import CLOSE, KNOWN_WRONG, PRICES, Candidate, choose, differences, trust
from catalog.schema import Alias, Conflict, Deployment, Model, Offer, Origin, Provider, ReviewItem

TOKEN_MODES = frozenset({"chat", "responses", "completion"})
Group = tuple[str, ...]
"""(model, provider, place, tier, unit, condition): names of one group mean one offer."""
LIMITS = ("context_tokens", "max_output_tokens", "tool_calling", "structured_output", "reasoning", "prompt_caching", "vision", "ends")
"""What a host states beside prices; taken from the other feed where the chosen one is silent."""


@dataclass(frozen=True)
class Joined:
    """All offers in the order of their ids, what the feeds disagree on, which lines mean which offer, and names to look at.

    `names`: the line of a feed, by the id of its own -> the offer it carries, or would carry at the same price.
    `review`: names that no model could be joined to for sure.
    """

    offers: tuple[Offer, ...]
    conflicts: tuple[Conflict, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    review: tuple[ReviewItem, ...] = ()


def join(
    entries: Iterable[FeedEntry],
    models: Mapping[str, Model],
    providers: Mapping[str, Provider],
    aliases: Iterable[Alias] | Matcher,
    publishers: Mapping[str, str],
) -> Joined:
    """Offers of all entries. `publishers` names who publishes each feed, for the origin of its prices."""
    matcher = aliases if isinstance(aliases, Matcher) else Matcher(models, aliases)
    names = hosts.feed_names(providers)
    single: list[Offer] = []
    review: dict[tuple[str, str, str], ReviewItem] = {}
    groups: dict[Group, list[Candidate]] = defaultdict(list)
    for entry in entries:
        match = matcher.match(entry.feed, entry.provider, entry.key, entry.mode)
        model = models.get(match.model_id) if match.model_id else None
        lab = model.id.partition("/")[0] if model else None
        host = hosts.provider_id(entry.provider, lab, entry.key, names)
        place = hosts.place(host, entry.key, entry.zone)
        offer = _offer(entry, host, place, model, providers.get(host), publishers)
        if model is None:
            single.append(offer)
            if match.how in ("ambiguous", "unmatched"):
                review.setdefault(
                    (entry.feed, entry.provider, entry.key), review_item(entry.feed, entry.provider, entry.key, entry.seen, match)
                )
            continue
        group: Group = (model.id, host, place.label, offer.tier, offer.unit, offer.condition if offer.unit != "mtok" else "")
        groups[group].append(Candidate(offer, match.kind, entry.mode in TOKEN_MODES, entry.withdrawn))
    _name_default(groups)
    conflicts: list[Conflict] = []
    lines: dict[str, str] = {}
    for settled in sorted(groups):
        offers, found = _settle(settled, groups[settled])
        single += offers
        conflicts += found
        named = offers[0]
        lines |= {c.offer.id: named.id for c in groups[settled] if c.match in CLOSE and not differences(c.offer, named)}
    every = tuple(sorted(distinct(single), key=lambda offer: offer.id))
    return Joined(every, tuple(conflicts), lines, tuple(review[key] for key in sorted(review)))


def review_item(feed: str, provider: str, key: str, seen: date, match: Match) -> ReviewItem:
    """A name without a model, for a person to look at."""
    kind: Literal["ambiguous", "unmatched"] = "ambiguous" if match.how == "ambiguous" else "unmatched"
    return ReviewItem(feed=feed, provider=provider, key=key, kind=kind, candidates=match.candidates, why=match.why, seen=seen)


def deployment_of(model: Model, provider: Provider) -> tuple[Deployment | None, str]:
    """How the shared service of a provider counts for a model; without one, why it is not ranked."""
    if provider.passes_through:
        return None, f"{provider.name} passes requests on to other hosts, whose terms apply; the price list does not name the host"
    if provider.deployment == Deployment.CLOUD_PRIVATE_ENDPOINT:
        return Deployment.CLOUD_PRIVATE_ENDPOINT, ""
    if model.open:
        return Deployment.MANAGED_OPEN_API, ""
    if provider.id in hosts.OWN_API.get(model.id.partition("/")[0], frozenset()):
        return Deployment.CLOSED_API, ""
    return None, f"resold by {provider.name}: the terms of {model.lab} decide, and the price list does not say which apply"


def _offer(
    entry: FeedEntry, host: str, place: hosts.Place, model: Model | None, provider: Provider | None, publishers: Mapping[str, str]
) -> Offer:
    deployment, reason = None, ""
    if model is None:
        reason = "uncurated: no curated model has this name"
    elif provider is None:
        reason = f"no provider record for {host}: nothing is known about how it handles data"
    elif entry.provider == host == "huggingface" and entry.feed == "models_dev":
        reason = "passed on by Hugging Face to a host that the list does not name"
    elif entry.provider.startswith(hosts.HUGGING_FACE_ROUTER):
        reason = f"passed on by Hugging Face to {entry.provider.removeprefix(hosts.HUGGING_FACE_ROUTER)}, whose terms apply as well"
    else:
        deployment, reason = deployment_of(model, provider)
    tier = place.tier if place.tier and entry.tier == "standard" else "-".join(part for part in (place.tier, entry.tier) if part)
    if not reason:
        reason = _not_ranked(entry, tier)
    return Offer(
        id=raw_id(entry),
        model_id=model.id if model else None,
        provider_id=host,
        deployment=deployment,
        region=place.region or entry.base_zone if place.label in ("", place.region) else place.region,
        tier=tier,
        feed=entry.feed,
        feed_key=entry.key,
        feed_provider=entry.provider,
        unit=entry.unit,
        usd_per_unit=entry.usd_per_unit,
        condition=entry.condition,
        **{name: getattr(entry, name) for name in (*PRICES, "tiers", *LIMITS)},
        since=entry.effective,
        rankable=not reason,
        unrankable=reason,
        unrepresented=entry.unrepresented,
        origin=Origin(publisher=publishers.get(entry.feed, entry.feed), url=entry.url, date=entry.seen),
    )


def _name_default(groups: dict[Group, list[Candidate]]) -> None:
    """Where a price list also names the global endpoint, or the regional ones, at the price of an unnamed one, it is that one.

    Otherwise the unnamed listing at the global price would pass for a call kept in one region, which costs more.
    """
    for label in ("global", "regional"):
        for group in sorted(groups):
            model_id, host, place, *rest = group
            unnamed = (model_id, host, "", *rest)
            if place != label or unnamed not in groups:
                continue
            for candidate in list(groups[unnamed]):
                if any(not differences(candidate.offer, other.offer) for other in groups[group]):
                    groups[unnamed].remove(candidate)
                    groups[group].append(candidate)
            if not groups[unnamed]:
                del groups[unnamed]


def _not_ranked(entry: FeedEntry, tier: str) -> str:
    """Why an entry of a known model at a known provider is shown only; empty where nothing speaks against it."""
    if tier != "standard":
        if tier.startswith("gov"):
            return "government cloud: open to eligible customers only"
        return f"service tier {tier}: shown, the standard tier is what gets ranked"
    if entry.unit != "mtok":
        return ""
    if entry.known_wrong:
        return KNOWN_WRONG + entry.known_wrong
    if entry.second_hand:
        return "the feed copied this price from a reseller's list, not from the provider's own"
    if entry.mode not in TOKEN_MODES:
        return f"not a text service ({entry.mode})"
    if entry.usd_per_mtok_in is None or entry.usd_per_mtok_out is None:
        return "no price: the feed states none, or 0, which is a placeholder or a free tier"
    return ""


def _settle(group: Group, candidates: Sequence[Candidate]) -> tuple[list[Offer], list[Conflict]]:
    """The one offer of a group that carries its name, the others as duplicates of it, and the differences of the feeds."""
    model_id, host, label, tier, unit, condition = group
    choice = choose(candidates)
    used = choice.used.offer
    region = used.region or next((c.offer.region for c in candidates if c.offer.region), None)
    missing: dict[str, object] = {}
    for name in LIMITS:
        if getattr(used, name) is None:
            stated = (getattr(other.offer, name) for other in choice.others)
            missing[name] = next((value for value in stated if value is not None), None)
    name = host + "/" + model_id.partition("/")[2] + (f"@{slug(label)}" if label else "") + (f"+{tier}" if tier != "standard" else "")
    if unit != "mtok":
        name += f"#{unit}" + (f"-{slug(condition)}" if condition else "")
    named = used.model_copy(update={**missing, "id": name, "region": region})
    doubt = ""
    if choice.used.match == "pointer":
        doubt = "the host can point this name at another model"
    elif gone := [c.offer for c in candidates if c.withdrawn and c.match in CLOSE and trust(c.offer.feed) <= trust(used.feed)]:
        doubt = f"{gone[0].origin.publisher} marks it as withdrawn by the provider; the price is kept for old bills"
    if named.rankable and doubt:
        named = named.model_copy(update={"rankable": False, "unrankable": doubt})
    rest = [_duplicate(c.offer, named) for c in candidates if c is not choice.used]
    return [named, *rest], [conflict.model_copy(update={"subject": name}) for conflict in choice.conflicts]


def _duplicate(offer: Offer, named: Offer) -> Offer:
    if not offer.rankable:
        return offer
    what = "another listing, at another price, of" if differences(offer, named) else "same offer as"
    return offer.model_copy(update={"rankable": False, "unrankable": f"{what} {named.id}, there listed as {named.feed}:{named.feed_key}"})


def raw_id(entry: FeedEntry) -> str:
    """The entry in the words of its feed."""
    text = f"{entry.feed}:{entry.provider}/{entry.key}"
    text += f"@{slug(entry.zone)}" if entry.zone else ""
    text += f"+{entry.tier}" if entry.tier != "standard" else ""
    return text + (f"#{entry.unit}" + (f"-{slug(entry.condition)}" if entry.condition else "") if entry.unit != "mtok" else "")


def slug(text: str) -> str:
    return "-".join(text.lower().replace("|", " ").replace(",", " ").split())


def distinct(offers: Sequence[Offer]) -> list[Offer]:
    """Ids made unique: a feed that lists one key twice gets a number behind the second."""
    seen: Counter[str] = Counter()
    result = []
    for offer in offers:
        seen[offer.id] += 1
        result.append(offer if seen[offer.id] == 1 else offer.model_copy(update={"id": f"{offer.id}~{seen[offer.id]}"}))
    return result
