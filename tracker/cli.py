"""Commands for the machine's keyboard.

``python -m tracker demo`` builds the demo clinic in the data folder, fully analysed, and gives the
demo account a new password. ``python -m tracker models`` says whether the optional face models are
found and usable, and where to get them.
"""

import argparse
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tracker import worker
from tracker.config import Settings, read_settings
from tracker.errors import TrackerError
from tracker.imaging.faces import bundle, check_models
from tracker.services import demo
from tracker.store.opening import open_store

BAR_WIDTH = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it is done, 1 with a sentence when it can't be."""
    parser = argparse.ArgumentParser(prog="python -m tracker", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="build the demo clinic and print its account")
    commands.add_parser(
        "models", help="say whether the optional face models are usable, and where to get them"
    )
    command = parser.parse_args(arguments).command
    try:
        _COMMANDS[command](read_settings())
    except (TrackerError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_demo_clinic(settings: Settings) -> None:
    """Build what is missing of the demo clinic, show progress, print the account."""
    password = secrets.token_urlsafe(9)
    store = open_store(settings)
    try:
        now = datetime.now(UTC)
        name = demo.prepare_clinic(store, password=password, now=now)
        demo.queue_demo(store, now=now)
    finally:
        store.close()
    print("Building the demo clinic: synthetic patients, generated photos.")
    worker.drain(settings, report=Progress())
    print("\nThe demo clinic is ready.")
    if name:
        print(f"Sign in as {name} with the password {password} (new at every start of the demo).")


def report_models(settings: Settings) -> None:
    """Print where the face models are looked for, where they come from, and whether they are usable.

    Raises
    ------
    TrackerError
        If they are missing, damaged or can't be run.
    """
    if settings.models_dir is None:
        raise TrackerError(
            "TRACKER_MODELS_DIR is empty: no face models are used. Everything else works without them."
        )
    print(f"Looked for at   {bundle.bundle_path(settings.models_dir)}")
    print(f"Published at    {bundle.BUNDLE_ADDRESS}")
    print(f"SHA-256         {bundle.BUNDLE_SHA256}", flush=True)
    check_models(settings.models_dir)
    print("The face models are there and usable.")


class Progress:
    """A line of text that fills as jobs end."""

    def __init__(self) -> None:
        self._most = 1

    def __call__(self, left: int) -> None:
        """Draw the line for ``left`` open jobs."""
        self._most = max(self._most, left)
        done = BAR_WIDTH * (self._most - left) // self._most
        print(f"\r[{'#' * done}{'.' * (BAR_WIDTH - done)}] {left:3d} jobs left ", end="", flush=True)


_COMMANDS: dict[str, Callable[[Settings], None]] = {"demo": build_demo_clinic, "models": report_models}
