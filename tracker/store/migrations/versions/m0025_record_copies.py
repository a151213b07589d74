"""Copies of records that are handed to patients."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """So far there were none."""
    op.create_table(
        "record_copy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_record_copy_patient_id_patient"),
        sa.PrimaryKeyConstraint("id", name="pk_record_copy"),
    )
    op.create_index("ix_record_copy_patient_id", "record_copy", ["patient_id"])


def downgrade() -> None:
    """Take the table away; files that are left are found by no one."""
    op.drop_index("ix_record_copy_patient_id", "record_copy")
    op.drop_table("record_copy")
