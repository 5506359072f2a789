"""Who files: accounts of citizens and organisations, their codes, drafts and messages."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.files.models import StoredFile
from congvu.services.models.catalogue import Definition
from congvu.services.types import ApplicantKind, Delivery


class Citizen(models.Model):
    """The account of somebody outside the office: a phone or an e-mail, and what they told.

    No `accounts.User`: such an account holds no password, no second factor and no appointment, and
    nothing that opens it opens an official's.
    """

    phone = models.CharField("Số điện thoại", max_length=11, blank=True)
    email = models.EmailField("Thư điện tử", blank=True)
    kind = models.PositiveSmallIntegerField(
        "Người nộp là", choices=ApplicantKind, default=ApplicantKind.CITIZEN
    )
    name = models.CharField("Họ và tên (tên tổ chức)", max_length=120, blank=True)
    identity = models.CharField("Số CCCD, CMND hoặc mã số thuế", max_length=14, blank=True)
    place = models.CharField("Xã, phường", max_length=40, blank=True)
    detail = models.CharField("Số nhà, đường, thôn", max_length=200, blank=True)
    address = models.CharField("Địa chỉ", max_length=400, blank=True)
    demo = models.BooleanField(default=False, editable=False)
    created_at = MomentField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("phone", name="citizen_phone_once", condition=~Q(phone="")),
            models.UniqueConstraint("email", name="citizen_email_once", condition=~Q(email="")),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""), name="citizen_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.phone or self.email

    @property
    def label(self) -> str:
        return str(self)


class ProvedIdentity(models.Model):
    """By whom else the account's owner is known: an identity provider's name for them.

    `name` and `identity` are as that provider told them when the two were joined.
    """

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="identities")
    issuer = models.CharField("Nơi cấp", max_length=200)
    subject = models.CharField("Mã của nơi cấp", max_length=255)
    name = models.CharField("Họ và tên", max_length=120, blank=True)
    identity = models.CharField("Số CCCD, CMND", max_length=14, blank=True)
    linked_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("issuer", "subject", name="proved_identity_once"),
            models.UniqueConstraint("citizen", "issuer", name="proved_identity_one_an_issuer"),
        ]

    def __str__(self) -> str:
        return self.name or self.subject


class OneTimeCode(models.Model):
    """Six digits sent to a phone or e-mail, kept as their hash, good once and for ten minutes."""

    contact = models.CharField(max_length=254)
    hash = models.CharField(max_length=64)
    address = models.CharField("Địa chỉ mạng", max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-sent_at"], name="code_by_contact"),
            models.Index(fields=["address", "-sent_at"], name="code_by_address"),
        ]

    def __str__(self) -> str:
        return self.contact


class Draft(models.Model):
    """A dossier being written: kept at each page and each file, resumed by account.

    `answers` hold what was checked, `typed` what was typed last on each page, right or wrong, as
    the form posted it: page → name → values. `desk` is the officer who writes for a citizen.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, related_name="drafts")
    desk = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    answers: Any = models.JSONField(default=dict)
    typed: Any = models.JSONField(default=dict)
    done: Any = models.JSONField(default=list)
    channel = models.PositiveSmallIntegerField(default=2)
    delivery = models.PositiveSmallIntegerField(choices=Delivery, default=Delivery.ONLINE)
    delivery_address = models.CharField(max_length=400, blank=True)
    contact: Any = models.JSONField(default=dict)
    consent = models.CharField(max_length=200, blank=True)
    created_at = MomentField(auto_now_add=True)
    changed_at = MomentField(auto_now=True)
    dossier = models.OneToOneField(
        "services.Dossier", models.SET_NULL, null=True, related_name="draft"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(citizen__isnull=False) | Q(desk__isnull=False), name="draft_of_somebody"
            )
        ]
        indexes = [
            models.Index(fields=["citizen", "-changed_at"], name="draft_by_citizen"),
            models.Index(fields=["desk", "-changed_at"], name="draft_by_desk"),
        ]

    def __str__(self) -> str:
        return str(self.token)

    @property
    def agency_key(self) -> int:
        return self.agency_id


class DraftPaper(models.Model):
    """A file of a draft for one of its papers; `told` says what was noticed (a blurred photo)."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="papers")
    code = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    told = models.CharField(max_length=300, blank=True)
    of_paper = models.ForeignKey("services.Paper", models.CASCADE, null=True, related_name="+")
    of_result = models.ForeignKey("services.Result", models.CASCADE, null=True, related_name="+")
    at = MomentField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name


class Message(models.Model):
    """Something told to a citizen: shown in the account, sent by mail or SMS by a job."""

    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, related_name="messages")
    dossier = models.ForeignKey("services.Dossier", models.CASCADE, null=True, related_name="+")
    contact = models.CharField(max_length=254)
    text = models.CharField(max_length=500)
    made_at = MomentField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    secret = models.BooleanField("Không hiện lại", default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                name="message_to_send",
                condition=Q(sent_at__isnull=True, attempts__lt=8),
            )
        ]

    def __str__(self) -> str:
        return self.text
