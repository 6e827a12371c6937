"""Text in any charset, rightly, wrongly or not declared, comes out as UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.charset import utf8_of

KOREAN = "배터리 제조사가 중국 기업과 대규모 양극재 공급 계약을 체결했다고 밝혔다. 똠방각하도 읽힌다. " * 4
CHINESE = "电池制造商与韩国企业签署了大规模正极材料供应合同，双方将在摩洛哥建设工厂。" * 4
TAIWANESE = "電池製造商與韓國企業簽署了大規模正極材料供應合約，雙方將在摩洛哥建設工廠。" * 4
JAPANESE = "電池メーカーは韓国企業と大規模な正極材の供給契約を結んだと発表した。" * 4
GERMAN = "Die größte Zellfabrik für Elektroautos wächst – schöne Grüße aus München. " * 4
RUSSIAN = "Производитель аккумуляторов подписал крупный контракт на поставку катодов. " * 4

CASES = [
    # text, charset of the bytes, XML declaration, header
    (KOREAN, "utf-8", "utf-8", ""),
    (KOREAN, "utf-8", "", ""),
    (KOREAN, "utf-8", "utf-8", "text/xml; charset=iso-8859-1"),  # the header is wrong
    (KOREAN, "utf-8", "euc-kr", ""),  # the declaration is wrong
    (KOREAN, "utf-8", "utf-8", "text/xml; charset=euc-kr"),
    (KOREAN, "utf-8-sig", "", ""),
    (KOREAN, "utf-16", "utf-16", ""),
    (KOREAN, "utf-16-le", "utf-16", ""),
    (KOREAN, "cp949", "euc-kr", ""),  # cp949 under the name of its ancestor
    (KOREAN, "cp949", "ks_c_5601-1987", ""),
    (KOREAN, "cp949", "", "text/xml; charset=EUC-KR"),
    (KOREAN, "cp949", "utf-8", ""),
    (KOREAN, "cp949", "", ""),
    (CHINESE, "gb18030", "gb2312", ""),
    (CHINESE, "gb18030", "gbk", ""),
    (CHINESE, "gb18030", "GB18030", ""),
    (CHINESE, "gb18030", "", "text/xml; charset=gb2312"),
    (CHINESE, "gb18030", "utf-8", ""),
    (CHINESE, "gb18030", "", ""),
    (CHINESE + "𠀋", "gb18030", "gb2312", ""),  # a character of four bytes
    (TAIWANESE, "big5", "big5", ""),
    (TAIWANESE, "big5", "", ""),
    (JAPANESE, "shift_jis", "shift_jis", ""),
    (JAPANESE, "shift_jis", "", ""),
    (JAPANESE, "euc_jp", "euc-jp", ""),
    (JAPANESE, "iso2022_jp", "iso-2022-jp", ""),
    (GERMAN, "cp1252", "iso-8859-1", ""),
    (GERMAN, "cp1252", "", "text/xml; charset=windows-1252"),
    (RUSSIAN, "cp1251", "windows-1251", ""),
    (RUSSIAN, "koi8_r", "koi8-r", ""),
]


@pytest.mark.parametrize(("text", "charset", "declared", "header"), CASES)
def test_the_text_is_right(text: str, charset: str, declared: str, header: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    body = f'<?xml version="1.0"{said}?><rss><channel><title>{text}</title></channel></rss>'.encode(charset)
    read = utf8_of(body, header)
    assert text in read.data.decode("utf-8")
    assert b"euc-kr" not in read.data[:60]


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    body = f"<rss><title>{KOREAN}</title></rss>".encode()
    assert utf8_of(body[:-20] + b"\xff" + body[-20:], "").charset == "utf-8"


def test_control_characters_are_taken_out_and_counted() -> None:
    read = utf8_of(b"<rss>a\x00b\x0bc\td</rss>", "")
    assert read.data == b"<rss>abc\td</rss>"
    assert read.note == "2 control characters taken out"


@pytest.mark.parametrize("junk", [b"\n ", b"\xef\xbb\xbf\n", b"Warning: odd thing<br />\n", b"<!-- cached -->\n"])
def test_junk_before_the_document_is_skipped(junk: bytes) -> None:
    data = utf8_of(junk + b'<?xml version="1.0"?><rss version="2.0"></rss>', "").data
    assert data.startswith(b"<?xml")
    assert data.endswith(b'?><rss version="2.0"></rss>')


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_become_utf8(body: bytes, header: str) -> None:
    utf8_of(body, header).data.decode("utf-8")


@pytest.mark.parametrize(
    "text", ["전지 시장 " * 400, "한국 전지 업체가 中 시장에서 15일 제품을 내놓는다고 밝혔다. " * 4]
)
def test_korean_that_says_little_is_known_by_its_letters(text: str) -> None:
    body = f"<rss><channel><item><title>{text}</title></item></channel></rss>"
    read = utf8_of(body.encode("cp949"), "application/xml")
    assert (read.charset, text in read.data.decode()) == ("cp949", True)


@pytest.mark.parametrize(
    ("text", "charset"),
    [("电池企业与车企签署供货协议，" * 30, "gb18030"), ("バッテリーの工場を建設する。" * 30, "shift_jis")],
)
def test_other_languages_are_not_taken_for_korean(text: str, charset: str) -> None:
    read = utf8_of(
        f"<rss><channel><item><title>{text}</title></item></channel></rss>".encode(charset), "application/xml"
    )
    assert text in read.data.decode()
