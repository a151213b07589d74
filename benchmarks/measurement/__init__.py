"""The product's measurement, for scorers."""

from benchmarks.measurement.product import assess

__all__ = ["assess"]
