"""Saving what people wrote: the database's constraints answer in their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from congvu.core.refused import Refused
from congvu.core.text import nfc

M = TypeVar("M", bound=models.Model)

_TAKEN = {
    "agency_code_unique": ("code", "Mã định danh này đã có ở cơ quan khác."),
    "agency_old_code_unique": ("old_code", "Mã định danh cũ này đã có ở cơ quan khác."),
    "unit_name_unique": ("name", "Cơ quan đã có đơn vị mang tên này."),
    "title_name_unique": ("name", "Chức vụ này đã có trong danh mục."),
    "person_email_unique": ("email", "Thư công vụ này đã có ở người khác."),
    "person_code_unique": ("code", "Số hiệu công chức này đã có ở người khác."),
    "appointment_once": ("title", "Người này đã có phân công như vậy từ ngày này."),
    "appointment_ends_after_it_begins": ("until", "Ngày kết thúc phải sau ngày bắt đầu."),
    "delegation_ends_after_it_begins": ("until", "Ngày kết thúc phải sau ngày bắt đầu."),
}


def assign(row: M, values: Mapping[str, object]) -> M:
    """Set the values on the row, text in its composed form and without stray spaces."""
    for name, value in values.items():
        setattr(row, name, nfc(value).strip() if isinstance(value, str) else value)
    return row


def save(row: M) -> M:
    """Check the row against its fields and constraints, then save it.

    Raises:
        Refused: a value doesn't fit, with the field that it belongs to.
    """
    try:
        row.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=field) from error
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as error:
            field, sentence = _TAKEN.get(constraint.name, ("", "Dữ liệu chưa hợp lệ."))
            raise Refused(sentence, field=field) from error
    row.save()
    return row


def lock(row: M) -> None:
    """Read the row anew and hold it: two who act at once come one after the other."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(no_key=True))
