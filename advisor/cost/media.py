"""Prices per second, image or minute: the offer nearest to what was asked for, times the units."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from catalog.schema import Offer

LINES = {"480p": 480, "512p": 512, "540p": 540, "720p": 720, "768p": 768, "1080p": 1080, "2k": 1440, "4k": 2160}
RESOLUTION = re.compile(r"(?<![\w.])(\d{3,4}p|[24]k)(?!\w)", re.IGNORECASE)
PLAIN = frozenset({"standard", "base"})
"""Conditions that a price list writes where there is none."""


@dataclass(frozen=True)
class MediaPrice:
    """USD of one request, the offer it rests on, and what was taken for what was asked (empty where they agree)."""

    usd_per_request: float
    offer: Offer
    said: str


def units_per_request(needs: Needs) -> float:
    """Seconds, images or minutes in one request, by the task's unit."""
    volume = needs.volume
    per = {"second": volume.video_seconds_per_request, "image": volume.images_per_request, "minute": volume.audio_minutes_per_request}
    return float(per[PARAMETERS.tasks[needs.task].unit])


def lines_of(offer: Offer) -> int | None:
    """Lines of the resolution an offer's condition names; None where it names none."""
    found = RESOLUTION.search(offer.condition)
    return LINES.get(found.group(1).lower()) if found else None


def media_price(offers: tuple[Offer, ...], needs: Needs) -> MediaPrice | None:
    """The price of the nearest offered resolution, the cheaper of two equally near; None where no offer is in the task's unit."""
    unit = PARAMETERS.tasks[needs.task].unit
    able = [o for o in offers if o.unit == unit and o.usd_per_unit is not None]
    if not able:
        return None
    asked = LINES[needs.volume.video_resolution]

    def distance(offer: Offer) -> tuple[float, float, str]:
        lines = lines_of(offer)
        return (0.25 if lines is None else abs(lines - asked) / asked, offer.usd_per_unit or 0.0, offer.id)

    best = min(able, key=distance) if unit == "second" else min(able, key=lambda o: (o.usd_per_unit or 0.0, o.id))
    lines, said = lines_of(best), ""
    if unit == "second" and lines is not None and lines != asked:
        said = f"Priced at {best.condition}: the nearest offered to {needs.volume.video_resolution}."
    elif unit == "second" and lines is None:
        said = "The price names no resolution."
    elif best.condition and best.condition not in PLAIN:
        said = f"The price is listed for: {best.condition}."
    assert best.usd_per_unit is not None
    return MediaPrice(best.usd_per_unit * units_per_request(needs), best, said)
