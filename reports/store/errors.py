"""What can go wrong with stored reports, in sentences for whoever can act on them. Light: importing this costs no SQLAlchemy."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The store cannot be used as it is; the text says what to do, without any password."""


class ListingOffError(StoreError):
    """This deployment does not list reports: a link is the only way to one."""


class DraftError(ValueError):
    """A draft that cannot be stored; `faults` has one sentence for each reason."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))
