"""All tables of the records; importing this fills ``Base.metadata``."""

from tracker.store.schema.analysis import (
    AlignmentRecord,
    BaselineRecord,
    FindingsRecord,
    JobRecord,
    PointPairsRecord,
    ReadingRecord,
    ReferenceRecord,
    RegionRecord,
)
from tracker.store.schema.annotations import AnnotationRecord
from tracker.store.schema.base import Base, assign, new_id, value_from, values_of
from tracker.store.schema.capture_links import CaptureLinkRecord
from tracker.store.schema.cards import CardRecord
from tracker.store.schema.consents import (
    ConsentFormRecord,
    ConsentRecord,
    ReleasedCopyRecord,
    WithdrawalRecord,
)
from tracker.store.schema.emergencies import EmergencyRecord
from tracker.store.schema.erasures import ErasureRecord
from tracker.store.schema.imports import ImportFileRecord, ImportRecord
from tracker.store.schema.people import (
    AuditHeadRecord,
    AuditRecord,
    ClinicRecord,
    RecoveryCodeRecord,
    SignInFailureRecord,
    SignInRecord,
    UserRecord,
)
from tracker.store.schema.record_copies import RecordCopyRecord
from tracker.store.schema.records import PatientRecord, PhotoRecord, SeriesRecord, SessionRecord
from tracker.store.schema.shares import ShareFailureRecord, ShareRecord, ShareVisitRecord

__all__ = [
    "AlignmentRecord",
    "AnnotationRecord",
    "AuditHeadRecord",
    "AuditRecord",
    "Base",
    "BaselineRecord",
    "CaptureLinkRecord",
    "CardRecord",
    "ClinicRecord",
    "ConsentFormRecord",
    "ConsentRecord",
    "EmergencyRecord",
    "ErasureRecord",
    "FindingsRecord",
    "ImportFileRecord",
    "ImportRecord",
    "JobRecord",
    "PatientRecord",
    "PhotoRecord",
    "PointPairsRecord",
    "ReadingRecord",
    "RecordCopyRecord",
    "RecoveryCodeRecord",
    "ReferenceRecord",
    "RegionRecord",
    "ReleasedCopyRecord",
    "SeriesRecord",
    "SessionRecord",
    "ShareFailureRecord",
    "ShareRecord",
    "ShareVisitRecord",
    "SignInFailureRecord",
    "SignInRecord",
    "UserRecord",
    "WithdrawalRecord",
    "assign",
    "new_id",
    "value_from",
    "values_of",
]
