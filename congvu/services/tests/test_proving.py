"""Signing in through an identity provider, over real HTTP; and whoever would cheat at it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from congvu.core import clock
from congvu.core.stand_in import JSON, Answer, Asked
from congvu.directory.tests.factories import Office
from congvu.exchange.tests.axis import serving
from congvu.journal.models import Entry
from congvu.services.models import Citizen, Message, ProvedIdentity
from congvu.services.testprovider.app import Application, written
from congvu.services.testprovider.app import Client as Party
from congvu.services.testprovider.storage import Storage
from congvu.services.tests.factories import Counter, citizen_client
from congvu.services.tests.pages import page, send

pytestmark = pytest.mark.django_db
THU = {"phone": "0905000456", "identity": "049185000456"}


class Bent(Application):
    """The provider, whose claims, token and document a test may bend."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.bend: Callable[[dict[str, Any]], dict[str, Any]] = dict
        self.mint: Callable[[dict[str, Any]], str] = self.signed
        self.said: dict[str, Any] = {}
        self.people: dict[str, Any] | None = None

    def token(self, held: dict[str, Any]) -> str:
        return self.mint(self.bend(self.claims(held)))

    def document(self) -> dict[str, Any]:
        return super().document() | self.said

    def answer(self, asked: Asked) -> Answer:
        told = super().answer(asked)
        if asked.path == "/nguoi-dung" and self.people is not None:
            return Answer(json.dumps(json.loads(told.body) | self.people), JSON, told.status)
        return told


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    """Its key takes a second to make."""
    return Storage(tmp_path_factory.mktemp("provider"))


@pytest.fixture
def provider(storage: Storage, settings: Any, office: Office) -> Iterator[Bent]:
    back = f"{settings.BASE_URL}{reverse('services:openid_back')}"
    made = Bent(storage, Party("congvu", "bí mật & dài", back), address="")
    cache.clear()
    with serving(made) as address:
        made.address = address
        settings.ENVIRONMENT = dataclasses.replace(
            settings.ENVIRONMENT,
            openid_issuer=address,
            openid_client="congvu",
            openid_secret="bí mật & dài",
            openid_name="VNeID",
        )
        yield made
    cache.clear()


def asked_of(client: Client, next_page: str = "") -> dict[str, str]:
    """Press the button: what the provider is asked."""
    away = client.get(reverse("services:openid"), {"next": next_page})
    found = parse_qs(urlsplit(away["Location"]).query)
    return {name: values[0] for name, values in found.items()}


def answered(provider: Bent, asked: dict[str, str], who: str) -> dict[str, str]:
    """Choose somebody on the provider's page: with what the browser comes back."""
    assert httpx.get(f"{provider.address}/cho-phep?{urlencode(asked)}").status_code == 200
    chosen = httpx.post(f"{provider.address}/chon", data=asked | {"who": who})
    found = parse_qs(urlsplit(chosen.headers["Location"]).query)
    return {name: values[0] for name, values in found.items()}


def come_back(client: Client, said: dict[str, str]) -> Any:
    return client.get(reverse("services:openid_back"), said)


def sign_in(provider: Bent, client: Client, who: str, next_page: str = "") -> Any:
    return come_back(client, answered(provider, asked_of(client, next_page), who))


def is_outside(client: Client) -> bool:
    return "citizen" not in client.session


def test_the_first_sign_in_opens_an_account_and_the_next_finds_it(provider: Bent) -> None:
    assert "Đăng nhập bằng VNeID" in page(Client(), "enter")
    first, second = Client(), Client()
    assert sign_in(provider, first, "thu")["Location"] == reverse("services:about")
    made = Citizen.objects.get()
    assert (made.name, made.phone, made.identity) == ("Nguyễn Thị Thử", *THU.values())
    assert "của <b>Nguyễn Thị Thử</b>" in page(first, "about")
    Citizen.objects.update(place="49.502", phone="0912000000")
    wanted = reverse("services:begin", args=["1.001"])
    assert sign_in(provider, second, "thu", wanted)["Location"] == wanted
    assert Citizen.objects.get() == made
    names = list(Entry.objects.filter(subject_id=made.pk).values_list("action", flat=True))
    assert sorted(names) == ["services.enter_proved", "services.join_proved"]


def test_a_phone_that_the_provider_has_proved_leads_to_its_account(provider: Bent) -> None:
    held = Citizen.objects.create(phone=THU["phone"], name="Nguyễn Thị Thử (chợ Tam Kỳ)")
    client = Client()
    sign_in(provider, client, "thu")
    assert client.session["citizen"] == held.pk
    held.refresh_from_db()
    assert held.name == "Nguyễn Thị Thử (chợ Tam Kỳ)"
    assert held.identity == THU["identity"]


def test_a_proved_phone_never_leads_into_somebody_else_s_account(provider: Bent) -> None:
    Citizen.objects.create(phone=THU["phone"], identity="049185999999")
    client = Client()
    answer = sign_in(provider, client, "thu")
    assert answer["Location"] == reverse("services:enter")
    assert is_outside(client)
    assert not ProvedIdentity.objects.exists()
    assert "đã là của người khác" in page(client, "enter")


@pytest.mark.parametrize("said", [False, "true", "1", None])
def test_an_unproved_mail_leads_nowhere(provider: Bent, said: object) -> None:
    victim = Citizen.objects.create(email="mau@example.vn", name="Người khác")
    provider.people = {"email_verified": said}
    client = Client()
    assert sign_in(provider, client, "mau")["Location"] == reverse("services:enter")
    assert is_outside(client)
    assert not victim.identities.exists()


def test_without_a_contact_a_one_time_code_brings_one(provider: Bent) -> None:
    client = Client()
    sign_in(provider, client, "nghiem")
    assert "Trần Văn Nghiệm" in page(client, "enter")
    send(client, "enter", contact="0935111222")
    send(client, "enter_code", code=Message.objects.get().text[:6])
    made = Citizen.objects.get()
    assert (made.name, made.phone) == ("Trần Văn Nghiệm", "0935111222")
    again = Client()
    sign_in(provider, again, "nghiem")
    assert again.session["citizen"] == made.pk


def test_who_is_signed_in_joins_the_two_and_nobody_takes_another_s(
    provider: Bent, counter: Counter
) -> None:
    Citizen.objects.filter(pk=counter.citizen.pk).update(identity="", name="")
    client = citizen_client(counter.citizen)
    assert "Gắn với VNeID" in page(client, "about")
    sign_in(provider, client, "nghiem")
    assert counter.citizen.identities.get().name == "Trần Văn Nghiệm"
    other = Citizen.objects.create(phone="0912345678")
    thief = citizen_client(other)
    sign_in(provider, thief, "nghiem")
    assert thief.session["citizen"] == other.pk
    assert not other.identities.exists()


def test_no_is_an_answer(provider: Bent) -> None:
    client = Client()
    assert sign_in(provider, client, "")["Location"] == reverse("services:enter")
    assert "chưa đồng ý" in page(client, "enter")
    assert is_outside(client)


def test_another_state_is_refused_and_one_opens_once(provider: Bent) -> None:
    client, other = Client(), Client()
    said = answered(provider, asked_of(client), "thu")
    asked_of(other)
    come_back(other, said)
    assert is_outside(other)
    come_back(client, said | {"state": "x" * 43})
    assert is_outside(client)
    come_back(client, said)
    assert not is_outside(client)
    send(client, "leave")
    come_back(client, said)
    assert is_outside(client)


def test_a_code_is_no_use_to_whoever_steals_it(provider: Bent) -> None:
    """PKCE: it was asked for with another verifier; and it is good once."""
    victim, thief = Client(), Client()
    said = answered(provider, asked_of(victim), "thu")
    come_back(thief, said | {"state": asked_of(thief)["state"]})
    assert is_outside(thief)
    come_back(victim, said)
    assert is_outside(victim)


def test_a_sign_in_ends_after_ten_minutes(provider: Bent, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    said = answered(provider, asked_of(client), "thu")
    late = time.time() + 601
    monkeypatch.setattr("congvu.services.views.proving.time.time", lambda: late)
    come_back(client, said)
    assert is_outside(client)


def now() -> int:
    return int(clock.now().timestamp())


BENDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another nonce": lambda claims: claims | {"nonce": "of another sign-in"},
    "no nonce": lambda claims: {name: claims[name] for name in claims if name != "nonce"},
    "a list of nonces": lambda claims: claims | {"nonce": [claims["nonce"], "x"]},
    "another audience": lambda claims: claims | {"aud": "another party"},
    "no audience": lambda claims: {name: claims[name] for name in claims if name != "aud"},
    "several audiences, for another": lambda claims: (
        claims | {"aud": ["congvu", "another party"], "azp": "another party"}
    ),
    "several audiences, for nobody": lambda claims: claims | {"aud": ["congvu", "another party"]},
    "another issuer": lambda claims: claims | {"iss": "https://evil.example"},
    "the issuer with a stroke": lambda claims: claims | {"iss": f"{claims['iss']}/"},
    "expired": lambda claims: claims | {"exp": now() - 61},
    "never expires": lambda claims: {name: claims[name] for name in claims if name != "exp"},
    "expires at no number": lambda claims: claims | {"exp": "tomorrow"},
    "of tomorrow": lambda claims: claims | {"iat": now() + 86_400},
    "nobody": lambda claims: {name: claims[name] for name in claims if name != "sub"},
    "an empty subject": lambda claims: claims | {"sub": ""},
    "a list of subjects": lambda claims: claims | {"sub": ["thu"]},
    "a subject too long": lambda claims: claims | {"sub": "x" * 256},
}


@pytest.mark.parametrize("bend", BENDS.values(), ids=list(BENDS))
def test_a_token_that_says_otherwise_opens_nothing(
    provider: Bent, bend: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    provider.bend = bend
    client = Client()
    assert sign_in(provider, client, "thu")["Location"] == reverse("services:enter")
    assert is_outside(client)
    assert not Citizen.objects.exists()


def unsigned(_: Bent, claims: dict[str, Any]) -> str:
    head = written(json.dumps({"alg": "none"}).encode())
    return f"{head}.{written(json.dumps(claims).encode())}."


def by_the_public_key(provider: Bent, claims: dict[str, Any]) -> str:
    """HS256 with what everybody may read as its secret."""
    secret = provider.keys()[0]["n"].encode()
    text = (
        f"{written(json.dumps({'alg': 'HS256'}).encode())}.{written(json.dumps(claims).encode())}"
    )
    return f"{text}.{written(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def altered(provider: Bent, claims: dict[str, Any]) -> str:
    head, body, mark = provider.signed(claims).split(".")
    other = json.loads(base64.urlsafe_b64decode(body + "==")) | {"sub": "nghiem"}
    return f"{head}.{written(json.dumps(other).encode())}.{mark}"


def by_another_key(provider: Bent, claims: dict[str, Any]) -> str:
    right, provider.storage = provider.storage, Storage(Path(settings.DATA_DIR) / "stranger")
    made = provider.signed(claims)
    provider.storage = right
    return made


MINTS: dict[str, Callable[[Bent, dict[str, Any]], str]] = {
    "alg none": unsigned,
    "alg HS256 by the public key": by_the_public_key,
    "altered": altered,
    "another key": by_another_key,
    "an unknown key": lambda provider, claims: provider.signed(claims, kid="khac"),
    "no token": lambda _provider, _claims: "",
    "no JWT": lambda _provider, _claims: "a.b.c",
}


@pytest.mark.parametrize("mint", MINTS.values(), ids=list(MINTS))
def test_a_token_that_is_not_the_provider_s_opens_nothing(
    provider: Bent, mint: Callable[[Bent, dict[str, Any]], str]
) -> None:
    provider.mint = lambda claims: mint(provider, claims)
    client = Client()
    assert sign_in(provider, client, "thu")["Location"] == reverse("services:enter")
    assert is_outside(client)
    assert not Citizen.objects.exists()


def test_an_answer_of_another_provider_is_refused(provider: Bent) -> None:
    for iss in ({"iss": "https://evil.example"}, {"iss": ""}):
        client = Client()
        come_back(client, answered(provider, asked_of(client), "thu") | iss)
        assert is_outside(client)
    client = Client()
    said = answered(provider, asked_of(client), "thu")
    del said["iss"]
    come_back(client, said)
    assert is_outside(client)


def test_what_is_told_of_another_subject_is_refused(provider: Bent) -> None:
    provider.people = {"sub": "nghiem"}
    client = Client()
    sign_in(provider, client, "thu")
    assert is_outside(client)


@pytest.mark.parametrize(
    "said", [{"issuer": "https://evil.example"}, {"token_endpoint": "ftp://evil.example/the"},
             {"jwks_uri": ""}],
)  # fmt: skip
def test_a_document_that_names_another_or_no_safe_place_is_not_followed(
    provider: Bent, said: dict[str, str]
) -> None:
    provider.said = said
    client = Client()
    answer = client.get(reverse("services:openid"))
    assert answer["Location"] == reverse("services:enter")
    assert "mã một lần" in page(client, "enter")


@pytest.mark.parametrize(
    "target", ["https://evil.example/dich-vu-cong/", "//evil.example/dich-vu-cong/", "/van-ban/",
               "/\\evil.example", "javascript:alert(1)"],
)  # fmt: skip
def test_nobody_is_led_away_after_signing_in(provider: Bent, target: str) -> None:
    client = Client()
    sign_in(provider, client, "thu")
    Citizen.objects.update(place="49.502")
    answer = sign_in(provider, Client(), "thu", target)
    assert answer["Location"] == reverse("services:mine")


def test_a_silent_provider_leaves_the_other_way_open(provider: Bent, settings: Any) -> None:
    settings.ENVIRONMENT = dataclasses.replace(
        settings.ENVIRONMENT, openid_issuer="http://127.0.0.1:9"
    )
    client = Client()
    assert client.get(reverse("services:openid"))["Location"] == reverse("services:enter")
    shown = page(client, "enter")
    assert "Không kết nối được" in shown
    assert "Gửi mã cho tôi" in shown


def test_without_a_provider_there_is_no_button(settings: Any, office: Office) -> None:
    settings.DEMO = False
    client = Client()
    assert "Đăng nhập bằng" not in page(client, "enter")
    assert client.get(reverse("services:openid"))["Location"] == reverse("services:enter")


def test_keys_that_were_changed_are_asked_for_anew(provider: Bent, tmp_path: Path) -> None:
    sign_in(provider, Client(), "thu")
    provider.storage = Storage(tmp_path)
    client = Client()
    sign_in(provider, client, "thu")
    assert not is_outside(client)


def test_the_code_ends_after_a_minute_there(provider: Bent) -> None:
    client = Client()
    asked = asked_of(client)
    code = provider.storage.put("code", {**asked, "sub": "thu"}, seconds=-1)
    come_back(client, {"state": asked["state"], "code": code, "iss": provider.address})
    assert is_outside(client)


def test_a_token_just_issued_is_good_though_clocks_differ(provider: Bent) -> None:
    provider.bend = lambda claims: claims | {"iat": now() + 30}
    client = Client()
    with clock.fixed(clock.now() - timedelta(seconds=20)):
        sign_in(provider, client, "thu")
    assert not is_outside(client)
