"""The answer: kicker, sentence, reason; and the strip of facts beneath it."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.numbers import day
from reports.fragments.badges import evidence_badge, openness_chip
from reports.fragments.markup import block
from reports.glance import glance
from reports.reading import Json, leader, licence, pair_leads, past_sentence
from reports.safe_text import html_sentence, html_text, one_line


def kicker(recommendation: Json) -> str:
    """Title, date, catalog version: as text."""
    version = (recommendation.get("catalog") or {}).get("version")
    parts = [
        recommendation.get("title") or "",
        f"{'judged for' if recommendation.get('past') else 'decided'} {day(recommendation.get('as_of'))}",
        f"catalog {str(version)[:24]}" if version else "",
        house_words(recommendation),
    ]
    return " · ".join(one_line(part) for part in parts if part)


def house_words(recommendation: Json) -> str:
    """Whose terms lie over the answer, and when they were stated; empty without any."""
    house = recommendation.get("organisation")
    return f"under the terms of {house['name']}, {day(house.get('stated'))}" if house else ""


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
    if best and not panel and not pair_leads(recommendation):
        chip = f"{openness_chip(best.get('openness'), bool(best.get('restricted')))} {html_text(licence(best))}"
        chip = f'<span class="what">{chip.strip()}.</span> '
    reason = html_text(" ".join(reason_sentences(recommendation)))
    return block(
        f'<p class="kicker">{html_text(top)}</p><{level}>{sentence}</{level[:2]}><p class="reason">{chip}{reason}</p>',
        "headline panel" if panel else "headline",
    )


def fact(value: str, unit: str, label: str, evidence: object = "", title: str = "", word: str = "", hint: str = "") -> str:
    """One cell of a strip: value and small unit, then label and badge (`word` narrows it, `hint` says more). All texts are escaped here."""
    badge = f" {evidence_badge(evidence, word, hint or title)}" if evidence else ""
    whole = f' title="{html_text(title)}"' if title else ""
    small = f" <small>{html_text(unit)}</small>" if unit else ""
    return f'<li><p class="v"{whole}>{html_text(value)}{small}</p><p class="l">{html_text(label)}{badge}</p></li>'


def strip(cells: Iterable[str]) -> str:
    """Cells made by `fact`, between a heavy and a light rule."""
    return block(f'<ul class="strip">{"".join(cells)}</ul>')


def fact_strip(recommendation: Json) -> str:
    """The answer's figures at a glance, as `glance` lists them."""
    return strip(fact(f.value, f.unit, f.label, f.evidence, f.exact, f.word, f.hint) for f in glance(recommendation))
