"""What a constraint refuses: on the form, in French, and in the database, whoever writes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


def refused(row: models.Model, constraint: str) -> None:
    """The constraint of this name refuses the row, which is then not saved either."""
    declared = next(one for one in row._meta.constraints if one.name == constraint)
    with pytest.raises(ValidationError) as refusal:
        declared.validate(type(row), row)
    assert refusal.value.messages == [declared.violation_error_message]
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
