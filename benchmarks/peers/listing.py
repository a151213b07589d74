"""The peers by name, and why one can't take part."""

from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.alignment.scoring import Aligner
from benchmarks.peers.bspline import bspline_mutual_information
from benchmarks.peers.ecc import ecc_affine, ecc_homography
from benchmarks.peers.features import orb_ransac, sift_magsac, sift_ransac
from benchmarks.peers.flow import dis_flow
from benchmarks.peers.landmarks import landmarks_thin_plate
from benchmarks.peers.stackreg import stackreg_affine


@dataclass(frozen=True)
class Peer:
    """One other way of aligning two photos.

    Attributes
    ----------
    name : str
        As it is asked for on the command line.
    title : str
        As the table calls it.
    aligner : callable
    missing : str
        Why it can't take part; empty when it can.
    """

    name: str
    title: str
    aligner: Aligner
    missing: str = ""


def find_peers(*, models: Path | None) -> list[Peer]:
    """All peers, in the order of the table, also those that can't take part here.

    Parameters
    ----------
    models : Path or None
        Folder with the face models.
    """
    by_landmarks = partial(landmarks_thin_plate, models=models)
    return [
        Peer("orb", "ORB + RANSAC homography", orb_ransac),
        Peer("sift-ransac", "SIFT + RANSAC homography", sift_ransac),
        Peer("sift-magsac", "SIFT + MAGSAC++ homography", sift_magsac),
        Peer("ecc-affine", "ECC multi-scale, affine", ecc_affine),
        Peer("ecc-homography", "ECC multi-scale, homography", ecc_homography),
        Peer("stackreg", "StackReg, affine", stackreg_affine, _not_installed("pystackreg")),
        Peer("landmarks", "face landmarks + thin-plate spline", by_landmarks, _no_models(models)),
        Peer(
            "bspline",
            "B-spline + mutual information (SimpleITK)",
            bspline_mutual_information,
            _not_installed("SimpleITK"),
        ),
        Peer("dis", "DIS optical flow", dis_flow),
    ]


def _not_installed(package: str) -> str:
    return "" if find_spec(package) else f"not installed ({package}, group `bench`)"


def _no_models(models: Path | None) -> str:
    is_there = models is not None and (models / "face_landmarker.task").is_file()
    return "" if is_there else "not measured (no face models)"
