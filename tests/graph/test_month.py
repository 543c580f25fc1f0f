"""Two days of the simulated month (``tests/month.py``): many answers go wrong, nothing is lost, and every day is released."""

import datetime as dt
from pathlib import Path

import pytest

from tests.fetch.conftest import Site, site
from tests.month import Month
from tests.release.quick import validate_by_sql
from warehouse import quality

__all__ = ["site"]


def test_two_days_of_a_site_whose_answers_go_wrong(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)
    month = Month(tmp_path, site, share=0.2, seed=3, a_day=3, looks=(), is_on_disk=False)
    month.live(dt.date(2026, 9, 1), 2)
    assert month.world.faults.total() > 0
    assert month.wrong() == []
    assert [day.failed for day in month.days] == [0, 0]
    first, second = month.days
    assert second.documents > first.documents
    assert second.released_articles > first.released_articles
    # and what goes wrong would be told
    month.world.expected["/news/never.html"] = {b""}
    month.days.append(second)
    assert month.wrong() == ["lost: /news/never.html", f"no release of {second.day}"]
