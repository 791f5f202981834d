"""Does the longest prompt with its answer fit into the window that is really served."""

from __future__ import annotations

from advisor.rule import Question, Rule, Service
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Model

TOKEN_TASKS = {"token"}


def _counts(question: Question) -> bool:
    return question.parameters.tasks[question.needs.task].unit in TOKEN_TASKS


def fits_model(model: Model, question: Question) -> Verdict:
    """Compare the model's window with prompt plus answer, all in tokens; media tasks have no prompt to speak of."""
    if not _counts(question):
        return yes("The task is not counted in tokens.")
    context = question.needs.context
    needed = context.longest_prompt_tokens + context.longest_answer_tokens
    if model.context_tokens is None:
        return unknown(f"You need {needed:,} tokens; no window is published for {model.name}.", model.origin)
    if model.context_tokens < needed:
        limit = model.context_tokens
        return no(
            f"You need {needed:,} tokens; {model.name} holds {limit:,}.",
            model.origin,
            remedy=f"Keep prompt and answer under {limit:,} tokens.",
        )
    return yes(f"You need {needed:,} tokens; {model.name} holds {model.context_tokens:,}.", model.origin)


def fits_offer(service: Service, question: Question) -> Verdict:
    """A host may serve less than the model can: its own limit decides, and so does its longest answer."""
    offer, context = service.offer, question.needs.context
    if offer is None or not _counts(question):
        return yes("No limit beyond the model's own.")
    needed = context.longest_prompt_tokens + context.longest_answer_tokens
    if offer.context_tokens is not None and offer.context_tokens < needed:
        limit = offer.context_tokens
        return no(
            f"You need {needed:,} tokens; {service.name} serves {limit:,}.",
            offer.origin,
            remedy=f"Keep prompt and answer under {limit:,} tokens.",
        )
    if offer.max_output_tokens is not None and offer.max_output_tokens < context.longest_answer_tokens:
        limit = offer.max_output_tokens
        return no(
            f"You need answers of {context.longest_answer_tokens:,} tokens; {service.name} stops at {limit:,}.",
            offer.origin,
            remedy=f"Keep answers under {limit:,} tokens.",
        )
    return yes(f"{service.name} serves the window you need.", offer.origin)


RULES = (
    Rule("context.model", "Context window of the model", "context", "model", "caution", fits_model, reads=("task", "context")),
    Rule("context.served", "Context window as served", "context", "service", "caution", fits_offer, reads=("task", "context")),
)
