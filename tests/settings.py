"""The project's own settings, made deterministic for the tests: no `.env`, quick hashing, no background
worker."""

import os

os.environ["SNPPE_DOTENV"] = os.devnull
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ["DEMO"] = "1"
os.environ.setdefault("EMAIL_URL", "memorymail://")

from snppe.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⚠ variable inconnue : %s"  # type: ignore[index]  # noqa: F405
