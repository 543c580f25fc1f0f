"""Vocabularies of what is found in a text: names, roles, times, amounts, quotations, statements, hedges, references."""

from __future__ import annotations

from schemas.model import Vocabulary

ENTITY_TYPE = Vocabulary(
    "entity_type",
    {
        "PERSON": ("Person", "人物"),
        "ORG": ("Organization, outlet, armed force, government body", "組織"),
        "GPE": ("Country, city or other governed place", "国・自治体"),
        "LOC": ("Other place or region", "地域・自然地名"),
        "FAC": ("Building or facility", "施設"),
        "EVENT": ("Named event", "出来事"),
        "PRODUCT": ("Product or work", "製品・作品"),
        "LAW": ("Law, treaty or agreement", "法令・条約"),
        "NORP": ("Nationality, religious or political group", "国民・宗教・政治集団"),
    },
)

MENTION_FORM = Vocabulary(
    "mention_form",
    {
        "name": ("A name", "名称"),
        "abbreviation": ("A short form of a name", "略称"),
        "title_only": ("A title that stands for its holder", "肩書のみ"),
        "anaphor": ("An expression that refers back (同国, 同氏)", "照応表現"),
        "compound": ("One of several names fused into a word (日 and 米 in 日米)", "複合語中の名称"),
    },
)

ENTITY_EVIDENCE = Vocabulary(
    "entity_evidence",
    {
        "lexicon": (
            "A known thing: the lexicon that `method` names has it",
            "辞書にある既知の実体(どの辞書かは method)",
        ),
        "role": ("The same name with the same role in the same organization", "同じ組織の同じ役職と同じ名称"),
        "full_name": (
            "The same name in full; its short forms are joined to it within an article",
            "完全な名称の一致(短い形は記事内で結合)",
        ),
        "spelling_in_article": (
            "The same spelling within one article, and nothing beyond it",
            "一記事内の同じ表記のみ(他記事とは結合しない)",
        ),
    },
)

ALIAS_KIND = Vocabulary(
    "alias_kind",
    {
        "full": ("The full name", "正式名・フルネーム"),
        "family_name": ("Family name alone", "姓のみ"),
        "given_name": ("Given name alone", "名のみ"),
        "transliteration": ("Another transliteration", "別の音訳"),
        "abbreviation": ("Abbreviation", "略称"),
        "role_only": ("Title alone", "肩書のみ"),
        "anaphor": ("Expression that refers back", "照応表現"),
    },
)

ROLE_STATUS = Vocabulary(
    "role_status",
    {
        "current": ("Holds the role", "現職"),
        "former": ("Held it (元, 前)", "元職・前職"),
        "elect": ("Chosen, not yet in office (次期)", "就任前"),
        "acting": ("Stands in (代行, 臨時)", "代行"),
    },
)

TIME_TYPE = Vocabulary(
    "time_type",
    {
        "DATE": ("Calendar time of a day or longer", "日付"),
        "TIME": ("Time of day", "時刻"),
        "DURATION": ("Length of time", "期間の長さ"),
        "SET": ("Recurring time", "反復"),
    },
)

TIME_MOD = Vocabulary(
    "time_mod",
    {
        "BEFORE": ("Before (以前)", "以前"),
        "AFTER": ("After (以降, 後)", "以降・後"),
        "ON_OR_BEFORE": ("No later than (までに)", "まで"),
        "ON_OR_AFTER": ("No earlier than (から)", "から"),
        "LESS_THAN": ("Shorter than (未満, 弱)", "未満・弱"),
        "MORE_THAN": ("Longer than (超, 余り)", "超・余り"),
        "EQUAL_OR_LESS": ("At most (以内, 以下)", "以内・以下"),
        "EQUAL_OR_MORE": ("At least (以上)", "以上"),
        "START": ("Early part (初め, 初頭)", "初め・初頭"),
        "MID": ("Middle part (半ば, 中旬)", "半ば・中旬"),
        "END": ("Late part (末, 下旬)", "末・下旬"),
        "APPROX": ("About (約, ごろ)", "約・ごろ"),
    },
)

TIME_RESOLUTION = Vocabulary(
    "time_resolution",
    {
        "absolute": ("The expression says it all", "表現だけで確定"),
        "from_publication": ("Resolved against the publication time", "公開時点から解決"),
        "from_previous": ("Resolved against another time in the article", "記事内の他の時間表現から解決"),
        "interval": ("Bounded, not fixed", "範囲のみ確定"),
        "vague": ("Vague by nature (最近, 数十年)", "本質的に曖昧"),
        "stale": ("A future that had passed when the article appeared", "公開時点で過去となっていた未来"),
        "unresolved": ("Nothing to resolve it against", "解決不能"),
    },
)

UNIT_SYSTEM = Vocabulary(
    "unit_system",
    {
        "ucum": ("Unified Code for Units of Measure", "UCUM"),
        "iso4217": ("Currency code of ISO 4217", "ISO 4217通貨コード"),
        "counter": ("A Japanese counter (人, 発, 隻)", "助数詞"),
        "none": ("A bare number", "単位なし"),
    },
)

APPROXIMATION = Vocabulary(
    "approximation",
    {
        "exact": ("As stated", "そのまま"),
        "approximate": ("About (約, ほど, 前後)", "約・ほど・前後"),
        "at_least": ("At least (以上, 少なくとも)", "以上"),
        "more_than": ("More than (超, 余り)", "超・余り"),
        "at_most": ("At most (以下, 最大)", "以下・最大"),
        "less_than": ("Less than (未満, 弱)", "未満・弱"),
        "range": ("Between two amounts", "範囲"),
        "vague": ("A vague amount (数十, 十数)", "概数"),
        "proportion": ("A share of a whole (3割, 大部分)", "割合"),
    },
)

QUOTATION_KIND = Vocabulary(
    "quotation_kind",
    {
        "direct": ("A whole utterance", "直接引用"),
        "partial": ("Part of an utterance inside the writer's sentence", "部分引用"),
        "document": ("Words of a document", "文書の引用"),
        "headline": ("Fragment in a headline", "見出し中の引用"),
        "label": ("What something is called by somebody", "呼称"),
        "scare": ("Distancing quotation marks", "距離を置く括弧"),
        "term": ("A term", "用語"),
        "name": ("A name", "名称"),
        "title": ("Title of a work", "作品名"),
    },
)

STATEMENT_KIND = Vocabulary(
    "statement_kind",
    {
        "direct": ("Reported in quotation marks", "直接話法"),
        "mixed": ("Partly in quotation marks", "混合話法"),
        "indirect": ("Reported without quotation marks", "間接話法"),
        "thought": ("A thought, belief or wish", "思考・信念・願望"),
        "speech_act": ("An act done by speaking (要求, 約束, 歓迎)", "発話行為"),
        "hearsay": ("Passed on without saying who said it (という, とされる)", "伝聞"),
        "generic_view": ("A view held by nobody in particular (見方がある)", "一般的見方"),
        "writer_inference": ("The writer's own inference (とみられる)", "筆者の推測"),
    },
)

CUE_CLASS = Vocabulary(
    "cue_class",
    {
        "say": ("Saying (語る, 述べる)", "発言"),
        "report": ("Passing on news (伝える, 報じる)", "報道"),
        "explain": ("Explaining (説明する)", "説明"),
        "assert": ("Insisting (主張する, 強調する)", "主張・強調"),
        "reveal": ("Making known (明らかにする, 発表する)", "公表"),
        "ask": ("Asking or demanding (求める, 訴える)", "要求"),
        "promise": ("Promising or planning (約束する, 表明する)", "約束・表明"),
        "deny": ("Denying or refusing (否定する, 拒否する)", "否定・拒否"),
        "criticize": ("Criticizing, warning (批判する, 警告する)", "批判・警告"),
        "support": ("Supporting, welcoming (支持する, 歓迎する)", "支持・歓迎"),
        "agree": ("Agreeing or confirming (合意する, 確認する)", "合意・確認"),
        "think": ("Thinking (考える, みる)", "思考"),
        "hearsay": ("Hearsay marker (という, とされる)", "伝聞"),
        "source": ("Source marker (によると, によれば)", "出典"),
        "view": ("Noun of a view (見方, 声, 認識)", "見方・声"),
        "none": ("No cue", "手がかりなし"),
    },
)

SPEAKER_KIND = Vocabulary(
    "speaker_kind",
    {
        "person": ("A named individual", "名前のある個人"),
        "organization": ("An organization, government or country", "組織・政府・国"),
        "outlet": ("A news outlet", "報道機関"),
        "anonymous": ("An unnamed individual or group, also where a passive hides it", "匿名の個人・集団"),
        "generic": ("The public, a view", "世間・一般"),
        "writer": ("The writer", "筆者"),
    },
)

CERTAINTY = Vocabulary(
    "certainty",
    {
        "certain": ("Presented as fact", "断定"),
        "probable": ("Presented as likely", "蓋然"),
        "possible": ("Presented as possible", "可能性"),
        "uncommitted": ("Presented without commitment (questions, conditions, wishes)", "断定せず"),
    },
)

POLARITY = Vocabulary(
    "polarity",
    {"positive": ("Affirmed", "肯定"), "negative": ("Negated", "否定")},
)

HEDGE_CATEGORY = Vocabulary(
    "hedge_category",
    {
        "hearsay": ("Passed on (という, とされる)", "伝聞"),
        "inference": ("Inferred (とみられる, ようだ)", "推定"),
        "appearance": ("Appears (そうだ, 様子)", "様態"),
        "possibility": ("Possible (可能性, かねない, かもしれない)", "可能性"),
        "expectation": ("Expected (見通し, 見込み)", "予想"),
        "scheduled": ("Planned for a time (予定)", "予定"),
        "under_consideration": ("Being weighed (検討, 調整)", "検討中"),
        "intention": ("Intended (方針, 考え)", "意向"),
        "deontic": ("Ought (べきだ, 必要がある)", "当為"),
        "conditional": ("Under a condition (なら, 場合)", "条件"),
        "desire": ("Wished (たい, 望む)", "願望"),
        "fear": ("Feared (懸念, おそれ)", "懸念"),
        "question": ("Asked (か, だろうか)", "疑問"),
        "tendency": ("Under way or a tendency (つつある, 傾向)", "傾向"),
        "negated": ("Denied or impossible (考えはない, とは限らない)", "否定・不可能"),
        "view": ("A view (見方, 声, 指摘)", "見方"),
    },
)

AGENT_KIND = Vocabulary(
    "agent_kind",
    {
        "person": ("A named individual", "名前のある個人"),
        "organization": ("An organization, government or country", "組織・政府・国"),
        "outlet": ("A news outlet", "報道機関"),
        "anonymous": ("An unnamed individual or group", "匿名の個人・集団"),
        "generic": ("The public, a view", "世間・一般"),
        "document": ("A document", "文書"),
        "writer": ("The writer", "筆者"),
    },
)

SAID_BASIS = Vocabulary(
    "said_basis",
    {
        "time_expression": ("A time in the clause of the cue", "手がかり表現の節にある時間表現"),
        "publication": ("The day of publication, where the clause names no time", "公開日(節に時間表現がない場合)"),
    },
)

STATEMENT_MENTION_ROLE = Vocabulary(
    "statement_mention_role",
    {
        "about": ("Named in the content", "内容に現れる"),
        "addressee": ("Told or asked", "発言の相手"),
    },
)

REFERENCE_KIND = Vocabulary(
    "reference_kind",
    {
        "read_more": ("Link to the whole of a cited work (さらに読む)", "続きへのリンク"),
        "credit": ("Credit of a text or picture (出典, 画像元)", "出典表示"),
        "list": ("Entry of a list of references", "参考文献の項目"),
        "inline": ("Address inside running text", "本文中のURL"),
        "share_link": ("Link for sharing", "共有リンク"),
        "empty_section": ("Heading of references with nothing under it", "中身のない参考文献欄"),
    },
)

COMMENT_STATUS = Vocabulary(
    "comment_status",
    {
        "present": ("The comment has a body", "本文あり"),
        "body_missing": ("Only the header is there", "見出しのみ"),
        "deleted": ("The page says that it was removed", "削除済み"),
    },
)

GLOSSARY_KIND = Vocabulary(
    "glossary_kind",
    {
        "abbreviation": ("Short form given beside the long one", "略語"),
        "definition": ("Definition given in the text", "定義"),
    },
)
