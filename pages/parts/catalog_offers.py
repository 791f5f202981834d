"""Every price line of one model: what it costs where, how the provider handles data, and why some are never ranked."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import compact, day, decimal, exact
from advisor.provider_facts import covers
from catalog.schema import Catalog, Conflict, Model, Offer
from pages.parts.catalog_pick import address
from pages.parts.clock import today
from reports.fragments.badges import evidence_badge
from reports.fragments.conflicts import beside_price
from reports.fragments.dates import says_who
from reports.fragments.markup import section, table
from reports.safe_text import html_link, html_text
from reports.words import DEPLOYMENTS

UNITS = {"character_m": "M characters", "token_m": "M tokens", "page_k": "thousand pages", "query_k": "thousand queries"}


def offers(found: Sequence[Offer], model: Model, catalog: Catalog, disputed: Sequence[Conflict] = ()) -> str:
    """Every price line: those that are ranked, then the others with the reason why not."""
    ranked = [o for o in found if o.rankable]
    others = [o for o in found if not o.rankable]
    media = bool(found) and all(o.unit != "mtok" for o in found)
    title = "Offers" if found else "No offer"
    subtitle = (
        "List prices without tax; data handling as the provider states it for this model"
        if found
        else "No price list that is read names this model"
    )
    body = _offer_table("Offers that are ranked", ranked, model, catalog, media, False, disputed) if ranked else ""
    if others:
        inner = _offer_table("Price lines that are not ranked", others, model, catalog, media, True, disputed)
        body += f'<details class="more"><summary>{exact(len(others), 0)} more price lines, shown but never ranked, with the reason</summary>{inner}</details>'
    return section(title, body, subtitle)


def _offer_table(
    caption: str, found: Sequence[Offer], model: Model, catalog: Catalog, media: bool, why: bool, disputed: Sequence[Conflict]
) -> str:
    prices = [("num", "USD"), ("", "Per")] if media else [("num", "In, USD/M"), ("num", "Out, USD/M"), ("num", "Context")]
    columns = [("", "Provider"), *prices, ("", "Why not" if why else "Data handling"), ("", "Price of")]
    rows = [_offer_row(o, model, catalog, media, why, beside_price(disputed, o.id)) for o in found]
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{html_text(caption)}">{table(caption, columns, rows, classes="t offers")}</div>'


def _offer_row(o: Offer, model: Model, catalog: Catalog, media: bool, why: bool, other: str) -> str:
    provider = catalog.providers.get(o.provider_id)
    way = DEPLOYMENTS.get(o.deployment.value, "") if o.deployment else ""
    small = ", ".join(
        x
        for x in (
            way,
            (o.region or "region not stated").replace("|", " or "),
            o.tier if o.tier != "standard" else "",
            o.condition,
            f"ends {day(o.ends)}" if o.ends else "",
        )
        if x
    )
    if media or o.unit != "mtok":
        cells = f'<td class="num">{_usd(o.usd_per_unit)}</td><td>{html_text(UNITS.get(o.unit, o.unit))}</td>'
        cells += "" if media else "<td></td>"
    else:
        cached = f'<p class="why">cached {_usd(o.usd_per_mtok_cached_in)}</p>' if o.usd_per_mtok_cached_in else ""
        batch = (
            f'<p class="why">batch {_usd(o.usd_per_mtok_batch_in)} / {_usd(o.usd_per_mtok_batch_out)}</p>'
            if o.usd_per_mtok_batch_in
            else ""
        )
        tiers = "".join(
            f'<p class="why">above {compact(t.above_tokens)}: {_usd(t.usd_per_mtok_in)} / {_usd(t.usd_per_mtok_out)}</p>' for t in o.tiers
        )
        room = (
            evidence_badge("unknown")
            if o.context_tokens is None
            else f'<span title="{exact(o.context_tokens, 0)} tokens">{compact(o.context_tokens)}</span>'
        )
        cells = f'<td class="num">{_usd(o.usd_per_mtok_in)}{cached}</td><td class="num">{_usd(o.usd_per_mtok_out)}{batch}{tiers}</td><td class="num">{room}</td>'
    said = html_text(o.unrankable) if why else _handling(o.provider_id, model, catalog)
    since = f'<p class="why">in force since {html_text(day(o.since))}</p>' if o.since else ""
    origin = f"{says_who(o.origin, 'price', today())}{since}" + (f'<p class="why">{html_text(other)}</p>' if other else "")
    seller = (
        html_link(provider.name, address(tab="providers", provider=provider.id))
        if provider
        else html_text(o.feed_provider or o.provider_id)
    )
    return f'<tr><th scope="row">{seller}<p class="why">{html_text(small)}</p></th>{cells}<td class="src2">{said}</td><td class="src2">{origin}</td></tr>'


def _usd(value: float | None) -> str:
    return (
        evidence_badge("unknown")
        if value is None
        else f'<span title="USD {exact(value, 6)}">{decimal(value, 2) if value >= 0.1 else exact(value, 4)}</span>'
    )


def _handling(provider_id: str, model: Model, catalog: Catalog) -> str:
    """Training, retention and zero retention, in a few words; what is not stated is unknown."""
    provider = catalog.providers.get(provider_id)
    words = []
    for kind, label in (("trains_on_api_data", "trains"), ("retention_days", "kept, days"), ("zero_data_retention", "zero retention")):
        said = list(
            dict.fromkeys(f.value.replace("_", " ") for f in (provider.facts if provider else ()) if f.fact == kind and covers(f, model))
        )
        words.append(f"{label}: {html_text(' or '.join(said))}" if said else f"{label}: {evidence_badge('unknown')}")
    return "; ".join(words)
