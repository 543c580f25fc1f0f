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

_RARE_GIVEN = _words(
    "啓志郎 理玖斗 佑弥斗 海里 奏汰 心咲 琉唯 蒼生 結月 颯汰 こころ さくら ひなた ゆい 美空 ノア 莉央 獅子丸 惣一郎 伊三郎 紗也加 九十九"
)
_WRESTLERS_A = _words("若 琴 豊 朝 高 北 千代 大 栃 白 錦 隆")
_WRESTLERS_B = _words("ノ海 ノ山 の里 の富士 の湖 櫻 龍 鵬 嵐 錦 山 海 勝 車")
_SPORTS = _words(
    "は2-0で勝利した は3-1で敗れた に逆転勝ちした と引き分けた の守備が堅かった のサポーターが喜んだ に移籍する との試合は8日に行われる に所属する は首位に立った の得点で追いついた が優勝した を相手に先制した は次節でも主将を欠く の先発は左腕だ"
)
_CLUB = _words(
    "シティ ユナイテッド FC SC ローバーズ タウン アスレティック ヴォルケーノ イーグレッツ ロビンズ スターズ サンダース"
)
_SCHOOLS = _words("小 中 高 小学校 中学校 高校 高等学校 大 大学")
_STATE = _words(
    "軍 政府 海軍 空軍 陸軍 外務省 国防省 財務省 内務省 警察 議会 中央銀行 農務省 国務省 国防総省 司法省 検察庁 最高裁 大統領府"
)
_SHORT_STATE = _words(
    "軍 政府 国防総省 国務省 財務省 司法省 商務省 海軍 空軍 議会 中央情報局 連邦捜査局 航空宇宙局 通商代表部"
)
_REGIONAL = _words(
    "教育委員会 警察本部 県警 議会 知事部局 信用保証協会 医師会 漁業協同組合連合会 高校野球連盟 バスケットボール協会 畜産協会 建設業協会 選挙管理委員会 労働局"
)
_PREFECTURES = _words("千葉県 岩手県 三重県 山形県 福岡県 愛媛県 静岡県 北海道 大阪府 群馬県 石川県 沖縄県")
_RADIO = _words("ラジオ テレビ FM エフエム")
_BRANDS = _words(
    "ミナモ コトノハ ツムギ サザナミ nanoha SORANE ひだまり ほしぞら ルーチェ アステル noema かけはし RIKKA オルテ"
)
_SHIPS = _words("北進丸 あさなぎ丸 海鳳丸 しおかぜ はまゆき 第三幸栄丸 第7北進丸 第十八大漁丸")
_CUPS = _words("杯 カップ 賞 選手権 マラソン 音楽祭 映画祭 王座戦 オープン 国際 駅伝")
_WARS = _words("戦争 紛争 地震 豪雨 台風 大火 事変 内戦")
_BUILDINGS = _words(
    "ホール アリーナ スタジアム 球場 会館 ドーム 公園 病院 図書館 美術館 記念館 ホテル 駅 空港 寺 神社 院 センター 体育館 刑務所 基地 原発"
)
_LAWS = _words("条約 協定 議定書 法 条例 憲章")
_ROADS = _words("国道 県道 都道 府道 市道")
_FIELDS_OF_LAW = _words("海洋保護 情報公開 温泉保護 河川 都市計画 児童福祉 航空安全 森林 電波 検疫")
_PHRASES = _words(
    "段階的削減 地元優先 早期解散 世代交代 共生社会 相互扶助 まだ間に合う やればできる ありがとう おかえり"
)

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


def _club(rng: random.Random) -> str:
    city = rng.choice([_foreign, _town])(rng)
    return city if rng.random() < 0.6 else city + rng.choice(_CLUB)


def _school(rng: random.Random) -> str:
    town = _town(rng) + rng.choice(["", "", "東", "西", "第一", "南"])
    owner = rng.choice(["", f"{_town(rng)}市立", f"{_town(rng)}市立", f"{_town(rng)}町立", "県立"])
    return owner + town + (rng.choice(_SCHOOLS) if rng.random() < 0.7 or not owner else "")


def _middle_dots(rng: random.Random) -> str:
    """ダ・モルトン, ファン・デル・ベルク, アブ・サリム: names with short parts."""
    small = rng.choice(
        ["ロ", "デ", "ド", "ル", "ファン", "フォン", "ダ", "アブ", "エル", "ハ", "デラ", "ファン・デル", "リ", "ク"]
    )
    return rng.choice([f"{small}・{_foreign(rng)}", f"{_foreign(rng)}・{small}・{_foreign(rng)}"])


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
    "N": ("ORG", lambda rng: rng.choice(["", "", "北", "西日本"]) + _town(rng) + rng.choice(_PAPERS)),
    "M": ("ORG", lambda rng: _foreign(rng) + rng.choice(_COMPANY)),
    "B": ("ORG", lambda rng: rng.choice(_FIELDS) + rng.choice(["会", "協会", "機構", "研究所", "連盟"])),
    "X": ("ORG", _capitals),
    "W": ("ORG", lambda rng: f"{_foreign(rng)}・{rng.choice(_FOREIGN_PAPERS)}"),
    "A": ("LOC", lambda rng: _town(rng) + rng.choice("市町村区市")),
    "C": ("LOC", _any(_COUNTRIES)),
    "c": ("LOC", _any(_SHORT)),
    "L": ("LOC", lambda rng: rng.choice(_COUNTRIES) + rng.choice(_DIRECTIONS)),
    "Y": ("PERSON", lambda rng: rng.choice(_FAMILY + _PLACELIKE) + rng.choice(_RARE_GIVEN)),
    "x": ("PERSON", lambda rng: rng.choice(_FAMILY + _words("金 李 朴 習 文 尹 蔡 胡 王 張 崔 盧") * 2)),
    "d": ("PERSON", _middle_dots),
    "w": ("PERSON", lambda rng: rng.choice(_WRESTLERS_A) + rng.choice(_WRESTLERS_B)),
    "Z": ("ORG", _club),
    "H": ("ORG", _school),
    "G": ("ORG", lambda rng: rng.choice(_COUNTRIES) + rng.choice(_STATE)),
    "g": ("ORG", lambda rng: rng.choice("米英仏独露韓印") + rng.choice(_SHORT_STATE)),
    "U": ("ORG", lambda rng: rng.choice(_PREFECTURES) + rng.choice(_REGIONAL)),
    "r": ("ORG", lambda rng: rng.choice(_RADIO) + rng.choice(["", "", "日"]) + _town(rng)),
    "b": ("PRODUCT", _any(_BRANDS)),
    "s": ("PRODUCT", _any(_SHIPS)),
    "V": ("EVENT", lambda rng: rng.choice([_town, _foreign])(rng) + rng.choice(_CUPS)),
    "i": ("EVENT", lambda rng: rng.choice([_town, _foreign])(rng) + rng.choice(_WARS)),
    "I": ("FAC", lambda rng: rng.choice([_town, _foreign, _rare])(rng) + rng.choice(_BUILDINGS)),
    "l": ("LAW", lambda rng: rng.choice([rng.choice(_FIELDS_OF_LAW), _foreign(rng), _town(rng)]) + rng.choice(_LAWS)),
    "y": ("FAC", lambda rng: f"{rng.choice(_ROADS)}{rng.randint(1, 480)}号"),
    "m": ("LOC", _foreign),
    "n": (None, lambda rng: rng.choice("123456")),
    "z": (None, _any(_SPORTS)),
    "p": (None, _any(_PHRASES)),
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
    "優勝{J}({H})、準優勝{Y}({H})、3位{Y}({H})", "{H}{n}年の{J}さん({n})が優勝した。", "{H}は9日、{A}で卒業式を開いた。",
    "{Y}さん{v}。", "{Y}{T}{v}。", "{d}氏{v}。", "{d}{T}{v}。", "{d}はボールを受けた。", "{w}親方{v}。", "関脇{w}が勝ち越した。", "{w}関{v}。",
    "{Z}{z}。", "{Z}{z}。", "{Z}{z}。", "{Z}の{K}{z}。", "{Z}の{K}監督{v}。", "{Z}のFW{K}が先制した。", "{Z}対{Z}は引き分けた。", "{Z}と{Z}が対戦した。",
    "{m}の{Z}でプレーする。", "{m}の住民が避難した。", "{m}の{m}で火事があった。", "{m}で記者会見した。", "{m}に向かった。", "{m}郊外で事故が起きた。",
    "{G}は声明を出した。", "{G}の報道官{v}。", "{G}高官は認めた。", "{g}は12日、発表した。", "{g}高官{v}。", "{g}によると、艦船が向かった。", "{g}の{K}報道官{v}。", "{C}大統領選は9日に行われた。", "{C}総選挙で与党が敗れた。",
    "{c}政権は関税を上げる。", "{c}大統領選の投票が始まった。", "{c}当局は捜査を始めた。", "{c}国営の通信社が報じた。", "{c}大手銀行が破綻した。", "{A}長選に{J}氏が立候補した。", "{A}議選が告示された。",
    "{U}は15日、方針を決めた。", "{U}によると、けが人はいない。", "{U}の{J}{T}{v}。", "{r}は番組を終える。", "{r}の番組で{J}さん{v}。", "ブランド「{b}」を立ち上げた。", "新製品「{b}」を発売する。", "通販サイト「{b}」に出店した。",
    "{b}は来春発売される。", "{M}は新型車「{b}」を公開した。", "漁船「{s}」が転覆した。", "{s}が座礁した。", "貨物船{s}の乗組員は無事だった。", "第{n}回{V}が{A}で開かれた。", "{V}で{J}が優勝した。", "{V}は中止となった。",
    "{i}で家を失った。", "{i}から10年になる。", "{i}の被災地を訪ねた。", "{I}で大会が開かれた。", "{A}の{I}で公演がある。", "{I}の前で集会があった。", "{I}に運ばれた。", "{K}は{I}に収監された。",
    "{l}を守る。", "{l}に調印した。", "{l}から離脱する。", "{y}を走る。", "{y}で事故があった。", "{A}の{y}が通行止めになった。",
    "{l}に違反した疑い。", "{l}が施行された。", "{l}を改正する。", "『{p}』を主張した。", "「{p}」と呼びかけた。", "相手は『{p}』と言う。", "「{p}」という声が上がる。", "彼は「{p}!!」と叫んだ。",
    "株式会社{M}は設立された。", "{M}株式会社は設立された。", "{x}と{S}の会談が終わった。", "{x}が{S}を批判した。", "{x}は会談を求めた。", "{S}が{x}を訪ねた。", "{S}は{S}に述べた。", "{A}に住む{Y}さん({n})は驚いた。",
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
