"""What is erased is gone: rows, files, and every byte of them."""

import pytest

from tests.services.erasure.full_record import (
    NOW,
    OWNER,
    PICTURE,
    SMALL,
    TRACES,
    add_photo,
    delete,
    erase,
    files_of,
    find_traces,
)
from tracker.errors import InvalidInput, NotFound
from tracker.model import ErasedKind, ErasureGround, Rendition
from tracker.services import retention
from tracker.store import erasing, patients, photos
from tracker.store.opening import Store
from tracker.store.schema import Base

# tables without anything of a patient's own, and those that outlive a patient
KEPT = {
    "audit_event",
    "audit_head",
    "bulk_import",
    "clinic",
    "consent_form",
    "emergency_access",
    "erasure",
    "import_file",
    "job",
    "released_copy",
    "share_failure",
    "sign_in_failure",
}


def test_every_table_is_erased_with_the_patient_or_known_to_stay() -> None:
    owned = erasing.owned_tables(ErasedKind.PATIENT)
    assert not owned & KEPT
    # a new table points to the patient in the end, or holds nothing of one and is added above
    assert set(Base.metadata.tables) == owned | KEPT


def test_no_byte_of_an_erased_patient_is_left_in_the_data_folder(store: Store, photo, other) -> None:
    folder = store.settings.data_dir
    assert {trace for trace, _ in find_traces(folder)} >= {trace[:20] for trace in TRACES[:7]}
    erasure_id = delete(store, photo)
    erase(store, erasure_id)
    assert find_traces(folder) == []
    assert photos.read_original(store, other.digest) == PICTURE[::-1]
    assert len([path for path in files_of(store, other) if path.is_file()]) == 5
    assert patients.read_patient(store, other.patient_id).details.family_name == "Meyer"


def test_an_erased_photo_is_gone_and_the_rest_of_the_record_stays(store: Store, photo) -> None:
    second = add_photo(store, photo.session_id, SMALL, renditions={Rendition.THUMBNAIL: b"RIFF second"})

    def ask() -> None:
        retention.erase_photo(
            store, OWNER, second.id, ground=ErasureGround.WRONG_PATIENT, note="not hers", now=NOW
        )

    with pytest.raises(InvalidInput, match="Only a deleted photo is erased"):
        ask()
    photos.delete_photo(store, second.id, by="Dr Eva", at=NOW, why="somebody else")
    (listed,) = retention.read_page(store, OWNER, now=NOW).deleted_photos
    assert (listed.photo.id, listed.session_number, listed.why) == (second.id, 1, "somebody else")
    ask()
    with pytest.raises(NotFound):
        photos.restore_photo(store, second.id, by="Dr Eva", at=NOW)
    (due,) = erasing.list_due(store, at=NOW)
    erase(store, due, at=NOW)
    assert not any(path.exists() for path in files_of(store, second))
    assert photos.read_original(store, photo.digest) == PICTURE
    assert photos.list_photos(store, photo.series_id) == [photo]
    (stays,) = retention.read_page(store, OWNER, now=NOW).erased
    assert (stays.kind, stays.subject_id, stays.photo_count) == (ErasedKind.PHOTO, second.id, 1)
