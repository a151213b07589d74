"""Years of old photos at once: read names, plan, show, take in, report."""

from tracker.services.bulk_import.columns import decode_table, parse_columns
from tracker.services.bulk_import.drafts import NameReader
from tracker.services.bulk_import.fields import FIELDS
from tracker.services.bulk_import.managing import (
    ImportProgress,
    begin_import,
    change_mapping,
    has_files,
    import_progress,
    import_report,
    list_import_files,
    list_imports,
    list_names,
    list_places,
    read_map,
    receive_file,
    remove_import,
    request_plan,
    start_import,
    stop_import,
)
from tracker.services.bulk_import.planning import plan_import
from tracker.services.bulk_import.progress_words import progress_words, share_done
from tracker.services.bulk_import.report import (
    PlannedSession,
    count_files,
    count_reasons,
    planned_tree,
    report_csv,
)
from tracker.services.bulk_import.run import queue_analyses, take_files
from tracker.services.bulk_import.sources import PhotoSource, open_source
from tracker.services.bulk_import.suggestions import Example, read_examples, suggest_template
from tracker.services.bulk_import.template import parse_template
from tracker.services.bulk_import.work import work_on_import

__all__ = [
    "FIELDS",
    "Example",
    "ImportProgress",
    "NameReader",
    "PhotoSource",
    "PlannedSession",
    "begin_import",
    "change_mapping",
    "count_files",
    "count_reasons",
    "decode_table",
    "has_files",
    "import_progress",
    "import_report",
    "list_import_files",
    "list_imports",
    "list_names",
    "list_places",
    "open_source",
    "parse_columns",
    "parse_template",
    "plan_import",
    "planned_tree",
    "progress_words",
    "queue_analyses",
    "read_examples",
    "read_map",
    "receive_file",
    "remove_import",
    "report_csv",
    "request_plan",
    "share_done",
    "start_import",
    "stop_import",
    "suggest_template",
    "take_files",
    "work_on_import",
]
