"""Speed and memory of the main job, printed and never judged here.

    python -m benchmarks.speed [--quick] [--json OUT]

Ingest is given as a ratio to the bare decode and re-encode of the same file in the same run; the
pair is aligned and measured in a process of its own, so that its peak memory is its own; pages run
through Streamlit's AppTest in this process, on clinics of 3 and of 300 patients.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.ingest import measure_ingest
from benchmarks.pages import measure_pages


def measure_pair(width_px: int) -> dict[str, float]:
    """Align and measure one pair; seconds of wall and CPU time, and peak memory in MB.

    The photos are rendered in one process and measured in another, whose memory is then its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        _in_a_process(_render_pair, width_px, folder)
        return _in_a_process(_measure_pair_here, folder)


def _in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def _measure_pair_here(folder: str) -> dict[str, float]:
    import resource

    from tracker.imaging.align import align
    from tracker.imaging.decode import decode_photo
    from tracker.imaging.measure import measure
    from tracker.imaging.measure.masks import rasterise

    reference_jpeg, moving_jpeg, treated_rc, untreated_rc, mm_per_px = _pair_of_files(folder)
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        seconds[f"{name}_wall_s"] = time.perf_counter() - wall
        seconds[f"{name}_cpu_s"] = time.process_time() - cpu
        return result

    reference = decode_photo(reference_jpeg).rgb
    moving = timed("decode", lambda: decode_photo(moving_jpeg).rgb)
    alignment = timed("align", lambda: align(reference, moving))
    shape = reference.shape[:2]
    first = measure(
        reference,
        mm_per_px=mm_per_px,
        treated=rasterise(treated_rc, shape),
        untreated=rasterise(untreated_rc, shape),
        baseline=None,
    )
    carried = [rasterise(alignment.to_moving(rc), moving.shape[:2]) for rc in (treated_rc, untreated_rc)]
    timed(
        "measure",
        lambda: measure(
            moving,
            mm_per_px=mm_per_px / alignment.scale_at(treated_rc),
            treated=carried[0],
            untreated=carried[1],
            baseline=first.baseline,
        ),
    )
    seconds["align_and_measure_wall_s"] = seconds["align_wall_s"] + seconds["measure_wall_s"]
    # Linux counts the peak in kB, macOS in bytes
    unit = 1024**2 if sys.platform == "darwin" else 1024
    seconds["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return seconds


def _pair_of_files(folder: str) -> tuple[bytes, bytes, Any, Any, float]:
    facts = json.loads((Path(folder) / "facts.json").read_text())
    files = [(Path(folder) / name).read_bytes() for name in ("reference.jpg", "moving.jpg")]
    return files[0], files[1], facts["treated"], facts["untreated"], facts["mm_per_px"]


def _render_pair(width_px: int, folder: str) -> None:
    from tracker.imaging.phantom.camera import Camera
    from tracker.imaging.phantom.geometry import Pose
    from tracker.imaging.phantom.render import render
    from tracker.imaging.phantom.skin import Skin, Zone

    camera = Camera(width_px=width_px, height_px=width_px * 3 // 4, mm_across=92)
    skin = Skin(seed=3, treated=Zone(redness=0.6, papules=0.4))
    later = Skin(seed=3, treated=Zone(redness=0.2))
    reference = render(skin, camera=camera)
    moving = render(later, camera=camera, pose=Pose(turn_deg=4, roll_deg=3, distance=1.05), shot=1)
    (Path(folder) / "reference.jpg").write_bytes(reference.jpeg())
    (Path(folder) / "moving.jpg").write_bytes(moving.jpeg())
    facts = {
        "treated": reference.to_photo([[-14, -18], [-14, 18], [14, 18], [14, -18]]).tolist(),
        "untreated": reference.to_photo([[20, -26], [20, 26], [30, 26], [30, -26]]).tolist(),
        "mm_per_px": reference.mm_per_px,
    }
    (Path(folder) / "facts.json").write_text(json.dumps(facts))


def main() -> None:
    """Measure everything, print it, and write it as JSON when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one repeat of everything")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    repeats = 1 if options.quick else 5
    pairs = [measure_pair(4000) for _ in range(1 if options.quick else 3)]
    result = {
        "ingest_12mp": measure_ingest(repeats=repeats),
        "pair_12mp": {name: statistics.median(pair[name] for pair in pairs) for name in pairs[0]},
        "page_rerun_ms": {
            f"{count} patients": measure_pages(count, repeats=max(3, repeats)) for count in (3, 300)
        },
    }
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
