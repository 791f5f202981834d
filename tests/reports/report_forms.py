"""What every form of a report says, read back from the finished file, so that forms can be compared."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator
from typing import Any

from example_recommendation import a_recommendation, bare, nothing_fits
from pdf_text import read_pdf

from reports.about import NOTHING, About
from reports.blocks import Column, Picture, Report
from reports.html import to_html
from reports.markdown import to_markdown
from reports.pdf import to_pdf

Json = dict[str, Any]
FIGURE = re.compile(r"\d[\d.,]*\d|\d")
DRAWN = {"kind", "style", "role", "id", "ticks", "scale", "key", "caption", "legend", "url", "footer"}
"""Fields that say how something is drawn, which only forms with pictures need, addresses behind words, and the foot of printed pages."""


def pair_leads() -> Json:
    """The hospital's letters where two options together are the answer."""
    record = a_recommendation()
    routine, hard = record["options"][2]["option_id"], record["options"][0]["option_id"]
    sentence = (
        "Send routine requests to Qwen3.6 35B-A3B and the 10% hard ones to Qwen3.6 27B: about USD 6.1k a month, of which 1.4k operates the "
        "second path. It saves USD 1.3k a month against Qwen3.6 27B for everything and gains 9 points of quality on hard requests. "
        "It scores 1.9 points above Qwen3.6 27B for everything."
    )
    record["hybrid"] |= {
        "worth_it": True,
        "leads": True,
        "kind": "hard",
        "routine": routine,
        "hard": hard,
        "monthly_cost_usd": 6120.0,
        "saving_vs_all_hard_usd": 1276.0,
        "quality_gain_vs_all_routine": 0.09,
        "sentence": sentence,
        "facts": [{"label": "Operating the second path", "value": 1400.0, "unit": "USD a month", "evidence": "estimated"}],
    }
    record["headline"] = {"pattern": "hybrid_routing", "sentence": sentence, "option_id": routine}
    return record


RECORDS = {"full": a_recommendation, "nothing fits": nothing_fits, "contract only": bare, "a pair leads": pair_leads}


def texts(value: Any) -> Iterator[str]:
    """Every text of a content model that all forms print."""
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Picture) and not (isinstance(value, Column) and value.drawn):
        for field in dataclasses.fields(value):
            if field.name not in DRAWN:
                yield from texts(getattr(value, field.name))


def figures(content: Report) -> set[str]:
    return {figure for text in texts(content) for figure in FIGURE.findall(text)}


@dataclasses.dataclass(frozen=True)
class Form:
    """Titles of chapters in order, and all that is said, markup and escapes taken away."""

    chapters: list[str]
    said: str

    @property
    def figures(self) -> set[str]:
        return set(FIGURE.findall(self.said))


def html_form(record: Json, about: About = NOTHING) -> Form:
    page = to_html(record, about)
    body = page[page.index("<body>") :]
    hints = " ".join(re.findall(r'(?:title|aria-label|href)="([^"]*)"', body))
    return Form(
        [html.unescape(title) for title in re.findall(r"<h2>(.*?)</h2>", body)], html.unescape(re.sub(r"<[^>]+>", " ", body) + hints)
    )


def markdown_form(record: Json, about: About = NOTHING) -> Form:
    said = re.sub(r"\\(?=[^\w\s])", "", to_markdown(record, about))
    return Form(re.findall(r"^## (.*)$", said, re.MULTILINE), said)


def pdf_form(record: Json, about: About = NOTHING) -> Form:
    file = read_pdf(to_pdf(record, about))
    return Form([title for level, title in file.outline if level == 2], file.words)


FORMS = {"html": html_form, "markdown": markdown_form, "pdf": pdf_form}
