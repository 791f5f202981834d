"""The answer: kicker, sentence, reason; and the strip of facts beneath it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.numbers import UNKNOWN, compact, day, decimal, exact, share, span
from reports.fragments.badges import evidence_badge, fitted_badge, grade_words, openness_chip
from reports.fragments.markup import block
from reports.reading import Json, cost, cost_evidence, first_place_share, leader, licence, past_sentence
from reports.safe_text import html_sentence, html_text, one_line


def kicker(recommendation: Json) -> str:
    """Title, date, catalog version: as text."""
    version = (recommendation.get("catalog") or {}).get("version")
    parts = [
        recommendation.get("title") or "",
        f"{'judged for' if recommendation.get('past') else 'decided'} {day(recommendation.get('as_of'))}",
        f"catalog {str(version)[:24]}" if version else "",
        f"under the terms of {house['name']}, {day(house.get('stated'))}" if (house := recommendation.get("organisation")) else "",
    ]
    return " · ".join(one_line(part) for part in parts if part)


def reason_sentences(recommendation: Json, most: int = 2) -> list[str]:
    """Why the answer leads: its first reasons, then how sure that is."""
    given = (recommendation.get("headline") or {}).get("reason")
    if given:
        return [str(given), *past_sentence(recommendation)]
    best = leader(recommendation)
    reasons = [str(reason) for reason in (best or {}).get("reasons") or ()]
    sentence = (recommendation.get("robustness") or {}).get("sentence")
    return [*reasons[: most - 1 if sentence else most], *([str(sentence)] if sentence else []), *past_sentence(recommendation)]


def headline(recommendation: Json, panel: bool = False) -> str:
    """Kicker, sentence (h1; h2 and smaller in a `panel`), openness and licence, two lines of reason."""
    best = leader(recommendation)
    sentence = html_sentence((recommendation.get("headline") or {}).get("sentence") or "No answer was recorded.")
    top = "Answer so far" if panel else kicker(recommendation)
    level = 'h2 class="answer"' if panel else "h1"
    chip = ""
    if best and not panel:
        chip = f"{openness_chip(best.get('openness'), bool(best.get('restricted')))} {html_text(licence(best))}"
        chip = f'<span class="what">{chip.strip()}.</span> '
    reason = html_text(" ".join(reason_sentences(recommendation)))
    return block(
        f'<p class="kicker">{html_text(top)}</p><{level}>{sentence}</{level[:2]}><p class="reason">{chip}{reason}</p>',
        "headline panel" if panel else "headline",
    )


def fact(value: str, unit: str, label: str, evidence: object = "", title: str = "", badge: str = "") -> str:
    """One cell of a strip: value and small unit, then label and badge. All texts are escaped here; `badge` is finished markup."""
    badge = f" {badge}" if badge else f" {evidence_badge(evidence, title=title)}" if evidence else ""
    hint = f' title="{html_text(title)}"' if title else ""
    small = f" <small>{html_text(unit)}</small>" if unit else ""
    return f'<li><p class="v"{hint}>{html_text(value)}{small}</p><p class="l">{html_text(label)}{badge}</p></li>'


def strip(cells: Iterable[str]) -> str:
    """Cells made by `fact`, between a heavy and a light rule."""
    return block(f'<ul class="strip">{"".join(cells)}</ul>')


def fact_strip(recommendation: Json) -> str:
    """Cost, quality, speed, share won and n of m, for the first option; only the counts where nothing fits."""
    best = leader(recommendation)
    cells = _option_cells(best, recommendation) if best else []
    counts = recommendation.get("counts") or {}
    cells.append(fact(exact(counts.get("fitting"), 0), f"of {exact(counts.get('considered'), 0)}", "options pass every must-have"))
    return strip(cells)


def _option_cells(best: Json, recommendation: Json) -> list[str]:
    low, expected, high = cost(best)
    cells = [
        fact(
            compact(expected),
            "USD/month",
            span(low, high) if low != high else "expected",
            cost_evidence(best),
            f"USD {exact(expected)} a month, between {exact(low)} and {exact(high)}",
        )
    ]
    cells.append(_quality_cell(best.get("quality") or {}))
    speed: dict[str, Any] = dict(best.get("speed") or {})
    rate = speed.get("output_tokens_per_s")
    first = speed.get("time_to_first_token_s")
    if rate is None:
        cells.append(fact(UNKNOWN, "", "output speed"))
    else:
        wait = f"first token in {decimal(first)} s" if first is not None else "per stream at peak"
        cells.append(fact(compact(rate), "tokens/s", wait, speed.get("evidence") or UNKNOWN, f"{exact(rate)} tokens/s per stream at peak"))
    trials = (recommendation.get("robustness") or {}).get("trials")
    label = f"of {exact(trials, 0)} weightings won" if trials else "of plausible weightings won"
    cells.append(fact(share(first_place_share(best)), "", label))
    return cells


def _quality_cell(quality: Json) -> str:
    value, low, high = quality.get("value"), quality.get("low"), quality.get("high")
    if value is None:
        return fact(UNKNOWN, "", "quality for the task")
    between = f"quality, {decimal(100 * low, 0)} to {decimal(100 * high, 0)}" if low is not None and high is not None else "quality"
    grade, whole = quality.get("evidence"), f"{exact(100 * value)} of 100"
    label = f"{between}, {grade_words(grade)}" if grade_words(grade) else between
    return fact(decimal(100 * value, 0), "of 100", label, title=whole, badge=fitted_badge(grade, quality.get("scores"), whole))
