"""The Organisation page: a profile is tried out in one session, with its faults named."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.house_editor import EXAMPLE

APP = str(Path(__file__).parents[2] / "app.py")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("WEIGHBRIDGE_ORGANISATION", "")
    at = AppTest.from_file(APP, default_timeout=60).run()
    return at.switch_page("pages/organisation.py").run()


def shown(at: AppTest) -> str:
    assert not at.exception
    return " ".join(block.proto.body for block in at.get("html"))


def test_a_profile_tried_out_holds_on_every_page_of_this_session_and_of_no_other(page: AppTest) -> None:
    assert "No profile is in force" in shown(page)
    page.button(key="profile_try").click().run()
    assert "In force in this session only" in shown(page)
    page.switch_page("pages/advise.py").run()
    assert "Under the terms of Example organisation" in shown(page)
    assert "House rule: regions" in shown(page)
    other = AppTest.from_file(APP, default_timeout=60).run()
    assert "Under the terms of" not in shown(other)
    page.switch_page("pages/organisation.py").run()
    page.button(key="stop_trying").click().run()
    page.switch_page("pages/advise.py").run()
    assert "Under the terms of" not in shown(page)


def test_a_profile_with_faults_cannot_be_used_and_every_fault_is_named(page: AppTest) -> None:
    page.text_area(key="profile_text").set_value(EXAMPLE.replace('"openai"', '"nobody"').replace("h100-sxm", "abacus")).run()
    assert "nobody" in shown(page)
    assert "abacus" in shown(page)
    assert page.button(key="profile_try").disabled
    page.text_area(key="profile_text").set_value('name = "<script>alert(1)</script>"\nstated = 2026-11-01').run()
    assert "<script>alert" not in shown(page)
    assert not page.button(key="profile_try").disabled


def test_a_deployments_profile_holds_for_everybody_and_its_faults_are_shown_instead_of_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "house.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    monkeypatch.setenv("WEIGHBRIDGE_ORGANISATION", str(path))
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert "Under the terms of Example organisation" in shown(at)
    path.write_text("name = 1", encoding="utf-8")
    broken = AppTest.from_file(APP, default_timeout=60).run()
    assert "stated is missing" in shown(broken)
    assert "options remain" not in shown(broken)
