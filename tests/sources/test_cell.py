"""A process that can be killed: what costs too much costs the process, and the next task gets another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.sources.cell import Cell


@pytest.fixture
def cell() -> Iterator[Cell]:
    made = Cell("tests.sources.test_cell:work", cpu_s=1, wall_s=3, memory_mb=400)
    yield made
    made.close()


def work(task: str) -> str:
    """What the process does."""
    if task == "spin":
        while True:
            pass
    if task == "hoard":
        return str(len(bytearray(1 << 30)))
    return task.upper()


def test_an_answer_comes_back_and_the_process_is_kept(cell: Cell) -> None:
    assert [cell.ask("one"), cell.ask("two")] == ["ONE", "TWO"]


@pytest.mark.parametrize("task", ["spin", "hoard"])
def test_a_task_without_measure_gets_no_answer_and_hurts_no_other(cell: Cell, task: str) -> None:
    assert cell.ask(task) is None
    assert cell.ask("next") == "NEXT"


def test_closing_twice_or_unused_is_harmless(cell: Cell) -> None:
    cell.close()
    cell.close()
    assert cell.ask("one") == "ONE"
