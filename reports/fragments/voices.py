"""Several weightings of one report: each one's ranking, what all accept, and the conflict."""

from __future__ import annotations

from itertools import zip_longest

from advisor.numbers import decimal
from reports.fragments.markup import section
from reports.reading import Json
from reports.safe_text import html_text

COLUMN_REM = 9
"""Least width of a person's column."""


def voices_told(heard: Json, criteria: dict[str, str]) -> str:
    """Sentences first, then the rankings beside one another, then the weightings; `criteria` are their titles by id."""
    said = "".join(f"<p>{html_text(sentence)}</p>" for sentence in heard["sentences"])
    return section(
        "What several people make of it", f'<div class="prose">{said}</div>{_rankings(heard)}{_weights(heard, criteria)}{_notes(heard)}'
    )


def _rankings(heard: Json) -> str:
    """Each person's first options in a column of their own, with the place in front: equal scores share one."""
    columns = [_places(voice) for voice in heard["voices"]]
    rows = ["<tr>" + "".join(f'<td class="txt">{cell}</td>' for cell in cells) + "</tr>" for cells in zip_longest(*columns, fillvalue="")]
    return _table("Rankings, points of 100; = marks a shared place", "", heard, rows)


def _places(voice: Json) -> list[str]:
    cells = [
        f"<strong>{entry['place']}{'=' if entry['shared'] else ''}</strong> {html_text(entry['name'])} "
        f"<small>{html_text(decimal(entry['score'], 1))}</small>"
        for entry in voice["ranking"]
    ]
    more = voice["more_at_last"]
    if more:
        cells.append(f"<small>and {more} more on place {voice['ranking'][-1]['place']}</small>")
    return cells


def _weights(heard: Json, criteria: dict[str, str]) -> str:
    rows = [
        f'<tr><th scope="row">{html_text(title)}</th>'
        + "".join(f'<td class="num">{voice["priorities"][criterion]:g}</td>' for voice in heard["voices"])
        + "</tr>"
        for criterion, title in criteria.items()
    ]
    return _table("Priorities", "Priority, 0 to 5", heard, rows)


def _table(caption: str, corner: str, heard: Json, rows: list[str]) -> str:
    """A column per person, none narrower than can be read: the table scrolls. A long name is cut by the style alone and whole on hover."""
    css = "num" if corner else "txt"
    people = "".join(
        f'<th scope="col" class="{css}" title="{name}"><bdi>{name}</bdi></th>' for name in (html_text(v["name"]) for v in heard["voices"])
    )
    first = f'<th scope="col">{html_text(corner)}</th>' if corner else ""
    wide = COLUMN_REM * (len(heard["voices"]) + bool(corner))
    return (
        f'<div class="scroll" role="region" aria-label="{html_text(caption)}" tabindex="0">'
        f'<table class="t voices" style="min-width: {wide}rem"><caption class="vh">{html_text(caption)}</caption>'
        f"<thead><tr>{first}{people}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _notes(heard: Json) -> str:
    notes = []
    if len(heard["voices"]) > 1:
        mean = heard["mean_first"]
        level = f" with {mean['level']} more" if mean["level"] else ""
        notes.append(f"By the mean of the scores {mean['name']}{level} would be first; a mean hides who loses by it.")
        if heard["agreement"] is not None:
            notes.append(
                f"The two orders that differ most agree to {decimal(heard['agreement'], 2)} (Kendall’s tau: 1 is the same order, −1 the reverse)."
            )
    if heard["left_out"]:
        notes.append(f"{heard['left_out']} options are left out: the record does not hold their worth in a criterion that did not count.")
    return "".join(f'<p class="src">{html_text(note)}</p>' for note in notes)
