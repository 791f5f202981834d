"""The rows of `options`: one per fitting option, with its ledger of points and of cost where it is among the best."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np

from advisor.answer.naming import customisation, gpu_of, hardware_text, label, precision_of, price_origin
from advisor.answer.remarks import Remarks
from advisor.answer.watched import watched
from advisor.cost.media import units_per_request
from advisor.criteria import PREFER
from advisor.decision import Decision
from advisor.figures import PARTS
from advisor.freshness import age
from advisor.known import backing
from advisor.licence_standing import standing, text_evidence
from advisor.numbers import compact, usd_a_month
from advisor.numbers import day as spoken_day
from advisor.options import BOUGHT
from advisor.parameters import PARAMETERS
from advisor.provider_facts import statements, strictest
from advisor.quality import not_told_apart
from advisor.rule import ON_SITE, THIRD_PARTY, host_name
from advisor.rules import RULE
from catalog.organisation.layer import is_own, origin_of
from catalog.schema import Deployment, Licence, Model, Offer, Origin

Json = dict[str, Any]
DETAILED = 24
"""Rows with ledgers of points, cost and facts; the rest carry the contract's fields alone."""

PART_NAMES = {
    "input": "Input tokens",
    "cached_input": "Cached input tokens",
    "output": "Answer tokens",
    "reasoning": "Thinking tokens",
    "media": "Seconds, images or minutes",
    "fixed_fee": "Monthly fee",
    "commitment": "Rest of the monthly commitment",
    "gpu_rental": "GPU rent",
    "hardware": "Hardware, written off over its life",
    "power": "Power",
    "space": "Space and network",
    "staff": "Staff to run it, beyond calling an API",
    "setup": "Set-up, spread over the horizon",
    "fine_tuning": "Tuning runs and their staff",
}
HANDLING = (
    ("trains_on_api_data", "Trains on API data", ("yes", "conditional", "not_stated", "no")),
    (
        "retention_days",
        "Retention, days",
        ("indefinite", "until_deleted", "stored", "store_on", "55", "30", "7", "3", "1", "not_stated", "short", "0.04", "0"),
    ),
    ("zero_data_retention", "Zero retention", ("no", "conditional", "enterprise_only", "on_request", "self_serve", "default")),
)
"""Data handling as the gates read it: only statements that cover this model, the strictest of each kind."""
OWN = "your organisation’s own"
"""Narrower word of a badge where a profile supplied the figure."""
SOLD_PARTS = {"input", "cached_input", "output", "reasoning", "media", "fixed_fee", "commitment"}
ASSUMED_PARTS = {"staff", "setup", "power", "space", "fine_tuning"}


def number(value: float, digits: int = 6) -> float | None:
    """A JSON number, or None for unknown."""
    return None if math.isnan(value) else round(float(value), digits)


def origin_json(origin: Origin | None) -> Json | None:
    return None if origin is None else {"publisher": origin.said_by, "url": origin.url, "date": origin.date.isoformat()}


def breakdown(d: Decision, i: int) -> dict[str, float]:
    """Expected USD a month by part, without empty parts, rounded to cents so that the parts add up to `expected`."""
    return {p: value for p in PARTS if (value := round(float(d.figures.parts[p][i]), 2))}


def cost(d: Decision, i: int) -> Json:
    """Low, expected, high and the breakdown. `expected` is the sum of the printed parts."""
    parts = breakdown(d, i)
    expected = round(sum(parts.values()), 2)
    return {
        "low": min(round(float(d.figures.low[i]), 2), expected),
        "expected": expected,
        "high": max(round(float(d.figures.high[i]), 2), expected),
        "breakdown": parts,
    }


def rows(d: Decision, remarks: Remarks, limit: int | None = None, named: Collection[str] = ()) -> list[Json]:
    """The fitting options in order: all of them, or the best `limit` with those that the answer names elsewhere."""
    shares = {int(i): n for n, i in enumerate(d.shares.candidates)}
    clones = _clones(d)
    detailed = {int(i) for i in (*d.best_of_groups[:DETAILED], *d.ranked[:DETAILED], *(d.space.index[x] for x in named))}
    place = np.arange(len(d.ranked))
    if limit is not None:
        also = [*d.best_of_groups[:limit], *(d.space.index[x] for x in named)]
        place = place[(place < limit) | np.isin(d.ranked, also)]
    write = _Rows(d, remarks, place)
    out = []
    for n, i in enumerate(d.ranked[place].tolist()):
        at = shares.get(i)
        row = write.row(n, i, i in detailed)
        row["first_place_share"] = 0.0 if at is None else round(float(d.shares.first[at]), 4)
        row["pair_share"] = 0.0 if at is None else round(float(d.shares.group_first[at]), 4)
        row["top3_share"] = 0.0 if at is None else round(float(d.shares.group_top3[at]), 4)
        row["clones"] = clones.get(i, [])
        if i in detailed:
            row |= _detail(d, i)
        out.append(row)
    return out


def _clones(d: Decision) -> dict[int, list[str]]:
    """Per best option of a group: ids of its other offers or hosts, best first (at most eight)."""
    best: dict[int, int] = {}
    found: dict[int, list[str]] = {}
    for index in d.ranked:
        i, group = int(index), int(d.space.groups[index])
        head = best.setdefault(group, i)
        if head != i and len(found.setdefault(head, [])) < 8:
            found[head].append(d.options[i].option_id)
    return found


class _Rows:
    """Columns of the options at some places of the order, as plain lists rounded once for all: a row is then a matter of microseconds."""

    def __init__(self, d: Decision, remarks: Remarks, place: Any) -> None:
        self.d, self.remarks = d, remarks
        f, s, at = d.figures, d.scored, d.ranked[place]
        self.rank = (place + 1).tolist()
        used = [p for p in PARTS if f.parts[p][at].any()]
        self.parts = used
        cents = np.round(np.array([f.parts[p][at] for p in used]), 2)
        expected = np.round(cents.sum(axis=0), 2)
        self.cents, self.expected = cents.T.tolist(), expected.tolist()
        self.low = np.minimum(np.round(f.low[at], 2), expected).tolist()
        self.high = np.maximum(np.round(f.high[at], 2), expected).tolist()
        self.points = s.contributions[:, at].T.tolist()
        self.score, self.score_low, self.score_high = (x[at].tolist() for x in (s.score, s.score_low, s.score_high))
        self.upfront = np.round(f.upfront[at], 2).tolist()
        self.speed = _nullable(f.tokens_per_s[at], 2), _nullable(f.first_token_s[at], 2)
        self.quality = tuple(_nullable(q[at], 4) for q in (f.quality_value, f.quality_low, f.quality_high))
        self.model = d.space.model_code[at].tolist()
        self.leading, self.dominated = d.leading[place].tolist(), d.dominated_up_to(place)[place].tolist()
        m = f.machines
        self.machines = tuple(x[at].astype(int).tolist() for x in (m.gpus_per_replica, np.nan_to_num(m.replicas)))
        self.where: dict[tuple[int, int], str] = {}
        self.said: dict[int, str] = {}

    def row(self, n: int, i: int, detailed: bool) -> Json:
        """Row of the nth place listed, which is option i; the sentence on cost only where the row is looked at closely."""
        d, option = self.d, self.d.options[i]
        model = option.model
        licence = d.catalog.licences.get(model.licence_id or "")
        gpu = gpu_of(d, i)
        cautions, duties = self.remarks.of(i)
        value, low, high = (q[n] for q in self.quality)
        rate, first = self.speed[0][n], self.speed[1][n]
        bill = {
            "low": self.low[n],
            "expected": self.expected[n],
            "high": self.high[n],
            "breakdown": {p: usd for p, usd in zip(self.parts, self.cents[n], strict=True) if usd},
        }
        assert model.openness is not None
        return {
            "rank": self.rank[n],
            "option_id": option.option_id,
            "model_id": model.id,
            "model_name": model.name,
            "lab": model.lab,
            "lab_country": model.lab_country,
            "openness": model.openness.value,
            "restricted": bool(licence and licence.restricted and model.open),
            "licence_id": model.licence_id,
            "licence_name": licence.title if licence else None,
            "deployment": option.deployment.value,
            "label": label(d, i),
            "provider_id": option.provider.id if option.provider else None,
            "provider_name": option.provider.name if option.provider else None,
            "region": option.region,
            "hardware": None
            if gpu is None
            else {"gpu": gpu.id, "gpus_per_replica": self.machines[0][n], "replicas": self.machines[1][n], "precision": precision_of(d, i)},
            "customisation": customisation(d, i),
            "effort": d.figures.quality.effort[self.model[n]],
            "score": self.score[n],
            "score_low": self.score_low[n],
            "score_high": self.score_high[n],
            "contributions": dict(zip(CRITERIA_IDS, self.points[n], strict=True)),
            "leading_group": self.leading[n],
            "dominated": self.dominated[n],
            "quality": {
                "value": value,
                "low": low,
                "high": high,
                "evidence": d.figures.quality.evidence[self.model[n]],
                "scores": int(d.figures.quality.benchmarks[self.model[n]]),
            },
            "monthly_cost_usd": bill,
            "upfront_usd": self.upfront[n],
            "speed": {"output_tokens_per_s": rate, "time_to_first_token_s": first, "evidence": "unknown" if rate is None else "estimated"},
            "reasons": self._reasons(n, i, bill if detailed else None),
            "cautions": cautions,
            "obligations": duties,
        }

    def _reasons(self, n: int, i: int, bill: Json | None) -> list[str]:
        """Why this option stands where it stands: where data stays, what it is worth, what it costs."""
        d = self.d
        key = int(d.space.codes["service"][i]), self.model[n]
        if key not in self.where:
            self.where[key] = _where(d, i)
        if self.model[n] not in self.said:
            self.said[self.model[n]] = _quality_sentence(d, i)
        out = [self.where[key], *self._region(i), self.said[self.model[n]]]
        if bill is not None:
            out.append(
                f"About {usd_a_month(bill['expected'])}, between {compact(bill['low'])} and {compact(bill['high'])}; {_strongest(d, i)} earns it most points."
            )
        return out

    def _region(self, i: int) -> list[str]:
        """Where a provider processes the data, if that was asked."""
        asked = self.d.needs.privacy.processing_regions and self.d.options[i].provider
        return [self.d.judged.verdict(REGION, i).reason] if asked else []


REGION = RULE["privacy.region"]
CRITERIA_IDS = tuple(c.id for c in PREFER)


def _nullable(values: Any, digits: int) -> list[float | None]:
    """A column for JSON: rounded, None where unknown."""
    return [None if math.isnan(v) else v for v in np.round(values, digits).tolist()]


def _where(d: Decision, i: int) -> str:
    """Who processes the data, and whether the weights are open."""
    option = d.options[i]
    host = host_name(option.provider, option.deployment)
    if option.deployment in ON_SITE:
        text = "It keeps the data on your own machines"
    elif option.deployment is Deployment.SELF_HOST_CLOUD_GPU:
        text = f"You run it in your own account at {host}; no model vendor sees the data"
    else:
        text = f"{host} processes the data{f' in {option.region}' if option.region and option.region != 'global' else ''}"
    licence = d.catalog.licences.get(option.model.licence_id or "")
    if not option.model.open:
        return f"{text}; a closed model."
    return f"{text}; open weights{f' under {licence.title}' if licence else ''}."


def _quality_sentence(d: Decision, i: int) -> str:
    f = d.figures
    if math.isnan(f.quality_value[i]):
        return "Nobody we read measured it at this kind of task: its quality scores at the low end."
    grade = f.quality.evidence[d.space.model_code[i]]
    grade = "your evaluation and public" if grade == "own" else grade
    return f"Expected quality {100 * f.quality_value[i]:.0f} of 100 ({100 * f.quality_low[i]:.0f} to {100 * f.quality_high[i]:.0f}; {grade} evidence)."


def _strongest(d: Decision, i: int) -> str:
    return PREFER[int(np.argmax(d.scored.contributions[:, i]))].title.lower()


def _detail(d: Decision, i: int) -> Json:
    """Ledgers of points and of cost, the facts behind them with origin and date, and those that a later re-run watches."""
    s, f = d.scored, d.figures
    priorities = d.needs.priorities
    criteria = [
        {
            "criterion": c.id,
            "title": c.title,
            "priority": getattr(priorities, c.id),
            "weight": round(float(s.weights[r]), 6),
            "value": round(float(s.value[r, i]), 4),
            "low": round(float(s.low[r, i]), 4),
            "high": round(float(s.high[r, i]), 4),
            "points": float(s.contributions[r, i]),
            "available": round(100 * float(s.weights[r]), 2),
            "fact": c.fact(i, f) + (_level(d, i) if c.id == "quality" else ""),
            "evidence": c.evidence(i, f),
        }
        for r, c in enumerate(PREFER)
    ]
    option = d.options[i]
    licence = d.catalog.licences.get(option.model.licence_id or "")
    return {
        "criteria": criteria,
        "cost_parts": cost_parts(d, i),
        "facts": facts(d, i),
        "watched": watched(option.model, licence, option.offers[0] if option.offers else None),
    }


def _level(d: Decision, i: int) -> str:
    """Whether its quality is told apart from that of the leader, or the leader's from that of the next model; empty where it is or either is unknown."""
    f, models = d.figures, d.space.model_code
    own = models[i]
    other = next((int(n) for n in d.best_of_groups if models[n] != own), None) if own == models[d.ranked[0]] else int(d.ranked[0])
    if other is None or math.isnan(f.quality_value[i]) or math.isnan(f.quality_value[other]):
        return ""
    level = not_told_apart((f.quality_low[i], f.quality_high[i]), (f.quality_low[other], f.quality_high[other]))
    return f"; not told apart from {d.options[other].model.name}" if level else ""


def cost_parts(d: Decision, i: int) -> list[Json]:
    """The parts of the bill with how each came about.

    low, high: range of a part of USD a month, None where only the whole bill has one. A part that is expected to cost nothing and may
    cost something is listed with nought: without it the upper end of the bill would have no explanation.
    """
    own = d.figures.machines.machine[i] >= 0
    priced = aged_origin(d, price_origin(d, i))
    house = d.catalog.organisation
    out = []
    spent = breakdown(d, i)
    may = {p: (float(low[i]), float(high[i])) for p, (low, _, high) in d.figures.beside.items()}
    for part in (p for p in PARTS if p in spent or (p in may and round(may[p][1], 2) > 0)):
        low, high = (round(end, 2) for end in may[part]) if part in may else (None, None)
        assumed = part in ASSUMED_PARTS
        evidence = "assumed" if assumed else "estimated" if own or part == "reasoning" else "vendor_reported"
        note, label, origin = _note(d, i, part), "", None if assumed else priced
        if house is not None and _is_own(d, i, part):
            evidence, label, origin = "vendor_reported", OWN, aged_origin(d, origin_of(house), "agreed")
        named = {"part": PART_NAMES[part], "usd": spent.get(part, 0.0), "low": low, "high": high}
        out.append(named | {"evidence": evidence, "evidence_label": label, "note": note, "origin": origin})
    return out


def _is_own(d: Decision, i: int, part: str) -> bool:
    """Whether the organisation's profile sets the price behind this part."""
    house, option = d.catalog.organisation, d.options[i]
    if house is None:
        return False
    if part in ("staff", "setup"):
        return "team.fte_usd_per_year" in d.read.house
    if part == "power":
        return house.costs.power_usd_per_kwh is not None
    return part in SOLD_PARTS and bool(option.offers) and is_own(option.offers[0])


def _note(d: Decision, i: int, part: str) -> str:
    P, f, option = PARAMETERS, d.figures, d.options[i]
    if part in ("gpu_rental", "hardware"):
        machine = d.space.machines[int(f.machines.machine[i])]
        if part == "gpu_rental":
            return f"{hardware_text(d, i)} at USD {machine.usd:.2f} an hour, {P['cost.hours_per_month']:.0f} hours a month"
        boards = f", bought by the board of {machine.gpu.board}" if machine.kind == BOUGHT and machine.gpu.board > 1 else ""
        return f"{hardware_text(d, i)} at about USD {machine.usd:,.0f} each{boards}"
    if part in ("staff", "setup"):
        way = option.deployment
        least, amount, most = PARAMETERS.range(f"deployments.{way}.{'run_fte' if part == 'staff' else 'setup_weeks'}")
        unit = (
            f"full-time equivalents{', plus a share per GPU' if f.machines.machine[i] >= 0 else ''}"
            if part == "staff"
            else f"person-weeks over {d.needs.volume.horizon_months} months"
        )
        said = f"{amount:g}" if amount else f"{least:g} to {most:g}"
        return f"{said} {unit}, at USD {d.needs.team.fte_usd_per_year:,.0f} a year"
    if part == "reasoning":
        return f"{compact(float(f.reasoning[1][i]))} thinking tokens a request, {compact(float(f.reasoning[0][i]))} to {compact(float(f.reasoning[2][i]))}"
    if part in ("input", "output", "cached_input") and option.offers:
        offer = option.offers[0]
        price = {"input": offer.usd_per_mtok_in, "output": offer.usd_per_mtok_out, "cached_input": offer.usd_per_mtok_cached_in}[part]
        whose = "own" if is_own(offer) else "list"
        return f"{whose} price USD {price:g} per million" if price else ""
    if part == "commitment":
        return f"USD {option.offers[0].usd_per_month_least:,.0f} a month are billed, used or not"
    if part == "media" and i in f.media:
        offer, each = f.media[i].offer, units_per_request(d.needs)
        load = f"{compact(d.needs.volume.requests_per_month)} requests of {each:g} {offer.unit}{'' if each == 1 else 's'}"
        return f"{load}, at USD {offer.usd_per_unit:g} {'an' if offer.unit == 'image' else 'a'} {offer.unit}"
    if part == "power":
        own = d.catalog.organisation.costs.power_usd_per_kwh if d.catalog.organisation else None
        return f"at USD {P['cost.power_usd_per_kwh'] if own is None else own:.2f} per kWh"
    return ""


def facts(d: Decision, i: int) -> list[Json]:
    """Facts of model, licence, provider and price that the answer rests on, each with origin, date and age on the day judged."""
    option = d.options[i]
    model = option.model
    licence = d.catalog.licences.get(model.licence_id or "")
    released = model.release_date.isoformat() if model.release_date else None
    out = [
        _of_model(d, model, "context_tokens", "Context window", model.context_tokens, "tokens"),
        _of_model(d, model, "release_date", "Released", released),
        _of_model(d, model, "knowledge_cutoff", "Knowledge cutoff", model.knowledge_cutoff),
        *_licence(d, model, licence),
    ]
    if model.params_total_b:
        out.append(_of_model(d, model, "params_total_b", "Parameters", model.params_total_b, "bn"))
    for offer in [d.figures.media[i].offer] if i in d.figures.media else option.offers[:1]:
        then, own = _price_day(d, offer), OWN if is_own(offer) else ""
        prices = [
            ("Input price", offer.usd_per_mtok_in, "USD per million tokens"),
            ("Output price", offer.usd_per_mtok_out, "USD per million tokens"),
        ]
        if i in d.figures.media:
            prices = [("Price", offer.usd_per_unit, f"USD per {offer.unit}")]
        for name, usd, unit in prices:
            kind = "agreed" if own else "price"  # agreed terms do not go stale
            out.append(_fact(d, kind, f"{name}{then}", usd, unit, "vendor_reported", offer.origin, own))
    machine = int(d.figures.machines.machine[i])
    if machine >= 0:
        chosen = d.space.machines[machine]
        unit = "USD per GPU hour" if option.deployment not in ON_SITE else "USD per GPU"
        stated = "vendor_reported" if option.deployment not in ON_SITE else "estimated"  # purchase prices are market reports
        out.append(_fact(d, "price", f"Price of {chosen.gpu.name}", number(chosen.usd, 4), unit, stated, chosen.origin))
    if option.deployment in THIRD_PARTY and option.provider:
        service = d.space.subjects["service"][int(d.space.codes["service"][i])]
        for kind, words, order in HANDLING:
            fact = strictest(statements(service, kind), order)
            badge = "unknown" if fact is None else "vendor_reported" if fact.origin.confidence == "primary" else "estimated"
            value, condition, origin = (fact.value.replace("_", " "), fact.condition, fact.origin) if fact else (None, "", None)
            out.append(_fact(d, "data_handling", words, value, condition, badge, origin))
    return out


def _of_model(d: Decision, model: Model, field: str, name: str, value: Any, unit: str = "") -> Json:
    """A fact of the model's record; where only the list of the record's sources is known, the badge says so."""
    origin = model.origin_of(field)
    evidence, words = backing(origin)
    return _fact(d, "model", name, value, unit, evidence, origin, words)


def _licence(d: Decision, model: Model, licence: Licence | None) -> list[Json]:
    """That the model is under a licence, and what backs the licence's own words: two facts with two sources."""
    found = standing(model, licence)
    if licence is None:
        return [_fact(d, "licence", "Licence", None, "", "unknown", None)]
    said = _fact(d, "licence", "Licence", licence.title, "", found.evidence, found.origin, found.label)
    if licence.origin.url is None:
        return [said, _fact(d, "licence", "Licence text", None, "", "unknown", None)]
    evidence, words = text_evidence(licence)
    return [said, _fact(d, "licence", "Licence text", f"{licence.name} {licence.version}".strip(), "", evidence, licence.origin, words)]


def _price_day(d: Decision, offer: Offer) -> str:
    """Whose day a price is, where that is not simply the day it was read: " on 1 Aug 2026", or " of 20 Nov 2026" where it stands in."""
    if is_own(offer):
        return ""
    if d.catalog.unknown_then.get(offer.id) == "price":
        return f" of {spoken_day(offer.origin.date)}"
    return f" on {spoken_day(d.question.as_of)}" if d.question.as_of < offer.origin.date else ""


def _fact(
    d: Decision, kind: str, name: str, value: Any, unit: str, evidence: str, origin: Origin | None, words: str = ""
) -> Json:  # fmt: skip
    """`kind` decides when the fact is stale; `words` narrow the evidence badge ("model card tag")."""
    return {
        "label": name,
        "value": value,
        "unit": unit if value is not None else "",
        "evidence": evidence if value is not None else "unknown",
        "evidence_label": words if value is not None else "",
        "publisher": origin.said_by if origin else None,
        "url": origin.url if origin else None,
        "date": origin.date.isoformat() if origin else None,
        **aged(d, kind, origin),
    }


def aged_origin(d: Decision, origin: Origin | None, kind: str = "price") -> Json | None:
    """The origin of a price, with its age on the day judged."""
    stated = origin_json(origin)
    return stated and {**stated, **aged(d, kind, origin)}


def aged(d: Decision, kind: str, said: Origin | str | None) -> Json:
    """Age in days on the day judged, and whether that is stale for its kind; None where no day is known or the source is younger."""
    found = age(kind, said, d.question.as_of)
    return {"age_days": found.days if found and found.days >= 0 else None, "stale": bool(found and found.stale)}
