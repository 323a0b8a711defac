"""Measures taken on the demonstration's data: `make bench`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")
django.setup()
