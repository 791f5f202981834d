"""The load in words, under the fields that cannot group their digits."""

from __future__ import annotations

from advisor.needs import Volume
from advisor.numbers import compact, exact

DAYS_A_MONTH = 365.25 / 12


def load_echo(volume: Volume, unit: str) -> str:
    """500,000 requests a month is 16.4k a day; 1.7 bn tokens a month. `unit`: what the task is counted in."""
    requests = volume.requests_per_month
    each, what = {
        "image": (volume.images_per_request, "images"),
        "second": (volume.video_seconds_per_request, "seconds of video"),
        "minute": (volume.audio_minutes_per_request, "minutes of audio"),
    }.get(unit, (volume.input_tokens_per_request + volume.output_tokens_per_request, "tokens"))
    return f"{exact(requests, 0)} requests is {compact(requests / DAYS_A_MONTH)} a day; {compact(requests * each)} {what} a month"
