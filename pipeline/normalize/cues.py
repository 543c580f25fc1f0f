"""Cues: what a line looks like by itself, wherever it stands.

Belongs here: named patterns over one line, with an example each. Does not belong here: anything that looks at the lines
around it (``header``, ``tail``, ``roundup``, ``roles``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicons.load import load
from pipeline.normalize.self_reference import hints_at_disclosure, notes
from pipeline.read.date_labels import own_dates
from pipeline.read.dates import SPELLED_DATE
from pipeline.read.eras import MODERN_ERA

_MAX_FURNITURE, _MAX_START, _MAX_END = 120, 40, 30
_MAX_BAR_WORDS, _MAX_BAR_WORD = 20, 16
_MACHINE_MADE = frozenset(
    ("ai_text", "ai_text_with_people", "ai_translation", "ai_picture", "ai_voice", "automated_text")
)
# 2025年4月8日, 2025/4/8, 2025-04-08, 2025.04.08, 令和7年4月8日; without groups 二〇二五年四月八日, Apr 8, 2025, 8 April 2025
DATE = re.compile(
    rf"(?:(?P<year>(?:19|20)\d{{2}})(?:年\s?|[/.-]\s?)|(?P<era>{MODERN_ERA})\s?(?P<era_year>\d{{1,2}}|元)年\s?)"
    r"(?P<month>\d{1,2})(?:月\s?|[/.-]\s?)(?P<day>\d{1,2})日?(?!\d)"
    rf"|{SPELLED_DATE}"
)
# 10:33, 10:33:16, 5時00分, 午後3時5分, 5:00 PM
TIME = re.compile(
    r"(?P<half>午前|午後|AM|PM|am|pm)?\s?(?<!\d)(?P<hour>\d{1,2})(?:時(?:(?P<minute_ja>\d{1,2})分)?|:(?P<minute>\d{2}))(?::(?P<second>\d{2}))?"
    r"(?:\s?(?P<half_after>AM|PM|am|pm)(?![A-Za-z]))?"
)
# 10/13(水) 7:00配信; 架空太郎2021年10月13日 9時00分: a date and time at the end of a line
SHORT_DATELINE = re.compile(
    r"(?:^\d{1,2}/\d{1,2}\s?\([月火水木金土日]\)|(?:19|20)\d{2}[年./-]\s?\d{1,2}[月./-]\s?\d{1,2}日?)\s?"
    r"(?:\d{1,2}[:時]\d{2}分?)?\s?(?:配信|公開|更新|掲載|有料会員記事)?$"
)
# What may stand before the date of a date line: 公開日:, 更新 , 掲載:
DATE_LABEL = re.compile(
    r"(?:(?:初回)?(?:公開|掲載|配信|投稿|発表|発行|作成|更新|最終更新|入稿|記事公開|Posted|Published|Updated|Date)(?:日時?|年月日|\s?on)?)\s*[::]?\s*",
    re.IGNORECASE,
)
# (火), (Tue), 火曜日, Wed
_WEEKDAY = re.compile(r"\(?(?:[月火水木金土日](?:曜日?)?・?祝?|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z.]*\)?")
# Behind the date of a sentence: 2025年4月8日に…
_PARTICLES = frozenset("にのはがをで、")
_DATE_VERB = re.compile(r"(?:公開|掲載|配信|投稿|更新|発行|発表|現在)")
# 2026-03-01 08:15:30(浜の灯): a comment's header
COMMENT_HEADER = re.compile(
    r"(?:\d{1,4}[.::]\s?)?\S{0,20}?\s?(?:19|20)\d{2}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?\s?(?:\([月火水木金土日]\))?\s?\d{1,2}[:時]\d{2}分?(?::\d{2})?"
    r"\s?(?:\([^()]{1,40}\)|(?:投稿|返信|ID|名無し|さん).{0,20})?"
)
ARTEFACT = re.compile(
    r"undefined|null|NaN|None|\[object Object\]|true|false|\{\{.{0,80}\}\}|%[a-z_]{2,40}%|<!--.*|-->|\}\);?|"
    r"(?:var|let|const) \w+\s?=.*|window\.\w+.*|function\s?\(.*|googletag\..*|\(adsbygoogle.*",
    re.DOTALL,
)
# 標準偏差:20.75: a label and a number that nobody reads
STATISTIC = re.compile(r"[^\W\d_]{1,10}\s?[::]\s?-?\d+\.\d+")
# 参考・出典, 参考文献:, Reference(s):, 【出典】
REFERENCE_HEADING = re.compile(
    r"[■◆●▼【\[<]?\s?(?:(?:参考|出典|引用|参照|情報源|ソース|脚注|典拠)(?:文献|資料|記事|サイト|URL|リンク|元|一覧)?(?:[・/、と&]|および)?){1,3}\s?[】\]>]?[::]?"
    r"|[■【\[]?\s?(?:References?|References?\s?\(s\)|Reference\(s\)|Sources?|Bibliography|Citations?)\s?[】\]]?\s?:?",
    re.IGNORECASE,
)
# 出典/画像元, 画像提供:, 【写真・図版の出典】: what stands above names of who made the pictures and texts
CREDIT_HEADING = re.compile(
    r"[■◆●▼【\[<]?\s?(?:(?:出典|引用元?)\s?[・/、と&]\s?(?:画像|写真)(?:元|提供|出典)?|(?:画像|写真|図版)(?:・(?:画像|写真|図版))?(?:元|の?出典|の?提供元?|クレジット)"
    r"(?:\s?[・/、と&]\s?(?:出典|引用元?))?)\s?[】\]>]?[::]?"
)
# URLを参照。詳しくはexample.jpへ。 in a list of references: an entry, though it ends as sentences do
DOMAIN = re.compile(
    r"(?<![A-Za-z0-9.@-])(?:[a-z0-9-]+\.){1,4}(?:jp|com|net|org|info|news|[a-z]{2})(?![A-Za-z0-9-])|URLを参照"
)
# 出典: 架空新聞, 元記事はこちら→https://…, 引用元: https://…, 画像:架空通信, Source: …
REFERENCE_LINE = re.compile(
    r"[(\[【※]?\s?(?:参考(?:文献|資料|記事|サイト)?|出典|引用元?|参照元?|情報元|ソース|元記事|画像元|Source|Via)\s?[::/]\s?\S|元記事は(?:こちら|コチラ|下記)\s?[→⇒»>::]\s?\S"
)
# さらに読む ⇒架空新聞, 出典/画像元: https://…
CITED_SOURCE = re.compile(
    r"(?:さらに読む|続きを読む|元記事(?:を読む)?)\s?[⇒→≫»>:].{0,80}|出典\s?/\s?画像元?\s?[::]\s?\S.*"
)
KEY_POINT = re.compile(r"[💡📌🔑📝🔍🎯]")
CHECK = re.compile(r"[✅☑✔✓]")
# ・項目, - 項目, 1. 項目, ① 項目, (1)項目
LIST_MARKER = re.compile(
    r"[・•◦▪‣●○◇◎➢➤▷▶☆★*–—-](?=\s?\S)(?![-–—])|[①-⑳❶-❿]|\(\d{1,2}\)|\d{1,2}[.)](?=\s|[^\d\s])|[a-zA-Z]\)(?=\s)"
)
# ■見出し, ◆ 見出し, 【見出し】, ▼見出し, <見出し>
MARKED_HEADING = re.compile(
    r"[■◆▼◼□▽◉#]+\s?\S.*|【[^】]{1,30}】|<[^<>]{1,30}>|≪[^≪≫]{1,30}≫|《[^《》]{1,30}》", re.DOTALL
)
# トップ | 議員 | ログイン, ホーム > 政治 > 記事, トップ › 社説, 最新号 > まちの話題
NAVIGATION_BAR = re.compile(
    r"(?:[^||>›»/\n]{1,20}\s*(?:\||>|›|»)\s*){2,}[^||>›»\n]{0,60}|(?:ホーム|トップ|TOP|HOME|Home|Top)\s?[>›»].{1,80}"
    r"|[^\s。、「」>›»]{1,12} [>›»] [^\s。、「」>›»]{1,16}"
)
# [続きを表示], [私たちの取り組み], ［編集方針について］: a link on a line of its own
BRACKET_LINK = re.compile(r"\[[^\[\]]{1,25}\]")
# #架空港 #防波堤: tags, without the space that a heading has behind its mark
HASHTAGS = re.compile(r"#[^\s#。、?!「」]{1,25}(?:\s?#[^\s#。、?!「」]{1,25})*")
# 1 2 3 次へ, 2/5ページ: pages of one article
PAGE_NUMBERS = re.compile(
    r"1 2(?: \d{1,3})*(?: (?:次へ?|次のページへ?|最後へ?|[>»]))?|\d{1,3}\s?/\s?\d{1,3}\s?(?:ページ|頁)"
)
# 残り412文字, 残り 1,204文字(全文:2,012文字), 残り795字
REMAINDER = re.compile(r"[.(…]{0,3}残り\s?[\d,]+\s?文?字(?:\s?[(/].{0,20})?\)?")
# 広告の後に続く, 記事は広告の下に続きます, - 広告 -, 広告 - スクロール後に記事が続きます
INTERRUPTION = re.compile(
    r"[^。、「」]{0,10}広告(?:の(?:後|あと|下)|[-\s]{1,3}スクロール)[^。、「」]{0,16}続(?:く|き|きます)\W?|[-—ー–\s]{1,4}広告[-—ー–\s]{1,4}"
)
# 架空港の案内図(PDF 812.4KB), 申請書 [Word形式:24KB]: a file to fetch
ATTACHMENT = re.compile(
    r".{1,80}[(\[]\s?(?:PDF|Excel|Word|エクセル|ワード)(?:ファイル|形式)?[::,、/\s]{0,3}[\d.,]{0,8}\s?(?:[KM]B|[kK]b|キロバイト|メガバイト|バイト)?\s?[)\]].{0,12}"
)
# 架空 花子, 仮想 タロウ: a name alone, its parts set apart
PERSON_NAME = re.compile(r"[一-鿿々ヶ]{1,4} [一-鿿々ぁ-ゖァ-ヴー]{1,4}")
COPYRIGHT = re.compile(r"©|\(c\)\s?(?:19|20)?\d*|copyright", re.IGNORECASE)
# ※画像はイメージです, 実際とは異なります, 正確性を保証しません
DISCLAIMER = re.compile(
    r"(?:イメージ|想像図|再現|合成)(?:画像|図|写真|です|であり|で、|として)|実際(?:の|とは).{0,16}(?:異なり|異なる|ありません)|実在の.{0,20}ありません|フィクションです"
    r"|保証(?:する|いた|され|し)\S{0,6}(?:ません|ない|はありません)|責任を(?:負い|負いかね)|免責|自己責任|投資(?:の)?(?:勧誘|助言)|(?:誤り|間違い|誤情報)(?:や|が|を).{0,20}(?:含まれ|含む|含み|可能性|ある場合)|"
    r"(?:利用者|ユーザー?|読者|会員|投稿者|第三者).{0,24}(?:書き込|投稿|記入|寄稿)[^。]{0,6}(?:内容|もの|文章|情報)|最終的な(?:ご)?判断|ご確認ください|お確かめください|推奨するものでは"
)
# …をご覧ください。 …お知らせください。
REQUEST = re.compile(r"(?:ください|下さい|ませ)。?$")
# (写真:架空通信), 写真=架空太郎撮影, ▲店内の様子, 画像:…
CAPTION = re.compile(
    r"[▲△↑].{2,}|[(\[【]?(?:写真|画像|図版|図表|図|グラフ|提供写真|資料写真|Photo|Image|撮影|イラスト)\s?\d{0,2}\s?(?:[::=/]|提供|(?:は|・).{0,12}提供).{0,80}|.{4,120}(?:=|、)[^。]{0,30}(?:撮影|提供|代表撮影)\)?",
    re.DOTALL,
)
# 店先に並ぶ鯛焼きを、客が選んでいた=2025年4月8日、架空太郎撮影; 改修が続く防波堤と作業船=8日午前、架空市: a caption long enough to look like running text
CREDITED = re.compile(
    r"=[^=。]{0,40}(?:撮影|提供)\)?$|.{12}=(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:(?:午前|午後|[、\s])[^=。]{0,30})?$",
    re.DOTALL,
)
# 聞き手・架空太郎, 文=架空花子, (波野 砂子・作家), (ソウル支局 架空太郎), By Hana Kaku, 記者:架空太郎
BYLINE = re.compile(
    r"(?:取材・文|取材・執筆|取材|構成|文|聞き手|執筆者?|筆者|著者|ライター|記者|編集|文責|翻訳|訳)\s?[::=●/・|]\s?[^。、]{2,40}"
    r"|[Bb][Yy]:?\s+[A-Z][^。]{2,80}|[(【\[][^()【】。、]{0,16}(?:支局長?|特派員|記者|編集委員|論説委員|編集部|通信員|総局)[=・\s]?[^()。、]{0,16}[)】\]]"
    r"|[^\s。、「」]{2,12}(?:記者|特派員|編集委員|論説委員|通信員)|\([一-鿿々]{1,4} [一-鿿々ぁ-ゖァ-ヴー]{1,5}[・=][^()。、]{1,12}\)"
)
# 2025年10月19日 聞き手・架空太郎
BYLINE_IN_DATELINE = re.compile(
    r"(?<!\S)(?:取材・文|聞き手|執筆|文|筆者|著者|ライター|記者|編集委員)\s?[::=●/・]\s?[^\s。、|]{2,20}"
)
# ――質問, Q. 質問, Q1: 質問, 質問:
QUESTION = re.compile(
    r"[―—─]{1,2}\s?[^―—─\s]|[QＱ]\s?\d{0,2}\s?[.::、・]\s?\S|[QＱ]\d{0,2}\s+\S|(?:質問|問)\s?\d{0,2}\s?[::]\s?\S"
)
ANSWER = re.compile(r"[AＡ]\s?\d{0,2}\s?[.::、・]\s?\S|[AＡ]\d{0,2}\s+[^A-Za-z\s]|(?:回答|答え?)\s?\d{0,2}\s?[::]\s?\S")
# Ends that a heading does not have: 。 、 会見で、 …では …です …でしょうか? (中略)
NO_HEADING = re.compile(
    r"(?:[。、,;!がでをのと]|には|(?<!と)は|ついて|から|(?:です|ます|ました|ません|ください|でしょう|ですよ|ますよ|ですね|ますね)[か?]{0,2}|・・・?|…)$"
    r"|^\(.*\)$"
)
URL_ONLY = re.compile(r"(?:https?://[!-~]+|(?:[a-z0-9-]+\.){1,4}[a-z]{2,10}(?:/[!-~]*)?)")
_FINAL = re.compile(r"[。!?][」』)】\]”\"]*$|[。!?]$|[」』][。]?$|\.[\"”)]?$")
_SENTENCE = re.compile(r"[。!?](?=.)")
# A full stop of Japanese, or a long line that has commas: running text
_MIN_PROSE = 60


class Furniture(NamedTuple):
    """What the lexicon says of a line: its role, and the role of the lines below it, or an empty string."""

    role: str
    section: str


# Ends of a sentence on a line of its own
SENTENCE_ENDS = ("。", "。」", "。)", "」。")


def list_marker(text: str) -> str | None:
    """Marker that a line begins with, as written, or none.

    >>> list_marker("・項目"), list_marker("(1)項目"), list_marker("架空市で三日、祭りがあった。")
    ('・', '(1)', None)
    """
    if text[:1].isalpha() and text[1:2] != ")":
        return None
    found = LIST_MARKER.match(text)
    return found.group() if found else None


def is_prose(text: str) -> bool:
    """Whether the line is running text: a sentence with its full stop, or long with commas.

    >>> is_prose("架空市で三日、祭りがあった。"), is_prose("架空市で祭り")
    (True, False)
    """
    if text.endswith(SENTENCE_ENDS):
        return True
    if len(text) >= _MIN_PROSE and ("、" in text or "。" in text or ", " in text):
        return True
    return len(text) >= 30 and text.endswith((".", "!", "?", "」", "”")) and ("。" in text or ". " in text)


def is_closed(text: str) -> bool:
    """Whether the line ends as sentences end."""
    return bool(_FINAL.search(text[-4:]))


def sentence_count(text: str) -> int:
    """Rough number of sentences on the line, at least one."""
    return 1 + len(_SENTENCE.findall(text))


class _Lexicon(NamedTuple):
    """The lexicon of page furniture by how its entries match; of two that match a line the first in the file counts."""

    exact: dict[str, Furniture]
    starts: dict[str, list[tuple[str, Furniture]]]  # by their first character
    within: list[tuple[str, Furniture]]
    ends: list[tuple[str, Furniture]]
    any_within: re.Pattern[str]
    any_end: tuple[str, ...]


@lru_cache(maxsize=1)
def _furniture() -> _Lexicon:
    entries: dict[str, list[tuple[str, Furniture]]] = {"exact": [], "starts": [], "has": [], "ends": []}
    for row in load("page_furniture"):
        entries[row["match"]].append((row["text"], Furniture(row["role"], row["section"])))
    starts: dict[str, list[tuple[str, Furniture]]] = {}
    for cue, meaning in entries["starts"]:
        starts.setdefault(cue[0], []).append((cue, meaning))
    any_within = re.compile("|".join(re.escape(cue) for cue, _ in entries["has"]))
    any_end = tuple(cue for cue, _ in entries["ends"])
    return _Lexicon(dict(entries["exact"]), starts, entries["has"], entries["ends"], any_within, any_end)


_DECORATION = " \t■◆●▼▶►▷□【】[]<>《》≪≫「」::"


def furniture(text: str) -> Furniture | None:
    """What the lexicon of page furniture says of a short line, or none.

    >>> furniture("■関連記事").section
    'related_link'
    """
    if len(text) > _MAX_FURNITURE:
        return None
    lexicon = _furniture()
    if found := lexicon.exact.get(text) or lexicon.exact.get(text.strip(_DECORATION)):
        return found
    if len(text) <= _MAX_START:
        for cue, meaning in lexicon.starts.get(text[:1], ()):
            if text.startswith(cue):
                return meaning
    if lexicon.any_within.search(text):
        return next(meaning for cue, meaning in lexicon.within if cue in text)
    if len(text) <= _MAX_END and text.endswith(lexicon.any_end):
        return next(meaning for cue, meaning in lexicon.ends if text.endswith(cue))
    return None


def is_rest(text: str) -> bool:
    """Whether a line says how much of an article is left: its characters or its pages.

    >>> is_rest("残り412文字"), is_rest("1 2 3 次へ"), is_rest("残り3試合")
    (True, True, False)
    """
    if text[0].isdigit():
        return PAGE_NUMBERS.fullmatch(text) is not None
    return "残り" in text and REMAINDER.fullmatch(text) is not None


def has_bar(text: str) -> bool:
    """Whether a line holds one of the marks that part links: what every navigation bar needs, and a cheap test of it."""
    return "|" in text or ">" in text or "›" in text or "»" in text


def is_word_bar(text: str) -> bool:
    """Whether a line is a row of links that spaces part: three words or more, half of them in the lexicon of furniture.

    >>> is_word_bar("最新号 バックナンバー ログイン お問い合わせ"), is_word_bar("架空市 防波堤 改修 説明会")
    (True, False)
    """
    words = text.split()
    if not (3 <= len(words) <= _MAX_BAR_WORDS and max(map(len, words)) <= _MAX_BAR_WORD):
        return False
    return 2 * sum(furniture(word) is not None for word in words) >= len(words)


def is_dateline(text: str) -> bool:
    """Whether a short line gives a date of the article and little else.

    >>> is_dateline("2025年10月3日 5時00分 架空新聞 国際面"), is_dateline("2025年10月3日に会議が開かれた。")
    (True, False)
    """
    if len(text) > 70 or text.endswith("。"):
        return False
    dates = own_dates(text, DATE.finditer(text))
    if not dates:
        return False
    found = dates[0]
    if text[found.end() : found.end() + 1] in _PARTICLES and found.end() < len(text):
        return False
    label = DATE_LABEL.match(text)
    if found.start() > (label.end() if label else 0) + 1 and not _DATE_VERB.search(text):
        return False
    rest = _WEEKDAY.sub("", TIME.sub("", DATE.sub("", DATE_LABEL.sub("", text))))
    return len(re.sub(r"[\s|()::・/~〜-]", "", rest)) <= 22


def is_date_alone(text: str) -> bool:
    """Whether a line is a date in full and nothing else, its weekday, time and brackets aside.

    >>> is_date_alone("(2025年9月13日 5時00分)"), is_date_alone("(2025年9月13日、霧浜新聞)")
    (True, False)
    """
    if not is_dateline(text):
        return False
    rest = _WEEKDAY.sub("", TIME.sub("", DATE.sub("", text, count=1)))
    return not rest.strip("()[]【】 ")


def ai_disclosure(text: str) -> str | None:
    """What a line discloses of machines: ``text``, ``text_with_people``, ``other`` (pictures), or none.

    >>> ai_disclosure("この記事は生成AIが下書きし、編集部が確認したものです。")
    'text_with_people'
    """
    if not hints_at_disclosure(text, of_machines=True):
        return None
    kinds = {note.kind for note in notes(text)} & _MACHINE_MADE
    if not kinds:
        return None
    if kinds <= {"ai_picture", "ai_voice"}:
        return "other"
    return "text_with_people" if "ai_text_with_people" in kinds else "text"


def is_by_users(text: str) -> bool:
    """Whether a line discloses that readers or members wrote the page.

    >>> is_by_users("投稿内容は投稿者個人の見解であり、当社の見解ではありません。"), is_by_users("投稿者は市民だ。")
    (True, False)
    """
    return hints_at_disclosure(text) and any(note.kind == "user_generated" for note in notes(text))
