"""Addresses of what the panel can show: query strings such as "?view=person&name=Macron".

They can be kept, sent and opened again: each names all that its view needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

MAX_LENGTH = 4_000  # characters of an address; longer ones are no address of the page
MAX_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Address:
    """The name of a view, and the values that it is opened with.

    Values come from the browser and can be anything: a view checks each that it uses.
    """

    view: str
    values: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return the first value of a name without surrounding spaces, "" without one."""
        return next((value.strip() for key, value in self.values if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return all values of a name that are not blank."""
        return [value.strip() for key, value in self.values if key == name and value.strip()]

    def number(self, name: str, default: int = 0) -> int:
        """Return a value as a whole number of at most nine digits, `default` if it is none."""
        value = self.get(name)
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= 9 else default

    def replaced(self, **values: object) -> str:
        """Return the link to this address with other values for some names; None removes one."""
        kept = [(key, value) for key, value in self.values if key not in values]
        return _link(self.view, [*kept, *_pairs(values)])

    def __str__(self) -> str:
        return _link(self.view, self.values)


def link(view: str, **values: object) -> str:
    """Return the link to a view; None and "" are left out, a list repeats its name."""
    return _link(view, _pairs(values))


def _pairs(values: dict[str, object]) -> list[tuple[str, str]]:
    pairs = []
    for key, value in values.items():
        several = isinstance(value, Sequence) and not isinstance(value, str)
        for one in value if several else [value]:  # type: ignore[attr-defined]
            if one is not None and one != "":
                pairs.append((key, str(one)))
    return pairs


def _link(view: str, pairs: Sequence[tuple[str, str]]) -> str:
    return "?" + urlencode([("view", view), *pairs])


def read(query: str) -> Address | None:
    """Return the address in a query string, None if it names no view or is too long."""
    if not query.startswith("?") or len(query) > MAX_LENGTH:
        return None
    try:
        query.encode()
        pairs = parse_qsl(query[1:], max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    view = next((value for key, value in pairs if key == "view"), "")
    return Address(view, tuple(p for p in pairs if p[0] != "view")) if view else None
