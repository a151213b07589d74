"""Whether a pinned package has a known weakness, by pip-audit: ``python -m benchmarks.audit``.

Without the database, which is asked over the network, that is said and nothing fails: what goes in must not
depend on another machine.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = Path(__file__).parent.parent / "requirements.txt"
SECONDS = 120
SKIPPED = "The audit of the pinned packages was skipped: its database can't be reached."


def main() -> int:
    """Ask, print what was found, and fail on a weakness."""
    sentences, is_good = judge(ask(REQUIREMENTS))
    print("\n".join(sentences))
    return 0 if is_good else 1


def ask(requirements: Path) -> str:
    """What pip-audit says as JSON; empty where it got no answer in time."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
        command += ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--timeout", "15"]
        try:
            subprocess.run(
                [*command, "--format", "json", "--output", str(told)],
                check=False,
                capture_output=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return ""
        return told.read_text("utf-8") if told.exists() else ""


def judge(told: str) -> tuple[list[str], bool]:
    """What is to be said of an answer, and whether nothing is wrong.

    A package that the database doesn't know counts as not audited.
    """
    packages = json.loads(told)["dependencies"] if told else []
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        return [SKIPPED], True
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {_versions(flaw['fix_versions'])}"
        for package in audited
        for flaw in package["vulns"]
    ]
    counted = (
        f"{len(audited)} of {len(packages)} pinned packages were audited, {len(found)} weaknesses found."
    )
    return [*found, counted], not found


def _versions(fixed: list[str]) -> str:
    return ", ".join(fixed) or "no version yet"


if __name__ == "__main__":
    sys.exit(main())
