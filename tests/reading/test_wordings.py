"""The many wordings in which the trade press tells one thing, in each language."""

from __future__ import annotations

import pytest

from monitor.model import Scope
from tests.reading.reading_cases import firms, main, read, told

WORDINGS = [
    # goods promised, bound for, or ordered from a firm
    ("Samsung SDI locks in five years of precursor supply from China's CNGR", "core supply-contract signed"),
    ("LG Energy Solution prismatic cells head to China's Xpeng", "core supply-contract signed"),
    ("Hyundai Motor lines up lithium supplies with China's Ganfeng", "core supply-contract signed"),
    ("亿纬锂能获韩单：LG新能源下单3GWh圆柱电芯", "core supply-contract signed"),
    ("当升科技揽获SK On三元正极长单", "core supply-contract signed"),
    ("尚太科技与三星SDI批量供应协议落地", "core supply-contract signed"),
    # fitted into cars, or a candidate for it
    ("기아 EV2에 CATL 인산철 품는다", "core battery-adoption confirmed"),
    ("현대차 SUV에 궈쉬안 배터리?…후보군 올라", "core battery-adoption rumoured"),
    ("现代汽车首用国轩高科铁锂电芯", "core battery-adoption confirmed"),
    ("Kia's PV5 to run on CATL NCM packs in Europe", "core battery-adoption confirmed"),
    # approved for supply
    ("贝特瑞负极通过三星SDI审核", "core qualification confirmed"),
    ("SK On qualifies Hunan Yuneng's LFP material", "core qualification confirmed"),
    # people
    ("SVOLT poaches LG Energy Solution executive", "core branch confirmed"),
    # ventures and common laboratories
    ("SK On, EVE Energy agree on storage venture in Jiangsu", "core joint-venture signed"),
    ("엘앤에프, 中 업체와 LFP 공동법인 설립…지분 50대50", "core joint-venture signed"),
    ("삼성SDI, CALB와 각형 배터리 공동 연구소 세운다", "core rnd-licence signed"),
    ("LG新能源、天赐材料联合实验室揭牌", "core rnd-licence signed"),
    # money put in, shares given away
    ("SK Inc. pours $200 million into Chinese copper foil maker Nuode", "core investment confirmed"),
    ("SK넥실리스 정읍 공장 지분, 中 업체에 넘기나", "core m-and-a rumoured"),
    # less than agreed
    ("L&F renegotiates lithium contract with Ganfeng", "core supply-change revised"),
    ("포스코퓨처엠, CNGR 전구체 구매량 낮추기로", "core supply-change revised"),
    ("华友钴业与LG化学重新谈判前驱体合同", "core supply-change revised"),
    ("EcoPro BM scraps purchase of precursor from GEM", "core supply-change cancelled"),
    ("Samsung SDI puts Chinese JV with CALB on the back burner", "core dissolution revised"),
    ("中 용판과기, LG엔솔과 양극재 계약 물량 더 늘렸다", "core supply-change revised"),
    ("诺德股份供SK On铜箔合同金额下调", "core supply-change revised"),
    ("高丽锌与邦普合资回收项目搁浅", "core dissolution revised"),
    ("SK On halts deliveries to Beijing venture BESK", "core supply-change revised"),
    # plants
    ("POSCO Future M, CNGR precursor line starts commercial run in Pohang", "core plant in-production"),
    ("容百科技忠州二期工厂缓建", "core plant revised"),
    ("KG Mobility, BYD discuss battery pack plant in Changwon", "core plant in-talks"),
    # nothing of it
    ("LG Energy Solution says nothing decided on Sunwoda licence deal", "core rnd-licence denied"),
    ('LG엔솔 "CATL과 합작, 논의된 바 없다"', "core joint-venture denied"),
    ("贝特瑞未与三星SDI签署任何供货协议", "core supply-contract denied"),
    # goods by other words, and where they go
    ("Samsung SDI set to be fed with CNGR precursor as second source", "core supply-contract considering"),
    ("에코프로비엠 양극재 첫 물량, 中 배터리 업체로 출하", "core qualification in-production"),
    ("Maiden shipment of SKC copper foil leaves for China", "core qualification in-production"),
    ("엠플러스, 中 업체 조립 설비 따냈다…이차전지 장비 공급", "core supply-contract signed"),
    ("포스코퓨처엠 음극재, 中 셀 업체 퀄 테스트 통과", "core qualification confirmed"),
    # given up without the usual word
    ("LG Chem, Huayou cathode scheme quietly dies", "core dissolution cancelled"),
    ("SK On will not proceed with EVE Energy venture", "core dissolution cancelled"),
    ("포스코퓨처엠-CNGR 전구체 동맹 해체…합작 더는 추진하지 않기로", "core dissolution cancelled"),
    ("浦项未来材料与中伟前驱体合资计划不了了之", "core dissolution cancelled"),
    ("恩捷股份与三星SDI隔膜供货合同到期不再续签", "core supply-change cancelled"),
    # sold, said by who takes it
    ("SK Nexilis sheds foil unit to China's Nuode", "core m-and-a signed"),
    # almost there, and not at all
    ("EcoPro BM on brink of cathode supply deal with CATL", "core supply-contract in-talks"),
    ('엘앤에프 "CATL과 합작 검토한 적 없다"', "core joint-venture denied"),
    # a firm or its laboratory comes
    ("SVOLT opens battery lab in Pangyo", "core branch confirmed"),
    ("LG新能源代表团参观宁德时代工厂", "core exec-meeting confirmed"),
    # governments, courts, faults
    ("Beijing clears graphite exports to Korean anode makers", "core export-control confirmed"),
    ("LG엔솔, CATL과 특허 분쟁 합의…소 취하", "core lawsuit confirmed"),
    ("현대차, CATL 배터리 실은 전기버스 전량 교체…비용 분담 협의", "core safety confirmed"),
]


@pytest.mark.parametrize(("title", "wanted"), WORDINGS)
def test_a_common_wording_of_the_press_is_understood(title: str, wanted: str) -> None:
    assert told(title) == wanted


@pytest.mark.parametrize(
    "title",
    [
        "Analysts' picks: four Korean suppliers riding on BYD's European plants",
        "상반기 배터리 탑재량 집계…CATL 1위, LG엔솔 3위",
        "1분기 배터리 사용량 200GWh…BYD 2위, SK온 6위",
        "BYD's Hong Kong listing would boost its war chest",
        "SK온 헝가리 공장 가동률 절반…CATL 공세 변수",
        "LG新能源南京开工率回落 宁德时代满产",
        "上半年全球装车：宁德时代41%，LG新能源10%",
        "天赐材料绑定LG新能源，电解液概念还有多少空间？",
    ],
)
def test_lists_tips_and_outlooks_are_no_development(title: str) -> None:
    assert not read(title).reportable


@pytest.mark.parametrize(
    "title",
    [
        "Samsung SDI sheds 2% as BYD rises in Hong Kong",
        "CATL locks in 9% of the market as LG Energy Solution struggles",
        "LG엔솔, 파나소닉·CATL 제치고 북미 선두",
        "LG엔솔·CATL 수주 경쟁 과열",
        "BYD 한국 전시장 참관객 1만명",
        "폐배터리 해체 로봇 만든 韓 새싹기업, 中 전시회 참가",
        "LG新能源员工参观上海博物馆",
        "现代汽车在中国下单率下降",
    ],
)
def test_words_of_deals_that_tell_of_something_else_are_no_deal(title: str) -> None:
    assert not read(title).reportable


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("LG Chem sells LCD film plant to China's Shanshan", "The proceeds go into batteries."),
        ("LG화학, 中 업체에 편광필름 공장 매각", ""),
        ("LG化学南京工程塑料产线投产", ""),
        ("比亚迪半导体与韩国厂商洽谈晶圆代工", ""),
        ("LG화학, 중국 제약사와 비만 신약 공동개발", ""),
        ("삼성물산, 中 시공사와 터널 공사 공동수주", ""),
        ("HD현대, 中 선사서 벌크선 수주", ""),
    ],
)
def test_another_business_of_a_battery_firm_is_out(title: str, summary: str) -> None:
    assert read(title, summary).scope is Scope.OUT


def test_to_construct_a_plant_is_no_other_business() -> None:
    assert read("LG화학-화유, 군산 공장 건설 협약", "전구체를 만든다.").scope is Scope.CORE


def test_a_decision_to_build_is_not_signed() -> None:
    assert main("中 BTR, 포항에 음극재 공장 짓기로").status == "confirmed"


def test_who_makes_robots_buys_batteries_all_the_same() -> None:
    assert read("LG에너지솔루션, 中 로봇업체에 공급", "원통형 배터리를 공급한다.").scope is Scope.CORE


@pytest.mark.parametrize(
    "title",
    [
        "Hyundai, Tsinghua Univ. open joint lab for battery safety",
        "현대차, 칭화대와 차세대 배터리 공동 연구",
        "LG新能源携手中科院攻关干法电极",
    ],
)
def test_a_university_stands_for_its_country(title: str) -> None:
    assert read(title).scope is Scope.CORE


@pytest.mark.parametrize("title", ["LG엔솔, 에너지 저장 대용량 셀 미국 공급", "삼성SDI, ESS 저장 대상 확대"])
def test_to_store_much_is_no_university(title: str) -> None:
    assert not any(mention.how == "country" for mention in read(title).mentions)


@pytest.mark.parametrize("title", ["SK온, 中 BTR 음극재 4년 더", "Casper EV: CATL batteries in the cheapest Hyundai"])
def test_goods_named_by_their_maker_join_it_to_who_uses_them(title: str) -> None:
    assert (read(title).scope, read(title).reportable) == (Scope.CORE, True)


def test_goods_of_equals_are_only_compared() -> None:
    assert not read("LG엔솔, CATL 배터리 성능").reportable


def test_an_amount_of_energy_is_battery_business() -> None:
    assert read("吉利与LG化学成立合资公司 规划年产能12GWh").scope is Scope.CORE


def test_a_capacity_that_is_planned_leaves_the_venture_signed() -> None:
    assert main("吉利与LG化学成立合资公司 规划年产能12GWh").status == "signed"


def test_a_rival_that_is_sued_is_a_party() -> None:
    assert firms(main("Samsung SDI sues smaller rival Sunwoda over cylindrical cell patents")) == {
        "samsung-sdi",
        "sunwoda",
    }


def test_a_steelmaker_called_like_its_town_is_known_as_a_partner_only() -> None:
    assert "posco-holdings" in firms(main("华友与浦项合作建前驱体厂"))
    assert "posco-holdings" not in firms(main("中伟股份拟在浦项建前驱体厂"))


def test_a_country_before_a_firm_leaves_it_the_firm_it_is() -> None:
    assert "sk-on" in firms(main("蔚来敲定电池供应商：韩国SK On"))


def test_a_rival_that_is_compared_with_is_none() -> None:
    assert "catl" not in firms(main("Samsung SDI, a rival of CATL, signs LFP supply contract with BMW"))
    assert "catl" not in firms(main("LG Energy Solution wins cell order from Mercedes, squeezing CATL"))


def test_a_unit_named_below_the_title_is_a_party_beside_its_owner() -> None:
    report = main("LG Chem takes Ronbay's Korean unit to court", "Jaese Energy is said to infringe cathode patents.")
    assert firms(report) == {"lg-chem", "ronbay", "jaese-energy"}


def test_a_firm_before_a_colon_does_not_own_the_subsidiary_behind_it() -> None:
    assert "lg-chem" in firms(main("容百科技回应LG化学诉讼：子公司载世能源产销如常"))


def test_whom_talks_are_with_may_be_told_below_the_title() -> None:
    report = main("Samsung SDI sounding out Chinese cathode producers", "Hunan Yuneng was asked for samples.")
    assert firms(report) == {"samsung-sdi", "hunan-yuneng"}


def test_the_share_in_a_firms_name_is_no_investment() -> None:
    assert main("恩捷股份签下LG新能源，五年供应20亿平方米").event == "supply-contract"


def test_subsidies_for_chinese_batteries_in_korea_are_no_act_of_the_chinese_ministry() -> None:
    assert "miit" not in firms(main("중국산 배터리 단 전기버스, 보조금 절반으로"))


def test_a_condition_told_below_does_not_rename_the_launch() -> None:
    report = main("BYD opens order book for Dolphin in Korea", "Deliveries wait for the state subsidy.")
    assert report.event == "launch"


def test_cells_for_a_storage_project_are_supplied_not_fitted() -> None:
    assert main("LS Electric picks EVE Energy LFP cells for 500MWh storage project").event == "supply-contract"


def test_of_two_unnamed_sides_a_loose_word_is_no_news() -> None:
    assert not read("Developer lets Korean and Chinese companies trade battery cards in new game").reportable


def test_the_ministry_that_acts_is_a_party_beside_the_firm_it_concerns() -> None:
    report = main("中 상무부, 흑연 수출 심사 재개…포스코퓨처엠 숨통")
    assert firms(report) == {"mofcom", "posco-future-m"}


@pytest.mark.parametrize(
    ("title", "firm"),
    [
        ("Youlchon wins battery pouch film order", "youlchon"),
        ("포스코인터, 흑연 공급계약 체결", "posco-international"),
        ("鹏辉向三星SDI供应储能电芯", "great-power"),
        ("Dingsheng expands battery aluminium foil plant", "dingsheng"),
        ("SungEel to supply black mass", "sungeel-hitech"),
    ],
)
def test_the_short_names_of_the_press_are_known(title: str, firm: str) -> None:
    assert firm in firms(main(title))


def test_a_subsidiary_named_by_its_owner_acts_alone() -> None:
    assert firms(main("Posco Future M in talks with CATL's Brunp over recycled nickel")) == {"posco-future-m", "brunp"}


def test_an_office_that_opens_a_title_is_a_party() -> None:
    assert "ktc" in firms(main("Korea Trade Commission probes BTR anodes over POSCO Future M patents"))


def test_materials_presented_with_their_buyer_are_supplied_not_fitted() -> None:
    assert told("베일 벗은 더블유씨피 분리막 고객사는 BYD").startswith("core supply-contract")


@pytest.mark.parametrize(
    "title",
    [
        "LG化学与容百科技正极供货量由8万吨调至12万吨",
        "LG Chem raises cathode order with CATL to 120,000 tons from 80,000 tons",
        "L&F's cathode contract with CATL grows from 80,000 tons to 120,000 tons",
        "엘앤에프, CATL 양극재 공급계약 8만톤에서 12만톤으로 늘려",
    ],
)
def test_the_amount_agreed_before_is_none_of_the_deal(title: str) -> None:
    assert [amount.value for amount in main(title).amounts] == [120000]
