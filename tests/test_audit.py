"""The audit of dependencies fails where a vulnerability is known, and claims nothing where it could not look."""

from audit import verdict

FINE = {"name": "numpy", "version": "2.2", "vulns": []}
UNSEEN = {"name": "duckdb", "skip_reason": "not found"}
BROKEN = {"name": "pandas", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]}


def test_a_known_vulnerability_fails_and_names_the_fix() -> None:
    status, said = verdict([FINE, UNSEEN, BROKEN])
    assert status == 1
    assert "pandas 3.0: PYSEC-1, fixed in 3.1" in said
    assert "1 of 3 dependencies could not be looked up" in said


def test_nothing_is_claimed_of_what_was_not_looked_up() -> None:
    status, said = verdict([UNSEEN])
    assert status == 0
    assert "1 of 1" in said
    assert "0 known" not in said
