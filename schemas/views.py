"""The views that answer: what a row of each is, and what its columns mean, in English and Japanese.

Belongs here: declarations. Does not belong here: how a view is computed (``warehouse/views/<name>.sql``, which gives the same columns in the
same order; a test compares them), and its Japanese names (``japanese``). A column that comes from a table as it is means what the table says.

Views look at content blocks alone (an article without its menus, bylines, comments, disclosures), unless their name says otherwise. In the
public edition of a release what carries wording is null.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas import vocabularies
from schemas.dataset import DATASET
from schemas.model import NAME, Column, DeclarationError, Vocabulary


@dataclass(frozen=True)
class ViewColumn:
    """A column of a view. ``carries_wording``: null in the public edition where a source's text may not be repeated."""

    name: str
    description: str
    description_ja: str
    carries_wording: bool = False
    unit: str | None = None
    vocabulary: Vocabulary | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or not self.description or not self.description_ja:
            raise DeclarationError(f"column {self.name!r} of a view lacks a name or a description")


@dataclass(frozen=True)
class View:
    """A view: ``grain`` completes "one row per"."""

    name: str
    grain: str
    description: str
    description_ja: str
    columns: tuple[ViewColumn, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise DeclarationError(f"view {self.name}: a column is declared twice")


def _taken(column: Column) -> ViewColumn:
    return ViewColumn(
        column.name,
        column.description,
        column.description_ja,
        column.carries == "wording",
        column.unit,
        column.vocabulary,
    )


def _from(table: str, *names: str) -> tuple[ViewColumn, ...]:
    """Columns of a table as they are."""
    return tuple(_taken(DATASET.table(table).column(name)) for name in names)


def _as(table: str, name: str, new_name: str) -> ViewColumn:
    """A column of a table under another name."""
    column = _taken(DATASET.table(table).column(name))
    return ViewColumn(
        new_name, column.description, column.description_ja, column.carries_wording, column.unit, column.vocabulary
    )


_SPAN = _from("statements", "article_id", "start", "end")
_OUTLET = ViewColumn(
    "outlet",
    "Outlet that published the article: its Japanese name, or its domain; null where none is known.",
    "記事を掲載した媒体(日本語名、なければドメイン)。不明の場合は null。",
)
_PUBLISHED = _from("articles", "published_on")
_ARTICLE_TITLE = _as("articles", "title", "article_title")
_SPEAKER = ViewColumn(
    "speaker",
    "Who speaks: the entity's name where it is linked, else as the text has it.",
    "発言者(実体名。未同定の場合は原文の表記)。",
    carries_wording=True,
)
_SENTENCE = ViewColumn("sentence", "The sentence it stands in.", "その表現を含む文。", carries_wording=True)
_NAME = ViewColumn("name", "Name of the thing in the world, Japanese where there is one.", "実体の名称(日本語)。")
_ARTICLES = ViewColumn("article_count", "Distinct articles.", "記事数(異なり)。", unit="articles")
_MENTIONS = ViewColumn("mention_count", "Mentions in content blocks.", "本文中の言及数。", unit="mentions")
_STATEMENTS = ViewColumn("statement_count", "Statements.", "言説数。", unit="statements")
_SAID_COUNT = ViewColumn("said_count", "Statements of which it is the speaker.", "発言者としての言説数。")
_ABOUT_COUNT = ViewColumn(
    "about_count", "Statements that are about it or told to it.", "言及・伝達の対象となった言説数。"
)
_IS_AI = ViewColumn(
    "is_ai_disclosed",
    "Whether the page discloses that a machine wrote or translated the article.",
    "AIによる生成・翻訳がページに開示されているか。",
)
_CHAIN_TEXT = ViewColumn(
    "source_chain",
    "Through whom it reached the article, outermost first, joined by →; など marks a set that is left open. The kind of a source stands for wording that is withheld.",
    "情報源の連鎖(外側から、→ で連結)。「など」は他にもいることを示す。表記を伏せた情報源は種類で示す。",
)
_CLAIM = _as("statements", "text", "claim")
_WORDS = ("surface", "dictionary_form", "normalized_form", "reading")


def _units(name: str, mode: str, units: str, units_ja: str) -> View:
    return View(
        name,
        f"unit of Sudachi's split mode {mode}, of the whole text",
        f"The text in Sudachi's split mode {mode} ({units}), with offsets and part of speech in context.",
        f"モード{mode}({units_ja})の形態素(本文以外も含む)。",
        (
            *_from("tokens", "article_id", "index"),
            ViewColumn("unit", "Position within the token, counted from 0.", "形態素内の順序(0起点)。"),
            *_from("tokens", "sentence_index", "start", "end"),
            *_from("lexemes", *_WORDS, "upos"),
            ViewColumn(
                "lexeme_upos",
                "Part of speech of the word by itself.",
                "文脈を見ないUPOS。",
                vocabulary=vocabularies.UPOS,
            ),
            *_from("lexemes", "pos_1", "pos_2", "is_oov", "lexeme_id"),
        ),
    )


VIEWS: tuple[View, ...] = (
    View(
        "coverage",
        "article",
        "Articles with their outlet, their day, and whether a machine is disclosed; no text.",
        "記事の一覧。媒体、公開日、AI開示の有無。本文は含まない。",
        (
            *_from("articles", "article_id", "title"),
            _OUTLET,
            _as("sources", "kind", "outlet_kind"),
            *_from("articles", "published_on", "published_earliest", "published_latest", "published_basis", "url"),
            _IS_AI,
            *_from("articles", "digital_source_type", "is_partial", "content_char_count", "source_id"),
        ),
    ),
    View(
        "said",
        "statement",
        "Who said what, in which role, when, how certainly, through whom, and where it was published.",
        "誰が、どの立場で、何を、いつ、どの程度確かに、誰を通じて述べ、どこに掲載されたか。",
        (
            *_from("statements", "statement_id"),
            _SPEAKER,
            *_from("statements", "speaker_kind"),
            ViewColumn(
                "speaker_role",
                "Role that the article gives the speaker; the current one where it gives several.",
                "記事が示す発言者の肩書(複数の場合は現職)。",
            ),
            ViewColumn(
                "organization",
                "Organization of that role, or the speaker where it is an organization.",
                "肩書の属する組織。発言者が組織の場合はその組織。",
            ),
            ViewColumn(
                "country",
                "Country of the speaker, or of the role's organization (ISO 3166-1 alpha-2).",
                "発言者または所属組織の国(ISO 3166-1 alpha-2)。",
            ),
            *_from("statements", "cue", "cue_class"),
            _as("statements", "text", "said"),
            *_from(
                "statements",
                "kind",
                "certainty",
                "polarity",
                "said_earliest",
                "said_latest",
                "said_basis",
                "speaker_id",
            ),
            _CHAIN_TEXT,
            _OUTLET,
            _ARTICLE_TITLE,
            *_PUBLISHED,
            *_from("articles", "digital_source_type"),
            _as("blocks", "role", "block_role"),
            *_from("articles", "url"),
            *_SPAN,
        ),
    ),
    View(
        "claims",
        "statement",
        "What is claimed, with its chain of sources as a list, how deep it is, and who stands at its end.",
        "主張と情報源の連鎖(リスト)、深さ、最終的な情報源。",
        (
            *_from("statements", "statement_id"),
            _CLAIM,
            ViewColumn(
                "chain",
                "Sources as a list, outermost first; the kind of a source stands for wording that is withheld.",
                "情報源のリスト(外側から)。表記を伏せた情報源は種類で示す。",
            ),
            ViewColumn(
                "depth", "Links of the chain; 0 where nobody is named.", "連鎖の段数。情報源の明示がなければ0。"
            ),
            ViewColumn(
                "terminal_source",
                "Innermost source: who is said to have said it. Null where nobody is.",
                "最も内側の情報源(実際に述べたとされる者)。なければ null。",
                carries_wording=True,
            ),
            _as("attributions", "agent_kind", "terminal_kind"),
            ViewColumn(
                "is_anonymous",
                "Whether the innermost source is an unnamed person or group, or is hidden.",
                "最も内側の情報源が匿名か。",
            ),
            *_from(
                "statements", "kind", "cue_class", "certainty", "polarity", "said_earliest", "said_latest", "speaker_id"
            ),
            _OUTLET,
            *_PUBLISHED,
            *_SPAN,
        ),
    ),
    View(
        "about",
        "statement and entity it is about or told to",
        "Which statements are about whom or what, and who makes them.",
        "誰・何についての言説か、述べたのは誰か。",
        (
            *_from("statement_mentions", "statement_id", "entity_id"),
            _NAME,
            *_from("entities", "entity_type", "country"),
            *_from("statement_mentions", "role"),
            _SPEAKER,
            *_from("statements", "speaker_kind", "cue_class", "certainty", "polarity"),
            _CLAIM,
            _OUTLET,
            *_PUBLISHED,
            *_SPAN,
        ),
    ),
    View(
        "named",
        "mention in a content block",
        "Names with the thing they name.",
        "本文中の言及と、それが指す実体。",
        (
            *_from("mentions", "mention_id", "article_id", "start", "end", "text", "entity_type", "form", "is_metonym"),
            *_from("mentions", "entity_id"),
            *_from("entities", "name_ja", "name_en", "country", "wikidata_id"),
        ),
    ),
    View(
        "people",
        "person",
        "Persons with the roles that articles give them and how often they are named and speak.",
        "人物と、記事が示す肩書、言及数、発言数。",
        (
            *_from("entities", "entity_id"),
            _NAME,
            *_from("entities", "name_en", "reading", "country", "wikidata_id"),
            ViewColumn(
                "roles",
                "Roles that articles give, joined by 、, the most frequent first.",
                "記事が示す肩書(頻度順、「、」区切り)。",
            ),
            _ARTICLES,
            _MENTIONS,
            _SAID_COUNT,
        ),
    ),
    View(
        "entity_timeline",
        "entity and day of publication",
        "When a person, organization or place was in the news, spoke, and was spoken of.",
        "実体がいつ報じられ、述べ、言及されたか(公開日別)。",
        (
            *_from("entities", "entity_id"),
            _NAME,
            *_from("entities", "entity_type"),
            *_PUBLISHED,
            _ARTICLES,
            _MENTIONS,
            _SAID_COUNT,
            _ABOUT_COUNT,
        ),
    ),
    View(
        "alias_book",
        "entity, alias and kind of alias",
        "What things are called, and which names may mean several things.",
        "実体の呼び名と、複数の実体を指しうる呼び名。",
        (
            *_from("aliases", "alias"),
            _NAME,
            *_from("aliases", "kind"),
            *_from("entities", "entity_type", "name_en", "reading", "country", "wikidata_id"),
            ViewColumn("is_ambiguous", "Whether another entity has the alias too.", "他の実体も同じ別名を持つか。"),
            *_from("aliases", "mention_count", "article_count", "entity_id"),
        ),
    ),
    View(
        "country_attention",
        "country and month of publication",
        "How much each country, its people, organizations and places are in the news; and what it would be with page furniture and disclosed AI.",
        "国別の注目度(月別)。国名とその人物・組織・地名への言及。ページの付属部分とAI開示記事を含めた場合の値を併記。",
        (
            *_from("entities", "country"),
            ViewColumn(
                "month",
                "First day of the month of publication; null where the day is not known.",
                "公開月(初日)。不明の場合は null。",
            ),
            ViewColumn(
                "article_count",
                "Articles without disclosed AI that name it in a content block.",
                "本文で言及する記事数(AI開示記事を除く)。",
            ),
            ViewColumn("mention_count", "Mentions in their content blocks.", "その本文中の言及数。"),
            ViewColumn(
                "everywhere_article_count",
                "Articles that name it anywhere, disclosed AI included.",
                "ページのどこかで言及する記事数(AI開示記事を含む)。",
            ),
            ViewColumn("everywhere_mention_count", "Mentions anywhere in them.", "そのすべての言及数。"),
        ),
    ),
    View(
        "dates",
        "date or time in a content block",
        "Days and times of day that articles speak of, resolved to a first and a last day.",
        "本文中の日付・時刻と、解決された日の範囲。",
        (
            *_from("time_expressions", "time_id"),
            _as("time_expressions", "text", "expression"),
            *_from("time_expressions", "type", "value", "earliest", "latest", "resolution"),
            _SENTENCE,
            _OUTLET,
            *_PUBLISHED,
            *_from("time_expressions", "article_id", "start", "end"),
        ),
    ),
    View(
        "upcoming",
        "date after the article's own, in a sentence of the body",
        "What was said to be coming: dates after publication that stand in sentences of the body, with how it is put.",
        "公開日より後の日付を含む本文中の文と、予定の述べ方。",
        (
            *_from("time_expressions", "time_id"),
            ViewColumn("expected_earliest", "First day on which it can be.", "予定日の下限。"),
            ViewColumn("expected_latest", "Last day on which it can be.", "予定日の上限。"),
            _as("time_expressions", "text", "expression"),
            ViewColumn(
                "expected_as",
                "How the sentence puts it: its hedges, joined by 、 (scheduled, expectation, under_consideration…); null where it says so flatly.",
                "文の述べ方(断定回避の分類、「、」区切り)。断定の場合は null。",
            ),
            _SENTENCE,
            _OUTLET,
            *_PUBLISHED,
            *_from("time_expressions", "article_id", "start", "end"),
        ),
    ),
    View(
        "undated",
        "article whose day of publication is not known",
        "Articles without a day, the bounds that are known, and what depends on them.",
        "公開日が不明な記事、判明している範囲と、その影響。",
        (
            *_from("articles", "article_id", "title"),
            _OUTLET,
            *_from("articles", "url", "published_earliest", "published_latest", "published_basis"),
            ViewColumn(
                "evidence_count",
                "Statements on the page of when it was published or changed.",
                "ページ上の公開・更新日の記載数。",
            ),
            _STATEMENTS,
            ViewColumn("unresolved_count", "Time expressions that nothing resolves.", "解決できない時間表現の数。"),
        ),
    ),
    View(
        "amounts",
        "amount in a content block",
        "How much and how many, of what, with the sentence.",
        "本文中の数量、単位、対象の名詞と文。",
        (
            *_from("quantities", "quantity_id"),
            _as("quantities", "text", "expression"),
            *_from("quantities", "value_min", "value_max", "unit", "unit_system", "approximation", "noun"),
            _SENTENCE,
            _OUTLET,
            *_PUBLISHED,
            *_from("quantities", "article_id", "start", "end"),
        ),
    ),
    View(
        "hedge_profile",
        "outlet and category of hedge",
        "With which words each outlet withholds certainty, and how often.",
        "媒体別の断定回避表現の種類と頻度。",
        (
            _OUTLET,
            *_from("hedges", "category"),
            ViewColumn("hedge_count", "Hedges of the category.", "その分類の断定回避表現数。"),
            ViewColumn(
                "per_thousand_sentences", "Hedges per thousand sentences in content blocks.", "本文千文あたりの数。"
            ),
            _ARTICLES,
        ),
    ),
    View(
        "source_dependence",
        "outlet and innermost source",
        "On whom each outlet's statements rest.",
        "媒体別に、言説が誰に依拠しているか。",
        (
            _OUTLET,
            ViewColumn(
                "cited_source",
                "Innermost source of the statements; null where it has no name: see its kind.",
                "言説の最も内側の情報源。名前がない場合は null(種類を参照)。",
            ),
            _as("attributions", "agent_kind", "cited_kind"),
            _STATEMENTS,
            ViewColumn(
                "share_ratio", "Share of the outlet's statements, 0 to 1.", "その媒体の言説に占める割合(0〜1)。"
            ),
            _ARTICLES,
        ),
    ),
    View(
        "quote_book",
        "quotation of speech in a content block",
        "Words in quotation marks that somebody said, with the speaker.",
        "発話の引用と発言者。",
        (
            *_from("quotations", "quotation_id"),
            _as("quotations", "text", "quotation"),
            *_from("quotations", "kind"),
            _SPEAKER,
            *_from("statements", "speaker_kind", "cue"),
            *_from("statements", "said_earliest", "said_latest"),
            _OUTLET,
            _ARTICLE_TITLE,
            *_PUBLISHED,
            *_from("articles", "url"),
            *_from("quotations", "article_id", "start", "end"),
        ),
    ),
    View(
        "token_words",
        "token of the whole text",
        "Tokens with their surface, dictionary form, reading and part of speech.",
        "形態素と語彙素を結合した表(本文以外も含む)。",
        (
            *_from("tokens", "article_id", "index", "sentence_index", "start", "end"),
            *_from("lexemes", *_WORDS, "upos", "pos_1", "pos_2", "is_oov", "lexeme_id"),
        ),
    ),
    _units("token_units_a", "A", "the shortest units", "最短単位"),
    _units("token_units_b", "B", "units between the short ones and named entities", "中間単位"),
)
"""In an order in which each may read those before it."""
