"""How to leave the first option: interface, second source for the same weights, prompts and tools, and what to keep."""

from __future__ import annotations

from typing import Any

from advisor.answer.naming import label
from advisor.decision import Decision
from advisor.numbers import day
from advisor.provider_facts import statements
from advisor.rule import SELF_RUN, Service
from catalog.schema import Model

Json = dict[str, Any]
LISTED = 3


def exit_checks(d: Decision) -> list[Json]:
    """What to settle now so that leaving stays cheap: text and reason of each."""
    first = int(d.ranked[0])
    return [_interface(d, first), _second_source(d, first), _substitute(d, first), *_keep(d, first)]


def second_sources(d: Decision, first: int) -> tuple[list[str], int]:
    """Who else sells the same model as a service: names of those that pass every must-have, and how many do not."""
    model, own = d.options[first].model, d.options[first].provider
    passing = {int(i) for i in d.ranked}
    names: dict[str, bool] = {}
    for i in [*d.ranked.tolist(), *range(len(d.options))]:
        option = d.options[i]
        if option.model.id == model.id and option.offers and option.provider and (own is None or option.provider.id != own.id):
            names[option.provider.name] = names.get(option.provider.name, False) or i in passing
    able = [name for name, passes in names.items() if passes]
    return able, len(names) - len(able)


def _interface(d: Decision, first: int) -> Json:
    option = d.options[first]
    if option.model.kind != "llm":
        return {
            "text": "Put a thin layer of your own between your software and the interface you call.",
            "why": "Interfaces for images, video and speech differ from host to host: the layer keeps the change in one place.",
        }
    if option.deployment in SELF_RUN or option.provider is None:
        return {
            "text": "Call it through the interface that most hosts share (OpenAI-compatible), also on your own machines.",
            "why": "The usual engines for open weights speak it, so that host and model can change without your code.",
        }
    service = d.space.subjects["service"][int(d.space.codes["service"][first])]
    assert isinstance(service, Service)
    stated = next((f for f in statements(service, "openai_compatible_api") if f.value == "yes"), None)
    host = option.provider.name
    if stated:
        return {
            "text": f"Use the OpenAI-compatible interface of {host}.",
            "why": f"It offers one{f' ({stated.condition})' if stated.condition else ''}, says {stated.origin.publisher}; another host is then another address.",
        }
    return {
        "text": f"Put a thin layer of your own before the interface of {host}.",
        "why": "Whether it speaks the interface that most hosts share was not read: the layer keeps the change in one place.",
    }


def _second_source(d: Decision, first: int) -> Json:
    model = d.options[first].model
    able, failing = second_sources(d, first)
    rest = f" {failing} more sell{'s' if failing == 1 else ''} it but fail{'s' if failing == 1 else ''} a must-have." if failing else ""
    if able:
        listed = ", ".join(able[:LISTED]) + (f" and {len(able) - LISTED} more" if len(able) > LISTED else "")
        return {
            "text": f"Keep an account at a second source for {model.name} and run the cases there once a quarter.",
            "why": f"It passes every must-have at {listed}.{rest}",
        }
    if model.open:
        return {
            "text": f"Keep a copy of the weights of {model.name}, and a recipe to run them on rented machines.",
            "why": f"No other service that passes your must-haves sells them.{rest}",
        }
    return {
        "text": f"Agree notice of change and of end with {model.lab}.",
        "why": f"Nobody else that passes your must-haves sells {model.name}.{rest}",
    }


def _substitute(d: Decision, first: int) -> Json:
    """The best option of another lab, with what it is known to do of what prompts and tools rely on."""
    lab = d.options[first].model.lab
    other = next((int(i) for i in d.best_of_groups if d.options[int(i)].model.lab != lab), None)
    if other is None:
        return {
            "text": "Keep prompts and tools free of features that one model alone has.",
            "why": "No model of another lab passes every must-have today: name what you would relax.",
        }
    model = d.options[other].model
    return {
        "text": f"Keep {model.name} ({label(d, other)}) tested as substitute: the same prompts, tools and cases, once a quarter.",
        "why": f"Of another lab, and it passes every must-have. {_abilities(model)}",
    }


def _abilities(model: Model) -> str:
    words = {True: "yes", False: "no", None: "unknown"}
    return f"Tool calling: {words[model.tool_calling]}; structured output: {words[model.structured_output]}."


def _keep(d: Decision, first: int) -> list[Json]:
    option = d.options[first]
    found = [
        {
            "text": "Keep your cases, grades, prompts and training data outside any provider's tools.",
            "why": "They are what a change of model is decided on, and what tuning is repeated with.",
        }
    ]
    if option.model.retirement_date:
        found.append(
            {
                "text": f"Have moved before {day(option.model.retirement_date)}.",
                "why": f"{option.model.lab} has announced the end of {option.model.name} for that day.",
            }
        )
    return found
