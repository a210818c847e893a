"""An HTTP response, as a client sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["HttpHeaders", "HttpResponse"]

_CHARSET = re.compile(r"charset=\"?([^\s;\"]+)", re.IGNORECASE)


class HttpHeaders(Mapping[str, str]):
    """
    Headers by name, in any case; of one that is repeated, all values joined by a comma.

    Args:
        pairs: one for each value, in order.
    """

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)

    def get_list(self, name: str) -> list[str]:
        """Return every value of the header *name*, in order; none for a header that is not there."""
        wanted = name.lower()
        return [value for key, value in self._pairs if key.lower() == wanted]

    def multi_items(self) -> list[tuple[str, str]]:
        """Return one pair of name and value for each value, in order."""
        return list(self._pairs)

    def __getitem__(self, name: str) -> str:
        values = self.get_list(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter({name.lower(): name for name, _ in reversed(self._pairs)}.values())

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self._pairs})

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_list(name))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            return _folded(self) == _folded(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(_folded(self).items()))

    def __repr__(self) -> str:
        return f"HttpHeaders({list(self._pairs)!r})"


def _folded(headers: Mapping[Any, Any]) -> dict[Any, Any]:
    return {name.lower() if isinstance(name, str) else name: value for name, value in headers.items()}


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """
    What a client gets.

    Attributes:
        status_code: such as 200.
        headers: by name, in any case; ``headers.get_list(name)`` has every value.
        content: the body, as bytes.
        malformed: what is wrong with the function's response, in words, where this is not the function's but
            what the front end answers in its place; else None.
    """

    status_code: int
    headers: HttpHeaders
    content: bytes
    malformed: str | None = None

    @property
    def text(self) -> str:
        """The body as text, in the charset of the Content-Type, else in UTF-8; what is no such text is replaced."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        charset = found[1] if found and _is_charset(found[1]) else "utf-8"
        return self.content.decode(charset, errors="replace")

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that are set: values by name, without their attributes."""
        cookies = {}
        for cookie in self.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            cookies[name.strip()] = value.strip()
        return cookies

    def json(self) -> Any:
        """Return the body, decoded from JSON. Raises ValueError where it is none."""
        return json.loads(self.content)


def _is_charset(name: str) -> bool:
    try:
        b"-".decode(name, "replace")
    except LookupError:
        return False
    return True
