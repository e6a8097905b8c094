"""Django's settings. Whatever differs between machines comes from the environment through env.py."""

from __future__ import annotations

from pathlib import Path

from handsong.content import load
from handsong.web.families import zone
from handsong.web.site import database, env, secret

PACKAGE = Path(__file__).resolve().parents[2]
DATA = env.data_folder()

SECRET_KEY = secret.key(DATA)
DEBUG = env.flag("HANDSONG_DEBUG")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.names("HANDSONG_HOSTS")]

TRUSTED_PROXY = env.ip_address("HANDSONG_PROXY")
# From anybody but that proxy, a request that carries this header is nobody's: accounts/door.py.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.forms",
    "handsong.web.accounts",
    "handsong.web.families",
    "handsong.web.library",
    "handsong.web.diary",
    "handsong.web.player",
    "handsong.web.site",
]

MIDDLEWARE = [
    "handsong.web.site.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "handsong.web.site.middleware.Zip",
    "django.middleware.common.CommonMiddleware",
    "handsong.web.site.middleware.by_the_right_clock",
    "handsong.web.site.trust.before_anything_private",
    "handsong.web.accounts.middleware.who_is_there",
    "django.middleware.csrf.CsrfViewMiddleware",
    "handsong.web.site.middleware.at_home",
]

ROOT_URLCONF = "handsong.web.site.urls"
AUTH_USER_MODEL = "accounts.Person"

_address = env.text("DATABASE_URL")
DATABASES = {
    "default": database.postgresql(_address) if _address else database.sqlite(DATA / "handsong.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "handsong.web.site.context.everywhere",
            ]
        },
    }
]
FORM_RENDERER = "handsong.web.site.fields.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = load.build_folder() / "static"
STATICFILES_DIRS = [PACKAGE / "render" / "static"]
STORAGES = {"staticfiles": {"BACKEND": "handsong.web.site.storage.HashedFiles"}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Browsers keep cookies by host, not by port: names of our own, so that no neighbour on this machine is read.
CSRF_COOKIE_NAME = "handsong_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "handsong.web.site.views.not_from_here"

# Half a megabyte holds a day of events of a session. The one file that is ever uploaded is a backup, and goes
# to the disk at once.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "handsong.web.site.log.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "terminal": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Other machines of a network ask under other names; that is answered, and no news.
        # Without a handler Python's own would print the name they asked under.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

LANGUAGE_CODE = "en"
TIME_ZONE = zone.of_this_machine()
USE_TZ = True
USE_I18N = True
