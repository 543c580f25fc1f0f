"""Pages of invented newspapers in the layouts that real ones have, each with the article that it holds.

``LAYOUTS`` maps a layout's name to a function from a seed to a :class:`Sample`. Everything in a sample's ``text`` is the article;
nothing of ``furniture`` is.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

CITIES = ["霧浜市", "凪浜市", "白鷺町", "架空市", "潮見町", "岬野市"]
THINGS = ["防波堤", "図書館", "市民ホール", "灯台", "路面電車", "給食センター", "水族館"]
PEOPLE = ["諸星圭太", "髙津原克巳", "岬野葵", "潮田真帆", "白鷺卓"]
SITE = "霧浜新報デジタル"


@dataclass(frozen=True)
class Sample:
    """A page and what it holds; ``date`` is ISO 8601, ``comments`` are readers' words."""

    markup: str
    title: str
    text: tuple[str, ...]
    furniture: tuple[str, ...]
    date: str
    url: str | None = None
    captions: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    access: str | None = None


class Writer:
    """Writes the same words for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.city, self.thing = self.random.choice(CITIES), self.random.choice(THINGS)
        self.day = f"2025-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
        self.clock = f"{self.random.randint(6, 22):02}:{self.random.randint(10, 59)}"
        self.title = (
            f"{self.city}、{self.thing}を{self.random.choice(['改修', '移転', '再開', '新設'])}へ　来年春に着工"
        )
        self.count = 0

    def sentence(self) -> str:
        self.count += 1
        person, number = self.random.choice(PEOPLE), self.random.randint(2, 900)
        return self.random.choice(
            [
                f"{self.city}は{self.count}日、{self.thing}の工事費が{number}億円に上る見通しだと発表した。",
                f"{person}市長は記者会見で「{self.thing}は町の顔だ。{number}年先まで残したい」と述べた。",
                f"住民{number}人が説明会に参加し、{self.count}件の質問が出た。",
                f"市によると、{self.thing}には年間およそ{number}万人が訪れ、その{self.count}割が市外からだという。",
                f"計画に反対する{person}さん（{30 + self.count}）は「{number}人分の署名を集める」と話した。",
            ]
        )

    def paragraphs(self, count: int) -> list[str]:
        return ["".join(self.sentence() for _ in range(self.random.randint(1, 3))) for _ in range(count)]

    def headlines(self, count: int) -> list[str]:
        return [
            f"{self.random.choice(CITIES)}で{self.random.choice(THINGS)}{number}周年の催し　{self.random.choice(PEOPLE)}氏も参加"
            for number in range(11, 11 + count)
        ]


def _head(title: str, extra: str = "") -> str:
    return f"<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'><title>{title}</title>{extra}</head>"


def _p(paragraphs: list[str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{one}</{tag}>" for one in paragraphs)


def _links(titles: list[str]) -> str:
    return "".join(f"<li><a href='/news/{at}'>{title}</a></li>" for at, title in enumerate(titles))


def wordpress(seed: int) -> Sample:
    """A blog system: classes of category on the article, widgets at the side, a form for comments."""
    writer = Writer(seed)
    text, related = writer.paragraphs(6), writer.headlines(12)
    markup = f"""{_head(f"{writer.title} | {SITE}", f"<meta property='og:site_name' content='{SITE}'>")}
      <body class="post-template-default single single-post category-news"><div id="page" class="site">
      <header class="site-header"><p class="site-title">{SITE}</p><nav><ul class="menu">{_links(["社会", "経済", "国際"])}</ul></nav></header>
      <div class="content-area has-sidebar"><main class="site-main">
      <article id="post-{seed}" class="post type-post tag-related category-society hentry">
      <header class="entry-header"><h1 class="entry-title">{writer.title}</h1><div class="entry-meta">
      <time class="entry-date published" datetime="{writer.day}T{writer.clock}:00+09:00">{writer.day.replace("-", "/")}</time>
      <time class="updated" datetime="2026-01-01T00:00:00+09:00">2026年1月1日</time> by <span class="author">潮田真帆</span></div></header>
      <div class="entry-content">{_p(text[:2])}<figure class="wp-caption"><img src="a.jpg"><figcaption>工事の始まる{writer.thing}＝{writer.city}で</figcaption></figure>
      <div class="sharedaddy"><h3>共有:</h3><ul><li><a href="#">Facebook</a></li></ul></div>{_p(text[2:])}</div>
      <footer class="entry-footer">カテゴリー: <a href="/c">社会</a></footer></article>
      <nav class="post-navigation"><a href="/p">前の記事　{related[0]}</a></nav>
      <div id="comments" class="comments-area"><h2>コメント</h2><form><p>メールアドレスが公開されることはありません。</p><textarea></textarea></form></div>
      </main></div><aside class="widget-area"><h2>最近の投稿</h2><ul>{_links(related)}</ul></aside></div>
      <footer class="site-footer"><p>{SITE}は{writer.city}の新聞です。無断転載を禁じます。</p></footer></body></html>"""
    furniture = (*related, "共有:", "メールアドレスが公開", "新聞です")
    caption = f"工事の始まる{writer.thing}＝{writer.city}で"
    return Sample(markup, writer.title, tuple(text), furniture, writer.day, captions=(caption,))


def tables(seed: int) -> Sample:
    """Tables for the layout, text parted by line breaks, no heading: a page of the 2000s."""
    writer = Writer(seed)
    text, links = writer.paragraphs(5), writer.headlines(8)
    year, month, day = writer.day.split("-")
    markup = f"""<html><head><title>{SITE}：{writer.title}</title></head><body bgcolor="#ffffff"><table width="800"><tr><td colspan="2">
      <a href="/"><img src="logo.gif"></a> | <a href="/a">社会</a> | <a href="/b">経済</a></td></tr>
      <tr><td width="160" valign="top"><font size="2"><a href="/1">{"</a><br><a href='/1'>".join(links)}</a></font></td>
      <td><font size="5"><b>{writer.title}</b></font><br><br><font size="2">{year}年{int(month)}月{int(day)}日 {writer.clock}</font><br><br>
      　{"<br><br>　".join(text)}<br><br></td></tr></table>
      <center><font size="1">Copyright (C) {SITE} All rights reserved.</font></center></body></html>"""
    return Sample(markup, writer.title, tuple(text), (*links, "Copyright"), writer.day)


def div_soup(seed: int) -> Sample:
    """Names of classes that say nothing, divs alone, teasers with text below."""
    writer = Writer(seed)
    text, related = writer.paragraphs(7), writer.headlines(6)
    cards = "".join(
        f"<div class='x{seed}q'><div class='z1'><h3><a href='/n{at}'>{title}</a></h3><div class='z2'>{writer.sentence()}この先は別の記事{at}。</div></div></div>"
        for at, title in enumerate(related)
    )
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": writer.title,
        "datePublished": f"{writer.day}T{writer.clock}:00+09:00",
    }
    markup = f"""{_head(f"{writer.title} - {SITE}", f"<script type='application/ld+json'>{json.dumps(data)}</script>")}<body><div class="r0">
      <div class="k1"><div class="k2"><a href="/">{SITE}</a><a href="/s">社会</a><a href="/e">経済</a></div></div>
      <div class="m1"><div class="m2"><div class="h9"><h1>{writer.title}</h1></div><div class="b4">{_p(text, "div")}</div></div>
      <div class="m3">{cards}</div></div></div></body></html>"""
    return Sample(markup, writer.title, tuple(text), (*related, "この先は別の記事"), writer.day)


def amp(seed: int) -> Sample:
    """An AMP page: relative canonical address, custom elements, advertisements between paragraphs."""
    writer = Writer(seed)
    text = writer.paragraphs(5)
    url = f"https://kirihama.example/news/{seed}"
    extra = f"""<link rel="canonical" href="/news/{seed}"><meta property="og:url" content="{url}?amp=1">
      <meta property="article:published_time" content="{writer.day}T{writer.clock}:00+09:00"><meta property="og:title" content="{writer.title}《{SITE}》">
      <meta property="og:site_name" content="{SITE}">"""
    ads = "<amp-ad class='ad-slot'><div class='ad-label'>広告です。お買い得な情報をどうぞご覧ください。</div></amp-ad>"
    markup = f"""{_head(f"{writer.title}《{SITE}》", extra).replace("<html", "<html amp")}<body><amp-sidebar id="sidebar"><ul><li><a href="/">社会</a></li></ul></amp-sidebar>
      <main><h1 class="headline">{writer.title}</h1><p class="dateline">{writer.day.replace("-", "/")} {writer.clock}</p><section>{ads.join(f"<p>{one}</p>" for one in text)}</section>
      <amp-social-share type="line"></amp-social-share><section class="recommend"><h2>おすすめ</h2>{_p(writer.headlines(3))}</section></main></body></html>"""
    return Sample(markup, writer.title, tuple(text), ("広告です", "おすすめ"), writer.day, url=url)


def paywall(seed: int) -> Sample:
    """A teaser for members: two paragraphs, then a prompt, then what a membership costs."""
    writer = Writer(seed)
    text = [*writer.paragraphs(1), f"{writer.city}の{writer.thing}を巡っては、かねて住民の間に…"]
    data = {
        "@type": ["NewsArticle"],
        "headline": writer.title,
        "isAccessibleForFree": "False",
        "datePublished": f"{writer.day}T{writer.clock}+09:00",
    }
    markup = f"""{_head(f"{writer.title}｜{SITE}", f"<script type='application/ld+json'>{json.dumps([data], ensure_ascii=False)}</script>")}
      <body><main><article class="article is-paywall"><h1>{writer.title}</h1><span class="label">有料会員限定</span>
      <p class="pubdate">{writer.day.replace("-", "/")} {writer.clock}</p><div class="article-body">{_p(text)}</div>
      <div class="gate"><p>この記事は有料会員限定です。登録すると続きをお読みいただけます。</p><p>残り{seed + 1200}文字</p><a class="btn" href="/login">ログインする</a></div>
      </article><div class="plan"><h2>購読のご案内</h2><p>月額980円で、すべての記事が読み放題になります。初月は無料です。</p></div></main></body></html>"""
    return Sample(markup, writer.title, tuple(text), ("読み放題", "ログインする"), writer.day, access="members")


def live_blog(seed: int) -> Sample:
    """Entries with a time and a heading each, the newest first."""
    writer = Writer(seed)
    text = writer.paragraphs(8)
    entries = "".join(
        f"<section class='live-entry'><time datetime='{writer.day}T{20 - at}:00+09:00'>{20 - at}:00</time><h2>第{at + 1}報</h2><p>{one}</p></section>"
        for at, one in enumerate(text)
    )
    data = {
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": "LiveBlogPosting",
                "headline": writer.title,
                "datePublished": f"{writer.day}T08:00:00+09:00",
                "dateModified": f"{writer.day}T21:00:00+09:00",
            },
        ]
    }
    markup = f"""{_head(f"【速報】{writer.title}（{SITE}）", f"<meta property='og:site_name' content='{SITE}'><script type='application/ld+json'>{json.dumps(data)}</script>")}
      <body><div class="global-nav"><ul>{_links(["トップ", "速報"])}</ul></div><div id="main"><h1>{writer.title}</h1><div class="stream">{entries}</div></div>
      <div class="footer">お問い合わせはこちらへ。{SITE}が運営しています。</div></body></html>"""
    return Sample(markup, writer.title, tuple(text), ("お問い合わせ",), writer.day)


def endless(seed: int) -> Sample:
    """The next articles follow in full below the first."""
    writer = Writer(seed)
    text = writer.paragraphs(4)
    others = [Writer(seed * 31 + at) for at in range(1, 4)]
    data = {"@type": "NewsArticle", "headline": writer.title, "datePublished": f"{writer.day}T{writer.clock}:00+09:00"}
    more = "".join(
        f"<article class='story'><h1><a href='/{at}'>{one.title}その{at}</a></h1><div class='story-body'>{_p([f'{line}別の記事の{at}。' for line in one.paragraphs(3)])}</div></article>"
        for at, one in enumerate(others)
    )
    markup = f"""{_head(writer.title, f"<script type='application/ld+json'>{json.dumps(data)}</script>")}<body><div id="feed">
      <article class="story"><h1>{writer.title}</h1><div class="story-body">{_p(text)}</div></article>{more}</div></body></html>"""
    return Sample(markup, writer.title, tuple(text), ("別の記事の",), writer.day)


def discussion(seed: int) -> Sample:
    """Readers' comments, longer than the article, with dates of their own."""
    writer = Writer(seed)
    text = writer.paragraphs(3)
    comments = [
        f"{writer.random.choice(PEOPLE)}さんの意見に{at}度賛成です。{writer.thing}は大切に使ってほしい。子どもの頃から通った場所なので、寂しい気持ちもあります。"
        for at in range(9)
    ]
    listed = "".join(
        f"<li class='comment'><span class='comment-author'>読者{at}</span><time datetime='2026-02-0{at % 9 + 1}'>2026/02/0{at % 9 + 1} 10:3{at}</time><p>{one}</p><a href='#'>返信</a></li>"
        for at, one in enumerate(comments)
    )
    year, month, day = writer.day.split("-")
    markup = f"""{_head(f"{writer.title} : {SITE}", f"<meta property='og:site_name' content='{SITE}'>")}<body><div class="wrap"><h1>{writer.title}</h1>
      <div class="info">公開：{year}年{int(month)}月{int(day)}日</div><div class="text">{_p(text)}</div>
      <section class="comments"><h2>コメント({len(comments)})</h2><ol>{listed}</ol><form><p>コメントを書く</p></form></section></div></body></html>"""
    return Sample(markup, writer.title, tuple(text), ("コメントを書く",), writer.day, comments=tuple(comments))


def one_form(seed: int) -> Sample:
    """The whole page in a form, data in a script, text marked as the article's body paragraph by paragraph."""
    writer = Writer(seed)
    text = writer.paragraphs(4)
    state = {
        "page": {
            "id": seed,
            "title": writer.title,
            "publishedAt": f"{writer.day}T{writer.clock}:00+09:00",
            "body": "…",
        },
        "ranking": [{"title": "別の題", "publishedAt": "2026-03-03T00:00:00+09:00"}],
    }
    marked = "".join(f"<p itemprop='articleBody' class='par{at}'>{one}</p>" for at, one in enumerate(text))
    markup = f"""{_head(writer.title)}<body><form id="aspnetForm" method="post"><div class="nav-wrapper search"><h1>{writer.title}</h1>{marked}</div>
      <div class="sub"><p>この欄では、{writer.city}の暮らしに役立つ情報を毎週お届けしています。</p></div></form>
      <script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script></body></html>"""
    return Sample(markup, writer.title, tuple(text), ("役立つ情報",), writer.day)


def script_filled(seed: int) -> Sample:
    """An empty page that a script fills; its text stands in JSON-LD."""
    writer = Writer(seed)
    text = writer.paragraphs(4)
    data = {"@type": "Article", "headline": writer.title, "datePublished": writer.day, "articleBody": "\n\n".join(text)}
    extra = f"<script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script>"
    markup = f"{_head(writer.title, extra)}<body><div id='root'></div><noscript>スクリプトを有効にしてください。</noscript></body></html>"
    return Sample(markup, writer.title, tuple(text), ("有効に",), writer.day)


def local_paper(seed: int) -> Sample:
    """The site's name is the first heading; the date stands above the headline, the reporter below the text."""
    writer = Writer(seed)
    text, related = writer.paragraphs(5), writer.headlines(10)
    year, month, day = writer.day.split("-")
    markup = f"""{_head(f"{writer.title}：社会：{SITE}")}<body class="home-page is-related-open"><div class="hd"><h1><a href="/">{SITE}</a></h1>
      <ul class="gnavi">{_links(["社会", "経済", "スポーツ"])}</ul></div><div class="cols"><div class="col-main">
      <p class="day">{year}年{int(month)}月{int(day)}日(火) {writer.clock}</p><h2 class="midashi">{writer.title}</h2><div class="sns-btns"><a href="#">ポスト</a></div>
      <p class="lead">{text[0]}</p><div class="photo-box"><img src="p.jpg"><p>説明会で話す住民＝{writer.city}</p></div>
      <div class="honbun">{_p(text[1:])}<p>（潮田真帆）</p></div><ul class="tag-list">{_links([writer.city, writer.thing])}</ul>
      <h3>関連記事</h3><ul>{_links(related[:4])}</ul></div><div class="col-side"><h3>アクセスランキング</h3><ol>{_links(related[4:])}</ol>
      <p>{SITE}の公式アプリが新しくなりました。ぜひお試しください。</p></div></div><div class="ft"><p>記事・写真の無断転載を禁じます。</p></div></body></html>"""
    furniture = (*related, "公式アプリ", "無断転載", "ポスト")
    return Sample(
        markup,
        writer.title,
        (*text, "（潮田真帆）"),
        furniture,
        writer.day,
        captions=(f"説明会で話す住民＝{writer.city}",),
    )


def magazine(seed: int) -> Sample:
    """A page of several: subtitles, advertisements within the text, the writer's portrait below, links to the next pages."""
    writer = Writer(seed)
    text = writer.paragraphs(6)
    meta = f"<meta property='article:published_time' content='{writer.day}T{writer.clock}:00+09:00'><link rel='canonical' href='https://kirihama.example/mag/{seed}'>"
    ad = "<div class='ad_inread'><p>この欄は広告です。新しい炊飯器で、毎日の食卓を豊かに。</p></div>"
    markup = f"""{_head(f"{writer.title} | {SITE} | 暮らしと町", meta)}<body><header class="l-header"><a href="/">{SITE}</a></header><main class="l-main"><article class="p-article">
      <header><p class="p-article__category"><a href="/c">町づくり</a></p><h1 class="p-article__title">{writer.title}</h1><div class="p-article__meta"><time datetime="{writer.day}">{writer.day.replace("-", ".")}</time>
      <a class="p-article__author" href="/w">潮田真帆</a></div></header><div class="p-article__body">{_p(text[:2])}<h2>市民の声を聞く</h2>{text[2]}<br><br>{text[3]}{ad}<h2>これからの課題</h2>{_p(text[4:])}
      <div class="p-pagination"><a href="?p=2">次ページは：市長に聞く、{writer.thing}の未来</a><ul><li>1</li><li><a href="?p=2">2</a></li></ul></div></div>
      <div class="writer-profile"><img src="w.jpg"><h3>潮田真帆</h3><p>1980年、{writer.city}生まれ。大学を卒業後、出版社勤務を経て独立。著書に「港町の暮らし」がある。</p></div></article>
      <section class="p-recommend"><h2>おすすめ記事</h2>{_links(writer.headlines(5))}</section></main></body></html>"""
    return Sample(
        markup,
        writer.title,
        tuple(text),
        ("炊飯器", "次ページは", "生まれ。", "おすすめ記事"),
        writer.day,
        url=f"https://kirihama.example/mag/{seed}",
    )


def flash(seed: int) -> Sample:
    """One sentence of news among many headlines."""
    writer = Writer(seed)
    text = [writer.sentence()]
    links = writer.headlines(30)
    markup = f"""{_head(f"{writer.title} - {SITE}")}<body><div class="a"><ul>{_links(links[:15])}</ul></div><div class="b"><h1>{writer.title}</h1>
      <time datetime="{writer.day}T{writer.clock}:00+09:00">{writer.clock}</time><p>{text[0]}</p></div><div class="c"><h2>新着</h2><ul>{_links(links[15:])}</ul></div>
      <div class="d">このサイトでは、よりよいサービスのためにクッキーを使っています。<a href="/p">詳しくはこちら</a></div></body></html>"""
    return Sample(markup, writer.title, tuple(text), (*links, "クッキー"), writer.day)


def portal(seed: int) -> Sample:
    """Names of classes made by a machine, the outlet in brackets, a picture with its caption in the text, teasers as divs."""
    writer = Writer(seed)
    text = writer.paragraphs(4)
    data = {
        "@type": "NewsArticle",
        "headline": writer.title,
        "datePublished": f"{writer.day}T{writer.clock}:00+09:00",
        "publisher": {"name": SITE},
    }
    teasers = "".join(
        f"<div class='sc-k{at}'><a href='/{at}'><div><img><p class='sc-t'>{one}</p><span>{SITE}</span><time>6/{at + 1}(月) 10:00</time></div></a></div>"
        for at, one in enumerate(writer.headlines(8))
    )
    markup = f"""{_head(f"{writer.title}（{SITE}） - 架空ポータル", f"<meta property='og:site_name' content='架空ポータル'><script type='application/ld+json'>{json.dumps(data)}</script>")}
      <body><div id="wrapper"><main id="contents"><div id="main"><article id="mods"><header class="sc-a"><h1 class="sc-b">{writer.title}</h1><div class="sc-c"><time>6/1(日) 12:00</time><span>配信</span></div></header>
      <div class="article_body highLightSearchTarget"><div class="sc-d"><div class="sc-e"><a href="/img"><img></a></div><p class="sc-f highLightSearchTarget">{text[0]}

{text[1]}</p><h2 class="sc-g">反対の署名も</h2><p class="sc-f">{text[2]}</p><p class="sc-f">{text[3]}</p></div></div>
      <footer class="sc-h"><p>最終更新：6/1(日) 12:30</p><a href="/o">{SITE}</a></footer></article><section class="sc-i"><h2>関連記事</h2>{teasers}</section>
      <section id="uamods-pickup"><h2>トピックス（主要）</h2><ul>{_links(writer.headlines(8))}</ul></section></div></main></div></body></html>"""
    return Sample(markup, writer.title, (f"{text[0]}{text[1]}", *text[2:]), ("主要", "最終更新", "催し"), writer.day)


def notice(seed: int) -> Sample:
    """A notice with a table of figures and a list, few sentences."""
    writer = Writer(seed)
    text = writer.paragraphs(2)
    rows = [("工期", "2年"), ("費用", "12億円"), ("場所", writer.city)]
    items = ["説明会は4月に3回", "申し込みは市役所で", "資料は無料"]
    year, month, day = writer.day.split("-")
    table = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
    markup = f"""{_head(f"{writer.title}／{writer.city}", "<meta name='author' content='架空市広報課'>")}<body><div id="header"><p id="pankuzu"><a href="/">トップ</a> &gt; <a href="/o">お知らせ</a></p></div>
      <div id="tmp_contents"><h1>{writer.title}</h1><p class="update">更新日：{year}年{int(month)}月{int(day)}日</p><p>{text[0]}</p><h2>概要</h2><table>{table}</table>
      <h2>説明会</h2><p>{text[1]}</p><ul>{"".join(f"<li>{one}</li>" for one in items)}</ul></div>
      <div id="tmp_inquiry"><h2>お問い合わせ</h2><p>架空市広報課　電話0000-00-0000</p></div><div id="footer">Copyright 架空市</div></body></html>"""
    held = (text[0], *(cell for row in rows for cell in row), text[1], *items)
    return Sample(markup, writer.title, held, ("電話0000", "トップ", "Copyright"), writer.day)


def photo_story(seed: int) -> Sample:
    """Every wrapper is named for the pictures; captions lie between the paragraphs."""
    writer = Writer(seed)
    text = writer.paragraphs(6)
    captions = [f"{writer.city}の{writer.thing}。朝から人が集まった（{at}枚目）" for at in range(1, 4)]
    mixed = "".join(
        f"<div class='image-block'><img src='{at}.jpg'><p class='txt'>{caption}</p></div><p>{text[2 * at]}</p><p>{text[2 * at + 1]}</p>"
        for at, caption in enumerate(captions)
    )
    markup = f"""{_head(f"【写真特集】{writer.title}", f"<meta itemprop='datePublished' content='{writer.day}'>")}<body><div class="photo-page has-images"><div class="photo-header"><h1>【写真特集】{writer.title}</h1></div>
      <div class="photo-article-images">{mixed}</div></div><div class="ranking-box"><ol>{_links(writer.headlines(5))}</ol></div></body></html>"""
    return Sample(markup, f"【写真特集】{writer.title}", tuple(text), ("催し",), writer.day, captions=tuple(captions))


LAYOUTS: dict[str, Callable[[int], Sample]] = {
    layout.__name__: layout
    for layout in (
        wordpress,
        tables,
        div_soup,
        amp,
        paywall,
        live_blog,
        endless,
        discussion,
        one_form,
        script_filled,
        local_paper,
        magazine,
        flash,
        portal,
        notice,
        photo_story,
    )
}
