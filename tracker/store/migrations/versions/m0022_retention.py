"""How long records are kept, what keeps them longer, and deletions that become erasures."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_HIDEABLE = ("patient", "series", "session", "photo")


def upgrade() -> None:
    """Nobody is deleted or held so far; records are kept by the usual rule."""
    for table in _HIDEABLE:
        _add(table, "is_hidden", sa.Boolean(), sa.false())
    for name in ("held_by", "held_because"):
        _add("patient", name, sa.String(), "")
    with op.batch_alter_table("patient") as patient:
        patient.add_column(sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
        patient.add_column(sa.Column("keep_until", sa.Date(), nullable=True))
    _add("clinic", "retention_years", sa.Integer(), "10")
    _add("clinic", "minor_age", sa.Integer(), "28")
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("series_count", sa.Integer(), nullable=False),
        sa.Column("session_count", sa.Integer(), nullable=False),
        sa.Column("photo_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("subject_id", name="uq_erasure_subject_id"),
    )
    op.create_index("ix_erasure_patient_id", "erasure", ["patient_id"])


def downgrade() -> None:
    """Take holds, dates and what is known of deletions away; what was deleted shows again."""
    op.drop_index("ix_erasure_patient_id", "erasure")
    op.drop_table("erasure")
    with op.batch_alter_table("clinic") as clinic:
        clinic.drop_column("minor_age")
        clinic.drop_column("retention_years")
    with op.batch_alter_table("patient") as patient:
        for name in ("keep_until", "held_since", "held_because", "held_by"):
            patient.drop_column(name)
    for table in _HIDEABLE:
        with op.batch_alter_table(table) as changed:
            changed.drop_column("is_hidden")


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], value: Any) -> None:  # noqa: ANN401
    """A column that is never empty, with a value for the rows that are there."""
    with op.batch_alter_table(table) as changed:
        changed.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table(table) as changed:
        changed.alter_column(name, server_default=None)
