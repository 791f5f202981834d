"""Sizing model against public measurements: `.venv/bin/python benchmarks/sizing_validation.py`.

In-sample: the model's constants were fitted on these rows. With whole model families held out the
fit's author found a median error of 26% and a 90th percentile of 63% over 498 rows.
"""

from __future__ import annotations

from collections import Counter

from advisor.sizing.validation import summaries, validate
from catalog.curated import load_facts


def main() -> None:
    facts = load_facts()
    rows, left = validate(facts.throughput, facts.shapes, facts.gpus)
    print("In-sample: the constants were fitted on these measurements.\n")
    print(f"{'rows':>5}  {'median':>6}  {'90th':>6}  {'within 2x':>9}  {'measured/predicted 10th..90th':<30}")
    for s in summaries(rows):
        print(f"{s.rows:5}  {s.median_error:6.0%}  {s.p90_error:6.0%}  {s.within_factor_two:9.0%}  {s.p10:5.2f} .. {s.p90:<20.2f} {s.name}")
    print()
    for reason, count in Counter(reason for _, reason in left).most_common():
        print(f"{count:5}  not predicted: {reason}")


if __name__ == "__main__":
    main()
