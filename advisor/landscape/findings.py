"""Sentences about the landscape, made where the numbers are."""

from __future__ import annotations

from datetime import date

from advisor.landscape.frontier import Share
from advisor.landscape.lag import Lag
from advisor.landscape.marks import Field
from advisor.landscape.prices import Level, Prices
from advisor.numbers import compact, day, decimal, share, usd
from advisor.parameters import PARAMETERS

_NAMES = {"agentic": "agentic work", "multilingual": "multilingual work", "preference": "preference in chat", "math": "mathematics"}


def plain(dimension: str) -> str:
    """A dimension in the middle of a sentence."""
    return _NAMES.get(dimension, dimension.replace("_", " "))


def months(value: float) -> str:
    """5.3 months, 1.0 months; the sign is left to the sentence."""
    return f"{decimal(abs(value))} months"


def between(lag: Lag) -> str:
    """The 80% interval of a lag: "4.0 to 6.3", with a minus where open weights come first."""
    return f"{decimal(lag.low)} to {decimal(lag.high)}"


def finding(dimension: str, lag: Lag) -> str:
    """The headline: how long after closed models open weights reach what is new."""
    name = plain(dimension)
    if not lag.known:
        return f"How far open weights are behind in {name} is unknown."
    if lag.low > 0:
        return f"Open weights reach the closed frontier of {name} about {months(lag.middle)} later (80% interval {between(lag)})."
    if lag.high < 0:
        return f"Open weights lead in {name} by about {months(lag.middle)} (80% interval {decimal(-lag.high)} to {decimal(-lag.low)})."
    return (
        f"In {name} the data cannot tell whether open weights come first: {decimal(lag.middle)} months later, 80% interval {between(lag)}."
    )


def window(lag: Lag) -> str:
    """What was measured, or why it could not be."""
    if not lag.known:
        return lag.reason
    text = f"Measured over the levels that open weights first reached from {day(lag.since)} to {day(lag.until)}, the release of the newest one tested."
    if lag.ahead >= 0.005:
        text += f" {share(lag.ahead)} of these levels no closed model tested has reached: there open weights lead."
    return text


def trend(now: Lag, before: Lag) -> str:
    """The year before beside this one; empty where this one is unknown."""
    if not now.known:
        return ""
    if not before.known:
        return f"For the year before it is unknown: {before.reason[:1].lower()}{before.reason[1:]}"
    longer = [a > b for a, b in zip(now.months, before.months, strict=True) if a == a and b == b]  # NaN never equals itself
    agree, sure = sum(longer) / len(longer), PARAMETERS["landscape.told_apart"]
    change = "it has grown" if agree >= sure else "it has shrunk" if agree <= 1 - sure else "no change that the data can tell"
    return f"A year earlier it was {decimal(before.middle)} ({between(before)}): {change}."


def with_untested(field: Field, now: Lag, wider: Lag) -> str:
    """The same with models that no test of the dimension covers; empty where there are none or nothing can be said."""
    if not field.inferred or not now.known or not wider.known:
        return ""
    return f"Counting also the {len(field.inferred)} models that no test of it covers, at what their general ability makes likely: {decimal(wider.middle)} months ({between(wider)})."


def coverage(field: Field, lag: Lag, today: date) -> str:
    """How many of the models released in the window, and since, were tested."""
    (closed, of_closed), (opened, of_open) = (field.released(side, lag.since, lag.until) for side in (False, True))
    text = f"{closed} of {of_closed} closed and {opened} of {of_open} open models released in these months were tested"
    (closed, of_closed), (opened, of_open) = (field.released(side, lag.until, today) for side in (False, True))
    return f"{text}; of those released since, {closed} of {of_closed} and {opened} of {of_open}."


def standing(found: Share) -> str:
    """How much of the closed figure the best open model reached on a day."""
    return (
        f"On {day(found.day)} the best open model tested, {found.open.model.name}, reached {share(found.middle)} "
        f"({share(found.low)} to {share(found.high)}) of the figure of the best closed one, {found.closed.model.name}."
    )


def level_price(level: Level) -> str:
    """The price of one level: first and now, and open beside closed."""
    if not level.falls:
        return f"{level.name}: no model with a price reaches it."
    last = level.falls[-1]
    text = f"{level.name}: {usd(last.usd)} per 1,000 requests with {last.model.name}"
    first = level.falls[0]
    if first is not last:
        text += f"; {first.model.name}, the first to reach it that is still sold, costs {compact(first.usd / last.usd)} times as much today"
    if level.saving is None:
        missing = "open" if level.open is None else "closed"
        text += f". No {missing} model with a price reaches it."
    else:
        less = "less" if level.saving >= 0 else "more"
        text += f". Open weights cost {share(abs(level.saving))} {less} here than the cheapest closed model."
    return text + known_price(level)


def known_price(level: Level) -> str:
    """The first and the last price known for their own time; empty where there are not two."""
    if len(level.known) < 2:
        return ""
    first, last = level.known[0], level.known[-1]
    return (
        f" Of prices known for their time the lowest was {usd(first.priced.usd)} in {day(first.since.isoformat()[:7])} ({first.priced.model.name}) "
        f"and {usd(last.priced.usd)} from {day(last.since.isoformat()[:7])} on ({last.priced.model.name})."
    )


def price_dates(found: Prices) -> str:
    """What is known of past prices."""
    return (
        f"Dashed: what a level costs at the prices of {day(found.listed)}, by the release of the model that sells it. Solid: the cheapest price known to have held "
        f"at that time. Only {found.dated:,} of {found.offers:,} offers have a price that is known for an earlier day, so there were cheaper ones that nobody dated."
    )
