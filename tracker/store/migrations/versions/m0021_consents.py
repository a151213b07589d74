"""Consent forms, what was signed and taken back, and what left the building."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_TABLES = ("consent_form", "consent", "consent_withdrawal", "released_copy")


def upgrade() -> None:
    """So far nobody's consent was kept here. Rows are added and never changed: SQLite refuses to."""
    op.create_table(
        "consent_form",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("face_question", sa.String(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent_form"),
        sa.UniqueConstraint("language", "version", name="uq_consent_form_language_version"),
    )
    op.create_table(
        "released_copy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("series_id", sa.String(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_released_copy"),
    )
    op.create_index("ix_released_copy_patient_id", "released_copy", ["patient_id"])
    op.create_index("ix_released_copy_scope", "released_copy", ["scope"])

    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("is_face_allowed", sa.Boolean(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("signature_kind", sa.String(40), nullable=False),
        sa.Column("signature_typed", sa.String(), nullable=False),
        sa.Column("signature_strokes", sa.JSON(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["consent_form.id"], name="fk_consent_form_id_consent_form"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_consent_patient_id_patient"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.UniqueConstraint("patient_id", "number", name="uq_consent_patient_id_number"),
    )
    op.create_table(
        "consent_withdrawal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name="fk_consent_withdrawal_consent_id_consent"
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_consent_withdrawal_patient_id_patient"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent_withdrawal"),
    )
    op.create_index("ix_consent_withdrawal_consent_id", "consent_withdrawal", ["consent_id"])
    op.create_index("ix_consent_withdrawal_patient_id", "consent_withdrawal", ["patient_id"])

    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'consents stay as they are'); END"
            )


def downgrade() -> None:
    """Take the tables away, and all consents with them."""
    op.drop_index("ix_consent_withdrawal_patient_id", "consent_withdrawal")
    op.drop_index("ix_consent_withdrawal_consent_id", "consent_withdrawal")

    op.drop_table("consent_withdrawal")
    op.drop_table("consent")
    op.drop_index("ix_released_copy_scope", "released_copy")
    op.drop_index("ix_released_copy_patient_id", "released_copy")

    op.drop_table("released_copy")
    op.drop_table("consent_form")
