"""How many reasoning tokens a request costs."""

from __future__ import annotations

import numpy as np
import pytest
from examples import an_open_model

from advisor.needs import Needs
from advisor.reasoning import parameters, reasoning_tokens, thinks
from catalog.schema import ReasoningProfile


def expected(task: str, effort: str = "high", verbosity: float = 1.0, visible: float = 200) -> float:
    return float(reasoning_tokens(task, effort, verbosity, visible)[1])


def test_a_ten_token_classification_still_costs_hundreds():
    low, middle, high = (float(x) for x in reasoning_tokens("classification", "high", 1.0, 10))
    assert 100 < low < middle < high
    assert middle > 500


def test_reasoning_is_never_a_fixed_multiple_of_the_answer():
    assert expected("chat", visible=800) < 2 * expected("chat", visible=400)
    assert expected("chat", visible=800) > expected("chat", visible=400)
    assert expected("chat", visible=1e6) == expected("chat", visible=1e5) == 3 * expected("chat", visible=400)


def test_at_the_reference_length_the_table_is_read_as_it_stands():
    assert [float(x) for x in reasoning_tokens("coding", "medium", 1.0, 500)] == [200, 950, 4400]


def test_an_agent_is_priced_by_ratio():
    assert expected("agentic", "high", visible=10_000) == pytest.approx(17_000)


def test_verbosity_scales_and_may_be_an_array():
    low, middle, high = reasoning_tokens("chat", "low", np.array([0.5, 1.0, 2.0]), 400)
    assert middle.tolist() == [250, 500, 1000]
    assert (low <= middle).all()
    assert (middle <= high).all()


def test_models_that_do_not_reason_and_efforts_without_reasoning_cost_nothing():
    assert expected("hard_reasoning", "none") == 0
    assert reasoning_tokens("chat", "default", [1.0, 1.0], 400, reasons=[True, False])[1].tolist() == [1800, 0]


def test_more_effort_never_costs_less():
    for task in parameters()["tasks"]:
        spent = [expected(task, e) for e in ("none", "minimal", "low", "medium", "high", "max")]
        assert spent == sorted(spent)
        assert expected(task, "xhigh") == expected(task, "max")


def test_every_task_has_a_class():
    known = set(Needs.model_fields["task"].annotation.__args__) if hasattr(Needs.model_fields["task"].annotation, "__args__") else set()
    assert known <= set(parameters()["tasks"])
    assert len(parameters()["tasks"]) == 15


@pytest.mark.parametrize(
    ("task", "effort", "visible", "named"), [("poetry", "high", 1, "poetry"), ("chat", "huge", 1, "huge"), ("chat", "high", -1, "-1")]
)
def test_what_is_not_known_is_named(task: str, effort: str, visible: float, named: str):
    with pytest.raises(ValueError, match=named):
        reasoning_tokens(task, effort, 1.0, visible)


@pytest.mark.parametrize(
    ("stated", "effort", "tests", "expected"),
    [
        (True, "default", 0, True),
        (False, "high", 6, False),
        (None, "high", 0, True),
        (None, "default", 6, True),  # nobody states it, but its thinking was measured: leaving it out would understate the bill
        (None, "default", 0, False),
        (None, "none", 6, False),
    ],
)
def test_a_model_thinks_as_stated_or_as_was_measured(stated: bool | None, effort: str, tests: int, expected: bool) -> None:
    model = an_open_model(reasoning=stated)
    assert thinks(model, effort, ReasoningProfile(model_id=model.id, efforts=(effort,), tests=tests)) is expected
    assert thinks(model, effort, None) is (expected and not (stated is None and effort == "default"))
