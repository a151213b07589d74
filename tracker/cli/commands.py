"""Commands for the machine's keyboard.

``python -m tracker demo`` builds the demo clinic in the data folder, fully analysed, and gives the
demo account a new password. ``python -m tracker models`` says whether the optional face models are
found and usable; ``python -m tracker models fetch`` downloads them, the only connection to the outside
that the product ever opens, and ``fetch --from FILE`` takes them from a file. ``python -m tracker
import`` takes in a folder or ZIP of old photos (`tracker.cli.importing`). ``python -m tracker keys`` is about
encryption (`tracker.cli.keys`).
"""

import argparse
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tracker import worker
from tracker.cli.auditing import add_audit
from tracker.cli.emergency import add_emergency
from tracker.cli.importing import add_import
from tracker.cli.keys import add_keys
from tracker.cli.retaining import add_retention
from tracker.config import Settings, read_settings
from tracker.errors import TrackerError
from tracker.imaging.faces import bundle, check_models
from tracker.services import demo, face_models
from tracker.store.opening import open_store

BAR_WIDTH = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it is done, 1 with a sentence when it can't be, else as the command says."""
    parsed = _parser().parse_args(arguments)
    try:
        return parsed.work(read_settings(), parsed) or 0
    except (TrackerError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    """The commands; each says in ``work`` which function does it."""
    parser = argparse.ArgumentParser(prog="python -m tracker", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    building = commands.add_parser("demo", help="build the demo clinic and print its account")
    building.set_defaults(work=build_demo_clinic)
    _add_models(commands.add_parser("models", help="the optional face models: are they usable, and get them"))
    add_audit(commands.add_parser("audit", help="check the record of who did what"))
    add_keys(commands.add_parser("keys", help="the keys by which photos and records are encrypted"))
    add_retention(commands.add_parser("retention", help="what is deleted, held, or kept long enough"))
    add_emergency(commands.add_parser("emergency", help="let an owner in who is locked out"))
    add_import(commands.add_parser("import", help="take in a folder or ZIP of old photos"))
    return parser


def _add_models(models: argparse.ArgumentParser) -> None:
    models.set_defaults(work=report_models)
    steps = models.add_subparsers()
    status = steps.add_parser("status", help="say whether they are usable, and where they come from")
    status.set_defaults(work=report_models)
    fetch = steps.add_parser("fetch", help="download them, check them, and put them in their folder")
    fetch.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="take them from this file, or from this address (a copy in your own network)",
    )
    fetch.set_defaults(work=fetch_models)


def build_demo_clinic(settings: Settings, _arguments: argparse.Namespace) -> None:
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


def report_models(settings: Settings, _arguments: argparse.Namespace) -> None:
    """Print where the face models are looked for, where they come from, and whether they are usable.

    Raises
    ------
    TrackerError
        If they are missing, damaged or can't be run.
    """
    models = _models_folder(settings)
    print(f"Looked for at   {bundle.bundle_path(models)}")
    print(f"Published at    {bundle.BUNDLE_ADDRESS}")
    print(f"SHA-256         {bundle.BUNDLE_SHA256}", flush=True)
    check_models(models)
    print("The face models are there and usable.")


def fetch_models(settings: Settings, arguments: argparse.Namespace) -> None:
    """Download the face models, or take them from a file, and try them.

    Raises
    ------
    TrackerError
        If they can't be had, aren't the published ones, can't be written or can't be run.
    """
    models = _models_folder(settings)
    source = arguments.source or bundle.BUNDLE_ADDRESS
    print(f"Fetching {source}", flush=True)
    if "://" in source:
        try:
            kept = face_models.fetch_models(models, address=source, report=_draw_bytes)
        finally:
            print()
    else:
        kept = face_models.take_models(models, Path(source))
    check_models(models)
    print(f"The face models are usable, in {kept}")


def _models_folder(settings: Settings) -> Path:
    if settings.models_dir is None:
        raise TrackerError(
            "TRACKER_MODELS_DIR is empty: no face models are used. Everything else works without them."
        )
    return settings.models_dir


def _draw_bytes(count: int) -> None:
    """Draw the line of a download."""
    done = BAR_WIDTH * count // bundle.BUNDLE_BYTES
    print(f"\r[{'#' * done}{'.' * (BAR_WIDTH - done)}] {count / 1e6:.1f} MB ", end="", flush=True)


class Progress:
    """A line of text that fills as jobs end."""

    def __init__(self) -> None:
        self._most = 1

    def __call__(self, left: int) -> None:
        """Draw the line for ``left`` open jobs."""
        self._most = max(self._most, left)
        done = BAR_WIDTH * (self._most - left) // self._most
        print(f"\r[{'#' * done}{'.' * (BAR_WIDTH - done)}] {left:3d} jobs left ", end="", flush=True)
