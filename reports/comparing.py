"""Two stored reports side by side: what differs in the needs, the answer, its price, its certainty and the leading options."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.numbers import compact, day, decimal, exact, share
from reports.fragments.comparison import Cell, Row, RowGroup, Subject
from reports.fragments.origins import answers
from reports.reading import Json, cost, cost_parts, first_place_share, full_name, groups, leader, licence, part_name, part_range, where
from reports.store.record import Record
from reports.words import DEPLOYMENTS, WAYS_TO_WIN

LEADING = 5
"""Options listed by rank."""
NOTHING = "Nothing fits"


def subjects(records: Sequence[Record]) -> list[Subject]:
    """The heads of the columns."""
    return [Subject(record.title or "Untitled report", f"Saved {day(record.created_at.date().isoformat())}") for record in records]


def differences(records: Sequence[Record]) -> list[RowGroup]:
    """Every row of the comparison; the caller may hide those that are the same."""
    found = [record.recommendation for record in records]
    return [
        RowGroup("Answer", _answer(found)),
        RowGroup("Price, USD a month", _price(found)),
        RowGroup("How sure", _certainty(found)),
        RowGroup("Leading options", _leading(found)),
        RowGroup("What those options cost, USD a month", _costs(found)),
        RowGroup("Ways to win", _ways(found)),
        RowGroup("Needs", _needs(found)),
        RowGroup("Record", _record(records)),
    ]


def _row(label: str, found: Sequence[Json], read: Callable[[Json], str | None]) -> Row:
    return Row(label, [Cell(read(each)) for each in found])


def _of_leader(read: Callable[[Json], str | None]) -> Callable[[Json], str | None]:
    def of(found: Json) -> str | None:
        best = leader(found)
        return NOTHING if best is None else read(best)

    return of


def _answer(found: Sequence[Json]) -> list[Row]:
    return [
        _row("Advice", found, lambda f: str((f.get("headline") or {}).get("sentence") or "") or None),
        _row("First option", found, _of_leader(lambda o: str(o.get("model_name")))),
        _row("Runs", found, _of_leader(where)),
        _row("Way of running", found, _of_leader(lambda o: DEPLOYMENTS.get(str(o.get("deployment")), str(o.get("deployment"))))),
        _row("Licence", found, _of_leader(lambda o: licence(o) or None)),
    ]


def _price(found: Sequence[Json]) -> list[Row]:
    rows = [
        Row("Expected", [_money(cost(best)[1]) if (best := leader(f)) else Cell(NOTHING) for f in found]),
        _row("Between", found, _of_leader(lambda o: None if None in cost(o) else f"{compact(cost(o)[0])} and {compact(cost(o)[2])}")),
        Row("Upfront, USD", [_money(best.get("upfront_usd")) if (best := leader(f)) else Cell(NOTHING) for f in found]),
    ]
    bills = [{part_name(part): part for part in cost_parts(best)} if (best := leader(f)) else {} for f in found]
    names = sorted(
        {name for bill in bills for name in bill}, key=lambda name: -max(float(bill[name]["usd"]) for bill in bills if name in bill)
    )
    rows += [Row(name, [_part(bill[name]) if name in bill else Cell("not part of it") for bill in bills]) for name in names]
    return rows


def _part(part: Json) -> Cell:
    return Cell(said, title="Expected to cost nothing") if (said := part_range(part)) else _money(float(part["usd"]))


def _money(usd: float | None) -> Cell:
    return Cell(None if usd is None else compact(usd), title="" if usd is None else f"USD {exact(usd)}")


def _certainty(found: Sequence[Json]) -> list[Row]:
    return [
        _row("Score, points of 100", found, _of_leader(lambda o: decimal(o.get("score")))),
        _row("80% interval", found, _of_leader(lambda o: f"{decimal(o.get('score_low'))} to {decimal(o.get('score_high'))}")),
        _row("Share of first places", found, _of_leader(lambda o: share(first_place_share(o)))),
        _row("Options that pass", found, _counted),
    ]


def _counted(found: Json) -> str:
    counts = found.get("counts") or {}
    return f"{exact(counts.get('fitting'), 0)} of {exact(counts.get('considered'), 0)}"


def _leading(found: Sequence[Json]) -> list[Row]:
    ranked = [[group.best for group in groups(f)[:LEADING]] for f in found]
    return [
        Row(
            f"Rank {place + 1}",
            [
                Cell(full_name(best[place]), title=f"Score {decimal(best[place].get('score'))}")
                if place < len(best)
                else Cell("no further option")
                for best in ranked
            ],
        )
        for place in range(max((len(best) for best in ranked), default=0))
    ]


def _costs(found: Sequence[Json]) -> list[Row]:
    """One row per model and deployment among the first of either report, priced as its best offer was in each."""
    kinds: dict[tuple[object, object], str] = {}
    for f in found:
        for group in groups(f)[:LEADING]:
            kinds.setdefault(_kind(group.best), _kind_name(group.best))
    priced = [{_kind(group.best): cost(group.best)[1] for group in groups(f)} for f in found]
    return [
        Row(name, [_money(prices[kind]) if kind in prices else Cell("did not pass") for prices in priced]) for kind, name in kinds.items()
    ]


def _kind(option: Json) -> tuple[object, object]:
    return option.get("model_id"), option.get("deployment")


def _kind_name(option: Json) -> str:
    way = DEPLOYMENTS.get(str(option.get("deployment")), str(option.get("deployment")))
    return f"{option.get('model_name')}, {way[:1].lower()}{way[1:]}"


def _ways(found: Sequence[Json]) -> list[Row]:
    named = [{option["option_id"]: full_name(option) for option in f.get("options") or ()} for f in found]
    return [
        Row(
            words,
            [
                Cell(names.get((f.get("ways_to_win") or {}).get(way)) or (NOTHING if not names else None))
                for f, names in zip(found, named, strict=True)
            ],
        )
        for way, words in WAYS_TO_WIN.items()
    ]


def _needs(found: Sequence[Json]) -> list[Row]:
    """Every answer, those of one report that the other has not included; defaults are marked as such."""
    given = [{(group, label): f"{value} (default)" if default else value for group, label, value, default in answers(f)} for f in found]
    titles = [str((f.get("needs") or {}).get("title") or "none") for f in found]
    keys = list(dict.fromkeys(key for each in given for key in each))
    rows = [Row("Title", [Cell(title) for title in titles])]
    return rows + [
        Row(f"{group}: {label}" if group else label, [Cell(each.get((group, label), "not asked then")) for each in given])
        for group, label in keys
    ]


def _record(records: Sequence[Record]) -> list[Row]:
    return [
        Row("Note", [Cell(record.note or "none") for record in records]),
        Row("Judged as of", [Cell(day(record.as_of)) for record in records]),
        Row("Catalog", [Cell(record.catalog_version) for record in records]),
        Row("Engine", [Cell(record.engine_version) for record in records]),
        Row("Own evidence", [Cell("used" if record.own_evidence else "none") for record in records]),
        Row("Organisation profile", [Cell("used" if record.organisation else "none") for record in records]),
    ]
