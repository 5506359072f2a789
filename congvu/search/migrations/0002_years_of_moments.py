"""Entries made before get the mark of their moment's year, by which long times are looked for."""

from django.db import migrations

_YEAR = "('t:' || to_char(moment AT TIME ZONE 'UTC', 'YYYY'))::varchar"
_ADD = f"""
    UPDATE search_entry SET marks = ARRAY(
        SELECT mark FROM unnest(marks || {_YEAR}) AS mark ORDER BY mark COLLATE "C")
    WHERE NOT {_YEAR} = ANY (marks)"""  # noqa: S608 - nothing from outside


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunSQL(_ADD, migrations.RunSQL.noop)]
