"""What keys elsewhere have in common: they may be out of reach, and their answers are checked."""

from __future__ import annotations

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from congvu.core.refused import Conflict, Refused

_SILENT = (
    "Thiết bị hoặc dịch vụ giữ khóa không trả lời nên chưa ký. Lần nhập này không bị tính; ông/bà "
    "thử lại sau ít phút, nếu vẫn không được xin báo quản trị."
)


class OutOfReach(Conflict):
    """The device or the service does not answer, or answers what it must not; `why` for the log."""

    def __init__(self, why: str, sentence: str = _SILENT) -> None:
        super().__init__(sentence, field="pin")
        self.why = why


class NotThere(OutOfReach):
    """It answers, and has nothing of the name under which the key was registered."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing, f"{missing} Xin kiểm tra lại tên khóa.")


class PinRefused(Refused):
    """The device or the service does not take the PIN."""

    def __init__(self) -> None:
        super().__init__("Thiết bị hoặc dịch vụ giữ khóa không nhận mã PIN này.", field="pin")


def checked(signature: bytes, digest: bytes, certificate: Certificate, *, pss: bool) -> bytes:
    """The signature, if it is one over the SHA-256 by the certificate's key; else `OutOfReach`."""
    key = x509.load_der_x509_certificate(certificate.dump()).public_key()
    prehashed = Prehashed(hashes.SHA256())
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(prehashed))
        elif isinstance(key, rsa.RSAPublicKey):
            way: padding.AsymmetricPadding = padding.PKCS1v15()
            if pss:
                way = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            key.verify(signature, digest, way, prehashed)
        else:
            raise OutOfReach("a key of an unknown kind")
    except InvalidSignature as wrong:
        raise OutOfReach("the signature is not of this key") from wrong
    return signature
