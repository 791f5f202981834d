"""Gates on a whole option: hardware that fits, budget, speed, and frontier capability where it is required."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.cost.machines import NO_SHAPE
from advisor.parameters import PARAMETERS
from advisor.quality import anchors
from advisor.rule import Question, Rule, host_name
from advisor.sizing.fleet import CONTEXT, FIRST_TOKEN, SPEED, WEIGHTS
from advisor.verdict import Outcome, Verdict, no, unknown, yes
from catalog.schema import Deployment, Origin

if TYPE_CHECKING:
    from advisor.figures import Figures

YES, UNKNOWN, NO = (int(o) for o in (Outcome.YES, Outcome.UNKNOWN, Outcome.NO))
SIZING = "sizing model"


def _usd(amount: float) -> str:
    return f"USD {amount:,.2f}" if amount < 1000 else f"USD {amount:,.0f}"


def _enough(amount: float) -> str:
    """The next whole dollar, so that a budget raised to it does hold."""
    return f"USD {math.ceil(amount):,}"


# --- hardware --------------------------------------------------------------------------------------------------------


def _crowded(figures: Figures) -> Any:
    """Local machines that would have to serve more than a desk."""
    token = PARAMETERS.tasks[figures.needs.task].unit == "token"
    limit = PARAMETERS["hardware.workstation_requests" if token else "hardware.workstation_media_requests"]
    several = figures.machines.replicas > PARAMETERS["hardware.max_workstations"]
    return figures.space.runs(Deployment.LOCAL_WORKSTATION) & (several | (figures.load.highest_month > limit))


def hardware_outcomes(figures: Figures, question: Question) -> Any:
    beyond = np.nan_to_num(figures.machines.gpus) > PARAMETERS["hardware.max_gpus"]
    return np.where(figures.served & ~_crowded(figures) & ~beyond, YES, NO)


def hardware_fits(i: int, question: Question, figures: Figures) -> Verdict:
    """Weights and the longest context fit some machine offered there, at the speed asked for; desks stay few."""
    option, machines = figures.space.options[i], figures.machines
    origin = Origin(publisher=SIZING, date=question.parameters.dated)
    if machines.machine[i] < 0:
        return yes("Needs no machine of yours.")
    reason = int(machines.reason[i])
    place = f"at {host_name(option.provider, option.deployment)}" if option.provider else "considered here"
    if reason == WEIGHTS:
        return no(f"The weights of {option.model.name} fit no machine {place}.", origin, remedy="Choose a smaller model or larger GPUs.")
    if reason == CONTEXT:
        return no(
            f"Your longest request does not fit beside the weights of {option.model.name} {place}.",
            origin,
            remedy="Shorten the longest prompt, or use more GPUs.",
        )
    if reason in (SPEED, FIRST_TOKEN):
        return no(f"No machine {place} runs {option.model.name} at the speed you ask for.", origin, remedy="Relax the speed limit.")
    if reason == NO_SHAPE:
        return no(
            f"The layer shape of {option.model.name} is not published, so it cannot be sized for text.",
            origin,
            remedy="Enter its shape, or measure it.",
        )
    if reason:
        return no(
            f"No published price for a machine that runs {option.model.name} {place}, and you own none.",
            origin,
            remedy="State the GPUs you own, or enter a price.",
        )
    if machines.gpus[i] > PARAMETERS["hardware.max_gpus"]:
        limit = PARAMETERS["hardware.max_gpus"]
        return no(
            f"The load needs {machines.gpus[i]:,.0f} GPUs, more than the {limit:,.0f} that anybody rents out.",
            origin,
            remedy="Split the load.",
        )
    if _crowded(figures)[i]:
        token = PARAMETERS.tasks[figures.needs.task].unit == "token"
        limit = PARAMETERS["hardware.workstation_requests" if token else "hardware.workstation_media_requests"]
        asked = figures.load.highest_month
        if asked > limit:
            return no(
                f"A workstation serves a desk, up to {limit:,.0f} requests a month; you plan {asked:,.0f}.",
                origin,
                remedy="Run it on servers.",
            )
        count = int(machines.replicas[i])
        return no(f"The load needs {count} workstations, each serving one request at a time.", origin, remedy="Run it on servers.")
    return yes("The hardware fits.", origin)


# --- budget ----------------------------------------------------------------------------------------------------------


def monthly_outcomes(figures: Figures, question: Question) -> Any:
    limit = question.needs.budget.max_monthly_usd
    if limit is None:
        return np.full(len(figures.expected), YES)
    return np.where(np.isnan(figures.expected), UNKNOWN, np.where(figures.expected > limit, NO, YES))


def within_monthly(i: int, question: Question, figures: Figures) -> Verdict:
    """Expected cost of the mean month against the limit."""
    limit, cost = question.needs.budget.max_monthly_usd, figures.expected[i]
    if limit is None:
        return yes("No monthly limit is set.")
    if np.isnan(cost):
        return unknown("No price can be made for it.")
    if cost > limit:
        return no(
            f"It costs about {_usd(cost)} a month; your limit is {_usd(limit)}.", remedy=f"Raise the monthly budget to {_enough(cost)}."
        )
    return yes(f"About {_usd(cost)} a month, within your limit of {_usd(limit)}.")


def upfront_outcomes(figures: Figures, question: Question) -> Any:
    limit = question.needs.budget.max_upfront_usd
    return np.full(len(figures.upfront), YES) if limit is None else np.where(figures.upfront > limit, NO, YES)


def within_upfront(i: int, question: Question, figures: Figures) -> Verdict:
    """Purchase price, entry fees and first tuning run against the limit."""
    limit, upfront = question.needs.budget.max_upfront_usd, figures.upfront[i]
    if limit is None:
        return yes("No limit on spending up front is set.")
    if upfront > limit:
        return no(
            f"It takes {_usd(upfront)} up front; your limit is {_usd(limit)}.", remedy=f"Raise the up-front budget to {_enough(upfront)}."
        )
    return yes(f"{_usd(upfront)} up front, within your limit.")


# --- speed -----------------------------------------------------------------------------------------------------------


def speed_outcomes(figures: Figures, question: Question) -> Any:
    speed = question.needs.speed
    out = np.full(len(figures.tokens_per_s), YES)
    for limit, figure, wrong in (
        (speed.min_output_tokens_per_s, figures.tokens_per_s, figures.tokens_per_s < (speed.min_output_tokens_per_s or 0)),
        (speed.max_time_to_first_token_s, figures.first_token_s, figures.first_token_s > (speed.max_time_to_first_token_s or np.inf)),
    ):
        if limit is not None:
            out = np.maximum(out, np.where(np.isnan(figure), UNKNOWN, np.where(wrong, NO, YES)))
    return out


def _floor(rate: float) -> float:
    """Tokens a second in tenths, never more than there are: said beside a limit that is just missed, it must not reach it."""
    return math.floor(10 * rate) / 10


def fast_enough(i: int, question: Question, figures: Figures) -> Verdict:
    """Speed of one stream against the limits; shared services publish none that we read."""
    speed, rate, first = question.needs.speed, figures.tokens_per_s[i], figures.first_token_s[i]
    if speed.min_output_tokens_per_s is None and speed.max_time_to_first_token_s is None:
        return yes("No speed is asked for.")
    origin = Origin(publisher=SIZING, date=question.parameters.dated)
    if np.isnan(rate):
        return unknown("No speed of this service is published; measure it before you sign.")
    slow = speed.min_output_tokens_per_s is not None and rate < speed.min_output_tokens_per_s
    late = speed.max_time_to_first_token_s is not None and first > speed.max_time_to_first_token_s
    if slow or late:
        # rounded to the side that holds, and both where both are missed
        accept = ([f"{_floor(rate):g} tokens/s"] if slow else []) + (
            [f"{math.ceil(100 * first) / 100:g} s to the first token"] if late else []
        )
        reason = (
            f"About {_floor(rate):g} tokens/s a stream; you ask for {speed.min_output_tokens_per_s:g}."
            if slow
            else f"First token after about {math.ceil(100 * first) / 100:g} s; you ask for {speed.max_time_to_first_token_s:g} s."
        )
        return no(reason, origin, remedy=f"Accept {' and '.join(accept)}.")
    return yes(f"About {rate:.0f} tokens/s a stream, first token after about {first:.1f} s.", origin)


# --- frontier --------------------------------------------------------------------------------------------------------


def frontier_outcomes(figures: Figures, question: Question) -> Any:
    if question.needs.quality.frontier_need != "required":
        return np.full(len(figures.quality_value), YES)
    line = anchors(question.needs.task, question.needs.languages)[2] - PARAMETERS["robustness.quality_indifference"]
    return np.where(np.isnan(figures.quality_value) | (figures.quality_value < line), NO, YES)


def at_the_frontier(i: int, question: Question, figures: Figures) -> Verdict:
    """Expected quality, give or take the indifference band, against the dated frontier line; no evidence fails."""
    if question.needs.quality.frontier_need != "required":
        return yes("Frontier capability is not required.")
    model, value = figures.space.options[i].model, figures.quality_value[i]
    line, band = anchors(question.needs.task, question.needs.languages)[2], PARAMETERS["robustness.quality_indifference"]
    if np.isnan(value):
        return no(f"No evidence about {model.name} at this task.", remedy="Set frontier need to helpful, or measure it on your own cases.")
    dated = question.parameters.dated
    if value < line - band:
        return no(
            f"{model.name} reaches {100 * value:.0f}; the frontier line of {dated} is {100 * line:.0f}.",
            remedy="Set frontier need to helpful.",
        )
    return yes(f"{model.name} reaches {100 * value:.0f}; the frontier line of {dated} is {100 * line:.0f}.")


def price_outcomes(figures: Figures, question: Question) -> Any:
    return np.where(np.isnan(figures.expected) & figures.served, NO, YES)


def has_price(i: int, question: Question, figures: Figures) -> Verdict:
    """A figure for this workload can be made from published prices."""
    if not np.isnan(figures.expected[i]) or not figures.served[i]:
        return yes("Priced from published figures.", None)
    option = figures.space.options[i]
    if option.deployment is Deployment.CLOSED_ON_PREM:
        return no(
            f"{option.model.name} is delivered to premises on quotation only.",
            option.model.origin,
            remedy=f"Ask {option.model.lab} for a quote and enter the price.",
        )
    return no(
        f"{option.model.name} has no published price for this kind of work there.",
        option.offers[0].origin if option.offers else None,
        remedy="Ask for a quote and enter the price.",
    )


RULES = (
    Rule("hardware.fits", "Hardware fits", "hardware", "option", "caution", hardware_fits, outcomes=hardware_outcomes),
    Rule("budget.priced", "A price can be made", "budget", "option", "caution", has_price, outcomes=price_outcomes),
    Rule("budget.monthly", "Monthly budget", "budget", "option", "caution", within_monthly, outcomes=monthly_outcomes),
    Rule("budget.upfront", "Up-front budget", "budget", "option", "caution", within_upfront, outcomes=upfront_outcomes),
    Rule("speed.stream", "Speed", "speed", "option", "caution", fast_enough, outcomes=speed_outcomes),
    Rule("quality.frontier", "Frontier capability", "quality", "option", "caution", at_the_frontier, outcomes=frontier_outcomes),
)
