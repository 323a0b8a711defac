"""What `load_demo` refuses, on an empty database."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


def test_nothing_is_loaded_outside_a_demonstration(db: None, settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo")

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("options", "message"), [({}, "load_reference"), ({"print_accounts": True}, "load_demo")]
)
def test_what_must_come_first_is_said(db: None, options: dict[str, bool], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("load_demo", **options)
