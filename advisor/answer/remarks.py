"""Cautions and obligations of an option, gathered from the verdicts of its subjects and from its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from advisor.answer.naming import price_origin, priced_offer
from advisor.decision import Decision
from advisor.numbers import compact
from advisor.numbers import day as spoken_day
from advisor.options import RENTED, RESERVED
from advisor.parameters import PARAMETERS
from advisor.quality import MULTILINGUAL, beyond_english, dimensions_of
from advisor.rule import SubjectKind
from advisor.rules import MUST
from advisor.rules.lifecycle import DAYS_PER_MONTH
from advisor.verdict import Outcome, Verdict
from catalog.organisation.layer import is_own
from catalog.schema import Deployment, RateLimit

WAITED_FOR = {"chat", "customer_support", "coding", "agentic", "rag_qa"}
"""Tasks at which a person watches the answer come."""
STALE = PARAMETERS["freshness.stale_token_price_low"], PARAMETERS["freshness.stale_token_price_high"]
OF_OPTIONS = [row for row, rule in enumerate(MUST) if rule.subject == "option"]
KINDS: tuple[SubjectKind, ...] = ("model", "use", "service", "deployment")


@dataclass
class Remarks:
    """Remarks by subject, so that thousands of options share a few hundred lists."""

    decision: Decision
    _kept: dict[tuple[SubjectKind, int], tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    _limits: dict[str, list[RateLimit]] = field(default_factory=dict)
    _changes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for limit in self.decision.catalog.rate_limits:
            if limit.kind == "requests_per_minute" and limit.value.replace(",", "").isdigit():
                self._limits.setdefault(limit.provider_id, []).append(limit)
        self._changes = announced_changes(self.decision)
        self._flagged = self._worth_a_look()
        self._languages = _of_languages(self.decision)

    def _worth_a_look(self) -> NDArray[np.bool_]:
        """Options whose figures may call for a caution, so that the others are not looked at one by one."""
        d, f = self.decision, self.decision.figures
        flagged = f.parts["reasoning"] > 0.3 * np.nan_to_num(f.expected)
        flagged |= d.space.runs(Deployment.LOCAL_WORKSTATION)
        flagged[list(f.media)] = True
        if self._changes:
            flagged[[i for i, o in enumerate(d.options) if o.offers and o.offers[0].id in self._changes]] = True
        by_model = np.array(
            [m.kind != "llm" or (m.id in d.catalog.shapes and d.catalog.shapes[m.id].quality == "approximate") for m in d.space.models],
            dtype=bool,
        )
        flagged |= by_model[d.space.model_code]
        busy = f.load.peak_requests_per_s > PARAMETERS["speed.ask_above"]
        limited = np.array(
            [s.provider is not None and (busy or s.provider.id in self._limits) for s in d.space.subjects["service"]], dtype=bool
        )
        flagged |= limited[d.space.codes["service"]]
        flagged |= (d.judged.outcomes[OF_OPTIONS] == Outcome.UNKNOWN).any(axis=0)
        # machines carry prices of many ages, and speeds of their own
        flagged |= f.machines.machine >= 0
        fresh = all(0 <= (d.question.as_of - o.origin.date).days <= PARAMETERS["freshness.price_days"] for o in d.catalog.offers)
        return flagged if d.needs.volume.cached_input_share == 0 and fresh else np.ones_like(flagged)

    def of(self, i: int) -> tuple[list[str], list[str]]:
        """(cautions, obligations) of option i, without repeats, in the order of the gates."""
        codes = self.decision.space.codes
        found = [self._of_subject(kind, int(codes[kind][i])) for kind in KINDS]
        cautions = [c for f in found for c in f[0]] if any(f[0] for f in found) else []
        if self._flagged[i]:
            cautions += self._of_figures(i)
        cautions += self._languages
        duties = [o for f in found for o in f[1]]
        return list(dict.fromkeys(cautions)), list(dict.fromkeys(duties))

    def _of_subject(self, kind: SubjectKind, code: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        key = (kind, code)
        if key not in self._kept:
            judged = self.decision.judged
            verdicts = [judged.by_subject[r.id][code] for r in MUST if r.subject == kind and r.id in judged.by_subject]
            self._kept[key] = (
                tuple(c for v in verdicts if (c := _caution(v))),
                tuple(v.obligation for v in verdicts if v.obligation),
            )
        return self._kept[key]

    def _of_figures(self, i: int) -> list[str]:
        d, found = self.decision, []
        f, option = d.figures, d.options[i]
        if i in f.media and f.media[i].said:
            found.append(f.media[i].said)
        if f.capacity_unknown[i]:
            found.append(
                "No throughput of this model on own hardware is published: priced as one group of GPUs that holds the weights, always on; capacity unknown."
            )
        if (
            f.machines.machine[i] >= 0
            and option.model.id in d.catalog.shapes
            and d.catalog.shapes[option.model.id].quality == "approximate"
        ):
            found.append("The layer shape of this model is an approximation: machine counts are assumed, with a wider band.")
        if d.needs.volume.cached_input_share > 0 and option.offers and option.offers[0].usd_per_mtok_cache_write is not None:
            found.append("Writing to the prompt cache is billed too and is not in the figure.")
        if (wide := f.reasoning[2][i]) > 0 and f.parts["reasoning"][i] > 0.3 * f.expected[i]:
            found.append(
                f"Thinking tokens are {100 * f.parts['reasoning'][i] / f.expected[i]:.0f}% of the bill and vary widely: {compact(float(f.reasoning[0][i]))} to {compact(float(wide))} a request."
            )
        if option.deployment is Deployment.LOCAL_WORKSTATION:
            found.append("One machine without a spare serves one request at a time: fit for a desk, not for a service.")
        found += [
            rule.judge(i, d.question, f).reason
            for row, rule in enumerate(MUST)
            if rule.subject == "option" and d.judged.outcomes[row, i] == Outcome.UNKNOWN
        ]
        rate = f.tokens_per_s[i]
        if d.needs.task in WAITED_FOR and rate < PARAMETERS["speed.slow_stream"]:
            found.append(
                f"About {rate:.0f} tokens/s a stream at peak: slow for people who wait. Faster machines cost more than those chosen here."
            )
        found += [c for c in (self._below_peak(i),) if c] + self._old_price(i) + self._announced(i)
        return found

    def _old_price(self, i: int) -> list[str]:
        """A price older than its limit on the day judged, one of another day that stands in for it, and one that is to change."""
        d, option, said = self.decision, self.decision.options[i], []
        origin, day = price_origin(d, i), d.question.as_of
        if origin is None or (option.offers and is_own(option.offers[0])):
            return []
        lacks = d.catalog.unknown_then.get(priced_offer(d, i) or "")
        age = (day - origin.latest).days
        if lacks == "price" or (age < 0 and not option.offers):
            said.append(f"The price on {spoken_day(day)} is not known: that of {spoken_day(origin.date)} is used.{self._widened(i, age)}")
        elif lacks:
            volume = d.needs.volume
            said += [
                f"The {part} on {spoken_day(day)} is not known: the ordinary price is used."
                for part, used in (("batch price", volume.batchable_share), ("cached price", volume.cached_input_share))
                if part in lacks and used > 0
            ]
        if age > PARAMETERS["freshness.price_days"]:
            said.append(f"The price is {age} days old ({spoken_day(origin.date)}): have it confirmed.{self._widened(i, age)}")
        return said

    def _widened(self, i: int, age: int) -> str:
        """By how much the range of the bill allows for the age of its price; empty where it does not."""
        d, machine = self.decision, int(self.decision.figures.machines.machine[i])
        if abs(age) <= PARAMETERS["freshness.price_days"]:
            return ""
        if d.options[i].offers:
            return " The range allows for {:g} to {:g} times it.".format(*STALE)
        rented = machine >= 0 and d.space.machines[machine].kind in (RENTED, RESERVED)
        return f" The range allows for {PARAMETERS['freshness.stale_price_high']:g} times the rent at its high end." if rented else ""

    def _announced(self, i: int) -> list[str]:
        """A price change inside the horizon that the price list has dated already; the figures know nothing of it."""
        return [self._changes[o.id] for o in self.decision.options[i].offers[:1] if o.id in self._changes]

    def _below_peak(self, i: int) -> str | None:
        """A published request limit below the peak; the loosest tier decides, because tiers can be climbed."""
        option, peak = self.decision.options[i], self.decision.figures.load.peak_requests_per_s * 60
        if option.provider is None or not option.offers:
            return None
        own = [r for r in self._limits.get(option.provider.id, ()) if option.model.id in r.scope]
        if not own:
            if peak / 60 > PARAMETERS["speed.ask_above"]:
                return f"No request limit of {option.provider.name} for this model was read: ask before planning {compact(peak / 60)} requests a second."
            return None
        highest = max(float(r.value.replace(",", "")) for r in own)
        if highest >= peak:
            return None
        return f"Your peak of {compact(peak)} requests a minute is above the highest published limit of {compact(highest)} at {option.provider.name}: ask for more."


def _of_languages(d: Decision) -> list[str]:
    """What quality figures say about the stated languages; nothing where they are English alone or the task rests on no such test."""
    stated = beyond_english(d.needs.languages)
    if not stated or MULTILINGUAL not in dimensions_of(d.needs.task, d.needs.languages):
        return []
    return [f"No score for the very language asked for ({', '.join(stated)}) is kept: tests over many languages stand for it."]


def announced_changes(d: Decision) -> dict[str, str]:
    """Offer -> the sentence about its next price, where the list announces one inside the horizon. Hindsight announces nothing."""
    day = max(d.question.as_of, d.catalog.built_at)
    until = d.question.as_of + timedelta(days=d.needs.volume.horizon_months * DAYS_PER_MONTH)
    found: dict[str, str] = {}
    own = {o.id for o in d.catalog.offers if is_own(o)}
    for span in d.catalog.price_history:
        if span.offer_id in own:
            continue
        if span.basis == "dated" and span.since and day < span.since <= until and span.offer_id not in found:
            prices = " and ".join(
                f"USD {price:g} {what}"
                for price, what in ((span.usd_per_mtok_in, "in"), (span.usd_per_mtok_out, "out"))
                if price is not None
            )
            if prices:
                found[span.offer_id] = (
                    f"Its price changes on {spoken_day(span.since)}, to {prices} per million tokens: the figure is at the price before."
                )
    return found


def _caution(verdict: Verdict) -> str | None:
    """An unknown that does not exclude is a caution; so is what a passing verdict wants to be known."""
    return verdict.reason if verdict.outcome is Outcome.UNKNOWN else verdict.caution
