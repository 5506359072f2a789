"""Moments that the product's own clock writes, so that time can be given to them too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models

from congvu.core import clock


class MomentField(models.DateTimeField[datetime | str, datetime]):
    """A `DateTimeField` whose `auto_now` and `auto_now_add` ask `core.clock`.

    To the database and to migrations it is Django's own.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, clock.now())
            return getattr(model_instance, self.attname)
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
