"""Looks for known holes in what is installed in production, with the command given after it.

A hole that is found fails. An advisory service that does not answer, or does not know the packages,
fails nothing, but is said loudly: then nothing was proved.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def audited(command: list[str]) -> list[dict[str, Any]]:
    """What pip-audit found for each package; nothing where it could not ask."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return []
    return found


def main(command: list[str]) -> int:
    packages = audited(command)
    known = [one for one in packages if "skip_reason" not in one]
    holes = [(one, hole) for one in known for hole in one["vulns"]]
    if len(known) < max(len(packages), 1):
        print(
            f"\n!!! the advisory service answered for {len(known)} of {len(packages) or 'all'} "
            "packages: nothing is proved about the others\n",
            file=sys.stderr,
        )
    for one, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{one['name']} {one['version']}: {hole['id']}, mended in {fixed}", file=sys.stderr)
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
