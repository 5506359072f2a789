"""Time stamps from an authority (RFC 3161), over HTTP."""

from __future__ import annotations

import hashlib
import secrets
from abc import ABC, abstractmethod

import httpx
from asn1crypto import algos, cms, tsp

from congvu.core.refused import Refused

_SECONDS = 10
_LARGEST = 64 * 1024


class Stamper(ABC):
    """Who says that something existed at a moment."""

    @abstractmethod
    def stamp(self, digest: bytes) -> bytes:
        """The token (`ContentInfo`, DER) over a SHA-256; raises `Refused` where there is none."""


class HttpStamper(Stamper):
    """An authority at an address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def stamp(self, digest: bytes) -> bytes:
        """See the base; the answer must be about this digest and to this question."""
        nonce = secrets.randbits(63)
        imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"})}
        asked = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": tsp.MessageImprint(imprint | {"hashed_message": digest}),
                "nonce": nonce,
                "cert_req": True,
            }
        )
        try:
            answer = httpx.post(
                self.url,
                content=asked.dump(),
                headers={"Content-Type": "application/timestamp-query"},
                timeout=_SECONDS,
            )
            answer.raise_for_status()
            return _token(answer.content[:_LARGEST], digest, nonce)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as fault:
            raise Refused(
                "Chưa lấy được dấu thời gian của tổ chức cấp dấu thời gian nên chưa ký. "
                "Ông/bà thử lại sau ít phút; nếu vẫn không được, xin báo quản trị."
            ) from fault


def _token(der: bytes, digest: bytes, nonce: int) -> bytes:
    answer = tsp.TimeStampResp.load(der)
    if answer["status"]["status"].native not in {"granted", "granted_with_mods"}:
        raise ValueError(f"not granted: {answer['status'].native}")
    token = answer["time_stamp_token"]
    info = token["content"]["encap_content_info"]["content"].parsed
    said = (info["message_imprint"]["hashed_message"].native, info["nonce"].native)
    if said != (digest, nonce):
        raise ValueError("the answer is to another question")
    made: bytes = cms.ContentInfo.load(token.dump()).dump()
    return made


def digest_of(signature: bytes) -> bytes:
    """What is stamped of a signature (RFC 5126, 6.1.1)."""
    return hashlib.sha256(signature).digest()
