"""What an organisation's profile says, in tables."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.numbers import day, exact
from catalog.organisation.profile import CERTIFICATIONS, NegotiatedPrice, OwnEndpoint, Profile
from reports.fragments.markup import section, table
from reports.safe_text import html_text

PRICE_WORDS = {
    "usd_per_mtok_in": "input",
    "usd_per_mtok_out": "output",
    "usd_per_mtok_cached_in": "cached input",
    "usd_per_mtok_batch_in": "batch input",
    "usd_per_mtok_batch_out": "batch output",
}


def profile_tables(profile: Profile, whose: str) -> str:
    """House rules, own prices, machines, models and endpoints; `whose` says for whom they are in force."""
    rules = [
        *(("Only " + what, ", ".join(names)) for what, names in _lists(profile.allow) if names),
        *(("No " + what, ", ".join(names)) for what, names in _lists(profile.deny) if names),
        *(
            [("Third parties must hold", ", ".join(CERTIFICATIONS[c] for c in profile.require.certifications))]
            if profile.require.certifications
            else []
        ),
    ]
    defaults = [
        *(
            [("A full-time equivalent", f"USD {exact(profile.costs.fte_usd_per_year, 0)} a year")]
            if profile.costs.fte_usd_per_year is not None
            else []
        ),
        *([("Power", f"USD {exact(profile.costs.power_usd_per_kwh, 3)} per kWh")] if profile.costs.power_usd_per_kwh is not None else []),
        *((f"GPUs you own: {own.gpu}", exact(own.count, 0)) for own in profile.gpus),
        *((f"Priority of {name}", f"{value:g} of 5") for name, value in profile.priorities.model_dump(exclude_none=True).items()),
    ]
    parts = [
        _pairs("House rules", rules),
        _pairs("Costs, machines and priorities", defaults),
        _pairs("Own prices, USD per million tokens", [(_what(p), _terms(p)) for p in profile.prices]),
        _pairs("Own models", [(m.name, f"fine-tune of {m.base}{f'; {m.note}' if m.note else ''}") for m in profile.models]),
        _pairs("Own endpoints", [(e.name, _endpoint(e)) for e in profile.endpoints]),
        _pairs("House presets", [(p.name, p.summary) for p in profile.presets]),
    ]
    body = "".join(parts) or "<p class='sub'>It states nothing yet.</p>"
    return section(profile.name, body, f"In force {whose}, as stated on {day(profile.stated.isoformat())}")


def _lists(lists: object) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (f"these {name}" if name != "labs" else "these labs", getattr(lists, name)) for name in ("labs", "providers", "regions", "licences")
    ]


def _pairs(title: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = [f'<tr><th scope="row">{html_text(name)}</th><td class="txt">{html_text(value)}</td></tr>' for name, value in rows]
    return f"<h3>{html_text(title)}</h3>{table(title, [('', 'What'), ('', 'Stated')], cells, classes='t facts')}" if cells else ""


def _what(price: NegotiatedPrice) -> str:
    return f"{price.model or 'all models'} at {price.provider}{f', {price.region}' if price.region else ''}"


def _terms(price: NegotiatedPrice | OwnEndpoint) -> str:
    said = [f"{words} {exact(value, 4)}" for name, words in PRICE_WORDS.items() if (value := getattr(price, name)) is not None]
    if isinstance(price, NegotiatedPrice):
        if price.discount_percent is not None:
            said.append(f"{price.discount_percent:g}% off list prices")
        if price.commitment_usd_per_month is not None:
            said.append(f"at least USD {exact(price.commitment_usd_per_month, 0)} a month, used or not")
        if price.until is not None:
            said.append(f"until {day(price.until.isoformat())}")
    elif price.usd_per_month is not None:
        said.append(f"USD {exact(price.usd_per_month, 0)} a month")
    return "; ".join([*said, *([price.note] if price.note else [])])


def _endpoint(own: OwnEndpoint) -> str:
    where = "on your premises" if own.deployment == "self_host_on_prem" else "in your cloud account"
    kept = "retention not stated" if own.retention_days is None else f"keeps prompts {own.retention_days:g} days"
    return f"{own.model}, {where}{f', {own.zone}' if own.zone else ''}; {_terms(own)}; {kept}"
