"""ASGI entry point, for hosts that offer nothing else; the pages are synchronous, so WSGI is faster."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")

application = get_asgi_application()
