"""Django's settings: everything that varies comes from `environment`."""

from __future__ import annotations

import os
from importlib.util import find_spec

import django_stubs_ext

from congvu.config.environment import ROOT, Environment, collected, database
from congvu.config.logs import logging_settings
from congvu.config.mail import mail
from congvu.config.secret import secret_key

django_stubs_ext.monkeypatch()

ENVIRONMENT = Environment()
DATA_DIR = ENVIRONMENT.data_dir
DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
SECRET_KEY = secret_key(DATA_DIR)
BASE_URL = ENVIRONMENT.base_url
ALLOWED_HOSTS = [*(ENVIRONMENT.hosts or ["*" if DEMO else "localhost"])]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "congvu.core",
    "congvu.ui",
    "congvu.directory",
    "congvu.workdays",
    "congvu.journal",
    "congvu.accounts",
    "congvu.secrecy",
    "congvu.files",
    "congvu.notices",
    "congvu.signing",
    "congvu.payments",
    "congvu.search",
    "congvu.agenda",
    "congvu.documents",
    "congvu.exchange",
    "congvu.services",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "csp",
    "channels",
    "procrastinate.contrib.django",
    *(["django_linear_migrations"] if find_spec("django_linear_migrations") else []),  # development
]
FIRST_PARTY_APPS = [app for app in INSTALLED_APPS if app.startswith("congvu.")]

MIDDLEWARE = [
    "congvu.accounts.middleware.trace_origin",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "congvu.config.compression.PageCompression",
    "congvu.config.headers.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "congvu.accounts.middleware.note_session",
    "congvu.accounts.middleware.Acting",
    "django_htmx.middleware.HtmxMiddleware",
    "congvu.ui.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "congvu.config.urls"
ASGI_APPLICATION = "congvu.config.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["congvu.ui.tags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "congvu.ui.forms.OfficialRenderer"
CSRF_FAILURE_VIEW = "congvu.ui.refusals.forgery"

_database_url = ENVIRONMENT.database_url or os.environ.get("CONGVU_EMBEDDED_URL", "")
DATABASES = {"default": database(_database_url, ENVIRONMENT.pool)} if _database_url else {}
CACHES = {  # shared by all processes: the limits on sign-in count in it
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["congvu.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "congvu.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "congvu.accounts.passwords.NotCommon"},
    {"NAME": "congvu.accounts.passwords.NotAllDigits"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "congvu.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "congvu.accounts.forms.SignInForm",
    "reauthenticate": "congvu.accounts.forms.ConfirmPasswordForm",
    "change_password": "congvu.accounts.forms.ChangePasswordForm",
    "reset_password": "congvu.accounts.forms.AskResetForm",
    "reset_password_from_key": "congvu.accounts.forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Công Vụ] "
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = {  # a whole office may sit behind one address
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "verify": "20/m/ip",
    "token": "120/m/ip",
    "citizen_enter": "30/10m/ip",
    "citizen_code": "40/10m/ip",
    "citizen_openid": "30/10m/ip",
    "citizen_follow": "10/5m/ip",
    "citizen_left": "60/10m/ip",
    "citizen_api": "60/10m/ip",
}
MFA_ADAPTER = "congvu.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "congvu.accounts.forms.CodeForm",
    "reauthenticate": "congvu.accounts.forms.ConfirmCodeForm",
    "activate_totp": "congvu.accounts.forms.ActivateAppForm",
    "add_webauthn": "congvu.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "congvu.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by administrators, not claimed
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.https
# Known to anyone who reads this; accounts that carry it are shut outside the demo installation.
DEMO_PASSWORD = "congvu-trinh-dien" if DEMO else ""
DEMO_PIN = "180420" if DEMO else ""  # of every signing key of the demo province

TSA_URL = ENVIRONMENT.tsa
SIGNATURE_LEVEL = ENVIRONMENT.signature_level
RSA_PSS = ENVIRONMENT.rsa_pss
PKCS11_LIBRARY = ENVIRONMENT.pkcs11
TOKEN_SERVICE = ENVIRONMENT.token_service  # on the signers' own machines
CSC_URL, CSC_TOKEN = ENVIRONMENT.csc, ENVIRONMENT.csc_token
REVOCATION_STRICT, REVOCATION_FETCH = ENVIRONMENT.revocation_strict, ENVIRONMENT.revocation_fetch

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "congvu.config.formats"

BUILD_DIR = ROOT / "build"
STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
STATICFILES_DIRS = [path for path in [BUILD_DIR / "static"] if path.is_dir()]
_collected = ENVIRONMENT.collecting or collected(BUILD_DIR)
WHITENOISE_USE_FINDERS = not _collected  # a fresh build is served as it lies, without hashed names
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {
        "BACKEND": "congvu.config.static.KnownStaticFiles"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [  # compact already, or read by the PDF viewer alone
    *("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2"),
    *("bcmap", "pfb", "ttf"),
]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SESSION_ENGINE = "congvu.accounts.session_store"
SESSION_COOKIE_NAME = "congvu"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a long working day
CSRF_COOKIE_NAME = "congvu_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:", "blob:"],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "worker-src": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": [_SELF],
        "frame-src": [_SELF],
        "base-uri": ["'none'"],
        "manifest-src": [_SELF],
    }
}

globals().update(mail(ENVIRONMENT.mail_url, DATA_DIR))
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

LOGGING = logging_settings(as_json=ENVIRONMENT.log_as_json)

SILENCED_SYSTEM_CHECKS: list[str] = []
