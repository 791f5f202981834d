"""Can the model do the task at all: modalities in and out, and a price in the task's own unit."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.rule import Question, Rule, Service
from advisor.verdict import Verdict, no, yes
from catalog.schema import Model

UNITS = {"token": ("mtok",), "image": ("image", "megapixel"), "second": ("second", "clip", "minute_video"), "minute": ("minute",)}
"""Units of a price in which a task's workload can be counted."""


def serves_modalities(model: Model, question: Question) -> Verdict:
    """Every modality asked for must be among the model's; PDF counts as read where images are."""
    needs = question.needs
    readable = set(model.modalities_in) | ({"pdf"} if "image" in model.modalities_in else set())
    missing_in = [m for m in needs.modalities_in if m not in readable]
    missing_out = [m for m in needs.modalities_out if m not in model.modalities_out]
    if model.kind == "embedding" or missing_in or missing_out:
        parts = [f"read {' and '.join(missing_in)}"] if missing_in else []
        parts += [f"produce {' and '.join(missing_out)}"] if missing_out else []
        said = " or ".join(parts) or "answer: it only computes embeddings"
        return no(
            f"{model.name} does not {said}.",
            model.origin,
            remedy=_fewer(missing_in, needs.modalities_in, missing_out, needs.modalities_out),
        )
    if set(model.modalities_out) - {"text"} and needs.modalities_out == ("text",) and "text" not in model.modalities_out:
        return no(f"{model.name} does not produce text.", model.origin)
    return yes(f"{model.name} takes {' and '.join(model.modalities_in)} and gives {' and '.join(model.modalities_out)}.", model.origin)


def _fewer(missing_in: Sequence[str], asked_in: Sequence[str], missing_out: Sequence[str], asked_out: Sequence[str]) -> str | None:
    """To drop a modality helps only where another one is left on each side."""
    if not (missing_in or missing_out) or len(missing_in) == len(asked_in) or len(missing_out) == len(asked_out):
        return None
    return f"Drop {', '.join([*missing_in, *missing_out])} from the modalities."


def priced_in_task_unit(service: Service, question: Question) -> Verdict:
    """A workload counted in seconds, images or minutes needs a price in that unit; tokens do not convert."""
    unit = question.parameters.tasks[question.needs.task].unit
    if service.offer is None or service.offer.unit in UNITS[unit]:
        return yes(f"Priced per {unit}." if service.offer else "Priced by machine.", service.offer.origin if service.offer else None)
    return no(
        f"{service.name} prices this model per {service.offer.unit.replace('mtok', 'token')}; the task is counted in {unit}s.",
        service.offer.origin,
        remedy=f"Enter a negotiated price per {unit}.",
    )


RULES = (
    Rule(
        "task.modality", "Modality and task fit", "task", "model", "caution", serves_modalities, reads=("modalities_in", "modalities_out")
    ),
    Rule("task.unit", "Price in the task's unit", "task", "service", "caution", priced_in_task_unit, reads=("task",)),
)
