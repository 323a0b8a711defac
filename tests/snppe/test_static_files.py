"""The style sheets and the scripts under the names that change with their content."""

import os
from pathlib import Path

from tests.e2e.site import environment_for
from tests.made_once import collected


def test_every_file_that_a_style_sheet_names_is_there() -> None:
    # A name that leads nowhere stops the collection.
    static = collected(environment_for(Path(os.devnull), ""))

    assert (static / "staticfiles.json").is_file()
