"""Lists packed in a column: written once, read when asked, the same in a fixture."""

import json

import pytest
from django.core import serializers

from core.packed import Packed, PackedField, Packer
from indicators.models import ImportBatch

pytestmark = pytest.mark.django_db
CHANGES = [{"subject": "67-2020, 1.1, 2024", "was": "", "now": "12,5\u00a0%", "before": None}, {"pk": 3}]


@pytest.fixture
def batch(editor_67):
    given = {"kind": "table", "file_name": "a.csv", "sha256": "0" * 64, "size": 1}
    return ImportBatch.objects.create(seat=editor_67, brought_by=editor_67.user, changes=CHANGES, **given)


def test_a_list_comes_back_as_it_was_and_is_not_unpacked_to_be_saved_again(batch):
    found = ImportBatch.objects.get()
    found.save_next()

    assert "_items" not in vars(found.changes)
    again = ImportBatch.objects.get().changes
    assert (list(again), len(again), again[1], again[:1]) == (CHANGES, 2, CHANGES[1], CHANGES[:1])


def test_an_empty_one_is_empty():
    assert (list(Packed(b"")), list(PackedField(default=list).get_default())) == ([], [])


def test_a_list_packed_as_it_is_told_is_the_same():
    packer = Packer()
    assert list(packer.packed()) == []
    for several in (CHANGES[:1], CHANGES[1:]):
        packer.add(json.dumps(several)[1:-1])

    assert list(packer.packed()) == CHANGES


def test_a_fixture_writes_it_as_json_and_reads_it_back(batch):
    text = serializers.serialize("json", [batch])
    assert json.loads(json.loads(text)[0]["fields"]["changes"]) == CHANGES

    [back] = serializers.deserialize("json", text)
    back.save()

    assert list(ImportBatch.objects.get().changes) == CHANGES
