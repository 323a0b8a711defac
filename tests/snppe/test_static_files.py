import pytest
from django.core.management import call_command


@pytest.fixture
def served_as_in_production(settings, tmp_path):
    """The storage of the real settings, where the tests' own has plain names."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    return tmp_path


def test_every_file_that_a_style_sheet_names_is_there(served_as_in_production):
    call_command("collectstatic", interactive=False, verbosity=0)

    assert (served_as_in_production / "staticfiles.json").is_file()
