"""rag.index.recent: what was used last is kept, and nothing is made twice without need."""

from __future__ import annotations

import threading

import pytest

from rag.index.recent import Recent


class Maker:
    """Makes the text of a number, and records what it was asked for."""

    def __init__(self, *unknown: int) -> None:
        self.asked: list[list[int]] = []
        self._unknown = unknown

    def __call__(self, keys: list[int]) -> dict[int, str]:
        """Make the values of some keys, but none of unknown ones."""
        self.asked.append(keys)
        return {key: str(key) for key in keys if key not in self._unknown}


def test_only_what_is_missing_is_made() -> None:
    """Values come in the order of the keys; those that are kept are not made again."""
    recent, make = Recent[int, str](10), Maker()
    assert recent.get([3, 1], make) == ["3", "1"]
    assert recent.get([1, 2, 3], make) == ["1", "2", "3"]
    assert recent.get([2, 2], make) == ["2", "2"]
    assert make.asked == [[3, 1], [2]]


def test_a_key_without_a_value_is_left_out() -> None:
    """What cannot be made is asked for again the next time."""
    recent, make = Recent[int, str](10), Maker(7)
    assert recent.get([7, 1], make) == recent.get([1, 7], make) == ["1"]
    assert make.asked == [[7, 1], [7]]


def test_what_was_used_longest_ago_goes_first() -> None:
    """No more than the limit is kept, and using a value keeps it."""
    recent, make = Recent[int, str](2), Maker()
    for keys in ([1], [2], [1], [3], [1], [2]):
        recent.get(keys, make)
    assert make.asked == [[1], [2], [3], [2]]
    assert len(recent) == 2


def test_more_than_the_limit_at_once_is_returned() -> None:
    """All values asked for are returned, however few are kept."""
    recent, make = Recent[int, str](2), Maker()
    assert recent.get([1, 2, 3, 4], make) == ["1", "2", "3", "4"]
    assert len(recent) == 2


def test_an_error_keeps_nothing() -> None:
    """What could not be made is made the next time."""
    recent = Recent[int, str](2)
    with pytest.raises(ZeroDivisionError):
        recent.get([1], lambda keys: {1: str(1 // 0)})
    assert recent.get([1], Maker()) == ["1"]


def test_several_threads_get_the_right_values() -> None:
    """Threads that crowd values out for each other still get each its own."""
    recent, wrong = Recent[int, str](5), list[object]()

    def use(first: int) -> None:
        for i in range(2000):
            keys = [(first + i * step) % 13 for step in (1, 2, 3)]
            found = recent.get(keys, Maker())
            if found != [str(key) for key in keys]:
                wrong.append((keys, found))

    threads = [threading.Thread(target=use, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(recent) == 5
