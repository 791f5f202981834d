"""The text of a profile while it is edited: where it starts from, and what is wrong with it."""

from __future__ import annotations

from catalog.organisation.deployed import profile_path
from catalog.organisation.layer import every_fault, unknown_names
from catalog.organisation.profile import Profile, ProfileError, read_profile
from catalog.schema import Catalog
from pages.parts.house import tried_out

EXAMPLE = """\
name = "Example organisation"
stated = 2026-11-01            # the day these terms were last checked

[allow]                        # nothing else is; leave a list out for no rule
regions = ["EU"]

[deny]
providers = []

[require]                      # of every third party that sees data
certifications = ["soc2"]

[costs]
fte_usd_per_year = 120000
power_usd_per_kwh = 0.28

[priorities]                   # 0 ignores, 5 decides
cost = 4

[[gpus]]                       # what you own already
gpu = "h100-sxm"
count = 8

[[prices]]                     # USD per million tokens, or a discount on list prices
provider = "openai"
discount_percent = 15

[[models]]                     # a private fine-tune has the licence and size of its base
id = "letters-70b"
name = "Letters 70B"
base = "meta/llama-3.3-70b-instruct"

[[endpoints]]                  # what you run or have reserved already
id = "letters"
name = "Letters endpoint"
model = "own/letters-70b"
deployment = "self_host_on_prem"
zone = "DE"
usd_per_month = 3000
retention_days = 0
"""


def text_in_force() -> str | None:
    """The text of the profile in force: the one tried out, else the deployment's file; None where neither is."""
    text = tried_out()
    if text is not None:
        return text
    path = profile_path()
    return path.read_text(encoding="utf-8") if path.is_file() else None


def check(text: str, catalog: Catalog) -> tuple[list[str], Profile | None]:
    """Every fault of the text, and the profile where there is none."""
    try:
        profile = read_profile(text)
    except ProfileError as error:
        return every_fault(catalog, error), None
    faults = unknown_names(catalog, profile)
    return faults, None if faults else profile
