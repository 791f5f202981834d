"""Several weightings of one report: each one's ranking, what all accept, and the conflict."""

from __future__ import annotations

from advisor.numbers import decimal
from reports.fragments.markup import section, table
from reports.reading import Json
from reports.safe_text import html_text


def voices_told(heard: Json, criteria: dict[str, str]) -> str:
    """Sentences first, then the rankings beside one another, then the weightings; `criteria` are their titles by id."""
    said = "".join(f"<p>{html_text(sentence)}</p>" for sentence in heard["sentences"])
    return section(
        "What several people make of it", f'<div class="prose">{said}</div>{_rankings(heard)}{_weights(heard, criteria)}{_notes(heard)}'
    )


def _rankings(heard: Json) -> str:
    voices = heard["voices"]
    places = max(len(voice["ranking"]) for voice in voices)
    rows = []
    for place in range(places):
        cells = "".join(
            f'<td class="txt">{html_text(entry["name"])} <small>{html_text(decimal(entry["score"], 1))}</small></td>'
            for voice in voices
            for entry in voice["ranking"][place : place + 1]
        )
        rows.append(f'<tr><th scope="row">{place + 1}</th>{cells}</tr>')
    header = [("", "Place"), *(("txt", str(voice["name"])) for voice in voices)]
    return f'<div class="scroll" role="region" aria-label="Rankings" tabindex="0">{table("Rankings, points of 100", header, rows)}</div>'


def _weights(heard: Json, criteria: dict[str, str]) -> str:
    rows = [
        f'<tr><th scope="row">{html_text(title)}</th>'
        + "".join(f'<td class="num">{voice["priorities"][criterion]:g}</td>' for voice in heard["voices"])
        + "</tr>"
        for criterion, title in criteria.items()
    ]
    header = [("", "Priority, 0 to 5"), *(("num", str(voice["name"])) for voice in heard["voices"])]
    return f'<div class="scroll" role="region" aria-label="Priorities" tabindex="0" style="margin-top: 16px">{table("Priorities", header, rows)}</div>'


def _notes(heard: Json) -> str:
    notes = []
    if len(heard["voices"]) > 1:
        notes.append(f"By the mean of the scores {heard['mean_first']['name']} would be first; a mean hides who loses by it.")
        if heard["agreement"] is not None:
            notes.append(
                f"The two orders that differ most agree to {heard['agreement']:g} (Kendall’s tau: 1 is the same order, −1 the reverse)."
            )
    if heard["left_out"]:
        notes.append(f"{heard['left_out']} options are left out: the record does not hold their worth in a criterion that did not count.")
    return "".join(f'<p class="src">{html_text(note)}</p>' for note in notes)
