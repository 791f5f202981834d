"""A few models or options side by side: what each costs, where its data goes, and what would be cheaper or more private.

Everything is read off one decision, so a column says what the recommendation says. A model without a way of running it
named stands for its best one: the first that passes every must-have, else the one with the highest score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answer.naming import label
from advisor.decision import Decision
from advisor.figures import figures
from advisor.numbers import compact, share, usd_a_month
from advisor.parameters import PARAMETERS
from advisor.provider_facts import statements
from advisor.quality import dimensions_of, figures_of, not_told_apart
from advisor.robustness import first_among
from advisor.rule import ON_SITE, SELF_RUN, Service, host_name
from advisor.rules import MUST
from catalog.schema import Deployment, DeploymentFacts, Licence, Model, Offer, Provider, ProviderFact, QualityFigure

MOST = 6
"""Columns that can be read side by side."""
SUGGESTED = 4
TENFOLD = 10.0
EXPOSURE = {
    Deployment.LOCAL_WORKSTATION: 0,
    Deployment.SELF_HOST_ON_PREM: 0,
    Deployment.CLOSED_ON_PREM: 0,
    Deployment.SELF_HOST_CLOUD_GPU: 1,
    Deployment.CLOUD_PRIVATE_ENDPOINT: 2,
    Deployment.DEDICATED_MANAGED_GPU: 3,
    Deployment.MANAGED_OPEN_API: 4,
    Deployment.CLOSED_API: 4,
}
"""Who can see the data: 0 your site alone, 1 an account you run, 2 your tenant at a cloud, 3 a vendor on machines of yours alone, 4 a shared service."""

Ints = NDArray[np.int64]
Interval = tuple[float, float, float]
"""Expected, low and high of an 80% interval, 0..1."""


@dataclass(frozen=True)
class Failed:
    """One must-have that a column breaks."""

    title: str
    reason: str
    remedy: str | None


@dataclass(frozen=True)
class Alternative:
    """Another option that passes every must-have; `sentence` says what it gains and what it gives up."""

    option_id: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Column:
    """One model or option. Money in USD a month, quality 0..1, speed in tokens a second; None is unknown everywhere.

    item            what was asked for: a model id or an option id.
    option_id       what stands for it; None where nobody sells the model and no machine can be sized for it.
    chosen_for_you  the way of running was not asked for: the best one was taken.
    fits            passes every must-have of these needs; None without an option.
    among           share of trials in which it is first among the columns that pass; None where it or all others do not.
    first_place, top_three   share of trials in which its model and way of running come first, or third at worst, of all that pass.
    tenfold         expected cost at ten times the requests.
    effort          reasoning effort that quality and cost are planned at.
    quality         expected quality for the task, fitted from `quality_scores` scores; dimensions holds the figures behind it and the others known.
    exposure        who can see the data (EXPOSURE): 0 is the most private; None without an option.
    other_hosts     further providers that sell or rent the same model.
    cheaper, more_private   suggestions, with a sentence where there is none.
    """

    item: str
    model: Model
    option_id: str | None
    chosen_for_you: bool
    label: str
    licence: Licence | None
    deployment: DeploymentFacts | None
    provider: Provider | None
    region: str | None
    offer: Offer | None
    fits: bool | None
    rank: int | None
    among: float | None
    first_place: float | None
    top_three: float | None
    failed: tuple[Failed, ...]
    score: float | None
    score_low: float | None
    score_high: float | None
    low: float | None
    expected: float | None
    high: float | None
    cost_evidence: str
    tenfold: float | None
    upfront: float | None
    quality: tuple[float, float, float] | None
    quality_evidence: str
    quality_scores: int
    effort: str
    dimensions: tuple[QualityFigure, ...]
    tokens_per_s: float | None
    first_token_s: float | None
    exposure: int | None
    data_travels: str | None
    service: Service | None
    other_hosts: int | None
    cheaper: Alternative | None
    no_cheaper: str
    more_private: Alternative | None
    no_more_private: str

    @property
    def self_run(self) -> bool:
        """No third party sees a prompt."""
        return self.service is not None and (self.service.deployment in SELF_RUN or self.service.deployment in ON_SITE)

    def states(self, kind: str) -> tuple[ProviderFact, ...]:
        """The provider's statements of one kind that hold for this model; empty where it runs on your machines."""
        return tuple(statements(self.service, kind)) if self.service is not None and not self.self_run else ()


def known(d: Decision, item: str) -> bool:
    """Whether an id names a model or an option of this catalog."""
    return item in d.space.index or item in d.catalog.models


def ways_to_run(d: Decision, model_id: str) -> list[int]:
    """Options of one model: those that pass first, in the order of the ranking, then the rest by score."""
    at = [i for i, o in enumerate(d.options) if o.model.id == model_id]
    place = {int(i): n for n, i in enumerate(d.ranked)}
    return sorted(at, key=lambda i: (place.get(i, len(place)), -float(d.scored.score[i]), d.options[i].option_id))


def suggested(d: Decision) -> list[str]:
    """What to compare when nothing was chosen: the leading group, one way of running per model, four at most.

    Where it has one model only, the next in the ranking stands beside it; empty where nothing passes.
    """
    lead = set(d.ranked[d.leading].tolist())
    found: dict[str, str] = {}
    for i in (int(each) for each in d.best_of_groups):
        if len(found) == SUGGESTED or (i not in lead and len(found) >= 2):
            break
        found.setdefault(d.options[i].model.id, d.options[i].option_id)
    return list(found.values())


def level_with_the_best(figures: Sequence[Interval | None]) -> frozenset[int]:
    """Places of the highest figure and of those that are not told apart from it.

    Empty where the highest stands apart, or fewer than two are known.
    """
    known_ones = [(i, figure) for i, figure in enumerate(figures) if figure is not None]
    if len(known_ones) < 2:
        return frozenset()
    top, (_, low, high) = max(known_ones, key=lambda each: each[1][0])
    level = [i for i, (_, lo, hi) in known_ones if i != top and not_told_apart((low, high), (lo, hi))]
    return frozenset([top, *level]) if level else frozenset()


def compare(d: Decision, items: Iterable[str]) -> list[Column]:
    """One column per known id, in order, at most six; unknown ids are left out (see `known`)."""
    wanted = [item for item in dict.fromkeys(items) if known(d, item)][:MOST]
    found = [(item, _stands_for(d, item)) for item in wanted]
    at = [i for _, i in found if i is not None]
    larger = dict(zip(at, figures(d.space.only(np.array(at, dtype=np.int64)), d.needs, TENFOLD).expected, strict=True)) if at else {}
    passing = np.array([i for i in at if i in set(d.ranked.tolist())], dtype=np.int64)
    won = dict(zip(passing.tolist(), first_among(d.figures, d.scored, passing), strict=True)) if len(passing) > 1 else {}
    return [_column(d, item, i, *((_number(larger.get(i)), _number(won.get(i))) if i is not None else (None, None))) for item, i in found]


def who_leads(columns: Sequence[Column]) -> str:
    """Who comes first among the columns that pass, and how surely, in one sentence; empty where fewer than two pass."""
    passing = sorted((c for c in columns if c.among is not None), key=lambda c: -(c.among or 0.0))
    if len(passing) < 2:
        return ""
    names = [c.model.name for c in passing]
    called = [f"{c.model.name} ({c.label})" if names.count(c.model.name) > 1 else c.model.name for c in passing]
    first, *others = [(name, share(c.among)) for name, c in zip(called, passing, strict=True)]
    trials = int(PARAMETERS["robustness.trials"])
    said = [f"{name} in {won}" for name, won in others]
    rest = " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
    left = len(columns) - len(passing)
    fails = f" {left} of them fail{'s' if left == 1 else ''} a must-have and take{'s' if left == 1 else ''} no part." if left else ""
    return f"Of these, {first[0]} comes first in {first[1]} of {trials:,} plausible weightings and inputs, {rest}.{fails}"


def _stands_for(d: Decision, item: str) -> int | None:
    if item in d.space.index:
        return d.space.index[item]
    ways = ways_to_run(d, item)
    return ways[0] if ways else None


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _column(d: Decision, item: str, i: int | None, tenfold: float | None, among: float | None) -> Column:
    model = d.catalog.models[item] if i is None else d.options[i].model
    wanted = dimensions_of(d.needs.task, d.needs.languages)
    effort, dims = figures_of(d.catalog, model, d.needs.task, wanted)
    ordered = sorted(dims.values(), key=lambda f: (-wanted.get(f.dimension, 0.0), f.dimension))
    licence = d.catalog.licences.get(model.licence_id or "")
    if i is None:
        nobody = "No price and no machine is known for it, so nothing can be compared."
        return Column(
            item, model, None, False, "", licence, None, None, None, None, None, None, None, None, None, (), None, None, None,
            None, None, None, "", None, None, None,
            "none", 0, effort, tuple(ordered), None, None, None, None, None, None, None, nobody, None, nobody,
        )  # fmt: skip
    option, f = d.options[i], d.figures
    service = d.space.subjects["service"][d.space.codes["service"][i]]
    assert isinstance(service, Service)
    ranks = {int(n): rank for rank, n in enumerate(d.ranked, 1)}
    mi = int(d.space.model_code[i])
    value = _number(f.quality_value[i])
    cheaper, more_private = _cheaper(d, i), _more_private(d, i)
    head: Ints = np.flatnonzero(d.space.groups[d.shares.heads] == d.space.groups[i]) if i in ranks else np.empty(0, dtype=np.int64)
    held = (d.shares.ranks[head[0], 0], d.shares.ranks[head[0], :3].sum()) if len(head) else None
    return Column(
        item=item,
        model=model,
        option_id=option.option_id,
        chosen_for_you=item not in d.space.index,
        label=label(d, i),
        licence=licence,
        deployment=d.catalog.deployments.get(option.deployment),
        provider=option.provider,
        region=option.region,
        offer=option.offers[0] if option.offers else None,
        fits=i in ranks,
        rank=ranks.get(i),
        among=among,
        first_place=None if i not in ranks else float(held[0]) if held else 0.0,
        top_three=None if i not in ranks else float(held[1]) if held else 0.0,
        failed=_failed(d, i),
        score=_number(d.scored.score[i]),
        score_low=_number(d.scored.score_low[i]),
        score_high=_number(d.scored.score_high[i]),
        low=_number(f.low[i]),
        expected=_number(f.expected[i]),
        high=_number(f.high[i]),
        cost_evidence="estimated"
        if f.machines.machine[i] >= 0 or f.parts["reasoning"][i] > 0 or f.parts["staff"][i] > 0
        else "vendor_reported",
        tenfold=tenfold,
        upfront=_number(f.upfront[i]),
        quality=None if value is None else (value, float(f.quality_low[i]), float(f.quality_high[i])),
        quality_evidence=f.quality.evidence[mi],
        quality_scores=int(f.quality.benchmarks[mi]),
        effort=effort,
        dimensions=tuple(ordered),
        tokens_per_s=_number(f.tokens_per_s[i]),
        first_token_s=_number(f.first_token_s[i]),
        exposure=EXPOSURE[option.deployment],
        data_travels=_data_travels(option.deployment, option.provider, option.region),
        service=service,
        other_hosts=int(d.space.hosts[i]),
        cheaper=cheaper,
        no_cheaper="" if cheaper else _why_none(d, i, "costs less"),
        more_private=more_private,
        no_more_private=""
        if more_private
        else "Nothing is more private."
        if EXPOSURE[option.deployment] == 0
        else _why_none(d, i, "is more private"),
    )


def _failed(d: Decision, i: int) -> tuple[Failed, ...]:
    broken = [rule for row, rule in enumerate(MUST) if d.judged.fails[row, i]]
    verdicts = [(rule.title, d.judged.verdict(rule, i)) for rule in broken]
    return tuple(Failed(title, verdict.reason, verdict.remedy) for title, verdict in verdicts)


def _data_travels(way: Deployment, provider: Provider | None, region: str | None) -> str:
    """Where prompts go, in words."""
    host = host_name(provider, way) or "its vendor"
    place = ", anywhere" if region == "global" else f", {region}" if region else ", region not stated"
    return {
        Deployment.LOCAL_WORKSTATION: "Nowhere: it stays on your machine",
        Deployment.SELF_HOST_ON_PREM: "Nowhere: it stays on your premises",
        Deployment.CLOSED_ON_PREM: "Stays on your premises, on the vendor's software",
        Deployment.SELF_HOST_CLOUD_GPU: f"Your account at {host}, region of your choice",
        Deployment.CLOUD_PRIVATE_ENDPOINT: f"Your tenant at {host}{place}",
        Deployment.DEDICATED_MANAGED_GPU: f"GPUs reserved for you at {host}",
        Deployment.MANAGED_OPEN_API: f"{host}{place}",
        Deployment.CLOSED_API: f"{host}{place}",
    }[way]


def _cheaper(d: Decision, i: int) -> Alternative | None:
    """An option whose expected cost lies below the whole range of this one's; None where nothing does."""
    line = d.figures.low[i]
    if np.isnan(line):
        return None
    return _alternative(d, i, lambda at: d.figures.expected[at] < line)


def _more_private(d: Decision, i: int) -> Alternative | None:
    """An option whose way of running shows the data to fewer; None where nothing does."""
    own = EXPOSURE[d.options[i].deployment]
    return _alternative(d, i, lambda at: np.array([EXPOSURE[d.options[int(n)].deployment] < own for n in at], dtype=bool))


def _alternative(d: Decision, i: int, wanted: Callable[[Ints], NDArray[np.bool_]]) -> Alternative | None:
    """Of the options that pass, the best-ranked whose quality is no worse than this one's may be; without one, the strongest."""
    heads = d.best_of_groups
    found = heads[wanted(heads)] if len(heads) else heads
    found = found[found != i]
    if not len(found):
        return None
    value = d.figures.quality_value
    as_good = found if np.isnan(value[i]) else found[value[found] >= d.figures.quality_low[i]]
    other = int(as_good[0]) if len(as_good) else int(found[np.argmax(np.nan_to_num(value[found], nan=-1.0))])
    return Alternative(d.options[other].option_id, f"{d.options[other].model.name}, {label(d, other)}", _differs(d, i, other))


def _differs(d: Decision, i: int, other: int) -> str:
    """What changes in cost and in expected quality, in one sentence."""
    f = d.figures
    cost = usd_a_month(float(f.expected[other]))
    change = float(f.expected[other] - f.expected[i])
    if np.isnan(change):
        money = f"It costs about {cost}"
    else:
        money = f"It costs about {cost}, USD {compact(abs(change))} {'less' if change < 0 else 'more'}"
    gap = 100 * float(f.quality_value[other] - f.quality_value[i])
    if np.isnan(gap):
        return f"{money}; how its quality compares is unknown."
    level = not_told_apart((f.quality_low[i], f.quality_high[i]), (f.quality_low[other], f.quality_high[other]))
    if abs(gap) < 0.5:
        return f"{money}, at the same expected quality."
    told = ", less than the evidence can tell apart" if level else ""
    points = "1 point" if round(abs(gap)) == 1 else f"{abs(gap):.0f} points"
    return f"{money}; expected quality is {points} {'higher' if gap > 0 else 'lower'}{told}."


def _why_none(d: Decision, i: int, what: str) -> str:
    if not len(d.ranked):
        return "Nothing passes every must-have."
    if what == "costs less" and np.isnan(d.figures.low[i]):
        return "Its own cost is unknown."
    return f"Nothing that passes every must-have {what}."
