"""Where issuers say which certificates they have revoked: lists and OCSP responders, over HTTP."""

from __future__ import annotations

from abc import ABC, abstractmethod

import httpx

_SECONDS = 5
_LARGEST = 20 * 1024 * 1024


class Unreachable(Exception):  # noqa: N818 - it is an answer: the status is not known
    """No answer came, or none that can be read."""


class StatusSource(ABC):
    """Fetches what certificates name; what comes is checked by whoever asked."""

    @abstractmethod
    def fetch(self, url: str) -> bytes:
        """What lies at a distribution point (DER); raises `Unreachable`."""

    @abstractmethod
    def ask(self, url: str, question: bytes) -> bytes:
        """A responder's answer to an OCSP request, both DER; raises `Unreachable`."""


class HttpStatusSource(StatusSource):
    """Over HTTP, as certificates name it; in seconds, and no more than 20 MB."""

    def fetch(self, url: str) -> bytes:
        """See the base."""
        return self._read("GET", url)

    def ask(self, url: str, question: bytes) -> bytes:
        """See the base (RFC 6960, appendix A)."""
        return self._read("POST", url, question, "application/ocsp-request")

    def _read(self, method: str, url: str, content: bytes = b"", kind: str = "") -> bytes:
        if not url.startswith(("http://", "https://")):
            raise Unreachable(url)
        headers = {"Content-Type": kind} if kind else {}
        try:
            with httpx.stream(
                method, url, content=content, headers=headers, timeout=_SECONDS
            ) as answer:
                answer.raise_for_status()
                read = b""
                for part in answer.iter_bytes():
                    read += part
                    if len(read) > _LARGEST:
                        raise Unreachable("too large")
                return read
        except httpx.HTTPError as fault:
            raise Unreachable(str(fault)) from fault
