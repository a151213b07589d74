"""How far the analysis of a series is, while it runs."""

from tracker.ui.components.work_watch import watch_work


def show_analysis_state(series_id: str, open_jobs: int) -> None:
    """A progress line while photos are analysed; nothing when all are done."""
    if open_jobs:
        watch_work(
            url=f"/work/series/{series_id}",
            words="Analysing photos: {} to go",
            key=f"work-{series_id}",
        )
