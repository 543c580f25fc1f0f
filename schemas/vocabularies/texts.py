"""Vocabularies of what is read: sources, documents, articles, blocks, sentences, words, and what was left out."""

from __future__ import annotations

from schemas.model import Vocabulary

SOURCE_KIND = Vocabulary(
    "source_kind",
    {
        "wire": ("News agency", "通信社"),
        "newspaper": ("Newspaper, national or regional", "新聞社"),
        "broadcaster": ("Radio or television broadcaster", "放送局"),
        "magazine": ("Magazine or its web edition", "雑誌"),
        "web_media": ("News site without a print or broadcast parent", "ウェブ媒体"),
        "government": ("Government, public authority or international organization", "政府・公的機関・国際機関"),
        "ugc": ("Site whose users write the content", "利用者投稿サイト"),
        "aggregator": ("Site that republishes or summarizes others", "まとめ・配信サイト"),
        "ai_generated": ("Site that discloses that its texts are machine-made", "AI生成を開示しているサイト"),
        "unknown": ("Kind not known", "不明"),
    },
)

REDISTRIBUTION = Vocabulary(
    "redistribution",
    {
        "full": ("The text may be republished", "本文の再配布が可能"),
        "excerpt": ("Short excerpts may be republished", "短い引用のみ可能"),
        "none": ("No text may be republished; stand-off annotations only", "本文の再配布は不可(スタンドオフ注釈のみ)"),
    },
)

SOURCE_BASIS = Vocabulary(
    "source_basis",
    {
        "metadata": ("A name or an address that came with the document", "文書に付属する名称・URL"),
        "title": ("Named behind the title, by the site or by an aggregator", "見出しの後に示された媒体名"),
        "dateline": ("Named in a date line or byline", "日付行・署名行の媒体名"),
        "copyright": ("Named in a copyright line", "著作権表示の媒体名"),
        "credit": ("Named in a line that says who provided the article", "提供・配信元の表示"),
        "agency": (
            "A news agency's credit before or after the text (【…共同】, (時事))",
            "本文の前後にある通信社の表示",
        ),
        "none": ("Nothing known", "不明"),
    },
)

REFERENCE_BASIS = Vocabulary(
    "reference_basis",
    {
        "own_site": ("A page of the source itself, given as the reference, shows it", "媒体自身のページで確認"),
        "association_list": (
            "An association of outlets names it on the page given as the reference",
            "業界団体のページで確認",
        ),
        "public_list": (
            "A public list of outlets, given as the reference, has name and domain",
            "公開された媒体一覧で確認",
        ),
        "public_text": (
            "Texts of public repositories give name and domain together; the reference is the source's own address, not read",
            "公開リポジトリの文書で名称とドメインの対応を確認(典拠は媒体自身のURL、未読)",
        ),
        "general_knowledge": (
            "Common knowledge, not checked; the reference is the address of the source or of its publisher",
            "一般知識による(未確認。典拠は媒体または発行元のURL)",
        ),
    },
)

MEDIA_TYPE = Vocabulary(
    "media_type",
    {
        "text/plain": ("Plain text", "プレーンテキスト"),
        "text/html": ("An HTML page", "HTMLページ"),
        "application/json": ("One line of JSON Lines, or one row of Parquet", "JSON Linesの1行、またはParquetの1行"),
    },
)

CHARSET_BASIS = Vocabulary(
    "charset_basis",
    {
        "bom": ("A byte-order mark", "バイト順マーク"),
        "escape": ("ISO-2022-JP escape sequences", "ISO-2022-JPのエスケープシーケンス"),
        "utf8_valid": ("The bytes are valid UTF-8", "UTF-8として正しい"),
        "http": ("The header that came with the page", "HTTPヘッダーの宣言"),
        "declared": ("A declaration inside the page", "文書内の宣言"),
        "statistics": (
            "No declaration held; the reading of the bytes that is most probable as text",
            "有効な宣言がなく、文章として最も確率の高い復号結果",
        ),
        "utf8_damaged": (
            "No declaration held; UTF-8 but for damaged bytes, which were replaced",
            "有効な宣言がなく、破損箇所(置換済み)を除きUTF-8として正しい",
        ),
        "container": ("The container fixes it (JSON is UTF-8)", "容器の規定(JSONはUTF-8)"),
        "fallback": ("Nothing fitted; decoded as UTF-8 with replacements", "該当なし(置換文字を用いUTF-8で復号)"),
    },
)

NEWLINE = Vocabulary(
    "newline",
    {
        "lf": ("Line feed", "LF"),
        "crlf": ("Carriage return and line feed", "CRLF"),
        "cr": ("Carriage return", "CR"),
        "mixed": ("More than one kind", "混在"),
        "none": ("No line break", "改行なし"),
    },
)

PUBLISHED_PRECISION = Vocabulary(
    "published_precision",
    {
        "second": ("Known to the second", "秒まで"),
        "minute": ("Known to the minute", "分まで"),
        "day": ("Known to the day", "日まで"),
        "month": ("Known to the month", "月まで"),
        "year": ("Known to the year", "年まで"),
        "interval": ("Only bounds are known", "範囲のみ"),
    },
)

PUBLISHED_BASIS = Vocabulary(
    "published_basis",
    {
        "metadata": ("Metadata delivered with the document", "文書に付属するメタデータ"),
        "explicit_line": ("A date line of the page", "本文中の日付行"),
        "url": ("A date in the address", "URL中の日付"),
        "as_of_text": ("The text states its own time (…現在)", "本文中の「現在」などの記述"),
        "inferred": (
            "Bounded by days that the text tells of, or by a change of the page",
            "本文中の日付や更新日からの範囲推定",
        ),
        "none": ("Nothing known", "不明"),
    },
)

PUBLICATION_EVENT = Vocabulary(
    "publication_event",
    {
        "published": ("The article was published", "公開"),
        "modified": ("The article was changed", "更新"),
    },
)

DISCLOSURE_KIND = Vocabulary(
    "disclosure_kind",
    {
        "ai_text": ("Machines with a trained model wrote, drafted or summarized the text", "AIによる文章の作成・要約"),
        "ai_text_with_people": (
            "Machines took part in the text and people checked or edited it",
            "AIが関与し人が確認・編集",
        ),
        "ai_translation": ("Machines translated the text", "機械翻訳"),
        "ai_picture": ("Machines made a picture or video", "AIによる画像・動画"),
        "ai_voice": ("A synthetic voice reads", "合成音声・AIアナウンサー"),
        "automated_text": ("A program made the text from data; no trained model is named", "データからの自動生成"),
        "user_generated": ("Readers or members wrote it, and the publisher does not vouch for it", "利用者による投稿"),
        "partial_text": ("The page gives only an opening; members read the rest", "一部のみの掲載(続きは会員限定)"),
        "advertising": ("It is an advertisement or contains paid promotion", "広告・プロモーション"),
    },
)

DISCLOSURE_SCOPE = Vocabulary(
    "disclosure_scope",
    {
        "article": ("This article: its text, or its pictures or voice", "この記事(本文・画像・音声)"),
        "part": (
            "Only a part of this article's text, such as its headline or summary",
            "この記事の一部(見出し・要約など)",
        ),
        "site": ("What the site publishes", "サイト全体"),
    },
)

REJECTION_REASON = Vocabulary(
    "rejection_reason",
    {
        "empty": ("No characters other than white space", "空白以外の文字がない"),
        "binary": ("The bytes are not text", "テキストではない"),
        "too_large": ("Larger than a document may be", "大きすぎる"),
        "unreadable": ("The file could not be read", "読み取れない"),
        "robots_disallowed": ("The site's robots.txt does not allow it", "robots.txtで取得が許可されていない"),
        "private_address": (
            "The address leads into a private, loopback, link-local or reserved network",
            "プライベート・ループバック・リンクローカルなど公開されていないアドレス",
        ),
        "too_many_redirects": ("Redirects without end, or more than are followed", "リダイレクトの循環・超過"),
        "unsupported_media_type": ("Neither HTML nor plain text", "HTML・プレーンテキスト以外の種類"),
        "fetch_failed": ("The server did not give the page, for good", "取得できない(恒久的な失敗)"),
        "damaged": (
            "The file or record is cut off or damaged; what was read before the damage is kept",
            "欠損または破損(破損箇所より前は保持)",
        ),
        "archive_bomb": (
            "Expands far beyond its size, or lies over another member, as decompression bombs do",
            "異常な膨張率または領域の重複(解凍爆弾の疑い)",
        ),
        "unsafe_path": ("The member's path is absolute or climbs out of the archive", "書庫外を指すパス"),
        "special_member": ("The member is a link, a device or a sparse file", "リンク・デバイス等の特殊項目"),
        "encrypted": ("The member is encrypted", "暗号化されている"),
        "nested_archive": ("An archive inside an archive; it is not opened", "書庫内の書庫(展開しない)"),
        "unsupported": ("Packed in a way that is not read", "対応していない圧縮方式"),
        "no_text_column": ("The Parquet file has no column of text or HTML", "本文またはHTMLの列がない"),
        "passed_over": (
            "Members, records or files of other kinds, counted for the archive or directory as a whole; nothing is wrong with them",
            "対象外の項目(書庫・ディレクトリごとの件数のみ、異常ではない)",
        ),
        "directory_loop": ("A directory that contains itself", "ディレクトリの循環"),
        "invalid_json": ("The line is not JSON", "JSONとして不正"),
        "not_an_object": ("The JSON line is not an object", "JSONオブジェクトではない"),
        "missing_text": ("The JSON object has neither text nor html", "textもhtmlもない"),
        "no_article": ("The page holds no text to read", "読み取れる本文がない"),
        "invalid_field": (
            "A field had an unusable value and was left out; the document is published",
            "使用できない値の項目を除外(文書は公開)",
        ),
        "repaired": ("Damaged characters were replaced; the document is published", "破損文字を置換(文書は公開)"),
        "withdrawn": (
            "Withdrawn at the request of its publisher or of a person; nothing of it is published",
            "発行者または本人の求めにより取り下げ(何も公開しない)",
        ),
        "stage_failed": ("A stage could not process the document", "処理段階で失敗"),
        "check_failed": (
            "Rows of the article break a rule of the dataset; none of them is published",
            "検査に合格しない行があるため、記事全体を不採用",
        ),
    },
)

BLOCK_ROLE = Vocabulary(
    "block_role",
    {
        "title": ("Title of the article, also when repeated", "記事の見出し(再掲を含む)"),
        "subtitle": ("Subtitle", "副見出し"),
        "byline": ("Who wrote it", "署名"),
        "dateline": ("When, or where, it was written", "日付・発信地の行"),
        "lead": ("Opening paragraph that sums the article up", "リード文"),
        "heading": ("Heading of a section", "小見出し"),
        "paragraph": ("Paragraph of running text", "段落"),
        "list_item": ("Item of a list", "箇条書きの項目"),
        "key_point": ("Bullet that sums the article up", "要点"),
        "question": ("Question of a quiz or an interview", "質問"),
        "answer": ("Answer to it", "回答"),
        "dialogue": ("Line spoken by a presenter of the page", "ページの進行役の発話"),
        "caption": ("Caption or credit of a picture", "写真説明"),
        "cited_excerpt": ("Excerpt of another work", "他の記事の引用・要約"),
        "cited_source": ("Where an excerpt is from, or its date", "引用元・その日付"),
        "reference": ("Reference to another work, or the heading of such a list", "参考文献・出典"),
        "ai_disclosure": ("Says that machines made text or pictures", "AI生成の開示"),
        "disclaimer": ("Disclaimer", "免責・注意書き"),
        "comment": ("Reader comment, or its header", "読者コメント"),
        "comment_ui": ("Form or notice around comments", "コメント欄の案内"),
        "related_link": ("Link to another article or product", "関連記事・商品"),
        "navigation": ("Navigation of the site", "サイト内の案内"),
        "advertisement": ("Advertisement", "広告"),
        "site_boilerplate": ("Text that the site repeats on every page", "サイトの定型文"),
        "artefact": ("Debris of scripts or extraction", "処理の残骸"),
    },
)

SENTENCE_STYLE = Vocabulary(
    "sentence_style",
    {
        "da_dearu": ("Plain style (だ・である)", "常体"),
        "desu_masu": ("Polite style (です・ます)", "敬体"),
        "noun_final": ("Ends in a noun", "体言止め"),
        "other": ("None of these", "その他"),
    },
)

UPOS = Vocabulary(
    "upos",
    {
        "ADJ": ("Adjective", "形容詞"),
        "ADP": ("Adposition (case particle)", "接置詞(助詞)"),
        "ADV": ("Adverb", "副詞"),
        "AUX": ("Auxiliary", "助動詞"),
        "CCONJ": ("Coordinating conjunction", "等位接続詞"),
        "DET": ("Determiner", "限定詞"),
        "INTJ": ("Interjection", "感動詞"),
        "NOUN": ("Noun", "名詞"),
        "NUM": ("Numeral", "数詞"),
        "PART": ("Particle", "終助詞など"),
        "PRON": ("Pronoun", "代名詞"),
        "PROPN": ("Proper noun", "固有名詞"),
        "PUNCT": ("Punctuation", "句読点"),
        "SCONJ": ("Subordinating conjunction", "従属接続詞"),
        "SYM": ("Symbol", "記号"),
        "VERB": ("Verb", "動詞"),
        "X": ("Other", "その他"),
    },
)
