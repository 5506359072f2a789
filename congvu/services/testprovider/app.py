"""The provider as an ASGI application."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from congvu.core.stand_in import JSON, STYLE, Answer, Asked, StandIn, page
from congvu.services.testprovider.people import ABOUT, PEOPLE
from congvu.services.testprovider.storage import Storage

_ASKED = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce",
          "code_challenge", "code_challenge_method")  # fmt: skip
_KID = "thu-nghiem-1"


@dataclass(frozen=True)
class Client:
    """The one party that may ask, and the one address that it is answered at."""

    name: str
    secret: str
    back: str


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Application(StandIn):
    """Serves one client; `address` is the issuer, whose path is `root`."""

    def __init__(self, storage: Storage, client: Client, *, address: str, root: str = "") -> None:
        super().__init__(root=root)
        self.storage = storage
        self.client = client
        self.address = address

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "GET", "/kieu.css":
                return Answer(STYLE, "text/css")
            case "GET", "/.well-known/openid-configuration":
                return _json(self.document())
            case "GET", "/khoa":
                return _json({"keys": self.keys()})
            case "GET", "/cho-phep":
                return self._people(asked.query)
            case "POST", "/chon":
                return self._chosen(asked.form)
            case "POST", "/the":
                return self._redeemed(asked)
            case "GET", "/nguoi-dung":
                return self._told(asked)
        return Answer("Không có trang này.", status=404)

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/cho-phep",
            "token_endpoint": f"{self.address}/the",
            "userinfo_endpoint": f"{self.address}/nguoi-dung",
            "jwks_uri": f"{self.address}/khoa",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }

    def keys(self) -> list[dict[str, str]]:
        numbers = self.storage.key.public_key().public_numbers()
        spread = {
            name: written(value.to_bytes((value.bit_length() + 7) // 8, "big"))
            for name, value in (("n", numbers.n), ("e", numbers.e))
        }
        return [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KID, **spread}]

    def _wrong(self, query: dict[str, str]) -> bool:
        """Whoever asks is unknown, or does not ask as it should."""
        return (
            query.get("client_id") != self.client.name
            or query.get("redirect_uri") != self.client.back
            or query.get("response_type") != "code"
            or "openid" not in query.get("scope", "").split()
            or query.get("code_challenge_method") != "S256"
            or not all(query.get(name) for name in ("state", "nonce", "code_challenge"))
        )

    def _people(self, query: dict[str, str]) -> Answer:
        if self._wrong(query):
            words = "<p>Nơi yêu cầu đăng nhập không đúng.</p>"
            return Answer(page("Không đăng nhập được", words, root=self.root), status=400)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(query[name])}">' for name in _ASKED
        )
        buttons = "".join(
            f'<button name="who" value="{subject}">{escape(one["name"])}, {ABOUT[subject]}</button>'
            for subject, one in PEOPLE.items()
        )
        words = (
            '<p class="note">Đây là nơi định danh để thử và trình diễn; những người dưới đây không '
            "có thật.</p><p>Dịch vụ công muốn biết ông/bà là ai:</p>"
            f'<form method="post" action="{escape(self.root)}/chon">{hidden}{buttons}'
            '<button name="who" value="">Không đồng ý, quay lại</button></form>'
        )
        return Answer(page("Định danh thử nghiệm", words, root=self.root))

    def _chosen(self, form: dict[str, str]) -> Answer:
        who = form.get("who", "")
        if self._wrong(form) or (who and who not in PEOPLE):
            return Answer("Yêu cầu không đúng.", status=400)
        said = {"state": form["state"], "iss": self.address}
        if who:
            kept = {name: form[name] for name in _ASKED} | {"sub": who}
            said["code"] = self.storage.put("code", kept, seconds=60)
        else:
            said["error"] = "access_denied"
        return Answer(location=f"{self.client.back}?{urlencode(said)}")

    def _redeemed(self, asked: Asked) -> Answer:
        """The tokens for a code, once: for its client, with the verifier of its challenge."""
        form = asked.form
        if not self._is_client(asked.headers.get("authorization", "")):
            return _json({"error": "invalid_client"}, status=401)
        held = self.storage.take("code", form.get("code", ""))
        proof = written(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = (
            held is not None
            and form.get("grant_type") == "authorization_code"
            and held["redirect_uri"] == form.get("redirect_uri")
            and held["code_challenge"] == proof
        )
        if not right or held is None:
            return _json({"error": "invalid_grant"}, status=400)
        return _json(
            {
                "access_token": self.storage.put("token", {"sub": held["sub"]}, seconds=60),
                "token_type": "Bearer",
                "id_token": self.token(held),
            }
        )

    def _is_client(self, header: str) -> bool:
        """RFC 6749, section 2.3.1: name and secret are escaped before they are joined."""
        try:
            given = base64.b64decode(header.removeprefix("Basic ")).decode()
        except ValueError:
            return False
        name, _, secret = given.partition(":")
        return unquote(name) == self.client.name and unquote(secret) == self.client.secret

    def claims(self, held: dict[str, Any]) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.address,
            "sub": held["sub"],
            "aud": self.client.name,
            "iat": now,
            "exp": now + 300,
            "nonce": held["nonce"],
        }

    def token(self, held: dict[str, Any]) -> str:
        return self.signed(self.claims(held))

    def signed(self, claims: dict[str, Any], **header: str) -> str:
        """The claims as a JWT of RS256 (RFC 7515)."""
        head = {"alg": "RS256", "typ": "JWT", "kid": _KID} | header
        text = ".".join(written(json.dumps(part).encode()) for part in (head, claims))
        mark = self.storage.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{written(mark)}"

    def _told(self, asked: Asked) -> Answer:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        held = self.storage.take("token", token)
        if held is None:
            return _json({"error": "invalid_token"}, status=401)
        return _json({"sub": held["sub"], **PEOPLE[held["sub"]]})


def _json(values: dict[str, Any], *, status: int = 200) -> Answer:
    return Answer(json.dumps(values), JSON, status)
