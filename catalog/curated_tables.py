"""Wide measured tables of the facts: CSV files, one row per line, columns named as the fields.

Conventions
    A blank cell is an absent key: unknown, never zero and never "no".
    Columns publisher, url, also, date, undated, confidence become `origin` where the record has one.
    Several values in one cell are separated by " | ".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from catalog.curated_faults import explain, unknown_key
from catalog.schema import Origin, Record

R = TypeVar("R", bound=Record)

BETWEEN = " | "
LISTS = frozenset({"also", "model_ids"})


def read_table(path: Path, record: type[R], faults: list[str]) -> tuple[R, ...]:
    """All rows of one table as records; faults name the file and the line."""
    if not path.is_file():
        faults.append(f"{path}: no such table; it holds the {record.__name__} rows")
        return ()
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        nested = frozenset(Origin.model_fields) if "origin" in record.model_fields else frozenset()
        columns = list(reader.fieldnames or ())
        strangers = [c for c in columns if c not in record.model_fields and c not in nested]
        if strangers:
            faults.extend(unknown_key(f"{path}, line 1", c, record) for c in strangers)
            return ()
        try:
            lines = list(_rows(reader, nested))
        except csv.Error as error:
            faults.append(f"{path}, line {reader.line_num}: not readable as CSV: {error}")
            return ()
    rows = [row for _, row in lines]
    try:
        return tuple(TypeAdapter(list[record]).validate_python(rows))  # type: ignore[valid-type]
    except ValidationError:
        return _one_by_one(path, record, lines, faults)


def _rows(reader: csv.DictReader[str], nested: frozenset[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, row) with blank cells left out and the origin folded."""
    for cells in reader:
        row: dict[str, Any] = {}
        origin: dict[str, Any] = {}
        for column, cell in cells.items():
            if column is None:  # more cells than columns
                raise csv.Error("the line has more cells than the table has columns")
            if cell:
                (origin if column in nested else row)[column] = cell.split(BETWEEN) if column in LISTS else cell
        if nested:
            row["origin"] = origin
        yield reader.line_num, row


def _one_by_one(path: Path, record: type[R], lines: list[tuple[int, dict[str, Any]]], faults: list[str]) -> tuple[R, ...]:
    """The slow way, only taken when something is wrong: says which line."""
    good = []
    for number, row in lines:
        try:
            good.append(record.model_validate(row))
        except ValidationError as error:
            faults.extend(explain(f"{path}, line {number}", record, error))
    return tuple(good)
