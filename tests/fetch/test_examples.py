"""The examples in the docstrings of ``assets/fetch``."""

import doctest

import pytest

from assets.fetch import addresses, client, configuration, crawl


@pytest.mark.parametrize("module", [addresses, client, configuration, crawl])
def test_examples_of_docstrings(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed
