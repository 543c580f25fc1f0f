"""What teaches the tagger holds no word of the articles that it is judged by: such a word would be remembered and not found."""

import json
import re
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[3] / "shared" / "gold"
FRAMES = Path(__file__).parents[2] / "benchmarks" / "training" / "name_frames.py"
_WORD = re.compile(r"[一-鿿々]{2,}|[ァ-ヶー]{3,}")


def of_articles_alone(words: set[str], articles: str, others: str) -> set[str]:
    """Words that stand in the articles and in no other text: names of persons, offices and laws that one article tells of."""
    return {word for word in words if word in articles and word not in others}


def test_a_word_of_one_article_is_noticed() -> None:
    assert of_articles_alone({"岬田", "会長"}, "岬田会長は述べた", "会長は述べた") == {"岬田"}


@pytest.mark.skipif(not GOLD.exists(), reason="annotated texts are not beside this checkout")
def test_frames_are_filled_with_words_that_no_judged_article_lends() -> None:
    articles = "".join(path.read_text(encoding="utf-8") for path in (GOLD / "docs").glob("*.txt"))
    others = "".join(
        json.loads(line)["text"]
        for name in ("ner.jsonl", "treebank.jsonl")
        for line in (GOLD / name).read_text(encoding="utf-8").splitlines()
    )
    assert articles
    assert others
    assert of_articles_alone(set(_WORD.findall(FRAMES.read_text(encoding="utf-8"))), articles, others) == set()
