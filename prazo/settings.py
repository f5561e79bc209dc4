"""All settings, from the environment only; what customers differ in belongs to the agreement.

Each secret may also be given as a file: `NAME_FILE` names it.
"""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from prazo.lib import environment
from prazo.lib.environment import env, env_list, level, number, origin, page, place, switch
from prazo.lib.told import gettext
from prazo.lib.vault import Vault, keys_from, own_key_file

BASE = Path(__file__).resolve().parent


HOME = Path(env("PRAZO_HOME", "var")).resolve()
ADDRESS = origin("PRAZO_ADDRESS", environment.ADDRESS)
LMTP_LISTEN = place("PRAZO_LMTP", environment.LMTP)
SMTP_LISTEN = place("PRAZO_SMTP", environment.SMTP)
SMTP_RELAY = place("PRAZO_SMTP_RELAY")  # host:port, for desks without a mail account of their own
MAIL_ID_DOMAIN = env("PRAZO_MAIL_ID_DOMAIN", urlparse(ADDRESS).hostname or "localhost")
CONNECTIONS = number("PRAZO_POOL", 8)  # to the database, of one process
IDLE_CONNECTION = 30.0
"""Seconds; each takes 15 MiB of the database's process, and the pool uses all it has in turn."""
RAW_MAIL_DAYS = number("PRAZO_RAW_MAIL_DAYS", 90, least=0)
AUTHSERV_ID = env("PRAZO_AUTHSERV_ID")  # of the operator's own MTA; T10

VERSION = (
    next(
        line.removeprefix("## ").split()[0]
        for line in (BASE.parent / "CHANGELOG.md").read_text().splitlines()
        if line.startswith("## ")
    )
    if (BASE.parent / "CHANGELOG.md").exists()
    else "0"
)

DEBUG = False
SECRET_KEY = env("PRAZO_SECRET_KEY")
if not SECRET_KEY:
    SECRET_KEY = own_key_file(HOME / "secrets" / "django.key")


def vault() -> Vault:
    given, own = env("PRAZO_KEYS"), HOME / "secrets" / "vault.key"
    try:
        return Vault(keys_from(given or own_key_file(own)))
    except ValueError as error:
        sentence = gettext(
            "%(name)s holds what is no key. Write base64 of 32 bytes, such as"
            " `openssl rand -base64 32` prints; of several keys the newest first."
        )
        raise ImproperlyConfigured(sentence % {"name": "PRAZO_KEYS" if given else own}) from error


VAULT = vault()
ALLOWED_HOSTS = [urlparse(ADDRESS).hostname or "localhost", *env_list("PRAZO_HOSTS")]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
HTTPS = ADDRESS.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "prazo.accounts",
    "prazo.agreements",
    "prazo.customers",
    "prazo.desk",
    "prazo.writing",
    "prazo.escalation",
    "prazo.notices",
    "prazo.routing",
    "prazo.channels.email",
    "prazo.rules",
    "prazo.watch",
    "prazo.public",
    "prazo.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "prazo.web.middleware.policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "prazo.web.middleware.who",
    "prazo.web.middleware.locale",
    "prazo.web.middleware.scope",
    "prazo.web.middleware.refusal",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "prazo.web.urls"
ASGI_APPLICATION = "prazo.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "prazo.web.context.frame",
            ],
        },
    }
]


def database(url: str, name: str = "DATABASE_URL") -> dict[str, object]:
    """A Django database from a libpq URL, which may name a socket directory as ?host=.

    The address itself is not said where it is wrong: it holds a password.
    """
    parts = urlparse(url)
    if parts.scheme not in ("postgresql", "postgres"):
        sentence = gettext("%(name)s must begin with postgresql://")
        raise ImproperlyConfigured(sentence % {"name": name})
    try:
        port = str(parts.port or "")
    except ValueError:
        sentence = gettext(
            "%(name)s names no port that there is. Write postgresql://user:password@host:port/name,"
            " and what is no letter or digit in the password as %%40 for @."
        )
        raise ImproperlyConfigured(sentence % {"name": name}) from None
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "prazo.lib.scoped_postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": port,
        "OPTIONS": {
            **query,
            # Prepared on the server after some uses: planning under row-level security is the
            # larger part of a short query.
            "server_side_binding": True,
            "prepare_threshold": 3,
            "pool": {
                "min_size": 1,
                "max_size": CONNECTIONS,
                "timeout": 10,
                "max_idle": IDLE_CONNECTION,
            },
        },
    }


def databases() -> dict[str, dict[str, object]]:
    """The operator's own server by DATABASE_URL, else the embedded one, started when needed."""
    url, owner = env("DATABASE_URL"), env("MIGRATE_DATABASE_URL")
    if env("PRAZO_WITHOUT_DATABASE"):  # for tools that only read the code, such as mypy
        url = "postgresql:///none"
    if not url:
        from prazo.lib import embedded

        urls = embedded.start(HOME)
        url, owner = urls.app, urls.owner
    default = database(url)
    owned = database(owner or url, "MIGRATE_DATABASE_URL" if owner else "DATABASE_URL")
    owned["OPTIONS"] = {**owned["OPTIONS"], "pool": False}  # type: ignore[dict-item]
    return {"default": default, "owner": owned}


DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "queue"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Of allauth we use what makes and checks factors, and the way to an identity provider; its own
# pages are mounted nowhere (docs/decisions/0007).
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "prazo.accounts.factors.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
SOCIALACCOUNT_ADAPTER = "prazo.web.single_sign_on.Adapter"
# One identity provider for the installation, whose discovery page is ISSUER/.well-known/….
OIDC_ISSUER = page("PRAZO_OIDC_ISSUER")
OIDC_NAME = env("PRAZO_OIDC_NAME", "single sign-on")
OIDC_CLIENT = env("PRAZO_OIDC_CLIENT")
OIDC_SECRET = env("PRAZO_OIDC_SECRET")
OIDC_TWO_FACTORS = switch("PRAZO_OIDC_TWO_FACTORS")  # it asks for two itself; we ask no more

SESSION_ENGINE = "prazo.web.sessions"
SESSION_COOKIE_NAME = "__Host-prazo" if HTTPS else "prazo"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-prazo-csrf" if HTTPS else "prazo-csrf"
CSRF_FAILURE_VIEW = "prazo.web.views.errors.csrf"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
BEHIND_PROXY = switch("PRAZO_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("pt-br", _("Portuguese (Brazil)")),
    ("es", _("Spanish")),
    ("de", _("German")),
    ("ru", _("Russian")),
]
LOCALE_PATHS = [HOME / "locale"]  # made of those of the program: lib/translations.py
FORMAT_MODULE_PATH = "prazo.lib.formats"
LANGUAGE_COOKIE_NAME = "prazo-language"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # of words; an agreement is 1 MiB of them
FILE_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "prazo.lib.log_lines.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": level("PRAZO_LOG_LEVEL", "INFO")},
}
