"""Sentences in which a page speaks of itself: machines made its text or pictures, readers wrote it, it is an advertisement,
it gives only an opening.

Belongs here: telling such a sentence from one of an article about these things, by the sentence and its lines alone. Does not
belong here: blocks and rows (``disclosures``), roles of blocks (``forms``).

Precision comes first. A sentence discloses something where it begins with the page itself (本記事は, 当サイトの画像は) or, marked as
a note or alone on its lines, with a part of it (※画像は, 要約は), and where its predicate says how that was made. A sentence that
denies, forbids, explains, offers or reports does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.lexicons.load import load

_LONGEST_UNIT = 400
_LONGEST_ALONE = 200
_SENTENCE = re.compile(r"[^。!?]+[。!?]?[」』)）】]?")
# 「…」 with more than a name: another's words
_QUOTED = re.compile(r"「[^「」]{12,}」|『[^『』]{12,}』|“[^“”]{12,}”")
# A note in brackets behind something else: 文:編集長(本記事はAIが執筆しています)
_ASIDE = re.compile(r"[(（](?:本|当|この)[^()（）]{8,80}[)）]")
# What may stand before the page itself: ※, (, 【お知らせ】, 編集部注:, なお、
_MARK = re.compile(
    r"(?:【[^】]{1,12}】|\[[^\]]{1,8}\]|[※*＊■◆●・(\[<\s]|(?:編集部)?(?:注|注記|注釈|おことわり|お断り|お知らせ|AI表記|免責事項?)\s?[:：]|なお、|また、|ただし、)+"
)
# ※…, (…, 編集部注:…: a note, and not the words of the article
_NOTE_MARK = re.compile(r"[※*＊(\[【]|(?:編集部)?(?:注|注記|おことわり|お断り)\s?[:：]")
# 生成AI, ChatGPT, 機械翻訳: what makes
_TOOL = re.compile(
    r"(?<![A-Za-z])(?:AI|A\.I\.|LLM|ChatGPT|GPT-?\d?[\w.]*|Gemini|Claude|Copilot|DeepL|Midjourney|DALL-?E|Stable Diffusion|Firefly)(?![A-Za-z])"
    r"|人工知能|大規模言語モデル|Google\s?翻訳|機械(?=による|[がで]翻訳)|機械翻訳|自動翻訳|合成音声|音声合成",
    re.IGNORECASE,
)
_TEXT_NOUN = r"(?:記事|文章|本文|原稿|稿|要約|要旨|見出し|概要|まとめ|テキスト|コンテンツ|ページ|下書き|ニュース|レポート|コラム|解説文?|情報|翻訳|訳文|和訳|日本語訳|項目|番組|配信|英語版|日本語版)"
_PICTURE_NOUN = r"(?:画像|写真|イラスト|挿絵|図版?|サムネイル|アイキャッチ|ビジュアル|動画|映像|バナー)"
_VOICE_NOUN = r"(?:音声|ナレーション|読み上げ|アナウンサー|キャスター)"
# 本記事, この記事の画像, 当サイトに掲載している文章の一部: the page itself, and what of it
_PAGE = re.compile(
    r"(?P<page>(?:本|当|弊|この)(?P<site>サイト|メディア|ブログ|ウェブサイト|ホームページ|チャンネル|編集部)"
    rf"|(?:本|当|この|以下の)(?P<article>{_TEXT_NOUN}|特集|連載|[一-鿿ァ-ヶー]{{1,8}}の?記事)|掲載(?:する|している|した|の)?(?=記事|文章|画像|情報|内容|コンテンツ)"
    r"|ここに掲載|This (?:article|story|page|content|text|summary|post))(?!を|が|で紹介|に登場)"
)
# ※画像は, 要約は, 記事内のイラストは, 記事の作成にあたって: a part of the page, where nothing says whose
_PART = re.compile(
    rf"(?:(?:記事|本文|ページ)(?:中|内|で(?:使用|掲載)している)?の?|(?:掲載|使用)(?:している)?|トップの?|見出し|この|上の|冒頭の)?"
    rf"(?:{_PICTURE_NOUN}|{_TEXT_NOUN}|{_VOICE_NOUN}|「?AI要約」?)(?:や{_PICTURE_NOUN}|画像|・{_PICTURE_NOUN})?(?:の一部|の(?:作成|制作|執筆|生成))?(?:は|には|に|も|の|:|：|に?あたって(?:は)?)"
    r"|(?:機械|自動)翻訳(?=の|に|で|と)"
)
_SMALL_NOUN = r"(?:見出し|題名|タイトル|要約文?|要旨|概要|まとめ|ポイント|要点|リード文?)"
# 見出しは, この要約は, 記事中の見出しと要約は, AI要約は: what is made is a part of the text and no more
_SMALL = re.compile(
    rf"(?:(?:この|本|当|上の|冒頭の)?(?:記事|本文|ページ)?(?:の|中の|内の|冒頭の)?(?:この|上の)?「?(?:AI)?{_SMALL_NOUN}」?)(?:(?:や|と|・|、|および|及び)(?:記事の)?{_SMALL_NOUN})*"
    r"(?:の(?:作成|生成|制作)(?:に|は)|は|には|に|も|[:：])"
)
# 本記事の一部は, 文章の一部に; AIが要約した内容を含みます
_SOME = re.compile(
    r"の一部(?:は|に|を|で|が|には)|(?:内容|文章|文|箇所|部分|表現|要約|見出し|記述|翻訳)(?:を|が)(?:一部)?含(?:み|ん|まれ)"
)
# AIによる要約, 生成AIで作成した見出し: a label above a part
_SMALL_LABEL = re.compile(rf"(?:による|で|が)[^。]{{0,6}}{_SMALL_NOUN}[。)）】\]]{{0,2}}$")
# AIが要約した内容を含みます: a sentence that names no page
_CONTAINS = re.compile(
    r"(?:(?:生成)?AI|人工知能|ChatGPT|機械翻訳)(?:が|で|による|により|を(?:使|用い|利用し|活用し)て)[^。、]{0,14}を(?:一部)?含(?:みます|んで(?:い|おり)ます)[。)）】\]]{0,2}$"
)
# How the tool took part, behind its name: で作成しています, を用いて下書きし, が書いています, による自動要約, の提案をもとに
_MADE = re.compile(
    r"作成|生成|執筆|制作|下書き|要約|翻訳|和訳|訳し|編集|整理|構成|出力|合成|使用|利用|活用|併用|補助|提案|読み上げ"
    r"|(?:作|描|書)[いかきっらり]|まとめ[てた]|用い|お(?:伝え|送り|届け)|提供され|(?:記事|画像|文章|音声|翻訳)(?:です|であり|である)|による[一-鿿]{0,4}(?:イメージ|画像|イラスト|合成|自動)|機械翻訳[)。]?$"
)
# 要約は人工知能が行っています
_DONE = re.compile(r"(?:要約|翻訳|執筆|作成|生成)[^。]*行って(?:い|おり)ます")
# AIが描いた絵は: what the tool made is another thing than the page
_MADE_ELSEWHERE = re.compile(
    r"(?:し|され|[いかきっ]|まとめ)た(?!(?:[一-鿿]+的?な)?(?:もの|ニュース|レポート|コラム|解説|記事|文章|原稿|草稿|初稿|要約|下書き|文|内容|画像|イメージ|イラスト|案|コンテンツ|結果|部分|音声|動画|翻訳|上|うえ|後|あと|際|挿絵|写真|の[はがで]))(?=[一-鿿ァ-ヶA-Za-z])"
)
# 画像はAIで生成しています: the making ends the sentence
_ENDS_MADE = re.compile(
    r"(?:作成|生成|執筆|制作|要約|翻訳|和訳|合成|使用|利用|活用|読み上げ|描画|作|描|書|用い)[^、。]{0,14}(?:ます|です|ました|画像|イメージ|もの|[作生合]成|制作|使用|利用)[。)）】\]]{0,2}$|(?:生成|作成|翻訳|要約|読み上げ)[^、。]{0,3}(?:です)?[。)）】\]]{0,2}$"
)
# This article was written with the help of AI, AI-generated summary
_ENGLISH = re.compile(
    r"(?:written|generated|created|produced|drafted|translated|summari[sz]ed)\b.{0,60}\b(?:AI|artificial intelligence|ChatGPT|machine translation)\b|\bAI[- ](?:generated|assisted|written|translated)\b",
    re.IGNORECASE,
)
# Written by AI, AIによる要約, 生成AIで作成, 文:AI編集長: a line that says only that
_FRAGMENT = re.compile(
    rf"(?:(?:文|執筆|(?:イメージ)?{_PICTURE_NOUN}|{_TEXT_NOUN}|{_VOICE_NOUN})\s?[:：/・=(（]\s?)?(?:画像|文章|対話型)?(?:生成|翻訳|要約)?(?:AI|{_TOOL.pattern})(?:「[^「」]{{1,20}}」)?"
    rf"(?:による|により|にて|で|が|を(?:使用|利用|活用)して)?(?:自動)?(?:生成|作成|翻訳|要約|執筆|読み上げ|制作)(?:した|された)?(?:{_PICTURE_NOUN}|{_TEXT_NOUN}|イメージ(?:図)?|です|しました|しています)?[。)）】\]]{{0,2}}"
    r"|(?:機械|自動|AI)翻訳(?:版)?[)）】\]]?"
    r"|[(\[]?(?:written|generated|created|translated|summari[sz]ed) (?:by|with|using) AI[.)\]]?",
    re.IGNORECASE,
)
# AIは使用していません, AIによる生成は行っていません, AIの利用を禁じます: no disclosure
_DENIES = re.compile(
    r"(?:使用|利用|活用|用い|使|依存|頼|生成|作成|執筆|翻訳)(?:して|し|って|られ|され|て)?(?:は|も)?(?:い|おり)?(?:ません|ない)(?!場合|可能性|こと)|(?:使用|利用|活用|生成|作成|執筆|翻訳|要約)[をは](?:一切)?(?:行|おこな)って(?:は)?(?:い|おり)?(?:ません|ない)|使わず|用いず|使用せず|頼らず|ではなく|ではない|ではありません(?=[。)]?$)|禁(?:じ|止)|(?:ご)?遠慮|お断り(?!:)|許可なく|無断|認め(?:ません|ない|られ)"
)
# …を解説します, …の著作権について, …できます: an article, an offer or a report about it
_ABOUT = re.compile(
    r"解説し|紹介(?:し|する)|考え(?:る|ます|た)|伝え(?:る(?:連載|記事)|ていき)|論じ|検証|連載|方法|手順|説明し|やり方|比べ|比較|注意点|使い方|コツ|影響|著作権|学習(?:データ|に|用)|について|とは[、何?]|"
    r"質問(?:でき|し)|できます|できる|機能|アプリ(?!で作成)|サービス(?:です|を(?:提供|開始|始)|の提供)|おすすめ|解析|検索|開発|導入|とみられ|可能性が高い|指摘|疑い|という[。]?$|述べ|語っ|明かし|発表し|謝罪|拡散|偽|実験|取り上げ|"
    r"ガイドライン|指針|方針|募集|対応|不具合|時代|仕組み|取材|インタビュー"
)
# 編集部が内容を確認, 人の目で校閲, reviewed by our editors; and the same denied
_PEOPLE = re.compile(
    r"(?:編集部?|編集者|編集長|記者|人間|人の[手目]|人が|人手|スタッフ|担当者|専門家|監修者|校閲者?|筆者|執筆者|デスク|翻訳者|editors?|humans?|journalists?)"
    r"[^。]{0,24}?(?:確認|編集|監修|加筆|校閲|チェック|修正|手を(?:加え|入れ)|手直し|推敲|検証|見直|書き直|共同|選|作成し|行(?:い|っ)|公開|責任|review|edit)|人による(?:確認|校閲|編集)|reviewed by",
    re.DOTALL | re.IGNORECASE,
)
_NO_PEOPLE = re.compile(
    r"(?:確認|編集|校閲|監修|チェック)[^。]{0,8}(?:行って|おこなって|して|経て)(?:は)?(?:いま|おりま)せん|人の手を介さず|not been reviewed"
)
# 決算データをもとに自動生成しています: a program, and no tool is named
_AUTOMATED = re.compile(r"自動(?:的に)?(?:で)?(?:生成|作成|配信|執筆)(?:し|され|した|です|、|さ|の速報|記事)")
# 利用者の書き込みに基づく, ユーザーが投稿した, 誰でも編集できる, 投稿者個人の意見
_USERS = re.compile(
    r"(?:ユーザー?|利用者|会員|読者|投稿者|一般の方|参加者|寄稿者|第三者|会員ライター|市民記者|ブロガー)(?:の皆(?:さま|様|さん))?(?:個人)?(?:によって|により|による|が|から|の|に)?"
    r"[^。]{0,12}?(?:投稿|書き込|書[かい]|記入|寄稿|編集|寄せ|作成|意見|見解|感想|責任)|誰でも(?:自由に)?(?:編集|投稿|書き込)"
)
# …が投稿したものです, …による寄稿です; or whose paragraph declines to vouch: 保証いたしません, 公式見解ではありません
_USERS_MADE = re.compile(
    r"(?:投稿|書き込|書[かい]|記入|寄稿|編集)[^。、]{0,8}?(?:もの|内容|記事|情報)(?:です|で|であり|になり)|(?:による|の)(?:投稿|寄稿)(?:です|で|によるもの)|投稿によるもの|誰でも"
)
_DECLINES = re.compile(r"保証|責任|見解|異なる場合|限りません|正確|真偽")
# 投稿内容は投稿者個人の見解であり, 投稿記事は、会員の意見です
_OWN_VIEWS = re.compile(
    r"投稿(?:内容|記事|文|された[^。、]{1,8})?は[^。]{0,12}(?:個人|投稿者|執筆者|会員|利用者|ユーザー)[^。]{0,6}(?:見解|意見|主張|考え|感想)"
)
# 残り1234文字, 残り:852文字, (残り2045文字)
_REST = re.compile(r"残り\s?[:：]?\s?(?:約)?\d[\d,]*\s?文?字|全文\s?[:：]?\s?(?:約)?\d[\d,]*\s?文?字")
# この続きは会員登録すると…, ここから先は有料会員限定, 続きを読むには会員登録が必要です
_CONTINUES = re.compile(
    r"(?:(?:この(?:記事|先)?(?:の)?)?(?:続き|つづき|全文|記事の残り)(?:を[^。]{0,14}?(?:は|には|に|なら|場合|方)|は|が|も)|(?:ここから|これより)(?:先|以降)(?:は|の|を)|この先は|以降は)[^。]{0,30}?(?:会員|ログイン|購読|登録|有料|契約|申し?込|限定|購入)"
    r"|(?:有料|無料|プレミアム|電子版)?(?:会員(?:登録)?|購読|登録|ログイン)[^。]{0,12}?(?:なると|すると|して(?:いただくと)?|いただくと|後に?)[^。]{0,6}?(?:この)?(?:記事の)?(?:続き|つづき|全文)[^。]{0,8}(?:読|ご覧|閲覧)"
)
# ログインして続きを読む: a button
_BUTTON = re.compile(
    r"\[?(?:会員登録|ログイン|購読|登録)(?:して|すると|後に|の上)?(?:この)?(?:記事の)?(?:続き|全文)を(?:読む|見る|表示)\]?"
)
# この記事は有料会員限定です
_MEMBERS = re.compile(r"(?:この|本)記事は[^。]{0,12}(?:有料|会員)[^。]{0,6}(?:限定|記事|のみ)")
# この記事は広告です, プロモーションを含みます, アフィリエイト広告を利用しています, …の提供でお送りします
_ADVERTISES = re.compile(
    r"(?:広告|プロモーション|PR|アフィリエイト(?:広告|リンク|プログラム)?|タイアップ(?:広告|記事)?|スポンサード?)(?:記事|企画|コンテンツ|リンク)?"
    r"(?:です|であり|である|を(?:含|利用|使用|掲載|通じ)|が(?:含|掲載)|に参加|による|として)|広告[費料]を受|(?:の)?提供(?:で|により)(?:お送り|お届け|制作|掲載|作成)"
)
# タイアップ記事, 制作:架空新聞社広告局(記事広告), 広告企画 提供:架空鉄道
_ADVERTISING_LABEL = re.compile(
    r"[\[【(<]?\s?(?:(?:提供|制作|企画)[・/]?(?:制作|提供|企画)?\s?[:：=]\s?\S{2,30}\s?)?[(\[【]?(?:記事広告|広告記事|タイアップ(?:記事|広告|企画)|広告特集|広告企画|スポンサードコンテンツ|Sponsored Content|PR記事)[)\]】]?\s?[\]】)>]?(?:\s?(?:提供|制作|企画)\s?[:：=]\s?\S{2,30})?",
    re.IGNORECASE,
)
# 会員を募集, 連載の関連記事: members without an opening
_REPORTS_MEMBERS = re.compile(r"だった|発表|募集|連載|関連|でなくても|不要|なしで")
# 投稿をお待ちしています, 編集できます: readers are asked, or told what they can do
_OFFERS = re.compile(r"募集|お待ち|お寄せ|できます|してください|必要です|禁止")
# 広告の規制, 広告とは, 広告が増え: an article about advertising
_REPORTS_ADVERTISING = re.compile(r"表示され|規制|隠|調査|について|解説|とは|増|減|比")
_COMMENTS = re.compile(r"コメント|口コミ|レビュー|掲示板")
# …しています。 …です。 (…イメージ): as notes of a page end; reports end in た and る
_POLITE_END = re.compile(
    r"(?:です|ます|ました|ません|ください|くださいませ)[。!]?[)）】\]]?$|[一-鿿ァ-ヺー」)A-Za-z][)）】\]]?$"
)
# 当サイトの画像|は: where what the sentence is about ends
_TOPIC_END = re.compile(r"[はもに:：、](?![^は]*は)")
_TEXT, _PICTURE, _VOICE = re.compile(_TEXT_NOUN), re.compile(_PICTURE_NOUN), re.compile(_VOICE_NOUN)
# AIで画像を作成; 画像(AIで生成), AIで作成した画像; 記事や画像は, 文章・写真を; 翻訳しました
_PICTURE_MADE = re.compile(rf"{_PICTURE_NOUN}を")
_PICTURE_AT_EDGE = re.compile(rf"^[^。]{{0,6}}{_PICTURE_NOUN}|{_PICTURE_NOUN}[^。]{{0,6}}$")
_TEXT_AND_PICTURE = re.compile(rf"{_TEXT_NOUN}(?:や|と|・|、|および|及び)[^。]{{0,6}}{_PICTURE_NOUN}")
_TRANSLATES = re.compile(r"翻訳|訳し|和訳|DeepL")


class Note(NamedTuple):
    """What a sentence discloses of its page: ``kind`` and ``scope`` (vocabularies ``disclosure_kind``, ``disclosure_scope``)

    and the span in its text.
    """

    kind: str
    scope: str
    start: int
    end: int


def notes(text: str) -> list[Note]:
    """What a paragraph, a line or several hard-wrapped lines disclose of the page that they stand on.

    A part of the page (画像は, 要約は) is believed where it is marked as a note, or where the text is short and polite.

    >>> text = "※本記事はAIで下書きし、編集部が確認しています。"
    >>> [(note.kind, note.scope) for note in notes(text)]
    [('ai_text_with_people', 'article')]
    >>> notes("AIが生成した画像が拡散し、県が注意を呼びかけている。")
    []
    >>> [note.kind for note in notes("この続きは有料会員になるとお読みいただけます。")]
    ['partial_text']
    """
    if not hints_at_disclosure(text):
        return []
    if len(text) > _LONGEST_UNIT and not _NOTE_MARK.match(text):
        return list(_partial(text)) if _REST.search(text[-80:]) else []
    flat = text.replace("\n", "\u2028")
    found: dict[tuple[str, int, int], Note] = {}
    parts = [sentence.span() for sentence in _SENTENCE.finditer(flat)]
    for start, end in (*parts, *(aside.span() for aside in _ASIDE.finditer(flat) if aside.start())):
        start, end = _trim(flat, start, end)
        if start == end:
            continue
        for kind, scope in _disclosed(flat, start, end):
            found.setdefault((kind, start, end), Note(kind, scope, start, end))
    return sorted({*found.values(), *_partial(text)}, key=lambda note: (note.start, note.end, note.kind))


def hints_at_disclosure(text: str, *, of_machines: bool = False) -> bool:
    """Whether a text has a word without which nothing (``of_machines``: no machine) is disclosed; cheap, and often true in vain.

    >>> hints_at_disclosure("架空市で祭りがあった。"), hints_at_disclosure("会員が集まった。", of_machines=True)
    (False, False)
    """
    return _hints(of_machines).search(text) is not None


def hint_offsets(text: str) -> list[int]:
    """Where a text has words without which nothing is disclosed, in order."""
    return [found.start() for found in _hints(False).finditer(text)]


@lru_cache(maxsize=2)
def _hints(of_machines: bool) -> re.Pattern[str]:
    rows = load("disclosure_hints")
    return re.compile("|".join(re.escape(row["text"]) for row in rows if not of_machines or row["of"] == "machine"))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    covered = text[start:end]
    start += len(covered) - len(covered.lstrip())
    return start, start + len(covered.strip())


def _disclosed(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    sentence = text[start:end].replace("\u2028", "")
    mark = _MARK.match(sentence)
    head = sentence[mark.end() if mark else 0 :]
    plain = _QUOTED.sub("〓", head)
    page, part = _PAGE.match(plain), _PART.match(plain)
    if page and plain.startswith("この") and not (mark or _is_polite(plain)):
        page = None
    is_alone = len(text) <= _LONGEST_ALONE
    is_marked = bool(_NOTE_MARK.match(sentence))
    part = part if is_marked or not plain.startswith(("自動翻訳", "機械翻訳")) else None
    is_note = is_marked or (is_alone and _is_polite(plain))
    scope = "site" if page and (page["site"] or plain.startswith(("掲載", "ここに掲載"))) else "article"
    if is_alone and _ADVERTISING_LABEL.fullmatch(sentence):
        yield "advertising", "article"
    contains = is_alone and _CONTAINS.match(plain) is not None
    if page or (part and is_note) or contains or (is_alone and _FRAGMENT.fullmatch(plain)):
        how = _made(plain, text, is_page=page is not None, is_marked=is_marked or contains, is_note=is_note)
        yield from ((kind, "part" if scope == "article" and _is_of_part(plain, kind) else scope) for kind in how)
    if (
        page
        or (is_note and plain.startswith(("掲載", "ここ", "情報", "内容")))
        or (is_note and _OWN_VIEWS.match(plain))
    ):
        if (
            _USERS.search(plain)
            and (_USERS_MADE.search(plain) or _DECLINES.search(text))
            and not _COMMENTS.search(plain[:12])
            and not _OFFERS.search(plain)
        ):
            yield "user_generated", scope
        if _ADVERTISES.search(plain) and not _REPORTS_ADVERTISING.search(plain):
            yield "advertising", scope


def _is_of_part(sentence: str, kind: str) -> bool:
    """Whether only a part of the article's text was made so; a picture or a voice is never the text."""
    if kind in ("ai_picture", "ai_voice"):
        return False
    return bool(_SMALL.match(sentence) or _SOME.search(sentence) or _SMALL_LABEL.search(sentence))


def _is_polite(sentence: str) -> bool:
    """Whether the sentence ends as notes of a page end: です, ます, or without a verb; reports end in た and る."""
    return bool(_POLITE_END.search(sentence))


def _made(sentence: str, whole: str, *, is_page: bool, is_marked: bool, is_note: bool) -> Iterator[str]:
    """How the page's text, pictures or voice were made, as one sentence says."""
    if _DENIES.search(sentence) or (_ABOUT.search(sentence) and not _ENGLISH.search(sentence)):
        return
    english = _ENGLISH.search(sentence)
    tool = _TOOL.search(sentence)
    if english:
        if is_page or len(sentence) <= 60:
            yield _kind_of_text(whole, is_translation="translat" in english.group().lower())
        return
    if tool is None:
        if (is_page or is_note) and _AUTOMATED.search(sentence):
            yield "automated_text"
        return
    rest = sentence[tool.start() :]
    if not (_MADE.search(rest) or _DONE.search(sentence)) or _MADE_ELSEWHERE.search(rest):
        return
    if not (is_page or is_marked) and ("、" in rest or not _ENDS_MADE.search(rest)):
        return
    subject = sentence[: tool.start()]
    yield from _kinds(subject, sentence, whole, is_page)


def _kinds(subject: str, sentence: str, whole: str, is_page: bool) -> Iterator[str]:
    """What was made: the subject says so (画像は), else the object (AIで記事を作成), else the page is a text."""
    topic = _TOPIC_END.split(subject)[0]
    if _VOICE.search(sentence):
        yield "ai_voice"
        return
    is_picture = _PICTURE.search(topic) or _PICTURE_MADE.search(sentence)
    if is_picture or (not is_page and _PICTURE_AT_EDGE.search(sentence)):
        yield "ai_picture"
        if not _TEXT_AND_PICTURE.search(sentence):
            return
    if is_page or _TEXT.search(sentence):
        yield _kind_of_text(whole, is_translation=bool(_TRANSLATES.search(sentence)))


def _kind_of_text(whole: str, *, is_translation: bool) -> str:
    if is_translation:
        return "ai_translation"
    has_people = _PEOPLE.search(whole.replace("\u2028", "")) and not _NO_PEOPLE.search(whole)
    return "ai_text_with_people" if has_people else "ai_text"


def _partial(text: str) -> Iterator[Note]:
    """Where the text says that the page gives only an opening: the whole of it, or the count of what is left."""
    if len(text) <= _LONGEST_ALONE:
        unquoted = _QUOTED.sub(lambda quoted: "〓" * len(quoted.group()), text)
        says_so = _CONTINUES.search(unquoted) or _MEMBERS.match(text.lstrip("※([【 "))
        is_note = says_so and _is_polite(text) and not _REPORTS_MEMBERS.search(text)
        if is_note or _BUTTON.fullmatch(text):
            yield Note("partial_text", "article", *_trim(text, 0, len(text)))
            return
    if found := _REST.search(text):
        yield Note("partial_text", "article", *found.span())
