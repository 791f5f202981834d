"""How well upstream names are matched to models, measured against the curated aliases.

    python benchmarks/matching.py              # the figures
    python benchmarks/matching.py --misses     # and every alias that the others do not stand in for

Each alias is taken away and its key matched by what is left. Precision: right among those matched; recall: right among all. Harder:
with every alias of that spelling taken away, at all hosts and in all lists.
Then models are taken away with all their names, a tenth at a time: their keys must match nobody, and what they match is an error
that an unknown new model would meet. Last, the keys of the embedded price lists that have no alias: how many a name settles.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from catalog.curated import Facts, load_facts
from catalog.matching import Match, Matcher
from catalog.schema import Alias

FOLDS = 10


def leave_one_out(facts: Facts) -> list[tuple[Alias, Match]]:
    """Every alias with the match of its key by everything else."""
    matcher = Matcher(facts.models, facts.aliases)
    found = []
    for alias in facts.aliases:
        matcher.forget(alias)
        found.append((alias, matcher.match(alias.source, alias.provider, alias.key)))
        matcher.learn(alias)
    return found


def leave_spelling_out(facts: Facts) -> list[tuple[Alias, Match]]:
    """The same with every alias of that spelling taken away (the last part of the key, at any host, in any list)."""
    matcher = Matcher(facts.models, facts.aliases)
    spelled: dict[str, list[Alias]] = defaultdict(list)
    for alias in facts.aliases:
        spelled[alias.key.lower().rpartition("/")[2]].append(alias)
    found = []
    for group in spelled.values():
        for alias in group:
            matcher.forget(alias)
        found += [(alias, matcher.match(alias.source, alias.provider, alias.key)) for alias in group]
        for alias in group:
            matcher.learn(alias)
    return found


def strangers(facts: Facts, seed: int = 1) -> list[tuple[Alias, Match]]:
    """Keys of models that the matcher has never heard of, with what it made of them."""
    ids = sorted(facts.models)
    random.Random(seed).shuffle(ids)
    found = []
    for fold in range(FOLDS):
        away = set(ids[fold::FOLDS])
        known = {model_id: model for model_id, model in facts.models.items() if model_id not in away}
        matcher = Matcher(known, [alias for alias in facts.aliases if alias.model_id in known])
        found += [(a, matcher.match(a.source, a.provider, a.key)) for a in facts.aliases if a.model_id in away]
    return found


def figures(rows: list[tuple[Alias, Match]]) -> tuple[int, int, int]:
    """Right, wrong and unmatched."""
    right = sum(match.model_id == alias.model_id for alias, match in rows)
    wrong = sum(match.model_id not in (None, alias.model_id) for alias, match in rows)
    return right, wrong, len(rows) - right - wrong


def line(name: str, rows: list[tuple[Alias, Match]]) -> str:
    right, wrong, none = figures(rows)
    precision = right / (right + wrong) if right + wrong else 1.0
    return f"{name:28}{len(rows):>7,}{right:>8,}{wrong:>7,}{none:>11,}{precision:>11.2%}{right / len(rows):>9.2%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list what was not matched, with the reason")
    given = parser.parse_args()
    facts = load_facts()
    rows = leave_one_out(facts)
    print("Each alias matched by all the others")
    print(f"{'':28}{'keys':>7}{'right':>8}{'wrong':>7}{'unmatched':>11}{'precision':>11}{'recall':>9}")
    print(line("all", rows))
    for source in sorted({alias.source for alias, _ in rows}):
        print(line(f"  {source}", [row for row in rows if row[0].source == source]))
    for kind in sorted({alias.match for alias, _ in rows}):
        print(line(f"  {kind}", [row for row in rows if row[0].match == kind]))
    print(line("all, spelling never seen", leave_spelling_out(facts)))
    away = strangers(facts)
    print(f"\nKeys of models that were taken away: {sum(m.model_id is not None for _, m in away):,} of {len(away):,} matched another model")
    from catalog.sources import read_sources

    named = {(alias.source, alias.provider, alias.key) for alias in facts.aliases}
    matcher = Matcher(facts.models, facts.aliases)
    keys = {
        (entry.feed, entry.provider, entry.key): entry.mode
        for entry in read_sources().entries
        if (entry.feed, entry.provider, entry.key) not in named
    }
    how = Counter(matcher.match(*key, mode).how for key, mode in keys.items())
    print(f"\nKeys of the embedded lists without an alias: {len(keys):,}; " + ", ".join(f"{n:,} {word}" for word, n in sorted(how.items())))
    if given.misses:
        for alias, match in rows:
            if match.model_id != alias.model_id:
                print(f"{alias.model_id} <- {alias.source}:{alias.provider}/{alias.key}: {match.how}; {match.why}")


if __name__ == "__main__":
    main()
