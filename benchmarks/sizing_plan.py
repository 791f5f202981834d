"""Time of planning machines for every model and GPU of the catalog: `.venv/bin/python benchmarks/sizing_plan.py`."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter

from advisor.sizing import LayoutTable, Load
from catalog.curated import load_facts

LOADS = {
    "light, no targets": Load(0.05, 1500, 400),
    "five requests per second, 20 tokens per second each": Load(5, 1500, 400, min_output_tokens_per_s=20),
    "long prompts, first token in 3 s": Load(
        2, 12_000, 900, cached_input_share=0.5, longest_context_tokens=64_000, max_time_to_first_token_s=3, min_output_tokens_per_s=15
    ),
    "two hundred requests per second, no targets": Load(200, 1500, 400),
}


def median_ms(question: Callable[[], object], times: int) -> float:
    """Median time of a call in milliseconds."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        question()
        taken.append(perf_counter() - start)
    return statistics.median(taken) * 1e3


def main() -> None:
    facts = load_facts()
    print(f"build {median_ms(lambda: LayoutTable.build(facts.shapes, facts.gpus), 5):.0f} ms (once per catalog)")
    table = LayoutTable.build(facts.shapes, facts.gpus)
    print(f"{len(table.models)} models x {len(table.gpus)} GPU types: {len(table.count):,} pairs, {len(table.rows):,} layouts")
    for name, load in LOADS.items():
        first = table.plan(load)
        again = median_ms(lambda load=load, first=first: table.plan(load, like=first), 15)  # type: ignore[misc]
        print(f"{median_ms(lambda load=load: table.plan(load), 15):5.1f} ms  {name}; the same layouts again {again:.1f} ms")  # type: ignore[misc]


if __name__ == "__main__":
    main()
