"""What every page leans on: the store, the clock, the clinic and the person who is signed in."""

import atexit
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from tracker.config import read_settings
from tracker.errors import NotAllowed
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, Clinic, Role
from tracker.progress.limits import Limits
from tracker.services import auditing, progress
from tracker.services import clinic as clinic_service
from tracker.services import precision as precision_service
from tracker.services.precision import ClinicPrecision
from tracker.store.opening import Store, open_store


@st.cache_resource
def store() -> Store:
    """The one store of this process."""
    return open_store(read_settings())


@st.cache_resource
def sandbox() -> DecodeSandbox:
    """The one process that reads untrusted files."""
    reader = DecodeSandbox()
    atexit.register(reader.close)
    return reader


def signed_in_user_id() -> str:
    """The id that the guard vouches for; empty without a sign-in."""
    return str(st.user.to_dict().get("user_id", ""))


def sign_in_id() -> str:
    """The sign-in that the guard vouches for; it opens nothing by itself."""
    return str(st.user.to_dict().get("sign_in_id", ""))


def actor() -> Actor:
    """The person on whose behalf the page acts.

    Raises
    ------
    NotAllowed
        If nobody is signed in.
    """
    found = clinic_service.actor_of(store(), signed_in_user_id(), sign_in_id=sign_in_id(), at=now())
    if found is None:
        raise NotAllowed("Your sign-in has ended: sign in again.")
    return found


def record_refusal(page: str) -> None:
    """Write down that whoever is signed in wanted a page without the right to it."""
    found = clinic_service.actor_of(store(), signed_in_user_id(), sign_in_id=sign_in_id(), at=now())
    if found is not None:
        auditing.record_refusal(store(), found, kind="page", object_id=page, at=now())


def record_view(page: str, object_id: str, patient_id: str) -> None:
    """Write down, at most every 15 minutes, that a page with a patient's data was opened."""
    auditing.record_view(store(), actor(), kind=page, object_id=object_id, patient_id=patient_id, at=now())


def reader_language() -> str:
    """The language that the person at the page chose; empty for the browser's, or without a sign-in."""
    found = clinic_service.actor_of(store(), signed_in_user_id())
    return found.language if found else ""


def clinic() -> Clinic:
    """The clinic's name, zone and windows."""
    return clinic_service.read(store())


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def to_local(moment: datetime) -> datetime:
    """A moment on the clinic's wall clock."""
    return moment.astimezone(ZoneInfo(clinic().time_zone))


def to_local_minute(moment: datetime) -> datetime:
    """A moment on the clinic's wall clock as time fields hold it: without zone and seconds."""
    return to_local(moment).replace(tzinfo=None, second=0, microsecond=0)


def from_local(wall_clock: datetime) -> datetime:
    """A wall-clock time of the clinic as a moment in UTC."""
    return wall_clock.replace(tzinfo=ZoneInfo(clinic().time_zone)).astimezone(UTC)


@st.cache_resource(ttl=60, max_entries=4)
def limits(is_synthetic: bool, method: str | None = None) -> Limits:
    """The clinic's limits, at most a minute old: learning them reads every repeat of the clinic."""
    return progress.clinic_limits(store(), actor(), is_synthetic=is_synthetic, method=method)


@st.cache_resource(ttl=60, max_entries=len(Role))
def precision(role: Role) -> ClinicPrecision:
    """How precise the clinic's photos are, at most a minute old.

    Kept for each role by itself, so that nobody is shown what another one was allowed to see.
    """
    return precision_service.clinic_precision(store(), actor())
