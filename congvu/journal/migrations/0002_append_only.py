"""The database itself refuses to change what the journal holds.

One trigger a table for each statement, so that even a statement that would touch no row is
refused. `ENABLE ALWAYS` keeps it in force in sessions that switch ordinary triggers off.
"""

from django.db import migrations

_REFUSE = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the journal is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
"""

_TABLES = ["journal_entry", "journal_anchor"]


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(_REFUSE, "DROP FUNCTION journal_refuse_change();"),
        *[
            migrations.RunSQL(
                _GUARD.format(table=table), f"DROP TRIGGER {table}_append_only ON {table};"
            )
            for table in _TABLES
        ],
    ]
