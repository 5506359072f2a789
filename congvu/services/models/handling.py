"""What happens to a dossier on its way: events, pauses, supplements, opinions, slips, results."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from congvu.directory.models import Agency, Appointment
from congvu.documents.models import Outgoing
from congvu.files.models import StoredFile
from congvu.services.models.citizens import Citizen
from congvu.services.models.dossiers import Dossier, Paper
from congvu.services.types import (
    PauseReason,
    PostDirection,
    PostState,
    SlipKind,
    SyncState,
    UseKind,
)


class DossierEvent(models.Model):
    """One thing that happened, as its timeline shows it; `public` ones its applicant sees too."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    name = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    actor = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=40, blank=True)
    step_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=11)
    words = models.TextField(blank=True)
    due_at = models.DateTimeField("Hạn của bước vừa xong", null=True)
    public = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["dossier", "at"], name="dossier_event_by_dossier")]

    def __str__(self) -> str:
        return self.label


class Pause(models.Model):
    """Time that does not count, because the citizen owes something."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=10, choices=PauseReason)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                "dossier", name="pause_one_open", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="pause_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Supplement(models.Model):
    """What the applicant was asked to mend: `items` name fields and papers with ground and remedy.

    `returns_to` is the state that the dossier was in.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateField("Bổ sung trước ngày")
    items: Any = models.JSONField()
    returns_to = models.CharField(max_length=11)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                "dossier", name="supplement_one_open", condition=Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {len(self.items)} mục"


class Apology(models.Model):
    """The new date after an apology: once for each dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="apology")
    by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    before = models.DateTimeField("Hẹn cũ")
    after = models.DateTimeField("Hẹn mới")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="apology_later")
        ]

    def __str__(self) -> str:
        return self.reason


class Consultation(models.Model):
    """Another agency asked for its opinion at a step."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="consultations")
    step = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    agrees = models.BooleanField(null=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("dossier", "step", "agency", name="consultation_once")
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_at"],
                name="consultation_waiting",
                condition=Q(answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def label(self) -> str:
        return f"Ý kiến về {self.dossier.label}"


class Slip(models.Model):
    """A form of TT 01/2018 as it was given: its words stay, the PDF is drawn from them."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="slips")
    kind = models.CharField(max_length=2, choices=SlipKind)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content: Any = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


def new_code() -> str:
    """80 bits by which anybody who has a result asks whether it is genuine."""
    return secrets.token_hex(10)


class Result(models.Model):
    """A result of a dossier: a file, or a document that brings its file when it is issued.

    `code` stands on paper and in the QR code of the result's slip.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="results")
    name = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    document = models.OneToOneField(
        Outgoing, models.PROTECT, null=True, related_name="service_result"
    )
    made_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    code = models.CharField("Mã đối chiếu", max_length=20, default=new_code, unique=True)
    valid_until = models.DateField("Có giá trị đến ngày", null=True)
    revoked_at = models.DateTimeField("Thu hồi lúc", null=True)
    revoked_why = models.CharField("Lý do thu hồi", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(document__isnull=False),
                name="result_is_something",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PaperUse(models.Model):
    """Each use of a citizen's paper or result, for its owner to see: attached to the dossier again,
    read for it by the agency, or opened by its owner.
    """

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="paper_uses")
    paper = models.ForeignKey(Paper, models.CASCADE, null=True, related_name="uses")
    result = models.ForeignKey(Result, models.CASCADE, null=True, related_name="uses")
    kind = models.CharField(max_length=8, choices=UseKind)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paper__isnull=True) ^ Q(result__isnull=True),
                name="paper_use_of_one_thing",
            )
        ]
        indexes = [models.Index(fields=["citizen", "-id"], name="paper_use_by_citizen")]

    def __str__(self) -> str:
        return f"{self.of}: {self.get_kind_display()}"

    @property
    def of(self) -> str:
        """What was used, as forms name it."""
        return f"giay-{self.paper_id}" if self.paper_id else f"ket-qua-{self.result_id}"


class Rating(models.Model):
    """How content the applicant was (TT 01/2018, Chapter III): once for each dossier."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="rating")
    overall = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    answers: Any = models.JSONField(default=dict)
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(overall__range=(1, 5)), name="rating_one_to_five")
        ]

    def __str__(self) -> str:
        return str(self.overall)


class SyncMessage(models.Model):
    """What the national portal has yet to be told of a dossier: the outbox."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="sync")
    service = models.CharField(max_length=40)
    payload: Any = models.JSONField()
    state = models.CharField(max_length=8, choices=SyncState, default=SyncState.WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="sync_waiting",
                condition=Q(state=SyncState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.dossier_id}"


class PostOrder(models.Model):
    """An order to the public post: what is carried between whom, and how far it is.

    `collect` is collected at the door; `remitted` is what of it the post has handed over so far.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="post_orders")
    direction = models.CharField(max_length=8, choices=PostDirection)
    state = models.CharField(max_length=10, choices=PostState, default=PostState.WAITING)
    number = models.CharField("Số đơn", max_length=30, unique=True)
    tracking = models.CharField("Số hiệu bưu gửi", max_length=30, blank=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=11)
    address = models.CharField(max_length=400)
    collect = models.PositiveBigIntegerField("Thu hộ (đồng)", default=0)
    collected_at = models.DateTimeField("Đã thu hộ lúc", null=True)
    remitted = models.PositiveBigIntegerField("Bưu điện đã chuyển về (đồng)", default=0)
    way: Any = models.JSONField("Hành trình", default=list)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("dossier", "direction", name="post_order_once_each_way")
        ]

    @property
    def stops(self) -> list[dict[str, object]]:
        """What the post said of its way: `at`, `label`, `place`."""
        return [
            {**one, "at": datetime.fromisoformat(one["at"]), "label": PostState(one["state"]).label}
            for one in self.way
        ]

    def __str__(self) -> str:
        return self.number
