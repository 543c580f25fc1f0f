"""Small valid rows of every table, linked to each other, for tests: nothing here runs the pipeline.

``linked(3)`` gives a dataset of three articles that passes every expectation and every SQL check; ``changed`` breaks one
value of it. ``lay`` writes such a dataset into a data directory as the command would.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from schemas.dataset import DATASET
from schemas.model import Table
from schemas.render import arrow
from schemas.tables.landing import LANDING
from warehouse import tables as warehouse_tables
from warehouse.landing import land
from warehouse.layout import Layout

FETCHED_AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
DAY = "2026-11-20"
VERSIONS = {"code": "test", "sudachi_dictionary": "none"}
TITLE = "凪浜市、灯台を残す方針"
SENTENCE = "凪浜市の岬野葵市長は3日、「灯台は市の宝だ」と語った。"
COMMENT = "1:名無し すてきな話"
MAIL = "出典 https://example.jp/a"

Rows = dict[str, list[dict[str, Any]]]


def identifier(prefix: str, *fields: object) -> str:
    """An identifier of the declared form."""
    return f"{prefix}_{hashlib.sha256(repr(fields).encode()).hexdigest()[:24]}"


def article_text(number: int) -> str:
    """Text of the n-th article; no two are equal."""
    return f"{TITLE}\n\n{SENTENCE}港は{number}年続く見通しだ。\n\n{COMMENT}\n{MAIL}\n"


def document(number: int) -> bytes:
    """Bytes of the n-th document."""
    return article_text(number).encode()


def row(table_name: str, **values: Any) -> dict[str, Any]:
    """The example row of a table with these values instead."""
    return {**arrow.example_row(DATASET.table(table_name)), **values}


class _Article:
    """Rows of one article."""

    def __init__(self, number: int, rows: Rows) -> None:
        self.number, self.rows = number, rows
        self.text = article_text(number)
        self.document_id = "doc_" + hashlib.sha256(document(number)).hexdigest()
        self.article_id = identifier("art", number)

    def add(self, table_name: str, **values: Any) -> None:
        self.rows[table_name].append(row(table_name, **values))

    def id(self, prefix: str, *fields: object) -> str:
        return identifier(prefix, self.number, *fields)

    def span(self, words: str) -> dict[str, Any]:
        start = self.text.index(words)
        return {"article_id": self.article_id, "start": start, "end": start + len(words), "text": words}

    def build(self, source_id: str, person: str, city: str) -> None:
        self._text(source_id)
        self._said(person, city)
        self.add(
            "mentions", mention_id=self.id("men", 0), entity_id=person, entity_type="PERSON", **self.span("岬野葵")
        )
        self.add("mentions", mention_id=self.id("men", 1), entity_id=city, entity_type="GPE", **self.span("凪浜市"))
        self.add(
            "roles", role_id=self.id("rol"), person_id=person, organization_id=city, role="市長", **self.span("市長")
        )
        self.add("time_expressions", time_id=self.id("tim"), value="2026-11-03", **self.span("3日"))
        quantity = {"value_min": float(self.number), "value_max": float(self.number), "unit": "年"}
        self.add(
            "quantities", quantity_id=self.id("qty"), unit_system="counter", **quantity, **self.span(f"{self.number}年")
        )
        self.add(
            "glossary",
            entry_id=self.id("glo"),
            term="灯台",
            expansion="市の宝",
            kind="definition",
            **self.span("灯台は市の宝"),
        )
        self.add("comments", comment_id=self.id("com"), body="すてきな話", **self.span(COMMENT))
        address = {"url": "https://example.jp/a", "canonical_url": "https://example.jp/a", "host": "example.jp"}
        self.add(
            "references", reference_id=self.id("ref"), source_id=source_id, title=None, **address, **self.span(MAIL)
        )
        scope = self.span(f"港は{self.number}年続く")
        self.add(
            "hedges",
            hedge_id=self.id("hed"),
            scope_start=scope["start"],
            scope_end=scope["end"],
            category="expectation",
            **self.span("見通し"),
        )

    def _text(self, source_id: str) -> None:
        size = len(self.text)
        fetched = {"first_fetched_at": FETCHED_AT, "fetch_day": FETCHED_AT.date()}
        self.add("documents", document_id=self.document_id, byte_count=len(document(self.number)), **fetched)
        name = f"{self.number}.txt"
        self.add(
            "document_locations",
            document_id=self.document_id,
            location=f"news/{name}",
            external_id=name,
            source_id=source_id,
            fetched_at=FETCHED_AT,
        )
        self.add(
            "articles",
            article_id=self.article_id,
            document_id=self.document_id,
            source_id=source_id,
            url=None,
            title=TITLE,
            text=self.text,
            text_sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            alignment=[{"start": 0, "length": size, "source_start": 0, "source_length": size}],
            char_count=size,
            content_char_count=size,
        )
        self.add("disclosures", disclosure_id=self.id("dis"), kind="user_generated", **self.span(COMMENT))
        nowhere = {"start": None, "end": None, "text": None}
        self.add(
            "publication_evidence", evidence_id=self.id("pub"), article_id=self.article_id, is_chosen=False, **nowhere
        )
        for index, line in enumerate(self.text.split()[:1] + self.text.split("\n")[2:5:2] + [MAIL]):
            role = ("title", "paragraph", "comment", "reference")[index]
            self.add("blocks", block_id=self.id("blk", index), index=index, role=role, **self.span(line))
        for index, words in enumerate((TITLE, SENTENCE, f"港は{self.number}年続く見通しだ。")):
            where = {"sentence_id": self.id("sen", index), "block_id": self.id("blk", min(index, 1)), "index": index}
            self.add("sentences", **where, **self.span(words))
        for index, (words, sentence) in enumerate((("凪浜市", 0), ("灯台は", 1), ("語っ", 1))):
            at = self.span(words) if index != 1 else self.span("灯台は")
            del at["text"]
            self.add("tokens", index=index, sentence_index=sentence, lexeme_id=index + 1, **at)
            self.add("postings", term=words, **at)

    def _said(self, person: str, city: str) -> None:
        quotation, statement = self.id("quo"), self.id("sta")
        self.add("quotations", quotation_id=quotation, speaker_id=person, **self.span("「灯台は市の宝だ」"))
        cue = self.span("語った")
        self.add(
            "statements",
            statement_id=statement,
            sentence_id=self.id("sen", 1),
            cue_start=cue["start"],
            cue_end=cue["end"],
            cue="語った",
            speaker_text="岬野葵市長",
            speaker_id=person,
            quotation_id=quotation,
            **self.span("灯台は市の宝だ"),
        )
        link = {"agent_kind": "person", "agent_text": "岬野葵市長", "agent_id": person}
        self.add("attributions", statement_id=statement, level=0, **link, **self.span("岬野葵市長"))
        about = {"statement_id": statement, "mention_id": self.id("men", 1), "article_id": self.article_id}
        self.add("statement_mentions", entity_id=city, **about)


def linked(count: int = 2, *, first: int = 1, redistribution: str = "none") -> dict[str, pa.Table]:
    """A whole dataset of ``count`` articles, valid in every respect, numbered from ``first``."""
    rows: Rows = {table.name: [] for table in DATASET.tables}
    source, person, city = identifier("src", "s"), identifier("ent", "person"), identifier("ent", "city")
    rows["sources"].append(row("sources", source_id=source, redistribution=redistribution))
    rows["entities"].append(
        row(
            "entities", entity_id=person, entity_type="PERSON", name_ja="岬野葵", name_en=None, method="rule:title_name"
        )
    )
    rows["entities"].append(
        row(
            "entities",
            entity_id=city,
            entity_type="GPE",
            name_ja="凪浜市",
            name_en=None,
            evidence="lexicon",
            method="lexicon:cities",
        )
    )
    counts = {"mention_count": count, "article_count": count}
    rows["aliases"].append(row("aliases", entity_id=person, alias="岬野葵", kind="full", **counts))
    rows["aliases"].append(row("aliases", entity_id=city, alias="凪浜市", kind="full", **counts))
    for number, surface in enumerate(("凪浜市", "灯台は", "語っ", "灯台"), 1):
        units = [{"lexeme_id": 4, "start": 0, "end": 2}] if surface == "灯台は" else []
        words = {"surface": surface, "dictionary_form": surface, "normalized_form": surface, "reading": "ヨミ"}
        rows["lexemes"].append(row("lexemes", lexeme_id=number, a_units=units, b_units=[], **words))
    for number in range(first, first + count):
        _Article(number, rows).build(source, person, city)
    broken = {"document_id": None, "location": "news/empty.txt", "reason": "empty"}
    rows["rejections"].append(row("rejections", rejection_id=identifier("rej", first), **broken))
    return {name: arrow.from_rows(DATASET.table(name), found) for name, found in rows.items()}


def changed(rows: pa.Table, table: Table, at: int = 0, **values: Any) -> pa.Table:
    """The same rows with other values in one of them."""
    found = rows.to_pylist()
    found[at] = {**found[at], **values}
    return arrow.from_rows(table, found)


def keep_first(table: Table) -> Any:
    """A merge for corpus tables of these datasets: one row a key; counts of aliases are summed."""

    def merge(rows: pa.Table) -> pa.Table:
        kept: dict[tuple[Any, ...], dict[str, Any]] = {}
        for found in rows.to_pylist():
            key = tuple(found[name] for name in table.primary_key)
            if key in kept and table.name == "aliases":
                for name in ("mention_count", "article_count"):
                    kept[key][name] += found[name]
            kept.setdefault(key, found)
        return arrow.from_rows(table, kept.values())

    return merge


def lay(
    layout: Layout,
    dataset: Mapping[str, pa.Table],
    batch: str,
    *,
    day: str = DAY,
    versions: Mapping[str, str] = VERSIONS,
) -> None:
    """Write a dataset as one batch of a data directory and merge the corpus tables."""
    for table in DATASET.tables:
        warehouse_tables.write_part(layout, table, dataset[table.name], day, batch, versions=versions)
        if table.partitioning == "corpus":
            warehouse_tables.write_merged(layout, table, keep_first(table), versions=versions)


def landing_row(**values: Any) -> dict[str, Any]:
    """A row of the landing."""
    return {**arrow.example_row(LANDING), **values}


def land_documents(layout: Layout, folder: Any, count: int = 2, *, first: int = 1) -> str:
    """Land documents ``first`` and following as files and give the batch they became."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (folder / f"{number}.txt").write_bytes(document(number))
    (_, batch), *_ = land(layout, [str(folder)], FETCHED_AT).batches
    return batch
