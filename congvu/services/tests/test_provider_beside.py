"""The demo's identity provider, served beside the product by one process that asks itself."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import pytest
from django.core.cache import cache

from congvu.config.one_thread import OneThreadHandler
from congvu.core.stand_in import Beside
from congvu.directory.tests.factories import Office
from congvu.exchange.tests.axis import serving
from congvu.services.models import Citizen
from congvu.services.providers.openid import TEST_PROVIDER
from congvu.services.testprovider import mounting


@pytest.mark.django_db(transaction=True)
def test_the_demo_signs_in_at_the_provider_beside_it(settings: Any, office: Office) -> None:
    cache.clear()
    beside = Beside(OneThreadHandler(), {TEST_PROVIDER: mounting.made})
    with serving(beside) as address, httpx.Client(follow_redirects=True, timeout=60) as browser:
        settings.BASE_URL, settings.ALLOWED_HOSTS = address, ["*"]
        page = browser.get(f"{address}/dich-vu-cong/dang-nhap/dinh-danh/")
        assert "Định danh thử nghiệm" in page.text
        named = re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
        form = {name: unescape(value) for name, value in named} | {"who": "thu"}
        back = browser.post(f"{address}{TEST_PROVIDER}/chon", data=form)
        assert "Thông tin của tôi" in back.text
        assert "Nguyễn Thị Thử" in back.text
    assert Citizen.objects.get().phone == "0905000456"
