"""The `weighbridge` command: arguments in, JSON or text out.

Exit status: 0 done; 1 the command worked and found something wrong (`catalog check`); 2 the input is at fault, with one
line on stderr for each fault; 3 a feed failed, and its last good list stays in use (`catalog refresh`); 4 another refresh is running.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from commands import advice, catalog, figures, listings, reports, tokens
from commands.usage import Group, Parser, UsageError

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: more threads only wait for each other


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit status."""
    from catalog.store import CatalogError
    from reports.store.errors import StoreError

    try:
        given = parser().parse_args(arguments)
        return int(given.run(given))
    except UsageError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return 2
    except (CatalogError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def parser() -> Parser:
    """All commands, in the order in which --help lists them."""
    top = Parser(prog="weighbridge", description="Which AI model, on which infrastructure, with which customisation, for this task?")
    commands = Group(top, "COMMAND")
    for part in (advice, figures, listings, reports, tokens, catalog):
        part.add_to(commands)
    return top


def run() -> NoReturn:
    """The console command: one command, then leave at once.

    DuckDB's binding reports its own module objects as leaked when the interpreter is taken down (twenty lines on stderr after
    every command); with all output flushed there is nothing left to take down.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        status = 0
    os._exit(status)


if __name__ == "__main__":
    run()

if __name__ == "__main__":
    run()
