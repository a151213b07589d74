"""``python -m tracker audit verify``: is the record of who did what as it was written?"""

import argparse

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.store import audit_chain
from tracker.store.opening import open_store


class BrokenAudit(TrackerError):
    """The record of who did what is not as it was written."""


def add_audit(parser: argparse.ArgumentParser) -> None:
    """The command's own steps."""
    steps = parser.add_subparsers(required=True)
    checking = steps.add_parser("verify", help="follow the chain of events from its start to its end")
    checking.add_argument(
        "--expect",
        metavar="HASH",
        default="",
        help="a hash that an earlier check printed: the chain must still hold it",
    )
    checking.set_defaults(work=verify_audit)


def verify_audit(settings: Settings, arguments: argparse.Namespace) -> None:
    """Check every event, and print how many there are and the last one's hash.

    Raises
    ------
    BrokenAudit
        If an event was changed, added, removed or moved, or the expected hash is not there.
    """
    store = open_store(settings)
    try:
        found = audit_chain.verify(store, expected=arguments.expect.strip().lower())
    finally:
        store.close()
    if found.broken_at:
        raise BrokenAudit(f"Event {found.broken_at} or one before it was changed, added, removed or moved.")
    if found.broken_at == 0:
        raise BrokenAudit(f"Events after the {found.event_count} that are there were removed.")
    if not found.is_expected_found:
        raise BrokenAudit(
            "The expected hash isn't in the chain: it was written anew, or isn't this clinic's."
        )
    print(f"{found.event_count} events, all as they were written.")
    print(f"The last one's hash: {found.head}")
    print("Keep it elsewhere, and give it to --expect at a later check: a chain written anew lacks it.")
