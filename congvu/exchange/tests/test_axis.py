"""The axis's VXP interface, call by call as it is documented, and our way of signing."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from congvu.core import clock
from congvu.exchange.actions import polling
from congvu.exchange.models import Partner
from congvu.exchange.providers import provider_of
from congvu.exchange.providers.vxp import signed_headers
from congvu.exchange.tests.axis import line_to
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage
from congvu.exchange.types import LineKind
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db
CONTENT_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_headers_are_those_of_the_documentation_to_the_letter() -> None:
    """The hash was made by `openssl dgst -sha256 -hmac` over the literal text."""
    made = signed_headers(
        {
            "from": "H47.01",
            "servicetype": "eDoc",
            "messagetype": "edoc",
            "hash-file": CONTENT_HASH,
        },
        system_id="000.00.00.H47",
        secret="bí mật của hệ thống",
        at=datetime(2020, 4, 1, 1, 5, 3, 42_000, UTC),
        content_type="application/octet-stream",
    )
    assert made == {
        "XroadVnpt-timestamp": "01042020T080503+0042",
        "XroadVnpt-systemid": "000.00.00.H47",
        "XroadVnpt-Content-Type": "application/octet-stream",
        "XroadVnpt-from": "H47.01",
        "XroadVnpt-servicetype": "eDoc",
        "XroadVnpt-messagetype": "edoc",
        "XroadVnpt-hash-file": CONTENT_HASH,
        "XroadVnpt-sign-header-key": (
            "timestamp;systemid;Content-Type;from;servicetype;messagetype;hash-file"
        ),
        "XroadVnpt-sign-header": (
            '{"XroadVnpt-timestamp":"01042020T080503+0042","XroadVnpt-systemid":"000.00.00.H47",'
            '"XroadVnpt-Content-Type":"application/octet-stream","XroadVnpt-from":"H47.01",'
            '"XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc",'
            f'"XroadVnpt-hash-file":"{CONTENT_HASH}"}}'
        ),
        "XroadVnpt-hash-header": "36a520d14a1d9d0c90657a98f505831be9f99f964adb78d79dec94eab0f7849e",
        "XroadVnpt-version": "3.0.201608",
        "User-Agent": "JAVASDKAgent/1.0.0 XRoad/VPCP",
    }


def ask(
    stage: Stage, path: str, *, method: str = "POST", change: Any = None, **given: str
) -> httpx.Response:
    """One call of the system "ban"; `change` works on its headers before they are sent."""
    body = given.pop("json", "")
    headers = signed_headers(given, system_id="ban", secret="secret of ban", at=clock.now())
    headers["Content-Type"] = "application/json"
    if change:
        change(headers)
    return httpx.request(method, stage.line.address + path, headers=headers, content=body)


def data(answer: httpx.Response) -> Any:
    found = answer.json()
    assert (found["status"], found["ErrorCode"]) == ("OK", "0"), found
    return found.get("data")


def unsigned_type(headers: dict[str, str]) -> None:
    del headers["XroadVnpt-Content-Type"]


def another_plain_type(headers: dict[str, str]) -> None:
    headers["Content-Type"] = "text/plain"


def another_document(headers: dict[str, str]) -> None:
    headers["XroadVnpt-docId"] = "2"


def names_in_another_order(headers: dict[str, str]) -> None:
    names = headers["XroadVnpt-sign-header-key"].split(";")
    headers["XroadVnpt-sign-header-key"] = ";".join(reversed(names))


def another_version(headers: dict[str, str]) -> None:
    headers["XroadVnpt-version"] = "2"


def a_space_in_what_is_signed(headers: dict[str, str]) -> None:
    headers["XroadVnpt-sign-header"] = headers["XroadVnpt-sign-header"].replace(",", ", ")


@pytest.mark.parametrize(
    "change",
    [
        unsigned_type,
        another_plain_type,
        another_document,
        names_in_another_order,
        another_version,
        a_space_in_what_is_signed,
    ],
)
def test_the_axis_takes_no_other_headers(vxp: Stage, change: Any) -> None:
    vxp.neighbour.send(vxp.neighbour.document([FARTHER.id]), [samples.pdf()])
    assert ask(vxp, "/getEdoc", docId="1").json()["ErrorCode"] == "0"
    assert ask(vxp, "/getEdoc", docId="1", change=change).json()["ErrorCode"] == "15"


@pytest.mark.parametrize("given", [{}, {"docId": "1", "level": "1"}])
def test_the_parameters_of_a_call_are_signed_all_and_no_other(
    vxp: Stage, given: dict[str, str]
) -> None:
    assert ask(vxp, "/getEdoc", **given).json()["ErrorCode"] == "15"


def test_each_call_answers_the_fields_that_are_documented(vxp: Stage) -> None:
    always = {"id", "pid", "code", "name", "mail"}
    lists = {
        "/getAgenciesList": always | {"oldCode"},
        "/getAgenciesListQD20": always | {"code102"},
        "/getSynchronizeUnit": always
        | {"version", "centerCode", "deleted", "modifyDate", "isAgency"},
    }
    for path, fields in lists.items():
        given = {"level": "1"} if path.endswith("QD20") else {}
        assert {frozenset(row) for row in data(ask(vxp, path, **given))} == {frozenset(fields)}
    vxp.neighbour.send(vxp.neighbour.document([FARTHER.id]), [samples.pdf()])
    kinds = {"servicetype": "eDoc", "messagetype": "edoc"}
    [row] = data(ask(vxp, "/getReceivedEdocList", **kinds))
    assert set(row) == {
        "docId", "serviceType", "messageType", "created_time", "updated_time", "from", "to",
        "status", "status_desc",
    }  # fmt: skip
    [row] = data(ask(vxp, "/getSentEdocList", **kinds, docId="1"))
    assert set(row) == {
        "senderDocId", "receiverDocId", "fromCode", "toCode", "title", "notation", "sentTime",
        "receivedTime", "sendStatus", "sendStatusDesc", "receiveStatus", "receiveStatusDesc",
    }  # fmt: skip


def test_what_waits_is_counted_downloaded_and_settled(vxp: Stage) -> None:
    vxp.neighbour.send(vxp.neighbour.document([FARTHER.id]), [samples.pdf()])
    count = ask(vxp, "/countReceiveEdoc", method="GET").json()
    assert (count["count"], count["ErrorCode"]) == (1, "0")
    assert ask(vxp, "/countReceiveStatus", method="GET").json()["count"] == 0
    packet = base64.b64decode(data(ask(vxp, "/getEdoc", docId="1")))
    assert ask(vxp, "/downloadEdoc", method="GET", docId="1").content == packet
    assert ask(vxp, "/downloadEdoc", method="GET", docId="2").json()["ErrorCode"] == "10"
    assert ask(vxp, "/updateStatus", docId="1", status="read").json()["ErrorCode"] == "21"
    data(ask(vxp, "/updateStatus", docId="1", status="done"))
    assert ask(vxp, "/countReceiveEdoc", method="GET").json()["count"] == 0


def test_only_what_came_on_the_days_is_listed(vxp: Stage) -> None:
    vxp.neighbour.send(vxp.neighbour.document([FARTHER.id]), [samples.pdf()])
    kinds = {"servicetype": "eDoc", "messagetype": "edoc"}
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    for first, last, found in (
        (today, today, 1),
        (tomorrow, tomorrow, 0),
        (today - timedelta(days=9), today - timedelta(days=1), 0),
    ):
        days = {"fromDate": f"{first:%Y/%m/%d}", "toDate": f"{last:%Y/%m/%d}"}
        assert len(data(ask(vxp, "/getReceivedEdocList", **kinds, **days))) == found
    lgsp = provider_of(line_to(_base(vxp), vxp.province.agency, "ban", LineKind.LGSP))
    assert (len(lgsp.held(today)), len(lgsp.held(tomorrow))) == (1, 0)


def _base(stage: Stage) -> str:
    return stage.line.address.removesuffix("/vxp")


def test_agencies_are_registered_and_deleted_by_their_own_system(vxp: Stage) -> None:
    new = {"id": "9", "pcode": "H41", "code": "H41.09", "name": "Sở Công Thương tỉnh Nghệ An"}
    data(ask(vxp, "/registerAgency", json=json.dumps(new | {"mail": "a@b.vn"})))
    polling.sync_directory(vxp.line)
    found = Partner.objects.get(code="H41.09")
    assert (found.name, found.old_code, found.email) == (
        new["name"],
        "000.00.09.H41",
        "a@b.vn",
    )
    data(ask(vxp, "/deleteAgency", AgencyCode="H41.09"))
    polling.sync_directory(vxp.line)
    found.refresh_from_db()
    assert (found.old_code, found.deleted_at is None) == ("000.00.09.H41", False)
    assert ask(vxp, "/deleteAgency", AgencyCode=vxp.own[0]).json()["ErrorCode"] == "19"
    stolen = json.dumps(new | {"code": vxp.own[0]})
    assert ask(vxp, "/registerAgency", json=stolen).json()["ErrorCode"] == "21"


def test_old_codes_come_from_the_list_of_decision_20(vxp: Stage) -> None:
    place = vxp.axis.axis.folder / "systems.json"
    place.write_text(place.read_text().replace("000.00.03.H41", "000.00.33.H41"))
    polling.sync_directory(vxp.line)
    assert Partner.objects.get(code=FARTHER.id).old_code == "000.00.33.H41"


def test_a_packet_whose_bytes_are_not_those_that_were_signed_is_refused(vxp: Stage) -> None:
    given = {"from": NEIGHBOUR.id, "servicetype": "eDoc", "messagetype": "edoc"}
    headers = signed_headers(
        given | {"hash-file": hashlib.sha256(b"khac").hexdigest()},
        system_id="ban",
        secret="secret of ban",
        at=clock.now(),
        content_type="application/octet-stream",
    )
    answer = httpx.post(
        vxp.line.address + "/sendEdoc", headers=headers, files={"file_doc": ("a.edxml", b"x")}
    )
    assert answer.json()["ErrorCode"] == "10"
    assert vxp.axis.axis.counts() == {"sent": 0, "waiting": 0}
