"""Django's settings. What differs between machines comes from `config.environment`; nothing is edited here."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from csp.constants import NONE, SELF

from menshen.config import postgres
from menshen.config.environment import Environment
from menshen.demo.staff import LOG_INS, PASSWORD

ENVIRONMENT = Environment.read()
PACKAGE = Path(__file__).resolve().parents[1]
DATA = ENVIRONMENT.data
OUT = ENVIRONMENT.out
KEYS = ENVIRONMENT.key_file()
DEMONSTRATION = ENVIRONMENT.demonstration

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret()
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.origins)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",  # the others need it; its table of e-mail addresses stays empty
    "allauth.mfa",
    "allauth.usersessions",
    "django_vite",
    "menshen.kernel.scope",
    "menshen.kernel.privacy",
    "menshen.kernel.journal",
    "menshen.kernel.tasks",
    "menshen.kernel.ledgers",
    "menshen.kernel.indicators",
    "menshen.kernel.documents",
    "menshen.kernel.approvals",
    "menshen.kernel.stewardship",
    "menshen.kernel.administration",
    "menshen.domains.registry",
    "menshen.domains.policy",
    "menshen.domains.screening",
    "menshen.domains.quarantine",
    "menshen.domains.reporting",
    "menshen.gateway",
    "menshen.config",
    "procrastinate.contrib.django",  # the last, because it is told of the jobs that those above declare
]

# Outermost what every answer carries, files and refusals included; then who asks; then what they see.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "menshen.gateway.headers.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "menshen.gateway.viewing.Viewing",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "menshen.config.urls"
WSGI_APPLICATION = "menshen.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The process enters as the application, which owns nothing and which row-level security binds; only
# `menshen migrate` enters as the owner.
APP_ROLE = postgres.address(ENVIRONMENT, role="app").user
DATABASES = {"default": postgres.django_database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "scope.Actor"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]  # slow to guess, and in memory too
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Of the library only the second factor and the list of sessions are used; pages, counting and log are ours (ADR 16).
ACCOUNT_ADAPTER = "menshen.gateway.desk.account.library.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
MFA_ADAPTER = "menshen.gateway.desk.account.library.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks may be half a minute apart
SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor_required()
# Between all processes, so that no code is taken twice.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "administration_cache"}}

# Terms carry both languages themselves (kernel.base.terms); Django's own catalogue serves only its own messages.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

DEMONSTRATION_LOG_INS = [asdict(one) | {"password": PASSWORD} for one in LOG_INS] if ENVIRONMENT.demonstration else []

STATIC_URL = "/static/"
# Files are served from where they were built, inside the package: nothing to collect, nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Vite puts a hash of the content into every name under assets/.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/desk/assets/"
DESK_MANIFEST = PACKAGE / "gateway" / "static" / "desk" / "manifest.json"
DJANGO_VITE = {"default": {"static_url_prefix": "desk", "manifest_path": DESK_MANIFEST}}

# No script or style from elsewhere, none written into a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
CSRF_FAILURE_VIEW = "menshen.gateway.desk.stale.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
PUBLIC_PER_ADDRESS = ENVIRONMENT.public_per_address
PUBLIC_PER_AREA = ENVIRONMENT.public_per_area
SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 3600  # after the last use
PERMISSIONS_POLICY = dict.fromkeys(
    ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
     "payment", "usb"), "()"
)  # fmt: skip
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # bytes of a posted form or JSON body; uploaded files stream to disk

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # `tasks` is a word of the platform; its jobs are declared in modules
PROCRASTINATE_ON_APP_READY = "menshen.config.worker.register_jobs"
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 3600}  # seconds that a worker looks back when it starts

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
