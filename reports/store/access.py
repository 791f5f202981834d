"""Who may read a report, and who may delete it: the one place that decides."""

from __future__ import annotations

from reports.store.ids import saver_hash
from reports.store.record import NOBODY, Saver, Summary


def may_read(report: Summary, who: Saver = NOBODY) -> bool:
    """Whoever has the link; a private report only whoever saved it."""
    return report.visibility == "link" or is_savers(report, who)


def is_savers(report: Summary, who: Saver) -> bool:
    """Whether this visitor saved the report, and so may delete it."""
    mine = saver_hash(who.owner, who.browser)
    return bool(mine) and mine == report.saver_hash
