"""Keys that the installation holds, who may use them, whom it trusts, and verdicts it has given."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.directory.models import Agency, Appointment, Person
from congvu.files.models import StoredFile

MAX_FAILURES = 5


class KeyPlace(models.TextChoices):
    """Where a private key is."""

    HELD = "held", "Trên hệ thống, mã hóa theo mã PIN"
    HSM = "hsm", "Thiết bị HSM của cơ quan"
    CLOUD = "cloud", "Dịch vụ ký số từ xa"
    TOKEN = "token", "USB token của người ký"


class HeldKey(models.Model):
    """A person's or an agency's certificate; its private key is here, encrypted, or elsewhere.

    `protected` is salt, nonce and PKCS#8 under AES-256-GCM (`congvu.signing.protection`); for keys
    elsewhere it is empty, and `name_there` says which it is: a device's `token/key`, a service's
    credential, what its owner calls a USB token.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="signing_keys"
    )
    seal_of = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="seal_keys"
    )
    certificate = models.BinaryField()
    chain = models.JSONField("Chứng thư cấp trên (DER, base64)", default=list)
    subject = models.CharField("Chủ thể", max_length=200)
    issuer = models.CharField("Tổ chức cấp", max_length=200)
    serial = models.CharField("Số hiệu chứng thư", max_length=64)
    not_before = models.DateTimeField("Hiệu lực từ")
    not_after = models.DateTimeField("Hiệu lực đến")
    place = models.CharField("Nơi giữ khóa", max_length=5, choices=KeyPlace, default=KeyPlace.HELD)
    name_there = models.CharField("Tên khóa ở nơi giữ", max_length=200, blank=True, default="")
    protected = models.BinaryField()
    failures = models.PositiveSmallIntegerField("Số lần nhập sai", default=0)
    locked_at = models.DateTimeField("Bị khóa lúc", null=True, blank=True)
    image = models.BinaryField("Ảnh chữ ký hoặc dấu (PNG)", null=True, blank=True)
    active = models.BooleanField("Đang dùng", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-active", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(seal_of__isnull=False),
                name="signing_key_of_person_or_agency",
            ),
            models.UniqueConstraint(
                "person", condition=Q(active=True), name="signing_one_active_key_a_person"
            ),
            models.UniqueConstraint(
                "seal_of", condition=Q(active=True), name="signing_one_active_key_an_agency"
            ),
            models.UniqueConstraint("issuer", "serial", name="signing_certificate_once"),
            models.CheckConstraint(
                condition=Q(place=KeyPlace.HELD, name_there="")
                | (~Q(place=KeyPlace.HELD) & ~Q(name_there="")),
                name="signing_key_elsewhere_is_named",
            ),
            models.CheckConstraint(
                condition=Q(failures__lte=MAX_FAILURES), name="signing_failures_are_few"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def agency_id(self) -> int:
        """In whose journal its uses stand."""
        if self.seal_of_id is not None:
            return self.seal_of_id
        assert self.person is not None  # noqa: S101 - the constraint says so
        return self.person.agency_id

    @property
    def label(self) -> str:
        return f"Chứng thư số của {self.subject}"

    @property
    def owner(self) -> str:
        """As the key's encryption binds it."""
        return f"agency:{self.seal_of_id}" if self.seal_of_id else f"person:{self.person_id}"

    @property
    def elsewhere(self) -> bool:
        """Its PIN is the device's or the service's, and is changed there."""
        return self.place != KeyPlace.HELD

    @property
    def place_words(self) -> str:
        """Where it is; a seal's token is kept by the clerks who were given its use."""
        if self.seal_of_id and self.place == KeyPlace.TOKEN:
            return "USB token do văn thư giữ"
        return str(KeyPlace(self.place).label)

    @property
    def locked(self) -> bool:
        return self.failures >= MAX_FAILURES

    @property
    def in_force(self) -> bool:
        return self.not_before <= clock.now() <= self.not_after


class SealUse(models.Model):
    """An appointment that may use its agency's seal, until it is taken back."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="seal_uses")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="seal_uses")
    given_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                "agency",
                "appointment",
                condition=Q(ended_at__isnull=True),
                name="signing_seal_use_once",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Quyền dùng dấu của {self.appointment}"


class TrustAnchor(models.Model):
    """A root certificate that verification trusts (the province's list), from and until a day.

    What was signed outside of these days is not trusted by it; without days it always is.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    name = models.CharField("Tên", max_length=200)
    trusted_from = models.DateField("Tin cậy từ ngày", null=True, blank=True)
    trusted_until = models.DateField("Tin cậy đến hết ngày", null=True, blank=True)
    not_after = models.DateTimeField("Chứng thư hết hạn", null=True)
    certificate = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    source = models.CharField("Nguồn", max_length=300, blank=True, default="")
    active = models.BooleanField("Đang tin cậy", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trusted_from=None)
                | Q(trusted_until=None)
                | Q(trusted_from__lte=models.F("trusted_until")),
                name="signing_trust_begins_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Tổ chức chứng thực {self.name}"

    def trusted_on(self, day: date) -> bool:
        """Whether the day is one of those."""
        first, last = self.trusted_from, self.trusted_until
        return (first is None or first <= day) and (last is None or day <= last)

    @property
    def limits(self) -> tuple[str, str, str]:
        """Its hash with the first and the last day, empty where there is none."""
        first, last = self.trusted_from, self.trusted_until
        return self.sha256, first.isoformat() if first else "", last.isoformat() if last else ""


class RevocationList(models.Model):
    """The newest revocation list known of an issuer (DER)."""

    issuer = models.CharField("Tổ chức cấp", max_length=400, unique=True)
    content = models.BinaryField()
    this_update = models.DateTimeField()
    next_update = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["issuer"]

    def __str__(self) -> str:
        return self.issuer


class StatusAnswer(models.Model):
    """The newest answer of a responder (OCSP, DER) about a certificate."""

    certificate = models.CharField("SHA-256 của chứng thư", max_length=64, unique=True)
    content = models.BinaryField()
    next_update = models.DateTimeField()
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["next_update"], name="signing_answer_by_end")]

    def __str__(self) -> str:
        return self.certificate


class KnownCertificate(models.Model):
    """A certificate (DER) that a kept verdict rests on."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class Verdict(models.Model):
    """A verification's outcome for a content, under a state of the trusted roots.

    It stands until `fresh_until`; then whether a certificate was revoked is asked again.
    """

    sha256 = models.CharField(max_length=64)
    trust = models.CharField(max_length=64)
    content = models.JSONField()
    checked_at = models.DateTimeField(default=clock.now)
    fresh_until = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-checked_at"]
        constraints = [
            models.UniqueConstraint("sha256", "trust", name="signing_verdict_once"),
        ]

    def __str__(self) -> str:
        return self.sha256


class LastingCopy(models.Model):
    """The archive's form of a signed file: the same bytes with newer stamps behind them.

    `original` is the SHA-256 of what was issued, which itself never changes.
    """

    original = models.CharField(max_length=64, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    lapses_at = models.DateTimeField("Dấu thời gian lưu trữ hết hạn")
    renewed_at = models.DateTimeField(default=clock.now)
    problem = models.TextField("Lần gia hạn gần nhất không được vì", blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["lapses_at"], name="signing_lasting_by_end")]

    def __str__(self) -> str:
        return self.original

    @property
    def renewed(self) -> bool:
        """Whether its stamps were renewed: it is longer than what was issued then."""
        return self.file.sha256 != self.original
