"""`python -m congvu.payments.testgateway --folder F --port P …`: a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from congvu.payments.testgateway.app import Application, Merchant
from congvu.payments.testgateway.storage import Storage


def main() -> None:
    parser = argparse.ArgumentParser(description="Cổng thanh toán để thử nghiệm và trình diễn.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tmn", required=True, help="mã đơn vị (TmnCode)")
    parser.add_argument("--secret", required=True, help="khóa ký")
    parser.add_argument("--notice", required=True, help="địa chỉ nhận thông báo (IPN)")
    given = parser.parse_args()
    merchant = Merchant(given.tmn, given.secret, given.notice)
    application = Application(Storage(given.folder), merchant)
    uvicorn.run(application, host="127.0.0.1", port=given.port, lifespan="off", log_level="warning")


if __name__ == "__main__":
    main()
