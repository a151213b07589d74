"""``python -m tracker retention``: what is deleted, held or kept long enough, and erasing by name.

The account that is named decides what may be done, and is written down with a mark that it was done at
the machine's keyboard. No password is asked for: whoever can run this holds the data folder anyway.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from tracker.config import Settings
from tracker.errors import NotFound
from tracker.model import OF_PATIENTS, Actor, ErasureGround, Patient
from tracker.services import clinic, erasure, retention
from tracker.services.retention import Deletion, RetentionPage
from tracker.store import patients
from tracker.store.opening import Store, open_store
from tracker.store.users import find_user_by_name

_GROUNDS = {ground.name.lower().replace("_", "-"): ground for ground in OF_PATIENTS}


def add_retention(parser: argparse.ArgumentParser) -> None:
    """The command's own steps."""
    steps = parser.add_subparsers(required=True)
    listing = steps.add_parser("list", help="what is deleted, under legal hold, or kept long enough")
    listing.set_defaults(work=list_records)
    erasing = steps.add_parser("erase", help="erase a patient for good, at once")
    erasing.add_argument("chart_number", metavar="CHART_NUMBER")
    erasing.add_argument("--ground", required=True, choices=sorted(_GROUNDS))
    erasing.add_argument("--reason", required=True, help="in a few words that name nobody: they stay")
    erasing.set_defaults(work=erase_record)
    for step in (listing, erasing):
        step.add_argument("--as", dest="account", required=True, metavar="USER", help="an owner's account")


def list_records(settings: Settings, arguments: argparse.Namespace) -> None:
    """Print the records that an owner has to look after.

    Raises
    ------
    TrackerError
        If the account may not.
    """
    with _opened(settings, arguments.account) as (store, actor):
        page = retention.read_page(store, actor, now=_now())
    for line in _lines(page):
        print(line)


def erase_record(settings: Settings, arguments: argparse.Namespace) -> None:
    """Erase the patient with a chart number, deleted or not.

    Raises
    ------
    TrackerError
        If the account may not, there is no such patient, the record is under legal hold, or the reason
        names the patient.
    """
    now = _now()
    said = Deletion(_ground(arguments.ground), arguments.reason, arguments.chart_number)
    with _opened(settings, arguments.account) as (store, actor):
        patient = patients.find_by_chart_number(store, arguments.chart_number)
        if patient is None:
            patient = _find_deleted(store, actor, arguments.chart_number, now)
        else:
            retention.delete_patient(store, actor, patient.id, said, now=now)
        erasure_id = retention.erase_patient(store, actor, patient.id, said, now=now)
        erasure.erase(store, erasure_id, report=_report_nothing, clock=_now)
        done = next(one for one in retention.read_page(store, actor, now=now).erased if one.id == erasure_id)
    print(f"Erased: {done.series_count} series, {done.session_count} sessions, {done.photo_count} photos.")
    if settings.master_key or settings.master_key_file:
        print("The key of their photos is destroyed: backups of the data folder can't show them any more.")
    else:
        print("Photos aren't encrypted here: backups from before still hold them. Delete those.")


@contextmanager
def _opened(settings: Settings, account: str) -> Iterator[tuple[Store, Actor]]:
    store = open_store(settings)
    try:
        user = find_user_by_name(store, account)
        actor = clinic.actor_of(store, user.id) if user else None
        if actor is None:
            raise NotFound(
                f"There is no account {account} that can sign in: name one of this installation with --as."
            )
        name = f"{actor.display_name} (command line)"
        yield store, replace(actor, display_name=name, confirmed_at=_now())
    finally:
        store.close()


def _lines(page: RetentionPage) -> Iterator[str]:
    for one in page.deleted:
        yield f"deleted      {_who(one.patient)}, erased on {one.erasure.due_at:%Y-%m-%d}"
    for ended in page.ended:
        yield f"kept enough  {_who(ended.patient)}, until {ended.ends_on}"
    for patient in page.held:
        since = f"{patient.hold.since:%Y-%m-%d}" if patient.hold else ""
        yield f"legal hold   {_who(patient)}, since {since}"
    for erased in page.erased:
        state = f"{erased.erased_at:%Y-%m-%d}" if erased.swept_at and erased.erased_at else "under way"
        yield f"erased       {erased.kind} {erased.subject_id}, {state}, {erased.ground}"


def _find_deleted(store: Store, actor: Actor, chart_number: str, now: datetime) -> Patient:
    wanted = chart_number.strip().casefold()
    for one in retention.read_page(store, actor, now=now).deleted:
        if one.patient.details.chart_number.strip().casefold() == wanted:
            return one.patient
    raise NotFound(f"There is no patient with the chart number {chart_number}.")


def _who(patient: Patient) -> str:
    return f"{patient.details.chart_number}  {patient.full_name}"


def _ground(name: str) -> ErasureGround:
    return _GROUNDS[name]


def _report_nothing(_share: float, _message: str) -> None:
    """Nobody waits for a bar."""


def _now() -> datetime:
    return datetime.now(UTC)
