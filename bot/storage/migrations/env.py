"""Run the migrations on the connection that `bot.storage.migrate` hands over."""

from alembic import context

# The tables of all belong to the metadata.
from bot.storage import (  # noqa: F401
    accounts,
    campaigns,
    directory,
    door,
    exports,
    imports,
    merges,
    notices,
    outreach,
    units,
)
from bot.storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
