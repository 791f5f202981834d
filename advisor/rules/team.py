"""Are there people and time for this way of running."""

from __future__ import annotations

from advisor.rule import Question, Rule
from advisor.verdict import Verdict, no, yes
from catalog.schema import DeploymentFacts


def has_operators(way: DeploymentFacts, question: Question) -> Verdict:
    """Operations capacity against the least that this way of running takes."""
    least, usual, _ = question.parameters.range(f"deployments.{way.id}.run_fte")
    have = question.needs.team.ml_ops_fte
    if have < least:
        return no(
            f"{way.name} takes at least {least:g} full-time equivalents to run; you have {have:g}.",
            remedy=f"Plan {least:g} full-time equivalents for operations.",
        )
    caution = f"It usually takes {usual:g} full-time equivalents to run; you have {have:g}." if have < usual else None
    return yes(f"You have {have:g} full-time equivalents; it takes at least {least:g}.", caution=caution)


def ready_in_time(way: DeploymentFacts, question: Question) -> Verdict:
    """Weeks to production against the fastest this way of running goes live."""
    least, usual, _ = question.parameters.range(f"deployments.{way.id}.lead_weeks")
    have = question.needs.team.weeks_to_production
    if have < least:
        return no(
            f"{way.name} takes at least {least:g} weeks to production; you have {have:g}.", remedy=f"Allow {least:g} weeks to production."
        )
    caution = f"It usually takes {usual:g} weeks to production; you have {have:g}." if have < usual else None
    return yes(f"It can be live within {least:g} weeks.", caution=caution)


RULES = (
    Rule("team.operations", "People to run it", "team", "deployment", "caution", has_operators, reads=("team.ml_ops_fte",)),
    Rule("team.time", "Time to production", "team", "deployment", "caution", ready_in_time, reads=("team.weeks_to_production",)),
)
