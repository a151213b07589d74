"""Sentences that are kept while one language is spoken, and read in another."""

import gettext as gnu
import pickle
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.store.conftest import NOW, Filler
from tracker.model import Finding, GateLevel, JobState, Metric, Reading
from tracker.store import jobs, readings
from tracker.store.opening import Store
from tracker.texts import Catalogue, Message, speaking

METHOD = "measure-1"
DARKER = Message("The skin is {stops:.1f} stops darker than {it}.", {"stops": 1.25, "it": Message("this")})
IN_SPANISH = {DARKER.template: "La piel es {stops:.1f} pasos más oscura que {it}.", "this": "esto"}
SPANISH_DARKER = "La piel es 1,2 pasos más oscura que esto."


class Words(gnu.NullTranslations):
    def gettext(self, message: str) -> str:
        return IN_SPANISH.get(message, message)


SPANISH = Catalogue("es", Words(), ",")


@pytest.fixture
def measured(store: Store, fill: Filler) -> str:
    """A series with one withheld reading and its gate."""
    of = fill.series()
    photo, region = fill.photo(fill.session(of, 1)), fill.region(of)
    row = Reading(photo.digest, region.id, 1, Metric.REDNESS, METHOD, None, "untreated skin", DARKER)
    finding = Finding("exposure", -1.25, GateLevel.FAIL, DARKER, (Metric.REDNESS,))
    readings.save_readings(store, photo.digest, region.id, [row], (finding,), method=METHOD)
    return of.id


def sentences(store: Store, series_id: str) -> set[str]:
    (row,) = readings.list_readings(store, series_id, method=METHOD)
    ((finding,),) = readings.list_findings(store, series_id, method=METHOD).values()
    return {row.withheld_because, finding.sentence}


def test_a_finding_and_a_reason_are_said_in_the_language_of_their_reader(store: Store, measured: str) -> None:
    assert sentences(store, measured) == {"The skin is 1.2 stops darker than this."}
    with speaking(SPANISH):
        assert sentences(store, measured) == {SPANISH_DARKER}


def test_messages_come_back_as_they_were_kept(store: Store, measured: str) -> None:
    (row,) = readings.list_readings(store, measured, method=METHOD)
    ((finding,),) = readings.list_findings(store, measured, method=METHOD).values()
    assert (row.withheld, finding.message) == (DARKER, DARKER)


def test_rows_of_earlier_versions_hold_plain_text_and_still_read(store: Store, measured: str) -> None:
    old = "{Too} dark by 1.2 stops."
    with store.writing() as db:
        db.execute(text("UPDATE reading SET withheld_because = :old"), {"old": old})
        kept = f'[{{"gate": "exposure", "value": 1.2, "level": "warn", "sentence": "{old}", "metrics": []}}]'
        db.execute(text("UPDATE findings SET findings = :kept"), {"kept": kept})
    with speaking(SPANISH):
        assert sentences(store, measured) == {old}


def test_why_a_job_failed_is_said_in_the_language_of_its_reader(store: Store) -> None:
    jobs.queue_job(store, "analyse", "photo", at=NOW)
    for tries in range(jobs.MOST_TRIES):
        at = NOW + timedelta(minutes=tries)
        job = jobs.claim_job(store, at=at, lease_seconds=60)
        assert job is not None
        jobs.fail_job(store, job.id, DARKER, at=at)
    (failed,) = jobs.list_jobs(store, ["photo"])
    with speaking(SPANISH):
        assert (failed.state, str(failed.message)) == (JobState.FAILED, SPANISH_DARKER)


def test_a_message_passes_from_process_to_process() -> None:
    assert pickle.loads(pickle.dumps(DARKER)) == DARKER
    assert len({DARKER, pickle.loads(pickle.dumps(DARKER))}) == 1
