"""Whether the time of a refused sign-in tells if the name exists.

    .venv/bin/python -m benchmarks.sign_in_timing

Wrong guesses at accounts that exist, that are switched off, and at names that nobody has, in turn and on
one run, so that whatever else the machine does falls on all alike. Two figures for each kind against
unknown names: the ratio of the medians, and how often a guess of that kind takes longer than one at an
unknown name (0.5: the time says nothing; the area under the receiver operating characteristic).
"""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tracker.config import read_settings
from tracker.errors import SignInFailed
from tracker.model import Role
from tracker.services import sign_in
from tracker.store import users
from tracker.store.opening import Store, open_store

COUNT = 60
"""Guesses of each kind, each at another name, so that no limit of tries is reached."""
UNKNOWN = "unknown"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(read_settings({**os.environ, "TRACKER_DATA_DIR": folder}))
        try:
            print(json.dumps(measure(store), indent=1))
        finally:
            store.close()


def measure(store: Store) -> dict[str, dict[str, float]]:
    """Ratio of medians and area for each kind of guess."""
    add_people(store)
    guess(store, "warming up", 0)
    times: dict[str, list[float]] = {"known": [], "switched off": [], UNKNOWN: []}
    order = [(kind, number) for kind in times for number in range(COUNT)]
    random.Random(1).shuffle(order)
    for place, (kind, number) in enumerate(order):
        times[kind].append(
            timed(lambda kind=kind, number=number, at=place: guess(store, f"{kind} {number}", at))
        )
    unknown = times.pop(UNKNOWN)
    return {kind: compared(found, unknown) for kind, found in times.items()} | {
        UNKNOWN: {"median_ms": 1000 * statistics.median(unknown)}
    }


def add_people(store: Store) -> None:
    """Accounts that can sign in, and others that no longer can."""
    now = datetime.now(UTC)
    for kind in ("known", "switched off"):
        for number in range(COUNT):
            name = f"{kind} {number}"
            user = users.add_user(
                store, name=name, display_name=name, role=Role.OWNER, password="right " + name, at=now
            )
            if kind == "switched off":
                users.change_user(store, user.id, display_name=name, role=Role.OWNER, is_active=False)


def guess(store: Store, name: str, number: int) -> None:
    """One wrong guess, from an address of its own."""
    address = f"10.0.{number // 250}.{number % 250}"
    try:
        sign_in.sign_in(store, name, "a wrong password", address=address, at=datetime.now(UTC))
    except SignInFailed:
        return
    raise AssertionError(f"{name} was let in")


def timed(deed: Callable[[], None]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def compared(times: list[float], unknown: list[float]) -> dict[str, float]:
    """How times of one kind differ from those of unknown names."""
    longer = sum((a > b) + 0.5 * (a == b) for a in times for b in unknown)
    return {
        "ratio_of_medians": statistics.median(times) / statistics.median(unknown),
        "takes_longer": longer / (len(times) * len(unknown)),
    }


if __name__ == "__main__":
    main()
