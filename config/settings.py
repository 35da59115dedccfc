"""Specroom's settings, all from the environment; README.md lists every one."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(environment.text("SPECROOM_VAR") or BASE_DIR / "var")
VAR.mkdir(parents=True, exist_ok=True)

# What kind of place this is
PRODUCTION = environment.text("SPECROOM_ENV", "development").lower() == "production"
DEBUG = environment.flag("SPECROOM_DEBUG")
SECRET_KEY = environment.text("SPECROOM_SECRET_KEY") or (
    "missing" if PRODUCTION else environment.kept_secret(VAR / "secret_key")
)
SECRET_KEY_FALLBACKS = environment.words("SPECROOM_SECRET_KEY_FALLBACKS")

# Where people find it; every link in a mail begins with this
HERE = environment.text("HOST") or "127.0.0.1"
HERE = "127.0.0.1" if HERE in {"0.0.0.0", "::"} else f"[{HERE}]" if ":" in HERE else HERE  # noqa: S104 (compared only)
SPECROOM_URL = environment.text("SPECROOM_URL", f"http://{HERE}:{environment.text('PORT') or '8000'}").rstrip("/")
HTTPS = SPECROOM_URL.startswith("https://")
ALLOWED_HOSTS = environment.words("SPECROOM_HOSTS") or [
    host
    for host in (urlsplit(SPECROOM_URL).hostname, *(() if PRODUCTION else ("127.0.0.1", "localhost", "[::1]")))
    if host
]
CSRF_TRUSTED_ORIGINS = [SPECROOM_URL]
TRUSTED_PROXIES = environment.number("SPECROOM_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "accounts",
    "specs",
]

MIDDLEWARE = [
    "config.security.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",  # BREACH: docs/decisions/0020
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.activity.Activity",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.limits.TooLarge",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.limits.Limits",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.people",
                "config.security.style_nonce",
            ],
        },
    },
]


# Database: SQLite in var/ unless DATABASE_URL names another
def database() -> dict[str, Any]:
    url = environment.text("DATABASE_URL") or f"sqlite:///{VAR / 'specroom.sqlite3'}"
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if "sqlite3" in found["ENGINE"]:
        found["CONN_MAX_AGE"] = 0
        found["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",  # a writer waits at its first statement instead of failing at a later one
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        }
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and their sessions
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
OPEN_SIGNUP = environment.flag("SPECROOM_OPEN_SIGNUP")
OPEN_TEAMS = environment.flag("SPECROOM_OPEN_TEAMS", default=True)
INVITATION_DAYS = environment.number("SPECROOM_INVITATION_DAYS", 14)
INVITATIONS_A_DAY = environment.number("SPECROOM_INVITATIONS_A_DAY", 20)
FIRST_LOGIN_MINUTES = 60
EXAMPLE_TEAM = "specs.services.demo.add_example_team"  # called with user=; accounts knows specs by this name only

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = environment.number("SPECROOM_SESSION_DAYS", 14) * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-specroom" if HTTPS else "specroom"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "specs.views.errors.csrf_failure"
TOO_LARGE_VIEW = "specs.views.errors.too_large"
TOO_MANY_VIEW = "specs.views.errors.too_many"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupNameForm"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Specroom] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "signup": "10/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/h/ip",
    "confirm_email": "5/h/key",
    "manage_email": "10/h/user",
    "change_password": "5/15m/user",
    "reauthenticate": "5/15m/user",
}
USERSESSIONS_TRACK_ACTIVITY = True

# Mail: without an SMTP server, links are shown to the admin who made them, and development prints mails
SMTP = urlsplit(environment.text("SPECROOM_SMTP"))
MAIL_SENT = bool(SMTP.hostname)
EMAIL_BACKEND = "django.core.mail.backends." + (
    "smtp.EmailBackend" if MAIL_SENT else "dummy.EmailBackend" if PRODUCTION else "console.EmailBackend"
)
EMAIL_HOST = SMTP.hostname or ""
EMAIL_PORT = SMTP.port or (465 if SMTP.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(SMTP.password or "")
EMAIL_USE_SSL = SMTP.scheme == "smtps"
EMAIL_USE_TLS = SMTP.scheme == "smtp" and parse_qs(SMTP.query).get("tls", ["1"]) != ["0"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("SPECROOM_MAIL_FROM", "specroom@localhost")
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_SENT else "optional"

# Limits
UPLOAD_MAX_BYTES = environment.number("SPECROOM_MAX_BYTES", 5_000_000)
UPLOAD_MAX_LINES = environment.number("SPECROOM_MAX_LINES", 50_000)
IMAGE_MAX_BYTES = environment.number("SPECROOM_MAX_IMAGE_BYTES", 10_000_000)
IMAGES_MAX_BYTES = environment.number("SPECROOM_MAX_IMAGES_BYTES", 200_000_000)  # of one spec
ZIP_MAX_BYTES = environment.number("SPECROOM_MAX_ZIP_BYTES", 60_000_000)  # in a browser; the console takes more
BODY_MAX_BYTES = (
    max(
        UPLOAD_MAX_BYTES * 3,  # a pasted file grows threefold when a form encodes it
        IMAGE_MAX_BYTES,
    )
    + 200_000
)
BODY_MAX_BYTES_OF_IMPORTS = max(BODY_MAX_BYTES, ZIP_MAX_BYTES + 200_000)
BODY_SECONDS = environment.number("SPECROOM_BODY_SECONDS", 30)
THREADS = environment.number("SPECROOM_THREADS", 10)
IMPORT_SECONDS = environment.number("SPECROOM_IMPORT_SECONDS", 10)  # of processor time
UNLIMITED = environment.flag("SPECROOM_UNLIMITED")  # for measuring
SAVES_A_MINUTE = environment.number("SPECROOM_SAVES_A_MINUTE", 120)
IMPORTS_A_MINUTE = environment.number("SPECROOM_IMPORTS_A_MINUTE", 10)
IMAGES_A_MINUTE = environment.number("SPECROOM_IMAGES_A_MINUTE", 30)
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_MAX_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = UPLOAD_MAX_LINES + 100  # an import over has a tick for each row
FILE_UPLOAD_MAX_MEMORY_SIZE = BODY_MAX_BYTES
CACHE_ENTRIES = {"MAX_ENTRIES": 100_000}  # counts attempts: a small one could be flushed by many made-up addresses
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": CACHE_ENTRIES,
    }
    if environment.flag("SPECROOM_SHARED_CACHE")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": CACHE_ENTRIES}
}

# Jobs: run by a thread of the server, or by `manage.py work` where there are several servers
JOBS = "specs.jobs.run_due"
JOBS_IN_SERVER = environment.flag("SPECROOM_JOBS_IN_SERVER", default=True)
JOBS_PAUSE = 2.0

# Live: changes, people and shared texts reach open pages; `auto` lets processes hear of each other through the database
LIVE = environment.flag("SPECROOM_LIVE", default=True)
BUS = environment.choice("SPECROOM_BUS", "auto", "memory", "database")

# Static files: hashed, compressed, served by whitenoise
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.stylesheets.JoinedStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/joined-[0-9a-f]{10}\.js$"  # named by what they hold

# Headers beside those of config/security.py
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = environment.flag("SPECROOM_HSTS_SUBDOMAINS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W021",
]  # subdomains are the operator's to decide: SPECROOM_HSTS_SUBDOMAINS

# Language and time: stored in UTC, shown in the reader's zone
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": environment.text("SPECROOM_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"level": "INFO", "handlers": [], "propagate": True},
        "uvicorn": {"level": "INFO" if PRODUCTION else "WARNING", "handlers": [], "propagate": True},
    },
}
