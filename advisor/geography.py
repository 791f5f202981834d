"""Where a country or processing region lies, for the gates on residency, law and origin."""

from __future__ import annotations

import re

EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
EEA = EU | {"IS", "LI", "NO"}

ADEQUATE = EEA | frozenset("AD AR CA CH FO GB GG IL IM JE JP KR NZ UY".split())
"""Countries whose level of protection the European Commission has found adequate. The USA counts only for
recipients on the Data Privacy Framework list, which is asked of each provider, not of the country."""

COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split()
)
"""ISO 3166-1 alpha-2 codes."""

ZONES = ("EU", "EEA", "UK", "US", "CH")
"""Processing regions that may be asked for besides country codes."""


PLACES = {
    "EU": "EU", "US": "US", "Canada": "CA", "Mumbai": "IN", "India": "IN", "Tokyo": "JP", "Johannesburg": "ZA", "Virginia": "US",
    "Columbus": "US", "NYC": "US", "TOR": "CA", "AMS": "NL", "us-east-1": "US", "us-west-2": "US", "eastus": "US", "westus2": "US",
}  # fmt: skip
"""Places as GPU price lists name them, and the zone or country they lie in; "global" and "North America" name none."""


def places_in(text: str) -> frozenset[str]:
    """Zones and countries that a price list's region names, such as "NYC / TOR / AMS"."""
    words = re.split(r"[\s/(),]+", text)
    return frozenset(PLACES[w] for w in words if w in PLACES)


def members(region: str) -> frozenset[str]:
    """Countries of a zone or the country itself; UK is ISO's GB."""
    if region == "EU":
        return EU
    if region == "EEA":
        return EEA
    return frozenset({"GB" if region == "UK" else region})


def lies_within(served: str, asked: str) -> bool:
    """True where everything processed in `served` stays inside `asked` (both zones or country codes)."""
    return members(served) <= members(asked)
