"""An identity provider that speaks OpenID Connect (Core 1.0), such as the national one.

Authorization code with PKCE (RFC 7636), state and nonce. The provider's document is found by its
issuer (Discovery 1.0); the ID token's signature is checked against its keys, of asymmetric
algorithms only, and its issuer, audience, nonce and times against what was asked for.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from congvu.core import clock
from congvu.core.outside import Unreachable, ask, json_of
from congvu.core.text import nfc
from congvu.services import identity
from congvu.services.providers.base import Rejected
from congvu.services.types import Proved

TEST_PROVIDER = "/dinh-danh"
_ALGORITHMS = ("RS256", "PS256", "ES256")
_KEPT = 600
_LEEWAY = 60
_SECONDS = 10
_THEY = "hệ thống định danh"
_NO = "Hệ thống định danh trả lời không đúng nên chưa đăng nhập được."


@dataclass(frozen=True)
class Party:
    """Whom this installation believes, and as whom it is known there."""

    issuer: str
    client: str
    secret: str
    name: str


@dataclass(frozen=True)
class Begun:
    """What the browser's session keeps of a sign-in that has begun."""

    state: str
    nonce: str
    verifier: str


def party() -> Party | None:
    """The provider of the installation; in the demo the one that is served beside it."""
    given = settings.ENVIRONMENT
    if given.openid_issuer and given.openid_client:
        return Party(
            given.openid_issuer, given.openid_client, given.openid_secret, given.openid_name
        )
    if settings.DEMO:
        name = "tài khoản định danh (thử nghiệm)"
        return Party(f"{settings.BASE_URL}{TEST_PROVIDER}", "congvu", demo_secret(), name)
    return None


def demo_secret() -> str:
    """The secret shared with the test provider, another one in every installation."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"congvu test provider", hashlib.sha256).hexdigest()


def begin(known: Party, *, back: str) -> tuple[str, Begun]:
    """Where the browser goes, and what is to be remembered. Raises `Unreachable`."""
    made = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
    challenge = urlsafe_b64encode(hashlib.sha256(made.verifier.encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": known.client,
        "redirect_uri": back,
        "scope": settings.ENVIRONMENT.openid_scope,
        "state": made.state,
        "nonce": made.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    page = str(_document(known)["authorization_endpoint"])
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}", made


def finish(known: Party, begun: Begun, *, answer: Mapping[str, str], back: str) -> Proved:
    """Who came back. `answer` is the query with which they did; its state has been compared.

    Raises `Rejected` for whatever is not exactly right, `Unreachable` where nobody answers.
    """
    document = _document(known)
    named = answer.get("iss")
    whole = document.get("authorization_response_iss_parameter_supported") is not True or named
    if not whole or (named is not None and named != known.issuer):
        raise Rejected(_NO)  # an answer of another provider (RFC 9207)
    tokens = _redeem(known, document, begun, code=answer.get("code", ""), back=back)
    claims = _claims(known, document, str(tokens.get("id_token", "")), nonce=begun.nonce)
    return _proved(known, claims | _told_beside(document, tokens, claims))


def _document(known: Party) -> dict[str, Any]:
    """What the provider says of itself, kept for ten minutes."""
    place = f"services:openid:{hashlib.sha256(known.issuer.encode()).hexdigest()[:32]}"
    found: dict[str, Any] | None = cache.get(place)
    if found is None:
        found = _get(f"{known.issuer.rstrip('/')}/.well-known/openid-configuration")
        ends = [found.get(f"{name}_endpoint") for name in ("authorization", "token")]
        if found.get("issuer") != known.issuer:
            raise Unreachable("Hệ thống định danh tự xưng là một nơi khác.")
        if not all(_as_safe(known, one) for one in [*ends, found.get("jwks_uri")]):
            raise Unreachable("Hệ thống định danh cho địa chỉ không an toàn.")
        cache.set(place, found, _KEPT)
    return found


def _as_safe(known: Party, address: object) -> bool:
    """TLS, unless the issuer itself has none (the demo's own)."""
    found = urlsplit(str(address or ""))
    return bool(found.netloc) and found.scheme in {"https", urlsplit(known.issuer).scheme}


def _get(url: str, **headers: str) -> dict[str, Any]:
    answer = ask("GET", url, they=_THEY, seconds=_SECONDS, headers=headers)
    if answer.status_code != 200:
        raise Unreachable(f"Hệ thống định danh trả lời mã {answer.status_code}.")
    return json_of(answer, they=_THEY)


def _redeem(
    known: Party, document: dict[str, Any], begun: Begun, *, code: str, back: str
) -> dict[str, Any]:
    """The tokens for the code, with the proof that it is we who asked."""
    if not code:
        raise Rejected(_NO)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": begun.verifier,
    }
    ways = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    sent: dict[str, Any] = {"data": form}
    if "client_secret_basic" in ways:
        sent["auth"] = (known.client, known.secret)
    else:
        sent["data"] = form | {"client_id": known.client, "client_secret": known.secret}
    url = str(document["token_endpoint"])
    answer = ask("POST", url, they=_THEY, seconds=_SECONDS, **sent)
    if answer.status_code != 200:
        raise Rejected(_NO)
    return json_of(answer, they=_THEY)


def _claims(known: Party, document: dict[str, Any], token: str, *, nonce: str) -> dict[str, Any]:
    """The token's claims, once all of it is right (Core 1.0, section 3.1.3.7)."""
    rules = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=_LEEWAY,
        iss={"essential": True, "value": known.issuer},
        aud={"essential": True, "value": known.client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = _decoded(document, token)
        rules.validate(claims)
    except (JoseError, ValueError, TypeError) as wrong:
        raise Rejected(_NO) from wrong
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if ("azp" in claims or several) and claims.get("azp") != known.client:
        raise Rejected(_NO)
    if not isinstance(claims["nonce"], str) or len(str(claims["sub"])) > 255:
        raise Rejected(_NO)
    return claims


def _decoded(document: dict[str, Any], token: str) -> dict[str, Any]:
    """By the provider's keys; where none of those kept fits they are asked for anew, at most once
    in half a minute.
    """
    url = str(document["jwks_uri"])
    place = f"services:openid:{hashlib.sha256(url.encode()).hexdigest()[:32]}"
    kept: dict[str, Any] | None = cache.get(place)
    if kept is not None:
        try:
            return dict(jwt.decode(token, _usable(kept), algorithms=_ALGORITHMS).claims)
        except JoseError:
            if not cache.add(f"{place}:again", 1, 30):
                raise
    fresh = _get(url)
    cache.set(place, fresh, _KEPT)
    return dict(jwt.decode(token, _usable(fresh), algorithms=_ALGORITHMS).claims)


def _usable(keys: dict[str, Any]) -> KeySet:
    """Those for signatures."""
    found = [one for one in keys.get("keys", []) if one.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": found})


def _told_beside(
    document: dict[str, Any], tokens: dict[str, Any], claims: dict[str, Any]
) -> dict[str, Any]:
    """What the provider tells of the same subject at its other address, where it has one."""
    url, token = document.get("userinfo_endpoint"), tokens.get("access_token")
    if not url or not token or "name" in claims:
        return {}
    told = _get(str(url), Authorization=f"Bearer {token}")
    if told.get("sub") != claims["sub"]:
        raise Rejected(_NO)
    return told


def _proved(known: Party, claims: dict[str, Any]) -> Proved:
    """Only what the provider has proved itself, and only what is right in itself."""
    number = str(claims.get(settings.ENVIRONMENT.openid_identity) or "")
    phone = str(claims.get("phone_number") or "")
    mail = str(claims.get("email") or "").strip().lower()
    return Proved(
        issuer=known.issuer,
        subject=str(claims["sub"]),
        name=" ".join(nfc(str(claims.get("name") or "")).split())[:120],
        identity=_right(identity.person_id, number),
        email=mail if claims.get("email_verified") is True and 0 < len(mail) <= 120 else "",
        phone=_right(identity.phone, phone) if claims.get("phone_number_verified") is True else "",
    )


def _right(check: Callable[[str], str], value: str) -> str:
    """The number in its one form; empty for none and for a wrong one."""
    try:
        return check(value)
    except ValueError:
        return ""
