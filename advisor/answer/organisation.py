"""Whose terms and rules lie over this answer, and what they touched."""

from __future__ import annotations

from typing import Any

from advisor.decision import Decision
from catalog.organisation.layer import is_own
from catalog.organisation.profile import profile_json


def organisation(d: Decision) -> dict[str, Any] | None:
    """Name, day and fingerprint of the profile, the answers it supplied, and how many offers carry its prices; None without one.

    `profile` is the whole profile as stated, so that the record can be re-run.
    """
    house = d.catalog.organisation
    if house is None:
        return None
    return {
        "name": house.name,
        "stated": house.stated.isoformat(),
        "digest": house.digest,
        "supplied": list(d.read.house),
        "own_prices": sum(is_own(offer) for offer in d.catalog.offers),
        "own_models": [f"own/{m.id}" for m in house.models],
        "profile": profile_json(house),
    }
