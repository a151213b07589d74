"""How long a bulk import of 12 MP photos takes on this machine, and whether its memory stays flat.

    python -m benchmarks.bulk_import [COUNT]

Imports a third of the photos and all of them, each into an empty installation and in a process of its
own: planning (every file read once), storing, two decoding processes, without the analysis that waits in
the background. A few pictures are drawn; a comment in each file makes all files distinct, and none is
cheaper to read or decode for it. Time grows with the number of photos, so what 1,000 take is stated too.
On a busy machine look at the processor time: shared by two free cores, half of it is the time that passes.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.ingest import generate_photo
from tracker.config import read_settings
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, FileState, Role
from tracker.services import bulk_import
from tracker.store.opening import open_store

TOP = Path(__file__).parent.parent
DRAWN = 4
SANDBOXES = 2
TEMPLATE = "{chart}_{family}_{given}_{born}/{date}_{view}"
VIEWS = ("front", "left 45", "right 45", "left 90", "right 90")
ZONE = ZoneInfo("UTC")


def lay_photos(folder: Path, count: int) -> float:
    """Write distinct photos of patients with two sessions of five views each; returns megabytes a photo."""
    drawn = [generate_photo(seed=seed) for seed in range(DRAWN)]
    byte_count = 0
    for n in range(count):
        patient, shot = divmod(n, 2 * len(VIEWS))
        session, view = divmod(shot, len(VIEWS))
        name = f"B-{patient}_Bench_P{patient}_1980-01-01/2024-0{1 + session}-15_{VIEWS[view]}.jpg"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        byte_count += path.write_bytes(_commented(drawn[n % DRAWN], f"photo {n}"))
    return byte_count / count / 1e6


def import_photos(folder: Path, data_dir: Path) -> dict[str, float]:
    """Import a folder into an empty installation; seconds of both steps and peak memory in MB."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
    actor = Actor("0" * 32, "Benchmark", Role.OWNER)
    names = bulk_import.parse_template(TEMPLATE)
    sandboxes = [DecodeSandbox() for _ in range(SANDBOXES)]
    started = time.perf_counter()
    with bulk_import.open_source(folder) as source:
        planned = bulk_import.plan_import(
            store, actor, source, names, sandboxes, zone=ZONE, now=datetime.now(UTC)
        )
        planned_at = time.perf_counter()
        taken = bulk_import.take_files(
            store, actor, source, planned, sandboxes, zone=ZONE, clock=lambda: datetime.now(UTC)
        )
        states = [file.state for file in taken]
    ended = time.perf_counter()
    for sandbox in sandboxes:
        sandbox.close()
    store.close()
    if set(states) != {FileState.TAKEN}:
        raise RuntimeError(f"not all photos were taken in: {states}")
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "count": len(states),
        "planning_s": planned_at - started,
        "storing_s": ended - planned_at,
        "processor_s": sum(one.ru_utime + one.ru_stime for one in used),
        "own_mb": _own_peak_mb(),
        "decoding_mb": used[1].ru_maxrss / 1024,
    }


def measure(count: int) -> list[dict[str, float]]:
    """Import a third of the photos, and all of them, each in a process of its own."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for some in (max(1, count // 3), count):
            folder, data_dir = Path(scratch) / f"in-{some}", Path(scratch) / f"data-{some}"
            megabytes = lay_photos(folder, some)
            command = [sys.executable, "-m", "benchmarks.bulk_import", "--folder", folder, "--data", data_dir]
            done = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True)
            rows.append({**json.loads(done.stdout), "megabytes": megabytes})
    return rows


def _own_peak_mb() -> float:
    """Of this process alone: ``ru_maxrss`` begins with what its parent had at the fork."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _commented(jpeg: bytes, words: str) -> bytes:
    """The same picture in a file of its own: a comment right behind the start of the image."""
    said = words.encode()
    return jpeg[:2] + b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said + jpeg[2:]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=60)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        print(json.dumps(import_photos(asked.folder, asked.data)))
        return
    heads = ("photos", "MB each", "planning, s", "storing, s", "s per photo", "processor s per photo")
    heads = (*heads, "1,000 photos, min", "memory, MB", "decoder, MB")
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    for row in measure(asked.count):
        each = (row["planning_s"] + row["storing_s"]) / row["count"]
        print(
            f"| {row['count']} | {row['megabytes']:.1f} | {row['planning_s']:.1f} | {row['storing_s']:.1f} "
            f"| {each:.2f} | {row['processor_s'] / row['count']:.2f} | {each * 1000 / 60:.1f} "
            f"| {row['own_mb']:.0f} | {row['decoding_mb']:.0f} |"
        )


if __name__ == "__main__":
    main()
