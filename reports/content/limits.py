"""What the must-haves ruled out, and the smallest change that would readmit it."""

from __future__ import annotations

from advisor.numbers import compact, exact
from reports.blocks import Block, Cell, Chapter, Column, Heading, Prose, Row, Table
from reports.content.cells import capital, chip
from reports.fragments.gates import EXAMPLES, MOST_MISSES, also, folded_misses, gate_title
from reports.reading import Json, cost, licence, named
from reports.words import spoken


def ruled_out(recommendation: Json) -> Chapter:
    """One row per must-have, most options first; then the options that are one change away."""
    found = sorted(recommendation.get("excluded") or (), key=lambda group: -int(group["count"]))
    blocks: list[Block] = []
    sentence = (recommendation.get("readmit") or {}).get("sentence")
    if sentence:
        blocks.append(Prose(str(sentence), "note"))
    if found:
        columns = (Column("Must-have", 0.19), Column("Why", 0.45), Column("To readmit", 0.27), Column("Options", 0.09, right=True))
        blocks.append(Table("Options ruled out, by must-have", columns, tuple(_exclusion(recommendation, group) for group in found)))
        blocks.append(
            Prose("An option counts under every must-have it fails, so the counts may add up to more than were ruled out.", "small")
        )
    else:
        blocks.append(Prose("Every option passes all must-haves."))
    blocks += _near_misses(recommendation)
    counts = recommendation.get("counts") or {}
    subtitle = f"{exact(counts.get('excluded'), 0)} of {exact(counts.get('considered'), 0)} options; nothing here was ranked"
    return Chapter("excluded", "What was ruled out, and what would readmit it", tuple(blocks), subtitle)


def _exclusion(recommendation: Json, group: Json) -> Row:
    names = group.get("example_names") or [named(recommendation, option_id) for option_id in group.get("examples") or ()]
    examples = (f"For example {'; '.join(str(name) for name in names[:EXAMPLES])}.",) if names else ()
    return Row(
        (
            Cell(gate_title(recommendation, str(group["rule_id"])), strong=True),
            Cell(str(group.get("reason") or ""), examples),
            Cell(capital(group.get("remedy") or "Nothing within these needs.")),
            Cell(exact(group["count"], 0)),
        )
    )


def _near_misses(recommendation: Json) -> list[Block]:
    found = folded_misses(recommendation)
    if not found:
        return []
    rows = tuple(_near_miss(recommendation, miss, others) for miss, others in found[:MOST_MISSES])
    rest = len(found) - len(rows)
    columns = (
        Column("Option", 0.33),
        Column("What fails", 0.3),
        Column("What it would take", 0.25),
        Column("USD per month", 0.12, right=True),
    )
    table = Table("Near misses", columns, rows)
    more: list[Block] = [Prose(f"{exact(rest, 0)} more in the JSON record.", "small")] if rest > 0 else []
    return [Heading("Near misses", "Closest to being ranked"), table, *more]


def _near_miss(recommendation: Json, miss: Json, others: int) -> Row:
    expected = cost(miss)[1]
    return Row(
        (
            Cell(
                str(miss.get("model_name") or named(recommendation, miss.get("option_id"))),
                tuple(
                    part
                    for part in (" ".join(part for part in (str(miss.get("label") or ""), also(others)) if part), licence(miss))
                    if part
                ),
                chip=chip(miss) if miss.get("openness") else None,
                strong=True,
            ),
            Cell(str(miss.get("reason") or gate_title(recommendation, str(miss.get("rule_id"))))),
            Cell(capital(miss.get("remedy") or spoken(str(miss.get("rule_id"))))),
            Cell(compact(expected) if expected is not None else "not priced"),
        )
    )
