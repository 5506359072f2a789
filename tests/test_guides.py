"""The guides inside the product: every page of an official leads to a section about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Role
from congvu.directory.tests.factories import Office
from congvu.ui.guides import guides, help_address

TABLE = Path(__file__).with_name("access.txt")
# What answers a file, data or a part of a page, or only does something and leads on.
NO_PAGE = re.compile(
    r":(find_|quick_group_remove|.*_(file|pdf|sheet|template|picture|attachment|errors|preview)$"
    r"|(own|upload|meaning|calendar_file|import_confirm|case_file_(bound|packed|contents|entry)"
    r"|draft_autosave|outgoing_token|outgoing_seal|past_progress|batch_progress|outgoing_version|incoming_paper_(read|twins)"
    r"|outgoing_board|report|own_certificate|packets?|compare|\w+_notice"
    r"|gallery_page|help|guide)$)|^health$|^services:(own|draft)_"
)
# Pages of the sign-in itself, which have no shell around them.
ENTRANCE = re.compile(r"^account_(inactive|reset_password|login)")


def pages() -> list[str]:
    """Every address that opens as a page for somebody who works here."""
    rows = (line.split() for line in TABLE.read_text().splitlines())
    opened = {name for name, _, *rest in rows if "o" in rest[0]}
    return sorted(name for name in opened if not NO_PAGE.search(name) and not ENTRANCE.match(name))


def explained() -> set[str]:
    return {page for one in guides().values() for section in one.sections for page in section.pages}


def test_every_page_is_explained_somewhere() -> None:
    assert [name for name in pages() if name not in explained()] == []


def test_the_guides_name_no_page_that_is_not_there() -> None:
    known = {line.split()[0] for line in TABLE.read_text().splitlines()}
    assert explained() <= known


@pytest.mark.parametrize("slug", list(guides()))
def test_a_guide_has_its_anchors_and_pictures(slug: str) -> None:
    guide = guides()[slug]
    anchors = [section.anchor for section in guide.sections]
    assert len(set(anchors)) == len(anchors)
    assert re.findall(r'<h[23] id="([^"]+)"', guide.html) == anchors
    pictures = settings.BUILD_DIR.parent / "docs" / "pictures"
    for name in re.findall(r'src="[^"]*?guides/([^".]+)[^"]*"', guide.html):
        assert list(pictures.glob(f"{name}.*")), name
    linked = re.findall(r'href="([^"#]+)', guide.html)
    assert all(address.startswith("/tro-giup/") for address in linked)


@pytest.mark.django_db
def test_help_leads_from_a_page_to_its_section_in_one_s_own_guide(office: Office) -> None:
    page = client_of(office.clerk).get(reverse("documents:incoming_paper")).content.decode()
    assert 'href="/tro-giup/van-thu/#van-ban-giay"' in page
    assert help_address("documents:outgoing", Role.LEADER) == "/tro-giup/lanh-dao/#ky-so"
    assert help_address("documents:outgoing", "") == "/tro-giup/van-thu/#phat-hanh-van-ban-di"
    assert help_address("khong-co", Role.CLERK) == "/tro-giup/"


@pytest.mark.django_db
def test_a_guide_opens_inside_the_shell_and_without_signing_in(office: Office) -> None:
    address = reverse("ui:guide", args=["van-thu"])
    inside = client_of(office.clerk).get(address).content.decode()
    assert 'class="shell"' in inside
    assert 'id="van-ban-giay"' in inside
    outside = client_of(office.clerk)
    outside.logout()
    assert outside.get(address).status_code == 200
    assert outside.get(reverse("ui:guide", args=["khong-co"])).status_code == 404
