"""Shares in handling a document that came, and longer time asked for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.actions import Subject
from congvu.directory.models import Agency, Appointment
from congvu.documents.models.incoming import Incoming
from congvu.documents.types import AssignmentState, ExtensionState, Part


class Assignment(Subject):
    """One person's share in handling an incoming document, given by an instruction.

    A head of unit may hand it down to people of the unit: theirs have it as `parent`. Who passes it
    back as not theirs may name whose it is (`instead`); it may then be given again.
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
    instead = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incoming", "assignee"],
                condition=~Q(state="returned"),
                name="assignment_once",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "state"], name="assignment_by_assignee"),
            models.Index(
                fields=["given_by", "due_on"],
                name="assignment_given_open",
                condition=Q(state__in=["waiting", "in_progress"]) & ~Q(part="informed"),
            ),
            models.Index(
                fields=["agency", "given_at"],
                include=["assignee", "part", "parent", "state", "due_on", "done_at"],
                name="assignment_by_giving",
            ),
            models.Index(
                fields=["agency", "due_on"],
                name="assignment_due",
                condition=Q(due_on__isnull=False, state__in=["waiting", "in_progress"]),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Phần việc của {self.assignee} với {self.incoming.label}"


class Extension(Subject):
    """A later due date for a share: asked with a reason, answered by whoever gave the share."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    answerer = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    due_before = models.DateField("Hạn khi xin", null=True)
    wanted_on = models.DateField("Xin gia hạn đến")
    reason = models.TextField("Lý do")
    state = models.CharField(
        "Trạng thái", max_length=9, choices=ExtensionState, default=ExtensionState.ASKED
    )
    granted_on = models.DateField("Gia hạn đến", null=True)
    answer = models.TextField("Trả lời", blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="asked"), name="extension_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_on__isnull=False),
                name="extension_granted_has_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answerer"], condition=Q(state="asked"), name="extension_to_answer"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Xin gia hạn {self.assignment.incoming.code}"
