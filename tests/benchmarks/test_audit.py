"""What is said of pip-audit's answers."""

import json

from benchmarks.audit import SKIPPED, judge

UNKNOWN = {"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1.0)"}
GOOD = {"name": "b", "version": "2.0", "vulns": []}
WEAK = {
    "name": "c",
    "version": "3.0",
    "vulns": [
        {"id": "PYSEC-2026-1", "fix_versions": ["3.1", "4.0"], "aliases": [], "description": "x"},
        {"id": "PYSEC-2026-2", "fix_versions": [], "aliases": [], "description": "y"},
    ],
}


def told(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_without_an_answer_it_says_that_it_was_skipped_and_nothing_fails() -> None:
    for nothing in ("", told(), told(UNKNOWN, UNKNOWN)):
        assert judge(nothing) == ([SKIPPED], True)


def test_a_weakness_is_named_with_the_version_that_mends_it_and_fails() -> None:
    sentences, is_good = judge(told(UNKNOWN, GOOD, WEAK))
    assert sentences == [
        "c 3.0: PYSEC-2026-1, mended in 3.1, 4.0",
        "c 3.0: PYSEC-2026-2, mended in no version yet",
        "2 of 3 pinned packages were audited, 2 weaknesses found.",
    ]
    assert not is_good


def test_packages_without_a_known_weakness_pass() -> None:
    assert judge(told(GOOD)) == (["1 of 1 pinned packages were audited, 0 weaknesses found."], True)
