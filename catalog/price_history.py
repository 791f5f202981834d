"""What offers cost before, and will cost: spans of days from lists that date their prices, and from lists fetched on other days.

Dated spans come from the newest snapshot of a feed that states first days (catalog/feeds). Seen spans come from the ledger of
what older snapshots held (catalog/price_ledger.py). The price of today stands in the offer; its span is listed too, so that a
history reads from the first line to the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from catalog.entries import FeedEntry
from catalog.offer_choice import differences, trust
from catalog.offers import raw_id
from catalog.price_ledger import Seen
from catalog.schema import PRICE_FIELDS, Offer, Origin, PriceSpan


def price_spans(
    dated: Iterable[FeedEntry], ledger: Iterable[Seen], names: Mapping[str, str], offers: Sequence[Offer], publishers: Mapping[str, str]
) -> tuple[PriceSpan, ...]:
    """Every span of every price line, by offer and first day.

    `names`: the offer that carries a line of a feed, by the line's own id; other lines are offers of their own, which are shown
    and not ranked. A line counts for an offer only where both state the same price now: spans of a list that disagrees are not the
    history of the price in use.
    """
    ranked = {offer.id: offer for offer in offers if offer.rankable}
    listed = {offer.id: offer for offer in offers}
    of_offer: dict[str, dict[str, list[PriceSpan]]] = {}
    lines = sorted(dated, key=lambda e: (raw_id(e), e.effective is not None, e.effective or e.seen))
    for line, entries in groupby(lines, key=raw_id):
        offer = listed.get(names.get(line, line))
        if offer is not None and (spans := _dated(offer, list(entries), publishers)):
            of_offer.setdefault(offer.id, {}).setdefault(spans[0].feed, spans)
    # of several lists that date one offer the most trusted tells its history: spans of one offer never overlap
    found = [span for by_feed in of_offer.values() for span in by_feed[min(by_feed, key=trust)]]
    found += _of_other_places(found, offers)
    found += _seen(ledger, ranked)
    return tuple(sorted(found, key=lambda s: (s.offer_id, s.basis, s.since is not None, s.since or s.origin.date)))


def _dated(offer: Offer, entries: Sequence[FeedEntry], publishers: Mapping[str, str]) -> list[PriceSpan]:
    """Spans of one line, days on which none of its own prices moved joined; none where the line disagrees with the offer now."""
    spans: list[PriceSpan] = []
    for entry in entries:
        values = {name: getattr(entry, name) for name in PRICE_FIELDS}
        if not any(values.values()):
            continue
        joins = bool(spans) and spans[-1].until == entry.effective
        if joins and all(getattr(spans[-1], name) == value for name, value in values.items()):
            spans[-1] = spans[-1].model_copy(update={"until": entry.until})
            continue
        spans.append(
            PriceSpan(
                offer_id=offer.id,
                basis="dated",
                since=entry.effective,
                until=entry.until,
                feed=entry.feed,
                feed_key=entry.key,
                origin=Origin(publisher=publishers.get(entry.feed, entry.feed), url=entry.url, date=entry.seen),
                **values,
            )
        )
    now = next((span for span in spans if span.holds(offer.origin.date)), None)
    if now is None or (len(spans) == 1 and now.since is None) or differences(_as_offer(offer, now), offer):
        return []
    return spans


def _as_offer(offer: Offer, span: PriceSpan) -> Offer:
    return offer.model_copy(update={name: getattr(span, name) for name in PRICE_FIELDS})


def _of_other_places(spans: Sequence[PriceSpan], offers: Sequence[Offer]) -> list[PriceSpan]:
    """The same spans for offers that repeat a line at its own price in another place."""
    of_line: dict[tuple[str, str], list[PriceSpan]] = {}
    for span in spans:
        of_line.setdefault((span.feed, span.feed_key), []).append(span)
    named = {span.offer_id for span in spans}
    found: list[PriceSpan] = []
    for offer in offers:
        own = of_line.get((offer.feed, offer.feed_key), ())
        if not offer.rankable or offer.id in named or not own:
            continue
        base = [span for span in own if span.offer_id.partition("@")[0] == offer.id.partition("@")[0]]
        now = next((span for span in base if span.holds(offer.origin.date)), None)
        if now is not None and not differences(_as_offer(offer, now), offer):
            found += [s.model_copy(update={"offer_id": offer.id}) for s in base if s.offer_id == now.offer_id]
    return found


def _seen(ledger: Iterable[Seen], ranked: Mapping[str, Offer]) -> list[PriceSpan]:
    """Spans of what was seen on other days than the day of the offer, of offers that are still there."""
    rows = sorted((row for row in ledger if row.offer_id in ranked), key=lambda row: (row.offer_id, row.first))
    found: list[PriceSpan] = []
    for _, of_one in groupby(rows, key=lambda row: row.offer_id):
        group = list(of_one)
        for row, later in zip(group, [*group[1:], None], strict=True):
            if later is None and row.first == row.last:
                continue  # seen once, now: the offer itself says as much
            values: dict[str, Any] = dict(row.values)
            found.append(
                PriceSpan(
                    offer_id=row.offer_id,
                    basis="seen",
                    since=row.first,
                    last_seen=row.last,
                    until=later.first if later else None,
                    feed=row.feed,
                    feed_key=row.feed_key,
                    origin=Origin(publisher=row.publisher, url=row.url, date=row.last),
                    **values,
                )
            )
    return found
