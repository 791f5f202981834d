"""What is wrong with the input, and a parser that says so like everything else."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any, NoReturn

Run = Callable[[argparse.Namespace], int]
"""One command: parsed arguments in, exit status out."""


class UsageError(Exception):
    """The input is at fault; `faults` has one sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError([f"{message[0].upper()}{message[1:]}. See {self.prog} --help."])


class Group:
    """Commands under one name, such as `weighbridge catalog ...`; the top is one too."""

    def __init__(self, parser: argparse.ArgumentParser, metavar: str = "ACTION") -> None:
        self._actions: Any = parser.add_subparsers(required=True, parser_class=Parser, metavar=metavar)

    def command(self, name: str, run: Run, text: str) -> argparse.ArgumentParser:
        """A command that `run` answers; its arguments are added to what is returned."""
        found: argparse.ArgumentParser = self._actions.add_parser(name, help=text, description=text)
        found.set_defaults(run=run)
        return found

    def group(self, name: str, text: str) -> Group:
        return Group(self._actions.add_parser(name, help=text, description=text))


def day(text: str) -> date:
    """A day to judge on, as an argument writes it."""
    from advisor.judged_day import day_fault

    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-20") from None
    if fault := day_fault(found, datetime.now(UTC).date()):
        raise argparse.ArgumentTypeError(fault)
    return found
