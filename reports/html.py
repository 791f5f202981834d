"""A recommendation as one HTML file: readable offline, printable, signable; it loads nothing from anywhere.

Its chapters are those of `reports.content`, in the same order; inside them stand the fragments that the pages show.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from reports.about import NOTHING, About
from reports.blocks import Chapter, Prose, Report
from reports.content import report
from reports.content.appendix import PLACES, SIGNERS
from reports.content.leading import listed
from reports.decision import closing_lines
from reports.fragments.acceptability import acceptability_bars
from reports.fragments.badges import openness_chip
from reports.fragments.change import flip_tracks, tornado
from reports.fragments.gates import excluded, near_misses
from reports.fragments.headline import fact_strip
from reports.fragments.ledgers import break_even, cautions, cost_ledger, reasons, score_ledger
from reports.fragments.markup import block, section
from reports.fragments.origins import assumptions, provenance
from reports.fragments.own_evidence import own_evidence
from reports.fragments.plan import customisation, hybrid, obligations, roadmap
from reports.fragments.ranking import option_rows, ways_to_win
from reports.fragments.states import empty_state
from reports.reading import Json, leader
from reports.safe_text import html_sentence, html_text

ASSETS = Path(__file__).parent / "assets"

# The page of a report: what the app's frame does for fragments there.
_PAGE = """
html { font-size: 15px; background: var(--bg); -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--bg); color: var(--ink) }
main { max-width: 76rem; padding: 1.25rem 2rem 3rem 1.6rem }
.brand { display: block; height: 1.5rem; margin-bottom: 1.6rem }
.brand svg { height: 100%; width: auto; color: var(--ink) }
.cols { display: grid; grid-template-columns: minmax(0, 7fr) minmax(0, 5fr); gap: 0 3.2rem }
.report .wb > section { margin-top: 24px }
.wb .decision { margin-top: 6px; max-width: 46rem; font-size: 1rem; color: var(--ink2) }
.wb .sign { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 2.6rem 2rem; padding-top: 2.4rem }
.wb .author { border-left: 2px solid var(--line2); padding: 4px 0 4px 12px; margin: 12px 0; max-width: 46rem } .wb .author p + p { margin-top: 6px }
.wb header.sec:has(> div > h3) { border-top: 1px solid var(--line2) }
.wb .finding { margin-top: 12px }
.wb .sign li { border-top: 1px solid var(--ink); padding-top: 3px; font-size: 0.8rem; color: var(--ink3) }
@media screen and (max-width: 760px) { main { padding: 1rem } .cols { grid-template-columns: minmax(0, 1fr) } .wb .sign { grid-template-columns: 1fr } }
@page { size: A4; margin: 16mm 15mm 18mm }
@media print { html { font-size: 12px } main { padding: 0; max-width: none } .cols { display: block } .sign li { break-inside: avoid } }
"""


@cache
def stylesheet() -> str:
    """The one stylesheet of pages and reports."""
    return (ASSETS / "weighbridge.css").read_text(encoding="utf-8")


@cache
def _brand() -> str:
    return (ASSETS / "wordmark.svg").read_text(encoding="utf-8").strip()


def to_html(recommendation: Json, about: About = NOTHING) -> str:
    """The whole report, in the order in which it is read and signed."""
    content = report(recommendation, about)
    parts = [_decision(content, recommendation), fact_strip(recommendation), _note(content.note)]
    for chapter in content.chapters:
        markup = _BODIES[chapter.id](recommendation, chapter, about)
        parts.append(f'<div id="{chapter.id}">{markup}</div>')
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>{html_text(content.title)}, Weighbridge</title>'
        f"<style>{stylesheet()}{_PAGE}</style></head>\n"
        f'<body><main class="report"><div class="brand">{_brand()}</div>\n{chr(10).join(part for part in parts if part)}\n</main></body></html>\n'
    )


def _decision(content: Report, recommendation: Json) -> str:
    first, *others = content.decision
    best = leader(recommendation) if content.chip else None
    chip = f"{openness_chip(best.get('openness'), bool(best.get('restricted')))} {html_text(content.licence)}. " if best else ""
    rest = f'<p class="decision">{chip}{html_text(" ".join(others))}</p>' if others else ""
    return f'<div class="wb headline"><p class="kicker">{html_text(content.kicker)}</p><h1>{html_sentence(first)}</h1>{rest}</div>'


def _note(paragraphs: tuple[str, ...]) -> str:
    """The author's own words; empty without any."""
    if not paragraphs:
        return ""
    said = "".join(f'<p dir="auto">{html_text(paragraph)}</p>' for paragraph in paragraphs)
    return block(f'<div class="author"><p class="sub">Author’s note</p>{said}</div>')


def _titled(chapter: Chapter, markup: str) -> str:
    """Fragments under the chapter's title: it replaces that of the first, the others become parts of the chapter."""
    first, found, rest = markup.partition("</h2>")
    return re.sub(r"<h2>.*", lambda _: f"<h2>{html_text(chapter.title)}", first, count=1, flags=re.DOTALL) + found + _lowered(rest)


def _under(chapter: Chapter, markup: str) -> str:
    """Fragments that keep their titles beneath that of the chapter."""
    return section(chapter.title, "", chapter.subtitle) + _lowered(markup)


def _lowered(markup: str) -> str:
    """Headings one level down. Text is escaped in fragments, so only our own tags match."""
    return re.sub(r"<(/?)h([23])\b", lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", markup)


def _columns(left: str, right: str) -> str:
    return f'<div class="cols"><div>{left}</div><div>{right}</div></div>' if left and right else left or right


def _options(recommendation: Json, chapter: Chapter, about: About) -> str:
    if leader(recommendation) is None:
        return _titled(chapter, empty_state(recommendation))
    rows = option_rows(recommendation, most=len(listed(recommendation)), whole_group=False)
    return _titled(chapter, rows + ways_to_win(recommendation))


def _why(recommendation: Json, chapter: Chapter, about: About) -> str:
    best = leader(recommendation)
    return _titled(chapter, _columns(score_ledger(recommendation), reasons(best) + cautions(best)))


def _sources(recommendation: Json, chapter: Chapter, about: About) -> str:
    markup = provenance(recommendation)
    return _titled(chapter, markup) if markup else section(chapter.title, _sentences(chapter))


def _sentences(chapter: Chapter) -> str:
    return "".join(f"<p>{html_text(part.text)}</p>" for part in chapter.blocks if isinstance(part, Prose))


def _cost(recommendation: Json, chapter: Chapter, about: About) -> str:
    """Said in sentences alone where no parts are on record."""
    ledger = cost_ledger(leader(recommendation))
    alone = "".join(
        block(f'<p class="note">{html_text(part.text)}</p>') for part in chapter.blocks if isinstance(part, Prose) and part.role == "note"
    )
    if not ledger:
        return section(chapter.title, _sentences(chapter), chapter.subtitle)
    return _titled(chapter, ledger) + alone + break_even(recommendation)


def _fragile(recommendation: Json, chapter: Chapter, about: About) -> str:
    ranks = acceptability_bars(recommendation)
    return _under(chapter, ranks + flip_tracks(recommendation, most=99) + tornado(recommendation))


def _record(recommendation: Json, chapter: Chapter, about: About) -> str:
    lines = "".join(f"<li>{html_text(label)}: {html_text(value)}</li>" for label, value in closing_lines(recommendation, about))
    decided = next(part.text for part in chapter.blocks if isinstance(part, Prose))
    places = "".join(f"<li>{label}</li>" for label in PLACES * SIGNERS)
    body = f'<ul class="src plain">{lines}</ul><p class="finding">{html_text(decided)}</p><ul class="sign">{places}</ul>'
    return section(chapter.title, body, chapter.subtitle)


_BODIES: dict[str, Callable[[Json, Chapter, About], str]] = {
    "options": _options,
    "why": _why,
    "cost": _cost,
    "own_evidence": lambda found, chapter, _: own_evidence(found),
    "excluded": lambda found, chapter, _: _titled(chapter, excluded(found, unfolded=True) + near_misses(found)),
    "fragile": _fragile,
    "plan": lambda found, chapter, _: _under(chapter, hybrid(found) + roadmap(found) + customisation(found)),
    "obligations": lambda found, chapter, _: _titled(chapter, obligations(found)),
    "assumptions": lambda found, chapter, _: _titled(chapter, assumptions(found, only_assumed=False)),
    "sources": _sources,
    "record": _record,
}
