"""What taking in a 12 MP photo costs, against decoding and encoding the same file once."""

import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from tracker.imaging.sandbox import DecodeSandbox

WIDTH_PX, HEIGHT_PX = 4032, 3024
SKIN = (196, 148, 124)
# (size of a grain in px, amplitude): tone, mottling, pores, sensor noise
GRAINS = ((256, 18.0), (32, 6.0), (4, 5.0), (1, 4.0))


def generate_photo(*, seed: int = 7, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> bytes:
    """A JPEG of smooth, skin-like noise at quality 90, like a phone's: some 3 MB at 12 MP."""
    random = np.random.default_rng(seed)
    relief = np.zeros((height_px, width_px), np.float32)
    for grain_px, amplitude in GRAINS:
        coarse = random.normal(0, amplitude, (-(-height_px // grain_px), -(-width_px // grain_px)))
        layer = Image.fromarray(coarse.astype(np.float32)).resize(
            (width_px, height_px), Image.Resampling.BICUBIC
        )
        relief += np.asarray(layer)
    rgb = np.clip(relief[..., None] + np.array(SKIN, np.float32), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(rgb).filter(ImageFilter.GaussianBlur(0.6)).save(out, "JPEG", quality=90)
    return out.getvalue()


def decode_and_encode(data: bytes) -> None:
    """The yardstick: Pillow's bare decode and one encode at quality 90."""
    image = Image.open(io.BytesIO(data))
    image.load()
    image.save(io.BytesIO(), "JPEG", quality=90)


def measure_ingest(*, repeats: int = 7, data: bytes | None = None) -> dict[str, float]:
    """Wall-clock time of intake (sandbox, checks, facts, digest, renditions) and of the yardstick.

    The two take turns, so that a busy machine slows both alike. The first round warms up.

    Parameters
    ----------
    repeats : int
    data : bytes, optional
        Another photo than the generated one.

    Returns
    -------
    dict
        Medians in seconds, and ``ratio``: the median of the rounds' own ratios.
    """
    data = generate_photo() if data is None else data
    bare, whole = [], []
    with DecodeSandbox() as sandbox:
        for _ in range(repeats + 1):
            bare.append(_seconds(lambda: decode_and_encode(data)))
            whole.append(_seconds(lambda: sandbox.inspect(data)))
    ratios = [w / b for w, b in zip(whole[1:], bare[1:], strict=True)]
    return {
        "megabytes": len(data) / 1e6,
        "decode_and_encode_s": statistics.median(bare[1:]),
        "ingest_s": statistics.median(whole[1:]),
        "ratio": statistics.median(ratios),
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, value in measure_ingest().items():
        print(f"{name:22s}{value:8.3f}")
