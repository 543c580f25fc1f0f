"""Sentences of reporting made of a treebank's sentences: who said, when and where, that what the sentence says is so.

Belongs here: the frames, and where each piece depends. An encyclopedia hardly ever reports speech, news does in every
paragraph; the frames are the grammar of that (首相は会見で、…と述べた), the clauses inside are the treebank's, with their own trees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

Record = dict[str, Any]
Piece = tuple[
    str, int
]  # text of a bunsetsu, and how many bunsetsu of the frame further on its head is; 0: the last one

SHARE = 0.4
"""Share of the sentences that end in a clause that are put into a frame."""
_LONGEST = 14  # bunsetsu of a clause

_WHO = (
    "首相", "政府", "同氏", "大臣", "外相", "報道官", "警察", "県警", "市長", "知事", "社長", "教授", "研究所", "同社", "大統領", "委員会", "専門家", "日本政府",
    "田中氏", "スミス氏", "環境相", "男性", "気象庁", "検察側", "担当者", "議員", "会長", "監督", "米政府", "国連", "両国", "団体", "幹部", "国防総省", "店主",
)  # fmt: skip
_WHOSE = ("", "", "", "日本の", "米国の", "同国の", "市民団体の", "与党の", "大手企業の", "警察の", "地元の")
_WHEN = (
    "13日、",
    "5日、",
    "21日午前、",
    "同日、",
    "昨年、",
    "先月、",
    "2日夜、",
    "10日に",
    "この日、",
    "月曜日に",
    "今月上旬、",
)
_WHERE = (
    "会見で、",
    "記者会見で",
    "声明で、",
    "国会で",
    "取材に",
    "取材に対し、",
    "記者団に",
    "会合で、",
    "演説で",
    "電話で",
    "番組で、",
    "報告書で",
    "自身の|ブログで、",
)
_FIRST = ("一方、", "また、", "しかし、", "さらに、", "その|上で、", "これに|対し、", "このため、", "同時に、")
_SAID = ("述べた。", "語った。", "話した。", "発表した。", "指摘した。", "主張した。", "説明した。", "明らかにした。", "している。", "話している。", "強調した。", "訴えた。",
         "伝えた。", "報じた。", "警告した。", "みている。", "非難した。", "コメントした。", "答えた。", "述べ、|理解を|求めた。")  # fmt: skip
_SHOWED = (
    "見方を|示した。",
    "考えを|示した。",
    "見通しを|明らかにした。",
    "声明を|発表した。",
    "認識を|示した。",
    "報告書を|公表した。",
    "結果を|まとめた。",
    "情報が|ある。",
)
_REVEALED = (
    "明らかにした。",
    "発表した。",
    "認めた。",
    "報告した。",
    "確認した。",
    "決めた。",
    "知らせた。",
    "否定した。",
)
_SOURCES = (
    "警察に|よると、",
    "同社に|よると、",
    "発表に|よれば、",
    "報道に|よると、",
    "関係者に|よると、",
    "研究所の|調べでは、",
    "同紙に|よると、",
    "県警に|よれば、",
)
_BUT = "が、"

_INFLECTED = re.compile(r"[いうくぐすつぬぶむるただ]$")
_NOUN = re.compile(r"[\u4e00-\u9fff\u30a1-\u30faー]$")


class _Frame:
    """A sentence in the making: texts of bunsetsu, and heads where they are known; others depend on the last."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.heads: list[int | None] = []
        self.kinds: list[str] = []

    def add(self, phrase: str) -> None:
        """A phrase whose bunsetsu (parted by |) each depend on the next; its last one depends on the sentence's last."""
        for text in (pieces := phrase.split("|")):
            self.texts.append(text)
            self.heads.append(len(self.texts) if text is not pieces[-1] else None)
            self.kinds.append("D")

    def clause(self, record: Record, ending: str, head_is_next: bool = False) -> None:
        """A sentence of the treebank as a clause that ends so."""
        texts = [record["text"][start:end] for start, end, _, _ in record["chunks"]]
        base = len(self.texts)
        self.texts += [*texts[:-1], texts[-1].rstrip("。") + ending]
        self.heads += [base + chunk[2] for chunk in record["chunks"][:-1]]
        self.heads.append(base + len(texts) if head_is_next else None)
        self.kinds += [chunk[3] for chunk in record["chunks"]]

    def end(self, phrase: str) -> None:
        """What the sentence ends in, in which what came before depends on the last bunsetsu but for a complement's noun."""
        self.add(phrase)

    def record(self, split: str) -> Record:
        """The sentence as a treebank has it."""
        last, chunks, at = len(self.texts) - 1, [], 0
        for number, (text, head, kind) in enumerate(zip(self.texts, self.heads, self.kinds, strict=True)):
            target = -1 if number == last else last if head is None else head
            chunks.append([at, at + len(text), target, kind])
            at += len(text)
        return {"split": split, "text": "".join(self.texts), "chunks": chunks}


def reports(records: Sequence[Record], seed: int) -> list[Record]:
    """New sentences made of some of these, in their order; the same for the same seed."""
    random = np.random.default_rng(seed)
    made: list[Record] = []
    clauses = [record for record in records if _is_clause(record)]
    for record in clauses:
        if random.random() < SHARE:
            other = clauses[int(random.integers(len(clauses)))]
            made.append(_report(record, other, random).record(record["split"]))
    return made


def _is_clause(record: Record) -> bool:
    chunks = record["chunks"]
    text = record["text"].rstrip("。")
    heads = all(at < chunk[2] < len(chunks) for at, chunk in enumerate(chunks[:-1]))
    return heads and 2 <= len(chunks) <= _LONGEST and bool(_INFLECTED.search(text) or _NOUN.search(text))


def _report(record: Record, other: Record, random: np.random.Generator) -> _Frame:
    frame = _Frame()
    bare = "" if _INFLECTED.search(record["text"].rstrip("。")) else "だ"
    kind = random.choice(6, p=(0.28, 0.12, 0.12, 0.10, 0.14, 0.24))
    if random.random() < 0.2:
        frame.add(_one(_FIRST, random))
    if kind == 4:  # 警察によると、…
        frame.add(_one(_SOURCES, random))
        _circumstances(frame, random, 0.2)
        frame.clause(record, bare + "という。" if random.random() < 0.4 else bare + "。")
        return frame
    if kind == 5 and len(other["chunks"]) <= _LONGEST // 2:  # …を受けたが、首相は…と述べた
        frame.clause(record, bare + _BUT)
        record, bare = other, "" if _INFLECTED.search(other["text"].rstrip("。")) else "だ"
        kind = 0
    if kind == 1:  # …と首相は述べた
        frame.clause(record, bare + "と")
        frame.add(_who(random) + "は")
        _circumstances(frame, random, 0.3)
        frame.end(_one(_SAID, random))
        return frame
    if random.random() < 0.2:
        _circumstances(frame, random, 0.6)
    frame.add(_who(random) + ("は、" if random.random() < 0.3 else "は" if random.random() < 0.85 else "が"))
    _circumstances(frame, random, 0.45)
    if kind == 2:  # …との見方を示した
        frame.clause(record, bare + "との", head_is_next=True)
        frame.end(_one(_SHOWED, random))
    elif kind == 3 and not bare:  # …ことを明らかにした
        frame.clause(record, "", head_is_next=True)
        frame.end("ことを|" + _one(_REVEALED, random))
    else:
        frame.clause(record, bare + ("と、" if random.random() < 0.1 else "と"))
        _circumstances(frame, random, 0.1)
        frame.end(_one(_SAID, random))
    return frame


def _circumstances(frame: _Frame, random: np.random.Generator, chance: float) -> None:
    """When and where it was said."""
    if random.random() < chance:
        when = _one(_WHEN, random)
        if random.random() < 0.3 and random.random() < chance:
            frame.add(when.rstrip("、に") + "の|" + _one(_WHERE, random))
            return
        frame.add(when)
    if random.random() < chance:
        frame.add(_one(_WHERE, random))


def _who(random: np.random.Generator) -> str:
    whose = _one(_WHOSE, random)
    return (f"{whose}|" if whose else "") + _one(_WHO, random)


def _one(words: Sequence[str], random: np.random.Generator) -> str:
    return words[int(random.integers(len(words)))]
