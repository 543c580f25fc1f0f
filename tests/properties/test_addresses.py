"""Addresses in running text: what is glued to one is never part of it, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.article.addresses import canonical_url, find_addresses, find_domains

LABEL = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
HOST = st.builds("{}.{}".format, LABEL, st.sampled_from(("jp", "co.jp", "com", "org", "news", "uk")))
SEGMENT = st.from_regex(r"[A-Za-z0-9~_-]{1,8}|%E3%81%8[0-9]|[a-z]_\([a-z]\)", fullmatch=True)
PATH = st.lists(SEGMENT, max_size=4).map(lambda parts: "".join(f"/{part}" for part in parts))
QUERY = st.lists(st.builds("{}={}".format, LABEL, LABEL), max_size=2).map(
    lambda parts: "?" + "&".join(parts) if parts else ""
)
URL = st.builds(
    "{}{}{}{}".format, st.sampled_from(("https://", "http://", "HTTPS://", "https://www.")), HOST, PATH, QUERY
)
KANA = "あいうえおかきくけこがはもをにでとのへよりからまで"
KANJI = "東京都新聞社記事海港町長灯台々"
JAPANESE = st.text(KANA + KANJI + "アイウエオー、。「」『』()・〜…!?　 \n", min_size=1, max_size=20)


def covered(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_addresses(text)]


@given(JAPANESE, URL, JAPANESE.filter(lambda text: text[0] not in "()!?"))
def test_text_glued_to_an_address_is_not_part_of_it(before, url, after):
    assert covered(before + url + after) == [url]
    (found,) = find_addresses(before + url + after)
    assert found.was_glued == after[0].isalnum()


@given(URL, st.sampled_from(("()", "「」", "<>", "[]", "『』", "【】", "“”")), JAPANESE)
def test_brackets_around_an_address_are_not_part_of_it(url, brackets, after):
    assert covered(f"詳細{brackets[0]}{url}{brackets[1]}{after}") == [url]


@given(st.lists(URL.filter(lambda url: url[-1].isalnum()), min_size=1, max_size=4))
def test_addresses_glued_to_each_other_are_several(urls):
    assert covered("".join(urls)) == urls


@given(URL, st.sampled_from((".", ",", "...", "!", "?", ";", ":", "'", "&nbsp;")))
def test_the_punctuation_of_the_sentence_is_not_part_of_it(url, mark):
    assert covered(f"{url}{mark}") == [url]
    assert covered(f"{url}{mark} 次の文") == [url]


@given(st.text(max_size=60))
def test_any_text_has_addresses_in_order_without_overlap(text):
    for finder in (find_addresses, find_domains):
        end = 0
        for found in finder(text):
            assert end <= found.start < found.end <= len(text)
            assert canonical_url(found.canonical) == found.canonical
            end = found.end
