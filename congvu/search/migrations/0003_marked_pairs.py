"""Entries made before get the pairs of their syllables with marks, by which phrases are looked for.

What stands in the entries is read at once (about a quarter of an hour for a million); names of
people stand nowhere but with the things themselves, so the next comparison writes all anew.
"""

from typing import Any

from django.db import migrations

_READ = """
    SELECT id, code, title, author, text FROM search_entry
    WHERE id > %s ORDER BY id LIMIT 1000"""
_WRITE = """
    UPDATE search_entry SET digest = '',
      words = search_entry.words || added.words::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS added(id, words)
    WHERE search_entry.id = added.id"""


def _add(apps: Any, editor: Any) -> None:  # noqa: ARG001 - Django's arguments
    from congvu.search.words import vector

    with editor.connection.cursor() as database:
        last = 0
        while True:
            database.execute(_READ, [last])
            if not (rows := database.fetchall()):
                return
            words = [vector(tuple(told), ()) for _, *told in rows]
            database.execute(_WRITE, [[row[0] for row in rows], words])
            last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("search", "0002_years_of_moments")]

    operations = [migrations.RunPython(_add, migrations.RunPython.noop)]
