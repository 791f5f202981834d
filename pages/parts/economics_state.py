"""The sliders of the Economics page in the address: one parameter for every position that is not neutral."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from advisor.economics.scenario import RUNNING, Scenario, grown
from advisor.needs import Needs, NeedsError
from advisor.numbers import exact
from advisor.parameters import PARAMETERS
from pages.parts import catalog_state
from pages.parts.inputs import draw

LINES, AGAINST, GPU, RUN = "lines", "against", "gpu", "run"


@dataclass(frozen=True)
class Slider:
    """One slider, in the unit it shows. `scale` times that unit is the field of the scenario; `neutral` may come from the needs."""

    name: str
    field: str
    label: str
    low: float
    high: float
    step: float
    format: str
    neutral: float
    scale: float = 1.0
    help: str = ""


UTILISATION = Slider(
    "use", "utilisation", "Utilisation at peak", 30, 95, 5, "%d%%", round(100 * PARAMETERS["economics.utilisation"]), 0.01,
    "Share of a machine's capacity that the busiest second may take. Higher needs fewer machines and leaves less room for queues.",
)  # fmt: skip
API_PRICE = Slider(
    "api_price", "api_price_change", "Prices per token, change", -90, 100, 5, "%d%%", 0, 0.01, "On every price that is bought per token or unit, over the whole horizon."
)  # fmt: skip
PEOPLE = Slider(
    "people", "people", "Staff, times what is planned", 0, 3, 0.1, "%.1f×", 1, 1, "People to set up and run it, beyond calling an API. 0: they are there anyway and cost nothing more."
)  # fmt: skip
GPU_PRICE = Slider("gpu_price", "gpu_price_change", "GPU prices, change", -80, 100, 5, "%d%%", 0, 0.01, "On rents and on purchase prices.")
HOURS = Slider(
    "hours", "window_hours", "Hours a day with requests", 1, 24, 1, "%d h", PARAMETERS["economics.window_hours"], 1, "Rented GPUs run in these hours."
)  # fmt: skip
START = Slider(
    "start", "start_minutes", "Start-up, minutes", 0, 60, 1, "%d", PARAMETERS["economics.start_minutes"], 1, "From asking for a machine to its first answer; it is paid for."
)  # fmt: skip


def growth(needs: Needs) -> Slider:
    """Neutral where the answer stands."""
    now = round(100 * needs.volume.monthly_growth, 6)
    words = "Of the load, over the horizon. Machines are there for the highest month; tokens are paid as they come."
    return Slider("monthly", "monthly_growth", "Growth a month", min(-10.0, now), max(20.0, now), 0.5, "%.1f%%", now, 0.01, words)


def write_off(planned: float) -> Slider:
    """Of bought hardware."""
    return Slider(
        "life", "write_off_months", "Write-off, months", 12, 96, 6, "%d", planned, 1, "Over how long bought hardware is paid off."
    )


def tariff(planned: float) -> Slider:
    """Of bought hardware."""
    top = max(0.6, planned)
    return Slider(
        "kwh", "power_usd_per_kwh", "Power, USD per kWh", 0, top, 0.01, "%.2f", planned, 1, "What bought hardware draws, with cooling."
    )


def usual(needs: Needs) -> tuple[Slider, ...]:
    """The first row."""
    in_tokens = PARAMETERS.tasks[needs.task].unit == "token"
    price = API_PRICE if in_tokens else replace(API_PRICE, label="Prices per unit, change")
    return UTILISATION, price, growth(needs), PEOPLE


def bounds(needs: Needs) -> tuple[Slider, ...]:
    """All sliders, to read an address by; the neutral place of the last two depends on the lines and is left out of the address."""
    return *usual(needs), GPU_PRICE, HOURS, START, write_off(math.nan), tariff(math.nan)


def names(needs: Needs) -> tuple[str, ...]:
    """Parameters of the address."""
    return (*(s.name for s in bounds(needs)), RUN, LINES, AGAINST, GPU)


def scenario(needs: Needs) -> tuple[Scenario, list[str]]:
    """The position of all sliders, and a sentence for every value of the address that is none; those stay neutral."""
    changes: dict[str, Any] = {}
    faults: list[str] = []
    for slider in bounds(needs):
        text = catalog_state.value(slider.name)
        if not text:
            continue
        number = _number(text)
        if number is None or not slider.low <= number <= slider.high:
            low, high = exact(slider.low), exact(slider.high)
            faults.append(f"{slider.label} ({slider.name}) is “{text[:40]}”. Give a number from {low} to {high}.")
            _refuse(slider.name)
        else:
            changes[slider.field] = round(number * slider.scale, 9)
    run = catalog_state.value(RUN)
    if run in RUNNING:
        changes["running"] = run
    elif run:
        faults.append(f"How rented GPUs run ({RUN}) is “{run[:40]}”. Allowed: {', '.join(RUNNING)}.")
        _refuse(RUN)
    found = replace(Scenario(), **changes)
    if found.monthly_growth is not None:
        try:
            grown(needs, found.monthly_growth)
        except NeedsError as error:
            faults += error.faults
            _refuse("monthly")
            found = replace(found, monthly_growth=None)
    return found, faults


def _refuse(name: str) -> None:
    """Take a value that is none out of session and address."""
    catalog_state.put(name)
    catalog_state.show(name)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def slide(slider: Slider) -> None:
    """Draw one slider; its neutral place is not in the address."""
    text = catalog_state.value(slider.name)
    value = float(text) if text else slider.neutral
    draw(
        st.slider,
        slider.label,
        key=f"e_{slider.name}",
        value=_within(slider, value),
        changed=_moved,
        args=(slider.name, slider.neutral),
        min_value=float(slider.low),
        max_value=float(slider.high),
        step=float(slider.step),
        format=slider.format,
        help=slider.help or None,
    )


def _within(slider: Slider, value: float) -> float:
    return float(min(max(value, slider.low), slider.high))


def _moved(name: str, neutral: float) -> None:
    value = round(float(st.session_state[f"e_{name}"]), 6)
    catalog_state.put(name, "" if math.isclose(value, neutral, abs_tol=1e-9) else f"{value:g}")


def choose_running(current: str, words: Mapping[str, str]) -> None:
    """How rented GPUs run."""
    draw(
        st.segmented_control,
        "Rented GPUs run",
        key="e_run",
        value=current,
        slot="default",
        changed=_ran,
        options=list(words),
        format_func=lambda name: words.get(name, name),
        required=True,
        wrap=True,
    )


def _ran() -> None:
    run = st.session_state["e_run"]
    catalog_state.put(RUN, "" if run in (None, RUNNING[0]) else str(run))


def reset(needs: Needs) -> None:
    """All sliders to their neutral place; lines stay."""
    for slider in bounds(needs):
        catalog_state.put(slider.name)
    catalog_state.put(RUN)
