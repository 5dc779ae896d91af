"""A bounded memory of the values that were used last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps the `limit` values that were used last, by key; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: dict[K, V] = {}  # those used last come last
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, keys: Sequence[K], make: Callable[[list[K]], Mapping[K, V]]) -> list[V]:
        """Return the values of `keys`, in order; `make` returns those of keys without one.

        A key that `make` leaves out has no value. Two threads may make the same value at once.
        """
        found = self._kept(keys)
        missing = [key for key in keys if key not in found]
        if missing:
            made = make(missing)
            found |= made
            self._keep(made)
        return [found[key] for key in keys if key in found]

    def _kept(self, keys: Iterable[K]) -> dict[K, V]:
        with self._lock:
            found = {key: self._values.pop(key) for key in keys if key in self._values}
            self._values |= found
            return found

    def _keep(self, made: Mapping[K, V]) -> None:
        with self._lock:
            self._values |= made
            surplus = max(0, len(self._values) - self._limit)
            for key in list(islice(self._values, surplus)):
                del self._values[key]
