"""What a person said about comparing a region: kept with it, and nothing said in older installations."""

import pytest
from alembic import command
from sqlalchemy import text

from tests.store.conftest import FRONT, NOW, SQUARE, Filler
from tracker.config import Settings
from tracker.errors import NotFound
from tracker.model import ControlChoice, ControlKind, Metric, Reading, RegionRole, Rendition
from tracker.store import audit, migrating, photos, readings, references, regions
from tracker.store.opening import Store, open_store


def test_what_was_said_about_comparing_comes_back_and_stays_through_other_edits(store, fill) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    region = fill.region(of)
    assert region.choice == ControlChoice()
    said = ControlChoice(ControlKind.RING, is_skin_around_untreated=True)
    values = {"name": "cheek", "role": region.role, "shape": SQUARE, "by": "Dr Who", "at": NOW}
    regions.edit_region(store, region.id, **values, choice=said)
    regions.edit_region(store, region.id, **values)
    (kept,) = regions.list_regions(store, of.id, FRONT)
    assert (kept.choice, kept.revision) == (said, 3)


def test_a_region_may_be_the_other_side_of_one_that_is_there(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    treated, opposite = fill.region(of), fill.region(of, role=RegionRole.UNTREATED)
    values = {"name": "opposite", "role": opposite.role, "shape": SQUARE, "by": "Dr Who", "at": NOW}
    regions.edit_region(store, opposite.id, **values, choice=ControlChoice(other_side_of=treated.id))
    with pytest.raises(NotFound):
        regions.edit_region(store, opposite.id, **values, choice=ControlChoice(other_side_of="nobody"))
    said = {region.id: region.choice.other_side_of for region in regions.list_regions(store, of.id, FRONT)}
    assert said == {treated.id: None, opposite.id: treated.id}
    regions.delete_region(store, treated.id, by="Dr Who", at=NOW)
    (kept,) = regions.list_regions(store, of.id, FRONT)
    assert kept.choice == ControlChoice()


def test_outdated_regions_have_a_new_revision_and_an_audit_event(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    first, second = fill.region(of), fill.region(of)
    regions.outdate_regions(store, [second.id, "gone"], by="Dr Who", at=NOW)
    listed = {region.id: region.revision for region in regions.list_regions(store, of.id, FRONT)}
    assert listed == {first.id: 1, second.id: 2}
    actions = [e.action for r in (first, second) for e in audit.list_events(store, object_id=r.id)]
    assert actions == ["added region", "outdated region", "added region"]


def test_the_picture_that_regions_are_drawn_on_is_the_screens_or_else_the_original(store, fill) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1), b"the original")
    reference = references.read_reference(store, of.id, FRONT)
    assert reference is not None
    assert regions.read_ground(store, reference) == b"large"
    photos.read_rendition(store, photo.digest, Rendition.SCREEN).path.unlink()
    assert regions.read_ground(store, reference) == b"the original"


def test_regions_and_readings_of_an_older_installation_stay_and_say_nothing_of_controls(
    store: Store, settings: Settings, fill: Filler
) -> None:
    of = fill.series()
    photo = fill.photo(fill.session(of, 1))
    treated, untreated = fill.region(of), fill.region(of, role=RegionRole.UNTREATED)
    reading = Reading(photo.digest, treated.id, 1, Metric.REDNESS, "measure-1", 3.5, "untreated skin")
    readings.save_readings(store, photo.digest, treated.id, [reading], (), method="measure-1")
    store.close()
    engine = migrating._engine(settings.database_url)
    with engine.begin() as connection:
        command.downgrade(migrating._config(connection), "0004")
        columns = connection.execute(text("SELECT name FROM pragma_table_info('region')")).scalars().all()
    engine.dispose()
    assert "other_side_of" not in columns
    opened = open_store(settings)
    listed = {region.id: region for region in regions.list_regions(opened, of.id, FRONT)}
    assert listed == {treated.id: treated, untreated.id: untreated}
    assert readings.list_readings(opened, of.id, method="measure-1") == [reading]
    opened.close()
