"""Verdicts as documents, and checking for those who have no account."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from unittest import mock

import pypdfium2
import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pyhanko.generated.etsi.ts_11910202 import ValidationReport
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.files.tests import samples
from congvu.journal.models import Entry
from congvu.signing import authority
from congvu.signing.etsi import report_xml
from congvu.signing.pdf.cms import Signer
from congvu.signing.pdf.signing import seal_slowly
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.queries.packets import Announced, held_against
from congvu.signing.reports import report_pdf
from congvu.signing.tests.test_check_page import signed_by
from congvu.signing.tests.test_signing import VALUES, look, world
from congvu.signing.tests.token import token_of
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db


def test_anybody_checks_a_file_and_takes_the_report(settings: object) -> None:
    anyone = Client()
    upload = SimpleUploadedFile("a.pdf", signed_by(), "application/pdf")
    page = anyone.post(reverse("signing:check_public"), {"file": upload})
    assert "2 chữ ký số hợp lệ" in page.content.decode()
    sha256 = page.context["verdict"].sha256
    pdf = anyone.get(reverse("signing:report", args=[sha256, "pdf"]))
    with pypdfium2.PdfDocument(io.BytesIO(pdf.content)) as document:
        words = document[0].get_textpage().get_text_range()
        assert len(document) == 1
    assert "BÁO CÁO KIỂM TRA CHỮ KÝ SỐ" in words
    assert "Lê Thị Mẫu" in words
    xml = anyone.get(reverse("signing:report", args=[sha256, "xml"])).content
    found = etsi_report(xml)
    assert indications(found) == [("total-passed", []), ("total-passed", [])]
    held = found.signature_validation_objects.validation_object
    by_id = {one.id: one.validation_object_representation.base64 for one in held}
    for one in found.signature_validation_report:
        (name,) = one.signer_information.signer_certificate.voreference
        certificate = Certificate.load(by_id[name])
        assert name == f"C-{certificate.sha256.hex()}"
        assert one.signer_information.signer == certificate.subject.native["common_name"]
    unknown = anyone.get(reverse("signing:report", args=["0" * 64, "pdf"]))
    assert unknown.status_code == 404


def test_nobody_has_a_file_read_that_bears_a_mark_of_secrecy(office: Office) -> None:
    upload = SimpleUploadedFile("a.docx", samples.word("Kính gửi", "TUYỆT MẬT"))
    page = Client().post(reverse("signing:check_public"), {"file": upload})
    assert "chỉ độ mật" in page.content.decode()
    assert "verdict" not in page.context
    refusal = Entry.objects.get(action="secrecy.refuse")
    assert (refusal.detail["door"], refusal.actor_id) == ("kiểm tra chữ ký", None)


def test_a_place_that_asks_too_often_waits(settings: object) -> None:
    anyone = Client()

    def ask() -> str:
        upload = SimpleUploadedFile("a.pdf", b"%PDF-", "application/pdf")
        return anyone.post(reverse("signing:check_public"), {"file": upload}).content.decode()

    answers = [ask() for _ in range(22)]
    assert "không phải PDF" in answers[0]
    assert "quá nhiều lượt" in answers[-1]


def etsi_report(xml: bytes) -> Any:
    """The report as the classes made of the standard's schema read it, and nothing else in it."""
    strict = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True)
    return XmlParser(config=strict).from_bytes(xml, ValidationReport)


def indications(report: Any) -> list[tuple[str, list[str]]]:
    found = [one.signature_validation_status for one in report.signature_validation_report]
    return [
        (one.main_indication.split(":")[-1], [sub.split(":")[-1] for sub in one.sub_indication])
        for one in found
    ]


def test_the_machines_report_is_the_standards() -> None:
    """ETSI TS 119 102-2: what was signed, by whom, when, and what a sound file's digest is."""
    first, second = etsi_report(report_xml(look(world().sealed))).signature_validation_report
    assert (first.signature_identifier.id, second.signature_identifier.id) == ("S1", "S2")
    whole = PdfFileReader(io.BytesIO(world().sealed)).embedded_signatures[-1]
    assert (
        second.signature_identifier.signature_value.value == whole.signer_info["signature"].native
    )
    digest = second.signers_document.digest_alg_and_value
    assert digest.digest_method.algorithm == "http://www.w3.org/2001/04/xmlenc#sha256"
    assert digest.digest_value.value == whole.compute_digest()
    reasons = second.signature_validation_status.associated_validation_report_data[
        0
    ].additional_validation_report_data.report_data
    assert "Chữ ký bao trùm toàn bộ tệp." in {one.value for one in reasons}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda pdf: pdf + b"%", [("total-passed", []), ("total-failed", ["FORMAT_FAILURE"])]),
        (
            lambda pdf: pdf.replace(b"(1804)", b"(1805)"),
            [("total-passed", []), ("total-failed", ["HASH_FAILURE"])],
        ),
    ],
    ids=["bytes behind", "another number"],
)
def test_the_machines_report_says_why(
    change: Callable[[bytes], bytes], expected: list[tuple[str, list[str]]]
) -> None:
    assert indications(etsi_report(report_xml(look(change(world().sealed))))) == expected


def test_the_report_says_why() -> None:
    broken = look(world().sealed.replace(b"(1804)", b"(1805)"))
    with pypdfium2.PdfDocument(io.BytesIO(report_pdf(broken))) as document:
        assert "đã bị thay đổi" in document[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, set()),
        ({"codes": frozenset({"H48"})}, {"sender"}),
        ({"number": 1805}, {"values"}),
        ({"dated_on": date(2020, 5, 1)}, {"values"}),
        ({"sha256": "0" * 64}, {"announced"}),
    ],
)
def test_a_packets_words_are_held_against_its_file(change: dict, wrong: set[str]) -> None:
    verdict = look(world().sealed)
    plain = Announced("UBND tỉnh", frozenset({"H47"}), 1804, date(2020, 4, 1), verdict.sha256)
    checks = held_against(verdict, replace(plain, **change))
    assert {one.name for one in checks if one.result is not Result.VALID} == wrong


def test_a_packet_without_its_seal_is_not_whole() -> None:
    announced = Announced("UBND tỉnh", frozenset(), 1804, date(2020, 4, 1))
    checks = held_against(look(world().signed), announced)
    amiss = {one.name for one in checks if one.result is not Result.VALID}
    assert amiss == {"set", "sender", "values"}


@pytest.mark.parametrize("left", VALUES)
def test_a_sealed_letter_without_its_number_or_day_is_not_whole(left: str) -> None:
    values = {name: text for name, text in VALUES.items() if name != left}
    sealed = sealed_with(values)
    verdict = look(sealed)
    assert verdict.result is Result.VALID
    assert not verdict.complete
    assert "để trống" in verdict.lacks
    announced = Announced("UBND tỉnh", frozenset({"H47"}), 1804, date(2020, 4, 1))
    amiss = [one for one in held_against(verdict, announced) if one.result is not Result.VALID]
    assert {one.name: one.result for one in amiss} == {
        "set": Result.UNKNOWN,
        "values": Result.UNKNOWN,
    }
    assert "để trống" in amiss[-1].reason


def sealed_with(values: dict[str, str]) -> bytes:
    return seal_slowly(world().signed, values=values, signer=Signer(world().agency), image=None)


@pytest.mark.parametrize(
    ("digest", "bits", "words"),
    [
        ("sha1", 2048, "hàm băm SHA1 không còn đủ an toàn"),
        ("sha256", 1024, "1024 bit, ngắn hơn mức an toàn"),
    ],
)
def test_weak_algorithms_are_named_and_nothing_else_is_blamed(
    digest: str, bits: int, words: str
) -> None:
    """TT 15/2025/TT-BKHCN, Annex I, for a certificate of an authority that is trusted."""
    ca = authority.make_authority(curve=True)
    key = rsa.generate_private_key(65537, bits)
    with mock.patch.object(authority, "new_key", return_value=key):
        signer = token_of(ca, "Lê Thị Mẫu", curve=False)._signer()
    target = io.BytesIO()
    meta = PdfSignatureMetadata(
        field_name="ky_lanh_dao", md_algorithm=digest, subfilter=SigSeedSubFilter.PADES
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(world().prepared), strict=False)
    PdfSigner(meta, signer).sign_pdf(writer, output=target)
    trust = Trust((ca.root.public_bytes(Encoding.DER),), tuple(authority.make_lists(ca)))
    verdict = asyncio.run(verify(target.getvalue(), trust=trust, now=clock.now()))
    assert verdict.result is Result.UNKNOWN
    checks = {one.name: one for one in verdict.signatures[0].checks}
    assert words in checks["algorithm"].reason
    assert "danh sách tin cậy" not in checks["chain"].reason
    assert checks["integrity"].result is checks["signature"].result is Result.VALID
