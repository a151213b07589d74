"""Whatever a file does to the decoding process, it costs one sentence and the next photo goes in."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tracker.errors import PhotoRefused, PhotoTooLarge, UnreadablePhoto
from tracker.imaging.decode import decode_photo
from tracker.imaging.inspected import InspectedPhoto, pack_inspected, pack_refusal, unpack_answer
from tracker.imaging.jpeg_check import is_damaged_jpeg
from tracker.imaging.matrix_profile import DISPLAY_P3, build_profile
from tracker.imaging.refusals import Refusal
from tracker.imaging.sandbox import CRASHED, SLOW, DecodeSandbox
from tracker.imaging.whole_file import find_jpeg_end
from tracker.model import Rendition
from tracker.texts import Message

TOP = Path(__file__).parents[2]
INTAKE = TOP.parent / "shared" / "bench" / "intake"
IS_LINUX = sys.platform == "linux"
MEMORY_CEILING_KB = 1_200_000
needs_bench = pytest.mark.skipif(not INTAKE.exists(), reason="the shared intake files are not here")
needs_linux = pytest.mark.skipif(not IS_LINUX, reason="stopping processes and reading /proc are Linux's")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodeSandbox]:
    with DecodeSandbox(photo_seconds=10.0) as shared:
        yield shared


def jpeg(width: int = 640, height: int = 480, *, seed: int = 3, exif: Image.Exif | None = None) -> bytes:
    rgb = np.random.default_rng(seed).integers(80, 200, (height, width, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=90, exif=exif or Image.Exif())
    return out.getvalue()


def flat_png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (196, 148, 124)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def bench_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((INTAKE / folder).glob("*"))]


def peak_memory_kb(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def assert_is_one_sentence(refusal: PhotoRefused) -> None:
    sentence = str(refusal)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert 20 < len(sentence) < 200


def wait_until(claim: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.02)
    return False


def is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in ("Z", "X")


def test_it_finds_the_same_facts_as_a_decode_here(sandbox: DecodeSandbox) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2024:03:09 10:11:12"
    data = jpeg(exif=exif)
    inspected = sandbox.inspect(data)
    assert inspected.facts == decode_photo(data).facts
    assert (inspected.facts.width_px, inspected.facts.height_px) == (480, 640)


def test_renditions_are_upright_and_carry_no_place(sandbox: DecodeSandbox) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 31.0)})
    renditions = sandbox.inspect(jpeg(exif=exif)).renditions
    sizes = {}
    for name, data in renditions.items():
        image = Image.open(io.BytesIO(data))
        sizes[name] = image.size
        assert image.format == "WEBP"
        assert not dict(image.getexif())
        assert not {"exif", "xmp", "icc_profile"} & set(image.info)
    assert sizes == {Rendition.SCREEN: (480, 640), Rendition.THUMBNAIL: (300, 400)}


def test_colours_of_a_rendition_are_those_of_the_full_photo(sandbox: DecodeSandbox) -> None:
    out = io.BytesIO()
    Image.new("RGB", (2400, 600), (190, 120, 90)).save(out, "PNG", icc_profile=build_profile(DISPLAY_P3))
    screen = Image.open(io.BytesIO(sandbox.inspect(out.getvalue()).renditions[Rendition.SCREEN]))
    expected = decode_photo(out.getvalue()).rgb[0, 0]
    np.testing.assert_allclose(np.asarray(screen.convert("RGB"))[5, 5], expected, atol=2)


def test_one_process_is_started_late_and_reused() -> None:
    with DecodeSandbox() as fresh:
        assert fresh.process_id is None
        fresh.inspect(jpeg())
        first = fresh.process_id
        fresh.inspect(jpeg(seed=4))
        assert fresh.process_id == first is not None


def test_a_refused_photo_leaves_the_process_alive(sandbox: DecodeSandbox) -> None:
    sandbox.inspect(jpeg())
    before = sandbox.process_id
    with pytest.raises(UnreadablePhoto, match="not a photo"):
        sandbox.inspect(b"hello")
    sandbox.inspect(jpeg())
    assert sandbox.process_id == before


@needs_linux
def test_a_process_killed_during_a_decode_is_replaced(sandbox: DecodeSandbox) -> None:
    sandbox.inspect(jpeg())
    victim = sandbox.process_id
    assert victim is not None
    os.kill(victim, signal.SIGSTOP)  # so that the decode can't be over before the kill
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(sandbox.inspect, jpeg(2000, 1500))
        time.sleep(0.1)
        os.kill(victim, signal.SIGKILL)
        with pytest.raises(UnreadablePhoto, match="could not be opened safely") as caught:
            answer.result()
    assert_is_one_sentence(caught.value)
    assert sandbox.inspect(jpeg()).facts.width_px == 640
    assert sandbox.process_id != victim


@needs_linux
def test_a_process_that_died_between_two_photos_costs_nothing(sandbox: DecodeSandbox) -> None:
    sandbox.inspect(jpeg())
    victim = sandbox.process_id
    assert victim is not None
    os.kill(victim, signal.SIGKILL)
    assert wait_until(lambda: not is_running(victim))
    assert sandbox.inspect(jpeg()).facts.width_px == 640


@needs_linux
def test_a_decode_that_hangs_is_ended_when_its_time_is_up() -> None:
    with DecodeSandbox(photo_seconds=5.0) as impatient:
        impatient.inspect(jpeg())
        hanging = impatient.process_id
        assert hanging is not None
        impatient._photo_seconds = 0.3
        os.kill(hanging, signal.SIGSTOP)
        with pytest.raises(UnreadablePhoto, match="too long") as caught:
            impatient.inspect(jpeg(2000, 1500))
        assert_is_one_sentence(caught.value)
        assert not is_running(hanging)
        impatient._photo_seconds = 20.0
        assert impatient.inspect(jpeg()).facts.width_px == 640


@needs_linux
def test_the_memory_limit_bites() -> None:
    with DecodeSandbox(memory_bytes=120_000_000) as tight:
        with pytest.raises(PhotoTooLarge, match="memory") as caught:
            tight.inspect(flat_png(8000, 5000))
        assert_is_one_sentence(caught.value)
        assert tight.inspect(jpeg()).facts.width_px == 640


def test_the_memory_allowed_is_enough_for_a_hundred_megapixels() -> None:
    with DecodeSandbox() as roomy:
        assert roomy.inspect(flat_png(10_000, 10_000)).facts.width_px == 10_000
        if IS_LINUX:
            assert roomy.process_id is not None
            assert peak_memory_kb(roomy.process_id) < MEMORY_CEILING_KB


def test_several_threads_take_turns(sandbox: DecodeSandbox) -> None:
    photos = [jpeg(640, 480 + 16 * k, seed=k) for k in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(sandbox.inspect, photos))
    assert [a.facts.height_px for a in answers] == [480 + 16 * k for k in range(6)]


def test_closing_ends_the_process_and_a_later_photo_starts_another() -> None:
    with DecodeSandbox() as closing:
        closing.inspect(jpeg())
        closing.close()
        assert closing.process_id is None
        assert closing.inspect(jpeg()).facts.width_px == 640


@needs_linux
def test_the_process_ends_with_its_program() -> None:
    program = (
        "import os, sys\n"
        "from tracker.imaging.sandbox import DecodeSandbox\n"
        "sandbox = DecodeSandbox()\n"
        "sandbox.inspect(sys.stdin.buffer.read())\n"
        "print(sandbox.process_id, flush=True)\n"
        "os._exit(1)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], input=jpeg(), stdout=subprocess.PIPE, cwd=TOP, check=False
    )
    assert wait_until(lambda: not is_running(int(ended.stdout)))


@needs_linux
def test_the_process_sees_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://clinic:secret@db/tracker")
    with DecodeSandbox() as blind:
        blind.inspect(jpeg())
        assert b"secret" not in Path(f"/proc/{blind.process_id}/environ").read_bytes()


def test_the_process_imports_the_imaging_modules_alone() -> None:
    listing = "import sys, tracker.imaging.sandbox_process; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", listing], stdout=subprocess.PIPE, cwd=TOP, check=True, text=True
    ).stdout.split()
    assert not {"streamlit", "sqlalchemy", "pandas", "scipy", "tracker.store", "tracker.services"} & set(
        loaded
    )


@pytest.mark.parametrize("progressive", [False, True])
def test_half_a_jpeg_with_an_end_marker_is_refused(sandbox: DecodeSandbox, progressive: bool) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg())).save(out, "JPEG", quality=90, progressive=progressive)
    data = out.getvalue()
    with pytest.raises(UnreadablePhoto, match="damaged"):
        sandbox.inspect(data[: len(data) // 2] + b"\xff\xd9")


def test_most_flipped_bits_of_a_jpeg_are_noticed() -> None:
    # not all can be: one that changes a coefficient's value but not its length reads like a photo
    data = jpeg()
    start = data.index(b"\xff\xda") + 20
    noticed = 0
    for place in range(start, len(data) - 100, (len(data) - start) // 20):
        flipped = bytearray(data)
        flipped[place] ^= 0x10
        noticed += is_damaged_jpeg(bytes(flipped)) or find_jpeg_end(bytes(flipped)) is None
    assert noticed >= 12


def test_a_camera_that_pads_its_data_is_not_refused(sandbox: DecodeSandbox) -> None:
    data = jpeg()
    end = find_jpeg_end(data)
    assert end is not None
    assert sandbox.inspect(data[:end] + bytes(40) + data[end:]).facts.width_px == 640


def test_a_whole_jpeg_is_not_called_damaged() -> None:
    assert not is_damaged_jpeg(jpeg())


def test_an_answer_survives_the_way_between_processes(sandbox: DecodeSandbox) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2024:03:09 10:11:12"
    photo = sandbox.inspect(jpeg(exif=exif))
    assert unpack_answer(pack_inspected(photo)) == photo


def test_a_header_says_the_same_without_decoding_the_picture(sandbox: DecodeSandbox) -> None:
    whole = jpeg()
    assert sandbox.read_header(whole) == sandbox.inspect(whole).facts
    cut = whole[:-2000]
    assert sandbox.read_header(cut).shape == (480, 640)
    for data in (cut, b"no photo"):
        with pytest.raises(UnreadablePhoto):
            sandbox.inspect(data)
    with pytest.raises(UnreadablePhoto):
        sandbox.read_header(b"no photo")
    with pytest.raises(PhotoTooLarge):
        sandbox.read_header(flat_png(20_000, 6_000))


def test_an_answer_about_another_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with DecodeSandbox() as confused:
        stale = pack_inspected(confused.inspect(jpeg(seed=1)))
        monkeypatch.setattr(type(confused._child), "ask", lambda child, question, data, *, seconds: stale)
        with pytest.raises(UnreadablePhoto, match="could not be opened safely"):
            confused.inspect(jpeg(seed=2))


def test_an_interrupted_photo_leaves_no_answer_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with DecodeSandbox() as interrupted:
        interrupted.inspect(jpeg())
        ask = type(interrupted._child).ask

        def ask_and_interrupt(*arguments: Any, **options: Any) -> bytes:
            ask(*arguments, **options)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(type(interrupted._child), "ask", ask_and_interrupt)
            with pytest.raises(KeyboardInterrupt):
                interrupted.inspect(jpeg(seed=1))
        assert interrupted.process_id is None
        assert interrupted.inspect(jpeg(seed=2)).facts.width_px == 640


def test_a_refusal_survives_the_way_between_processes() -> None:
    refused = PhotoTooLarge(Message(Refusal.BEYOND_PIXELS, {"most": 100}))
    with pytest.raises(PhotoTooLarge) as caught:
        unpack_answer(pack_refusal(refused))
    assert caught.value.message == refused.message


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x80\x04\x95pickle",
        bytes(7) + b"\2{}",
        bytes(7) + b"\2[]",
        pack_refusal(PhotoTooLarge(Message(Refusal.RAW))).replace(b"PhotoTooLarge", b"SystemExit_.."),
        pack_refusal(PhotoTooLarge("{x.__class__}")),
        pack_refusal(PhotoTooLarge(Message(Refusal.BEYOND_PIXELS, {"most": "a click away"}))),
        pack_refusal(PhotoTooLarge(Message(Refusal.TOO_MANY_BYTES, {"size": 1e300, "most": 1}))),
    ],
)
def test_nonsense_from_the_process_is_no_answer(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_answer(message)


def test_renditions_cut_on_the_way_are_no_answer(sandbox: DecodeSandbox) -> None:
    message = pack_inspected(sandbox.inspect(jpeg()))
    with pytest.raises(ValueError, match="length"):
        unpack_answer(message[:-5])


@needs_bench
@pytest.mark.parametrize("path", bench_files("accept"), ids=lambda p: p.name)
def test_a_good_file_is_taken(sandbox: DecodeSandbox, path: Path) -> None:
    photo = sandbox.inspect(path.read_bytes())
    assert isinstance(photo, InspectedPhoto)
    for data in photo.renditions.values():
        assert b"GPS" not in data
        assert not dict(Image.open(io.BytesIO(data)).getexif())


@needs_bench
@pytest.mark.parametrize("path", bench_files("refuse", "odd"), ids=lambda p: p.name)
def test_a_bad_file_gets_one_sentence(sandbox: DecodeSandbox, path: Path) -> None:
    with pytest.raises(PhotoRefused) as caught:
        sandbox.inspect(path.read_bytes())
    assert_is_one_sentence(caught.value)
    assert str(caught.value) not in (str(SLOW), str(CRASHED))
    if IS_LINUX and sandbox.process_id is not None:
        assert peak_memory_kb(sandbox.process_id) < MEMORY_CEILING_KB
