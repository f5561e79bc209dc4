"""What granian serves: the static files, and all other addresses by Django."""

import os
from wsgiref.headers import Headers

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402
from servestatic import ServeStaticASGI  # noqa: E402

from prazo.web.handler import Handler  # noqa: E402


def as_pages_do(headers: Headers, path: str, url: str) -> None:
    """Static files never reach Django's middleware, so its headers are said here (X04)."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    headers["Cross-Origin-Opener-Policy"] = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"


application = ServeStaticASGI(
    Handler(threads=settings.CONNECTIONS),
    root=settings.STATIC_ROOT,
    prefix=settings.STATIC_URL,
    add_headers_function=as_pages_do,
)
