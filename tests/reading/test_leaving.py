"""Who leaves and what is given up."""

from __future__ import annotations

import pytest

from tests.reading.reading_cases import main


@pytest.mark.parametrize(
    "title",
    [
        "엔진 부품 접고 ESS로… 한 중소기업, 삼성SDI와 협력",
        "Pump maker exits engine parts, teams up with Samsung SDI on energy storage",
        "零部件厂退出燃油车业务，携手三星SDI布局储能",
    ],
)
def test_a_partner_named_behind_it_is_not_who_leaves(title: str) -> None:
    assert main(title).event != "dissolution"


@pytest.mark.parametrize(
    "title",
    [
        "SK온, 중국 합작 접고 독자 생산",
        "Chinese partner pulls out of joint venture with LG Chem",
        "LG化学退出与华友钴业的合资项目",
    ],
)
def test_who_leaves_or_is_left_still_is_told(title: str) -> None:
    assert (main(title).event, main(title).status) == ("dissolution", "cancelled")


@pytest.mark.parametrize(
    "title",
    [
        "POSCO Future M scraps a precursor project with CNGR in Pohang",
        "CNGR and L&F scrap their plan for a cathode plant in Gumi",
        "LG Chem is scrapping its recycling project with GEM",
    ],
)
def test_a_project_that_is_scrapped_is_cancelled(title: str) -> None:
    assert (main(title).event, main(title).status) == ("dissolution", "cancelled")


def test_scrap_of_batteries_is_not_scrapped() -> None:
    assert main("SungEel HiTech and GEM sign battery scrap recycling project").event != "dissolution"
