"""Amounts in words: "about 1.21 trillion won", "약 1조2100억원", "约1.21万亿韩元"."""

from __future__ import annotations

from typing import Final

from monitor.model import Amount

DIGITS: Final = 5  # significant digits printed

_SCALES: Final = {
    "en": (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)),
    "ko": (("조", 1e12), ("억", 1e8), ("만", 1e4)),
    "zh": (("万亿", 1e12), ("亿", 1e8), ("万", 1e4)),
}
_POWERS: Final = (("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1.0))
_POWERED: Final = ("Wh", "W")
_THOUSANDS: Final = (*_SCALES["en"], ("thousand", 1e3))
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "AUD": "A$", "CAD": "C$", "TWD": "NT$"}
_UNITS: Final = {
    "en": {"KRW": " won", "CNY": " yuan", "t": " t", "m2": " m²", "vehicles": " vehicles"},
    "ko": {
        "KRW": "원",
        "CNY": "위안",
        "USD": "달러",
        "EUR": "유로",
        "JPY": "엔",
        "t": "t",
        "m2": "㎡",
        "vehicles": "대",
    }
    | {"HKD": "홍콩달러", "GBP": "파운드", "AUD": "호주달러", "CAD": "캐나다달러", "TWD": "대만달러"},
    "zh": {
        "KRW": "韩元",
        "CNY": "元",
        "USD": "美元",
        "EUR": "欧元",
        "JPY": "日元",
        "t": "吨",
        "m2": "平方米",
        "vehicles": "辆",
    }
    | {"HKD": "港元", "GBP": "英镑", "AUD": "澳元", "CAD": "加元", "TWD": "新台币"},
}
_YEARLY: Final = {"en": "{} a year", "ko": "연간 {}", "zh": "每年{}"}
_QUALIFIED: Final = {
    "en": {"about": "about {}", "over": "over {}", "up-to": "up to {}", "planned": "planned {}"},
    "ko": {"about": "약 {}", "over": "{} 이상", "up-to": "최대 {}", "planned": "목표 {}"},
    "zh": {"about": "约{}", "over": "超过{}", "up-to": "最多{}", "planned": "计划{}"},
}
_SEVERAL: Final = {
    "en": ((100.0, "hundreds of"), (10.0, "tens of"), (1.0, "several")),
    "ko": ((1000.0, "수천"), (100.0, "수백"), (10.0, "수십"), (1.0, "수")),
    "zh": ((1000.0, "数千"), (100.0, "数百"), (10.0, "数十"), (1.0, "数")),
}
_MONEY_WORDS: Final = {"USD": "dollars", "EUR": "euros", "JPY": "yen", "GBP": "pounds", "KRW": "won", "CNY": "yuan"}


def format_amount(amount: Amount, language: str) -> str:
    """The amount with its bound, in "en", "ko" or "zh" (anything else reads as "en"), rounded to five digits."""
    language = language if language in _UNITS else "en"
    base, _, yearly = amount.unit.partition("/")
    if amount.qualifier == "several":
        text = _several(amount.value, base, language)
    elif amount.high is not None:
        text = _between(_rounded(amount.value), _rounded(amount.high), base, language)
    else:
        text = _one(_rounded(amount.value), base, language)
    text = _QUALIFIED[language].get(amount.qualifier, "{}").format(text)
    return _YEARLY[language].format(text) if yearly else text


def _one(value: float, unit: str, language: str) -> str:
    if unit in _POWERED:
        prefix, power = _step(value, _POWERS)
        return _powered(_decimal(value / power), prefix + unit, language)
    if language == "ko":
        return _with_unit(_grouped(value), unit, language)
    word, scale = _step(value, _SCALES[language])
    return _with_unit(_number(value / scale, language) + _word(word, language), unit, language)


def _between(low: float, high: float, unit: str, language: str) -> str:
    dash = "–" if language == "en" else "~"
    if unit in _POWERED:
        prefix, power = _step(high, _POWERS)
        return _powered(f"{_decimal(low / power)}{dash}{_decimal(high / power)}", prefix + unit, language)
    if language == "ko":
        return _with_unit(f"{_grouped(low)}{dash}{_grouped(high)}", unit, language)
    word, scale = _step(high, _SCALES[language])
    both = f"{_number(low / scale, language)}{dash}{_number(high / scale, language)}"
    return _with_unit(both + _word(word, language), unit, language)


def _several(value: float, unit: str, language: str) -> str:
    powered = unit in _POWERED
    word, scale = _step(value, _POWERS if powered else _SCALES[language] if language != "en" else _THOUSANDS)
    count = next((text for size, text in _SEVERAL[language] if value / scale >= size), _SEVERAL[language][-1][1])
    if powered:
        return _powered(count, word + unit, language)
    if language != "en":
        return _with_unit(f"{count}{word}", unit, language)
    name = _MONEY_WORDS.get(unit, _UNITS["en"].get(unit, unit).strip())
    if not word:
        return f"{count} {name}"
    return f"{count} {word} {name}" if count == "several" else f"{count} {word}s of {name}"


def _powered(number: str, unit: str, language: str) -> str:
    return f"{number} {unit}" if language == "en" else f"{number}{unit}"


def _with_unit(number: str, unit: str, language: str) -> str:
    if unit == "%":
        return f"{number}%"
    sign = _SIGNS.get(unit, "") if language == "en" else ""
    return f"{sign}{number}{_UNITS[language].get(unit, '' if sign else f' {unit}')}"


def _word(word: str, language: str) -> str:
    return f" {word}" if word and language == "en" else word


def _step(value: float, steps: tuple[tuple[str, float], ...]) -> tuple[str, float]:
    return next((step for step in steps if abs(value) >= step[1]), ("", 1.0))


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _decimal(value: float) -> str:
    """Without exponent and trailing zeros, thousands apart: 110,000, 0.5."""
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def _number(value: float, language: str) -> str:
    """As `_decimal`; Chinese sets no thousands apart."""
    return _decimal(value).replace(",", "") if language == "zh" else _decimal(value)


def _grouped(value: float) -> str:
    """In Korean groups of ten thousand: 1조2100억, 5만4000."""
    words, rest = [], value
    for word, scale in _SCALES["ko"]:
        count, rest = divmod(rest, scale)
        if count:
            words.append(f"{_decimal(count)}{word}")
    if rest or not words:
        words.append(_decimal(rest))
    return "".join(words).replace(",", "")
