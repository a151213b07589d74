"""``python -m tracker emergency owner NAME``: the way in for an owner who is locked out.

Whoever can run this reads and writes the data folder anyway; it is written down and shown to all owners.
"""

import argparse
from datetime import UTC, datetime

from tracker.config import Settings
from tracker.services import emergency
from tracker.store.opening import open_store


def add_emergency(parser: argparse.ArgumentParser) -> None:
    """The command's own steps."""
    steps = parser.add_subparsers(required=True)
    opening = steps.add_parser("owner", help="give an owner who is locked out a password for one sign-in")
    opening.add_argument("name", metavar="NAME", help="with which the owner signs in")
    opening.add_argument("--reason", required=True, help="in a few words; all owners read it")
    opening.add_argument(
        "--remove-second-factor", action="store_true", help="where phone and recovery codes are lost too"
    )
    opening.set_defaults(work=open_owners_account)


def open_owners_account(settings: Settings, arguments: argparse.Namespace) -> None:
    """Print a password that opens nothing but the page on which the owner chooses their own."""
    store = open_store(settings)
    try:
        password = emergency.open_owners_account(
            store,
            arguments.name,
            arguments.reason,
            at=datetime.now(UTC),
            removes_second_factor=arguments.remove_second_factor,
        )
    finally:
        store.close()
    print(f"Sign in as {arguments.name} with the password {password}: it is shown only now.")
    print("It opens the page for choosing an own one, and nothing else. All owners are told.")
