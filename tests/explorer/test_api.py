"""The API: what its OpenAPI document says is so, whatever is asked."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tests.explorer.conftest import Looked
from warehouse.explorer.app import application
from warehouse.explorer.endpoints import ENDPOINTS
from warehouse.explorer.openapi import document
from warehouse.explorer.reader import Reader

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="session")
def described(reader: Reader) -> Any:
    return schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", application(reader, rows=10_000), headers={"Host": "localhost"}
    )


@pytest.mark.parametrize("path", [endpoint.path for endpoint in ENDPOINTS])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_asked_is_answered_as_described(described: Any, path: str, mode: GenerationMode) -> None:
    operation = described[path]["GET"]
    if mode is GenerationMode.NEGATIVE and not operation.query:
        return  # nothing of it can be wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Host": "localhost"}, checks=CHECKS)

    ask()


def test_every_endpoint_is_described_and_answered(client: TestClient, looked: Looked) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described == document(ENDPOINTS)
    keys = {"{article_id}": looked.wire, "{name}": "said"}
    for endpoint in ENDPOINTS:
        path = endpoint.path
        for name, value in keys.items():
            path = path.replace(name, value)
        if "{" in path:
            continue
        found = client.get(f"/api/v1{path}", params={"q": "SELECT 1 AS n"} if path in ("/sql", "/search") else {})
        assert found.status_code == 200, found.text
        assert found.headers["content-type"] == "application/json"


def test_an_article_is_its_text_and_rows(client: TestClient, looked: Looked) -> None:
    found = client.get(f"/api/v1/articles/{looked.wire}").json()
    for rows in found["layers"].values():
        for row in rows:
            assert found["text"][row["start"] : row["end"]] == row["text"]
    assert found["layers"]["statements"][0]["rests_on"][-1]["kind"] == "result"


def test_an_address_without_its_slash_leads_to_the_same(client: TestClient) -> None:
    assert client.get("/api").json() == client.get("/api/v1").json() == client.get("/api/v1/").json()


def test_a_list_has_pages(client: TestClient) -> None:
    first = client.get("/api/v1/articles?limit=2").json()
    assert (first["total"], len(first["items"]), first["next_offset"]) == (5, 2, 2)
    last = client.get("/api/v1/articles?limit=2&offset=4").json()
    assert (len(last["items"]), last["next_offset"]) == (1, None)
    rows = client.get("/api/v1/tables/statements/rows?column=certainty&value=probable&sort=-start&limit=3").json()
    starts = [row["start"] for row in rows["items"]]
    assert starts == sorted(starts, reverse=True)


def test_search_has_hits_and_facets(client: TestClient, looked: Looked) -> None:
    found = client.get("/api/v1/search", params={"q": "国境検問所"}).json()
    assert found["items"][0]["article_id"] == looked.wire
    assert found["items"][0]["snippet"]["words"] == "国境検問所"
    assert {"outlet", "month", "ai", "speaker", "certainty", "kind"} == found["facets"].keys()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles?limit=0", 400),
        ("/articles?nothing=1", 400),
        ("/articles/none", 404),
        ("/nothing", 404),
        ("/sql?q=DROP VIEW said", 400),
        ("/articles?limit=1&limit=2", 400),
    ],
)
def test_an_error_is_json_in_words(client: TestClient, path: str, status: int) -> None:
    found = client.get(f"/api/v1{path}")
    assert found.status_code == status
    assert found.json()["error"]["status"] == status
    assert found.json()["error"]["message"]


def test_a_long_article_comes_in_parts_that_make_its_text(client: TestClient, looked: Looked) -> None:
    part, texts, end = 0, [], 0
    while part is not None:
        answer = client.get(f"/api/v1/articles/{looked.large}", params={"part": part})
        assert len(answer.content) < 3_000_000
        found = answer.json()
        assert found["part"] == part
        assert found["start"] >= end
        assert len(found["text"]) == found["end"] - found["start"]
        texts.append(found["text"])
        part, end = found["next_part"], found["end"]
    assert len(texts) > 20
    assert sum(map(len, texts)) > 300_000
    assert client.get(f"/api/v1/articles/{looked.large}", params={"part": len(texts)}).status_code == 404
    assert client.get(f"/api/v1/articles/{looked.wire}").json()["next_part"] is None


def test_integers_that_javascript_would_round_are_strings(client: TestClient) -> None:
    answer = client.get(
        "/api/v1/sql", params={"q": "select 9007199254740993 as large, 9007199254740991 as exact"}
    ).json()
    assert "9007199254740993" in str(answer)
    row = answer["items"][0] if "items" in answer else answer["rows"][0]
    values = list(row.values()) if isinstance(row, dict) else list(row)
    assert values == ["9007199254740993", 9007199254740991]
