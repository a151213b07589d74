"""Patients, series, sessions and photos."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _create_patient()
    _create_series()
    _create_session()
    _create_photo()


def downgrade() -> None:
    """Drop the tables with their indexes."""
    for name in ("photo", "session", "series", "patient"):
        op.drop_table(name)


def _create_patient() -> None:
    op.create_table(
        "patient",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chart_number", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fitzpatrick", sa.Integer(), nullable=True),
        sa.Column("monk_tone", sa.Integer(), nullable=True),
        sa.Column("allergies", sa.String(), nullable=False),
        sa.Column("medication", sa.String(), nullable=False),
        sa.Column("history", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fitzpatrick_by", sa.String(), nullable=False),
        sa.Column("fitzpatrick_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chart_key", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
        sa.UniqueConstraint("chart_key", name="uq_patient_chart_key"),
    )
    op.create_index("ix_patient_born_on", "patient", ["born_on"])
    op.create_index("ix_patient_sort_name", "patient", ["sort_name"])


def _create_series() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        sa.Column("treatment_type", sa.String(), nullable=False),
        sa.Column("indications", sa.String(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("planned_sessions", sa.Integer(), nullable=False),
        sa.Column("interval_weeks", sa.Integer(), nullable=False),
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("home_regimen", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("stop_reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name="fk_series_patient_id_patient"),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
    )
    op.create_index("ix_series_patient_id", "series", ["patient_id"])


def _create_session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("series_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("needle_depth_mm", sa.Double(), nullable=True),
        sa.Column("passes", sa.Integer(), nullable=True),
        sa.Column("topical", sa.String(), nullable=False),
        sa.Column("serum", sa.String(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_session_series_id_series"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("series_id", "number", name="uq_session_series_id_number"),
    )
    op.create_index("ix_session_series_id_held_at", "session", ["series_id", "held_at"])


def _create_photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("phase", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("file_format", sa.String(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("captured_at_local", sa.DateTime(), nullable=True),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=True),
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("lens", sa.String(), nullable=False),
        sa.Column("colour_profile", sa.String(), nullable=False),
        sa.Column("jpeg_quality", sa.Integer(), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("captured_at_source", sa.String(40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.String(), nullable=False),
        sa.Column("deleted_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_photo_session_id_session"),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sa.UniqueConstraint("digest", name="uq_photo_digest"),
    )
    op.create_index("ix_photo_session_id", "photo", ["session_id"])
