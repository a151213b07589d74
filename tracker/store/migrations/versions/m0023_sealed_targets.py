"""Where an imported file goes, and how a signature was drawn, are text, which may lie sealed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

Type = sa.types.TypeEngine[Any]
_JSON_BEFORE = {"import_file": "target", "consent": "signature_strokes"}


def upgrade() -> None:
    """The JSON stays as it is written."""
    for table, column in _JSON_BEFORE.items():
        _change(table, column, sa.JSON(), sa.String(), cast="text")


def downgrade() -> None:
    """Take it for JSON again; sealed values must be opened before."""
    for table, column in _JSON_BEFORE.items():
        _change(table, column, sa.String(), sa.JSON(), cast="json")


def _change(table: str, column: str, old: Type, new: Type, *, cast: str) -> None:
    kept = _triggers_of(table)
    with op.batch_alter_table(table) as changed:
        changed.alter_column(column, existing_type=old, type_=new, postgresql_using=f"{column}::{cast}")
    for statement in kept:  # SQLite's batch writes the table anew, without its triggers
        op.execute(statement)


def _triggers_of(table: str) -> list[str]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    found = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    return list(op.get_bind().execute(sa.text(found), {"table": table}).scalars())
