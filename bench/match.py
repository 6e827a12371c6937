"""The watch index beside its peers, on mixed text, in one run: texts a second (CPU), build, memory, ratios.

    python bench/match.py            # 100, 1,000 and 10,000 aliases
    python bench/match.py --full     # also 100,000
    python bench/match.py --own      # the project's own watchlist: build time and memory

Names are those of the watchlist, then made-up ones; texts are the background sample, a third in each language, half
with a summary, one in four naming somebody (seeded). Every engine looks for the same names in the same texts, engines
taking turns in an order drawn for each round; each round has new texts and the median round counts, after one round to
warm up. rapidfuzz compares each
name with each text, flashtext and pyahocorasick find exact forms in the lower-cased text, pyahocorasick without
borders or rules. Build and memory are measured in a process for each engine. Needs the dependency group `bench`.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from monitor.config.background import load_background
from monitor.config.watchlist import load_particles, load_watchlist
from monitor.model import Alias, Entity, Side, Watchlist
from monitor.reading.match import WatchIndex
from monitor.reading.text import language_of

CONFIG = Path(__file__).parents[1] / "config"
SYLLABLES = (
    "강경고광국금기나남대덕동두디라레로루리림마명모미바보비산삼상서석선성세솔수스시신아안알에엔엘연영오온우원유은이인일자정"
    "제조주지진창천청카코크태테텍토트티파팜포프피하한현형호홀화효"
)
HAN = "安邦宝昌辰达德鼎方丰福冠光国海恒宏华汇嘉建江金晶康科坤乐力联龙隆明能宁鹏启瑞盛思泰腾天万维翔新鑫兴旭"
LATIN = "ba be bo ca ce co da de do fa fe fi ga go ha he ka ki ko la le lo ma mi mo na ne no pa po ra re ro sa se so ta"
MANY = 10_000
ROUNDS = 15
TEXTS = 600
Engine = Callable[[list[tuple[str, str]]], int]


def names_of(count: int, dice: random.Random) -> list[str]:
    """So many names: those of the project's watchlist, then made-up ones, a third in each script."""
    real = [alias.text for entity in load_watchlist(CONFIG).entities for alias in entity.aliases]
    dice.shuffle(real)
    found = dict.fromkeys(real[:count])
    while len(found) < count:
        kind = len(found) % 3
        if kind == 0:
            words = ("".join(dice.choices(LATIN.split(), k=dice.randint(3, 4))).title() for _ in range(2))
            found[" ".join(words)] = None
        elif kind == 1:
            found["".join(dice.choices(SYLLABLES, k=dice.randint(4, 7)))] = None
        else:
            found["".join(dice.choices(HAN, k=dice.randint(4, 5)))] = None
    return list(found)


def texts_of(count: int, names: list[str], dice: random.Random) -> list[tuple[str, str]]:
    """Titles, half with a summary, a third in each language; one in four names somebody."""
    decoys = load_watchlist(CONFIG).decoys
    heads = [head for head in load_background(CONFIG) if not any(decoy in head for decoy in decoys)]  # no traps
    by_language = [[head for head in heads if language_of(head) == language] for language in ("en", "ko", "zh")]
    texts = []
    for number in range(count):
        words = by_language[number % 3]
        title = dice.choice(words)
        if dice.random() < 0.25:
            title = f"{dice.choice(names)} {title}"
        texts.append((title, " ".join(dice.choices(words, k=5)) if dice.random() < 0.5 else ""))
    return texts


def ours(names: list[str]) -> Engine:
    entities = [
        Entity(id=f"e{n}", name=name, kind="company", country="KR", side=Side.KR, aliases=(Alias(text=name),))
        for n, name in enumerate(names)
    ]
    watchlist = Watchlist(entities=tuple(entities), decoys=load_watchlist(CONFIG).decoys)
    index = WatchIndex.build(watchlist, load_particles(CONFIG))
    return lambda texts: sum(len(index.mentions(title, summary)) for title, summary in texts)


def aho(names: list[str]) -> Engine:
    import ahocorasick  # noqa: PLC0415 - only the engine measured is loaded, for its memory

    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name.lower(), name)
    automaton.make_automaton()
    return lambda texts: sum(len(list(automaton.iter(f"{title} {summary}".lower()))) for title, summary in texts)


def flash(names: list[str]) -> Engine:
    from flashtext import KeywordProcessor  # noqa: PLC0415 - as above

    processor = KeywordProcessor()
    for name in names:
        processor.add_keyword(name)
    return lambda texts: sum(len(processor.extract_keywords(f"{title} {summary}")) for title, summary in texts)


def fuzz(names: list[str]) -> Engine:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

    lowered = [name.lower() for name in names]

    def run(texts: list[tuple[str, str]]) -> int:
        return sum(
            len(process.extract(f"{t} {s}".lower(), lowered, scorer=fuzz.partial_ratio, score_cutoff=90, limit=None))
            for t, s in texts
        )

    return run


ENGINES: dict[str, Callable[[list[str]], Engine]] = {
    "monitor": ours,
    "pyahocorasick": aho,
    "flashtext": flash,
    "rapidfuzz": fuzz,
}


def resident() -> float:
    """Megabytes this process holds now (Linux)."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def built(engine: str, count: int) -> tuple[float, float]:
    """Seconds of CPU to build an engine, and the megabytes it holds, in this process and no other."""
    names = names_of(count, random.Random(count))
    ENGINES[engine](["warm up"])
    before, start = resident(), time.process_time()
    kept = ENGINES[engine](names)
    seconds = time.process_time() - start
    grown = resident() - before
    kept([])
    return seconds, grown


def rates(count: int) -> dict[str, tuple[float, int]]:
    """Texts a second of CPU in the median round, and hits in the first, by engine; engines take turns."""
    dice = random.Random(count)
    names = names_of(count, dice)
    engines = {name: make(names) for name, make in ENGINES.items()}
    spent: dict[str, list[float]] = {name: [] for name in engines}
    hits: dict[str, int] = {}
    rounds = [texts_of(TEXTS, names, dice) for _ in range(ROUNDS + 1)]  # made before, or who comes first pays for it
    gc.collect()
    for number, texts in enumerate(rounds):
        for name in random.Random(number).sample([*engines], len(engines)):
            if name == "rapidfuzz" and count >= MANY and number != 1:  # minutes; its rounds hardly differ
                continue
            start = time.process_time()
            found = engines[name](texts)
            if number:
                spent[name].append(time.process_time() - start)
                hits.setdefault(name, found)
    return {name: (TEXTS / statistics.median(times), hits[name]) for name, times in spent.items()}


def compare(counts: list[int]) -> None:
    print(f"{'aliases':>8} {'engine':14} {'texts/s':>9} {'build s':>8} {'MB':>6} {'hits':>5}   monitor is")
    for count in counts:
        rows = rates(count)
        for engine, (rate, hits) in rows.items():
            command = [sys.executable, __file__, "--one", engine, str(count)]
            build, grown = map(float, subprocess.check_output(command, text=True).split())
            ratio = rows["monitor"][0] / rate
            said = (
                "" if engine == "monitor" else f"{ratio:8.1f}x as fast" if ratio >= 1 else f"{1 / ratio:8.1f}x slower"
            )
            print(f"{count:8,} {engine:14} {rate:9,.0f} {build:8.2f} {grown:6.1f} {hits:5}   {said}")


def own() -> None:
    empty = resident()
    watchlist, particles = load_watchlist(CONFIG), load_particles(CONFIG)
    read, start = resident(), time.process_time()
    index = WatchIndex.build(watchlist, particles)
    seconds = time.process_time() - start
    grown = resident() - read
    index.mentions("")
    aliases = sum(len(entity.aliases) for entity in watchlist.entities)
    print(f"{aliases} aliases, {len(watchlist.marks)} marks, {len(watchlist.decoys)} decoys")
    print(f"index built in {seconds:.2f} s, {grown:.1f} MB; list: {read - empty:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="also 100,000 aliases")
    parser.add_argument("--own", action="store_true", help="the project's own watchlist")
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "COUNT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(*built(options.one[0], int(options.one[1])))
    elif options.own:
        own()
    else:
        compare([100, 1_000, 10_000, *([100_000] if options.full else [])])


if __name__ == "__main__":
    main()
