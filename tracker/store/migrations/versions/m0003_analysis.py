"""References, regions, alignments, readings and jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_IS_QUEUED = sa.text("state = 'queued'")


def upgrade() -> None:
    """Make the tables."""
    _create_reference()
    _create_region()
    _create_alignment()
    _create_reading()
    _create_findings()
    _create_baseline()
    _create_job()


def downgrade() -> None:
    """Drop the tables with their indexes."""
    for name in ("job", "baseline", "findings", "reading", "alignment", "region", "reference"):
        op.drop_table(name)


def _create_reference() -> None:
    op.create_table(
        "reference",
        sa.Column("series_id", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("photo_id", sa.String(), nullable=False),
        sa.Column("mm_across", sa.Double(), nullable=False),
        sa.Column("is_scale_measured", sa.Boolean(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_reference_photo_id_photo"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_reference_series_id_series"),
        sa.PrimaryKeyConstraint("series_id", "view", name="pk_reference"),
    )
    op.create_index("ix_reference_photo_id", "reference", ["photo_id"])


def _create_region() -> None:
    op.create_table(
        "region",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("series_id", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("reference_digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_digest"], ["photo.digest"], name="fk_region_reference_digest_photo"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_region_series_id_series"),
        sa.PrimaryKeyConstraint("id", name="pk_region"),
    )
    op.create_index("ix_region_reference_digest", "region", ["reference_digest"])
    op.create_index("ix_region_series_id_view", "region", ["series_id", "view"])


def _create_alignment() -> None:
    op.create_table(
        "alignment",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reference_digest", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(40), nullable=True),
        sa.Column("error_median_px", sa.Double(), nullable=False),
        sa.Column("error_p95_px", sa.Double(), nullable=False),
        sa.Column("error_p95_mm", sa.Double(), nullable=False),
        sa.Column("support", sa.Double(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["photo.digest"], name="fk_alignment_digest_photo"),
        sa.ForeignKeyConstraint(
            ["reference_digest"], ["photo.digest"], name="fk_alignment_reference_digest_photo"
        ),
        sa.PrimaryKeyConstraint("digest", "reference_digest", "method", name="pk_alignment"),
    )


def _create_reading() -> None:
    op.create_table(
        "reading",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("region_id", sa.String(), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("region_revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("control", sa.String(), nullable=False),
        sa.Column("withheld_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["photo.digest"], name="fk_reading_digest_photo"),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name="fk_reading_region_id_region", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", "region_id", "metric", "method", name="pk_reading"),
    )
    op.create_index("ix_reading_region_id", "reading", ["region_id"])


def _create_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("region_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("region_revision", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["photo.digest"], name="fk_findings_digest_photo"),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name="fk_findings_region_id_region", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", "region_id", "method", name="pk_findings"),
    )
    op.create_index("ix_findings_region_id", "findings", ["region_id"])


def _create_baseline() -> None:
    op.create_table(
        "baseline",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("region_id", sa.String(), nullable=False),
        sa.Column("region_revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["photo.digest"], name="fk_baseline_digest_photo"),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name="fk_baseline_region_id_region", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", "region_id", "region_revision", "method", name="pk_baseline"),
    )
    op.create_index("ix_baseline_region_id", "baseline", ["region_id"])


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name="pk_job"),
        sa.UniqueConstraint("id", name="uq_job_id"),
    )
    op.create_index("ix_job_state_tries_sequence", "job", ["state", "tries", "sequence"])
    op.create_index("ix_job_subject", "job", ["subject"])
    op.create_index(
        "uq_job_queued",
        "job",
        ["kind", "subject"],
        unique=True,
        sqlite_where=_IS_QUEUED,
        postgresql_where=_IS_QUEUED,
    )
