"""Every file of the shared corpus ends in findings of sentences, or in one sentence; none in a crash."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.errors import PhotoRefused
from tracker.imaging.inspected import InspectedPhoto
from tracker.imaging.quality import judge_newcomer
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import (
    CaptureTimeSource,
    Finding,
    Phase,
    Photo,
    Reference,
    Rendition,
    Standard,
    View,
    ViewKind,
)

INTAKE = Path(__file__).parents[4] / "shared" / "bench" / "intake"
FRONT = View(ViewKind.FRONT)
MM_ACROSS = 220.0
NOW = datetime(2026, 5, 3, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not INTAKE.exists(), reason="the shared intake files are not here")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodeSandbox]:
    with DecodeSandbox(photo_seconds=10.0) as shared:
        yield shared


@pytest.fixture(scope="module")
def face(sandbox: DecodeSandbox) -> tuple[Reference, bytes]:
    """A reference: the face as it is stored without a profile."""
    inspected = sandbox.inspect((INTAKE / "accept" / "face_srgb.png").read_bytes())
    photo = Photo(
        "1", "s", "c", "p", FRONT, Phase.PRE, inspected.facts, NOW, CaptureTimeSource.TYPED, NOW, "Eva"
    )
    return Reference("c", FRONT, photo, MM_ACROSS, False), inspected.renditions[Rendition.SCREEN]


def judged(photo: InspectedPhoto, reference: tuple[Reference, bytes] | None) -> tuple[Finding, ...]:
    return judge_newcomer(
        photo.facts,
        photo.renditions,
        Standard(
            FRONT,
            mm_across=MM_ACROSS,
            reference=None if reference is None else reference[0],
            read_screen=lambda digest: None if reference is None else reference[1],
        ),
    )


@pytest.mark.parametrize(
    "path",
    [path for folder in ("accept", "refuse", "odd") for path in sorted((INTAKE / folder).glob("*"))],
    ids=lambda path: path.name,
)
@pytest.mark.filterwarnings("error")
def test_every_file_is_judged_or_refused_in_a_sentence(
    sandbox: DecodeSandbox,
    face: tuple[Reference, bytes],
    path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        photo = sandbox.inspect(path.read_bytes())
    except PhotoRefused as refusal:
        assert str(refusal).endswith(".")
        assert path.parent.name != "accept"
        return
    for reference in (None, face):
        for finding in judged(photo, reference):
            assert finding.sentence.endswith("."), finding
            assert "{" not in finding.sentence
    assert "could not be judged" not in caplog.text


@pytest.mark.parametrize(
    "name", ["face_displayp3.jpg", "face_displayp3.png", "face_srgb.heic", "face_16bit.png"]
)
def test_the_same_face_in_other_encodings_has_the_same_light_and_place(
    sandbox: DecodeSandbox, face: tuple[Reference, bytes], name: str
) -> None:
    photo = sandbox.inspect((INTAKE / "accept" / name).read_bytes())
    found = {finding.gate for finding in judged(photo, face)}
    assert not found & {"exposure", "cast", "light gradient", "turn", "recognised"}, found
