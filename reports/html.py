"""A recommendation as one HTML file: readable offline, printable, signable; it loads nothing from anywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reports.decision import closing_lines, decision_sentences
from reports.fragments.acceptability import acceptability_bars
from reports.fragments.badges import openness_chip
from reports.fragments.change import flip_tracks, how_sure, tornado
from reports.fragments.gates import excluded, near_misses
from reports.fragments.headline import fact_strip, kicker
from reports.fragments.ledgers import cautions, cost_ledger, reasons, score_ledger
from reports.fragments.markup import section
from reports.fragments.origins import assumptions, provenance
from reports.fragments.plan import hybrid, obligations, roadmap
from reports.fragments.ranking import option_rows, ways_to_win
from reports.fragments.states import empty_state
from reports.reading import Json, leader, licence
from reports.safe_text import html_sentence, html_text

SHOWN = 8
"""Option rows drawn in full; the leading group always is, the rest is a list."""
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


def to_html(recommendation: Json) -> str:
    """The whole report, in the order in which it is read and signed."""
    best = leader(recommendation)
    title = html_text(recommendation.get("title") or "Recommendation")
    parts = [_decision(recommendation)]
    if best is None:
        parts += [empty_state(recommendation, "What was judged")]
    else:
        parts += [
            fact_strip(recommendation),
            option_rows(recommendation, most=SHOWN, title="Leading options", rest=True),
            ways_to_win(recommendation),
            _columns(score_ledger(recommendation), reasons(best) + cautions(best)),
            _columns(cost_ledger(best), tornado(recommendation)),
        ]
    parts += [excluded(recommendation, unfolded=True), near_misses(recommendation)]
    if best is not None:
        parts += [_sure(recommendation), acceptability_bars(recommendation, most=8), flip_tracks(recommendation, most=99)]
    parts += [hybrid(recommendation), roadmap(recommendation), obligations(recommendation) if best else ""]
    parts += [assumptions(recommendation, only_assumed=False), provenance(recommendation), _closing(recommendation)]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>{title}, Weighbridge</title>'
        f"<style>{stylesheet()}{_PAGE}</style></head>\n"
        f'<body><main class="report"><div class="brand">{_brand()}</div>\n{chr(10).join(part for part in parts if part)}\n</main></body></html>\n'
    )


def _columns(left: str, right: str) -> str:
    return f'<div class="cols"><div>{left}</div><div>{right}</div></div>' if left and right else left or right


def _decision(recommendation: Json) -> str:
    first, *others = decision_sentences(recommendation)
    best = leader(recommendation)
    chip = f"{openness_chip(best.get('openness'), bool(best.get('restricted')))} {html_text(licence(best))}. " if best else ""
    rest = f'<p class="decision">{chip}{html_text(" ".join(others))}</p>' if others else ""
    return f'<div class="wb headline"><p class="kicker">{html_text(kicker(recommendation))}</p><h1>{html_sentence(first)}</h1>{rest}</div>'


def _sure(recommendation: Json) -> str:
    inside = how_sure(recommendation)
    return section("How sure it is", inside) if inside else ""


def _closing(recommendation: Json) -> str:
    lines = "".join(f"<li>{html_text(label)}: {html_text(value)}</li>" for label, value in closing_lines(recommendation))
    places = "".join(f"<li>{label}</li>" for label in ("Name", "Date", "Signature") * 2)
    body = f'<ul class="src plain">{lines}</ul><ul class="sign">{places}</ul>'
    return section("Record and signature", body, "Decided on the figures above")
