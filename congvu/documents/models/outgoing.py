"""A document on its way out: from draft to issue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from congvu.core import clock
from congvu.core.actions import Subject
from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment, SigningForm, Unit
from congvu.documents.doctypes import BY_CODE, CHOICES, DocumentType
from congvu.documents.models.registers import Register
from congvu.documents.types import Circulation, OutgoingState, Relation, Source, Urgency
from congvu.files.models import StoredFile

_OUT = ["issued", "replaced", "recalled"]
_SIGNED_NOT_OUT = ["signed", "numbered"]


class Outgoing(Subject):
    """A document of the agency's own.

    `holder` is the appointment that must act next; signed and numbered documents lie with the
    agency's clerks and have none. The three files are the stages of one: `prepared` is what was
    submitted (unsigned, its slots in place), `signed` bears the leader's signature, `issued` the
    number and the seal as well. Nothing is rendered again after `prepared`. `earlier` is the issued
    document that this one replaces or corrects (`relation`).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="outgoing")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="outgoing")
    drafter = models.ForeignKey(Appointment, models.PROTECT, related_name="drafts")
    kind = models.CharField("Loại văn bản", max_length=20, choices=CHOICES)
    abstract = models.CharField("Trích yếu", max_length=500, blank=True)
    urgency = models.CharField("Độ khẩn", max_length=12, choices=Urgency, default=Urgency.NORMAL)
    circulation = models.CharField(
        "Phạm vi lưu hành", max_length=8, choices=Circulation, blank=True, default=Circulation.OPEN
    )
    source = models.CharField("Cách soạn", max_length=6, choices=Source, default=Source.EDITOR)
    body = models.JSONField("Nội dung", default=dict, blank=True)
    upload = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    legal_bases = models.JSONField("Căn cứ", default=list, blank=True)
    addressees = models.JSONField("Kính gửi", default=list, blank=True)
    recipients = models.JSONField("Nơi nhận", default=list, blank=True)
    due_on = models.DateField(
        "Hạn xử lý", null=True, blank=True, help_text="Nơi nhận xử lý xong trước khi hết ngày này"
    )

    signer = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="to_sign")
    signer_name = models.CharField(
        "Người ký", max_length=50, blank=True, help_text="Chỉ ghi với văn bản đã có từ trước"
    )
    signing_form = models.CharField(
        "Thể thức ký", max_length=3, choices=SigningForm, blank=True, default=""
    )
    signing_lines = models.JSONField("Quyền hạn, chức vụ", default=list, blank=True)

    state = models.CharField(
        "Trạng thái", max_length=9, choices=OutgoingState, default=OutgoingState.DRAFT
    )
    holder = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="held_outgoing")
    held_since = models.DateTimeField(null=True)

    notation = models.CharField("Ký hiệu", max_length=30, blank=True)
    year = models.PositiveSmallIntegerField("Năm", null=True)
    prepared = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    issued = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    register = models.ForeignKey(Register, models.PROTECT, null=True, related_name="outgoing")
    number = models.PositiveIntegerField("Số", null=True)
    dated_on = models.DateField("Ngày văn bản", null=True)
    signed_at = models.DateTimeField("Ký lúc", null=True)
    issued_at = models.DateTimeField("Phát hành lúc", null=True)
    issued_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    reply_to = models.ForeignKey(
        "documents.Incoming", models.PROTECT, null=True, related_name="replies"
    )
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    relation = models.CharField(
        "Quan hệ với văn bản trước", max_length=8, choices=Relation, blank=True, default=""
    )
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = MomentField(auto_now_add=True)
    updated_at = MomentField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.UniqueConstraint("register", "number", name="outgoing_number_unique"),
            models.CheckConstraint(
                condition=~Q(state__in=["numbered", *_OUT])
                | Q(number__isnull=False, register__isnull=False, dated_on__isnull=False),
                name="outgoing_numbered_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "numbered", *_OUT]) | Q(signed__isnull=False),
                name="outgoing_signed_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_OUT) | Q(issued__isnull=False, issued_at__isnull=False),
                name="outgoing_issued_has_file",
            ),
            models.CheckConstraint(
                condition=Q(earlier=None, relation="")
                | (Q(earlier__isnull=False) & ~Q(relation="")),
                name="outgoing_relation_has_earlier",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "state", "-updated_at", "-id"], name="outgoing_by_state"
            ),
            models.Index(fields=["unit", "state", "-updated_at", "-id"], name="outgoing_by_unit"),
            models.Index(fields=["holder", "state"], name="outgoing_by_holder"),
            models.Index(
                fields=["drafter", "state", "-updated_at", "-id"], name="outgoing_by_drafter"
            ),
            models.Index(
                fields=["agency", "issued_at"],
                include=["state", "kind", "urgency", "reply_to", "unit", "drafter"],
                condition=Q(state__in=_OUT),
                name="outgoing_by_issue",
            ),
            models.Index(
                fields=["signed_at"],
                condition=Q(state__in=_SIGNED_NOT_OUT),
                name="outgoing_signed_not_out",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def document_type(self) -> DocumentType:
        return BY_CODE[self.kind]

    @property
    def code(self) -> str:
        """`1804/UBND-KGVX`; numbers below ten take a leading zero (Annex I, II.3)."""
        return f"{self.number:02d}/{self.notation}" if self.number else ""

    @property
    def label(self) -> str:
        about = self.abstract or "chưa có trích yếu"
        return f"{self.document_type.name} {self.code}".strip() + f" “{about[:120]}”"

    @property
    def shown_file(self) -> StoredFile | None:
        """The latest stage of the file."""
        return self.issued or self.signed or self.prepared


class Version(models.Model):
    """What was submitted, as it was: fields, text, and the very file."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("Lần trình")
    snapshot = models.JSONField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    author = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    created_at = MomentField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("outgoing", "number", name="version_once")]

    def __str__(self) -> str:
        return f"Lần trình {self.number}"


class Opinion(models.Model):
    """An opinion asked of a colleague, an official of another agency or (`as_agency`) its head."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="opinions")
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    asked = models.ForeignKey(Appointment, models.PROTECT, related_name="opinions_asked")
    question = models.CharField("Nội dung xin ý kiến", max_length=1000, blank=True)
    due_on = models.DateField("Hạn trả lời", null=True, blank=True)
    as_agency = models.BooleanField("Trả lời thay mặt cơ quan", default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    asked_at = MomentField(auto_now_add=True)
    agrees = models.BooleanField("Thống nhất", null=True)
    answer = models.TextField("Ý kiến", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "outgoing", "asked", name="opinion_open_once", condition=Q(answered_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["asked", "answered_at"], name="opinion_by_asked"),
            models.Index(
                fields=["due_on"],
                condition=Q(answered_at=None, due_on__isnull=False),
                name="opinion_due",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def agency_id(self) -> int:
        return self.asked.agency_id

    @property
    def label(self) -> str:
        return f"Ý kiến của {self.asked} về {self.outgoing.label}"


class Attachment(models.Model):
    """A file that goes with the document; `sealed` is the same with the agency's mark."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sealed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    title = models.CharField("Tên tài liệu", max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint("outgoing", "file", name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Receiver(models.Model):
    """An agency to which the document goes; `incoming` is what it became there."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="receivers")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    incoming = models.OneToOneField(
        "documents.Incoming", models.PROTECT, null=True, related_name="sent_as"
    )

    class Meta:
        ordering = ["agency__position", "agency__name"]
        constraints = [models.UniqueConstraint("outgoing", "agency", name="receiver_once")]

    def __str__(self) -> str:
        return f"{self.outgoing} → {self.agency}"


class ReceiverGroup(models.Model):
    """Receivers kept together under a name: “Các sở, ban, ngành”.

    `beyond` are the keys of receivers outside the installation, as the app that offers them has
    them.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="receiver_groups")
    name = models.CharField("Tên nhóm", max_length=100)
    members = models.ManyToManyField(Agency, related_name="+", verbose_name="Cơ quan nhận")
    beyond = models.JSONField("Nơi nhận ngoài hệ thống", default=list)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("agency", "name", name="receiver_group_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name


class OutgoingParticipant(models.Model):
    """Who has taken part, and so may see it: drafter, holders, the signer, those asked.

    `moment` and `state` repeat the document's (`Outgoing.updated_at`), so that one person's list is
    read from one index, however long it is.
    """

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="participants")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    moment = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=9, choices=OutgoingState, default=OutgoingState.DRAFT)

    class Meta:
        constraints = [
            models.UniqueConstraint("appointment", "outgoing", name="outgoing_participant_once")
        ]
        indexes = [
            models.Index(
                "appointment", F("moment").desc(), F("outgoing").desc(), name="outgoing_seen"
            ),
            models.Index(
                "appointment",
                F("moment").desc(),
                F("outgoing").desc(),
                name="outgoing_seen_issued",
                condition=Q(state="issued"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} · {self.outgoing_id}"


class OutgoingStep(models.Model):
    """One step of the way: who did what, to whom it went, and their words."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="steps")
    actor = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    action = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    to = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.at}"
