"""A document that came: from arrival to the end of its handling."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from congvu.core import clock
from congvu.core.actions import Subject
from congvu.directory.models import Agency, Appointment
from congvu.documents.doctypes import BY_CODE, CHOICES
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.models.registers import Register
from congvu.documents.types import IncomingState, Urgency
from congvu.files.models import StoredFile

_STEERING = {2: "Văn bản chỉ đạo", 3: "Báo cáo thực hiện chỉ đạo"}


class Incoming(Subject):
    """A document received by the agency, electronic or scanned from paper.

    `origin` is the document inside this installation that it came from; its file is the same
    content. `verdict` is the state of its signatures as checked on arrival (`valid`, `invalid`,
    `unknown`, as `signing.types.Result.kind`), empty for a scan. `recall_asked_at`: its issuer
    outside has asked for it back, for the reason in `recall_words`, and waits for the answer.
    `due_on` is what the issuer asks until the leader sets it. From outside only: `answers`, the
    agency's own documents that it answers; `steering` (1 none, 2 steers, 3 reports on steering),
    `paper_follows`, and `places`, to whom else it went.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="incoming")
    origin = models.ForeignKey(Outgoing, models.PROTECT, null=True, related_name="arrivals")
    issuer = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    issuer_name = models.CharField("Cơ quan ban hành", max_length=200)
    number = models.CharField("Số", max_length=11)
    notation = models.CharField("Ký hiệu", max_length=30)
    dated_on = models.DateField("Ngày văn bản")
    kind = models.CharField("Loại văn bản", max_length=20, choices=CHOICES)
    abstract = models.CharField("Trích yếu", max_length=500)
    urgency = models.CharField("Độ khẩn", max_length=12, choices=Urgency, default=Urgency.NORMAL)
    signer_name = models.CharField("Người ký", max_length=50, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    paper = models.BooleanField("Bản giấy đã số hóa", default=False)
    verdict = models.CharField(max_length=7, blank=True, default="")
    verified_at = models.DateTimeField(null=True)

    state = models.CharField(
        "Trạng thái", max_length=10, choices=IncomingState, default=IncomingState.ARRIVED
    )
    holder = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="held_incoming")
    held_since = models.DateTimeField(null=True)
    register = models.ForeignKey(Register, models.PROTECT, null=True, related_name="incoming")
    arrival_number = models.PositiveIntegerField("Số đến", null=True)
    arrived_at = models.DateTimeField("Đến lúc")
    registered_at = models.DateTimeField("Vào sổ lúc", null=True)
    registered_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("Hạn xử lý", null=True, blank=True)
    steering = models.PositiveSmallIntegerField("Tính chất chỉ đạo", null=True)
    paper_follows = models.BooleanField("Có bản giấy gửi kèm", default=False)
    places = models.JSONField("Nơi nhận", default=list, blank=True)
    answers = models.ManyToManyField(Outgoing, related_name="answers_outside")
    finished_at = models.DateTimeField(null=True)
    recall_asked_at = models.DateTimeField("Nơi gửi yêu cầu thu hồi lúc", null=True)
    recalled_at = models.DateTimeField("Thu hồi lúc", null=True)
    recall_words = models.TextField("Lý do thu hồi", blank=True, default="")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["-arrived_at", "-id"]
        constraints = [
            models.UniqueConstraint("register", "arrival_number", name="arrival_number_unique"),
            models.UniqueConstraint("agency", "origin", name="incoming_once"),
            models.CheckConstraint(
                condition=Q(state__in=["arrived", "returned", "recalled"])
                | Q(arrival_number__isnull=False, register__isnull=False),
                name="incoming_registered_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="recalled") | Q(recalled_at__isnull=False, holder=None),
                name="incoming_recalled_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(recall_asked_at=None) | ~Q(state__in=["returned", "recalled"]),
                name="incoming_gone_is_not_asked_for",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "state", "-arrived_at", "-id"], name="incoming_by_state"
            ),
            models.Index(fields=["agency", "-arrived_at", "-id"], name="incoming_by_time"),
            models.Index(fields=["holder", "state"], name="incoming_by_holder"),
            models.Index(
                fields=["agency", "due_on", "id"],
                name="incoming_by_due",
                condition=Q(due_on__isnull=False, state__in=["registered", "assigned"]),
            ),
            models.Index(
                fields=["agency", "-arrived_at", "-id"],
                name="incoming_asked_back",
                condition=Q(recall_asked_at__isnull=False),
            ),
            models.Index(fields=["number", "notation"], name="incoming_by_code"),
            models.Index("agency", "number", Upper("notation"), name="incoming_twins"),
            models.Index(
                fields=["agency", "arrived_at"],
                include=["state", "due_on", "finished_at", "kind"],
                name="incoming_by_arrival",
            ),
            models.Index(
                fields=["agency", "finished_at"],
                include=["due_on"],
                condition=Q(finished_at__isnull=False),
                name="incoming_by_end",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        return f"{self.number}/{self.notation}"

    @property
    def shown_file(self) -> StoredFile | None:
        """What may be opened of it: nothing once it is recalled (NĐ 30/2020, Article 18)."""
        return None if self.state == IncomingState.RECALLED else self.file

    @property
    def steering_words(self) -> str:
        """What the issuer says of it, where it says anything."""
        return _STEERING.get(self.steering or 0, "")

    @property
    def label(self) -> str:
        return f"{BY_CODE[self.kind].name} {self.code} của {self.issuer_name}"


class IncomingAttachment(models.Model):
    """A file that came with a document from outside the installation."""

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField("Tên tài liệu", max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def sealed(self) -> StoredFile:
        """As the issuer marked it, which is as it came."""
        return self.file


class IncomingParticipant(models.Model):
    """Who has taken part, and so may see it.

    `moment` and `open` repeat the document's (`Incoming.arrived_at`, still being handled), so that
    one person's list is read from one index, however long it is.
    """

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="participants")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    moment = models.DateTimeField(default=clock.now)
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("appointment", "incoming", name="incoming_participant_once")
        ]
        indexes = [
            models.Index(
                "appointment", F("moment").desc(), F("incoming").desc(), name="incoming_seen"
            ),
            models.Index(
                "appointment",
                F("moment").desc(),
                F("incoming").desc(),
                name="incoming_seen_open",
                condition=Q(open=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} · {self.incoming_id}"


class IncomingStep(models.Model):
    """One step of the way: who did what, to whom it went, and their words."""

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="steps")
    actor = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    to = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.at}"
