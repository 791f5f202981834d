"""A recommendation as Markdown: the same content and order as the HTML file, nothing in it can become markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.numbers import between, compact, day, decimal, exact, share, signed, tight_span, usd_a_month
from reports.decision import closing_lines, decision_sentences
from reports.fragments.acceptability import BANDS, LATER, shares_of_bands
from reports.fragments.badges import OPENNESS, evidence_word, openness_kind
from reports.fragments.change import driver_name, flips_by_driver, steady
from reports.fragments.gates import gate_title
from reports.fragments.ledgers import cost_lines, score_lines, total_difference
from reports.fragments.origins import answers, provenance_lines
from reports.fragments.plan import member_words, obligation_lines
from reports.reading import Json, cost, first_place_share, full_name, groups, leader, licence, named, options, runner_up, where
from reports.safe_text import markdown_link, one_line
from reports.safe_text import markdown_text as text
from reports.words import BOUNDARIES, WAYS_TO_WIN, driver, spoken

MOST_ROWS = 30


def to_markdown(recommendation: Json) -> str:
    """The whole report as CommonMark with GitHub tables; one line feed at the end."""
    best = leader(recommendation)
    first, *others = decision_sentences(recommendation)
    blocks = [
        f"# {text(first)}",
        f"*{text(recommendation.get('title') or 'Recommendation')}, {'judged for' if recommendation.get('past') else 'decided'} {text(day(recommendation.get('as_of')))}*",
    ]
    blocks.append(" ".join(text(sentence) for sentence in others))
    if best is not None:
        blocks += [*_leading(recommendation), *_score(recommendation, best), *_cost(recommendation, best)]
    blocks += _ruled_out(recommendation)
    if best is not None:
        blocks += _fragile(recommendation)
    blocks += [
        *_plan(recommendation),
        *_duties(recommendation),
        *_answers(recommendation),
        *_sources(recommendation),
        *_closing(recommendation),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Cells are finished Markdown; columns in `right` are aligned right."""
    rule = ["---:" if i in right else "---" for i in range(len(header))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))


def _bullets(items: Iterable[object]) -> str:
    return "\n".join(f"- {text(item)}" for item in items)


def _openness(option: Json) -> str:
    kind = openness_kind(option.get("openness"), bool(option.get("restricted")))
    return OPENNESS[kind][2] if kind in OPENNESS else kind


def _others(count: int) -> str:
    return "" if not count else " (1 other way to run it)" if count == 1 else f" ({count} other ways to run it)"


def _leading(recommendation: Json) -> list[str]:
    found = groups(recommendation)
    rows = [
        (
            f"{place}{' (leading group)' if group.best.get('leading_group') else ''}",
            text(group.best.get("model_name")) + _others(len(group.clones)),
            f"{text(_openness(group.best))}, {text(licence(group.best) or None)}",
            text(where(group.best)),
            f"{decimal(group.best.get('score'))} ({decimal(group.best.get('score_low'))} to {decimal(group.best.get('score_high'))})",
            f"{compact(cost(group.best)[1])} ({tight_span(cost(group.best)[0], cost(group.best)[2])})",
            text(share(first_place_share(group.best))),
        )
        for place, group in enumerate(found[:MOST_ROWS], 1)
    ]
    header = ("Place", "Option", "Openness, licence", "How it runs", "Score of 100 (80%)", "USD per month", "First places")
    counts = recommendation.get("counts") or {}
    judged = f"{exact(counts.get('fitting'), 0)} of {exact(counts.get('considered'), 0)} options pass every must-have."
    rest = f"{exact(len(found) - MOST_ROWS, 0)} more are in the JSON record." if len(found) > MOST_ROWS else ""
    by_id = {option["option_id"]: option for option in options(recommendation)}
    wins = [
        f"{WAYS_TO_WIN.get(key, key)}: {full_name(by_id[option_id])}, {usd_a_month(cost(by_id[option_id])[1])}"
        for key, option_id in (recommendation.get("ways_to_win") or {}).items()
        if option_id in by_id
    ]
    return ["## Leading options", judged, _table(header, rows, (4, 5, 6)), rest, "### Ways to win" if wins else "", _bullets(wins)]


def _score(recommendation: Json, best: Json) -> list[str]:
    lines = score_lines(recommendation)
    other = runner_up(recommendation)
    header = ["Criterion", "Priority", "Why", "Points"] + ([f"Against {text(other.get('model_name'))}"] if other else [])
    rows = []
    for line in lines:
        difference = [signed(float(str(line["difference"])))] if line["difference"] is not None else []
        priority = exact(float(str(line["priority"])), 1) if line["priority"] is not None else ""
        rows.append([text(spoken(str(line["criterion"]))), priority, text(line["fact"]), decimal(float(str(line["points"]))), *difference])
    score = best.get("score")
    gap = [f"**{signed(total_difference(lines))}**"] if other else []
    rows.append(["**Score**", "", "", f"**{decimal(score)}**", *gap])
    blocks = [f"## Why {text(best.get('model_name'))} leads", _table(header, rows, (1, 3, 4)), _bullets(best.get("reasons") or ())]
    cautions = best.get("cautions") or ()
    return [*blocks, "### Cautions" if cautions else "", _bullets(cautions)]


def _cost(recommendation: Json, best: Json) -> list[str]:
    low, expected, high = cost(best)
    lines = cost_lines(best)
    decimals = 0 if expected is None or expected >= 100 else 2
    rows = [
        (
            text(name),
            text(evidence_word(part["evidence"])) if part.get("evidence") else "",
            text(part.get("note") or ""),
            decimal(usd, decimals),
        )
        for name, usd, part in lines
    ]
    total = ("**Total**", "", "", f"**{decimal(expected, decimals)}**")
    upfront = f" USD {exact(best.get('upfront_usd'), 0)} is paid upfront." if best.get("upfront_usd") else ""
    ranged = f"Between USD {between(low, high)} a month." if low != high else ""
    robustness = recommendation.get("robustness") or {}
    moves = [
        f"{driver(str(row['driver']))}: {signed(row.get('low'))} to {signed(row.get('high'))} points"
        for row in robustness.get("tornado") or ()
    ]
    return [
        "## What it costs",
        _table(("Part", "Evidence", "Note", "USD per month"), [*rows, total], (3,))
        if rows
        else f"{usd_a_month(expected)}, without parts on record.",
        f"{ranged}{upfront}".strip(),
        "### What moves it most" if moves else "",
        _bullets(moves),
    ]


def _ruled_out(recommendation: Json) -> list[str]:
    found = sorted(recommendation.get("excluded") or (), key=lambda group: -int(group["count"]))
    rows = [
        (
            text(gate_title(recommendation, group["rule_id"])),
            text(group.get("reason") or ""),
            text(group.get("remedy") or ""),
            exact(group["count"], 0),
        )
        for group in found
    ]
    misses = recommendation.get("near_misses") or ()
    missed = [
        (
            text(miss.get("model_name") or named(recommendation, miss.get("option_id"))),
            text(miss.get("label") or ""),
            text(miss.get("reason") or ""),
            text(miss.get("remedy") or ""),
        )
        for miss in misses
    ]
    readmit = (recommendation.get("readmit") or {}).get("sentence")
    return [
        "## What was ruled out, and what would readmit it",
        _table(("Must-have", "Why", "To readmit", "Options"), rows, (3,)) if rows else "Every option passes all must-haves.",
        text(readmit) if readmit else "",
        "### Near misses" if missed else "",
        _table(("Option", "How it runs", "What fails", "What it would take"), missed) if missed else "",
    ]


def _setting(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return exact(float(value), 2)
    return text(BOUNDARIES.get(str(value), value))


def _fragile(recommendation: Json) -> list[str]:
    flips = [flip for found in flips_by_driver(recommendation) for flip in found]
    still = steady(recommendation)
    rows = [
        (
            text(driver_name(flip)),
            _setting(flip.get("now")),
            _setting(flip["flips_at"]),
            text(flip.get("winner_name") or named(recommendation, flip.get("winner"))),
            text(flip.get("reason") or ""),
        )
        for flip in flips
    ]
    robustness = recommendation.get("robustness") or {}
    sentence = robustness.get("sentence")
    trials = robustness.get("trials")
    seed = f" with seed {robustness['seed']}" if robustness.get("seed") is not None else ""
    return [
        "## How fragile it is",
        text(sentence) if sentence else "",
        f"{exact(trials, 0)} random weightings and inputs{seed}." if trials else "",
        *_ranks(robustness),
        "### What would change it",
        _table(("Driver", "Now", "Flips at", "New winner", "Why"), rows, (1, 2))
        if rows
        else "No single answer that was moved gives another winner.",
        f"No flip within its range: {text(', '.join(still))}." if still else "",
    ]


def _ranks(robustness: Json) -> list[str]:
    """Rank acceptability: share of trials at each rank, per model and way of running."""
    found = [entry for entry in robustness.get("acceptability") or () if entry.get("ranks")]
    if not found:
        return []
    rows = [
        (
            text(f"{entry.get('model_name')}, {entry.get('label')}"),
            *(share(x) if x else "0%" for x in shares_of_bands(entry)),
            decimal(entry.get("expected_rank"), 1),
        )
        for entry in found
    ]
    header = ("Option", *(name for name, _, _ in BANDS), LATER, "mean rank")
    return ["### Share of trials at each rank", _table(header, rows, tuple(range(1, len(header))))]


def _plan(recommendation: Json) -> list[str]:
    pair = recommendation.get("hybrid") or {}
    members = (
        [
            f"{member_words(pair)[0]}: {named(recommendation, pair['routine'])}",
            f"{member_words(pair)[1]}: {named(recommendation, pair['hard'])}",
        ]
        if pair.get("routine") and pair.get("hard")
        else []
    )
    if members:
        members.append(
            f"Both paths together: {usd_a_month(pair.get('monthly_cost_usd'))}, {share(pair.get('hard_share'))} of requests on the second"
        )
    stages = [
        f"{i}. **{text(one_line(stage.get('stage') or '').capitalize())}**: {text(stage.get('action'))}"
        + (f" Until {text(day(stage['until']))}." if stage.get("until") else "")
        for i, stage in enumerate(recommendation.get("roadmap") or (), 1)
    ]
    return [
        "## Hybrid" if pair.get("sentence") else "",
        text(pair["sentence"]) if pair.get("sentence") else "",
        _bullets(members),
        "## Roadmap" if stages else "",
        "\n".join(stages),
    ]


def _duties(recommendation: Json) -> list[str]:
    items = []
    for duty in obligation_lines(recommendation):
        origin = ", ".join(
            part
            for part in (
                markdown_link(duty["source"], duty.get("url")) if duty.get("source") else "",
                text(day(duty["date"])) if duty.get("date") else "",
            )
            if part
        )
        because = f" {text(duty['because'])}" if duty.get("because") else ""
        items.append(f"- [ ] {text(duty.get('text'))}{because}{f' ({origin})' if origin else ''}")
    return ["## Obligations" if items else "", "\n".join(items)]


def _answers(recommendation: Json) -> list[str]:
    rows = [
        (text(group), text(label), text(value), "default" if default else "") for group, label, value, default in answers(recommendation)
    ]
    return ["## Answers and assumptions" if rows else "", _table(("Group", "Answer", "Value", "Assumed"), rows) if rows else ""]


def _sources(recommendation: Json) -> list[str]:
    rows = []
    for line in provenance_lines(recommendation):
        value = line.get("value")
        shown = exact(float(value), 4) if isinstance(value, int | float) and not isinstance(value, bool) else text(value)
        source = line.get("source") or line.get("publisher")
        rows.append(
            (
                text(line.get("figure")),
                shown,
                text(line.get("evidence_label") or evidence_word(line["evidence"])) if line.get("evidence") else "",
                markdown_link(source, line.get("url")) if source else "",
                text(day(line["date"])) if line.get("date") else "",
            )
        )
    named_sources = _bullets(recommendation.get("attributions") or ())
    return [
        "## Sources and dates" if rows or named_sources else "",
        _table(("Figure", "Value", "Evidence", "Source", "Date"), rows, (1,)) if rows else "",
        named_sources,
    ]


def _closing(recommendation: Json) -> list[str]:
    blank = ("\u00a0", "\u00a0", "\u00a0")
    record = _bullets(f"{label}: {value}" for label, value in closing_lines(recommendation))
    return ["## Record and signature", record, _table(("Name", "Date", "Signature"), (blank, blank))]
