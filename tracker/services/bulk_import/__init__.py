"""Years of old photos at once: read names, plan, show, take in, report."""

from tracker.services.bulk_import.columns import parse_columns
from tracker.services.bulk_import.drafts import NameReader
from tracker.services.bulk_import.planning import plan_import
from tracker.services.bulk_import.report import count_files, count_reasons, planned_tree, report_csv
from tracker.services.bulk_import.run import queue_analyses, take_files
from tracker.services.bulk_import.sources import PhotoSource, open_source
from tracker.services.bulk_import.template import parse_template

__all__ = [
    "NameReader",
    "PhotoSource",
    "count_files",
    "count_reasons",
    "open_source",
    "parse_columns",
    "parse_template",
    "plan_import",
    "planned_tree",
    "queue_analyses",
    "report_csv",
    "take_files",
]
