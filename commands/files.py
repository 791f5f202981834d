"""Reading what the caller names and writing what they get; `-` is standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from commands.usage import UsageError


def read_bytes(name: str) -> bytes:
    """Content of a file.

    Raises: UsageError.
    """
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError([f"{name} cannot be read: {error.strerror}."]) from None


def read_text(name: str) -> str:
    """Text of a file in UTF-8, or of standard input.

    Raises: UsageError.
    """
    try:
        if name == "-":
            return sys.stdin.read()
        return Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError([f"{name} is not UTF-8 text."]) from None
    except OSError as error:
        raise UsageError([f"{name} cannot be read: {error.strerror}."]) from None


def write(content: str | bytes, out: Path | None) -> None:
    """To a file, or to standard output: text with a line feed at its end, bytes as they are."""
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    if out is None:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content if content.endswith("\n") else content + "\n")
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise UsageError([f"{out} cannot be written: {error.strerror}."]) from None
