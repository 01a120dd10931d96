"""Invented people and unions: surnames as frequent as in real life, everything else by dice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from random import Random

# Surnames with their share of the population in hundredths of a percent.
_SURNAMES = (
    "王717 李700 张674 刘510 陈461 杨322 黄245 吴200 赵200 周190 徐145 孙138 马129 朱128 胡116"
    " 林113 郭113 何106 高100 罗95 郑93 梁85 谢76 宋70 唐69 许66 邓62 冯62 韩61 曹60 曾58 彭57"
    " 肖56 蔡53 潘52 田52 董51 袁50 于48 余48 叶47 蒋47 杜46 苏46 魏45 程45 吕45 丁43 沈41"
    " 任41 姚40 卢40 付38 钟37 姜37 崔37 谭36 廖35 范35 汪34 陆34 金34 石33 戴33 贾32 韦31"
    " 夏31 邱31 方30 侯30 邹30 熊29 孟29 秦28 白27 江27 阎26 薛26 尹25 段24 雷24 黎22 史22"
    " 龙21 陶21 贺20 顾20 毛20 郝20 龚19 邵19 万19 钱19 严18 覃18 武18 莫18 孔18 向17 常17"
    " 汤16 康16 易16 乔16 赖15 文15 温14 单8 解7 欧阳6 司马2 上官2 诸葛1 尉迟1"
).split()
SURNAMES = tuple("".join(c for c in entry if not c.isdigit()) for entry in _SURNAMES)
_SURNAME_WEIGHTS = tuple(
    accumulate(int("".join(c for c in entry if c.isdigit())) for entry in _SURNAMES)
)

_OLDER_MEN = (
    "建国 建军 国强 志强 永福 德胜 保国 卫东 文革 红军 长江 新民 玉林 天明 双喜 富贵".split()
)
_OLDER_WOMEN = (
    "秀英 桂兰 玉兰 淑珍 凤英 秀兰 桂英 玉梅 春兰 爱华 翠花 素珍 红梅 月娥 金凤 爱莲".split()
)
_MEN = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳东晨峰亮毅博翔"
_WOMEN = "芳娜敏静丽艳娟霞秀燕玲桂娣玉萍红英华慧巧美洁莉琳晶倩婷雪颖蕾欣怡佳梦瑶璐晗"
_YOUNGER = "子一雨梓佳思宇晓文浩欣俊诗若天嘉明志海家永少国春小"

_UYGUR = (
    "阿依古丽·买买提 古丽娜尔·艾山 阿卜杜拉·吐尔逊 艾尼瓦尔·肉孜 热依汗古丽·玉素甫"
    " 库尔班·依明 祖丽胡马尔·阿布都 买买提·沙吾提"
).split()


def _many(pieces: Sequence[str]) -> tuple[str, ...]:
    return tuple(first + second for first in pieces for second in pieces if first != second)


_BRANDS = _many("云恒瑞鑫华泰盛丰宏达安康永兴隆远嘉禾锦程")
_TRADES = (
    ("纺织", "manufacturing", "private"),
    ("机械制造", "manufacturing", "private"),
    ("矿业", "mining", "state_holding"),
    ("建材", "manufacturing", "private"),
    ("建筑工程", "construction", "other_limited"),
    ("物流", "transport", "private"),
    ("公交", "transport", "state_sole"),
    ("商贸", "wholesale_retail", "private"),
    ("食品", "manufacturing", "private"),
    ("医药", "manufacturing", "other_shares"),
    ("电子科技", "manufacturing", "foreign"),
    ("软件技术", "software", "private"),
    ("置业", "real_estate", "private"),
    ("餐饮管理", "catering", "private"),
    ("农业发展", "agriculture", "private"),
    ("水务", "utilities", "state_sole"),
    ("热力", "utilities", "state_holding"),
    ("环卫服务", "environment", "collective"),
)
_OFFICES = (
    ("第一中学", "education", "public_institution"),
    ("实验小学", "education", "public_institution"),
    ("人民医院", "health", "public_institution"),
    ("中医医院", "health", "public_institution"),
    ("财政局机关", "public_administration", "government"),
    ("民政局机关", "public_administration", "government"),
    ("文化馆", "culture", "public_institution"),
    ("农商银行", "finance", "other_shares"),
    ("供电分公司", "utilities", "state_owned"),
    ("邮政分公司", "transport", "state_owned"),
)
COUNTIES = (
    ("北岭县", "619921"),
    ("南浦县", "619922"),
    ("东泽区", "619902"),
    ("西川县", "619923"),
    ("青岩县", "619924"),
    ("临湖区", "619903"),
    ("白沙县", "619925"),
)
CITY, CITY_REGION = "云溪市", "619900"
TOWNS = "柳河 石门 清水 龙泉 双桥 白云 红星 新城 凤鸣 永安 安平 太和 青山 沙溪 金台 长乐".split()
ROADS = "人民路 解放路 建设路 和平路 北新街 东风街 工人路 滨河路 学府路 团结巷".split()
ESTATES = "纺织新村 矿山小区 桃园里 幸福家园 工人新村 河畔花园 向阳小区 铁路家属院".split()
SYSTEMS = (
    ("教育工会", "education"),
    ("卫生健康系统工会", "health"),
    ("交通运输工会", "transport"),
    ("财贸金融工会", "finance"),
    ("建设系统工会", "construction"),
)
BANKS = ("工商银行", "农业银行", "建设银行", "邮储银行", "云溪农商银行")
PLATFORMS = ("云溪闪送", "快达出行", "城城配送", "货运通")
JOBS = (
    "车工 钳工 焊工 电工 纺织工 司机 装卸工 保管员 质检员 会计 教师 护士 医师 文员 技术员"
    " 施工员 营业员 厨师 保洁员 收银员 调度员 检修工 采掘工 安全员"
).split()


class Namer:
    """Draws names; the same dice give the same names."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def person(self, gender: str, born_year: int, nation: str = "han", surname: str = "") -> str:
        """Return a name as people of that gender and age bear it."""
        dice = self._dice
        if nation == "uygur":
            return dice.choice(_UYGUR)
        surname = surname or dice.choices(SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]
        if born_year < 1968 and dice.random() < 0.6:
            return surname + dice.choice(_OLDER_MEN if gender == "male" else _OLDER_WOMEN)
        given = dice.choice(_MEN if gender == "male" else _WOMEN)
        if dice.random() < 0.62:
            return surname + dice.choice(_YOUNGER) + given
        return surname + given

    def home(self, place: str) -> tuple[str, str]:
        """Return a home's address and its estate with the building, for door rounds."""
        dice = self._dice
        building = f"{dice.choice(ESTATES)}{dice.randint(1, 18)}号楼"
        floor = dice.randint(1, 6)
        where = f"{place}{dice.choice(TOWNS)}街道{dice.choice(ROADS)}{building}"
        return f"{where}{dice.randint(1, 4)}单元{floor}0{dice.randint(1, 3)}室", building

    def employer(self, place: str) -> tuple[str, str, str]:
        """Return an employer's name with its industry and kind of employer."""
        dice = self._dice
        if dice.random() < 0.22:
            name, industry, employer_type = dice.choice(_OFFICES)
            return place + name, industry, employer_type
        name, industry, employer_type = dice.choice(_TRADES)
        return f"{place[:2]}{dice.choice(_BRANDS)}{name}有限公司", industry, employer_type

    def address(self, place: str) -> str:
        """Return a street address in a county."""
        dice = self._dice
        street = f"{place}{dice.choice(TOWNS)}街道{dice.choice(ROADS)}"
        floor = dice.randint(1, 6)
        return f"{street}{dice.randint(1, 180)}号{floor}0{floor % 4 + 1}室"
