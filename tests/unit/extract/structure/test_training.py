"""What the parser is trained on: gold trees over words, and sentences of reporting made of them."""

import json
from pathlib import Path

from benchmarks.training.structure_gold import read
from benchmarks.training.structure_reports import reports

#: 凪浜は | 港の | 町である。
RECORD = {
    "split": "train",
    "text": "凪浜は港の町である。",
    "chunks": [[0, 3, 2, "D"], [3, 5, 2, "D"], [5, 10, -1, "D"]],
}


def test_gold_chunks_are_laid_over_words(tmp_path: Path) -> None:
    path = tmp_path / "bank.jsonl"
    crossing = RECORD | {"chunks": [[0, 3, 2, "D"], [3, 5, 1, "D"], [5, 10, -1, "D"]]}
    inside = {"split": "train", "text": "政府は", "chunks": [[0, 1, 1, "D"], [1, 3, -1, "D"]]}
    lines = [RECORD, RECORD | {"split": "test"}, crossing, inside]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    bank = read(path, "train")
    assert bank.is_sound.tolist() == [True, False, False]
    assert bank.heads[:3].tolist() == [2, 2, -1]
    assert [bank.lexemes[at].surface for at in bank.words[bank.begins][:3]] == ["凪", "港", "町"]


def test_sentences_of_reporting_keep_the_tree_of_the_clause() -> None:
    made = reports([RECORD] * 300, 1)
    assert made == reports([RECORD] * 300, 1)
    assert len({record["text"] for record in made}) > 50
    for record in made:
        chunks = record["chunks"]
        texts = [record["text"][start:end] for start, end, _, _ in chunks]
        assert "".join(texts) == record["text"]
        assert all(at < chunk[2] < len(chunks) for at, chunk in enumerate(chunks[:-1]))
        clause = texts.index("港の")
        assert chunks[clause][2] == clause + 1
        assert chunks[clause - 1][2] == clause + 1
