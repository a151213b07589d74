"""Stretches of unchanged skin: sessions of a series between which nothing changed it.

Nobody treated the skin between the baseline sessions before a treatment, nor between them and the
photos before the first treatment. Of other sessions somebody has to say so, by marking the later
one. A mark that a treatment contradicts, or that was overtaken by new dates, says nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.model import ANOTHER_DAY, SessionKind, find_mark_problem
from tracker.store.schema import SessionRecord


class Stretch(NamedTuple):
    """The stretch that a session lies in.

    ``id`` is that of the session which the stretch is named by: its first baseline session before
    the first treatment, else its first session. ``is_baseline`` is whether the session at hand is
    such a baseline session.
    """

    id: str
    is_baseline: bool


class _Visit(NamedTuple):
    """What is asked of a session; the columns of `_visits`."""

    series_id: str
    id: str
    kind: SessionKind
    held_at: datetime
    unchanged_since: str | None


def find_stretches(db: Database, measured_ids: Container[str]) -> dict[str, Stretch]:
    """The stretches that measured sessions lie in, each session of a stretch on a day of its own.

    A chain of marks may go through sessions that aren't measured. Of sessions of one day only the
    first counts: together they would say too little of how days differ.
    """
    found: dict[str, Stretch] = {}
    for visits in _visits(db).values():
        treated_at = [v.held_at for v in visits if v.kind is SessionKind.TREATMENT]
        for together in _joined(visits, treated_at):
            days = _days_of_their_own([v for v in together if v.id in measured_ids])
            found |= _named(days, treated_at)
    return found


def _visits(db: Database) -> dict[str, list[_Visit]]:
    """The sessions of each series, oldest first."""
    wanted = select(
        SessionRecord.series_id,
        SessionRecord.id,
        SessionRecord.kind,
        SessionRecord.held_at,
        SessionRecord.unchanged_since,
    ).order_by(SessionRecord.held_at, SessionRecord.number)
    found: dict[str, list[_Visit]] = defaultdict(list)
    for row in db.execute(wanted):
        visit = _Visit._make(row)
        found[visit.series_id].append(visit)
    return found


def _joined(visits: Sequence[_Visit], treated_at: Sequence[datetime]) -> Iterable[list[_Visit]]:
    """The sessions of one series, those together between which the skin stayed as it was."""
    group = {visit.id: [visit] for visit in visits}
    for earlier_id, later_id in _links(visits, treated_at):
        if group[earlier_id] is not group[later_id]:
            group[earlier_id] += group[later_id]
            for moved in group[later_id]:
                group[moved.id] = group[earlier_id]
    return {id(together): together for together in group.values()}.values()


def _links(visits: Sequence[_Visit], treated_at: Sequence[datetime]) -> Iterable[tuple[str, str]]:
    """Which sessions show the same skin: by what they are, and by what somebody marked."""
    by_id = {visit.id: visit for visit in visits}
    first_of: dict[int, str] = {}
    for visit in visits:
        before = bisect_left(treated_at, visit.held_at)
        if visit.kind is SessionKind.BASELINE or (visit.kind is SessionKind.TREATMENT and before == 0):
            yield first_of.setdefault(before, visit.id), visit.id
        earlier = by_id.get(visit.unchanged_since or "")
        if earlier and find_mark_problem(earlier.held_at, visit.held_at, treated_at) is None:
            yield earlier.id, visit.id


def _days_of_their_own(visits: Iterable[_Visit]) -> list[_Visit]:
    kept: list[_Visit] = []
    for visit in sorted(visits, key=lambda v: v.held_at):
        if not kept or visit.held_at - kept[-1].held_at >= ANOTHER_DAY:
            kept.append(visit)
    return kept


def _named(days: Sequence[_Visit], treated_at: Sequence[datetime]) -> Mapping[str, Stretch]:
    """By session, the stretch that these are."""
    baselines = [
        v.id for v in days if v.kind is SessionKind.BASELINE and not bisect_left(treated_at, v.held_at)
    ]
    name = (baselines or [v.id for v in days] or [""])[0]
    return {v.id: Stretch(name, v.id in baselines) for v in days}
