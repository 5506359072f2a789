"""Trusted lists of a state or a scheme, in XML (ETSI TS 119 612), read into anchors and their days.

Only what the list says of authorities that give certificates is taken, and of a signed list only
what its signature covers. Whoever hands a list in that nobody known has signed answers for where it
came from, as with any file of roots.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cryptography import x509
from lxml import etree

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.signing.list_signature import BadSignature, ListSigner, signed_part

_SPACE = {"t": "http://uri.etsi.org/02231/v2#"}
ROOT = f"{{{_SPACE['t']}}}TrustServiceStatusList"
_KINDS = {"CA/QC", "CA/PKC", "NationalRootCA-QC"}  # 5.5.1.1 and 5.5.1.2
_GOOD = {  # 5.5.4, with the names of lists before eIDAS
    *("granted", "recognisedatnationallevel", "undersupervision", "accredited"),
    "supervisionincessation",
}


@dataclass(frozen=True)
class Listed:
    """An authority's certificate and the days on which the list recognises it."""

    certificate: x509.Certificate
    since: date | None
    until: date | None


def is_list(content: bytes) -> bool:
    """Whether the file says that it is one."""
    head = content[:4096]
    return (
        head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"TrustServiceStatusList" in head
    )


def read_list(content: bytes) -> tuple[list[Listed], ListSigner | None]:
    """The authorities of the list, and who signed it; raises `Refused` (field `file`) in words."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError("entities")
        root = etree.fromstring(content, parser)
        if root.tag != ROOT:
            raise ValueError("not a trusted list")
        listed, signer = signed_part(root)
        _check_current(listed)
        services = listed.iterfind(".//t:TSPService", _SPACE)
        return _joined(one for service in services for one in _listed(service)), signer
    except BadSignature as wrong:
        raise Refused(
            "Chữ ký số của danh sách tin cậy không hợp lệ: danh sách đã bị sửa hoặc ký sai cách.",
            field="file",
        ) from wrong
    except (etree.XMLSyntaxError, ValueError, TypeError) as fault:
        raise Refused(
            "Danh sách tin cậy (ETSI TS 119 612) bị hỏng hoặc không đúng chuẩn.", field="file"
        ) from fault


def _check_current(root: Any) -> None:
    ends = root.findtext("t:SchemeInformation/t:NextUpdate/t:dateTime", "", _SPACE)
    if ends and (moment := _moment(ends)) < clock.now():
        raise Refused(
            f"Danh sách tin cậy đã hết hạn ngày {moment:%d/%m/%Y}; xin tải bản mới.", field="file"
        )


def _listed(service: Any) -> Iterator[Listed]:
    now = service.find("t:ServiceInformation", _SPACE)
    if _last(now, "ServiceTypeIdentifier", "/Svctype/") not in _KINDS:
        return
    days = _days([now, *service.iterfind("t:ServiceHistory/t:ServiceHistoryInstance", _SPACE)])
    if days is None:
        return
    found = now.iterfind("t:ServiceDigitalIdentity/t:DigitalId/t:X509Certificate", _SPACE)
    for one in found:
        der = base64.b64decode("".join((one.text or "").split()), validate=True)
        yield Listed(x509.load_der_x509_certificate(der), *days)


def _joined(listed: Iterator[Listed]) -> list[Listed]:
    """A key that gives several services is trusted while one of them is."""
    found: dict[x509.Certificate, Listed] = {}
    for one in listed:
        known = found.get(one.certificate, one)
        starts, ends = (known.since, one.since), (known.until, one.until)
        since = min((day for day in starts if day is not None), default=None)
        until = None if None in ends else max(day for day in ends if day is not None)
        found[one.certificate] = Listed(one.certificate, since, until)
    return list(found.values())


def _days(states: list[Any]) -> tuple[date | None, date | None] | None:
    """From and until when it was last recognised; None for what never was."""
    known = sorted(
        (
            (
                _moment(one.findtext("t:StatusStartingTime", "", _SPACE)),
                _last(one, "ServiceStatus", "/Svcstatus/") in _GOOD,
            )
            for one in states
        ),
        key=lambda state: state[0],
    )
    since = until = None
    before = False
    for moment, good in known:
        day = clock.local(moment).date()
        if good and not before:
            since, until = day, None
        elif before and not good:
            until = day - timedelta(days=1)
        before = good
    return None if since is None else (since, until)


def _last(holder: Any, element: str, after: str) -> str:
    return str(holder.findtext(f"t:{element}", "", _SPACE)).strip().rpartition(after)[2]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.VIETNAM)
