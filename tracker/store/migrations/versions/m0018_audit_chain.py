"""A chain through the audit events: each one's hash holds the one before it."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_EVENT = sa.table(
    "audit_event",
    sa.column("id", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    *(
        sa.column(name, sa.String())
        for name in ("user_name", "action", "object_kind", "object_id", "patient_id", "detail", "hash")
    ),
)
_KEEP_ROWS = {"audit_event_unchanged": "UPDATE", "audit_event_kept": "DELETE"}


def upgrade() -> None:
    """Chain what was written so far, as it stands now; from here on nothing changes or deletes a row."""
    with op.batch_alter_table("audit_event") as event:
        event.add_column(sa.Column("outcome", sa.String(40), nullable=False, server_default="done"))
        event.add_column(sa.Column("hash", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("audit_event") as event:
        event.alter_column("outcome", server_default=None)
        event.alter_column("hash", server_default=None)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    _chain_rows()
    if op.get_bind().dialect.name == "sqlite":
        for name, deed in _KEEP_ROWS.items():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {deed} ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'audit events stay as they are'); END"
            )


def downgrade() -> None:
    """Take the chain away again; the events stay."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _KEEP_ROWS:
            op.execute(f"DROP TRIGGER {name}")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event") as event:
        event.drop_column("hash")
        event.drop_column("outcome")


def _chain_rows() -> None:
    connection, previous, count, last_id = op.get_bind(), "0" * 64, 0, 0
    for row in connection.execute(sa.select(_EVENT).order_by(_EVENT.c.id)).all():
        previous, count, last_id = _hash(row, previous), count + 1, row.id
        connection.execute(_EVENT.update().where(_EVENT.c.id == row.id).values(hash=previous))
    op.bulk_insert(
        sa.table("audit_head", *(sa.column(name) for name in ("id", "last_id", "event_count", "hash"))),
        [{"id": 1, "last_id": last_id, "event_count": count, "hash": previous}],
    )


def _hash(row: sa.Row[tuple[object, ...]], previous: str) -> str:
    """As `tracker.store.audit_chain` did when this was written."""
    at: datetime = row.at
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")
    said = [row.user_name, row.action, row.object_kind, row.object_id, row.patient_id, row.detail]
    text = json.dumps([row.id, moment, *said, "done", previous], separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
