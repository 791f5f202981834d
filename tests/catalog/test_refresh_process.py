"""A refresh that the app starts: one at a time, in a process of its own, and whatever that does is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from catalog.refresh_process import BackgroundRefresh, may_refresh


def after(code: str) -> BackgroundRefresh:
    found = BackgroundRefresh([sys.executable, "-c", f"import sys\n{code}"])
    assert found.start()
    found.wait()
    return found


@pytest.mark.parametrize("status", [0, 3])
def test_what_the_command_answers_is_kept(status: int) -> None:
    code = f"print('asking', file=sys.stderr); print('{{\"feeds\": []}}'); sys.exit({status})"
    now = after(code).progress()
    assert (now.running, now.said, now.outcome, now.fault) == (False, "asking", {"feeds": []}, "")
    assert now.ended is not None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("sys.exit('Another refresh is running (process 7)')", "Another refresh is running (process 7)"),
        ("sys.exit(2)", "The refresh ended with status 2."),
        ("print('<html>')", "The refresh could not be carried out: "),
        ("import os; os.kill(os.getpid(), 9)", "The refresh ended with status -9."),
    ],
)
def test_a_refresh_that_comes_to_nothing_says_why(code: str, fault: str) -> None:
    now = after(code).progress()
    assert not now.running
    assert now.outcome is None
    assert now.fault.startswith(fault)


def test_a_command_that_is_not_there_is_named() -> None:
    found = BackgroundRefresh(["/nowhere/weighbridge"])
    found.start()
    assert "/nowhere/weighbridge" in found.wait().fault


def test_one_that_says_much_is_not_stopped_by_it() -> None:
    code = "[print('x' * 5000, file=sys.stderr) for _ in range(100)]; print('[' + '1,' * 200000 + '1]')"
    now = after(code).progress()
    assert now.outcome is not None
    assert len(now.said) <= 400


def test_a_second_one_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    wait = f"import time, pathlib\nwhile not pathlib.Path({str(gate)!r}).exists(): time.sleep(0.01)\nprint('{{}}')"
    found = BackgroundRefresh([sys.executable, "-c", wait])
    assert found.start()
    assert not found.start()
    assert found.progress().running
    gate.touch()
    assert found.wait().outcome == {}
    assert found.start()
    found.wait()


@pytest.mark.parametrize(
    ("given", "allowed"), [({}, False), ({"WEIGHBRIDGE_REFRESH": "no"}, False), ({"WEIGHBRIDGE_REFRESH": " Yes"}, True)]
)
def test_it_is_off_unless_the_deployment_turns_it_on(given: dict[str, str], allowed: bool) -> None:
    assert may_refresh(given) is allowed
