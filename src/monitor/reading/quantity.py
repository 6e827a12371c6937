"""Numbers with their units, as written: "1조2100억원", "514.06亿韩元", "US$1.2bn", "10~15GWh", "수천억원".

The grammar is built from `Units`; what the words around a quantity make of it is the business of `amounts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.config.units import Unit, Units

LONGEST_NUMBER = 24  # characters of one number; longer ones are no quantity of anything
WIDEST_RANGE = 1000.0  # the upper end of a range is at most this many times the lower
YEARS = range(1950, 2100)  # "2023 vehicles": a bare number like this before an English word is a year
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％＄：／　\xa0\u2009\u202f", "0123456789.,%$:/    ")
_WORD = re.compile("[a-z]+")
_WIDE = re.compile("[０-９．，％＄：／　\xa0\u2009\u202f]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit between `start` and `end` of the text; `value` and `high` are in base units."""

    start: int
    end: int
    value: float
    unit: Unit
    high: float | None = None
    qualifier: str = ""
    yearly: bool = False  # the unit itself says so (tpa)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number as written. `scales`: see `Grammar._amount`; `unit` None: it has none of its own."""

    start: int
    end: int
    value: float
    scales: tuple[float, ...]
    unit: Unit | None
    factor: float = 1.0
    qualifier: str = ""
    bare: bool = False  # the unit was not written, it follows from the scale word
    yearly: bool = False
    signed: bool = False  # the unit is a currency sign in front


def plain(text: str) -> str:
    """Lower case with half-width digits, character for character: offsets stay those of `text`."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.translate(_HALF_WIDTH) if _WIDE.search(lower) else lower


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first, grouped by first letter so that a miss is cheap."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]) + edge(word))
    return "(?:" + "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items()) + ")"


def edge(word: str) -> str:
    """What must hold behind a word: a Latin one must not run on."""
    return r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""


def tidy(value: float) -> float:
    """Without the dust of binary multiplication: 51406000000.00001 becomes 51406000000."""
    return float(f"{value:.12g}")


class Grammar:
    """Finds quantities. Built once from `Units`, immutable afterwards."""

    def __init__(self, units: Units) -> None:
        self._units, self._scales = units, units.scales
        self._by_id = {unit.id: unit for unit in units.units}
        self._forms = {text.lower(): (unit, form) for unit in units.units for form in unit.forms for text in form.text}
        self._exact = {text for unit in units.units for text in unit.exact}
        self._signs = {sign[::-1]: unit for unit in units.units for sign in unit.prefix}
        self._scale = {**units.scales.small, **units.scales.big}
        self._figure = re.compile(self._figure_pattern())
        self._token = re.compile(f"{_NUMBER}|{any_of([*units.scales.digits, *self._scale])}")
        self._sign = re.compile(
            "[ ]?(" + "|".join(sorted(map(re.escape, self._signs), key=len, reverse=True)) + ")(?![a-z])"
        )
        self._counter = re.compile(f"[ ]?{any_of(units.bare.counters)}")
        self._separator = re.compile(
            "|".join(re.escape(word) for word in sorted(units.range.separators, key=len, reverse=True))
        )
        self._change_before = re.compile(any_of(units.range.change_before))
        self._change_after = re.compile(any_of(units.range.change_after))

    # ── the pattern ──────────────────────────────────────────────────────────────────────────────────────────────

    def _figure_pattern(self) -> str:
        """One pattern for a number with its scale words and unit; it begins with the number."""
        scales = self._scales
        unit = (
            "(?:" + "|".join(self._form_pattern(text) for text in sorted(self._forms, key=lambda t: (-len(t), t))) + ")"
        )
        units_like_scales = any_of(text for text in self._forms if text[0] in self._scale and len(text) > 1)
        scale = f"(?!{units_like_scales}){any_of(self._scale)}"
        more = f"(?:[ ]?{_NUMBER}[ ]?(?:{scale})+)*"
        tail = f"(?:(?:[0-9]{{1,4}}|[ ](?:[0-9],[0-9]{{3}}|[0-9]{{4}}))(?=[ ]?(?!%){unit}|[~-][0-9]))?"
        digits = f"{_NUMBER}(?:[ ]?(?:{scale})+{more}{tail})?"
        han = any_of([*scales.digits, *self._scale])
        several, small = any_of(scales.several), any_of(scales.small)
        led = (
            f"(?P<several>{several})(?:[ ]?(?:{scale})+|(?=[ ]?[kmgt]wh))|{han}(?:{scale})+|{small}(?={_NUMBER}{scale})"
        )
        words = f"(?<![가-힣0-9])(?:{led}){more}"
        english = "|".join(re.escape(w) + "s?" for w in sorted(scales.english, key=len, reverse=True))
        counted = any_of([*scales.words, *scales.several_english])
        return (
            rf"(?:(?P<digits>{digits})|百分之(?P<percent>{han}+|{_NUMBER})|(?P<words>{words})"
            rf"|(?<![a-z-])(?P<counted>{counted})(?=[ -]))"
            rf"(?P<inside>[ ]?{any_of(scales.inside)})?(?P<english>(?:[ -]?(?:{english})(?![a-z0-9²])){{0,2}})"
            rf"(?:(?:[ -]|[ ]of[ ](?:us)?)?(?P<unit>{unit}))?"
        )

    def _form_pattern(self, text: str) -> str:
        unit, form = self._forms[text]
        never = [re.escape(word.lower()) for word in (*unit.never_before, *form.never_before)]
        return re.escape(text) + edge(text) + (f"(?!{'|'.join(never)})" if never else "")

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────

    def quantities(self, text: str, original: str) -> Iterator[Quantity]:
        """The quantities of `text` (made by `plain` from `original`), left to right, ranges as one."""
        waiting: _Figure | None = None
        for match in self._figure.finditer(text):
            figure = self._read(match, original)
            if figure is None:
                continue
            if waiting and (joined := self._range(text, waiting, figure)):
                yield joined
                waiting = None
                continue
            if waiting and waiting.unit:
                yield _quantity(waiting, waiting.unit)
            waiting = figure
        if waiting and waiting.unit:
            yield _quantity(waiting, waiting.unit)

    def _read(self, match: re.Match[str], original: str) -> _Figure | None:
        if len(match[0]) > 2 * LONGEST_NUMBER and len(match["digits"] or "") > LONGEST_NUMBER:
            return None
        if match["percent"]:
            value = self._value(match["percent"])[0]
            return _Figure(match.start(), match.end("percent"), value, (1.0,), self._by_id["%"])
        value, scales = self._amount(match)
        sign = self._sign_before(match.string, match.start()) if match["digits"] else None
        if sign is None and _glued(match.string, match.start()):
            return None
        return self._with_unit(match, original, value, scales, sign)

    def _amount(self, match: re.Match[str]) -> tuple[float, tuple[float, ...]]:
        """The number, and the scales its first word may lend to the lower end of a range, the largest first."""
        english = 1.0
        for word in _WORD.findall(match["english"] or ""):
            english *= self._scales.english.get(word) or self._scales.english[word.removesuffix("s")]
        if counted := match["counted"]:
            value = self._scales.words.get(counted) or self._scales.several_english[counted]
            return value * english, (english,)
        value, scales = self._value(match["digits"] or match["words"])
        value = value or (1.0 if match["several"] else 0.0)  # 수 GWh: a few
        return value * english, tuple(scale * english for scale in scales)

    def _value(self, written: str) -> tuple[float, tuple[float, ...]]:
        """As `_amount`, of the digits and Korean or Chinese scale words: 2천억 is 2e11 and lends 1e11 or 1e8."""
        total = group = 0.0
        number: float | None = None
        first: float | None = None
        scales: tuple[float, ...] = (1.0,)
        for token in self._token.findall(written):
            if (small := self._scales.small.get(token)) is not None:
                group, number = group + (1.0 if number is None else number) * small, None
                scales = (small, 1.0) if scales == (1.0,) else scales
            elif (big := self._scales.big.get(token)) is not None:
                group, number = group + (number or 0.0), None
                stacked = total and not group
                total = total * big if stacked else total + (group or 1.0) * big
                scales = (total / (first or 1.0), big) if stacked or len(scales) < 2 or scales[1] == 1.0 else scales
                group = 0.0
            else:
                number = self._scales.digits.get(token) or float(token.replace(",", ""))
                first = first or number
        return tidy(total + group + (number or 0.0)), scales

    def _with_unit(
        self,
        match: re.Match[str],
        original: str,
        value: float,
        scales: tuple[float, ...],
        sign: tuple[int, Unit] | None,
    ) -> _Figure | None:
        several = bool(match["several"]) or match["counted"] in self._scales.several_english
        qualifier = "several" if several else self._scales.inside.get((match["inside"] or "").strip(), "")
        start = sign[0] if sign else match.start()
        written = match["unit"]
        if written and self._fits(match, original, value, scaled=scales[0] != 1.0):
            unit, form = self._forms[written]
            if sign and unit.id == "USD":  # HK$10 billion dollars
                unit = sign[1]
            return _Figure(start, match.end("unit"), value, scales, unit, form.factor, qualifier, yearly=form.yearly)
        end = (
            match.end("english") if match["english"] else match.end("inside") if match["inside"] else _number_end(match)
        )
        if sign:
            return _Figure(start, end, value, scales, sign[1], 1.0, qualifier, signed=True)
        if match["counted"]:
            return None
        money = self._bare(match, end)
        return _Figure(start, end, value, scales, money, 1.0, qualifier, bare=money is not None)

    def _fits(self, match: re.Match[str], original: str, value: float, *, scaled: bool) -> bool:
        """Whether the written unit may stand behind this number."""
        unit, form = self._forms[match["unit"]]
        written = original[match.start("unit") : match.end("unit")]
        if match["unit"] in self._exact and written not in self._exact:
            return False
        if not form.least <= value <= form.most or (form.scaled and not scaled and "," not in match[0]):
            return False
        if match["counted"]:
            return bool(match["english"]) or not (unit.money or unit.whole or unit.id == "%")
        return not (
            unit.whole and written.isascii() and not scaled and match["digits"].isdigit() and int(value) in YEARS
        )

    def _bare(self, match: re.Match[str], end: int) -> Unit | None:
        last = match.string[end - 1]
        currency = self._units.bare.money.get(last)
        if currency is None or match["english"] or self._counter.match(match.string, end):
            return None
        return self._by_id[currency]

    def _sign_before(self, text: str, at: int) -> tuple[int, Unit] | None:
        """The currency sign that ends where the number starts, with its own start."""
        found = self._sign.match(text[max(0, at - 8) : at][::-1])
        return (at - found.end(), self._signs[found[1]]) if found else None

    # ── ranges ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _range(self, text: str, low: _Figure, high: _Figure) -> Quantity | None:
        if not self._joined(text, low, high):
            return None
        lends = low.unit is None or low.bare
        borrows = high.unit is None or high.bare
        giver = high if lends and not borrows else low if low.signed or not borrows else high
        if giver.unit is None or not (lends or borrows or low.unit == high.unit):
            return None
        top = high.value * (giver.factor if borrows else high.factor)
        lent = (*high.scales, 1.0) if (lends or low.signed) and low.scales == (1.0,) else (1.0,)
        bottom = low.value * (giver.factor if lends else low.factor)
        floor = next((size for scale in lent if 0 < (size := bottom * scale) < top), 0.0)
        if not 0 < top <= floor * WIDEST_RANGE:
            return None
        return Quantity(low.start, high.end, tidy(floor), giver.unit, tidy(top), high.qualifier, high.yearly)

    def _joined(self, text: str, low: _Figure, high: _Figure) -> bool:
        gap = text[low.end : high.start]
        if len(gap) > 6:
            return False
        before = text[max(0, low.start - 40) : low.start]
        if gap.strip() == "and":
            return before.rstrip().endswith("between")
        if not self._separator.fullmatch(gap) and not self._separator.fullmatch(gap.strip()):
            return False
        if before.rstrip().endswith("from") and self._change_before.search(before):
            return False
        return not (gap.startswith("에서") and self._change_after.match(text, high.end))


def _quantity(figure: _Figure, unit: Unit) -> Quantity:
    value = tidy(figure.value * figure.factor)
    high = value * 10 if figure.qualifier == "several" else None
    return Quantity(figure.start, figure.end, value, unit, high, figure.qualifier, figure.yearly)


def _number_end(match: re.Match[str]) -> int:
    return match.end("digits") if match["digits"] else max(match.end("words"), match.end("counted"))


def _glued(text: str, at: int) -> bool:
    """Whether a number is the end of a name (PV5, NCM811), of another number, or an ordinal (第16万辆)."""
    before = text[at - 1] if at else " "
    named = before == "-" and at > 1 and text[at - 2].isascii() and text[at - 2].isalpha()
    return named or before == "第" or (before.isascii() and (before.isalnum() or before in "._="))
