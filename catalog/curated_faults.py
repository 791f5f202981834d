"""Faults of the fact files: which file, which field, which value, and what to do about it.

All faults of a load are collected and reported together, so that a person who edits several
files needs one run to see everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError


class FactsError(ValueError):
    """The fact files do not hold together; `faults` has one sentence per problem."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(
            f"{count} fault{'s' if count != 1 else ''} in the facts of the catalog:\n" + "\n".join(f"  {f}" for f in self.faults)
        )


def did_you_mean(value: object, known: Collection[str]) -> str:
    """The end of a sentence that offers the nearest known words, or nothing."""
    near = get_close_matches(str(value), known, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(n) for n in near)}?" if near else ""


def unknown_key(where: str, key: str, record: type[BaseModel]) -> str:
    """A key that the record does not have."""
    return f"{where}: {key}: {record.__name__} has no such field{did_you_mean(key, record.model_fields) or '; see catalog/schema.py'}"


def explain(where: str, record: type[BaseModel], error: ValidationError) -> list[str]:
    """One sentence per problem pydantic found in one record or row."""
    faults = []
    for problem in error.errors(include_url=False):
        field = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden" and len(problem["loc"]) == 1:
            faults.append(unknown_key(where, field, record))
        elif problem["type"] == "value_error":  # a check of our own, whose sentence says everything
            faults.append(f"{where}: {problem['msg'].removeprefix('Value error, ')} (catalog/schema.py, class {record.__name__})")
        elif problem["type"] == "missing":
            faults.append(f"{where}: {field}: {problem['msg']}; add the key, its meaning is in catalog/schema.py, class {record.__name__}")
        else:
            faults.append(f"{where}: {field} = {_short(problem['input'])}: {problem['msg']} (catalog/schema.py, class {record.__name__})")
    return faults


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
