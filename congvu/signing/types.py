"""Plain values that signing gives and takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from congvu.signing.providers.base import Provider

# The fields of a prepared file, by their names in it.
NUMBER, DAY, MONTH = "so_van_ban", "ngay", "thang"
FILLED = frozenset({NUMBER, DAY, MONTH})
LEADER, SEAL = "ky_lanh_dao", "dau_co_quan"


@dataclass(frozen=True)
class Slot:
    """A place on a page for a field: points from the page's top left corner, pages from 1."""

    id: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class OpenedKey:
    """A key opened by its PIN for the length of one piece of work; never stored.

    `image` is its owner's PNG (signature or seal), if there is one.
    """

    key_id: int
    owner: str
    provider: Provider = field(repr=False)
    image: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Added:
    """What a file has behind the bytes that were given out to be signed.

    `in_place`: the signature is in its slot; `whole`: it covers the file to its end;
    `nothing_else`: it is all that is new; content, other fields and fonts are as they were.
    """

    readable: bool = True
    signatures: int = 0
    in_place: bool = False
    whole: bool = False
    nothing_else: bool = False
    certificate: str = ""
    """SHA-256 of the signer's."""


class Result(StrEnum):
    """The three answers of a verification, as Thông tư 15/2025/TT-BKHCN words them."""

    VALID = "HOP_LE"
    INVALID = "KHONG_HOP_LE"
    UNKNOWN = "CHUA_XAC_DINH"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            Result.VALID: "Hợp lệ",
            Result.INVALID: "Không hợp lệ",
            Result.UNKNOWN: "Chưa xác định",
        }[self]

    @property
    def kind(self) -> str:
        """As the page's parts name it."""
        return {
            Result.VALID: "valid",
            Result.INVALID: "invalid",
            Result.UNKNOWN: "unknown",
        }[self]


class SignerRole(StrEnum):
    """Whose signature it is."""

    PERSON = "ca_nhan"
    AGENCY = "co_quan"

    @property
    def label(self) -> str:
        """As people read it."""
        return {SignerRole.PERSON: "Cá nhân", SignerRole.AGENCY: "Cơ quan, tổ chức"}[self]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, what came out, and why, in Vietnamese."""

    name: str
    label: str
    result: Result
    reason: str


@dataclass(frozen=True)
class SignatureVerdict:
    """One signature: who, when, and every check (TT 15/2025/TT-BKHCN, Article 6)."""

    field: str
    role: SignerRole
    signer: str
    unit: str
    issuer: str
    serial: str
    valid_from: datetime | None
    valid_until: datetime | None
    signed_at: datetime | None
    algorithm: str
    checks: tuple[Check, ...]
    path: tuple[str, ...] = ()
    """SHA-256 of the certificates from the trusted root to the signer; empty without a way."""
    level: str = "B-B"
    """The profile that it reaches (ETSI EN 319 142-1): B-B, B-T, B-LT or B-LTA."""
    proven_at: datetime | None = None
    """When a time stamp shows that it was there; None where only the signer says when."""
    code: str = ""
    """The organisation's identifier in the certificate, where it has one."""
    settled: bool = False
    """Whether the file itself shows that no certificate was revoked then: nothing to ask again."""
    certificate: str = ""
    """SHA-256 of the signer's certificate."""
    value: str = ""
    """What the key has made (RFC 5652, `SignatureValue`), in hexadecimal digits."""
    digest: str = ""
    """Of the bytes that it covers, in hexadecimal digits, by the digest that `algorithm` names."""

    @property
    def result(self) -> Result:
        """Invalid if any check is, else unknown if any is, else valid."""
        return _worst(check.result for check in self.checks)


@dataclass(frozen=True)
class FileVerdict:
    """A file: its signatures in order, what concerns the whole, and the values of its fields."""

    sha256: str
    size: int
    signatures: tuple[SignatureVerdict, ...]
    checks: tuple[Check, ...]
    values: dict[str, str]
    checked_at: datetime | None = None
    certificates: tuple[bytes, ...] = field(default=(), compare=False, repr=False)
    """The certificates (DER) of the signatures' paths, where they have just been read."""
    lapses_at: datetime | None = None
    """Until when the outermost time stamp can be checked; to be renewed before."""
    stamp_paths: tuple[tuple[str, ...], ...] = ()
    """SHA-256 of the certificates from a trusted root to each time stamp's key."""

    @property
    def result(self) -> Result:
        """Of the whole file; a file without signatures is unknown."""
        if not self.signatures:
            checked = _worst(check.result for check in self.checks)
            return checked if checked is Result.INVALID else Result.UNKNOWN
        return _worst(
            [check.result for check in self.checks] + [one.result for one in self.signatures]
        )

    @property
    def sentence(self) -> str:
        """The verdict in one line."""
        if not self.signatures:
            found = [check.reason for check in self.checks if check.result is not Result.VALID]
            return found[0] if found else "Tệp không có chữ ký số."
        count = len(self.signatures)
        return {
            Result.VALID: f"{count} chữ ký số hợp lệ.",
            Result.INVALID: "Chữ ký số không hợp lệ.",
            Result.UNKNOWN: "Chưa xác định được giá trị của chữ ký số.",
        }[self.result]

    @property
    def persons(self) -> tuple[SignatureVerdict, ...]:
        """The signatures of people."""
        return tuple(one for one in self.signatures if one.role is SignerRole.PERSON)

    @property
    def agencies(self) -> tuple[SignatureVerdict, ...]:
        """The signatures of organisations."""
        return tuple(one for one in self.signatures if one.role is SignerRole.AGENCY)

    @property
    def complete(self) -> bool:
        """Whether an issued document's set is there: people, the number and the day, and one
        organisation, last.
        """
        return (
            bool(self.persons)
            and len(self.agencies) == 1
            and self.signatures[-1].role is SignerRole.AGENCY
            and not self.unfilled
        )

    @property
    def unfilled(self) -> bool:
        """Whether a place for the number, the day or the month is there and empty."""
        return any(self.values.get(name) == "" for name in FILLED)

    @property
    def lacks(self) -> str:
        """What an issued document would still need, in words; empty for a whole set."""
        if not self.signatures or self.complete:
            return ""
        if self.agencies and self.unfilled:
            return "Đã đóng dấu mà chỗ ghi số hoặc ngày còn để trống."
        if not self.agencies:
            return "Thiếu chữ ký của cơ quan; chưa phải văn bản đã phát hành."
        if not self.persons:
            return "Thiếu chữ ký của người có thẩm quyền."
        return "Chữ ký của cơ quan phải là chữ ký cuối cùng và duy nhất của cơ quan."

    def as_json(self) -> dict[str, Any]:
        """For storing; `from_json` reads it again."""
        return {
            "sha256": self.sha256,
            "size": self.size,
            "verdict": str(self.result),
            "sentence": self.sentence,
            "values": self.values,
            "checked_at": _text(self.checked_at),
            "lapses_at": _text(self.lapses_at),
            "stamp_paths": [list(path) for path in self.stamp_paths],
            "checks": [_check_json(check) for check in self.checks],
            "signatures": [
                {
                    "field": one.field,
                    "role": str(one.role),
                    "signer": one.signer,
                    "unit": one.unit,
                    "issuer": one.issuer,
                    "serial": one.serial,
                    "valid_from": _text(one.valid_from),
                    "valid_until": _text(one.valid_until),
                    "signed_at": _text(one.signed_at),
                    "algorithm": one.algorithm,
                    "path": list(one.path),
                    "level": one.level,
                    "proven_at": _text(one.proven_at),
                    "settled": one.settled,
                    "certificate": one.certificate,
                    "value": one.value,
                    "digest": one.digest,
                    "code": one.code,
                    "verdict": str(one.result),
                    "checks": [_check_json(check) for check in one.checks],
                }
                for one in self.signatures
            ],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> FileVerdict:
        """The verdict as it was stored."""
        return cls(
            sha256=kept["sha256"],
            size=kept["size"],
            values=kept["values"],
            checked_at=_moment(kept["checked_at"]),
            lapses_at=_moment(kept.get("lapses_at", "")),
            stamp_paths=tuple(map(tuple, kept.get("stamp_paths", ()))),
            checks=_checks(kept["checks"]),
            signatures=tuple(
                SignatureVerdict(
                    field=one["field"],
                    role=SignerRole(one["role"]),
                    signer=one["signer"],
                    unit=one["unit"],
                    issuer=one["issuer"],
                    serial=one["serial"],
                    valid_from=_moment(one["valid_from"]),
                    valid_until=_moment(one["valid_until"]),
                    signed_at=_moment(one["signed_at"]),
                    algorithm=one["algorithm"],
                    path=tuple(one.get("path", ())),
                    level=one.get("level", "B-B"),
                    proven_at=_moment(one.get("proven_at", "")),
                    settled=one.get("settled", False),
                    certificate=one.get("certificate", ""),
                    value=one.get("value", ""),
                    digest=one.get("digest", ""),
                    code=one.get("code", ""),
                    checks=_checks(one["checks"]),
                )
                for one in kept["signatures"]
            ),
        )


def _worst(results: Any) -> Result:
    seen = set(results)
    for result in (Result.INVALID, Result.UNKNOWN):
        if result in seen:
            return result
    return Result.VALID


def _check_json(check: Check) -> dict[str, str]:
    return {
        "name": check.name,
        "label": check.label,
        "result": str(check.result),
        "reason": check.reason,
    }


def _checks(kept: list[dict[str, str]]) -> tuple[Check, ...]:
    return tuple(
        Check(one["name"], one["label"], Result(one["result"]), one["reason"]) for one in kept
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
