"""Run by alembic: applies the revisions on the connection that `store.migrations.upgrade` opened."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],  # for its naming of constraints
    version_table=attributes["version_table"],
    transactional_ddl=True,
)
context.run_migrations()
