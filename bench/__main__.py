"""Measure: every module of this folder that has `run() -> list[Row]`; names choose among them."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
import time

import bench
from bench.rows import Row


def modules(chosen: list[str]) -> list[str]:
    names = [found.name for found in pkgutil.iter_modules(bench.__path__)]
    unknown = set(chosen) - set(names)
    if unknown:
        sys.exit(f"No such measurement: {', '.join(sorted(unknown))}. There are: {names}")
    return [name for name in names if not name.startswith("_") and (name in chosen or not chosen)]


def line(row: Row) -> str:
    return f"{row.name:52} {row.value:>12,.2f} {row.unit:10} {row.beside}"


def main() -> None:
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, load before: {load:.2f}\n")
    for name in modules(sys.argv[1:]):
        run = getattr(importlib.import_module(f"bench.{name}"), "run", None)
        if run is None:
            continue
        for row in run():
            print(line(row), flush=True)


if __name__ == "__main__":
    main()
