"""Regions drawn on a view's reference photo.

Only regions drawn on the present reference are listed: coordinates of another photo would mean
another place on the skin.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import (
    AuditEvent,
    ControlChoice,
    Reference,
    Region,
    RegionRole,
    Shape,
    View,
)
from tracker.store import photos
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.references import present_reference
from tracker.store.retention import refuse_while_held
from tracker.store.rows import fetch
from tracker.store.schema import RegionRecord, SeriesRecord, new_id
from tracker.texts import gettext as _


def add_region(
    store: Store,
    series_id: str,
    view: View,
    *,
    name: str,
    role: RegionRole,
    shape: Shape,
    reference_digest: str,
    by: str,
    at: datetime,
    choice: ControlChoice | None = None,
) -> Region:
    """Keep a region that was drawn on a view's reference photo.

    Raises
    ------
    NotFound
        If there is no such series, or no such region of which this one is to be the other side.
    InvalidInput
        If the view's reference is another photo by now.
    """
    with store.writing() as db:
        series = fetch(db, SeriesRecord, series_id, word="series")
        if reference_digest != _reference_digest(db, series_id, view):
            raise InvalidInput(
                _(
                    "The reference photo of this view has changed in the meantime: "
                    "load the page again and draw the region on the new one."
                ),
                field="shape",
            )
        row = RegionRecord(
            id=new_id(),
            series_id=series_id,
            view=view,
            reference_digest=reference_digest,
            name=name,
            role=role,
            shape=shape,
            revision=1,
            created_at=at,
        )
        _take_choice(db, row, choice or ControlChoice())
        db.add(row)
        _write_event(db, row, "added region", series.patient_id, by, at)
        return row.to_model()


def edit_region(
    store: Store,
    region_id: str,
    *,
    name: str,
    role: RegionRole,
    shape: Shape,
    by: str,
    at: datetime,
    choice: ControlChoice | None = None,
) -> Region:
    """Change a region. Its revision grows by one, so that older readings count no more.

    Parameters
    ----------
    choice : ControlChoice, optional
        What is said about comparing it now; what was said before stays by default.

    Raises
    ------
    NotFound
        If there is no such region, or no such region of which this one is to be the other side.
    """
    with store.writing() as db:
        row = fetch(db, RegionRecord, region_id, word="region")
        row.name, row.role, row.shape = name, role, shape
        if choice is not None:
            _take_choice(db, row, choice)
        row.revision += 1
        _write_event(db, row, "edited region", _patient_id(db, row), by, at)
        return row.to_model()


def outdate_regions(store: Store, region_ids: Iterable[str], *, by: str, at: datetime) -> None:
    """Let the revision of regions grow by one: what they are compared with is not what it was.

    A region that is gone is passed over.
    """
    with store.writing() as db:
        for region_id in region_ids:
            row = db.get(RegionRecord, region_id)
            if row is not None:
                row.revision += 1
                _write_event(db, row, "outdated region", _patient_id(db, row), by, at)


def delete_region(store: Store, region_id: str, *, by: str, at: datetime) -> None:
    """Remove a region with its readings. An untreated one that was its other side is so no more.

    Raises
    ------
    NotFound
        If there is no such region.
    InvalidInput
        If the patient's record is under legal hold: its readings are part of it.
    """
    with store.writing() as db:
        row = fetch(db, RegionRecord, region_id, word="region")
        refuse_while_held(db, _patient_id(db, row))
        _write_event(db, row, "deleted region", _patient_id(db, row), by, at)
        db.delete(row)


def list_regions(store: Store, series_id: str, view: View) -> list[Region]:
    """The regions drawn on a view's present reference, in the order of drawing."""
    with store.reading() as db:
        wanted = (
            select(RegionRecord)
            .where(
                RegionRecord.series_id == series_id,
                RegionRecord.view == view,
                RegionRecord.reference_digest == _reference_digest(db, series_id, view),
            )
            .order_by(RegionRecord.created_at, RegionRecord.id)
        )
        return [row.to_model() for row in db.scalars(wanted)]


def read_ground(store: Store, reference: Reference) -> bytes:
    """The picture on which a view's regions are drawn: the reference photo as the screen shows it.

    Its original where that picture is yet to be made again.

    Raises
    ------
    NotFound
        If both are gone.
    """
    digest = reference.photo.digest
    return photos.read_screen(store, digest) or photos.read_original(store, digest)


def replace_shapes(
    store: Store, series_id: str, view: View, reference_digest: str, shapes: Mapping[str, Shape]
) -> None:
    """Carry regions over to another reference photo; every revision grows by one.

    Parameters
    ----------
    reference_digest : str
        The photo in whose pixels the shapes are.
    shapes : mapping of str to Shape
        The new shapes by region id; an id that is not of this view is an error.

    Raises
    ------
    NotFound
        If one of the regions is gone; none is changed then.
    """
    with store.writing() as db:
        for region_id, shape in shapes.items():
            row = fetch(db, RegionRecord, region_id, word="region")
            if (row.series_id, row.view) != (series_id, view):
                raise ValueError(f"region {region_id} is not of view {view.key} of series {series_id}")
            row.shape, row.reference_digest = shape, reference_digest
            row.revision += 1


def _reference_digest(db: Database, series_id: str, view: View) -> str:
    row = present_reference(db, series_id, view)
    return row.photo.digest if row else ""


def _take_choice(db: Database, row: RegionRecord, choice: ControlChoice) -> None:
    if choice.other_side_of is not None:
        fetch(db, RegionRecord, choice.other_side_of, word="region")
    row.choice = choice


def _patient_id(db: Database, row: RegionRecord) -> str:
    return fetch(db, SeriesRecord, row.series_id, word="series").patient_id


def _write_event(
    db: Database, row: RegionRecord, action: str, patient_id: str, by: str, at: datetime
) -> None:
    # without the name, which people type: events stay when a patient's record is erased
    detail = f"{row.role}, {row.view.name_in_events}, revision {row.revision}"
    write_event(db, AuditEvent(at, by, action, "region", row.id, patient_id, detail))
