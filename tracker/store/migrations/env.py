"""Alembic's way in. It finds the open connection in the configuration (``tracker.store.migrating``)."""

from alembic import context

from tracker.store.schema import Base


def run_migrations() -> None:
    """Run the pending migrations on the connection that was handed over."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


# Alembic loads this file under this very name. Whoever else imports it, such as a test runner that
# collects every module, migrates nothing.
if __name__ == "env_py":
    run_migrations()
