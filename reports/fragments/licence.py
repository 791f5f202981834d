"""A licence in words: what it lets you do, where its lines are, what it asks of you, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.licence_standing import standing, text_evidence
from advisor.numbers import compact, day
from catalog.schema import Licence, Model, Threshold
from reports.fragments.badges import evidence_badge
from reports.fragments.markup import block, table
from reports.safe_text import html_link, html_text

ANSWERS = {"yes": "Yes", "no": "No", "conditional": "Under conditions"}
CATEGORIES = {
    "fully_open": "Fully open: weights, code and data",
    "permissive_open_weights": "Permissive open weights",
    "restricted_open_weights": "Open weights with restrictions",
    "research_only": "Research only",
    "proprietary_api": "Terms of a closed service",
}
PERIODS = {"month": " a month", "year": " a year", "unread": " (period not read)"}


@dataclass(frozen=True)
class Term:
    """One question a reader has about a licence. `answer` None is unknown; `detail` are its conditions."""

    question: str
    answer: str | None
    detail: str = ""


def permission(value: str | None) -> str | None:
    """Yes, No or Under conditions; None stays unknown."""
    return ANSWERS.get(value or "")


def flag(value: bool | None) -> str | None:
    """Yes or No; None stays unknown."""
    return None if value is None else "Yes" if value else "No"


def line(threshold: Threshold | None, noun: str) -> str:
    """A line and its effect: "Above 700 M users a month the rights end: an agreement is needed." Empty where none was seen."""
    if threshold is None:
        return ""
    whom = ", for those who sell the model as a service," if threshold.applies_to == "model_as_a_service" else ""
    effect = "the rights end: an agreement is needed" if threshold.effect == "needs_agreement" else "a duty is added"
    return f"Above {compact(threshold.amount).replace('.0', '')} {noun}{PERIODS[threshold.period]}{whom} {effect}."


def territory(licence: Licence) -> str:
    """Where no rights are granted; empty where no such clause was seen."""
    if licence.territory is None:
        return ""
    which = " (multimodal models only)" if licence.territory.applies_to == "multimodal" else ""
    note = f" {licence.territory.note}" if licence.territory.note else ""
    return f"No rights in {', '.join(licence.territory.excluded)}{which}.{note}"


def permissions(licence: Licence) -> list[Term]:
    """What the licence lets its reader do."""
    return [
        Term("Use it commercially", permission(licence.commercial_use), licence.fields_of_use),
        Term("Run it yourself", permission(licence.self_host)),
        Term("Fine-tune it", permission(licence.fine_tune)),
        Term("Pass the weights on", permission(licence.redistribution), licence.redistribution_terms),
        Term("Train other models on its outputs", permission(licence.train_on_outputs)),
        Term("Patent grant", flag(licence.patent_grant)),
        Term("Approved by the Open Source Initiative", flag(licence.osi_approved)),
    ]


def limits(licence: Licence) -> list[Term]:
    """Lines, territories and fields of use; "none seen" is what was read, not a promise."""
    return [
        Term("Users", line(licence.monthly_active_users, "monthly active users") or "No line seen"),
        Term("Revenue", line(licence.revenue_usd, "USD of revenue") or "No line seen"),
        Term("Territory", territory(licence) or "No territory excluded, as far as read"),
        Term("Fields of use", licence.fields_of_use or "No field barred, as far as read"),
    ]


def duties(licence: Licence) -> list[str]:
    """What it asks of you, one sentence each."""
    found = [
        licence.attribution_duty,
        line(licence.monthly_active_users, "monthly active users"),
        line(licence.revenue_usd, "USD of revenue"),
    ]
    return [text for text in found if text]


def _rows(terms: Sequence[Term]) -> list[str]:
    rows = []
    for term in terms:
        answer = evidence_badge("unknown") if term.answer is None else html_text(term.answer)
        detail = f'<p class="why">{html_text(term.detail)}</p>' if term.detail else ""
        rows.append(f'<tr><th scope="row">{html_text(term.question)}</th><td class="txt">{answer}{detail}</td></tr>')
    return rows


def source(licence: Licence) -> str:
    """Who says so and when, and whether the text itself was read."""
    badge = evidence_badge(*text_evidence(licence))
    return f"{badge} {html_link(licence.origin.publisher, licence.origin.url)}, {html_text(day(licence.origin.date))}"


def standing_line(model: Model, licence: Licence | None) -> str:
    """Who says that this model is under it, apart from where the text was read; empty without a licence."""
    if licence is None:
        return ""
    found = standing(model, licence)
    badge = evidence_badge(found.evidence, found.label)
    if found.origin:
        who = f"{html_link(found.origin.publisher, found.origin.url)}, {html_text(day(found.origin.date))}"
    else:
        who = html_text(found.said)
    return block(f'<p class="src">That {html_text(model.name)} is under it says {badge} {who}.</p><div class="gap"></div>')


def review_note(licence: Licence) -> str:
    """A warning where the text itself was not read; empty where it was."""
    if not licence.needs_legal_review:
        return ""
    return block(
        '<p class="msg warning"><strong>Needs legal review.</strong> The text itself, or one of its clauses, is known at second hand only.</p>'
    )


def may_i(licence: Licence) -> str:
    """What you may do, where the lines are, and the duties: three tables."""
    may = table("What you may do", [("", "May you"), ("txt", "Answer")], _rows(permissions(licence)), classes="t facts terms")
    lines = table("Lines and limits", [("", "Line"), ("txt", "What it says")], _rows(limits(licence)), classes="t facts terms")
    owed = "".join(f"<li>{html_text(text)}</li>" for text in duties(licence))
    asks = f'<h3>It asks you to</h3><ul class="check">{owed}</ul>' if owed else "<p>No duty was seen beyond keeping to its terms.</p>"
    summary = f"<p>{html_text(licence.summary)}</p>"
    return block(
        f'{summary}{may}<div class="gap"></div>{lines}<div class="gap"></div>{asks}<p class="src">{source(licence)}. Not legal advice.</p>'
    )
