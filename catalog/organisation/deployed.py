"""The profile of a deployment: one file that everybody's answers are made under.

WEIGHBRIDGE_ORGANISATION names the file; without it, `organisation.toml` in the data folder is used where there is one.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from catalog.organisation.layer import every_fault
from catalog.organisation.profile import LARGEST, Profile, ProfileError, read_profile
from catalog.store import data_dir, open_catalog

NAMED, EDITABLE = "WEIGHBRIDGE_ORGANISATION", "WEIGHBRIDGE_EDIT_ORGANISATION"


def profile_path() -> Path:
    """Where the deployment's profile is, or would be."""
    named = os.environ.get(NAMED, "").strip()
    return Path(named) if named else data_dir() / "organisation.toml"


def deployed_profile() -> Profile | None:
    """The profile in force, read again whenever its file changes; None where there is none.

    Raises:
        ProfileError: the file cannot be read, or has faults. A deployment's rules are never left out quietly.
    """
    path = profile_path()
    try:
        changed = path.stat()
    except FileNotFoundError:
        if os.environ.get(NAMED, "").strip():
            raise ProfileError([f"{NAMED} names {path}, which does not exist."]) from None
        return None
    except OSError as error:
        raise ProfileError([f"{path} cannot be read: {error.strerror}."]) from None
    return _read(path, changed.st_mtime_ns, changed.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, size: int) -> Profile:
    if size > 4 * LARGEST:
        raise ProfileError([f"{path} has {size:,} bytes; a profile has at most {LARGEST:,} characters."])
    return read_profile_file(path)


def read_profile_file(path: Path) -> Profile:
    """Read one file.

    Raises:
        ProfileError: it cannot be read, or has faults; names that the catalog does not know are among these, so that one round mends all.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ProfileError([f"{path} is not UTF-8 text."]) from None
    except OSError as error:
        raise ProfileError([f"{path} cannot be read: {error.strerror}."]) from None
    try:
        return read_profile(text)
    except ProfileError as error:
        if error.unread is None:
            raise
        raise ProfileError(every_fault(open_catalog(), error)) from None


def may_edit() -> bool:
    """Whether the app may change the deployment's profile."""
    return os.environ.get(EDITABLE, "").strip().lower() in ("1", "yes", "true", "on")


def save_profile(text: str) -> Profile:
    """Check a profile and put it in force for everybody, in one step.

    Raises:
        ProfileError: the text has faults, or the file cannot be written; the profile in force stays.
    """
    profile = read_profile(text)
    path = profile_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise ProfileError([f"{path} cannot be written: {error.strerror}."]) from None
    return profile
