"""Settings, read from the environment or a `.env` file beside `manage.py`; `.env.example` explains each."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(os.environ.get("SNPPE_DOTENV", BASE_DIR / ".env"))

# -- What kind of deployment this is -------------------------------------------------------------------------
DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
THEME = env.str("THEME", "dsfr")
if THEME not in {"dsfr", "neutre"}:
    raise ImproperlyConfigured("THEME vaut «\u00a0dsfr\u00a0» ou «\u00a0neutre\u00a0».")

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY est vide. «\u00a0make setup\u00a0» en crée une pour la démonstration\u00a0; "
        "en production, donnez-la par l’environnement (50 caractères aléatoires)."
    )

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# Unless it is told, where `make run` serves or served last: a command run beside prints the same address.
ADDRESS_FILE = DATA_DIR / "adresse"
PORT = env.str("PORT", "")
if PORT or not ADDRESS_FILE.is_file():
    LAST_ADDRESS = f"http://127.0.0.1:{PORT or 8000}"
else:
    LAST_ADDRESS = ADDRESS_FILE.read_text().strip() or "http://127.0.0.1:8000"
SITE_URL = env.str("SITE_URL", LAST_ADDRESS).rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO else [])
if not (ALLOWED_HOSTS or DEBUG):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS est vide\u00a0: donnez les noms de machine auxquels l’application répond."
    )
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# -- Applications --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "snppe",
    "overview",
    "reports",
    "funding",
    "indicators",
    "contracts",
    "accounts",
    "core",
    "dsfr",
    "import_export",
    "simple_history",
    "rules.apps.AutodiscoverRulesConfig",
    "axes",
    "csp",
    # For its editor, which it serves ready to use: ProseMirror and Tiptap in one file.
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "snppe.admin_site.NationalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "core.static_files.OurStaticFiles",
    "django.forms",
]

MIDDLEWARE = [
    # First, so that no answer goes without it: static files, redirections, refused hosts.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.resumption.ResumableLoginMiddleware",
    "accounts.middleware.SeatMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.ErrorPagesMiddleware",
    # Last, so that it sees the answer of the login view.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "snppe.urls"
WSGI_APPLICATION = "snppe.wsgi.application"

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
                "accounts.context.page",
            ],
        },
    },
]

# -- Database: SQLite is the embedded default, PostgreSQL the production reference ---------------------------
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{DATA_DIR / 'snppe.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: a transaction that reads then writes never fails half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA busy_timeout=5000;PRAGMA foreign_keys=ON;"
            # Without it, INSERT OR REPLACE takes a row away behind the triggers that guard it.
            "PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # As long as SQLite's busy_timeout: whoever waits for a row then reads « retry in a moment ».
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=5000")
# Opening SQLite, with its functions and its pragmas, costs as much as ten queries.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Counters (password links asked, daily jobs): small files, shared by the processes of a machine ----------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# -- Background jobs -----------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- Joining the layers: what a lower layer asks without knowing who answers ---------------------------------
YEAR_POLICY = "reports.years.ReportYearPolicy"

# -- Small numbers: counts under it are hidden from those who are not party to the contract ------------------
SMALL_NUMBER_THRESHOLD = env.int("SMALL_NUMBER_THRESHOLD", 5)
# The files of imports: how many days they are kept, and how much of them by organisation.
IMPORT_FILES_DAYS = env.int("IMPORT_FILES_DAYS", 400)
IMPORT_FILES_MB = env.int("IMPORT_FILES_MB", 500)
# Those of the exports of reports, which can be made again.
EXPORT_FILES_DAYS = env.int("EXPORT_FILES_DAYS", 7)

# -- Signatures: keys and trusted authorities are files of the machine, never rows nor code ------------------
SIGNATURE_DIR = Path(env.str("SIGNATURE_DIR", str(DATA_DIR / "signature")))
TRUST_DIR = Path(env.str("TRUST_DIR", str(DATA_DIR / "confiance")))
SIGNATURE_PASSWORDS = env.dict("SIGNATURE_PASSWORDS", default={})
# A cryptographic device that keeps them instead (PKCS#11): its library, and the token of each organisation.
PKCS11_MODULE = env.str("PKCS11_MODULE", "")
PKCS11_TOKENS = env.dict("PKCS11_TOKENS", default={})
TSA_URL = env.str("TSA_URL", "")
SIGNATURE_FETCH = env.bool("SIGNATURE_FETCH", False)

# -- Who comes in --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.DemonstrationGuard",
    "accounts.backends.PlainAddressGuard",
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.SeatedBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.TunedArgon2Hasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.VarietyValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "overview:home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: long enough to stop guessing, short enough on the eve of a deadline
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
# What is never written down with a failed sign-in, nor with a failed confirmation by password.
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    "csrfmiddlewaretoken",
    "old_password",
    "new_password1",
    "new_password2",
    "certificate_password",
    "statement",
]
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Only a deployment that sits behind its own proxy may believe X-Forwarded-For.
PROXY_COUNT = env.int("PROXY_COUNT", 0)
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_of"

SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# -- Hardening -----------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", not (DEMO or DEBUG))
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
# Django bounds the fields of a request, never its files.
UPLOAD_MAX_BYTES = 25_000_000
FILE_UPLOAD_HANDLERS = [
    "core.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# -- Language, time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True

# -- Files ---------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "documents"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "core.static_files.ModuleManifestStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# -- Mail, logs ----------------------------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL", "consolemail://" if DEMO or DEBUG else "smtp://localhost:25"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # These tell of each font and each sign-in, and hide what matters.
    "loggers": {name: {"level": "WARNING"} for name in ("axes", "weasyprint", "fontTools")},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
