"""A document that came: from arrival to the end of its handling."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from congvu.core import clock
from congvu.core.actions import Subject
from congvu.directory.models import Agency, Appointment
from congvu.documents.doctypes import BY_CODE, CHOICES
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.models.registers import Register
from congvu.documents.types import AssignmentState, IncomingState, Part, Urgency
from congvu.files.models import StoredFile


class Incoming(Subject):
    """A document received by the agency, electronic or scanned from paper.

    `origin` is the document inside this installation that it came from; its file is the same
    content. `verdict` is the state of its signatures as checked on arrival (`valid`, `invalid`,
    `unknown`, as `signing.types.Result.kind`), empty for a scan.
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
    finished_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["-arrived_at", "-id"]
        constraints = [
            models.UniqueConstraint("register", "arrival_number", name="arrival_number_unique"),
            models.UniqueConstraint("agency", "origin", name="incoming_once"),
            models.CheckConstraint(
                condition=Q(state__in=["arrived", "returned"])
                | Q(arrival_number__isnull=False, register__isnull=False),
                name="incoming_registered_has_number",
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
            models.Index(fields=["number", "notation"], name="incoming_by_code"),
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
    def label(self) -> str:
        return f"{BY_CODE[self.kind].name} {self.code} của {self.issuer_name}"


class Assignment(Subject):
    """One person's share in handling an incoming document, given by an instruction.

    A head of unit may hand it down to people of the unit: theirs have it as `parent`.
    """

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    given_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Appointment, models.PROTECT, related_name="assignments")
    part = models.CharField("Vai trò", max_length=10, choices=Part)
    words = models.TextField("Ý kiến chỉ đạo", blank=True)
    due_on = models.DateField("Hạn xử lý", null=True, blank=True)
    state = models.CharField(
        "Trạng thái", max_length=11, choices=AssignmentState, default=AssignmentState.WAITING
    )
    given_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    report = models.TextField("Báo cáo kết quả", blank=True)
    reported_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("incoming", "assignee", name="assignment_once"),
        ]
        indexes = [
            models.Index(fields=["assignee", "state"], name="assignment_by_assignee"),
            models.Index(
                fields=["given_by", "due_on"],
                name="assignment_given_open",
                condition=~Q(state="done") & ~Q(part="informed"),
            ),
            models.Index(
                fields=["agency", "given_at"],
                include=["assignee", "part", "parent", "state", "due_on", "done_at"],
                name="assignment_by_giving",
            ),
            models.Index(
                fields=["agency", "due_on"],
                condition=Q(due_on__isnull=False) & ~Q(state="done"),
                name="assignment_due",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Phần việc của {self.assignee} với {self.incoming.label}"


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


class KeptText(models.Model):
    """Words that somebody keeps at hand for instructions."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="kept_texts")
    text = models.CharField("Lời ghi sẵn", max_length=300)

    class Meta:
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint("appointment", "text", name="kept_text_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def agency_id(self) -> int:
        return self.appointment.agency_id

    @property
    def label(self) -> str:
        return "Lời ghi sẵn"
