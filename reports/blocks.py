"""What a report is made of, whatever its form: chapters of typed blocks with finished words and figures.

All text is plain: a renderer escapes it for its own target. Pictures carry positions in percent of their
track and repeat figures that stand in words beside them, so a form without pictures loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["body", "finding", "small", "note"]
"""body: a sentence; finding: a conclusion, set larger; small: a source or a remark; note: what to do about it."""


@dataclass(frozen=True)
class ScoreBar:
    """Points of 100 per criterion, in the criteria's order, and the 80% interval; None where a figure is missing."""

    points: tuple[float | None, ...]
    low: float | None
    high: float | None
    alt: str


@dataclass(frozen=True)
class RangeBar:
    """A band from `low` to `high` with a tick at `mark` and grid lines; `style` is cost (band and tick) or swing (around the mark)."""

    low: float | None
    high: float | None
    mark: float | None
    grid: tuple[float, ...]
    alt: str
    style: Literal["cost", "swing"] = "cost"


@dataclass(frozen=True)
class StepBar:
    """A bar from `start` that is `length` long; the outline shows what was `available` from there. `total` is drawn heavier."""

    start: float
    length: float
    available: float | None
    alt: str
    total: bool = False


@dataclass(frozen=True)
class StackedBar:
    """Shares one after the other, dark to light; together 100."""

    shares: tuple[float, ...]
    alt: str


@dataclass(frozen=True)
class Track:
    """A scale with both ends labelled: a dot at today's answer, a tick at each flip, a band where the answer `stays` first.

    `labels` name the answer, then the flips.
    """

    now: float
    flips: tuple[float, ...]
    stays: tuple[float, float]
    ends: tuple[str, str]
    labels: tuple[str, ...]
    alt: str


Picture = ScoreBar | RangeBar | StepBar | StackedBar | Track


@dataclass(frozen=True)
class Badge:
    """How a figure is known: `style` names the border (measured, vendor, estimated, assumed, stale, unknown)."""

    style: str
    word: str


@dataclass(frozen=True)
class Chip:
    """Openness: glyph and word. `kind` is closed, open_weights, restricted, open_source or unknown."""

    kind: str
    glyph: str
    word: str


@dataclass(frozen=True)
class Cell:
    """One place of a table: text, then smaller lines beneath it. `url` makes a link of the text."""

    text: str = ""
    details: tuple[str, ...] = ()
    badge: Badge | None = None
    chip: Chip | None = None
    url: str | None = None
    strong: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class Column:
    """`width` is a share of the line (0: as wide as its text); a column of pictures (`drawn`) is left out where nothing is.

    `scale` says how pictures in it are to be read, `ticks` pairs positions with labels.
    """

    title: str
    width: float = 0
    right: bool = False
    drawn: bool = False
    scale: str = ""
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """`marked` rows are the leading group, `quiet` ones lie outside it."""

    cells: tuple[Cell, ...]
    marked: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Band:
    """A line over the whole width: the title of the rows that follow, or what separates them from those before."""

    text: str
    title: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under column titles. `caption` says what they are; `foot` is a total. `legend` names the parts of score bars and stacked bars, `key` says what else
    is drawn: both for forms with pictures. `dense` is set small.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row | Band, ...]
    foot: Row | None = None
    legend: tuple[str, ...] = ()
    key: str = ""
    dense: bool = False


@dataclass(frozen=True)
class Prose:
    """One paragraph."""

    text: str
    role: Role = "body"


@dataclass(frozen=True)
class Heading:
    """The title of the blocks that follow, inside a chapter."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True)
class Bullets:
    """Sentences, one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A figure to be read at a glance, with unit and what it is."""

    value: str
    unit: str
    label: str
    badge: Badge | None = None


@dataclass(frozen=True)
class Facts:
    """Figures side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Card:
    """A title, a name and lines about it: a way to win, a stage, a member of a pair."""

    title: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    """Cards side by side; `numbered` ones are steps in order."""

    items: tuple[Card, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Duty:
    """Something to settle, with a box to tick: why it arises, who says so and when."""

    text: str
    because: str
    source: str
    url: str | None
    date: str


@dataclass(frozen=True)
class Checklist:
    """Duties in order."""

    items: tuple[Duty, ...]


@dataclass(frozen=True)
class Answer:
    """One answer of the form in words; `assumed` says what stands in for one that was not given, else it is empty."""

    label: str
    value: str
    assumed: str


@dataclass(frozen=True)
class Answers:
    """Answers of one group of the form."""

    group: str
    items: tuple[Answer, ...]


@dataclass(frozen=True)
class Form:
    """All answers, by group."""

    groups: tuple[Answers, ...]


@dataclass(frozen=True)
class Signatures:
    """Empty places for `people`, one line per label each."""

    labels: tuple[str, ...]
    people: int


Block = Prose | Heading | Bullets | Table | Facts | Cards | Checklist | Form | Signatures


@dataclass(frozen=True)
class Chapter:
    """A titled part of the report; `id` is the same in every form and version."""

    id: str
    title: str
    blocks: tuple[Block, ...] = field(default=())
    subtitle: str = ""


@dataclass(frozen=True)
class Report:
    """A whole report: the decision as its first chapter, in sentences, then the chapters that explain it.

    `title` and `note` are the author's own words, `note` in paragraphs; both may be empty.
    """

    title: str
    kicker: str
    note: tuple[str, ...]
    decision: tuple[str, ...]
    chip: Chip | None
    licence: str
    facts: Facts
    chapters: tuple[Chapter, ...]
    footer: str
