"""Pages as newspapers build them, in our own words: the text among menus, other headlines, comments and notices."""

from __future__ import annotations

from typing import Final

TITLE: Final = {
    "en": "Anode maker to build cell line with partner",
    "ko": "음극재 업체, 협력사와 셀 라인 짓는다",
    "zh": "负极企业将与伙伴共建电芯产线",
}
TEXT: Final = {
    "en": (
        "A maker of anodes said on Monday that it would build a line for cells together with a partner from abroad.",
        "The line is to make 12 gigawatt-hours a year from the second half of 2027, the two firms wrote in a notice.",
        "Neither side said how much it would spend; building starts once the regional council has agreed.",
        "The partner has sold cells to the firm's customers for four years and brings the process, a manager said.",
    ),
    "ko": (
        "국내 한 음극재 업체가 해외 협력사와 함께 셀 라인을 짓는다고 2일 밝혔다.",
        "두 회사는 공시를 통해 2027년 하반기부터 연간 12기가와트시를 생산할 계획이라고 설명했다.",
        "투자 금액은 양쪽 모두 공개하지 않았으며, 지역 의회의 승인이 나는 대로 착공한다.",
        "협력사는 지난 4년간 이 회사의 고객사에 셀을 납품해 왔으며 공정 기술을 제공할 예정이다.",
    ),
    "zh": (
        "国内一家负极企业3月2日宣布，将与一家海外伙伴共同建设电芯产线。",
        "双方在公告中表示，产线计划于2027年下半年投产，年产能为12吉瓦时。",
        "双方均未披露投资金额，待地方议会批准后即可开工。",
        "该伙伴四年来一直向公司的客户供应电芯，并将提供工艺技术，公司管理人员说。",
    ),
}
CLUTTER: Final = {
    "en": ("Subscribe to our newsletter", "Most read today", "A bakery wins a prize for bread", "All rights reserved"),
    "ko": ("구독하기", "많이 본 뉴스", "동네 빵집이 상을 받았다", "무단 전재 및 재배포 금지"),
    "zh": ("订阅我们", "今日热门", "一家面包店获奖", "版权所有 未经许可不得转载"),
}


def _menu(language: str) -> str:
    links = "".join(f'<li><a href="/s/{n}">{word}</a></li>' for n, word in enumerate(CLUTTER[language] * 4))
    return f'<nav class="gnb"><ul>{links}</ul></nav>'


def _aside(language: str) -> str:
    items = "".join(f'<li><a href="/a/{n}">{CLUTTER[language][2]} {n}</a></li>' for n in range(8))
    return f'<aside class="related"><h3>{CLUTTER[language][1]}</h3><ul>{items}</ul></aside>'


def _frame(language: str, inner: str, charset: str = "utf-8", head: str = "") -> str:
    title, foot = TITLE[language], CLUTTER[language][3]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="{charset}"><title>{title} - Paper</title>{head}'
        f"<script>var menu = ['{foot}'];</script></head><body>{_menu(language)}{inner}"
        f'{_aside(language)}<footer class="footer"><p>{foot}</p></footer></body></html>'
    )


def semantic(language: str) -> str:
    """An <article> with paragraphs, a heading and a byline."""
    paragraphs = "".join(f"<p>{p}</p>" for p in TEXT[language])
    return _frame(language, f"<main><article><h1>{TITLE[language]}</h1>{paragraphs}</article></main>")


def broken_lines(language: str) -> str:
    """One box in which paragraphs are parted by line breaks, as many Korean papers do, with a picture in between."""
    text = "<br><br>".join(TEXT[language])
    box = f'<div id="article-view-content-div" class="article-body"><figure><img src="/1.jpg"></figure>{text}</div>'
    return _frame(language, f'<div id="wrap"><h3 class="heading">{TITLE[language]}</h3>{box}</div>')


def table(language: str) -> str:
    """An old page laid out with a table."""
    paragraphs = "".join(f"<p>&#12288;&#12288;{p}</p>" for p in TEXT[language])
    cells = f'<td width="200">{_menu(language)}</td><td class="content" id="content">{paragraphs}</td>'
    return _frame(language, f"<table><tr>{cells}</tr></table>")


def talked_about(language: str) -> str:
    """Paragraphs, then what readers wrote."""
    paragraphs = "".join(f"<p>{p}</p>" for p in TEXT[language])
    said = "".join(f'<div class="comment"><p>{CLUTTER[language][2]}!</p></div>' for _ in range(6))
    inner = f'<div class="post-content entry-content">{paragraphs}</div><div id="comments">{said}</div>'
    return _frame(language, f"<h1>{TITLE[language]}</h1>{inner}")


def paid(language: str) -> str:
    """The first lines of an article that is sold."""
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    inner = f'<article><h1>{TITLE[language]}</h1><p>{TEXT[language][0]}</p><div class="wall">…</div></article>'
    return _frame(language, inner, head=head)


LAYOUTS: Final = {
    "semantic": semantic,
    "broken lines": broken_lines,
    "table": table,
    "talked about": talked_about,
}
