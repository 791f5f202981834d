"""Claims that people quote, beside what the catalog measures: the words of each verdict follow from the numbers.

A claim about months, shares or savings is tested in every dimension in which the figure is known. A figure inside the claimed range
speaks for it, one outside speaks against it unless its interval reaches the range. The claim holds where all figures speak for it,
mostly where two thirds do; it does not hold where all speak against it, hardly where two thirds do; else it holds in part. Where no
dimension can tell, that is the verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from advisor.landscape.findings import plain
from advisor.numbers import decimal, share
from catalog.schema import Origin

if TYPE_CHECKING:
    from advisor.landscape.read import Landscape

FILE = Path(__file__).with_name("claims.toml")
Kind = Literal["lag", "shrinking", "share", "lead", "saving", "closed_ahead", "level", "price_fall"]
UNKNOWN = "Cannot be told"
NOTHING = "No dimension has the figures that this needs."
MOST = 2 / 3
"""Share of the figures that makes a claim mostly right, or mostly wrong."""


class Claim(BaseModel):
    """One block of claims.toml, which says what the kinds mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str
    kind: Kind
    low: float = 0.0
    high: float = float("inf")
    dimensions: tuple[str, ...] = ()
    publisher: str
    url: str
    date: date
    undated: bool = False

    @property
    def origin(self) -> Origin:
        return Origin(publisher=self.publisher, url=self.url, date=self.date, undated=self.undated)


@dataclass(frozen=True)
class Judged:
    """A claim with what is measured and the verdict in words (see `verdict`)."""

    claim: Claim
    says: str
    verdict: str


@dataclass(frozen=True)
class Case:
    """One dimension in a claim: the measured figure, and where it lies: inside, below or above what is claimed."""

    name: str
    value: float
    where: Literal["inside", "below", "above"]
    touches: bool = False  # outside, but the 80% interval reaches in


@cache
def read_claims(path: Path = FILE) -> tuple[Claim, ...]:
    """The claims in their order.

    Raises:
        pydantic.ValidationError: a block lacks a field or has one that nobody reads.
    """
    return tuple(Claim.model_validate(block) for block in tomllib.loads(path.read_text(encoding="utf-8"))["claims"])


def judge(seen: Mapping[str, Landscape], claims: Sequence[Claim] | None = None) -> tuple[Judged, ...]:
    """Every claim beside the landscapes of all dimensions."""
    return tuple(Judged(claim, *_JUDGES[claim.kind](claim, seen)) for claim in (read_claims() if claims is None else claims))


Answer = tuple[str, str]
"""What is measured, and the verdict."""


def verdict(speak_for: int, against: int, of: int) -> str:
    """The words for how many of the figures speak for a claim and how many against it; the rest cannot tell."""
    if not of:
        return UNKNOWN
    if speak_for == of:
        return "Holds"
    if against == of:
        return "Does not hold"
    return "Mostly holds" if speak_for >= MOST * of else "Hardly holds" if against >= MOST * of else "Holds in part"


def place(name: str, claim: Claim, value: float, low: float, high: float) -> Case:
    """Where a figure with its interval lies against the range of a claim."""
    where: Literal["inside", "below", "above"] = "inside" if claim.low <= value <= claim.high else "below" if value < claim.low else "above"
    return Case(name, value, where, where != "inside" and low <= claim.high and high >= claim.low)


def _asked(claim: Claim, seen: Mapping[str, Landscape]) -> dict[str, Landscape]:
    """The dimensions a claim is about; all where it names none."""
    return {name: found for name, found in seen.items() if not claim.dimensions or name in claim.dimensions}


def _lag(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    cases = [place(plain(n), claim, f.lag.middle, f.lag.low, f.lag.high) for n, f in _asked(claim, seen).items() if f.lag.known]
    return _spread("Measured over the last year", cases, ("shorter", "longer"), lambda v: decimal(v), " months")


def _shrinking(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    lags = {n: f.earlier[-1] for n, f in _asked(claim, seen).items() if f.earlier[-1].known}
    cases = [place(plain(n), claim, lag.middle, lag.low, lag.high) for n, lag in lags.items()]
    return _spread("Measured for the year that ended two years earlier", cases, ("shorter", "longer"), lambda v: decimal(v), " months")


def _share(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    cases = [
        place(plain(n), claim, f.released[1], f.released[0], f.released[2])
        for n, f in _asked(claim, seen).items()
        if f.lag.known and f.released
    ]
    return _spread("Share of the closed figure that the best open models reached on their first day", cases, ("less", "more"), share, "")


def _lead(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    cases = [
        place(plain(n), claim, 1 - f.now.middle, 1 - f.now.high, 1 - f.now.low)
        for n, f in _asked(claim, seen).items()
        if f.lag.known and f.now
    ]
    return _spread("Lead of the best closed model over the best open one", cases, ("smaller", "larger"), share, "")


def _saving(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    cases = []
    for name, found in _asked(claim, seen).items():
        for level in found.prices.levels if found.prices else ():
            if level.saving is not None:
                cases.append(place(f"{plain(name)}, {level.name.lower()}", claim, level.saving, level.saving, level.saving))
    says, word = _spread(
        "At the same level and list prices, thinking included, the cheapest open model costs, against the cheapest closed one",
        cases,
        ("smaller saving", "larger saving"),
        _less_or_more,
        "",
        names=False,
    )
    if not cases:
        return says, word
    best = [f.prices.saving for f in seen.values() if f.prices and f.prices.saving is not None]
    unequal = f" The most able open model costs {_less_or_more(min(best))} to {_less_or_more(max(best))} than the most able closed one, {_less_or_more(median(best))} in the middle, but does not do the same." if best else ""  # fmt: skip
    return f"{says}{unequal} On own machines it depends on volume: Advise computes it for yours.", word


def _less_or_more(saving: float) -> str:
    return f"{share(abs(saving))} {'less' if saving >= 0 else 'more'}"


def _spread(
    lead: str, cases: Sequence[Case], words: tuple[str, str], show: Callable[[float], str], unit: str, names: bool = True
) -> Answer:
    """The range over the dimensions, its middle, and where the claim is right, too high and too low."""
    if not cases:
        return NOTHING, UNKNOWN
    ordered = sorted(cases, key=lambda c: c.value)
    few, many = ordered[0], ordered[-1]
    if len(cases) == 1:
        text = f"{lead}: {show(few.value)}{unit} ({few.name})."
    else:
        text = f"{lead}: {show(few.value)} ({few.name}) to {show(many.value)}{unit} ({many.name}), {show(median(c.value for c in cases))} in the middle."
    parts = []
    for where, word in (("inside", "As claimed"), ("below", words[0].capitalize()), ("above", words[1].capitalize())):
        group = [c for c in ordered if c.where == where]
        if group:
            close = sum(c.touches for c in group)
            note = f" (the interval of {'it' if close == len(group) == 1 else close} reaches the claim)" if close else ""
            which = f": {', '.join(c.name for c in group)}" if names and len(group) <= 5 else ""
            parts.append(f"{word} in {len(group)} of {len(cases)}{which}{note}")
    speak_for = sum(c.where == "inside" for c in cases)
    return f"{text} {'. '.join(parts)}.", verdict(speak_for, sum(c.where != "inside" and not c.touches for c in cases), len(cases))


def _closed_ahead(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    return _compared(claim, seen, closed_leads=True)


def _level(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    return _compared(claim, seen, closed_leads=False)


def _compared(claim: Claim, seen: Mapping[str, Landscape], closed_leads: bool) -> Answer:
    """The best open figure as a share of the best closed one: closed models lead where the 80% interval ends below 1."""
    known = {n: f.now for n, f in _asked(claim, seen).items() if f.now}
    if not known:
        return NOTHING, UNKNOWN
    said = [f"{plain(n)} {share(now.middle)} ({share(now.low)} to {share(now.high)})" for n, now in known.items()]
    behind = sum(now.high < 1 for now in known.values())
    text = f"Best open figure as a share of the best closed one: {'; '.join(said)}. Closed models lead in {behind} of {len(known)}"
    text += "." if behind == len(known) else "; in the rest the two are level or cannot be told apart."
    right = behind if closed_leads else len(known) - behind
    return text, verdict(right, len(known) - right, len(known))


def _price_fall(claim: Claim, seen: Mapping[str, Landscape]) -> Answer:
    priced = [f.prices for f in seen.values() if f.prices]
    if not priced:
        return "No prices are known.", UNKNOWN
    dated, offers = priced[0].dated, priced[0].offers
    return (
        f"It takes past prices of everything that reached a level; {dated:,} of {offers:,} offers have one that is known. What was once paid is not guessed here.",
        UNKNOWN,
    )


_JUDGES: dict[Kind, Callable[[Claim, Mapping[str, Landscape]], Answer]] = {
    "lag": _lag,
    "shrinking": _shrinking,
    "share": _share,
    "lead": _lead,
    "saving": _saving,
    "closed_ahead": _closed_ahead,
    "level": _level,
    "price_fall": _price_fall,
}
