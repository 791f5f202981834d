"""What a gate answers: yes, no or unknown, with a sentence, an origin and, if not yes, the smallest remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from catalog.schema import Origin


class Outcome(IntEnum):
    YES = 0
    UNKNOWN = 1
    NO = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer about one subject.

    remedy      the smallest change that would turn a no into a yes; None where nothing would.
    obligation  what the user has to do for the yes to hold (a contract to sign, a notice to keep).
    caution     what a careful reader should know although the gate passes.
    """

    outcome: Outcome
    reason: str
    origin: Origin | None = None
    remedy: str | None = None
    obligation: str | None = None
    caution: str | None = None


def yes(reason: str, origin: Origin | None = None, *, obligation: str | None = None, caution: str | None = None) -> Verdict:
    """The must-have holds."""
    return Verdict(Outcome.YES, reason, origin, None, obligation, caution)


def no(reason: str, origin: Origin | None = None, *, remedy: str | None = None) -> Verdict:
    """The must-have is broken."""
    return Verdict(Outcome.NO, reason, origin, remedy)


def unknown(reason: str, origin: Origin | None = None, *, remedy: str | None = None) -> Verdict:
    """Nobody we read says; whether that fails depends on the gate."""
    return Verdict(Outcome.UNKNOWN, reason, origin, remedy)
