"""Agencies, units, people and the appointments that join them."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from congvu.core import clock, text


class AgencyKind(models.TextChoices):
    PROVINCE = "province", "Ủy ban nhân dân tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    DISTRICT = "district", "Ủy ban nhân dân cấp huyện"
    COMMUNE = "commune", "Ủy ban nhân dân cấp xã"
    SUBORDINATE = "subordinate", "Đơn vị trực thuộc"
    OTHER = "other", "Cơ quan khác"


class Role(models.TextChoices):
    """What an appointment lets its holder do; one person may hold several."""

    CLERK = "clerk", "Văn thư"
    LEADER = "leader", "Lãnh đạo cơ quan"
    UNIT_HEAD = "unit_head", "Lãnh đạo đơn vị"
    SPECIALIST = "specialist", "Chuyên viên"
    DESK_OFFICER = "desk_officer", "Cán bộ một cửa"
    ADMINISTRATOR = "administrator", "Quản trị cơ quan"
    PROVINCE_ADMINISTRATOR = "province_administrator", "Quản trị tỉnh"


class Agency(models.Model):
    """An agency: it has identifier codes, registers, a seal and its own numbering.

    `code` is the identifier of QĐ 20/2020/QĐ-TTg (`H47.01`), `old_code` that of QCVN 102:2016
    (`000.00.01.H47`); both are kept, for messages carry either.
    """

    name = models.CharField("Tên cơ quan", max_length=200)
    short_name = models.CharField("Tên viết tắt", max_length=40, blank=True)
    kind = models.CharField("Loại", max_length=12, choices=AgencyKind)
    code = models.CharField(
        "Mã định danh",
        max_length=35,
        validators=[
            RegexValidator(r"^[0-9A-Z]+(\.[0-9A-Z]+)*$", "Mã gồm chữ số, chữ hoa, dấu chấm.")
        ],
    )
    old_code = models.CharField("Mã định danh cũ", max_length=35, blank=True)
    notation = models.CharField("Ký hiệu", max_length=30, help_text="Ví dụ: UBND, SNV, STTTT")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="Cơ quan chủ quản",
    )
    place = models.CharField("Địa danh", max_length=80, help_text="Ghi trước ngày tháng văn bản")
    address = models.CharField("Địa chỉ", max_length=200, blank=True)
    phone = models.CharField("Điện thoại", max_length=40, blank=True)
    email = models.EmailField("Thư điện tử", blank=True)
    website = models.CharField("Trang thông tin", max_length=100, blank=True)
    position = models.PositiveIntegerField("Thứ tự", default=0)
    active = models.BooleanField("Đang hoạt động", default=True)
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint("code", name="agency_code_unique"),
            models.UniqueConstraint(
                "old_code", name="agency_old_code_unique", condition=~Q(old_code="")
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="agency_name")]

    def __str__(self) -> str:
        return self.name

    def fold(self) -> None:
        self.folded = text.fold(f"{self.name} {self.short_name} {self.notation} {self.code}")

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def agency_id(self) -> int:
        """An agency's own changes stand in its own journal."""
        return self.pk

    @property
    def label(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an agency: a division, an office, a board."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField("Tên đơn vị", max_length=200)
    notation = models.CharField("Ký hiệu", max_length=20, blank=True, help_text="Ví dụ: KGVX, CNTT")
    position = models.PositiveIntegerField("Thứ tự", default=0)
    active = models.BooleanField("Đang hoạt động", default=True)
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint("agency", "name", name="unit_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def fold(self) -> None:
        self.folded = text.fold(f"{self.name} {self.notation}")

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def label(self) -> str:
        return self.name


class Title(models.Model):
    """A title as it is printed under a signature: `CHỦ TỊCH`, `Chánh Văn phòng`."""

    name = models.CharField("Chức vụ", max_length=100)
    rank = models.PositiveSmallIntegerField("Thứ bậc", default=100)

    class Meta:
        ordering = ["rank", "name"]
        constraints = [models.UniqueConstraint("name", name="title_name_unique")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """An official; what they may do comes from appointments alone.

    `agency` keeps the personal record: its administrators correct the person's data.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="people", verbose_name="Cơ quan quản lý hồ sơ"
    )
    name = models.CharField("Họ và tên", max_length=50)
    code = models.CharField("Số hiệu công chức", max_length=20, blank=True)
    email = models.EmailField("Thư công vụ")
    phone = models.CharField("Điện thoại", max_length=20, blank=True)
    active = models.BooleanField("Đang công tác", default=True)
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name", "id"], name="person_name")]
        constraints = [
            models.UniqueConstraint("email", name="person_email_unique"),
            models.UniqueConstraint("code", name="person_code_unique", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return self.name

    def fold(self) -> None:
        self.folded = text.fold(f"{self.name} {self.email}")

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def label(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments with their people and places, as pages show them."""

    def in_force(self, on: date | None = None) -> AppointmentQuerySet:
        """Those that hold on the day (today by default)."""
        day = on or clock.today()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=day), since__lte=day, person__active=True
        )

    def current_or_coming(self, on: date | None = None) -> AppointmentQuerySet:
        """Those that hold on the day or will hold later."""
        day = on or clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), person__active=True)

    def whole(self) -> AppointmentQuerySet:
        """With what a line about the appointment needs, in one query."""
        return self.select_related("person", "agency", "unit", "title")


class Appointment(models.Model):
    """A person holds a title in a unit of an agency, in a role, from a day until a day.

    Every action is done by an appointment, never by a bare person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    title = models.ForeignKey(Title, models.PROTECT, related_name="appointments")
    role = models.CharField("Vai trò", max_length=24, choices=Role)
    since = models.DateField("Từ ngày", default=clock.today)
    until = models.DateField("Đến ngày", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["title__rank", "person__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="appointment_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                "person",
                "agency",
                "unit",
                "title",
                "role",
                "since",
                name="appointment_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["agency", "role"], name="appointment_agency_role")]

    def __str__(self) -> str:
        place = self.unit.name if self.unit_id and self.unit else self.agency.name
        return f"{self.person.name}, {self.title.name}, {place}"

    @property
    def label(self) -> str:
        return str(self)


class SigningForm(models.TextChoices):
    """In whose stead a document is signed (NĐ 30/2020, Article 13; Annex I, box 7a)."""

    OWN = "", "Ký trực tiếp"
    TM = "TM", "TM. (thay mặt tập thể)"
    KT = "KT", "KT. (ký thay)"
    TL = "TL", "TL. (thừa lệnh)"
    TUQ = "TUQ", "TUQ. (thừa ủy quyền)"
    Q = "Q", "Q. (quyền)"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations as signing and the pages ask for them."""

    def in_force(self, on: date | None = None) -> DelegationQuerySet:
        """Those that hold on the day (today by default) and were not revoked."""
        day = on or clock.today()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=day), since__lte=day, revoked_at__isnull=True
        )

    def whole(self) -> DelegationQuerySet:
        """With both sides, in one query."""
        return self.select_related(
            *(
                f"{side}__{part}"
                for side in ("giver", "receiver")
                for part in ("person", "agency", "unit", "title")
            )
        )


class Delegation(models.Model):
    """One appointment may sign in another's stead, within limits and between two days.

    NĐ 30/2020 Article 13: KT. for deputies, TL. for heads of units, TUQ. only in writing, for a
    limited time and content, and never passed on; Q. for an acting head.
    """

    giver = models.ForeignKey(Appointment, models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(Appointment, models.PROTECT, related_name="delegations_received")
    form = models.CharField("Hình thức", max_length=3, choices=SigningForm)
    document_types = models.JSONField("Loại văn bản", default=list, blank=True)
    scope = models.CharField("Nội dung được giao", max_length=500, blank=True)
    basis = models.CharField("Văn bản giao quyền", max_length=200, blank=True)
    since = models.DateField("Từ ngày")
    until = models.DateField("Đến ngày", null=True, blank=True)
    revoked_at = models.DateTimeField("Thu hồi lúc", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="delegation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="delegation_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(form="TUQ") | (Q(until__isnull=False) & ~Q(basis="") & ~Q(scope="")),
                name="delegation_tuq_written_and_limited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.giver} → {self.receiver}"

    @property
    def agency_id(self) -> int:
        return self.giver.agency_id

    @property
    def label(self) -> str:
        return str(self)


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences as pickers and deliveries ask for them."""

    def in_force(self, on: date | None = None) -> AbsenceQuerySet:
        """Those that hold on the day (today by default) and were not ended before."""
        day = on or clock.today()
        return self.filter(since__lte=day, until__gte=day, ended_at__isnull=True)


class Absence(models.Model):
    """Somebody is away from a day to a day; what comes for them is told to a stand-in.

    It gives no right to sign: that is a `Delegation`.
    """

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    since = models.DateField("Từ ngày")
    until = models.DateField("Đến ngày")
    words = models.CharField("Lý do", max_length=200, blank=True)
    ended_at = models.DateTimeField("Kết thúc sớm lúc", null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(appointment=F("stand_in")), name="absence_between_two"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def agency_id(self) -> int:
        return self.appointment.agency_id

    @property
    def label(self) -> str:
        return f"Vắng mặt từ {self.since:%d/%m/%Y} đến {self.until:%d/%m/%Y}"


class Handover(models.Model):
    """Somebody leaves a post: what lay with them passes to another, on a day, with a reason."""

    giver = models.ForeignKey(Appointment, models.PROTECT, related_name="handovers_given")
    receiver = models.ForeignKey(Appointment, models.PROTECT, related_name="handovers_received")
    reason = models.CharField("Lý do", max_length=500)
    on = models.DateField("Ngày bàn giao", default=clock.today)
    done_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-done_at"]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"
