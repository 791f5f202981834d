"""`weighbridge token`: who may call the HTTP API."""

from __future__ import annotations

import argparse
import json

from commands.usage import Group, UsageError


def add_to(top: Group) -> None:
    """Adds these commands with their arguments."""
    sub = top.command("token", _token, "Make a token for the HTTP API: for its holder once, and as a digest for the deployment.")
    sub.add_argument("name", help="who will hold it; an owner of private reports goes by the address they sign in with")


def _token(given: argparse.Namespace) -> int:
    from api.access import TOKENS, digest, new_token

    if not given.name.strip() or any(c in given.name for c in ",:\n") or not given.name.isprintable():
        raise UsageError(["The name holds a comma, a colon or something unprintable, or is empty. Give a name or an address."])
    token = new_token()
    print(json.dumps({"token": token, "add_to": TOKENS, "entry": f"{given.name}:{digest(token)}"}, ensure_ascii=False, indent=2))
    return 0
