"""Is the model there today, and will it be for the whole horizon."""

from __future__ import annotations

from datetime import date, timedelta

from advisor.rule import SELF_RUN, WEIGHTS_IN_HAND, Question, Rule, Service, Use
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Model, Status

DAYS_PER_MONTH = 30.44


def is_released(model: Model, question: Question) -> Verdict:
    """Announced models and those of the future are never ranked; previews and superseded ones carry a caution.

    On a day before the record was checked, a model without a release day may not have been out yet: unknown, hence a caution.
    """
    origin = model.origin_of("release_date")
    if model.status is Status.ANNOUNCED:
        return no(f"{model.name} was announced but never released.", model.origin)
    if model.release_date and model.release_date > question.as_of:
        return no(f"{model.name} came out on {model.release_date}, after {question.as_of}.", origin)
    past = question.as_of < model.checked
    if model.release_date is None and past:
        return unknown(f"No release day of {model.name} was read: whether it was out on {question.as_of} is not known.", origin)
    if model.status is Status.SUPERSEDED:
        successor = f": {_name(model.successor_id, question)}" if model.successor_id else "; which one is not recorded here"
        since = f" by {model.checked}" if past else ""
        return yes(f"{model.name} is released.", model.origin, caution=f"A newer model of this line exists{since}{successor}.")
    if model.status is Status.PREVIEW:
        return yes(f"{model.name} is a preview.", model.origin, caution="Preview: terms, price and behaviour may change at short notice.")
    return yes(f"{model.name} is released.", model.origin)


def stays_available(use: Use, question: Question) -> Verdict:
    """A service that ends inside the horizon is out; weights in hand stay usable."""
    model = use.model
    if model.open and use.deployment in WEIGHTS_IN_HAND:
        return yes("Weights in hand cannot be withdrawn from the machine.", model.origin)
    return _until(model.name, model.retirement_date, model, question)


def offer_stays(service: Service, question: Question) -> Verdict:
    """The end date of one offer, which may come before the model's."""
    if service.offer is None or service.deployment in SELF_RUN or service.model is None:
        return yes("No end date of its own.")
    return _until(f"{service.model.name} at {service.name}", service.offer.ends, service.model, question)


def _name(model_id: str, question: Question) -> str:
    model = question.catalog.models.get(model_id)
    return model.name if model else model_id


def _until(name: str, ends: date | None, model: Model, question: Question) -> Verdict:
    months = question.needs.volume.horizon_months
    until = question.as_of + timedelta(days=months * DAYS_PER_MONTH)
    successor = f" Its maker names {_name(model.successor_id, question)} as successor." if model.successor_id else ""
    if ends is None:
        if model.status is Status.DEPRECATED and not model.open:
            if question.as_of < model.checked:
                return unknown(
                    f"The end of {name} was announced or past on {model.checked}; whether it was on {question.as_of} is not known.{successor}",
                    model.origin,
                )
            return no(f"The end of {name} is announced or past; no day was read, so it cannot be planned on.{successor}", model.origin)
        return yes(f"No end of {name} is announced.", model.origin)
    if ends <= question.as_of:
        return no(f"{name} ended on {ends}.{successor}", model.origin, remedy=None)
    if ends < until:
        left = int((ends - question.as_of).days / DAYS_PER_MONTH)
        return no(
            f"{name} ends on {ends}, inside your horizon of {months} months.{successor}",
            model.origin,
            remedy=f"Plan for {left} month{'s' if left > 1 else ''} at most." if left else None,
        )
    return yes(f"{name} ends on {ends}, after your horizon.", model.origin, caution=f"Service ends on {ends}.")


RULES = (
    Rule("lifecycle.released", "Released", "lifecycle", "model", "caution", is_released),
    Rule("lifecycle.model", "Available over the horizon", "lifecycle", "use", "caution", stays_available, reads=("volume.horizon_months",)),
    Rule(
        "lifecycle.offer", "Offer lasts over the horizon", "lifecycle", "service", "caution", offer_stays, reads=("volume.horizon_months",)
    ),
)
