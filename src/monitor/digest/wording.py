"""The fixed words of a digest in its three languages, and how each language writes a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LANGUAGES: Final = ("en", "ko", "zh")

_EN: Final = {
    "comma": ", ",
    "new": "New",
    "update": "Update",
    "conflict": "Reports differ",
    "status": "Stage",
    "amount": "Volume",
    "value": "Value",
    "party": "Party",
    "place": "Place",
    "product": "Product",
    "period": "Period",
    "event": "Event",
    "added": "new",
    "rate": "rate of {}",
    "differs": "reports differ",
    "unusual": "unusual figure",
    "sources": "Also in",
    "first": "First reported by {} ({}), {}",
    "via": "{} via {}",
    "unseen": "Not yet in English",
    "n_new": "{} new",
    "n_update": "{} updated",
    "n_conflict": "{} disputed",
    "none": "nothing new",
    "more": "and {} more in the ledger",
    "muted": "{} muted",
    "say_mute": "Mute for {} days",
    "say_mute_firm": "Mute {} for {} days",
    "say_wrong": "Wrong company",
    "say_not_same": "Different stories mixed",
    "say_same": "Same as the one above",
    "rest": "Also moved",
    "ledger": "Ledger",
    "open": "Open in the ledger",
    "watching": "Now watching",
    "watching_line": "From now on you are told only what is new. Developments in the ledger so far: {}.",
    "feeds": "Sources",
    "latest": "Latest in the ledger",
    "troubles": "Sources in trouble: {}",
    "why": "You receive this because you are in the audience “{}”.",
    "leave": "Unsubscribe",
    "?KR": "a Korean company",
    "?CN": "a Chinese company",
    "language_en": "English",
    "language_ko": "Korean",
    "language_zh": "Chinese",
    "language_ja": "Japanese",
    "state_unknown": "not reached yet",
    "state_ok": "working",
    "state_empty": "empty",
    "state_fossil": "silent for long",
    "state_failing": "failing",
    "state_blocked": "blocked",
    "state_moved": "moved",
    "state_gone": "gone",
    "part": "{} ({} of {})",
    "chart": "Developments by event",
    **{f"period_{part}": part + " {}" for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2")},
}
_KO: Final = {
    "comma": ", ",
    "new": "신규",
    "update": "변동",
    "conflict": "보도 엇갈림",
    "status": "단계",
    "amount": "물량",
    "value": "금액",
    "party": "당사자",
    "place": "장소",
    "product": "품목",
    "period": "기간",
    "event": "유형",
    "added": "새로 알려짐",
    "rate": "{} 환율",
    "differs": "보도별 차이 있음",
    "unusual": "이례적 수치",
    "sources": "다른 보도",
    "first": "최초 보도 {} ({}), {}",
    "via": "{}({} 전재)",
    "unseen": "영어 보도는 아직 없음",
    "n_new": "신규 {}건",
    "n_update": "변동 {}건",
    "n_conflict": "엇갈림 {}건",
    "none": "새 소식 없음",
    "more": "외 {}건은 원장에서 확인",
    "muted": "알림 끔 {}건",
    "say_mute": "{}일간 알림 끄기",
    "say_mute_firm": "{} {}일간 알림 끄기",
    "say_wrong": "다른 회사",
    "say_not_same": "서로 다른 건이 섞임",
    "say_same": "위 항목과 같은 건",
    "rest": "그 밖의 변동",
    "ledger": "원장",
    "open": "원장에서 보기",
    "watching": "모니터링 시작",
    "watching_line": "앞으로는 새로운 소식만 알려 드립니다. 현재 원장에는 {}건이 있습니다.",
    "feeds": "소스",
    "latest": "원장의 최근 소식",
    "troubles": "문제가 있는 소스: {}",
    "why": "“{}” 수신 대상이므로 이 메일을 보내 드립니다.",
    "leave": "수신 거부",
    "?KR": "한국 기업",
    "?CN": "중국 기업",
    "language_en": "영어",
    "language_ko": "한국어",
    "language_zh": "중국어",
    "language_ja": "일본어",
    "state_unknown": "아직 연결 안 됨",
    "state_ok": "정상",
    "state_empty": "비어 있음",
    "state_fossil": "장기 무소식",
    "state_failing": "오류",
    "state_blocked": "차단",
    "state_moved": "이전",
    "state_gone": "폐지",
    "part": "{} ({}/{})",
    "chart": "유형별 건수",
    **{f"period_Q{n}": f"{{}}년 {n}분기" for n in range(1, 5)},
    "period_H1": "{}년 상반기",
    "period_H2": "{}년 하반기",
}
_ZH: Final = {
    "comma": "、",
    "new": "新增",
    "update": "变动",
    "conflict": "报道不一",
    "status": "阶段",
    "amount": "数量",
    "value": "金额",
    "party": "当事方",
    "place": "地点",
    "product": "产品",
    "period": "期限",
    "event": "类型",
    "added": "新披露",
    "rate": "按{}汇率",
    "differs": "各方报道不一",
    "unusual": "数值异常",
    "sources": "其他报道",
    "first": "首发：{}（{}），{}",
    "via": "{}（{}转载）",
    "unseen": "尚无英文报道",
    "n_new": "新增{}条",
    "n_update": "变动{}条",
    "n_conflict": "存疑{}条",
    "none": "没有新消息",
    "more": "另有{}条见台账",
    "muted": "已静音{}条",
    "say_mute": "静音{}天",
    "say_mute_firm": "静音{}{}天",
    "say_wrong": "公司有误",
    "say_not_same": "混入了不同事件",
    "say_same": "与上一条相同",
    "rest": "其他变动",
    "ledger": "台账",
    "open": "在台账中查看",
    "watching": "开始监测",
    "watching_line": "今后只推送新消息。台账目前共有{}条。",
    "feeds": "信息源",
    "latest": "台账最新",
    "troubles": "有问题的信息源：{}",
    "why": "您在接收对象“{}”之中，因此收到此邮件。",
    "leave": "退订",
    "?KR": "韩国企业",
    "?CN": "中国企业",
    "language_en": "英文",
    "language_ko": "韩文",
    "language_zh": "中文",
    "language_ja": "日文",
    "state_unknown": "尚未连通",
    "state_ok": "正常",
    "state_empty": "无内容",
    "state_fossil": "久无更新",
    "state_failing": "出错",
    "state_blocked": "被拒",
    "state_moved": "已迁移",
    "state_gone": "已停止",
    "part": "{}（{}/{}）",
    "chart": "按类型统计",
    "period_Q1": "{}年第一季度",
    "period_Q2": "{}年第二季度",
    "period_Q3": "{}年第三季度",
    "period_Q4": "{}年第四季度",
    "period_H1": "{}年上半年",
    "period_H2": "{}年下半年",
}
PHRASES: Final[Mapping[str, Mapping[str, str]]] = {"en": _EN, "ko": _KO, "zh": _ZH}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def phrase(language: str, key: str, *parts: object) -> str:
    """A fixed phrase; an unknown language reads English, an unknown key reads as itself."""
    text = PHRASES.get(language, _EN).get(key) or _EN.get(key, key)
    return text.format(*parts) if parts else text


def day(at: date, language: str, *, year: bool = True) -> str:
    """A date as the language writes it; without the year where it goes without saying."""
    if language == "ko":
        return f"{at.year}.{at.month}.{at.day}" if year else f"{at.month}월 {at.day}일"
    if language == "zh":
        return (f"{at.year}年" if year else "") + f"{at.month}月{at.day}日"
    return f"{at.day} {_MONTHS[at.month - 1]}" + (f" {at.year}" if year else "")


def moment(at: datetime, language: str, zone: str, *, year: bool = True) -> str:
    """A date and wall-clock time in `zone`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), language, year=year)} {local:%H:%M}"


def language_name(code: str, language: str) -> str:
    """The name of a language in a language; a code without a name is shown as a code."""
    return PHRASES.get(language, _EN).get(f"language_{code}", code.upper())
