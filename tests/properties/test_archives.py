"""Any bytes with any ending, and any damage to a good archive, give records and refusals, never an exception.

Parquet is damaged in ``tests/unit/warehouse/test_parquet_input.py``: each of its files is read in a process of its own.
"""

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.vocabularies import REJECTION_REASON
from tests.unit.warehouse.archive_files import PAGE, TEXT, page_record, tar_of, zip_of
from warehouse.archives.members import decode_name, fault_of_name, split_name
from warehouse.formats import FORMATS
from warehouse.sources import Found, read_records

_MEMBERS = [
    ("一面/a.html", PAGE.encode("cp932")),
    ("b.txt", TEXT.encode()),
    ("c.jsonl.gz", gzip.compress(b'{"id":1}\n')),
]
GOOD = {
    "a.zip": zip_of(_MEMBERS),
    "a.tar": tar_of(_MEMBERS),
    "a.tar.gz": gzip.compress(tar_of(_MEMBERS)),
    "a.jsonl.gz": gzip.compress(b'{"id":1}\n' * 20),
    "a.warc": page_record(1) + page_record(2),
    "a.warc.gz": gzip.compress(page_record(1)) + gzip.compress(page_record(2)),
}


def survive(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(content)
        found = list(read_records(Found(path.rename(Path(folder, name)), name)))
        assert [left.name for left in Path(folder).iterdir()] == [name]
    assert found
    for record in found:
        assert (record.content is None) == (record.reason is not None)
        assert record.reason is None or (record.reason in REJECTION_REASON.values and record.detail)
        assert "\n" not in (record.detail or "")


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending != ".parquet"])
@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=2_000))
def test_any_bytes_with_any_ending(ending: str, content: bytes) -> None:
    survive(f"a{ending}", content)


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_to_a_good_archive(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    for _ in range(data.draw(st.integers(0, 8))):
        if content:
            at = data.draw(st.integers(0, len(content) - 1))
            content[at] = data.draw(st.integers(0, 255))
    survive(name, bytes(content))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_a_trusted_name_stays_inside(raw: bytes) -> None:
    name = decode_name(raw)
    if fault_of_name(name) is None:
        parts = split_name(name)
        assert ".." not in parts
        assert not any("/" in part or "\\" in part or "\0" in part for part in parts)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FF), min_size=2, max_size=20))
def test_names_in_utf8_are_never_taken_for_another_encoding(name: str) -> None:
    assert decode_name(name.encode()) == name
