"""Trusted lists in XML (ETSI TS 119 612): who is recognised, and on which days."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.directory.models import Appointment
from congvu.signing import actions, authority
from congvu.signing.models import TrustAnchor
from congvu.signing.queries import verify
from congvu.signing.tests.test_signing import sealed_by
from congvu.signing.tests.test_trusting import send
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db
_URI = "http://uri.etsi.org/TrstSvc"


def service(der: bytes, *states: tuple[str, str], kind: str = "CA/QC", history: bool = True) -> str:
    """A service by its states, the newest first."""

    def told(status: str, since: str) -> str:
        identity = (
            "<ServiceDigitalIdentity><DigitalId><X509Certificate>"
            f"{base64.encodebytes(der).decode()}</X509Certificate></DigitalId>"
            "</ServiceDigitalIdentity>"
        )
        return (
            f"<ServiceTypeIdentifier>{_URI}/Svctype/{kind}</ServiceTypeIdentifier>{identity}"
            f"<ServiceStatus>{_URI}/TrustedList/Svcstatus/{status}</ServiceStatus>"
            f"<StatusStartingTime>{since}T00:00:00Z</StatusStartingTime>"
        )

    now, *before = states
    past = "".join(
        f"<ServiceHistoryInstance>{told(*one)}</ServiceHistoryInstance>" for one in before
    )
    listed = f"<ServiceHistory>{past}</ServiceHistory>" if history else ""
    return f"<TSPService><ServiceInformation>{told(*now)}</ServiceInformation>{listed}</TSPService>"


def trusted_list(*services: str, ends: str = "2099-01-01T00:00:00Z", head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation>'
        f"<NextUpdate><dateTime>{ends}</dateTime></NextUpdate></SchemeInformation>"
        "<TrustServiceProviderList><TrustServiceProvider><TSPServices>"
        f"{''.join(services)}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        "</TrustServiceStatusList>"
    ).encode()


def test_a_recognised_authority_is_trusted_from_its_day(province: Appointment) -> None:
    """Also one that stands below a root which is not on the list."""
    ca = authority.make_authority(curve=True)
    pdf, _ = sealed_by(ca)
    for one in authority.make_lists(ca):
        actions.take_list(one)
    assert verify(pdf).result is Result.UNKNOWN
    page = send(
        province,
        trusted_list(service(ca.sub.public_bytes(Encoding.DER), ("granted", "2019-03-01"))),
    )
    assert "từ 01/03/2019 không giới hạn" in page
    assert verify(pdf).result is Result.VALID


def test_what_was_withdrawn_is_trusted_until_the_day_before(province: Appointment) -> None:
    gone, never, stamps, twice = (
        authority.make_authority(curve=True).root.public_bytes(Encoding.DER) for _ in range(4)
    )
    states = ("withdrawn", "2021-06-02"), ("granted", "2018-05-01"), ("accredited", "2015-01-01")
    page = send(
        province,
        trusted_list(
            service(gone, *states),
            service(never, ("withdrawn", "2021-06-02"), history=False),
            service(stamps, ("granted", "2018-05-01"), kind="TSA/QTST"),
            service(twice, ("granted", "2020-01-01")),
            service(twice, ("withdrawn", "2019-01-01"), ("granted", "2017-01-01"), kind="CA/PKC"),
        ),
    )
    assert "Đã thực hiện" in page
    days = {
        bytes(one.certificate): (one.trusted_from, one.trusted_until)
        for one in TrustAnchor.objects.all()
    }
    assert days == {
        gone: (date(2015, 1, 1), date(2021, 6, 1)),
        twice: (date(2017, 1, 1), None),
    }


def test_what_is_no_list_in_force_is_refused(province: Appointment) -> None:
    der = authority.make_authority(curve=True).root.public_bytes(Encoding.DER)
    good = service(der, ("granted", "2019-03-01"))
    bad = {
        "đã hết hạn ngày 01/01/2020": trusted_list(good, ends="2020-01-01T00:00:00Z"),
        "không có tổ chức cấp chứng thư nào": trusted_list(),
        "bị hỏng hoặc không đúng chuẩn": trusted_list(good)[:-20],
        "hỏng hoặc không đúng": trusted_list(good, head="<!DOCTYPE a [<!ENTITY b 'c'>]>"),
        "không đúng chuẩn": trusted_list(good.replace("<X509Certificate>", "<X509Certificate>!")),
    }
    for words, content in bad.items():
        assert words in send(province, content)
    assert not TrustAnchor.objects.exists()
