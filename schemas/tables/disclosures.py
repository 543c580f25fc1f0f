"""What pages disclose of themselves."""

from schemas import vocabularies
from schemas.columns import ARTICLE_ID, METHOD, OF_ARTICLE, SPAN, SPAN_CHECKS, key
from schemas.model import Column, Table, Type

DISCLOSURES = Table(
    name="disclosures",
    title="Disclosures",
    title_ja="開示",
    grain="disclosure that a page makes about itself",
    description=(
        "What a page says of itself: that machines made its text or pictures, that readers wrote it, that it is an "
        "advertisement, that it gives only an opening. Articles about such things have no row."
    ),
    description_ja="ページ自身についての開示(AI・機械による作成、利用者の投稿、広告、一部のみの掲載)。そうした話題を扱う記事は対象外。",
    columns=(
        key("disclosure_id", "dis", "Identifier of the disclosure.", "開示の識別子。"),
        ARTICLE_ID,
        *SPAN,
        Column(
            "kind",
            Type.STRING,
            "What is disclosed.",
            "開示の内容。",
            vocabulary=vocabularies.DISCLOSURE_KIND,
            example="ai_text",
        ),
        Column(
            "digital_source_type",
            Type.STRING,
            "IPTC digital source type URI of what the disclosure speaks of, where IPTC has one.",
            "開示対象のIPTCデジタルソースタイプURI(該当する場合)。",
            nullable=True,
            pattern=r"http://cv\.iptc\.org/newscodes/digitalsourcetype/[A-Za-z]+",
        ),
        Column(
            "scope",
            Type.STRING,
            "Whether it speaks of this article or of the whole site.",
            "この記事についてか、サイト全体についてか。",
            vocabulary=vocabularies.DISCLOSURE_SCOPE,
            example="article",
        ),
        METHOD,
    ),
    primary_key=("disclosure_id",),
    foreign_keys=(OF_ARTICLE,),
    checks=SPAN_CHECKS,
    caveats=("A site can use machines without disclosing it: no row is no statement.",),
)
