"""The smallest group of each GPU type that holds a model, and an honest end where none does."""

from __future__ import annotations

from advisor.fits_on import GROUPS, fits_on
from advisor.sizing import size
from catalog.schema import Catalog
from catalog.store import open_catalog


def _smallest_and_largest(catalog: Catalog) -> tuple[str, str]:
    by_size = sorted(catalog.shapes.values(), key=lambda s: s.p_total_b)
    return by_size[0].model_id, by_size[-1].model_id


def test_no_smaller_group_would_hold_it() -> None:
    catalog = open_catalog()
    shape = min(catalog.shapes.values(), key=lambda s: (abs(s.p_total_b - 120), s.model_id))  # one card of few types, several of most
    found, _ = fits_on(shape, catalog.gpus.values())
    groups = [fit for fit in found if fit.result is not None and fit.gpus > 1]
    assert groups
    for fit in groups:
        assert fit.result is not None
        smaller = GROUPS[GROUPS.index(fit.gpus) - 1]
        assert not size(shape, fit.gpu, smaller, fit.result.precision, 3_000, 400, 1, fit.result.engine).fits


def test_every_gpu_type_is_sized_or_named_with_what_is_not_known_of_it() -> None:
    catalog = open_catalog()
    found, left = fits_on(catalog.shapes[_smallest_and_largest(catalog)[0]], catalog.gpus.values())
    assert {fit.gpu.id for fit in found} | {gpu.id for gpu, _ in left} == catalog.gpus.keys()
    assert all(missing for _, missing in left)


def test_machines_that_are_too_small_come_last_and_have_no_figures() -> None:
    catalog = open_catalog()
    found, _ = fits_on(catalog.shapes[_smallest_and_largest(catalog)[1]], catalog.gpus.values())
    small = [fit.result is None for fit in found]
    assert any(small)
    assert small == sorted(small)


def test_a_laptop_is_never_asked_to_be_two() -> None:
    catalog = open_catalog()
    found, _ = fits_on(catalog.shapes[_smallest_and_largest(catalog)[1]], catalog.gpus.values())
    assert all(fit.gpus == 1 for fit in found if fit.gpu.suits == "laptop")
