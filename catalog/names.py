"""What people call a model: its id, its name, or the name under which a price list or a benchmark knows it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

LONGEST = 200
"""Characters of a name that are looked at."""


class Named(Protocol):
    """A model, as far as its names go."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class NameBook:
    """Ids by name, in lower case. A name that several models share stands for none of them."""

    ids: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, models: Iterable[Named], aliases: Iterable[tuple[str, str]] = ()) -> NameBook:
        """Names of the models, then `aliases` as (upstream name, model id); an id or name wins over an alias."""
        own: dict[str, set[str]] = {}
        for model in models:
            own.setdefault(_plain(model.id), set()).add(model.id)
            own.setdefault(_plain(model.name), set()).add(model.id)
        known = {i for found in own.values() for i in found}
        upstream: dict[str, set[str]] = {}
        for name, model_id in aliases:
            if model_id in known and _plain(name) not in own:
                upstream.setdefault(_plain(name), set()).add(model_id)
        return cls({name: frozenset(found) for name, found in (own | upstream).items()})

    def named(self, text: str) -> tuple[str, ...]:
        """Ids of the models that bear this name: none, one, or several where the name is shared."""
        return tuple(sorted(self.ids.get(_plain(text), ())))

    def near(self, text: str, most: int = 3) -> list[str]:
        """Ids whose names look most like a name that nobody bears."""
        wanted = _plain(text)
        # a part of a name is nearer than a name of the same length that differs in a letter or two
        close = sorted((n for n in self.ids if len(wanted) >= 4 and wanted in n), key=lambda n: (len(n), n))
        close += difflib.get_close_matches(wanted, list(self.ids), 4 * most, 0.6)
        return list(dict.fromkeys(i for name in close for i in sorted(self.ids[name])))[:most]


def _plain(text: str) -> str:
    return " ".join(text[:LONGEST].casefold().split())
