"""Tables made together; databases from before the migrations were drawn together."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from congvu.core.together import Together


@pytest.mark.django_db
def test_a_database_of_the_earlier_migrations_has_nothing_to_do() -> None:
    recorder = MigrationRecorder(connection)
    loader = MigrationLoader(connection, replace_migrations=False)
    drawn = {key: one.replaces for key, one in loader.disk_migrations.items() if one.replaces}
    assert len({app for app, _ in drawn} & {"documents", "payments", "services", "signing"}) == 4
    for (app, name), earlier in drawn.items():
        recorder.record_unapplied(app, name)
        for one in earlier:
            recorder.record_applied(*one)

    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_what_changes_an_earlier_table_is_no_part_of_it() -> None:
    with pytest.raises(TypeError, match="not part of making tables together"):
        Together([migrations.AddField("earlier", "name", models.TextField())])
