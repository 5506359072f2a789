from __future__ import annotations

from django.db import connection

from congvu.config.database.base import LastUsedFirst


def test_what_came_back_last_is_taken_first(db: None) -> None:
    given = {**connection.get_connection_params(), "autocommit": True}
    given.pop("pool", None)
    with LastUsedFirst(kwargs=given, min_size=0, max_size=3, timeout=10) as pool:
        three = [pool.getconn() for _ in range(3)]
        for one in three:
            pool.putconn(one)

        for _ in range(5):
            again = pool.getconn()
            assert again is three[-1]
            pool.putconn(again)
