"""What lets a signature be checked when its certificates are long gone (PAdES B-LT and B-LTA).

Appended behind the last signature, which all its revisions allow: a store with certificates,
revocation lists and answers, then a stamp of the archive over the whole file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import cms, crl, ocsp, tsp
from asn1crypto.x509 import Certificate
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from congvu.core.refused import Refused
from congvu.signing.pdf.writer import UNSOUND, SlimWriter, append_to, written
from congvu.signing.providers.stamping import Stamper

_STAMP_ROOM = 24_000  # hexadecimal digits for the archive's stamp


@dataclass(frozen=True)
class Evidence:
    """Certificates, revocation lists and OCSP answers, all as DER."""

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()


def with_evidence(pdf: bytes, evidence: Evidence) -> bytes:
    """The file with a store of what its signatures are checked by; what it has stays."""
    writer = append_to(pdf)
    try:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=_loaded(Certificate, evidence.certificates),
            crls=_loaded(crl.CertificateList, evidence.lists),
            ocsps=_loaded(ocsp.OCSPResponse, evidence.answers),
        )
        return written(writer)
    except UNSOUND as fault:
        raise Refused("Không bổ sung được thông tin lưu trữ lâu dài vào tệp này.") from fault


def with_archive_stamp(pdf: bytes, stamper: Stamper) -> bytes:
    """The file with a stamp over all that it holds (ETSI EN 319 142-1, 5.4.3)."""
    writer: SlimWriter = append_to(pdf)
    output = BytesIO()
    try:
        PdfTimeStamper(_Stamper(stamper)).timestamp_pdf(
            writer, "sha256", bytes_reserved=_STAMP_ROOM, output=output
        )
    except UNSOUND as fault:
        raise Refused("Không gắn được dấu thời gian lưu trữ vào tệp này.") from fault
    return output.getvalue()


class _Stamper(TimeStamper):  # type: ignore[misc]
    """pyHanko's view of a stamper."""

    def __init__(self, stamper: Stamper) -> None:
        super().__init__()
        self.stamper = stamper

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token over the digest, which is SHA-256."""
        if md_algorithm != "sha256":
            raise ValueError(md_algorithm)
        return cms.ContentInfo.load(self.stamper.stamp(message_digest))

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Never asked: tokens are given whole."""
        raise NotImplementedError


def _loaded(kind: type, ders: Iterable[bytes]) -> list[object]:
    seen = {hashlib.sha256(der).digest(): der for der in ders}
    load = kind.load  # type: ignore[attr-defined]
    return [load(der) for der in seen.values()]
