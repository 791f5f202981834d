"""Prototype, evaluate, customise, scale, move, exit: what to do in which order, with a checklist under each stage."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from advisor.answer.exit_route import exit_checks, second_sources
from advisor.answer.naming import hardware_text, label, way_of_running
from advisor.decision import Decision
from advisor.evaluation_plan import EvaluationPlan, evaluation_plan, months_until, passes_needed, undetected_rate
from advisor.numbers import compact, count, day, flip_label, price_move, share, usd
from advisor.parameters import PARAMETERS
from advisor.rule import THIRD_PARTY, WEIGHTS_IN_HAND
from catalog.schema import Deployment

Json = dict[str, Any]
RIVALS = 2
MARKS = (0.8, 0.9, 0.95)
"""Pass marks whose number of passed cases is spelled out."""
QUARTER = timedelta(days=91)
PROTOTYPE, EVALUATION = timedelta(weeks=3), timedelta(weeks=5)
"""From today to the end of the prototype, and from there to the end of the evaluation."""


def roadmap(d: Decision, flips: list[Json], pair: Json | None = None, even: Json | None = None) -> list[Json]:
    """Stages in order, each with an action, until when or what it holds, and `checks` (text and why). Empty where nothing fits.

    A stage starts when the one before it has ended, so that no date lies before an earlier one. The quarterly review runs beside the
    stages and ends none. `pair` and `even`: the hybrid and the break-even of the same answer, where a stage rests on them.
    """
    if not len(d.best_of_groups):
        return []
    first = int(d.best_of_groups[0])
    option = d.options[first]
    weeks = PARAMETERS[f"deployments.{option.deployment}.lead_weeks"]
    begin = d.question.as_of
    rivals = _rivals(d, first)
    plan = evaluation_plan(_gap(d, first, rivals))
    tried = begin + PROTOTYPE
    compared = tried + EVALUATION
    steps = [
        _stage("prototype", _prototype(d, first, plan.cases), tried),
        _stage("evaluate", _compare(d, rivals, plan), compared, _evaluation(d, first, rivals, plan, pair)),
    ]
    ready = compared
    if d.needs.fine_tuning.need != "none":
        ready += timedelta(weeks=PARAMETERS["cost.tuning_project_weeks"])
        steps.append(_stage("customise", _customise(d), ready))
    running = ready + timedelta(weeks=weeks)
    going = f"Put {option.model.name} into production: {label(d, first)}; about {weeks:g} week{'s' if weeks != 1 else ''} once chosen."
    steps.append(_stage("scale", going, running))
    then = _moved_by(d, flips, begin)
    moves = max(then, running) if then else _until(d, flips)
    steps.append(_stage("move", _move(d, flips, then, running), moves, _triggers(d, flips, even, begin)))
    review = f"you replace it; the review of this assessment is on {day(begin + QUARTER)}, then every quarter"
    steps.append(_stage("exit", _exit(d, first), review, exit_checks(d)))
    return steps


def _stage(stage: str, action: str, until: date | str, checks: list[Json] | None = None) -> Json:
    return {"stage": stage, "action": action, "until": until.isoformat() if isinstance(until, date) else until, "checks": checks or []}


# --- prototype and evaluation ----------------------------------------------------------------------------------------


def _prototype(d: Decision, first: int, cases: int) -> str:
    """Start on what is quickest for the same model without leaving the data boundary."""
    option = d.options[first]
    name, own = option.model.name, f"{cases} of your own cases, with a pass mark agreed beforehand"
    sold = [
        int(i)
        for i in d.ranked
        if d.options[i].model.id == option.model.id and d.options[i].deployment in THIRD_PARTY and d.options[i].offers
    ]
    if option.deployment is Deployment.LOCAL_WORKSTATION:
        return f"Try {name} on the machine itself ({hardware_text(d, first)}), on {own}."
    if sold:
        return f"Try {name} at {label(d, sold[0])}, on {own}."
    if option.deployment in WEIGHTS_IN_HAND:
        rented = _rented_like(d, first)
        if _stays_on_site(d):
            return f"Try {name} on {rented} with {cases} synthetic cases, with a pass mark agreed beforehand; own cases only once the machine stands on your premises."
        return f"Try {name} on {rented}, on {own}."
    return f"Try {name} at {label(d, first)}, on {own}."


def _rented_like(d: Decision, i: int) -> str:
    """Machines to try an option on before its own are bought."""
    return f"rented machines like {hardware_text(d, i)}"


def _stays_on_site(d: Decision) -> bool:
    """Whether real data may not leave the premises, not even for a trial."""
    return d.needs.privacy.boundary in ("own_premises", "air_gapped")


def _compare(d: Decision, rivals: list[int], plan: EvaluationPlan) -> str:
    """The same cases through the rivals, on rented machines where theirs would have to be bought; then live traffic."""
    bought = (Deployment.SELF_HOST_ON_PREM,)
    others = " and ".join(
        f"{d.options[i].model.name} ({_rented_like(d, i) if d.options[i].deployment in bought else label(d, i)})" for i in rivals
    )
    days = f"{PARAMETERS['evaluation.shadow_days']:g} days"
    live = (
        f"live traffic follows, for {days}, when the machine stands on your premises"
        if _stays_on_site(d)
        else f"then send a copy of live traffic to both for {days}"
    )
    noise = f"Differences under {100 * plan.by_chance:.0f} points are noise."
    return f"Run the same {plan.cases} cases through {others or 'one more candidate'}; {live}. {noise}"


def _rivals(d: Decision, first: int) -> list[int]:
    """The two best of other models."""
    seen, out = {d.options[first].model.id}, []
    for i in d.best_of_groups:
        if d.options[i].model.id not in seen:
            seen.add(d.options[i].model.id)
            out.append(int(i))
        if len(out) == RIVALS:
            break
    return out


def _gap(d: Decision, first: int, rivals: list[int]) -> float | None:
    """Expected difference in quality between the first and the nearest rival; None where either is unknown."""
    if not rivals:
        return None
    gap = float(d.figures.quality_value[first] - d.figures.quality_value[rivals[0]])
    return None if np.isnan(gap) else gap


def _evaluation(d: Decision, first: int, rivals: list[int], plan: EvaluationPlan, pair: Json | None) -> list[Json]:
    """Cases, pass mark, severe errors, shadow traffic, speed, bill: each with the number that decides it and why it is that."""
    found = [_cases(d, first, rivals, plan), _mark(plan.cases), _severe(plan.cases), _shadow(d)]
    if d.figures.machines.machine[first] >= 0:
        found.append(_load(d, first))
    found.append(_bill(d, first))
    wanted = [c for c in d.needs.capabilities if c in ("tool_calling", "structured_output")]
    if wanted:
        found.append(
            {
                "text": f"Check {' and '.join(c.replace('_', ' ') for c in wanted)} by machine on every case, not by eye.",
                "why": f"{passes_needed(plan.cases, 0.99)} of {plan.cases} valid answers show that 99% are valid.",
            }
        )
    if pair and pair.get("worth_it"):
        accuracy = pair.get("router_accuracy") or PARAMETERS["cost.router_accuracy"]
        found.append(
            {
                "text": f"Label {plan.cases} requests by hand and measure the router: at least {passes_needed(plan.cases, accuracy)} sent where they belong.",
                "why": f"The saving of two paths is computed with {share(accuracy)}, which is an assumption.",
            }
        )
    return found


def _cases(d: Decision, first: int, rivals: list[int], plan: EvaluationPlan) -> Json:
    chances = f"finds a difference of {100 * plan.found:.0f} points {PARAMETERS['evaluation.power'] * 10:.0f} times in 10"
    why = f"With {plan.cases} cases an evaluation {chances}; up to {100 * plan.by_chance:.0f} points are chance."
    if rivals and not np.isnan(gap := float(d.figures.quality_value[first] - d.figures.quality_value[rivals[0]])):
        names = d.options[first].model.name, d.options[rivals[0]].model.name
        if plan.enough:
            why += f" {names[0]} and {names[1]} are expected to differ by {100 * abs(gap):.0f}."
        else:
            why += (
                f" {names[0]} and {names[1]} are expected to differ by {100 * abs(gap):.1f}: to find {100 * plan.wanted:.0f} points would take about "
                f"{compact(plan.needed)} cases, so let cost and control decide between them."
            )
    return {"text": f"Collect {plan.cases} of your own cases, graded without knowing which model answered.", "why": why}


def _mark(cases: int) -> Json:
    passed = ", ".join(f"{passes_needed(cases, mark)} of {cases} for {share(mark)}" for mark in MARKS)
    return {
        "text": "Agree the pass mark before the first run, and accept only what clears it by more than chance.",
        "why": f"Passed cases that show the mark is met, but for one time in ten: {passed}.",
    }


def _severe(cases: int) -> Json:
    return {
        "text": "Name the errors that must never happen, and stop at the first one.",
        "why": f"None in {cases} cases still leaves up to {100 * undetected_rate(cases):.1f}% possible; a person looks on until far more are seen.",
    }


def _shadow(d: Decision) -> Json:
    days = PARAMETERS["evaluation.shadow_days"]
    requests = d.needs.volume.requests_per_month * days / PARAMETERS["cost.days_per_month"]
    where = ("Once the machine stands on your premises, send", "it") if _stays_on_site(d) else ("Send", "both")
    held = "nothing real leaves the premises before" if _stays_on_site(d) else "rent machines only where your must-haves hold"
    return {
        "text": f"{where[0]} a copy of live traffic to {where[1]} for {days:g} days, about {count(requests)} requests, and show its answers to nobody.",
        "why": f"A whole week holds your peak of {compact(d.figures.load.peak_requests_per_s)} requests a second, odd inputs and the night; {held}.",
    }


def _load(d: Decision, first: int) -> Json:
    rate = float(d.figures.tokens_per_s[first])
    low = PARAMETERS.range("sizing.speed_band")[0]
    accept = (
        f"at least {rate * low:.0f} tokens/s a stream" if not np.isnan(rate) else "the speed your users need, which nobody published for it"
    )
    return {
        "text": f"Load the machines with the peak for an hour before you buy or commit; accept {accept}.",
        "why": f"Machine counts are estimated: measured speeds lie between {share(low)} and {share(PARAMETERS.range('sizing.speed_band')[2])} of the prediction.",
    }


def _bill(d: Decision, first: int) -> Json:
    f, thousand = d.figures, 1000 / max(d.figures.load.requests, 1)
    low, high = float(f.low[first]) * thousand, float(f.high[first]) * thousand
    thinking = float(f.parts["reasoning"][first]) > 0
    return {
        "text": f"Compare the bill with the plan: {usd(float(f.expected[first]) * thousand)} for 1,000 requests, between {compact(low)} and {compact(high)}.",
        "why": "Thinking tokens vary most." if thinking else "Real prompts are rarely as long as planned.",
    }


def _customise(d: Decision) -> str:
    tuning = d.needs.fine_tuning
    if tuning.method in ("any", "lora"):
        return "Retrieval and examples first; then LoRA on the pass mark's failures; full tuning only if LoRA stalls."
    return f"Retrieval and examples first; then {tuning.method.replace('_', ' ')} on the pass mark's failures."


# --- when to move ----------------------------------------------------------------------------------------------------


def _above(flips: list[Json]) -> Json | None:
    """The nearest load beyond the present one at which another option takes over."""
    return next((f for f in flips if f["driver"] == "volume.requests_per_month" and f["flips_at"] > f["now"]), None)


def _until(d: Decision, flips: list[Json]) -> str:
    above = _above(flips)
    if above:
        return f"the load passes {_load_of(above)}"
    return "prices, models or your answers change"


def _load_of(flip: Json) -> str:
    """The load of a flip in words, never printed as today's."""
    return f"{flip_label(flip['now'], flip['flips_at'])} requests a month"


def _winner(d: Decision, flip: Json) -> str:
    """Who takes over; at another load without a count of machines, which would be that of the stated one."""
    at = d.space.index[flip["winner"]]
    counted = flip["driver"].startswith("volume.") and d.figures.machines.machine[at] >= 0
    where = way_of_running(d, at) if counted else label(d, at)
    return f"{d.options[at].model.name} ({where})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _moved_by(d: Decision, flips: list[Json], begin: date) -> date | None:
    """The day on which the stated growth carries the load past the next flip; None without growth or flip, or beyond ten years."""
    above, growth = _above(flips), d.needs.volume.monthly_growth
    months = months_until(above["now"], above["flips_at"], growth) if above and growth > 0 else None
    if months is None or months > 120:
        return None
    return begin + timedelta(days=round(months * PARAMETERS["cost.days_per_month"]))


def _move(d: Decision, flips: list[Json], then: date | None, running: date) -> str:
    """What to move to, and at which load or on which day; `running` is the day on which the first option answers."""
    above = _above(flips)
    if above is None and d.figures.capacity_unknown[int(d.ranked[0])]:
        return "What load these machines carry is not published: measure it on your own requests before you plan for more."
    if above is None:
        most = d.needs.volume.requests_per_month * PARAMETERS["robustness.volume_high"]
        return f"No higher load, up to {count(most)} requests a month, makes another option lead: look again when prices or models change."
    growth = d.needs.volume.monthly_growth
    when = (
        f", about {then:%b %Y} at your growth of {share(growth)} a month{', before that one runs: weigh both now' if then <= running else ''}"
        if then
        else ", whenever that is: you state no growth"
        if growth == 0
        else ""
    )
    return f"Move to {_winner(d, above)} when the load passes {_load_of(above)}{when}."


def _triggers(d: Decision, flips: list[Json], even: Json | None, begin: date) -> list[Json]:
    """When to decide anew: a higher load, a lower one, a price, the end of a model, an old price, the calendar."""
    found, above = [], _above(flips)
    below = next((f for f in flips if f["driver"] == "volume.requests_per_month" and f["flips_at"] < f["now"]), None)
    if above:
        found.append({"text": f"The load passes {_load_of(above)}.", "why": f"Then {_winner(d, above)} leads. {above['reason']}"})
    if below:
        found.append({"text": f"The load stays under {_load_of(below)}.", "why": f"Then {_winner(d, below)} leads."})
    for flip in (f for f in flips if f["driver"] in ("prices.first", "prices.rival")):
        moved = price_move(flip["flips_at"])
        found.append(
            {"text": f"The {_lower(flip['driver_name'])} {moved} or more.", "why": f"Then {_winner(d, flip)} leads. {flip['reason']}"}
        )
    if even and _worth_watching(d, even, above):
        found.append({"text": f"The load comes near {count(even['volume'])} requests a month.", "why": str(even["sentence"])})
    model = d.options[int(d.best_of_groups[0])].model
    if model.retirement_date:
        found.append({"text": f"{model.name} ends on {day(model.retirement_date)}.", "why": f"Announced by {model.lab}."})
    elif model.successor_id:
        successor = d.catalog.models.get(model.successor_id)
        if successor:
            found.append({"text": f"Try {successor.name}.", "why": f"{model.lab} names it as successor of {model.name}."})
    found.append(
        {
            "text": f"The quarter ends ({day(begin + QUARTER)}): run this assessment again.",
            "why": f"Prices older than {PARAMETERS['freshness.price_days']:g} days are stale, and new models arrive every month.",
        }
    )
    return found


def _worth_watching(d: Decision, even: Json, above: Json | None) -> bool:
    """A break-even ahead that no flip forestalls, between options of which one at least may lead."""
    volume = even.get("volume")
    if not volume or volume <= d.needs.volume.requests_per_month or (above and above["flips_at"] <= volume):
        return False
    group = {d.options[int(i)].option_id for i, leads in zip(d.ranked, d.leading, strict=True) if leads}
    return even["own"] in group or even["closed"] in group


# --- exit ------------------------------------------------------------------------------------------------------------


def _exit(d: Decision, first: int) -> str:
    option, hosts = d.options[first], int(d.space.hosts[first])
    if option.model.open:
        able, failing = second_sources(d, first)
        if able:
            count = len(able)
            sellers = f"{count} other provider{'s' if count > 1 else ''} that pass{'' if count > 1 else 'es'} your must-haves sell{'' if count > 1 else 's'} the same weights: test one of them once a quarter"
        elif failing:
            sellers = "no other service that passes your must-haves sells them: keep the means to run them elsewhere"
        else:
            sellers = "no other provider sells them as a service: keep the means to run them elsewhere"
        return f"Keep the weights of {option.model.name} and a common interface; {sellers}, and run this assessment again."
    second = next((int(i) for i in d.best_of_groups if d.options[i].model.lab != option.model.lab), None)
    name = f"{d.options[second].model.name} ({label(d, second)})" if second is not None else "a model of another lab"
    sold = f", though {hosts} other provider{'s sell' if hosts > 1 else ' sells'} the model" if hosts else ""
    return f"Only {option.model.lab} has these weights{sold}: keep prompts and tools neutral, keep {name} tested as substitute, and run this assessment again each quarter."
