#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refused:
        # A setting that is missing is said, with what to do; where the code met it says nothing more.
        sys.exit(f"Réglage à corriger\u00a0: {refused}")
