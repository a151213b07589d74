"""Photos from home: the session of the day that takes them, and how many a day there may be."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInput
from tracker.model import Actor
from tracker.rights import Action, require, require_own_series
from tracker.store import clinic, home_days, series
from tracker.store.opening import Store
from tracker.texts import ngettext

MOST_A_DAY = 12
MOST_BYTES_A_DAY = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HomeDay:
    """On whose behalf a photo from home is stored, and in which session: no other one is open to them."""

    actor: Actor
    session_id: str


def prepare_home_day(store: Store, actor: Actor, series_id: str, *, byte_count: int, at: datetime) -> HomeDay:
    """The home session of this day, made if there is none.

    Parameters
    ----------
    byte_count : int
        Of the photo that is to be added.

    Raises
    ------
    NotAllowed
        If the series is another patient's, or not the link's.
    InvalidInput
        If as many photos, or bytes, as a day takes are there already.
    """
    require(actor, Action.ADD_OWN)
    patient_id = series.read_series(store, series_id).patient_id
    require_own_series(actor, Action.ADD_OWN, patient_id=patient_id, series_id=series_id)
    start, end = _day_around(store, at)
    count, total = home_days.count_added(store, series_id, since=start, until=end)
    if count >= MOST_A_DAY or total + byte_count > MOST_BYTES_A_DAY:
        raise InvalidInput(
            ngettext(
                "Today's photos are enough: {count} a day can be added. Please go on tomorrow.",
                "Today's photos are enough: {count} a day can be added. Please go on tomorrow.",
                MOST_A_DAY,
            )
        )
    session_id = home_days.home_session(
        store, series_id, since=start, until=end, by=actor.display_name, at=at
    )
    return HomeDay(replace(actor, session_id=session_id), session_id)


def drop_empty_day(store: Store, day: HomeDay, *, at: datetime) -> None:
    """Take the session back if nothing came into it, because the photo was refused."""
    home_days.drop_empty(store, day.session_id, by=day.actor.display_name, at=at)


def _day_around(store: Store, at: datetime) -> tuple[datetime, datetime]:
    """From midnight to midnight in the clinic's zone."""
    practice = clinic.read_clinic(store)
    local = at.astimezone(ZoneInfo(practice.time_zone if practice else "UTC"))
    start = datetime.combine(local.date(), time(), local.tzinfo)
    return start, datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
