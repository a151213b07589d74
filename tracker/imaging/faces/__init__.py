"""Landmarks of a face, where the optional models are at hand: see `tracker.imaging.faces.finder`."""

from tracker.imaging.faces.face import Face
from tracker.imaging.faces.finder import FaceFinder, average_face, check_models, find_face

__all__ = ["Face", "FaceFinder", "average_face", "check_models", "find_face"]
