"""The outbox to the National Public Service Portal: written with the change, sent by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.outside import Unreachable
from congvu.directory.models import Appointment
from congvu.services.actions.tallying import mark
from congvu.services.models import Dossier, SyncMessage
from congvu.services.providers import national
from congvu.services.providers.base import Rejected
from congvu.services.types import ENDED, NATIONAL_CODES, Channel, SyncState

WHOLE, PROGRESS = "DongBoHoSoMC", "CapNhatTienDoHoSoMC"
_FIRST_WAIT, _LONGEST_WAIT = 30, 6 * 60 * 60


def enqueue(dossier: Dossier, *, actor: Appointment | None, words: str) -> None:
    """Keep both messages in the running transaction; nothing where no portal is configured."""
    if not national.configured() or not dossier.code:
        return
    now = clock.now()
    SyncMessage.objects.bulk_create(
        SyncMessage(dossier=dossier, service=service, payload=payload, made_at=now, next_at=now)
        for service, payload in (
            (WHOLE, whole(dossier)),
            (PROGRESS, progress(dossier, actor=actor, words=words)),
        )
    )
    app.configure_task("services.send_sync").defer()


def _moment(value: Any) -> str:
    return f"{clock.local(value):%Y%m%d%H%M%S}" if value else ""


def whole(dossier: Dossier) -> dict[str, Any]:
    """The fields of `DongBoHoSoMC`."""
    procedure = dossier.procedure
    papers = dossier.papers.filter(superseded_at=None).select_related("file")
    return {
        "isUpdating": dossier.sync.exists(),
        "data": {
            "MaHoSo": dossier.code,
            "MaTTHC": procedure.code,
            "TenTTHC": procedure.name,
            "MaLinhVuc": procedure.field.code,
            "TenLinhVuc": procedure.field.name,
            "ChuHoSo": dossier.applicant_name,
            "LoaiDoiTuong": dossier.applicant_kind,
            "MaDoiTuong": dossier.applicant_identity,
            "Email": dossier.applicant_email,
            "Fax": "",
            "SoDienThoai": dossier.applicant_phone,
            "TrichYeuHoSo": dossier.subject or procedure.name,
            "NgayTiepNhan": _moment(dossier.accepted_at),
            "NgayHenTra": _moment(dossier.due_at),
            "TrangThaiHoSo": NATIONAL_CODES[dossier.state],
            "NgayTra": _moment(dossier.returned_at),
            "ThongTinTra": dossier.get_delivery_display(),
            "HinhThuc": int(dossier.channel == Channel.ONLINE),
            "NgayKetThucXuLy": _moment(dossier.finished_at) if dossier.state in ENDED else "",
            "DonViXuLy": dossier.agency.name,
            "GhiChu": "",
            "TaiLieuNop": [
                {
                    "TepDinhKemId": one.file.pk,
                    "TenTepDinhKem": one.file.name,
                    "IsDeleted": False,
                    "MaThanhPhanHoSo": one.code,
                    "DuongDanTaiTepTin": "",
                }
                for one in papers
            ],
            "DanhSachLePhi": [
                {
                    "TenPhiLePhi": one["name"],
                    "MaPhiLePhi": one["code"],
                    "HinhThucThu": 1,
                    "Gia": one["amount"],
                    "LoaiPhiLePhi": 1 if one["kind"] == "fee" else 2,
                }
                for one in dossier.fees
            ],
            "DanhSachTepDinhKemKhac": [],
            "DanhSachHoSoBoSung": _supplements(dossier),
            "DanhSachGiayToKetQua": [
                {"TenGiayTo": one.name} for one in dossier.results.all() if one.file_id
            ],
        },
    }


def _supplements(dossier: Dossier) -> list[dict[str, Any]]:
    rows = dossier.supplements.select_related("asked_by__person")
    return [
        {
            "NguoiYeuCauBoSung": one.asked_by.person.name,
            "NoiDungBoSung": "; ".join(f"{it['label']}: {it['remedy']}" for it in one.items),
            "NgayBoSung": _moment(one.answered_at),
        }
        for one in rows
    ]


def progress(dossier: Dossier, *, actor: Appointment | None, words: str) -> dict[str, Any]:
    """The fields of `CapNhatTienDoHoSoMC`."""
    return {
        "data": {
            "MaHoSo": dossier.code,
            "NguoiXuLy": actor.person.name if actor else dossier.applicant_name,
            "ChucDanh": actor.title.name if actor else "",
            "ThoiDiemXuLy": _moment(clock.now()),
            "DonViXuLy": dossier.agency.name,
            "NoiDungXuLy": words[:500],
            "TrangThai": NATIONAL_CODES[dossier.state],
        }
    }


def send_due(most: int = 200) -> int:
    """Send what is due, in the order of each dossier; how many were sent.

    A message whose earlier one still waits is left: states must not overtake one another.
    """
    now = clock.now()
    rows = SyncMessage.objects.filter(state=SyncState.WAITING).order_by("id")
    held: set[int] = set()
    sent = 0
    for message in rows.select_related("dossier")[:most]:
        if message.dossier_id in held:
            continue
        if message.next_at > now or not _send(message):
            held.add(message.dossier_id)
        else:
            sent += 1
    return sent


def _send(message: SyncMessage) -> bool:
    """One attempt, outside any transaction; another worker's is not repeated."""
    with work():
        rows = SyncMessage.objects.select_for_update(skip_locked=True)
        locked = rows.filter(pk=message.pk, state=SyncState.WAITING).first()
        if locked is None:
            return False
        locked.attempts += 1
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(locked.attempts, 10))
        locked.next_at = clock.now() + timedelta(seconds=wait)
        locked.save()
    try:
        national.send(message.service, message.payload)
    except Unreachable as silent:
        SyncMessage.objects.filter(pk=message.pk).update(error=silent.words[:500])
        return False
    except Rejected as refused:
        SyncMessage.objects.filter(pk=message.pk).update(
            state=SyncState.REFUSED, error=refused.words
        )
        return True
    with work():
        SyncMessage.objects.filter(pk=message.pk).update(
            state=SyncState.SENT, sent_at=clock.now(), error=""
        )
        mark(message.dossier)
    return True
