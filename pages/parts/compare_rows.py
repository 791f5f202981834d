"""The rows of the comparison: figures of the advisor as cells, grouped as a reader asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from advisor.compare import Column, Interval, level_with_the_best
from advisor.licence_standing import standing
from advisor.numbers import compact, day, decimal, exact, share, span, whole
from catalog.schema import Licence, ProviderFact, QualityFigure
from reports.fragments.badges import fitted_words, grade_words
from reports.fragments.bars import range_mark
from reports.fragments.comparison import Cell, Row, RowGroup, Subject
from reports.fragments.licence import CATEGORIES, flag, line, permission, territory
from reports.fragments.scales import log_axis
from reports.words import spoken

Columns = Sequence[Column]

STATED = {
    "yes": "Yes",
    "no": "No",
    "conditional": "Under conditions",
    "default": "By default",
    "self_serve": "You switch it on",
    "on_request": "On request",
    "enterprise_only": "In enterprise contracts",
    "until_deleted": "Until you delete it",
    "store_on": "While storage is on",
    "listed": "Listed, not read",
    "in_progress": "In progress",
}
UNSTATED = {
    "not_stated": "the provider does not say",
    "no_public_evidence": "no public evidence",
    "not_found": "not found",
    "unclear": "unclear",
}
YES_BEST = {"Yes": 2.0, "By default": 2.0, "You switch it on": 1.0, "On request": 1.0, "Under conditions": 1.0, "No": 0.0}
NO_BEST = {"No": 2.0, "Under conditions": 1.0, "Yes": 0.0}
OWN = "Not needed: you run it"
WEIGHTS = {"closed": "Not available", "open_weights": "Downloadable", "open_source": "Downloadable, with code and data"}


def subjects(columns: Columns) -> list[Subject]:
    """The heads of the columns."""
    return [
        Subject(
            c.model.name,
            c.label or "no way to run it is known",
            c.model.openness.value if c.model.openness else "",
            bool(c.licence and c.licence.restricted and c.model.open),
        )
        for c in columns
    ]


def groups(columns: Columns) -> list[RowGroup]:
    """All rows, in the order of attention."""
    return [
        RowGroup("Your must-haves", _must_haves(columns)),
        RowGroup("How sure", _sure(columns)),
        RowGroup("Cost for this workload", _cost(columns)),
        RowGroup("Privacy and processing region", _privacy(columns)),
        RowGroup("Quality, of 100, with 80% interval", _quality(columns)),
        RowGroup("Licence", _licence(columns)),
        RowGroup("Limits", _limits(columns)),
        RowGroup("Lifecycle", _lifecycle(columns)),
        RowGroup("Exit", _exit(columns)),
        RowGroup("Instead", _instead(columns)),
    ]


def _row(label: str, columns: Columns, cell: Callable[[Column], Cell]) -> Row:
    """One row; cells that print the same are equally good: a difference that nobody sees is not best."""
    cells = [cell(c) for c in columns]
    alike: dict[str, float] = {}
    for each in cells:
        if each.text is not None and each.key is not None:
            alike[each.text] = max(each.key, alike.get(each.text, each.key))
    return Row(label, [replace(each, key=alike.get(each.text or "", each.key)) if each.key is not None else each for each in cells])


def _no_way(c: Column) -> str:
    return "" if c.option_id else "no offer and no sizing known"


def _must_haves(columns: Columns) -> list[Row]:
    def passes(c: Column) -> Cell:
        if c.fits is None:
            return Cell(why=_no_way(c))
        return Cell("Passes all", key=1.0) if c.fits else Cell(f"Fails {len(c.failed)}", key=0.0)

    def why(c: Column) -> Cell:
        if c.fits is None:
            return Cell(why=_no_way(c))
        return Cell("; ".join(f"{f.title}: {f.reason}" for f in c.failed) or "Nothing to change")

    def rank(c: Column) -> Cell:
        if c.rank is not None:
            return Cell(f"{c.rank}, score {decimal(c.score)}", key=float(-c.rank), title="place among all options that pass")
        return Cell("Not ranked")

    return [_row("Passes them", columns, passes), _row("What it fails", columns, why), _row("Place in the ranking", columns, rank)]


def _sure(columns: Columns) -> list[Row]:
    def points(c: Column) -> Cell:
        if c.score is None:
            return Cell(why=_no_way(c))
        ends = f"{decimal(c.score_low, 0)} to {decimal(c.score_high, 0)}"
        return Cell(markup=f"{decimal(c.score)} <small>{ends}</small>", title=f"80% interval {ends}")

    def part(read: Callable[[Column], float | None]) -> Callable[[Column], Cell]:
        def cell(c: Column) -> Cell:
            value = read(c)
            return (
                Cell("Takes no part: it fails a must-have" if c.fits is False else None) if value is None else Cell(share(value), key=value)
            )

        return cell

    return [
        _row("First among these, share of trials", columns, part(lambda c: c.among)),
        _row("First of all that pass", columns, part(lambda c: c.first_place)),
        _row("Third or better of all", columns, part(lambda c: c.top_three)),
        _row("Score, 80% interval", columns, points),
    ]


def _cost(columns: Columns) -> list[Row]:
    axis = log_axis([value for c in columns for value in (c.low, c.expected, c.high)])

    def expected(c: Column) -> Cell:
        if c.expected is None:
            return Cell(why=_no_way(c))
        return Cell(
            exact(c.expected, 0),
            evidence=c.cost_evidence,
            label="list price" if c.cost_evidence == "vendor_reported" else "",
            title=f"USD {exact(c.expected)} a month",
            key=-c.expected,
        )

    def ranged(c: Column) -> Cell:
        if c.low is None or c.high is None or c.expected is None:
            return Cell(why=_no_way(c))
        return Cell(markup=f"{span(c.low, c.high)}{range_mark(c.low, c.expected, c.high, axis)}")

    ends = f"{whole(axis.low)} to {whole(axis.high)}"
    return [
        _row("Expected, USD a month", columns, expected),
        _row(f"Range, log scale {ends}", columns, ranged),
        _row("At ten times the volume", columns, lambda c: _money(c.tenfold, c)),
        _row("Upfront, USD", columns, lambda c: _money(c.upfront, c)),
    ]


def _money(value: float | None, c: Column) -> Cell:
    return Cell(why=_no_way(c)) if value is None else Cell(compact(value), title=f"USD {exact(value)}", key=-value)


def _privacy(columns: Columns) -> list[Row]:
    def travels(c: Column) -> Cell:
        if c.data_travels is None or c.exposure is None:
            return Cell(why=_no_way(c))
        return Cell(c.data_travels, key=float(-c.exposure))

    def seat(c: Column) -> Cell:
        if c.self_run and c.provider is None:
            return Cell("No provider")
        return Cell(c.provider.hq_country if c.provider else None)

    def region(c: Column) -> Cell:
        if c.exposure is not None and c.provider is None:
            return Cell("Where you put it")
        if c.region:
            return Cell("Anywhere" if c.region == "global" else c.region, evidence="vendor_reported", label="price list")
        stated = c.states("processing_region")
        return _stated(stated) if stated else Cell("Region of your choice") if c.self_run else Cell()

    def kept(c: Column) -> Cell:
        if c.self_run:
            return Cell("Nothing is kept by others", key=0.0)
        return _stated(c.states("retention_days"), days=True)

    def about(kind: str, good: dict[str, float], own: str, own_key: float | None = None) -> Callable[[Column], Cell]:
        return lambda c: Cell(own, key=own_key) if c.self_run else _stated(c.states(kind), good)

    return [
        _row("Who sees the data", columns, travels),
        _row("Processed in", columns, region),
        _row("Seat of the provider", columns, seat),
        _row("Country of the lab", columns, lambda c: Cell(c.model.lab_country)),
        _row("Kept by default", columns, kept),
        _row("Zero retention", columns, about("zero_data_retention", YES_BEST, OWN)),
        _row("Trains on what you send", columns, about("trains_on_api_data", NO_BEST, "No third party sees it", 2.0)),
        _row("Staff may read it", columns, about("human_review", NO_BEST, "No third party sees it", 2.0)),
        _row("Data processing agreement", columns, about("dpa_gdpr", YES_BEST, OWN)),
        _row("HIPAA agreement", columns, about("hipaa_baa", YES_BEST, OWN)),
        _row("SOC 2 report", columns, about("soc2", YES_BEST, OWN)),
        _row("ISO 27001", columns, about("iso27001", YES_BEST, OWN)),
    ]


def _stated(facts: Sequence[ProviderFact], good: dict[str, float] | None = None, days: bool = False) -> Cell:
    """What a provider states; several statements stand beside each other, and only one alone can be best."""
    if not facts:
        return Cell()
    silent = [UNSTATED[f.value] for f in facts if f.value in UNSTATED]
    said = [f for f in facts if f.value not in UNSTATED]
    title = "; ".join(
        f"{f.scope}: {f.value}{f' ({f.condition})' if f.condition else ''}, {f.origin.publisher}, {day(f.origin.date)}" for f in facts
    )
    if not said:
        return Cell(why=silent[0], title=title)
    words = list(dict.fromkeys(_days(f.value) if days else STATED.get(f.value, f.value.replace("_", " ")) for f in said))
    primary = all(f.origin.confidence == "primary" for f in said)
    only = said[0].value if len(words) == 1 else ""
    key = (
        (-float(only) if only.replace(".", "", 1).isdigit() else None) if days else (good or {}).get(words[0]) if len(words) == 1 else None
    )
    return Cell(
        "; or ".join([*words, *(["not stated elsewhere"] if silent else [])]),
        evidence="vendor_reported" if primary else "estimated",
        label="" if primary else "second hand",
        title=title,
        key=key,
    )


def _days(value: str) -> str:
    if value.replace(".", "", 1).isdigit():
        return f"{value} day" if value == "1" else f"{value} days"
    return STATED.get(value, value.replace("_", " "))


def _quality(columns: Columns) -> list[Row]:
    def task(c: Column) -> Cell:
        if c.quality is None:
            return Cell(why="nobody measured it at this kind of task")
        return _figure(*c.quality, c.quality_evidence, c.quality_scores)

    names = list(dict.fromkeys(f.dimension for c in columns for f in c.dimensions))
    found = [{f.dimension: f for f in c.dimensions} for c in columns]
    rows = [_row("For your task", columns, task)]
    rows += [Row(spoken(name), [_dimension(figures.get(name)) for figures in found]) for name in names]
    figures = [[c.quality for c in columns], *([_interval(held.get(name)) for held in found] for name in names)]
    rows = [_tied(row, row_figures) for row, row_figures in zip(rows, figures, strict=True)]
    rows.insert(1, _row("Fitted from", columns, lambda c: Cell(grade_words(c.quality_evidence) or None)))
    rows.append(_row("Planned effort", columns, lambda c: Cell("Does not think" if c.effort == "none" else spoken(c.effort))))
    return rows


def _interval(figure: QualityFigure | None) -> Interval | None:
    return None if figure is None else (figure.value, figure.low, figure.high)


def _tied(row: Row, figures: Sequence[Interval | None]) -> Row:
    """The row without a best where the highest figure and another one cannot be told apart; these then say so."""
    tied = level_with_the_best(figures)
    if not tied:
        return row
    said = [
        replace(cell, markup=f"{cell.markup} <small>not told apart</small>", key=None) if i in tied else replace(cell, key=None)
        for i, cell in enumerate(row.cells)
    ]
    return Row(row.label, said)


def _dimension(figure: QualityFigure | None) -> Cell:
    return (
        Cell()
        if figure is None
        else _figure(figure.value, figure.low, figure.high, figure.evidence, figure.benchmarks, f"newest {day(figure.newest)}")
    )


def _figure(value: float, low: float, high: float, grade: str, scores: int, more: str = "") -> Cell:
    between = f"{decimal(100 * low, 0)} to {decimal(100 * high, 0)}"
    return Cell(
        markup=f"{decimal(100 * value, 0)} <small>{between}</small>",
        evidence="estimated",
        label=fitted_words(grade, scores),
        title="; ".join(x for x in (f"{exact(100 * value)}, 80% interval {between}", grade_words(grade), more) if x),
        key=value,
    )


def _licence(columns: Columns) -> list[Row]:
    def terms(read: Callable[[Licence], str | None], good: dict[str, float] | None = None) -> Callable[[Column], Cell]:
        def cell(c: Column) -> Cell:
            if c.licence is None:
                return Cell(why="licence not seen")
            text = read(c.licence)
            return Cell(text, key=(good or {}).get(text or ""))

        return cell

    review = {True: "Yes: known at second hand", False: "No: the text was read"}
    return [
        _row("Licence or terms", columns, terms(lambda x: f"{x.name} {x.version}".strip())),
        _row("Who says it is under them", columns, _standing),
        _row("Kind", columns, terms(lambda x: CATEGORIES[x.category])),
        _row("Commercial use", columns, terms(lambda x: permission(x.commercial_use), YES_BEST)),
        _row(
            "Line on users",
            columns,
            terms(lambda x: line(x.monthly_active_users, "monthly active users") or "No line seen"),
        ),
        _row("Line on revenue", columns, terms(lambda x: line(x.revenue_usd, "USD of revenue") or "No line seen")),
        _row("Territory", columns, terms(lambda x: territory(x) or "None excluded, as far as read")),
        _row("Fields of use", columns, terms(lambda x: x.fields_of_use or "None barred, as far as read")),
        _row("Train other models on outputs", columns, terms(lambda x: permission(x.train_on_outputs), YES_BEST)),
        _row("Pass the weights on", columns, terms(lambda x: permission(x.redistribution), YES_BEST)),
        _row("Patent grant", columns, terms(lambda x: flag(x.patent_grant), YES_BEST)),
        _row("Duties", columns, terms(lambda x: x.attribution_duty or "None seen")),
        _row("Needs legal review", columns, terms(lambda x: review[x.needs_legal_review])),
    ]


def _standing(c: Column) -> Cell:
    """The source that puts this model under its licence, which is not where the licence's text was read."""
    found = standing(c.model, c.licence)
    if found.origin is None:
        return Cell(why=found.said)
    title = f"{found.origin.publisher}, {day(found.origin.date)}"
    return Cell(found.said[:1].upper() + found.said[1:], evidence=found.evidence, label=found.label, title=title)


def _limits(columns: Columns) -> list[Row]:
    def tokens(value: int | None) -> Cell:
        return Cell() if value is None else Cell(compact(value), title=f"{exact(value, 0)} tokens", key=float(value))

    def able(name: str) -> Callable[[Column], Cell]:
        def cell(c: Column) -> Cell:
            served = getattr(c.offer, name) if c.offer else None
            text = flag(getattr(c.model, name) if served is None else served)
            return Cell(text, key=YES_BEST.get(text or ""))

        return cell

    def speed(c: Column) -> Cell:
        if c.tokens_per_s is None:
            return Cell(why="no speed is published for shared services" if c.offer else _no_way(c))
        return Cell(compact(c.tokens_per_s), evidence="estimated", key=c.tokens_per_s)

    def wait(c: Column) -> Cell:
        return Cell() if c.first_token_s is None else Cell(decimal(c.first_token_s), evidence="estimated", key=-c.first_token_s)

    return [
        _row("Context, tokens", columns, lambda c: tokens((c.offer.context_tokens if c.offer else None) or c.model.context_tokens)),
        _row(
            "Longest answer, tokens",
            columns,
            lambda c: tokens((c.offer.max_output_tokens if c.offer else None) or c.model.max_output_tokens),
        ),
        _row("Input", columns, lambda c: Cell(", ".join(c.model.modalities_in))),
        _row("Output", columns, lambda c: Cell(", ".join(c.model.modalities_out))),
        _row("Tool calling", columns, able("tool_calling")),
        _row("Structured output", columns, able("structured_output")),
        _row("Prompt caching", columns, able("prompt_caching")),
        _row("Tokens/s of one stream", columns, speed),
        _row("Time to first token, s", columns, wait),
    ]


def _lifecycle(columns: Columns) -> list[Row]:
    return [
        _row("Status", columns, lambda c: Cell(spoken(c.model.status.value))),
        _row("Released", columns, lambda c: Cell(day(c.model.release_date) if c.model.release_date else None)),
        _row("Ends", columns, lambda c: Cell(day(c.model.retirement_date) if c.model.retirement_date else "No end announced")),
        _row("Successor", columns, lambda c: Cell(c.model.successor_id or "None named")),
        _row("Knowledge until", columns, lambda c: Cell(c.model.knowledge_cutoff)),
        _row("Facts checked", columns, lambda c: Cell(day(c.model.checked))),
    ]


def _exit(columns: Columns) -> list[Row]:
    lock_in = {"low": 2.0, "medium": 1.0, "high": 0.0}

    def tuning(c: Column) -> Cell:
        words = {"provider_api": "by a provider", "weights_lora": "LoRA on the weights", "weights_full": "all weights"}
        return Cell(", ".join(words[way] for way in c.model.fine_tuning)) if c.model.fine_tuning else Cell()

    def hosts(c: Column) -> Cell:
        return Cell(why=_no_way(c)) if c.other_hosts is None else Cell(exact(c.other_hosts, 0), key=float(c.other_hosts))

    return [
        _row("Weights", columns, lambda c: Cell(WEIGHTS.get(c.model.openness.value) if c.model.openness else None)),
        _row("Other hosts of this model", columns, hosts),
        _row(
            "Lock-in of this way of running",
            columns,
            lambda c: Cell(spoken(c.deployment.lock_in), key=lock_in[c.deployment.lock_in]) if c.deployment else Cell(why=_no_way(c)),
        ),
        _row("Can be tuned", columns, tuning),
    ]


def _instead(columns: Columns) -> list[Row]:
    return [
        _row("Cheaper", columns, lambda c: Cell(f"{c.cheaper.name}. {c.cheaper.sentence}" if c.cheaper else c.no_cheaper)),
        _row(
            "More private",
            columns,
            lambda c: Cell(f"{c.more_private.name}. {c.more_private.sentence}" if c.more_private else c.no_more_private),
        ),
    ]
