"""What is unusual about a day, and what is not."""

from pathlib import Path

import pytest

from assets import watching
from assets.fetch.configuration import ConfigurationError, Source, parse
from assets.fetch.state import Delivery
from assets.metrics import Watched, shown

EVEN = [{"articles": 40.0, "rows_per_article/mentions": 9.0 + day % 3 / 10} for day in range(28)]
UNEVEN = [{"articles": 40.0, "rows_per_article/mentions": 9.0 * 2.0 ** (day % 5 - 2)} for day in range(28)]


@pytest.mark.parametrize(
    ("value", "articles", "before", "is_found"),
    [
        (4.0, 40, EVEN, True),
        (0.0, 40, EVEN, True),
        (20.0, 40, EVEN, True),
        (9.9, 40, EVEN, False),
        (9.0 * 3, 40, UNEVEN, False),
        (4.0, 40, EVEN[:6], False),
        (4.0, 19, EVEN, False),
        (4.0, 40, [], False),
    ],
)
def test_drift_is_beside_what_is_usual(value: float, articles: int, before: list, is_found: bool) -> None:
    now = {"articles": float(articles), "rows_per_article/mentions": value}
    assert bool(watching.drift(now, before)) is is_found


def test_a_table_that_came_or_went_drifts_and_a_rare_one_does_not() -> None:
    before = [{"articles": 50.0, "rows_per_article/hedges": 3.0, "rows_per_article/glossary": 0.1}] * 9
    now = {"articles": 50.0, "rows_per_article/roles": 2.0, "rows_per_article/glossary": 0.3}
    assert [line.partition(":")[0] for line in watching.drift(now, before)] == ["hedges", "roles"]


@pytest.mark.parametrize(("share", "is_found"), [(0.3, True), (0.06, False), (0.02, False)])
def test_a_jump_in_rejections(share: float, is_found: bool) -> None:
    before = [{"records_received": 100.0, "rejected_ratio": 0.02, "rejections/empty": 2.0}] * 28
    now = {"records_received": 100.0, "rejected_ratio": share, "rejections/empty": 2.0, "rejections/fetch_failed": 28.0}
    found = watching.jump(now, before)
    assert bool(found) is is_found
    assert found[1:] == (["fetch_failed: 28, 0 is usual"] if is_found else [])
    assert watching.jump(now, before[:6]) == []


def test_a_source_that_went_silent_and_one_that_never_spoke() -> None:
    past = [
        {"articles_by_source/daily": 5.0} | ({"articles_by_source/weekly": 1.0} if day % 7 == 0 else {})
        for day in range(25)
    ]
    assert watching.silent({}, [*past, {}, {}]) == ["daily"]
    assert watching.silent({"articles_by_source/daily": 1.0}, [*past, {}, {}]) == []
    assert watching.silent({}, []) == []


def test_bounds_of_the_file_of_sources() -> None:
    sources = (
        Source("少ない", min_pages_a_day=5),
        Source("多い", max_pages_a_day=5),
        Source("新しい", min_pages_a_day=1, silent_days=2),
    )
    now = 1_000_000.0
    brought = {"少ない": Delivery(4, 0, now), "多い": Delivery(6, 0, now)}
    failing = Watched({}, [], sources, brought, at=now).failing()
    assert [line.partition(":")[0] for line in failing["minimum"]] == ["少ない", "新しい"]
    assert [line.partition(":")[0] for line in failing["maximum"]] == ["多い"]
    assert failing["silence"] == ["新しい: nothing new ever, at most 2 days are expected"]
    fine = {"少ない": Delivery(5, 0, now), "多い": Delivery(5, 0, now), "新しい": Delivery(1, 0, now - 86_400)}
    assert not any(Watched({}, [], sources, fine, at=now).failing().values())
    late = {**fine, "新しい": Delivery(1, 0, now - 3 * 86_400)}
    assert Watched({}, [], sources, late, at=now).failing()["silence"] == [
        "新しい: nothing new for 3.0 days, at most 2 days are expected"
    ]
    # of a day that is over nothing is known, and nothing can be brought any more
    assert not any(Watched({}, [], sources, None, at=now).failing().values())


def test_a_minimum_above_the_maximum_is_refused() -> None:
    text = '[fetch]\ncontact = "mailto:a@example.jp"\n[[sources]]\nname = "a"\nfeeds = ["https://example.jp/"]\n'
    with pytest.raises(ConfigurationError, match="more than max_pages_a_day"):
        parse(f"{text}min_pages_a_day = 9\nmax_pages_a_day = 3\n", Path("sources.toml"))
    with pytest.raises(ConfigurationError, match="whole number from 1"):
        parse(f"{text}min_pages_a_day = 0\n", Path("sources.toml"))


def test_a_share_is_plotted_as_one_on_the_day_it_is_whole() -> None:
    found = shown(
        {"articles": 3.0, "rejected_ratio": 1.0, "rows_per_article/roles": 2.0, "articles_by_source/src_a": 3.0}
    )
    assert (type(found["articles"]), type(found["rejected_ratio"]), type(found["rows_per_article/roles"])) == (
        int,
        float,
        float,
    )
    assert "articles_by_source/src_a" not in found
