"""The reference data as a whole, and what loading them again may and may not change."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Organisation, Region, Territory
from contracts.models import Campaign, Deadline, Engagement, Framework, LegalText, Objective
from core.journal import verify
from core.models import JournalEntry
from core.reference import LOADED
from indicators.models import GapCause, Indicator, NationalTarget
from snppe.management.commands.load_reference import FOLDER

COUNTS = {
    Region: 20,
    Territory: 103,
    Organisation: 225,
    Framework: 2,
    LegalText: 6,
    Engagement: 7,
    Objective: 40,
    Campaign: 6,
    Deadline: 15,
    GapCause: 7,
    Indicator: 8,
    NationalTarget: 8,
}


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The reference data, loaded once for all the tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def reference(_loaded: None, db: None) -> None:
    """Each test undoes its own changes."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the reference files, to be altered."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference"))


def alter(path: Path, change: Any) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def reload(folder: Path = FOLDER, **options: Any) -> str:
    out = StringIO()
    call_command("load_reference", f"--from={folder}", stdout=out, **options)
    return out.getvalue()


def counts() -> dict[type, int]:
    return {model: model.objects.count() for model in COUNTS}


def test_everything_is_there() -> None:
    assert counts() == COUNTS


def test_each_row_has_its_history_and_the_load_one_line_of_journal() -> None:
    tracked = [model for model in COUNTS if model is not Region]

    entries = JournalEntry.objects.filter(chain="national", act=LOADED)

    assert all(model.history.filter(history_change_reason=LOADED).exists() for model in tracked)
    assert {model: model.history.filter(history_type="+").count() for model in tracked} == {
        model: COUNTS[model] for model in tracked
    }
    assert entries.count() == 1
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("code", "name_of"),
    [
        ("01", "de l’Ain"), ("67", "du Bas-Rhin"), ("51", "de la Marne"), ("40", "des Landes"),
        ("75", "de Paris"), ("974", "de La Réunion"), ("976", "de Mayotte"), ("35", "d’Ille-et-Vilaine"),
        ("84", "de Vaucluse"), ("20", "de Corse"), ("69D", "du Rhône"), ("69M", "de la Métropole de Lyon"),
        ("21", "de la Côte-d’Or"), ("95", "du Val-d’Oise"), ("972", "de la Martinique"),
    ],
)  # fmt: skip
def test_a_territory_is_named_as_french_does(code: str, name_of: str) -> None:
    assert Territory.objects.get(code=code).name_of == name_of


def test_a_territory_says_which_departements_it_covers_and_its_time() -> None:
    corse, rhone, lyon, reunion = (Territory.objects.get(code=code) for code in ("20", "69D", "69M", "974"))

    assert (corse.insee_codes, rhone.insee_codes, lyon.insee_codes) == (["2A", "2B"], ["69"], ["69"])
    assert (reunion.time_zone, reunion.zone) == ("Indian/Reunion", "drom")
    assert all(ZoneInfo(name) for name in Territory.objects.values_list("time_zone", flat=True))
    assert Territory.objects.exclude(zone="metropole").filter(time_zone="Europe/Paris").count() == 0


def test_sorting_does_not_depend_on_accents() -> None:
    names = list(Territory.objects.order_by("sort_key").values_list("name", flat=True))

    assert names[:3] == ["Ain", "Aisne", "Allier"]
    assert names.index("Hérault") == names.index("Hauts-de-Seine") + 1
    assert all(key.isascii() for key in Territory.objects.values_list("sort_key", flat=True))


def test_announced_waves_are_those_of_the_census() -> None:
    waves = Territory.objects.values_list("wave_announced", flat=True)

    assert (list(waves).count(2020), list(waves).count(2021), list(waves).count(None)) == (30, 40, 33)


def test_each_territory_has_its_authority_its_prefecture_and_its_agency() -> None:
    for territory in Territory.objects.prefetch_related("organisations"):
        kinds = sorted(organisation.kind for organisation in territory.organisations.all())
        assert kinds == ["ars", "departement", "prefecture"], territory


def test_an_authority_may_cover_two_territories() -> None:
    def covered(slug: str) -> list[str]:
        return list(Organisation.objects.get(slug=slug).territories.values_list("code", flat=True))

    assert covered("collectivite-europeenne-alsace") == ["67", "68"]
    assert covered("prefecture-rhone") == ["69D", "69M"]
    assert covered("ars-grand-est") == ["08", "10", "51", "52", "54", "55", "57", "67", "68", "88"]
    assert covered("ars-guadeloupe") == ["971", "978"]
    assert covered("dgcs") == []


def test_no_siren_is_invented() -> None:
    assert set(Organisation.objects.values_list("siren", flat=True)) == {""}


def test_the_framework_of_2020_has_eleven_fundamental_and_fifteen_optional_objectives() -> None:
    framework = Framework.objects.get(code="snppe-acte1-2020")
    kinds = list(framework.objectives.values_list("kind", flat=True))
    by_engagement = {
        engagement.code: list(engagement.objectives.values_list("number", flat=True))
        for engagement in framework.engagements.all()
    }

    assert (kinds.count("fundamental"), kinds.count("optional")) == (11, 15)
    assert by_engagement == {
        "E1": [1, 2, 3, 4, 5, 12, 13, 14, 15, 16],
        "E2": [6, 7, 8, 9, *range(17, 24)],
        "E3": [10],
        "E4": [24, 25],
        "ET": [11, 26],
    }
    assert framework.objectives.exclude(label_status="quoted").count() == 0
    assert (framework.first_year, framework.last_year, framework.baseline_year) == (2020, 2024, 2019)


def test_the_framework_of_2025_keeps_empty_what_no_source_gives() -> None:
    framework = Framework.objects.get(code="snppe-acte2-2025")
    known = framework.objectives.exclude(label="")

    assert list(known.values_list("number", flat=True)) == [2, 4, 5]
    assert set(known.values_list("label_status", "engagement__code")) == {("quoted", "E1")}
    assert framework.objectives.filter(label="", label_status="missing", engagement=None).count() == 11
    assert set(framework.objectives.values_list("kind", flat=True)) == {"unknown"}
    assert framework.mandatory_count == 7
    assert len(framework.completeness["themes_without_number"]) == 9


def test_national_targets_keep_their_form() -> None:
    targets = {
        target.indicator.code: (target.operator, target.value, target.upper_value, target.year)
        for target in NationalTarget.objects.select_related("indicator")
    }

    assert targets == {
        "1.1": ("at_least", Decimal(20), None, 2022),
        "2.1": ("range", Decimal(80), Decimal(90), 2023),
        "3.1": ("times_baseline", Decimal(2), None, 2022),
        "4.1": ("at_least", Decimal(15), None, 2022),
        "5.1": ("at_least", Decimal(20), None, 2022),
        "6.1": ("at_most", Decimal(3), None, None),
        "14.1": ("at_least", Decimal(20), None, 2022),
        "18.1": ("at_least", Decimal(600), None, 2022),
    }


def test_indicators_say_how_far_they_are_founded() -> None:
    quoted = Indicator.objects.filter(label_status="quoted").values_list("code", flat=True)
    falling = Indicator.objects.filter(direction="fall").values_list("code", flat=True)
    percentages = Indicator.objects.filter(unit="%").values_list("decimals", "upper_bound", "roll_up")

    assert (set(quoted), set(falling)) == ({"1.1", "2.1"}, {"6.1"})
    assert set(percentages) == {(1, Decimal(100), "ratio")}
    assert set(Indicator.objects.values_list("numerator_label", "denominator_label")) == {("", "")}


def test_deadlines_are_those_of_the_texts() -> None:
    reports = Deadline.objects.filter(kind="report").order_by("due_on")
    exception = reports[0]

    assert [(row.campaign.fiscal_year, row.due_on) for row in reports] == [
        (2020, date(2021, 9, 30)),
        (2021, date(2022, 6, 30)),
        (2022, date(2023, 6, 30)),
        (2023, date(2024, 6, 30)),
        (2024, date(2025, 6, 30)),
    ]
    assert "2021/25" in exception.legal_text
    assert all("règle générale" in row.legal_text for row in reports[1:])
    assert Deadline.objects.get(due_on=date(2022, 4, 30), audience="newcomers").kind == "application"
    assert set(Deadline.objects.filter(source_url="")) == set()


def test_loading_again_changes_nothing_and_is_not_journalled() -> None:
    before = counts(), JournalEntry.objects.count(), Territory.history.count()

    printed = reload()

    assert (counts(), JournalEntry.objects.count(), Territory.history.count()) == before
    assert "Objectifs" in printed


def test_a_check_says_what_would_change_and_writes_nothing(files: Path) -> None:
    alter(files / "campaigns.json", lambda file: file["campaigns"][0].update(notes="Autre note."))

    with pytest.raises(SystemExit) as stopped:
        reload(files, check=True)

    assert stopped.value.code == 1
    assert not Campaign.objects.filter(notes="Autre note.").exists()
    reload(check=True)


def test_a_new_file_updates_what_nobody_touched(files: Path) -> None:
    alter(
        files / "framework-2025.json",
        lambda file: file["objectives"][0].update(label="A", label_status="quoted"),
    )

    reload(files)

    objective = Objective.objects.get(framework__first_year=2025, number=1)
    assert (objective.label, objective.label_status) == ("A", "quoted")
    assert objective.history.count() == 2
    assert JournalEntry.objects.filter(act=LOADED).count() == 2


def test_what_an_administrator_completed_is_never_overwritten_nor_erased(files: Path) -> None:
    objective = Objective.objects.get(framework__first_year=2025, number=1)
    objective.label, objective.label_status = "Complété à l’écran", "quoted"
    objective.save()
    alter(files / "framework-2025.json", lambda file: file["objectives"][0].update(notes="Une note."))

    reload()
    printed = reload(files, verbosity=2)
    alter(
        files / "framework-2025.json",
        lambda file: file["objectives"][0].update(label="B", label_status="quoted"),
    )
    reload(files)

    objective.refresh_from_db()
    assert (objective.label, objective.notes) == ("Complété à l’écran", "Une note.")
    assert "À compléter" not in printed


def test_a_blank_in_a_file_never_erases_what_it_had_given(files: Path) -> None:
    alter(files / "framework-2020.json", lambda file: file["objectives"][0].update(notes=""))
    before = Objective.objects.get(framework__first_year=2020, number=1).notes

    reload(files)

    assert Objective.objects.get(framework__first_year=2020, number=1).notes == before != ""


def test_what_was_emptied_on_screen_stays_empty() -> None:
    text = LegalText.objects.get(year=2020)
    text.published_note = ""
    text.save()

    printed = reload(verbosity=2)

    text.refresh_from_db()
    assert text.published_note == ""
    assert f"= {text}\u00a0: publication" in printed


def test_a_date_moved_on_screen_is_not_set_a_second_time() -> None:
    deadline = Deadline.objects.get(kind="report", campaign__fiscal_year=2024)
    deadline.due_on, deadline.audience = date(2025, 7, 15), "signatories"
    deadline.save()

    reload()

    deadline.refresh_from_db()
    assert deadline.due_on == date(2025, 7, 15)
    assert Deadline.objects.count() == COUNTS[Deadline]


def test_what_was_deleted_on_screen_stays_deleted() -> None:
    GapCause.objects.get(code="retard-du-porteur").delete()
    agency = Organisation.objects.get(slug="ars-guadeloupe")
    agency.territories.remove(Territory.objects.get(code="978"))

    reload()

    assert not GapCause.objects.filter(code="retard-du-porteur").exists()
    assert list(agency.territories.values_list("code", flat=True)) == ["971"]


def test_a_new_link_between_an_organisation_and_a_territory_is_added(files: Path) -> None:
    def cover(file: Any) -> None:
        next(row for row in file["organisations"] if row["slug"] == "ars-guadeloupe")["territories"].append(
            "972"
        )

    alter(files / "organisations.json", cover)

    reload(files)

    codes = Organisation.objects.get(slug="ars-guadeloupe").territories.values_list("code", flat=True)
    assert list(codes) == ["971", "972", "978"]


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "mal formé"), ('{"gap_causes": [{"code": "a b", "label": "", "source_note": ""}]}', "refusé")],
)
def test_a_faulty_file_is_refused_whole(files: Path, content: str, message: str) -> None:
    (files / "gap_causes.json").write_text(content, encoding="utf-8")
    alter(files / "campaigns.json", lambda file: file["campaigns"][0].update(notes="Autre note."))

    with pytest.raises(CommandError, match=message):
        reload(files)

    assert not Campaign.objects.filter(notes="Autre note.").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"territories\.json"):
        reload(tmp_path)
