"""The tense of a sentence around a time: 8日に訪れた was, 8日に訪れる予定だ will be.

Belongs here: what how a sentence goes on says of its times. Does not belong here: which day that makes (``time_periods``).
"""

from __future__ import annotations

import re

from pipeline.extract.times.periods import Tense

_SENTENCE_WINDOW = 200
_REST = re.compile(r"(?:[^。\n「」]|「[^」\n]*」?)*")
"""The sentence as it goes on, past quotations: 、広場で「橋を直す。必ずだ」と演説した"""
_ASIDE = re.compile(r"[((][^()()\n]{4,}(?:[((][^()()\n]*[))][^()()\n]*)*[))]")
"""What stands in brackets is said beside the sentence: 12日に15頭(出走予定は16頭)で行われた"""
_QUOTED = re.compile(r"「[^」]*」?")
"""What is quoted has a tense of its own."""
_PAST_END = re.compile(r"(?:た|だった|ました|でした)[」』）)]?$")
"""What says that a sentence is about the past: …を訪れた"""
_STATE_END = re.compile(r"(?<!控え)(?<!れ)[てで](?:いる|います|おり)$")
"""What has come about and still is: 8日、会見し話題になっている"""
_FUTURE = re.compile(r"予定|見通し|見込み|方針|計画|たい考え|へ$|だろう|でしょう|する$|なる$|れる$|行う$|開く$")
"""What says that a sentence is about the future: …を訪れる予定"""
_FUTURE_END = re.compile(
    r"(?:(?:予定|見通し|見込み|方針|計画|考え|公算|構え)(?:だ|です|である|となっている|となった)?"
    r"|(?:予定|計画|見込ま)(?:して|され|れ)(?:て)?いる|決まっている|控えている|(?<!た)(?:恐れ|おそれ|可能性)がある|へ|だろう|でしょう|する|なる|れる|行う|開く)$"
)
"""The same at the end of a sentence, where its main clause says when: 8日、…を訪れる予定だ (8日、…する方針を固めた was)"""
_EVIDENTIAL = re.compile(
    r"(?:(?:と|が|も)(?:みら|見ら|考えら|いわ|言わ|思わ|さ)れ(?:る|ている|ます|ています)|(?:もの)?と(?:し|み|見|予想し|予測し|想定し)て(?:いる|います)|という|そうだ)$"
)
"""What only says how something is known, of any tense: 確認されたとみられる"""
_REPORTED = re.compile(
    r"(?:と|旨を?|ことを?|ことが)(?:、[^。\n]{0,40})?(?:述べ|語っ|話し|説明し|発表し|明らかにし|明かし|伝え|報じ|表明し|強調し|指摘し|主張し|決定し|決め|合意し|要請し|求め|約束し|訴え|答え|コメントし|報告し|公表し|分かっ|わかっ|判明し)(?:て|た|る|、)"
)
"""Where a report ends whose verb has a tense of its own: 11月に開かれる|と語った"""
_OF_MAIN_CLAUSE = re.compile(r"[、,]|には|の[^、。\n「」はがをに]{1,15}で(?![はも])")
"""Behind a time this says that it is the main clause's: 8日、…と語った, 8日の会見で…と語った, 8日には…と語った"""
_ATTRIBUTE = re.compile(
    r"(?:と[0-9]{1,2}日|[((][^))]{1,12}[))])?(?:に[^、。\n「」で]{0,8}?(?!ま)[ぁ-ん]た|に[^、。\n「」]{1,12}で(?:行われ|開かれ|開催され|発生し|起き|あっ)た|[一-鿿]{1,4}(?:した|された|われた|かれた|があった))(?=[一-鿿ァ-ヶ「『])(?!場合|際|時|後|上で|方)"
)
"""Behind a time, a clause about the past that describes a noun: 8日に開かれた会合"""
_WILL_BE = re.compile(
    r"(?:に|から|、)?[^、。\n「」はがを0-9]{0,14}?(?:開催|開|開か|行わ|行な|実施|発売|公開|放送|発表|予定|実行|投開票|告示|公示|施行)(?:される|れる|く|して?いる|されている)(?=(?!予定だ|こと|よう|はず|ため|とき|と)[一-鿿ァ-ヶ『][^。\n]*$)"
)
"""Behind a time, a clause about what will be that describes a noun: 8日に開催される大会の会場を公開した"""
_PLANNED = re.compile(r"予定|計画|見込")
"""What was planned may have lain ahead: 8日に予定していた会合"""
_SINCE = re.compile(r"の?[^、。\n「」]{1,16}以来|の[^、。\n「」]{1,16}によ(?:ると|れば)|に[^、。\n「」]{1,24}たが")
"""Behind a time, what has been: 3月11日の地震以来, 8日の報道によると, 8日に向かったが"""
_COMING = re.compile(r"(?:に|が|へ)(?:も)?(?:差し)?迫[っりる]|[にを]控え|に(?:期限|期日|締め切り)を迎え")
"""Behind a time, what says that it lies ahead in any tense: 期限は8月1日に迫っており"""
_CONTINUING = re.compile(r"[てで](?:いる|います|いて|おり)")
"""What has begun and goes on: 9月以降、相次いでいる"""
_NEXT_CLAUSE = re.compile(r"[いきぎしちにびみりえけげせてでねべめれ]、[^。\n「」]*[0-9]{1,2}[月日](?!間)")
"""Where a clause ends and the next has a time of its own, whose tense is that of the end: 4月に着工し、7月に終える予定"""


def tense_of(text: str, end: int) -> Tense:
    """Tense of the sentence around ``end``, from how it goes on and ends.

    >>> tense_of("8日に発表した。", 2), tense_of("8日に訪れる予定だ。", 2), tense_of("8日の会談。", 2)
    ('past', 'future', 'unknown')
    >>> tense_of("8日に行われると語った。", 2), tense_of("8日、開くと語った。", 2), tense_of("8日に行われたと語った。", 2)
    ('future', 'past', 'past')
    >>> tense_of("8日、導入する方針を固めた。", 2), tense_of("8日の閣議で方針を決めた。", 2), tense_of("8日、開く方針だ。", 2)
    ('past', 'past', 'future')
    >>> tense_of("8日に開かれた会合の報告は後日になる。", 2), tense_of("8日、「必ず行く」と投稿し、話題になっている。", 2)
    ('past', 'past')
    >>> tense_of("8日には、再開するとしている。", 2), tense_of("8日には内相を更迭すると発表した。", 2)
    ('future', 'past')
    >>> tense_of("8日の報道によると、開くとしている。", 2), tense_of("8日に向かったが、10日に戻るとしている。", 2)
    ('past', 'past')
    >>> tense_of("4月に着工し、7月に終える予定だ。", 2), tense_of("7月に終える予定だ。", 2)
    ('unknown', 'future')
    """
    found = _REST.match(text, end, end + _SENTENCE_WINDOW)
    rest = found[0] if found else ""
    if _COMING.match(rest):
        return "future"
    if rest.startswith("号"):
        return "unknown"  # a magazine's number bears a day that lies ahead
    if _WILL_BE.match(rest):
        return "future"
    attribute = _ATTRIBUTE.match(rest)
    if attribute is not None:
        return "unknown" if _PLANNED.search(attribute[0]) else "past"
    if _SINCE.match(rest):
        return "past"
    is_main = _OF_MAIN_CLAUSE.match(rest) is not None
    if not is_main and (report := _REPORTED.search(rest)) is not None:
        rest = rest[: report.start()]
    rest = _EVIDENTIAL.sub("", _QUOTED.sub("", _ASIDE.sub("", rest)))
    if (_FUTURE_END if is_main else _FUTURE).search(rest):
        return "unknown" if _NEXT_CLAUSE.search(rest) else "future"
    return "past" if _PAST_END.search(rest) or (is_main and _STATE_END.search(rest)) else "unknown"


def goes_on(text: str, end: int) -> bool:
    """Whether the sentence speaks of what has begun and goes on.

    >>> goes_on("9月以降、相次いでいる。", 4), goes_on("9月以降に開く。", 4)
    (True, False)
    """
    rest = _REST.match(text, end, end + _SENTENCE_WINDOW)
    return rest is not None and _CONTINUING.search(rest[0]) is not None
