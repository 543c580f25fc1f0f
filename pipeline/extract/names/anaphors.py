"""What 同社, 同紙, 同国 and 同氏 refer back to: the last name before them that is of their kind.

Belongs here: the words that refer back, and which kind of thing each wants. Does not belong here: names and their entities
(``coreference.py``), titles that stand for their holder (``mentions.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.extract.names.candidates import Candidate, Words, places_of
from pipeline.extract.names.gazetteer import Entity
from pipeline.lexicons.load import anaphors
from pipeline.read.outlets import lookup_name

# 同氏, 同国, 同社: 同 and a word that says what kind of thing is meant
_ANAPHOR = re.compile(
    "同("
    + "|".join(
        word[1:]
        for word in sorted(
            {"同氏"} | anaphors("organization") | anaphors("outlet") | anaphors("place"),
            key=lambda word: (-len(word), word),
        )
        if word != "同行"  # which also is to go with somebody
    )
    + ")"
)
# An outlet that is only cited is not what 同社 means: 浜新聞によると
_AS_SOURCE = re.compile(r"(?:[、・][^。\n]{1,12})?(?:によ(?:ると|れば|る)|が?報じ|が?伝え|の取材)")
_PLACES = frozenset("国市県町村州")
_FARTHEST = 40  # names back

_PAPERS = r"新聞社?|新報社?|日報|タイム[ズス]|ポスト|ジャーナル|トリビューン|ヘラルド|紙|誌|マガジン|レビュー"
_WIRES = r"通信社?"
_BROADCASTERS = r"放送|テレビ|ラジオ|局|チャンネル|放送協会"
# What an organization's name ends in, by the word that refers back to it: 同党 to …党
_ENDINGS = {
    "党": re.compile(r"(?:党|維新の会)$"),
    "省": re.compile(r"省$"),
    "庁": re.compile(r"庁$"),
    "署": re.compile(r"署$"),
    "紙": re.compile(rf"(?:{_PAPERS})$"),
    "誌": re.compile(rf"(?:{_PAPERS})$"),
    "通信": re.compile(rf"(?:{_WIRES})$"),
    "通信社": re.compile(rf"(?:{_WIRES})$"),
    "テレビ": re.compile(rf"(?:{_BROADCASTERS})$"),
    "放送": re.compile(rf"(?:{_BROADCASTERS})$"),
    "局": re.compile(rf"(?:{_BROADCASTERS})$"),
    "校": re.compile(r"(?:校|学院|学園|大学|中学|高専)$"),
    "大学": re.compile(r"大学(?:院)?$"),
    "大": re.compile(r"(?:大学|大)$"),
    "機構": re.compile(r"機構$"),
    "委員会": re.compile(r"委員会$"),
    "委": re.compile(r"委(?:員会)?$"),
    "協会": re.compile(r"協会$"),
    "銀行": re.compile(r"銀行$"),
}
# No company: governments, parties, courts, schools, forces, associations
_NO_COMPANY = re.compile(
    r"(?:省|庁|党|署|府|軍|隊|政府|政権|内閣|当局|議会|国会|[上下衆参]院|衆議院|参議院|委員会|委|裁判所|[地高家]裁|最高裁|検察|地検|高検|警察|"
    r"県警|府警|道警|警視庁|大学|大学院|学校|[小中]学校|高校|大使館|領事館|市役所|役所|県庁|機構|連合|連盟|同盟|協会|協議会|評議会|理事会|総会|"
    r"会議所|財団|基金|組合|労組|学会|教会|省庁|銀行券|派|チーム|支局|部隊|勢力|事務局|官邸|王室|連邦|EU|国連|国際連合|NATO)$"
)
_OUTLET_KINDS = {
    "newspaper": frozenset(("紙",)),
    "magazine": frozenset(("誌",)),
    "wire": frozenset(("通信", "通信社")),
    "broadcaster": frozenset(("局", "放送", "テレビ")),
}


def find_anaphors(
    words: Words, names: Sequence[Candidate], entities: Sequence[Entity]
) -> Iterator[tuple[Candidate, Entity | None]]:
    """Words that refer back, each with the entity of the last name of its kind, or none where the text has no such name.

    ``names`` are in order of the text, ``entities`` are theirs.
    """
    text = words.text
    starts: list[int] | None = None
    end = 0
    for start in places_of("同", text):
        match = _ANAPHOR.match(text, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        if words.index_at(start) is None or words.index_until(end) is None or _goes_on(words, end):
            continue
        word = match.group(1)
        wanted = "PERSON" if word == "氏" else "GPE" if word in _PLACES else "ORG"
        starts = starts or [name.start for name in names]
        at = bisect_left(starts, start) - 1
        entity = None
        for index in range(at, max(-1, at - _FARTHEST), -1):
            name = names[index]
            if word == "社" and _AS_SOURCE.match(text, name.end):
                continue
            if entities[index].entity_type == wanted and _agrees(
                word, text[name.start : name.end], name, entities[index]
            ):
                entity = entities[index]
                break
        yield Candidate(start, end, wanted, "rule:anaphor", 0.6 if entity else 0.4, form="anaphor"), entity


def _goes_on(words: Words, end: int) -> bool:
    """Whether a longer word goes on: 会 after 同社."""
    following = words.index_at(end)
    return following is not None and words.surface(following) in ("会", "面", "内閣", "員")


def _agrees(word: str, surface: str, name: Candidate, entity: Entity) -> bool:
    """Whether a name is of the kind the word wants; a lexicon's outlet is of the kind the lexicon says."""
    if word == "氏":
        return True
    if word == "国":
        return entity.method == "lexicon:countries" or entity.name_ja.endswith(("国", "連邦"))
    if word in _PLACES:
        return entity.name_ja.endswith(word) or surface.endswith(word)
    full = entity.name_ja
    outlet = lookup_name(full)
    if word == "社":
        return not (_NO_COMPANY.search(full) or _NO_COMPANY.search(surface))
    if outlet is not None and outlet.kind in _OUTLET_KINDS and word in _MEDIA:
        return word in _OUTLET_KINDS[outlet.kind]
    if word in ("紙", "誌") and name.method == "rule:outlet_after_its_kind":
        return True
    ending = _ENDINGS.get(word)
    if ending is None:
        return not full.endswith(("社", "省", "庁", "政府"))
    return bool(ending.search(full) or ending.search(surface))


_MEDIA = frozenset(("紙", "誌", "通信", "通信社", "局", "放送", "テレビ"))
