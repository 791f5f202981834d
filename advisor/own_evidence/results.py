"""A CSV file of evaluation results to rows: all of them, or every fault with its row number and none of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from catalog.names import NameBook

LARGEST_FILE = 100_000
"""Characters of a file; 500 rows need about a third of that."""
MOST_ROWS, MOST_TESTS, MOST_FAULTS = 500, 40, 50
COLUMNS = ("model", "test", "score", "n", "date")
OPTIONAL = ("effort",)
EFFORTS = ("none", "minimal", "low", "medium", "high", "max", "default")
EARLIEST = date(2015, 1, 1)
TEMPLATE = "model,test,score,n,date\nopenai/gpt-oss-120b,Discharge letters,81.5,200,2026-11-02\nanthropic/claude-haiku-4.5,Discharge letters,78,200,2026-11-02\n"
"""A file that passes, to start from."""

Effort = Literal["none", "minimal", "low", "medium", "high", "max", "default"]


class OwnEvidenceError(ValueError):
    """Faults of a file; `faults` has one sentence each, with the row. Row 1 is the line of column names."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults[:MOST_FAULTS])
        if len(faults) > MOST_FAULTS:
            self.faults.append(f"And {len(faults) - MOST_FAULTS} more faults. Mend these first.")
        super().__init__("\n".join(self.faults))


def _percent(value: Any) -> Any:
    """A score as text: 81.5, 81,5 or 81.5%. A bare number up to 1 may be a share, so it is refused."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    number = text.removesuffix("%").strip().replace(",", ".")
    if not text:
        raise ValueError("is empty; give the share of cases solved in percent, 0 to 100")
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{0,30})?([eE][+-]?\d{1,2})?", number, re.ASCII):
        raise ValueError("is not a number; give percent from 0 to 100, where more is better")
    if 0 < float(number) <= 1 and not text.endswith("%"):
        raise ValueError(
            f"may be a share or percent; write {100 * float(number):g} for {100 * float(number):g}%, or {number}% if that is meant"
        )
    return float(number)


def _count(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        raise ValueError("is empty; give the number of cases, without which the sampling error is unknown")
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise ValueError("is not a whole number of cases, such as 200")
    return int(text)


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), re.ASCII):
            raise ValueError
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(
            "is not a day such as 2026-11-02" if value.strip() else "is empty; give the day of the test, such as 2026-11-02"
        ) from None


def _past(value: date, info: ValidationInfo) -> date:
    today = (info.context or {}).get("today")
    if today is not None and value > today:
        raise ValueError(f"lies after {today.isoformat()}")
    if value < EARLIEST:
        raise ValueError(f"lies before {EARLIEST.isoformat()}")
    return value


def _title(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if not text:
        raise ValueError("is empty; name the test, the same name for every model that took it")
    if any(
        ord(c) < 32 or 127 <= ord(c) < 160 or "\u200b" <= c <= "\u200f" or "\u202a" <= c <= "\u202e" or "\u2060" <= c <= "\u206f"
        for c in text
    ):
        raise ValueError("holds control characters; use plain text")
    return text


def _effort(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    if not text:
        return None
    if text not in (*EFFORTS, "xhigh"):
        raise ValueError(f"is not a level of effort; allowed: {', '.join(EFFORTS)}, or empty for the level the task is planned at")
    return "max" if text == "xhigh" else text


class OwnResult(BaseModel):
    """One result of the user's own evaluation: share of cases that one model solved in one test.

    model_id  a model of the catalog.
    test      the user's name of the test; the same text means the same cases.
    score     percent of cases solved, 0 to 100; more is better.
    n         number of cases.
    effort    reasoning effort at which it was run; None: the one that the task is planned at.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    model_id: Annotated[str, Field(max_length=200)]
    test: Annotated[str, Field(max_length=80), BeforeValidator(_title)]
    score: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), BeforeValidator(_percent)]
    n: Annotated[int, Field(ge=1, le=10_000_000), BeforeValidator(_count)]
    date: Annotated[date, BeforeValidator(_day), AfterValidator(_past)]
    effort: Annotated[Effort | None, BeforeValidator(_effort)] = None


def results_of(rows: Iterable[Mapping[str, Any]]) -> tuple[OwnResult, ...]:
    """Rows of a stored recommendation (`own_evidence`) as they were given.

    Raises:
        OwnEvidenceError: a row is not one that this version wrote.
    """
    faults: list[str] = []
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(OwnResult.model_validate(row))
        except ValidationError as error:
            faults += [f"own_evidence row {number}: {_sentence(e)}" for e in error.errors(include_url=False)]
    if faults:
        raise OwnEvidenceError(faults)
    return tuple(found)


def read_results(data: str | bytes, names: NameBook, today: date) -> tuple[OwnResult, ...]:
    """Read a CSV file: a line of column names, then one result per row. A file with no result gives none.

    Raises:
        OwnEvidenceError: anything is wrong anywhere; nothing is then taken.
    """
    header, rows = _table(_text(data))
    faults: list[str] = []
    found: list[OwnResult] = []
    seen: dict[tuple[str, str, str | None], int] = {}
    spelt: dict[str, str] = {}
    for number, cells in rows:
        if len(cells) != len(header):
            faults.append(
                f"Row {number} has {len(cells)} values; the first row names {len(header)} columns. Put text that holds a separator in quotes."
            )
            continue
        row = dict(zip(header, cells, strict=True))
        wrong, result = _result(row, names, today)
        faults += [f"Row {number}: {sentence}" for sentence in wrong]
        if result is None:
            continue
        # "Letters" and "letters" are one test: the first spelling stands
        result = result.model_copy(update={"test": spelt.setdefault(result.test.casefold(), result.test)})
        key = (result.model_id, result.test, result.effort)
        if key in seen:
            faults.append(
                f"Row {number}: {result.model_id} in test {result.test!r} stands in row {seen[key]} already. Give each model once per test; pool the cases."
            )
            continue
        seen[key] = number
        found.append(result)
    if len(spelt) > MOST_TESTS:
        faults.append(f"The file names {len(spelt)} tests. Give at most {MOST_TESTS}.")
    if faults:
        raise OwnEvidenceError(faults)
    return tuple(found)


def _text(data: str | bytes) -> str:
    if isinstance(data, bytes):
        if len(data) > 4 * LARGEST_FILE:
            raise OwnEvidenceError([f"The file has {len(data):,} bytes. Give at most {LARGEST_FILE:,} characters."])
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise OwnEvidenceError(["The file is not UTF-8 text. Save it as CSV (UTF-8)."]) from None
    if len(data) > LARGEST_FILE:
        raise OwnEvidenceError([f"The file has {len(data):,} characters. Give at most {LARGEST_FILE:,}."])
    return data.removeprefix("\ufeff")


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Column names in lower case, and the rows that hold anything with their numbers; commas, semicolons or tabs separate."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = [
            (number, [cell.strip() for cell in cells])
            for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1)
        ]
    except csv.Error as error:
        raise OwnEvidenceError([f"The file is not CSV: {error}."]) from None
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise OwnEvidenceError([f"The file is empty. The first row names the columns: {', '.join(COLUMNS)}."])
    header = [name.lower() for name in rows[0][1]]
    shown = [name[:40] for name in header]
    faults = [f"Row 1 lacks the column {name}. It must name: {', '.join(COLUMNS)}." for name in COLUMNS if name not in header]
    faults += [
        f"Row 1 names {name!r}, which is no column. Allowed: {', '.join((*COLUMNS, *OPTIONAL))}."
        for name in shown
        if name not in (*COLUMNS, *OPTIONAL)
    ]
    faults += [
        f"Row 1 names {name} twice." for name in dict.fromkeys(n for n in header if header.count(n) > 1 and n in (*COLUMNS, *OPTIONAL))
    ]
    if len(rows) - 1 > MOST_ROWS:
        faults.append(f"The file has {len(rows) - 1:,} results. Give at most {MOST_ROWS}.")
    if faults:
        raise OwnEvidenceError(faults)
    return header, rows[1:]


def _result(row: Mapping[str, str], names: NameBook, today: date) -> tuple[list[str], OwnResult | None]:
    model_id, fault = _model(row["model"], names)
    faults = [fault] if fault else []
    try:
        values = {"model_id": model_id or "", **{k: row[k] for k in (*COLUMNS[1:], *OPTIONAL) if k in row}}
        result = OwnResult.model_validate(values, context={"today": today})
    except ValidationError as error:
        return faults + [_sentence(e) for e in error.errors(include_url=False)], None
    return faults, None if faults else result


def _model(text: str, names: NameBook) -> tuple[str | None, str | None]:
    """The id of the model meant, or the fault."""
    if not text:
        return None, "model is empty; give a catalog id, a name or an alias."
    found = names.named(text)
    if len(found) == 1:
        return found[0], None
    if found:
        return None, f"model {text[:80]!r} stands for several: {', '.join(found[:5])}. Give the id."
    near = names.near(text)
    return None, f"model {text[:80]!r} is not in the catalog{'; near: ' + ', '.join(near) if near else ''}."


def _sentence(error: Any) -> str:
    """One fault of one field: name, value, what is allowed."""
    field, value, ctx = str(error["loc"][0]), str(error.get("input"))[:60], error.get("ctx", {})
    if error["type"] == "value_error":
        reason = str(ctx["error"])
        return f"{field} {reason}." if reason.startswith("is empty") else f"{field} {value!r} {reason}."
    if field == "score":
        return f"score {value!r} is not between 0 and 100 percent."
    if field == "n":
        return f"n {value!r} is not between 1 and 10,000,000 cases."
    if error["type"] == "string_too_long":
        return f"{field} has more than {ctx['max_length']} characters."
    return f"{field} {value!r}: {error['msg']}."
