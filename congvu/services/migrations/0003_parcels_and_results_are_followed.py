"""The post's way of a parcel; a code by which anybody checks a result."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import congvu.services.models.handling


def give_codes(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each result that is there gets one of its own."""
    results = apps.get_model("services", "Result").objects.filter(code=None)
    for one in results.only("pk").iterator():
        one.code = congvu.services.models.handling.new_code()
        one.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("services", "0002_published_is_frozen")]
    operations = [
        migrations.AddField(
            "postorder",
            "collected_at",
            models.DateTimeField(null=True, verbose_name="Đã thu hộ lúc"),
        ),
        migrations.AddField(
            "postorder", "way", models.JSONField(default=list, verbose_name="Hành trình")
        ),
        migrations.AlterField(
            "postorder",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Chờ gửi bưu cục"),
                    ("ordered", "Bưu cục đã nhận đơn"),
                    ("collected", "Bưu tá đã lấy"),
                    ("on_the_way", "Đang chuyển"),
                    ("delivered", "Đã giao"),
                    ("failed", "Không giao được"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "result", "code", models.CharField("Mã đối chiếu", max_length=20, null=True)
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "result",
            "code",
            models.CharField(
                "Mã đối chiếu",
                max_length=20,
                default=congvu.services.models.handling.new_code,
                unique=True,
            ),
        ),
    ]
