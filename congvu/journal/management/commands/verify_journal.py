"""`manage.py verify_journal`: read every chain and name the first broken link of each."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from congvu.directory.models import Agency
from congvu.journal.queries import verify_chain


class Command(BaseCommand):
    help = "Kiểm tra tính toàn vẹn của nhật ký; thoát với mã 1 nếu có chuỗi bị đứt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", help="Mã định danh cơ quan (mặc định: tất cả)")

    def handle(self, *_args: object, codes: list[str], **_options: object) -> None:
        agencies = Agency.objects.order_by("pk")
        if codes:
            agencies = agencies.filter(code__in=codes)
        broken = [agency for agency in agencies if not self._verify(agency)]
        if broken:
            raise CommandError(f"{len(broken)} chuỗi nhật ký bị đứt.", returncode=1)

    def _verify(self, agency: Agency) -> bool:
        verdict = verify_chain(agency)
        if verdict.ok:
            self.stdout.write(f"{agency.code} {agency.name}: toàn vẹn, {verdict.checked} mục")
        else:
            self.stdout.write(
                f"{agency.code} {agency.name}: ĐỨT tại mục số {verdict.first_broken}. "
                f"{verdict.reason}"
            )
        return verdict.ok
