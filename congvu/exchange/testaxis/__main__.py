"""`python -m congvu.exchange.testaxis --folder F --port P`: the axis as a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from congvu.exchange.testaxis.app import Application
from congvu.exchange.testaxis.storage import Axis


def main() -> None:
    parser = argparse.ArgumentParser(description="Trục liên thông để thử nghiệm và trình diễn.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    application = Application(Axis(given.folder))
    uvicorn.run(application, host="127.0.0.1", port=given.port, lifespan="off", log_level="warning")


if __name__ == "__main__":
    main()
