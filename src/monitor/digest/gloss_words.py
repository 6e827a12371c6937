"""How each language says an event and how far it has come, for the one-line gloss.

An event that has no phrase here, or a stage that does not fit it, is named by its label instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPhrase:
    """What is done, as it follows a subject; "" where it cannot be said. Slots: {them} the other side, {goods} what
    and how much, {kind} what, {share} the stake. `subject` is the role that stands first."""

    both: str = ""  # somebody does it to somebody
    alone: str = ""  # only the subject is known
    mutual: str = ""  # several do it together
    subject: tuple[str, ...] = ("supplier",)


#: Stages a phrase may be put into. Where building is meant, "in production" would claim something else.
DEAL: Final = frozenset(
    {"rumoured", "considering", "in-talks", "mou", "nominated", "board-approved", "signed", "confirmed"}
    | {"revised", "denied", "cancelled"}
)
STAGES: Final[Mapping[str, frozenset[str]]] = {
    "supply-contract": DEAL | {"in-production"},
    "battery-adoption": DEAL - {"nominated"} | {"in-production"},
    "sourcing": DEAL - {"nominated"} | {"in-production"},
    "joint-venture": DEAL - {"nominated"} | {"under-construction"},
    "plant": DEAL - {"nominated"} | {"under-construction"},
    "investment": DEAL - {"nominated"},
    "m-and-a": DEAL,
    "rnd-licence": DEAL - {"nominated"} | {"in-production"},
    "vehicle-codev": DEAL - {"nominated"} | {"in-production"},
    "mou": frozenset({"rumoured", "considering", "in-talks", "mou", "signed", "denied", "cancelled"}),
    "talks": frozenset({"rumoured", "considering", "in-talks", "denied"}),
}

_TAKER: Final = ("buyer",)
_INVESTOR: Final = ("investor",)

EVENTS: Final[Mapping[str, Mapping[str, EventPhrase]]] = {
    "en": {
        "supply-contract": EventPhrase(both="supply {them} with {goods}"),
        "battery-adoption": EventPhrase(both="use {goods} made by {them}", subject=_TAKER),
        "sourcing": EventPhrase(both="buy {goods} from {them}", subject=_TAKER),
        "joint-venture": EventPhrase(mutual="set up a joint venture for {kind}"),
        "plant": EventPhrase(alone="build a plant for {kind}", mutual="build a plant for {kind}", subject=("actor",)),
        "investment": EventPhrase(both="invest in {them}", subject=_INVESTOR),
        "m-and-a": EventPhrase(both="acquire {share} of {them}", subject=_INVESTOR),
        "rnd-licence": EventPhrase(mutual="work together on {kind}"),
        "vehicle-codev": EventPhrase(mutual="develop or build vehicles together"),
        "mou": EventPhrase(mutual="work together on {kind}"),
        "talks": EventPhrase(mutual="work together on {kind}"),
    },
    "ko": {
        "supply-contract": EventPhrase(both="{them}에 {goods:을} 공급하는"),
        "battery-adoption": EventPhrase(both="{them}의 {goods:을} 채택하는", subject=_TAKER),
        "sourcing": EventPhrase(both="{them}에서 {goods:을} 조달하는", subject=_TAKER),
        "joint-venture": EventPhrase(mutual="{kind} 합작법인을 설립하는"),
        "plant": EventPhrase(alone="{kind} 공장을 짓는", mutual="{kind} 공장을 함께 짓는", subject=("actor",)),
        "investment": EventPhrase(both="{them}에 투자하는", subject=_INVESTOR),
        "m-and-a": EventPhrase(both="{them} {share:을} 인수하는", subject=_INVESTOR),
        "rnd-licence": EventPhrase(mutual="{kind} 분야에서 협력하는"),
        "vehicle-codev": EventPhrase(mutual="차량을 함께 개발하거나 생산하는"),
        "mou": EventPhrase(mutual="{kind} 분야에서 협력하는"),
        "talks": EventPhrase(mutual="{kind} 분야에서 협력하는"),
    },
    "zh": {
        "supply-contract": EventPhrase(both="向{them}供应{goods}"),
        "battery-adoption": EventPhrase(both="采用{them}的{goods}", subject=_TAKER),
        "sourcing": EventPhrase(both="向{them}采购{goods}", subject=_TAKER),
        "joint-venture": EventPhrase(mutual="合资经营{kind}业务"),
        "plant": EventPhrase(alone="建设{kind}工厂", mutual="共同建设{kind}工厂", subject=("actor",)),
        "investment": EventPhrase(both="投资{them}", subject=_INVESTOR),
        "m-and-a": EventPhrase(both="收购{them}的{share}", subject=_INVESTOR),
        "rnd-licence": EventPhrase(mutual="开展{kind}领域的合作"),
        "vehicle-codev": EventPhrase(mutual="共同开发或生产整车"),
        "mou": EventPhrase(mutual="开展{kind}领域的合作"),
        "talks": EventPhrase(mutual="开展{kind}领域的合作"),
    },
}

#: {who} the subject, {does} the phrase. English agrees in number: {has} {is} {plans}. Who
#: denied, changed or announced is not among the facts, so those are said without a doer.
FRAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "rumoured": "{who} {is} reportedly to {does}",
        "considering": "{who} {plans} to {does}",
        "in-talks": "{who} {is} in talks to {does}",
        "mou": "{who} {has} signed an MoU to {does}",
        "nominated": "{who} {has} been selected to {does}",
        "board-approved": "{who} {has} board approval to {does}",
        "signed": "{who} {has} signed a contract to {does}",
        "confirmed": "{who} will {does}, it has been announced",
        "under-construction": "{who} {has} started work to {does}",
        "in-production": "{who} {has} begun to {does}",
        "revised": "the agreement of {who} to {does} has been changed",
        "denied": "that {who} will {does} has been denied or is not final",
        "cancelled": "the plan of {who} to {does} has been cancelled",
    },
    "ko": {
        "rumoured": "{who:은} {does} 것으로 알려졌다",
        "considering": "{who:은} {does} 방안을 추진하고 있다",
        "in-talks": "{who:은} {does} 방안을 협의하고 있다",
        "mou": "{who:은} {does} 양해각서를 맺었다",
        "nominated": "{who:은} {does} 업체로 선정됐다",
        "board-approved": "{who:이} {does} 안건이 이사회 승인을 받았다",
        "signed": "{who:은} {does} 계약을 체결했다",
        "confirmed": "{who:이} {does} 계획이 발표됐다",
        "under-construction": "{who:은} {does} 사업에 착수했다",
        "in-production": "{who:은} {does} 사업을 시작했다",
        "revised": "{who:이} {does} 계약이 변경됐다",
        "denied": "{who:이} {does} 방안은 부인됐거나 확정되지 않았다",
        "cancelled": "{who:이} {does} 계획은 철회됐다",
    },
    "zh": {
        "rumoured": "据传{who}将{does}",
        "considering": "{who}计划{does}",
        "in-talks": "{who}正洽谈{does}",
        "mou": "{who}签署备忘录，拟{does}",
        "nominated": "{who}入选，将{does}",
        "board-approved": "{who}{does}一事获董事会批准",
        "signed": "{who}签署合同，将{does}",
        "confirmed": "据公布，{who}将{does}",
        "under-construction": "{who}已动工{does}",
        "in-production": "{who}已开始{does}",
        "revised": "{who}{does}的协议已变更",
        "denied": "{who}将{does}一事被否认或尚未确定",
        "cancelled": "{who}{does}的计划已取消",
    },
}

#: An event that no phrase fits: {who}, {event} and {stage} by their labels.
NOMINAL: Final = {"en": "{who}: {event}, {stage}", "ko": "{who}, {event} · {stage}", "zh": "{who}：{event}，{stage}"}
AND: Final = {"en": (", ", " and "), "ko": (", ", "{:과} "), "zh": ("、", "与")}
CELLS: Final = {"en": "batteries", "ko": "배터리", "zh": "电池"}
SHARE: Final = {"en": "a stake", "ko": "지분", "zh": "股权"}
STAKE: Final = {"en": "{} stake", "ko": "지분 {}", "zh": "{}股权"}
YEAR: Final = {"en": "{}", "ko": "{}년", "zh": "{}年"}
MONTH: Final = {"en": "{}-{:02}", "ko": "{}년 {}월", "zh": "{}年{}月"}
SHARE_OF: Final = {"en": "{}", "ko": "지분 {}", "zh": "{}股权"}
QUANTITY_OF: Final = {"en": "{} of {}", "ko": "{1} {0}", "zh": "{}{}"}
TAIL: Final = {"en": (" (", "; ", ")"), "ko": (" (", ", ", ")"), "zh": ("（", "，", "）")}
END: Final = {"en": ".", "ko": ".", "zh": "。"}
