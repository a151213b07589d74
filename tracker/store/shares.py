"""Links by which patients see one of their series: made, listed, unlocked, ended.

The link's token is known to the patient alone; the table keeps its SHA-256. `tracker.store.share_visits`
opens them.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, ConsentScope, Share, ShareFactor, ShareVisit
from tracker.store.audit import write_event
from tracker.store.consents import require_scope_within
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import SeriesRecord, ShareFailureRecord, ShareRecord, ShareVisitRecord, new_id
from tracker.store.sign_ins import token_digest


def new_share_id() -> str:
    """An id for a link that is to be made, so that what is noted before can name it."""
    return new_id()


def make_share(
    store: Store,
    series_id: str,
    *,
    share_id: str,
    factor: ShareFactor,
    code: str,
    by: str,
    at: datetime,
    lasts: timedelta,
) -> tuple[Share, str]:
    """Make a link and return it with its token, which is stored nowhere.

    Parameters
    ----------
    code : str
        The one-time code without dashes; of no meaning for a date of birth.

    Raises
    ------
    NotFound
        If there is no such series.
    ConsentMissing
        If the patient doesn't allow it: a withdrawal ends the links that there are, and this one would
        come after it.
    """
    token = secrets.token_urlsafe(32)
    digest = token_digest(token)
    kept = code_digest(digest, code) if factor is ShareFactor.CODE else ""
    with store.writing() as db:
        series = fetch(db, SeriesRecord, series_id, word="series")
        require_scope_within(db, series.patient_id, ConsentScope.PATIENT_VIEW, at=at)
        row = ShareRecord(
            id=share_id,
            token_digest=digest,
            series=series,
            factor=factor,
            code_digest=kept,
            made_by=by,
            made_at=at,
            expires_at=at + lasts,
        )
        db.add(row)
        db.flush()
        write_share_event(db, row, "made share link", by, at, detail=f"{factor.value}, {lasts.days} days")
        return row.to_model(), token


def list_shares(store: Store, series_id: str) -> list[Share]:
    """All links of a series, the newest first."""
    mine = select(ShareRecord).where(ShareRecord.series_id == series_id)
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(mine.order_by(ShareRecord.made_at.desc()))]


def read_share(store: Store, share_id: str) -> Share:
    """The link with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, ShareRecord, share_id, word="share").to_model()


def list_visits(store: Store, share_id: str) -> list[ShareVisit]:
    """When a link was opened, the latest first."""
    of_share = select(ShareVisitRecord).where(ShareVisitRecord.share_id == share_id)
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(of_share.order_by(ShareVisitRecord.started_at.desc()))]


def count_failures(store: Store, series_id: str, *, since: datetime) -> Mapping[str, int]:
    """Wrong answers at each link of a series from a time on, by the link's id."""
    counted = (
        select(ShareRecord.id, func.count(ShareFailureRecord.id))
        .join(ShareFailureRecord, ShareFailureRecord.key_digest == ShareRecord.token_digest)
        .where(ShareRecord.series_id == series_id, ShareFailureRecord.at >= since)
        .group_by(ShareRecord.id)
    )
    with store.reading() as db:
        return {row[0]: row[1] for row in db.execute(counted)}


def set_code(store: Store, share_id: str, code: str, *, by: str, at: datetime) -> None:
    """Give a link another one-time code; the former one, used or not, opens nothing any more.

    Raises
    ------
    NotFound
        If there is no such link.
    """
    with store.writing() as db:
        row = fetch(db, ShareRecord, share_id, word="share")
        row.code_digest, row.code_used_at = code_digest(row.token_digest, code), None
        write_share_event(db, row, "gave share link a new code", by, at)


def unlock(store: Store, share_id: str, *, by: str, at: datetime) -> None:
    """Let wrong answers be forgotten: the link may be tried anew.

    Raises
    ------
    NotFound
        If there is no such link.
    """
    with store.writing() as db:
        row = fetch(db, ShareRecord, share_id, word="share")
        db.execute(delete(ShareFailureRecord).where(ShareFailureRecord.key_digest == row.token_digest))
        row.locked_at = None
        write_share_event(db, row, "unlocked share link", by, at)


def revoke(store: Store, share_id: str, *, by: str, at: datetime) -> None:
    """End a link and whoever looks at it, at once; one that has ended already is no error.

    Raises
    ------
    NotFound
        If there is no such link.
    """
    with store.writing() as db:
        row = fetch(db, ShareRecord, share_id, word="share")
        if row.revoked_at is None:
            _end(db, row, by, at)


def revoke_of_patient(store: Store, patient_id: str, *, by: str, at: datetime) -> None:
    """End all links of a patient, and whoever looks at them, at once."""
    open_ones = (
        select(ShareRecord)
        .join(ShareRecord.series)
        .where(
            SeriesRecord.patient_id == patient_id,
            ShareRecord.revoked_at.is_(None),
            ShareRecord.expires_at > at,
        )
    )
    with store.writing() as db:
        for row in db.scalars(open_ones).all():
            _end(db, row, by, at)


def code_digest(digest_of_token: str, code: str) -> str:
    """What is kept and compared in place of a one-time code.

    The code is short, so its digest is a slow one (about 50 ms): 39 bits then take a core a thousand years.

    References
    ----------
    C. Percival, S. Josefsson, "The scrypt Password-Based Key Derivation Function", RFC 7914.
    """
    return hashlib.scrypt(code.encode(), salt=digest_of_token.encode(), n=2**14, r=8, p=1).hex()


def write_share_event(
    db: Database, row: ShareRecord, action: str, by: str, at: datetime, *, detail: str = ""
) -> None:
    """An entry of the audit about a link."""
    write_event(db, AuditEvent(at, by, action, "share", row.id, row.series.patient_id, detail))


def _end(db: Database, row: ShareRecord, by: str, at: datetime) -> None:
    row.revoked_at = at
    write_share_event(db, row, "ended share link", by, at)
