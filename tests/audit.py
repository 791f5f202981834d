"""Known vulnerabilities in what the app installs, by pip-audit: `make audit`, part of `make test`.

Exit status 1 where one is known. Where the advisories cannot be reached (an isolated network, an index that serves packages
alone), that is said and nothing is claimed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COMMAND = ["-r", str(ROOT / "requirements.lock"), "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
PATIENCE_S = 60


def verdict(dependencies: list[dict[str, Any]]) -> tuple[int, str]:
    """Exit status and what to print, from pip-audit's list: each entry has `vulns`, or a `skip_reason` where it was not looked up."""
    known = [(each, vulnerability) for each in dependencies for vulnerability in each.get("vulns", ())]
    unseen = sum("skip_reason" in each for each in dependencies)
    lines = [
        f"{each['name']} {each['version']}: {vulnerability['id']}, fixed in {', '.join(vulnerability['fix_versions']) or 'no version yet'}"
        for each, vulnerability in known
    ]
    if unseen:
        lines.append(f"audit: {unseen} of {len(dependencies)} dependencies could not be looked up; nothing is known of them")
    if unseen < len(dependencies):
        lines.append(f"audit: {len(dependencies) - unseen} dependencies looked up, {len(known)} known vulnerabilities")
    return (1 if known else 0), "\n".join(lines)


def main() -> int:
    """Run it once."""
    try:
        done = subprocess.run([sys.executable, "-m", "pip_audit", *COMMAND], capture_output=True, text=True, timeout=PATIENCE_S)
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        print("audit: the advisories could not be reached; no dependency was looked up")
        return 0
    status, said = verdict(found)
    print(said)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
