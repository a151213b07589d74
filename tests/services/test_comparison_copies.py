"""A copy leaves only for a use that is allowed, covered as it must be, looked at, and written down."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.services.detailed_photos import FRONT, Pair, add_pair, lay_over
from tests.ui.pages.records import NOW, Records
from tracker.errors import ConfirmationNeeded, ConsentMissing, InvalidInput, NotFound
from tracker.imaging.align.result import Alignment
from tracker.imaging.comparison_copy import GROUND
from tracker.imaging.faces.bundle import bundle_path
from tracker.model import (
    Actor,
    Box,
    ConsentScope,
    CopyFormat,
    CoverKind,
    ErasureGround,
    FaceCover,
    Polygon,
    RegionRole,
    Role,
    Signature,
    SignatureKind,
    SignerRelation,
    WantedCopy,
)
from tracker.services import comparison_copies, consents, retention
from tracker.services.comparison_copies import making
from tracker.services.consents import FilledForm
from tracker.services.retention import Deletion
from tracker.store import audit, patients, photos, regions, released
from tracker.store.opening import Store

OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER, confirmed_at=NOW)
SHAPE = (300, 400)
TEACHING = ConsentScope.TEACHING
SQUARE = Polygon(((100.0, 50.0), (100.0, 149.0), (199.0, 149.0), (199.0, 50.0)))
SHARED = Path(__file__).parents[3] / "shared"
PORTRAIT = SHARED / "bench" / "faces" / "london_003_neutral.jpg"


@pytest.fixture
def pair(store: Store) -> Pair:
    return add_pair(store, Records(store).series().id, SHAPE, now=NOW)


def allow(store: Store, pair: Pair, *granted: ConsentScope, face: bool = False) -> str:
    form = consents.form_to_sign(store, OWNER, "en", now=NOW)
    filled = FilledForm(
        {scope: scope in granted for scope in ConsentScope},
        face,
        "Anna",
        SignerRelation.PATIENT,
        Signature(SignatureKind.TYPED, "Anna"),
    )
    return consents.record_consent(store, OWNER, pair.photo.patient_id, form.id, filled, now=NOW).id


def draw_region(store: Store, pair: Pair, shape: Polygon = SQUARE) -> FaceCover:
    region = regions.add_region(
        store,
        pair.photo.series_id,
        FRONT,
        name="cheek",
        role=RegionRole.TREATED,
        shape=shape,
        reference_digest=pair.reference.digest,
        by="Dr Eva",
        at=NOW,
    )
    return FaceCover(CoverKind.REGION, region_id=region.id, region_revision=region.revision)


def wanted(pair: Pair, cover: FaceCover | None = None, scope: ConsentScope = TEACHING) -> WantedCopy:
    return WantedCopy(pair.reference.digest, pair.photo.digest, scope, cover or FaceCover())


def make(store: Store, copy: WantedCopy, **changes: object) -> bytes:
    how: dict = {
        "file_format": CopyFormat.PNG,
        "recipient": "Lecture",
        "is_checked": True,
        "at": NOW,
    }
    return comparison_copies.make_copy(store, OWNER, copy, **(how | changes))


def test_without_consent_to_the_very_use_nothing_is_drawn(store: Store, pair: Pair) -> None:
    draw_region(store, pair)
    allow(store, pair, ConsentScope.PRINT, face=True)
    for attempt in (
        lambda: make(store, wanted(pair)),
        lambda: comparison_copies.preview_copy(store, OWNER, wanted(pair), at=NOW),
        lambda: comparison_copies.find_covers(store, OWNER, wanted(pair), at=NOW),
    ):
        with pytest.raises(ConsentMissing, match="refused “teaching”"):
            attempt()
    for scope in (ConsentScope.TREATMENT_RECORD, ConsentScope.PATIENT_VIEW):
        with pytest.raises(InvalidInput):
            make(store, wanted(pair, scope=scope))
    assert released.list_copies(store) == []


def test_a_whole_picture_leaves_where_the_face_may_be_seen_and_is_written_down(store, pair: Pair) -> None:
    consent_id = allow(store, pair, TEACHING, face=True)
    covers = comparison_copies.find_covers(store, OWNER, wanted(pair), at=NOW)
    assert (covers.kinds, covers.is_face_allowed) == ([CoverKind.NOTHING], True)
    file = make(store, wanted(pair), recipient=" Lecture in Graz ")
    drawn = np.asarray(Image.open(io.BytesIO(file)))
    assert drawn.shape[1] == 2 * SHAPE[1] + 8
    [copy] = released.list_copies(store, scopes=[TEACHING])
    assert copy.details.digests == (pair.reference.digest, pair.photo.digest)
    assert (copy.details.recipient, copy.consent_id, copy.by) == (
        "Lecture in Graz",
        consent_id,
        OWNER.display_name,
    )
    event = audit.list_events(store, patient_id=pair.photo.patient_id)[0]
    assert (event.action, event.object_kind) == ("exported", "comparison")


def test_a_face_that_may_not_be_recognised_and_can_not_be_hidden_stays(store: Store, pair: Pair) -> None:
    allow(store, pair, TEACHING)
    with pytest.raises(ConsentMissing, match="draw a region"):
        make(store, wanted(pair))
    cover = draw_region(store, pair)
    assert comparison_copies.find_covers(store, OWNER, wanted(pair), at=NOW).kinds == [CoverKind.REGION]
    with pytest.raises(InvalidInput, match="how the face is hidden"):
        make(store, wanted(pair))
    with pytest.raises(InvalidInput, match="how the face is hidden"):
        make(store, wanted(pair, FaceCover(CoverKind.EYES, Box(0, 0, 1, 1))))
    with pytest.raises(InvalidInput, match="the region that the copy shows"):
        make(store, wanted(pair, FaceCover(CoverKind.REGION, region_id="f" * 32)))
    drawn = np.asarray(Image.open(io.BytesIO(make(store, wanted(pair, cover)))))
    assert drawn.shape[1] == 2 * 100 + 8
    assert (drawn[:100, 100:108] == GROUND).all()


def test_outside_the_region_two_patients_could_not_be_told_apart(store: Store, pair: Pair) -> None:
    """The same skin within, another picture around: the files are the same."""
    allow(store, pair, TEACHING)
    triangle = Polygon(((100.0, 50.0), (100.0, 149.0), (199.0, 50.0)))
    cover = draw_region(store, pair, triangle)
    files = set()
    for around in (10, 240):
        ground = np.full((*SHAPE, 3), around, np.uint8)
        ground[80:220, 30:170] = 90
        for photo in (pair.reference, pair.photo):
            lay_over(store, photo, pair.reference, Alignment.identity(SHAPE), ground)
        files.add(make(store, wanted(pair, cover)))
    assert len(files) == 1
    drawn = np.asarray(Image.open(io.BytesIO(files.pop())))
    assert (drawn[60:100, 60:100] == GROUND).all()
    assert abs(int(drawn[10, 10, 0]) - 90) <= 2


def test_a_person_looks_names_who_gets_it_and_types_the_password(store: Store, pair: Pair) -> None:
    allow(store, pair, TEACHING, face=True)
    for field, changes in (
        ("checked", {"is_checked": False}),
        ("recipient", {"recipient": " "}),
        ("recipient", {"recipient": "x" * 201}),
    ):
        with pytest.raises(InvalidInput) as refused:
            make(store, wanted(pair), **changes)
        assert refused.value.field == field
    with pytest.raises(ConfirmationNeeded):
        make(store, wanted(pair), at=NOW + timedelta(minutes=10))
    assert released.list_copies(store) == []


def test_a_withdrawal_ends_copies_at_once(store: Store, pair: Pair) -> None:
    consent_id = allow(store, pair, TEACHING, face=True)
    make(store, wanted(pair))
    consents.withdraw_consent(store, OWNER, pair.photo.patient_id, consent_id, [TEACHING], now=NOW)
    with pytest.raises(ConsentMissing, match="withdrawn"):
        make(store, wanted(pair))
    assert len(released.list_copies(store)) == 1


def test_only_two_aligned_photos_of_one_view_leave(store: Store, pair: Pair) -> None:
    allow(store, pair, TEACHING, face=True)
    same = replace(wanted(pair), right_digest=pair.reference.digest)
    unknown = replace(wanted(pair), right_digest="0" * 64)
    of_another = Records(store).photo(
        Records(store).session(Records(store).series(Records(store).patient(chart_number="B")), 1)
    )
    foreign = replace(wanted(pair), right_digest=of_another.digest)
    for copy in (same, unknown, foreign):
        with pytest.raises(NotFound):
            make(store, copy)
    photos.delete_photo(store, pair.photo.id, by="x", at=NOW, why="x")
    with pytest.raises(NotFound):
        make(store, wanted(pair))


@pytest.fixture
def faces(store: Store) -> Pair:
    """The same portrait twice, with the face models at hand."""
    if not bundle_path(SHARED / "models").is_file() or not PORTRAIT.is_file():
        pytest.skip("the face models and photos are not here")
    rgb = np.asarray(Image.open(PORTRAIT).convert("RGB"))
    with_models = replace(store, settings=replace(store.settings, models_dir=SHARED / "models"))
    pair = add_pair(with_models, Records(store).series().id, rgb.shape[:2], now=NOW)
    for photo in (pair.reference, pair.photo):
        lay_over(store, photo, pair.reference, Alignment.identity(rgb.shape[:2]), rgb)
    return pair


def test_eyes_are_covered_by_a_bar_that_can_be_moved_but_not_off_them(store: Store, faces: Pair) -> None:
    store = replace(store, settings=replace(store.settings, models_dir=SHARED / "models"))
    allow(store, faces, TEACHING)
    covers = comparison_copies.find_covers(store, OWNER, wanted(faces), at=NOW)
    assert covers.kinds == [CoverKind.EYES]
    bar = covers.bar
    assert bar is not None and 0.15 < bar.right - bar.left < 0.9
    drawn = np.asarray(Image.open(io.BytesIO(make(store, wanted(faces, FaceCover(CoverKind.EYES, bar))))))
    height = np.asarray(Image.open(PORTRAIT)).shape[0]
    middle = int((bar.top + bar.bottom) / 2 * height * min(1, 2048 / height))
    assert (drawn[middle, drawn.shape[1] // 4] == 34).all()
    for moved in (replace(bar, left=(bar.left + bar.right) / 2), replace(bar, top=bar.bottom - 0.01)):
        with pytest.raises(InvalidInput, match="leaves an eye"):
            make(store, wanted(faces, FaceCover(CoverKind.EYES, moved)))
    facts = faces.reference.facts
    high, wide = facts.height_px, facts.width_px
    eyes = Polygon(
        ((bar.top * high, 0.0), (bar.top * high, wide), (bar.bottom * high, wide), (bar.bottom * high, 0.0))
    )
    with pytest.raises(InvalidInput, match="shows the eyes"):
        make(store, wanted(faces, draw_region(store, faces, eyes)))


def while_drawing(monkeypatch: pytest.MonkeyPatch, done: Callable[[], object]) -> None:
    """Let something happen between the question what is allowed and the moment at which a copy leaves."""
    encode = making.encode_copy

    def encode_meanwhile(*drawn: Any) -> bytes:
        done()
        return encode(*drawn)

    monkeypatch.setattr(making, "encode_copy", encode_meanwhile)


def test_a_face_that_is_forbidden_while_it_is_drawn_does_not_leave(store, pair: Pair, monkeypatch) -> None:
    allow(store, pair, TEACHING, face=True)
    while_drawing(monkeypatch, lambda: allow(store, pair, TEACHING, face=False))
    with pytest.raises(ConsentMissing, match="any more"):
        make(store, wanted(pair))
    assert released.list_copies(store) == []


def test_what_is_deleted_while_it_is_drawn_does_not_leave(store, pair: Pair, monkeypatch) -> None:
    allow(store, pair, TEACHING, face=True)
    with monkeypatch.context() as patch:
        while_drawing(
            patch, lambda: photos.delete_photo(store, pair.photo.id, by="x", at=NOW, why="asked for")
        )
        with pytest.raises(NotFound):
            make(store, wanted(pair))
    photos.restore_photo(store, pair.photo.id, by="x", at=NOW)
    chart = patients.read_patient(store, pair.photo.patient_id).details.chart_number
    said = Deletion(ErasureGround.PATIENT_REQUEST, "asked for", chart)
    while_drawing(
        monkeypatch,
        lambda: retention.delete_patient(store, OWNER, pair.photo.patient_id, said, now=NOW),
    )
    with pytest.raises(NotFound):
        make(store, wanted(pair))
    assert released.list_copies(store) == []


def test_a_region_that_was_drawn_anew_has_to_be_looked_at_again(store: Store, pair: Pair) -> None:
    """Somebody looked at a cheek; a colleague makes the region larger; the same page asks for the file."""
    allow(store, pair, TEACHING)
    cover = draw_region(store, pair)
    assert make(store, wanted(pair, cover))
    larger = Polygon(((0.0, 0.0), (0.0, 399.0), (299.0, 399.0), (299.0, 0.0)))
    edited = regions.edit_region(
        store, cover.region_id, name="cheek", role=RegionRole.TREATED, shape=larger, by="Dr Max", at=NOW
    )
    for attempt in (make, lambda *of: comparison_copies.preview_copy(*of[:1], OWNER, of[1], at=NOW)):
        with pytest.raises(InvalidInput, match="changed after you looked"):
            attempt(store, wanted(pair, cover))
    assert make(store, wanted(pair, replace(cover, region_revision=edited.revision)))
    assert len(released.list_copies(store)) == 2


def test_where_one_face_is_not_found_a_region_keeps_clear_of_the_others_eyes(store, faces: Pair) -> None:
    """The faces lie over each other, but not so well that one's eyes tell where the other's are."""
    store = replace(store, settings=replace(store.settings, models_dir=SHARED / "models"))
    allow(store, faces, TEACHING)
    bar = comparison_copies.find_covers(store, OWNER, wanted(faces), at=NOW).bar
    assert bar is not None
    high, wide = faces.reference.facts.height_px, faces.reference.facts.width_px
    # from just under the lids of the face that is found
    under = (0.8 * bar.bottom + 0.2 * bar.top) * high
    cheeks = Polygon(((under, 0.0), (under, wide), (0.9 * high, wide), (0.9 * high, 0.0)))
    cover = draw_region(store, faces, cheeks)
    assert make(store, wanted(faces, cover))
    rgb = np.asarray(Image.open(PORTRAIT).convert("RGB"))
    blurred = np.full_like(rgb, 128)
    lay_over(store, faces.photo, faces.reference, Alignment.identity(rgb.shape[:2]), blurred)
    with pytest.raises(InvalidInput, match="shows the eyes"):
        make(store, wanted(faces, cover))
