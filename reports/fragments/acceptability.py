"""How often each leading option comes in at which rank: one bar per model and way of running, and the figures behind it."""

from __future__ import annotations

from advisor.numbers import decimal, exact, share
from reports.fragments.markup import percent, picture, section, table
from reports.reading import Json
from reports.safe_text import html_text

BANDS = (("1st", 0, 1), ("2nd", 1, 2), ("3rd", 2, 3), ("4th and 5th", 3, 5), ("6th to 10th", 5, 10))
LATER = "later"
SHADES = (1, 2, 3, 5, 6, 7)
"""Slate of each band, dark for the first ranks."""
NUMERAL_FROM = 0.06
"""Share from which a segment is wide enough for its numeral."""
MOST = 6


def acceptability_bars(recommendation: Json, most: int = MOST) -> str:
    """Rank acceptability: `robustness.acceptability` as stacked bars, the whole matrix folded beneath; empty without it."""
    robustness: Json = recommendation.get("robustness") or {}
    found = [entry for entry in robustness.get("acceptability") or () if entry.get("ranks")]
    if not found:
        return ""
    words = [name for name, _, _ in BANDS] + [LATER]
    legend = "".join(f'<li><span class="k c{shade}"></span>{word}</li>' for word, shade in zip(words, SHADES, strict=True))
    header = [("", "Option"), ("bar", "Share of trials at each rank"), ("num", "First"), ("num", "Top three")]
    body = table("Share of trials at each rank", header, [_row(entry) for entry in found[:most]], classes="t ranks")
    trials = exact(robustness.get("trials"), 0)
    subtitle = f"Share of {trials} plausible weightings and inputs; offers and machines of one model and way of running count as one"
    return section(
        "How often each comes first, second, third", body + matrix(recommendation), subtitle, f'<ul class="legend">{legend}</ul>'
    )


def shares_of_bands(entry: Json) -> list[float]:
    """Share of trials in each band of ranks; together 1."""
    ranks = [float(x) for x in entry.get("ranks") or ()]
    return [*(sum(ranks[start:end]) for _, start, end in BANDS), float(entry.get("later") or 0.0)]


def _row(entry: Json) -> str:
    bands = shares_of_bands(entry)
    words = [name for name, _, _ in BANDS] + [LATER]
    said = ", ".join(f"{word} {share(x) if x else 'never'}" for word, x in zip(words, bands, strict=True))
    segments = "".join(
        f'<i class="c{shade}" style="width:{percent(100 * x)}" title="{word}: {share(x)}">{decimal(100 * x, 0) if x >= NUMERAL_FROM else ""}</i>'
        for word, shade, x in zip(words, SHADES, bands, strict=True)
        if x > 0
    )
    bar = picture(f"{entry.get('model_name')}: {said}", f'<div class="seg">{segments}</div>', "ra")
    return (
        f'<tr><th scope="row"><strong>{html_text(entry.get("model_name"))}</strong><p class="why">{html_text(entry.get("label") or "")}</p></th>'
        f'<td class="bar">{bar}</td><td class="num">{share(float(entry["first"]))}</td><td class="num">{share(float(entry["top3"]))}</td></tr>'
    )


def matrix(recommendation: Json) -> str:
    """Every rank as a table, folded: rows are options, columns ranks 1 to 10 and later, cells percent of trials."""
    found = [entry for entry in (recommendation.get("robustness") or {}).get("acceptability") or () if entry.get("ranks")]
    widest = max((len(entry["ranks"]) for entry in found), default=0)
    header = [("", "Option"), *(("num", f"{n}") for n in range(1, widest + 1)), ("num", "later"), ("num", "mean rank")]
    rows = []
    for entry in found:
        ranks = [*entry["ranks"], *[0.0] * (widest - len(entry["ranks"])), entry.get("later") or 0.0]
        cells = "".join(f'<td class="num">{decimal(100 * float(x), 1) if x else "0"}</td>' for x in ranks)
        name = f'{html_text(entry.get("model_name"))}<p class="why">{html_text(entry.get("label") or "")}</p>'
        rows.append(f'<tr><th scope="row">{name}</th>{cells}<td class="num">{decimal(entry.get("expected_rank"), 1)}</td></tr>')
    body = table("Percent of trials at each rank", header, rows, classes="t matrix")
    return (
        '<details class="more"><summary>Every rank, in percent of trials</summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Percent of trials at each rank">{body}</div></details>'
    )
