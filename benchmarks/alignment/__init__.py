"""The product's alignment and its peers against known truth: see `benchmarks.alignment.__main__`."""

from benchmarks.alignment.product import aligner

__all__ = ["aligner"]
