"""Sentences of our own with names in constructions that the annotated texts seldom have, for the tagger.

Belongs here: frames, the words that fill them, and the types of the names in them. Does not belong here: annotated texts
(``names_data.py``). Every sentence is invented; names are put together from parts, so that the tagger learns the construction
and not the name.

A frame's slots stand in braces: ``{J}国防{T}`` has a Japanese name before a title. ``FILLERS`` says what each is filled with and of
what type it is; what has no type is no name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

SEED = 20261130
COUNT = 60
"""Sentences made from each frame."""


def _words(line: str) -> list[str]:
    return line.split()


_FAMILY = _words(
    "岡本 松田 三浦 森下 大塚 桑原 水谷 菊地 篠原 小坂 平田 片山 早川 村上 今井 浜田 河野 新井 内田 土屋 柴田 久保 上野 丸山 望月 滝沢 西川 黒田 堀江 星野"
)
_PLACELIKE = _words(
    "千葉 福島 宮崎 長崎 山口 岡山 大分 徳島 香川 福井 秋田 高知 長野 富山 山形 仙台 横浜 京極 三重 奈良 豊田 川口 鹿島 成田 小松 松本"
)
_RARE_A = _words("高梨 小鳥 月見 五百 八月 東海 西園 春日 真榮 城間 岩佐 髙 栁 﨑 鬼頭 神々 薬袋 四十 勘解 武者")
_RARE_B = _words("原 木 沢 田 里 寺 水 川 嶺 崎 森 井 谷 遊")
_GIVEN = _words(
    "健一 涼太 翔 美咲 大輔 恵子 直樹 由紀 剛 誠 隆 悠真 沙織 和也 千晶 俊介 実 裕子 光 春樹 玲 克己 正彦 義弘 大地 経子 明日香 陽 元 拓"
)
_FOREIGN_A = _words(
    "ア イ エ オ カ ガ キ ク グ ケ コ サ シュ ス セ ソ タ ダ チェ ツ テ ト ナ ニ ノ ハ バ パ ビ ブ ヘ ベ ホ マ ミ ム メ モ ヤ ラ リ ル レ ロ ヴァ ヴェ"
)
_FOREIGN_B = _words(
    "ール ーニ リ ンド ルト ーガ ミール ーソン ロフ ビッチ スタイン ベルク ード ーマン テル ネス ッツ ラン ドル ーノ エフ シ ンズ マイヤー ルソン"
)
_FOREIGN_C = _words("トン ー ド ン ス リ ナ ラ スキー ビル セン タ マ")
_CITY_A = _words("北 南 東 西 新 小 大 上 下 中 若 青 白 黒 高 深 浅 長")
_CITY_B = _words("浜 沢 原 瀬 里 峰 窪 畑 潟 砂 磯 森 柳 橋 門 岬 浦 坂")
_COUNTRIES = _words(
    "アメリカ イギリス フランス ドイツ ロシア ウクライナ ブラジル ケニア ベトナム 韓国 中国 トルコ ポーランド ノルウェー チリ カナダ"
)
_SHORT = _words("米 英 仏 独 露 韓 豪 印 伊 中")
_TITLES = _words(
    "社長 会長 理事長 事務局長 課長 部長 係長 次長 主任 顧問 専務 常務 支店長 局長 教授 准教授 議員 知事 市長 町長 首相 外相 国防相 財務相 長官 大使 報道官 監督 コーチ 弁護士 アナリスト 主席研究員"
)
_OFFICES = _words(
    "外務副大臣 財務副大臣 総務政務官 厚生労働副大臣 内務長官 国務長官 司法長官 国防委員長 国連大使 農務長官 外務次官 副大統領 首席補佐官 通商代表 運輸局長 商務長官"
)
_FIELDS = _words("営業 経理 人事 広報 総務 企画 開発 品質管理 市場調査 国際 環境 販売")
_HONORIFICS = _words("氏 氏 氏 さん さん 選手 容疑者 被告 先生")
_BODIES = _words(
    "税関 税務署 労働基準監督署 地方検察庁 消防本部 県警 商工会議所 観光協会 漁協 農協 信用組合 高校 大学 病院 法務局 気象台 海上保安部"
)
_PARTY = _words("新風 若草 清流 明日 希望 連帯 民生 みらい あおぞら 大地 県民 暮らし 再生 共生 立正 自立")
_COMPANY = _words(
    "インターナショナル ホールディングス テクノロジーズ システムズ エレクトロニクス グループ エナジー ファーマ ロジスティクス キャピタル モーターズ ソリューションズ"
)
_PAPERS = _words("新聞 日報 日日新聞 新報 通信 タイムズ 放送 テレビ")
_FOREIGN_PAPERS = _words("ヘラルド タイムズ ガゼット クロニクル トリビューン ジャーナル ポスト テレグラフ ニュース")
_DIRECTIONS = _words("東北部 北東部 南部 北西部 沿岸部 内陸部 中部 南西部 東部")
_VERBS = _words(
    "は述べた は語った は「問題はない」と話した が明らかにした は会見で説明した は否定した が発表した は辞任した"
)
_QUOTED = _words(
    "働き方 見直し隊 子育て広場 地域の輪 新しい生活 未来への種 負の遺産 安全神話 密約 もう一つの道 反対勢力 侵略軍"
)
_LATIN_A = _words("Peter Maria Johan Erik Susan Lars Petra Milan Clara Ivan")
_LATIN_B = _words("Holm Weber Novak Lind-Berg Carter Sato-Miller Olsen Kovac Berger Hughes")

Filler = Callable[[random.Random], str]


def _any(words: list[str]) -> Filler:
    return lambda rng: rng.choice(words)


def _foreign(rng: random.Random) -> str:
    return rng.choice(_FOREIGN_A) + rng.choice(_FOREIGN_B) + (rng.choice(_FOREIGN_C) if rng.random() < 0.4 else "")


def _town(rng: random.Random) -> str:
    return rng.choice(_CITY_A) + rng.choice(_CITY_B)


def _party(rng: random.Random) -> str:
    return rng.choice(_PARTY) + rng.choice(["党", "の党", "の会", "党"])


def _rare(rng: random.Random) -> str:
    return rng.choice(_RARE_A) + rng.choice(_RARE_B)


def _capitals(rng: random.Random) -> str:
    return "".join(rng.choice("ABCDEFGHIJKLMNOPRSTVWXZ") for _ in range(rng.choice([2, 3, 3, 4])))


FILLERS: dict[str, tuple[str | None, Filler]] = {
    "J": ("PERSON", lambda rng: rng.choice(_FAMILY + _PLACELIKE) + rng.choice(_GIVEN)),
    "F": ("PERSON", lambda rng: rng.choice(_FAMILY + _PLACELIKE + _PLACELIKE)),
    "R": ("PERSON", lambda rng: _rare(rng) + rng.choice(_GIVEN)),
    "K": ("PERSON", lambda rng: "・".join(_foreign(rng) for _ in range(rng.choice([2, 2, 2, 3])))),
    "S": ("PERSON", _foreign),
    "D": ("PERSON", lambda rng: f"{_foreign(rng)} {_foreign(rng)}"),
    "E": ("PERSON", lambda rng: f"{rng.choice(_LATIN_A)} {rng.choice(_LATIN_B)}"),
    "O": ("ORG", lambda rng: _town(rng) + rng.choice(_BODIES)),
    "P": ("ORG", _party),
    "N": ("ORG", lambda rng: rng.choice(["", "", "北", "西日本", "みなと"]) + _town(rng) + rng.choice(_PAPERS)),
    "M": ("ORG", lambda rng: _foreign(rng) + rng.choice(_COMPANY)),
    "B": ("ORG", lambda rng: rng.choice(_FIELDS) + rng.choice(["会", "協会", "機構", "研究所", "連盟"])),
    "X": ("ORG", _capitals),
    "W": ("ORG", lambda rng: f"{_foreign(rng)}・{rng.choice(_FOREIGN_PAPERS)}"),
    "A": ("LOC", lambda rng: _town(rng) + rng.choice("市町村区市")),
    "C": ("LOC", _any(_COUNTRIES)),
    "c": ("LOC", _any(_SHORT)),
    "L": ("LOC", lambda rng: rng.choice(_COUNTRIES) + rng.choice(_DIRECTIONS)),
    "T": (None, _any(_TITLES)),
    "o": (None, _any(_OFFICES)),
    "f": (None, _any(_FIELDS)),
    "h": (None, _any(_HONORIFICS)),
    "v": (None, _any(_VERBS)),
    "t": (None, _capitals),
    "q": (None, _any(_QUOTED)),
}
"""For each slot the type of its name, or none, and what makes it."""
FRAMES = (
    "{J}{T}{v}。", "{F}{T}{v}。", "{R}{T}{v}。", "{J}{f}{T}{v}。", "{F}{f}{T}{v}。", "{R}{h}{v}。", "{F}{o}{v}。",
    "{C}の{F}{o}{v}。", "{K}{o}{v}。", "{K}{c}{o}{v}。", "{S}{c}{o}{v}。", "{K}{T}{v}。", "{K}{h}{v}。", "{S}{h}{v}。",
    "同団体の{S}{T}{v}。", "同団体の{S}代表{v}。", "同社の{F}{T}{v}。", "{D}{h}{v}。", "{D}{T}{v}。", "{E}氏{v}。", "{E}{T}{v}。",
    "{B}の{T}、{J}{h}{v}。", "{B}の{T}、{K}{h}{v}。", "前{B}{T}の{F}{h}{v}。", "元{O}{T}の{J}{h}{v}。", "{P}の{J}{T}{v}。",
    "{J}、{J}両{T}{v}。", "{F}、{F}両選手が出場した。", "{S}と{S}の2人が勝った。", "影の{T}、{K}{h}{v}。",
    "{M}は9日、工場の閉鎖を発表した。", "{M}{v}。", "{M}の{J}{T}{v}。", "{O}は10日、男を書類送検した。", "{O}によると、けが人はいない。",
    "{O}が調べている。", "{P}は候補者を擁立する。", "{P}の代表{v}。", "{P}と{P}が統一会派を組む。", "{N}・{N}によると、雨が続く。",
    "{N}によると、男は黙っている。", "{N}が報じた。", "{N}と{N}が伝えた。", "{L}で地震があった。", "{L}の農村に雨が降った。",
    "{c}{c}間の貿易が細る。", "{c}は警戒を強めている。", "{c}、制裁を強化", "{c}政権の内部で対立が続く。", "{c}特殊部隊が突入した。",
    "{X}によると、来月開かれる。", "{X}は声明を発表した。", "{X}の{K}{T}{v}。", "{B}({X})は設立50年を迎えた。", "{A}の{R}さん{v}。",
    "{A}で{J}さんの家が焼けた。", "{C}・{A}で会合があった。", "{C}の{K}{T}{v}。", "{R}（さと みのる）{T}{v}。",
    "{t}の値を計算した。", "平均の{t}が下がった。", "{t}は安定している。", "指標({t})を使う。", "彼女の{t}は高い。", "{t}を導入する方法だ。",
    "相関係数({t})を求めた。", "絶対誤差({t})が増えた。", "彼の{t}は正しい。", "{t}導入の方法だ。", "{t}比は低い。", "{t}は未定だ。",
    "経済紙{W}が報じた。", "地元紙{W}は伝えた。", "夕刊紙「{N}」は報じた。", "有力紙{W}によると、雨が続く。", "{W}紙は報じた。",
    "{J}アナリスト{v}。", "{R}アナリスト{v}。", "{F}研究員{v}。", "{J}エコノミスト{v}。",
    "「{q}」と呼ばれる。", "市民は「{q}」を訴えた。", "{f}の担当者は語った。", "{T}は語った。", "{f}{T}は会見で説明した。",
    "与党{T}は語った。", "{f}日誌をつける。", "昼間は{f}の仕事をする。", "両者は合同で{f}を進める。", "{f}の法は難しい。",
    "The {f} opened again last week.", "See the {t} report for details.", "Nobody expected the vote to go this far, he said.",
)  # fmt: skip
_SLOT = re.compile(r"\{(\w)\}")


def sentences() -> Iterator[tuple[str, tuple[tuple[int, int, str], ...]]]:
    """Each sentence with its names: start, end and type. The same at every call."""
    rng = random.Random(SEED)  # noqa: S311
    seen: set[str] = set()
    for frame in FRAMES:
        for _ in range(COUNT):
            text, names, last = "", [], 0
            for slot in _SLOT.finditer(frame):
                text += frame[last : slot.start()]
                kind, fill = FILLERS[slot.group(1)]
                word = fill(rng)
                if kind:
                    names.append((len(text), len(text) + len(word), kind))
                text += word
                last = slot.end()
            text += frame[last:]
            if text not in seen:
                seen.add(text)
                yield text, tuple(names)
