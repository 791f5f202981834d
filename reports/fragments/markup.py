"""The frame around fragments: sections with their rule and title, tables, bars that speak."""

from __future__ import annotations

from collections.abc import Iterable

from reports.safe_text import html_text


def block(body: str, classes: str = "") -> str:
    """One fragment. It measures its own width, so it folds in a narrow column as it does on a phone."""
    return f'<div class="wb {classes}">{body}</div>' if classes else f'<div class="wb">{body}</div>'


def section(title: str, body: str, subtitle: str = "", aside: str = "") -> str:
    """A 2 px ink rule, a serif title, a subtitle with units; `aside` is markup at the right of the subtitle."""
    sub = f'<p class="sub">{html_text(subtitle)}</p>' if subtitle else ""
    head = f'<header class="sec"><div><h2>{html_text(title)}</h2>{sub}</div>{aside}</header>'
    return block(f"<section>{head}{body}</section>")


def table(caption: str, header: Iterable[tuple[str, str]], rows: Iterable[str], foot: str = "", classes: str = "t") -> str:
    """A real table: `header` pairs a class with a column title, `rows` and `foot` are finished rows."""
    columns = "".join(f'<th scope="col" class="{css}">{html_text(title)}</th>' for css, title in header)
    tfoot = f"<tfoot>{foot}</tfoot>" if foot else ""
    return (
        f'<table class="{classes}"><caption class="vh">{html_text(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody>{tfoot}</table>"
    )


def picture(label: str, inside: str, classes: str, title: str = "") -> str:
    """A bar or track as an image with its numbers in words."""
    hint = f' title="{html_text(title)}"' if title else ""
    return f'<div class="{classes}" role="img" aria-label="{html_text(label)}"{hint}>{inside}</div>'


def note(text: str, lead: str = "") -> str:
    """An accent bar and one sentence; `lead` is set bold in front."""
    strong = f"<strong>{html_text(lead)}</strong> " if lead else ""
    return f'<p class="note">{strong}{html_text(text)}</p>'


def percent(value: float) -> str:
    """A position inside a track, kept inside it."""
    return f"{min(100.0, max(0.0, value)):.2f}%"
