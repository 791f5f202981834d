"""How fragile the answer is: how often each option would lead, what would make another one lead, what moves the score."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import decimal, exact, share
from reports.blocks import Block, Cell, Chapter, Column, Heading, Prose, RangeBar, Row, StackedBar, Table
from reports.content.cells import capital
from reports.fragments.acceptability import BANDS, LATER, MOST, shares_of_bands
from reports.fragments.change import TORNADO, flips_by_driver, linear_axis, steady
from reports.reading import Json, full_name, leader, named, options
from reports.tracks import driver_name, flip_track, labels_of, unit_of
from reports.words import driver


def fragile(recommendation: Json) -> Chapter:
    """Empty where nothing is ranked."""
    if leader(recommendation) is None:
        return Chapter("fragile", "")
    robustness = recommendation.get("robustness") or {}
    trials, seed = robustness.get("trials"), robustness.get("seed")
    seeded = f" with seed {seed}" if seed is not None else ""
    drawn = f"{exact(trials, 0)} random weightings and inputs{seeded}: the same run gives the same shares" if trials else ""
    return Chapter(
        "fragile",
        "How fragile the answer is",
        (*_ranks(recommendation), *_flips(recommendation), *_swings(recommendation)),
        drawn,
    )


def _ranks(recommendation: Json) -> list[Block]:
    """Per model and way of running, the share of trials at each rank."""
    listed = [entry for entry in (recommendation.get("robustness") or {}).get("acceptability") or () if entry.get("ranks")]
    if not listed:
        return []
    bands = (*(name for name, _, _ in BANDS), LATER)
    columns = (
        Column("Option", 0.27),
        Column("Share of trials at each rank", 0.25, drawn=True),
        *(Column(capital(name.replace(" and ", "–").replace(" to ", "–")), 0.065, right=True) for name in bands),
        Column("Mean rank", 0.08, right=True),
    )
    table = Table("Share of trials at each rank", columns, tuple(_rank(entry, bands) for entry in listed[:MOST]), legend=bands)
    return [Heading("How often each comes first, second, third"), table]


def _rank(entry: Json, bands: Sequence[str]) -> Row:
    shares = shares_of_bands(entry)
    words = [share(part) if part else "0%" for part in shares]
    said = f"{entry.get('model_name')}: {', '.join(f'{name} {word}' for name, word in zip(bands, words, strict=True))}"
    name = Cell(str(entry.get("model_name")), (str(entry.get("label") or ""),) if entry.get("label") else (), strong=True)
    bar = Cell(picture=StackedBar(tuple(100 * part for part in shares), said))
    return Row((name, bar, *(Cell(word) for word in words), Cell(decimal(entry.get("expected_rank"), 1))))


def _flips(recommendation: Json) -> list[Block]:
    """The smallest move of one answer or price that gives another winner, everything else held."""
    found = flips_by_driver(recommendation)
    blocks: list[Block] = [
        Heading("What would change the answer", "Everything else held at your answers; the smallest move that gives another winner")
    ]
    if found:
        columns = (
            Column("What moves", 0.23),
            Column("On its scale", 0.26, drawn=True),
            Column("Now", 0.08, right=True),
            Column("Flips at", 0.09, right=True),
            Column("New winner", 0.34),
        )
        blocks.append(
            Table(
                "What would change the answer",
                columns,
                tuple(row for flips in found for row in _flip(recommendation, flips)),
                key="Dot: now; band: where the answer stays first; tick: where it flips",
            )
        )
    else:
        blocks.append(Prose("No single answer that was moved gives another winner."))
    still = steady(recommendation)
    if still:
        blocks.append(Prose(f"No flip within its range: {', '.join(still)}.", "small"))
    return blocks


def _flip(recommendation: Json, flips: Sequence[Json]) -> list[Row]:
    """One row per flip of a driver; what moves, and its track, in the first."""
    rows = []
    track = flip_track(flips)
    labels = track.labels if track else labels_of(flips)
    for place, flip in enumerate(flips):
        unit = unit_of(flip)
        head = (
            (Cell(driver_name(flip), (unit,) if unit else (), strong=True), Cell(picture=track), Cell(labels[0]))
            if not place
            else (Cell(), Cell(), Cell())
        )
        winner = str(flip.get("winner_name") or named(recommendation, flip.get("winner")))
        reason = _without_name(recommendation, flip)
        rows.append(Row((*head, Cell(labels[place + 1]), Cell(winner, (capital(reason),) if reason else ()))))
    return rows


def _without_name(recommendation: Json, flip: Json) -> str:
    """The reason; where it starts with the winner's name, which stands above it, without that."""
    reason = str(flip.get("reason") or "")
    for option in options(recommendation):
        if option.get("option_id") == flip.get("winner"):
            reason = reason.removeprefix(f"{option.get('model_name')} ({option.get('label')}): ")
    return reason


def _swings(recommendation: Json) -> list[Block]:
    """How far each criterion's uncertainty moves the leader's score, widest first."""
    found = [row for row in (recommendation.get("robustness") or {}).get("tornado") or () if _both(row)]
    if not found:
        return []
    found.sort(key=lambda row: -abs(float(row["low"]) - float(row["high"])))
    axis = linear_axis([0.0, *(float(row[end]) for row in found for end in ("low", "high"))])
    rows = []
    for row in found:
        low, high = sorted((float(row["low"]), float(row["high"])))
        words = f"{decimal(low)} to {decimal(high)}"
        name = driver(str(row["driver"]))
        bar = RangeBar(axis.at(low), axis.at(high), axis.at(0.0), (), f"{name}: {words} points", "swing")
        note = (str(row["note"]),) if row.get("note") else ()
        rows.append(Row((Cell(name, note, strong=True), Cell(picture=bar), Cell(words))))
    columns = (Column("Cause", 0.4), Column("Change of the score", 0.42, drawn=True), Column("Points", 0.18, right=True))
    best = leader(recommendation)
    subtitle = f"{TORNADO}; for {full_name(best)}" if best else TORNADO
    return [Heading("What moves its score", subtitle), Table(TORNADO, columns, tuple(rows))]


def _both(row: Json) -> bool:
    return all(isinstance(row.get(end), int | float) and not isinstance(row.get(end), bool) for end in ("low", "high"))
