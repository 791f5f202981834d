"""Which options a cost chart begins with, and how they are called: the leading one that is self-run, the leading one that is sold, and their rivals."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from advisor.answer.naming import gpu_of
from advisor.compare import ways_to_run
from advisor.decision import Decision
from advisor.parameters import PARAMETERS
from advisor.rule import SELF_RUN, host_name
from advisor.rules import MUST
from catalog.schema import Deployment, Gpu

MOST = 6
"""Lines that can be told apart in one chart."""
FEW = 3


def suggested(d: Decision) -> list[int]:
    """Up to five options: own machines, sold, sold and closed, the same weights sold, the same weights on the other kind of machine.

    Fewer than three are filled up with the next of the recommendation. The best of each kind that passes every must-have; where none does, the one that fails fewest, so that there is something to
    measure against (`fails` says so). Empty where nothing has a price.
    """
    own, sold = leading_own(d), leading(d, lambda i: is_sold(d, i))
    passes = sold is not None and not fails(d, sold)
    closed = (_passing if passes else leading)(d, lambda i: is_sold(d, i) and not d.options[i].model.open)
    kinds = [own, sold, closed]
    if own is not None:
        model, way = d.options[own].model.id, d.options[own].deployment
        same = [i for i in _heads(d) if d.options[i].model.id == model]
        kinds.append(next((i for i in same if is_sold(d, i)), None))
        others = SELF_RUN - {way, Deployment.LOCAL_WORKSTATION}
        kinds.append(next((i for i in same if d.options[i].deployment in others and capacity_known(d, i)), None))
    chosen = dict.fromkeys(i for i in kinds if i is not None)
    models = {d.options[i].model.id for i in chosen}
    for i in _heads(d):  # rivals of other models, in the order of the recommendation
        if len(chosen) >= FEW:
            break
        if d.options[i].model.id not in models and (is_sold(d, i) or is_own(d, i)):
            chosen[i] = None
            models.add(d.options[i].model.id)
    return list(chosen)


def found(d: Decision, item: str) -> int | None:
    """The option of an id, or the best way to run a model that has a price; None where the catalog knows neither."""
    if item in d.space.index:
        return d.space.index[item]
    ways = ways_to_run(d, item) if item in d.catalog.models else []
    return next((i for i in ways if is_sold(d, i) or is_own(d, i)), ways[0] if ways else None)


def leading_own(d: Decision) -> int | None:
    """The leading option on machines whose throughput is known: self-run, else reserved; else one whose throughput nobody published."""

    def known(i: int) -> bool:
        return is_own(d, i) and capacity_known(d, i)

    passing = (lambda i: known(i) and d.options[i].deployment in SELF_RUN, known, lambda i: is_own(d, i))
    for wanted in passing:
        if (first := _passing(d, wanted)) is not None:
            return first
    able = leading(d, lambda i: known(i) and d.options[i].deployment in SELF_RUN)
    return able if able is not None else leading(d, lambda i: is_own(d, i))


def leading(d: Decision, wanted: Callable[[int], bool]) -> int | None:
    """The first that passes; else of those that do not the one that fails fewest must-haves, then the one with the highest score."""
    first = _passing(d, wanted)
    if first is not None:
        return first
    broken = d.judged.fails.sum(axis=0)
    order = np.lexsort((d.space.id_order, -d.scored.score, broken))
    return next((i for i in order.tolist() if wanted(i)), None)


def is_sold(d: Decision, i: int) -> bool:
    """Has a price per token or unit at this load."""
    return bool(d.options[i].offers) and bool(d.figures.priced[i])


def is_own(d: Decision, i: int) -> bool:
    """Runs on whole GPUs, and there are some that serve."""
    return bool(d.figures.machines.machine[i] >= 0) and bool(d.figures.served[i]) and bool(d.figures.priced[i])


def capacity_known(d: Decision, i: int) -> bool:
    """Whether anybody knows what its machines carry of this task: the sizing model does of tokens, and of nothing else."""
    return not bool(d.figures.capacity_unknown[i]) and PARAMETERS.tasks[d.needs.task].unit == "token"


def fails(d: Decision, i: int) -> tuple[str, ...]:
    """Titles of the must-haves it breaks; empty where it passes."""
    return tuple(rule.title for row, rule in enumerate(MUST) if d.judged.fails[row, i])


def place(d: Decision, i: int, gpu: Gpu | None = None) -> str:
    """Where and on what it runs, without a number of machines: that is what the line shows."""
    option, gpu = d.options[i], gpu or gpu_of(d, i)
    host = host_name(option.provider, option.deployment) or "your own"
    kind = gpu.name if gpu else ""
    if option.offers:
        return host + (f", {option.region}" if option.region and option.region != "global" else "")
    match option.deployment:
        case Deployment.SELF_HOST_ON_PREM:
            return f"on premises, {kind}"
        case Deployment.LOCAL_WORKSTATION:
            return f"local, {kind}"
        case Deployment.SELF_HOST_CLOUD_GPU:
            return f"rented at {host}, {kind}"
        case Deployment.DEDICATED_MANAGED_GPU:
            return f"reserved at {host}, {kind}"
    return host


def _heads(d: Decision) -> Iterable[int]:
    return (int(i) for i in d.best_of_groups)


def _passing(d: Decision, wanted: Callable[[int], bool]) -> int | None:
    return next((i for i in _heads(d) if wanted(i)), None)
