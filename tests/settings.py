"""The project's own settings, made deterministic for the tests: no `.env`, quick hashing, no background
worker."""

import os

os.environ["SNPPE_DOTENV"] = os.devnull
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ["DEMO"] = "1"
os.environ.setdefault("EMAIL_URL", "memorymail://")
# Wherever the demonstration of this machine was served last.
os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")

from snppe.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A page that asks the same thing of each row fails, wherever the rows come from. It would on both databases:
# it is watched on one.
if "postgresql" not in DATABASES["default"]["ENGINE"]:  # noqa: F405
    INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405
    MIDDLEWARE = [*MIDDLEWARE, "zeal.middleware.zeal_middleware"]  # noqa: F405
# Writes look rows up, lock them and journal them one by one: an import, an act on several contracts.
ZEAL_ALLOWLIST = [
    {"model": "*", "field": "get()"},
    {"model": "accounts.Organisation", "field": "territories"},
]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⚠ variable inconnue : %s"  # type: ignore[index]  # noqa: F405
