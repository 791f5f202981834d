"""Who says that a model is under its licence: a different question from where the licence's text was read.

A shared text (MIT, Apache) is read in one repository and holds for many models; that it holds for this one is said by its maker's
page or by the tag of its model card, or only by the sources of the model's facts without saying which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from catalog.schema import Licence, Model, Origin

COPIES_CARD_TAGS = re.compile(r"^llmfit [\d.]+ catalogue$")
"""Sources that carry the licence tag of every Hugging Face repository they list."""


@dataclass(frozen=True)
class Standing:
    """The source of "this model is under this licence".

    said      in words, to follow "says".
    origin    None where nobody whom we read says so.
    evidence  vendor_reported (its maker's page or model card), estimated (second hand), unknown.
    label     narrower word for the badge.
    """

    said: str
    origin: Origin | None
    evidence: str
    label: str


def standing(model: Model, licence: Licence | None) -> Standing:
    """The best source there is; `model.licence_source` wins because somebody looked."""
    if licence is None:
        return Standing("nobody that was read", None, "unknown", "")
    if not model.open:
        return _service(model, licence)
    if model.licence_source:
        return _own_page(model, model.licence_source)
    if model.hf_id and licence.origin.confidence == "primary" and _names(licence.origin.url, model.hf_id):
        return _own_page(model, str(licence.origin.url))
    copies = next((s for s in model.sources if COPIES_CARD_TAGS.match(s)), None)
    if copies and licence.card_tag and model.hf_id:
        origin = Origin(publisher=f"model card of {model.hf_id}, tag copied by {copies}", date=model.checked, confidence="primary")
        return Standing(f"the licence tag of its model card, as copied by {copies}", origin, "vendor_reported", "model card tag")
    listed = ", ".join(model.sources)
    origin = Origin(publisher=f"model's facts ({listed})", date=model.checked, confidence="secondary")
    return Standing("one of the sources of the model's facts; which one is not recorded", origin, "estimated", "second hand")


def _own_page(model: Model, url: str) -> Standing:
    parts = urlsplit(url)
    place = "/".join(parts.path.strip("/").split("/")[:2])
    where = {"github.com": "GitHub", "raw.githubusercontent.com": "GitHub", "huggingface.co": "Hugging Face"}.get(parts.hostname or "")
    origin = Origin(publisher=f"{where} {place}" if where else parts.hostname or url, url=url, date=model.checked, confidence="primary")
    return Standing("its maker's own page", origin, "vendor_reported", "maker's page")


def _service(model: Model, licence: Licence) -> Standing:
    """Closed models have terms of service, which name a service and no model."""
    if licence.origin.url is None:
        return Standing("nobody that was read: its maker's terms were not seen", None, "unknown", "")
    read = licence.origin.confidence == "primary"
    return Standing(
        f"the service terms of {model.lab}, which name the service and not the model",
        licence.origin,
        "vendor_reported" if read else "estimated",
        "service terms" if read else "second hand",
    )


def _names(url: str | None, hf_id: str) -> bool:
    """Whether an address lies in this very repository: DeepSeek-R1 does not speak for DeepSeek-R1-0528."""
    return f"/{hf_id}/".lower() in f"{urlsplit(url or '').path}/".lower()


def text_evidence(licence: Licence) -> tuple[str, str]:
    """Badge and label of what a licence says: its text read by us, or told by somebody else."""
    if licence.origin.confidence == "primary" and not licence.needs_legal_review:
        return "vendor_reported", "text read"
    return ("estimated", "second hand") if licence.origin.url else ("unknown", "")
