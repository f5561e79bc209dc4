"""Signing in by the installation's own identity provider (OpenID Connect, by allauth).

What we add to allauth: the id token's signature is always checked, with algorithms of public keys
only, and its nonce; nothing of what the provider says is kept but the subject; every address comes
from the operator's environment and what his provider publishes about itself by https.
"""

from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from requests import Response, Session

from prazo.web.views.entry import arrival

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SECONDS = 8.0
LEEWAY = 60.0  # seconds that the provider's clock may be away from ours


class Direct(Session):
    """Waits for nobody long, and goes where it was sent, nowhere else."""

    def request(self, *args: Any, **kwargs: Any) -> Response:
        return super().request(*args, **{**kwargs, "timeout": SECONDS, "allow_redirects": False})


class ProviderAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes. OAuth2Error where it is not what the operator named."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("the provider calls itself something else")
        wanted = urlsplit(settings.OIDC_ISSUER).scheme
        for name in ENDPOINTS:
            if urlsplit(str(config.get(name, ""))).scheme not in ("https", wanted):
                raise OAuth2Error(f"{name} is missing or not by https")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.ADDRESS}{reverse('openid_connect_callback')}"  # S01

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        claims = self._claims(str(kwargs["response"].get("id_token") or ""))
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if more.get("sub") != claims["sub"]:  # OpenID Connect Core 5.3.2
                raise OAuth2Error("userinfo is about somebody else")
            claims = {**more, **claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _claims(self, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            algorithm, key = jwtkit.fetch_key(id_token, config["jwks_uri"], jwtkit.lookup_kid_jwk)
            if algorithm not in ALGORITHMS:
                raise OAuth2Error("the id token is signed in no way we trust")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=[algorithm],
                issuer=config["issuer"],
                audience=settings.OIDC_CLIENT,
                leeway=LEEWAY,
                options={"require": ["iss", "aud", "exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the id token does not hold") from error
        if claims.get("azp", settings.OIDC_CLIENT) != settings.OIDC_CLIENT:
            raise OAuth2Error("the id token is for somebody else")
        return claims


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = ProviderAdapter

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)
        login.claims = response["id_token"]
        return login

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: HttpRequest, **_which: Any) -> list[SocialApp]:
        return [application()] if settings.OIDC_ISSUER else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> Provider:
        return Provider(request, app=application())

    def get_requests_session(self) -> Session:
        return Direct()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The end of allauth's part: who it is has been proved; who may come in, we say."""
        raise ImmediateHttpResponse(arrival.arrived(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None,
        extra_context: Any = None,
    ) -> None:  # fmt: skip
        raise ImmediateHttpResponse(arrival.failed(request, error, exception))


def application() -> SocialApp:
    """As the environment names it; its accounts are known by the issuer's name and theirs."""
    return SocialApp(
        provider="openid_connect",
        provider_id=settings.OIDC_ISSUER,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT,
        secret=settings.OIDC_SECRET,
        settings={"server_url": settings.OIDC_ISSUER, "oauth_pkce_enabled": True},
    )
