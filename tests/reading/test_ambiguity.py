"""Names that are also words, or parts of other names: families of sentences in our own words."""

from __future__ import annotations

import pytest

from monitor.model import Watchlist
from monitor.reading.match import WatchIndex, company_ids

# Each row: what is said, and the companies it is about ("" = none of ours).
KIA = [
    ("기아, 멕시코 공장 증설 검토", "kia"),
    ("기아는 신형 픽업을 내년 출시한다", "kia"),
    ("기아의 3분기 판매 3% 늘어", "kia"),
    ("기아노조 임금 협상 돌입", "kia"),
    ("기아車 수출 회복", "kia"),
    ("中 기아 현지 법인 구조 개편", "kia"),
    ("현대차·기아 합산 판매 700만대", "hyundai-motor kia"),
    ("현대·기아, 인도 시장 공략", "hyundai-motor kia"),
    ("현대차와 기아가 손잡았다", "hyundai-motor kia"),
    ('유엔 기구 "기아 인구 8억명 육박"', ""),
    ("가뭄에 기아와 영양실조 번져", ""),
    ("기아대책, 겨울나기 성금 모금", ""),
    ("기아 타이거즈 연장 끝내기 승", ""),
    ("KIA 선발 투수 부상으로 말소", ""),
    ("KIA, 홈런 두 방으로 연패 탈출", ""),
    ("KIA 전기차 EV9 북미 출시", "kia"),
    ("프랑스령 기아나서 로켓 발사", ""),
    ("Kia starts building vans in Hwaseong", "kia"),
    ("Nokia and Slovakia sign a 5G pact", ""),
    ("Kia Ora: Auckland greets the athletes", ""),
    ("起亚在华推出新款纯电车型", "kia"),
    ("此举引起亚洲市场震荡", ""),
    ("台風掀起亞太地區關注", ""),
]
HYUNDAI = [
    ("현대차, 유럽에 배터리 공장 짓는다", "hyundai-motor"),
    ("현대자동차는 인니 공장을 증설한다", "hyundai-motor"),
    ("현대차그룹 인사 단행", "hyundai-motor-group"),
    ("현대車 美 공장 가동", "hyundai-motor"),
    ("현대 미술관 새 단장", ""),
    ("현대건설 3분기 수주 호조", ""),
    ("HD현대중공업, LNG선 4척 수주", ""),
    ("현대차증권 목표가 상향", ""),
    ("현대백화점 봄 세일", ""),
    ("현대모비스, 중국서 구동 모듈 수주", "hyundai-mobis"),
    ("현대모비스 농구단 4연승", ""),
    ("Hyundai Motor to recall cars in Canada", "hyundai-motor"),
    ("Hyundai partners with a robot maker", "hyundai-motor"),
    ("Hyundai Department Store shares jump", ""),
    ("HD Hyundai Heavy Industries wins a tanker order", ""),
    ("Hyundai Motor Group names a new design chief", "hyundai-motor-group"),
    ("现代汽车在印尼建电池工厂", "hyundai-motor"),
    ("現代汽車第三季獲利下滑", "hyundai-motor"),
    ("现代社会离不开公共图书馆", ""),
    ("加快建设现代化港口", ""),
    ("现代重工拿下油轮订单", ""),
    ("北京现代推出新车", "beijing-hyundai"),
    ("现代起亚今年销量增长", "hyundai-motor kia"),
]
SK_LG = [
    ("SK온, 조지아 공장 인력 충원", "sk-on"),
    ("SK온과 포드가 합작을 정리한다", "ford sk-on"),
    ("SK온이 LFP 양산에 나선다", "sk-on"),
    ("SK온라인몰 할인전", ""),
    ("SK온실가스 감축 목표 공개", ""),
    ("SK On to cut output in Georgia", "sk-on"),
    ("SK ON wins an order for prismatic cells", "sk-on"),
    ("SK on Tuesday said its chip unit will expand", ""),
    ("Investors turn risk on after the vote", ""),
    ("LG화학, 청주에 양극재 증설", "lg-chem"),
    ("LG화학교육재단 장학금", ""),
    ("LG, 구글과 가전 협력", ""),
    ("LG엔솔-GM 합작 3공장 지연", "gm lg-energy-solution"),
    ("엔솔, 46시리즈 첫 수주", "lg-energy-solution"),
    ("엔솔바이오사이언스 임상 2상", ""),
    ("LG Energy Solution expands in Arizona", "lg-energy-solution"),
    ("BLG beat their rivals in five games", ""),
    ("LG新能源在波兰扩产", "lg-energy-solution"),
    ("삼성, 폴더블폰 공개", ""),
    ("삼성SDI 헝가리 공장 증설", "samsung-sdi"),
    ("삼성SDI46파이 라인 가동", "samsung-sdi"),
    ("삼성전자 D램 값 인상", ""),
    ("SDI: a relic of the Cold War", ""),
    ("Samsung's SDI unit ramps up cells", "samsung-sdi"),
]
CHINA = [
    ("체리자동차, 울산에 사무소", "chery"),
    ("체리 과일값 폭등", ""),
    ("체리피커 고객 막는다", ""),
    ("체리·BYD 한국 상륙", "byd chery"),
    ("고체리튬 연구 활발", ""),
    ("Chery eyes a plant in Spain", "chery"),
    ("Cheryl bakes a cherry pie in her Chevy", ""),
    ("지리자동차, 르노 지분 인수", "geely renault"),
    ("지리 교과서 개편", ""),
    ("지리산 단풍 절정", ""),
    ("니오, 유럽서 배터리 교환소 확대", "nio"),
    ("니오브 합금 개발", ""),
    ("NIO opens its 3,000th swap station", "nio"),
    ("화유코발트, 포항에 전구체 공장", "huayou-cobalt"),
    ("화유, 구미서 양극재 생산", "huayou-cobalt"),
    ("SK온, 화유와 재활용 합작", "huayou-cobalt sk-on"),  # a maker of batteries tells as much as the word
    ("문화유산 야행 개막", ""),
    ("비야디, 헝가리 공장 준공", "byd"),
    ("세비야, 홈에서 무승부", ""),
    ("BYD ships buses to Chile", "byd"),
    ("Boyd wins the 800 metres", ""),
    ("GEM and EcoPro plan a nickel plant in Indonesia", "ecopro gem"),
    ("A hidden gem on the coast", ""),
    ("EVE supplies cells for a battery park", "eve-energy"),
    ("On the eve of the vote, markets wait", ""),
    ("Eve and Adam reunite on stage", ""),
    ("New Year's Eve energy drinks recalled", ""),
    ("크리스마스 이브 한파", ""),
    ("CIS leaders meet in Minsk", ""),
    ("씨아이에스(CIS), 이차전지 전극 장비 공급", "cis-korea"),
    ("吉利汽车与雷诺成立合资公司", "geely renault"),
    ("吉利德公布新药数据", ""),
    ("数字八被视为吉利数字", ""),
    ("双龙头格局初现", ""),
    ("理想L9交付量创新高", "li-auto"),
    ("理想状态下可续航千里", ""),
    ("蔚小理公布九月交付量", "li-auto nio xpeng"),
    ("湖北汽车产业提速", ""),
    ("北汽与小马智行合作", "baic"),
    ("双方实现共赢合作", ""),
    ("赢合科技拿下涂布机订单", "yinghe"),
    ("哥伦比亚迪厅失火", ""),
    ("宁王再融资百亿", "catl"),
    ("辽宁王女士中奖", ""),
    ("중웨이, 포스코와 니켈 합작", "cngr posco-holdings"),
    ("中微 식각 장비 업체 중웨이 반도체 수주", ""),
]
OTHERS = [
    ("Ford to retool its plant in Ontario", "ford"),
    ("Volvo builds a battery business with partners", "volvo-cars"),
    ("Tesla looks for magnets without rare earths", "tesla"),
    ("기아, 안타까운 리콜에 사과… 트레이닝 센터 개소", "kia"),
    ("현대모비스, 주차 어시스트 공급… 금융감독원 공시", "hyundai-mobis"),
    ("포스코, 축구장 10개 크기 공장 준공", "posco-holdings"),
    ("浦项控股新厂占地相当于十个足球场", "posco-holdings"),
    ("Tesla cuts prices in Norway", "tesla"),
    ("Teslas pile up in a port", "tesla"),
    ("Nikola Tesla museum reopens", ""),
    ("A tesla coil lights up the science fair", ""),
    ("A 7 tesla MRI magnet is installed", ""),
    ("테슬라, 상하이서 ESS 생산", "tesla"),
    ("[TODAY테슬라] 인도량 집계", "tesla"),
    ("特斯拉上海工厂产量创新高", "tesla"),
    ("AI医疗迎来特斯拉时刻", ""),
    ("Ford pauses its battery plant", "ford"),
    ("Harrison Ford returns to the stage", ""),
    ("포드, 켄터키 공장 전환", "ford"),
    ("제럴드 포드 항공모함 귀항", ""),
    ("福特暂停电池工厂", "ford"),
    ("福特号航母返港", ""),
    ("GM and a partner delay a cell plant", "gm"),
    ("GM crops approved in Kenya", ""),
    ("Volvo Cars recalls plug-in hybrids", "volvo-cars"),
    ("Volvo Trucks opens a plant in Mexico", ""),
    ("POSCO raises steel prices", "posco-holdings"),
    ("POSCO E&C wins a bridge contract", ""),
    ("포스코이앤씨 아파트 분양", ""),
    ("포스코그룹, 리튬 공장 준공", "posco-holdings"),
    ("浦项制铁亚冠出局", ""),
    ("에코프로, 헝가리 공장 준공", "ecopro"),
    ("에코프로비엠 3분기 흑자", "ecopro-bm"),
    ("에코프로젝트 공모전", ""),
    ("KG모빌리티, 체리와 손잡다", "chery kg-mobility"),
    ("KGM to use BYD batteries", "byd kg-mobility"),
    ("松下电池工厂投产", "panasonic"),
    ("考完试放松下来", ""),
    ("雷诺阿真迹拍出高价", ""),
    ("시노펙스 필터 공급", ""),
    ("시노펙, 나트륨 전지 소재 개발", "sinopec"),
    ("Ray Dalio sees lower rates", ""),
    ("Kona coffee harvest starts", ""),
]


@pytest.mark.parametrize(("text", "meant"), [*KIA, *HYUNDAI, *SK_LG, *CHINA, *OTHERS])
def test_a_text_names_exactly_the_companies_it_is_about(
    index: WatchIndex, watchlist: Watchlist, text: str, meant: str
) -> None:
    assert company_ids(index.mentions(text), watchlist) == tuple(meant.split())


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Chinese battery makers expand in Hungary", "?CN"),
        ("A Chinese cathode supplier and Korean firms talk", "?CN ?KR"),
        ("South Korean battery manufacturers lose share", "?KR"),
        ("Sales of non-Chinese battery makers fall", ""),
        ("Ex-China battery market grows", ""),
        ("中 배터리 업체, 유럽 점유율 확대", "?CN"),
        ("中 배터리, 국내 상륙", "?CN"),
        ("중국 양극재 기업이 새만금에 온다", "?CN"),
        ("국내 배터리 업체 점유율 하락", "?KR"),
        ("韓 배터리, 美서 반격", "?KR"),
        ("비중국 배터리 시장 점유율", ""),
        ("탈중국 소재 공급망 구축", ""),
        ("공사中 도로 통제", ""),
        ("中企 대출 늘린다", ""),
        ("中企加码匈牙利电池产能", "?CN"),
        ("韩企在华电池工厂停产", "?KR"),
        ("中国电池企业赴欧建厂", "?CN"),
        ("韩国电池厂商份额下滑", "?KR"),
        ("非中国企业份额上升", ""),
    ],
)
def test_a_firm_named_by_its_country_only_is_a_party_of_that_side(index: WatchIndex, text: str, sides: str) -> None:
    marks = {mention.entity for mention in index.mentions(text) if mention.how == "country"}
    assert marks == set(sides.split())


@pytest.mark.parametrize(
    "text", ["배터리 3사 실적 악화", "K-배터리 위기", "K배터리, 북미 공략", "Korea's top three battery makers"]
)
def test_the_korean_battery_makers_together_are_one_party(index: WatchIndex, text: str) -> None:
    assert "k-battery-trio" in {mention.entity for mention in index.mentions(text)}


def test_a_condition_may_be_met_in_the_summary(index: WatchIndex, watchlist: Watchlist) -> None:
    assert company_ids(index.mentions("GEM signs a second contract"), watchlist) == ()
    found = index.mentions("GEM signs a second contract", "The deal covers nickel and precursor for EcoPro.")
    assert company_ids(found, watchlist) == ("ecopro", "gem")


def test_a_product_does_not_hide_the_company_in_its_name(index: WatchIndex) -> None:
    found = {(mention.entity, mention.surface) for mention in index.mentions("Kia PV5 vans leave the line")}
    assert found == {("pv5", "Kia PV5"), ("kia", "Kia")}


def test_whoever_asks_is_told_why_a_name_did_not_count(index: WatchIndex) -> None:
    reasons = {r.alias: r.reason for r in index.passed_over("Nokia hires; a GEM for the eyes; 니오브 값")}
    assert reasons["Kia"] == "it is a part of another word"
    assert reasons["GEM"].startswith("it counts only in this letter case, beside a word that tells")
    assert reasons["니오"] == "it is a part of another word"
