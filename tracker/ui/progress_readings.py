"""The readings of a series: judged, and as rows on the page and in a file."""

from functools import partial

from tracker.model import View
from tracker.progress.result import SeriesProgress
from tracker.services import progress
from tracker.services.series import SeriesRecord
from tracker.ui import context
from tracker.ui.progress_view import offer_readings, pick_method, show_table


def judge(record: SeriesRecord, view: View, method: str | None = None) -> SeriesProgress:
    """The readings of one version of the measurement, the present one by default."""
    limits = context.limits(record.patient.is_synthetic, method)
    return progress.series_progress(
        context.store(), context.actor(), record.series.id, view, limits=limits, method=method
    )


def show_readings(record: SeriesRecord, view: View, found: SeriesProgress, *, has_present: bool) -> None:
    """All readings of a version as rows; ``found`` are those of the present one."""
    earlier = progress.earlier_methods(context.store(), context.actor(), record.series.id, view)
    method = pick_method(earlier, has_present=has_present)
    if has_present or method:
        shown = judge(record, view, method) if method else found
        show_table(shown, offer_file=partial(_offer_file, record, view, method))


def _offer_file(record: SeriesRecord, view: View, method: str | None) -> None:
    """The same rows as a file."""
    problem = progress.find_export_problem(context.store(), context.actor(), record.series, at=context.now())
    offer_readings(record.series.id, view, method=method, problem=problem)
