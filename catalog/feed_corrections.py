"""Lines of the price feeds that are known to be stale or to mean another model: shown with the reason, never ranked.

Keyed by upstream provider and key, with the evidence. A line leaves this table when its feed is corrected.
"""

from __future__ import annotations

from collections.abc import Mapping

_DEEPSEEK = (
    "DeepSeek's own price page, which the feed cites for its other entries, lists deepseek-flash, deepseek-v4-flash and "
    "deepseek-v4-pro only; the ids that served V3 ended on 2026-07-24"
)

NOT_AS_LISTED: Mapping[tuple[str, str], str] = {
    ("deepseek", "deepseek/deepseek-r1"): _DEEPSEEK,
    ("deepseek", "deepseek/deepseek-v3.2"): _DEEPSEEK,
    ("deepseek", "deepseek-v3.1-terminus"): _DEEPSEEK,
    ("deepseek", "deepseek-v3.2"): _DEEPSEEK,
    ("deepseek", "deepseek-v3.2-exp"): _DEEPSEEK,
    (
        "mistral",
        "mistral/mistral-medium-3",
    ): "the entry cites the model card and price of Mistral Medium 3.5, to which this name now points",
}
"""(upstream provider, key) -> why it is not ranked."""
