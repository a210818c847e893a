"""The one source of everything random: a seed, and child streams by name that do not disturb each other."""

from __future__ import annotations

import binascii
import hashlib
import random

__all__ = ["Entropy", "seed_from_text"]

_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

_VERSION_4 = 4 << 76 | 2 << 62
_NO_VERSION = (1 << 128) - 1 - (15 << 76 | 3 << 62)
"""Where a UUID says that it is a random one. RFC 9562, section 5.4."""


def seed_from_text(text: str) -> int:
    """Return a 64-bit seed that depends on *text* alone (not on PYTHONHASHSEED)."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


class Entropy:
    """
    A seeded stream of ids and choices.

    ``child(name)`` gives a stream of its own for *name*: what is drawn from one child never changes what
    another gives, so adding an id in one place moves no id in another.

    Args:
        seed: any integer; the same seed gives the same stream on every platform and Python.
    """

    __slots__ = ("_bits", "_children", "_counts", "random", "seed")

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self._bits = self.random.getrandbits
        self._children: dict[str, Entropy] = {}
        self._counts: dict[str, int] = {}

    def child(self, name: str) -> Entropy:
        """Return the stream called *name*; the same object for the same name."""
        stream = self._children.get(name)
        if stream is None:
            stream = self._children[name] = Entropy(seed_from_text(f"{self.seed}/{name}"))
        return stream

    def uuid(self) -> str:
        """Return a random (version 4) UUID as text."""
        # By way of bytes: half the time of a format.
        text = (self._bits(128) & _NO_VERSION | _VERSION_4).to_bytes(16, "big").hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def hex(self, length: int) -> str:
        """Return *length* lower-case hexadecimal digits."""
        if length % 2:
            return f"{self._bits(4 * length):0{length}x}"
        return self._bits(4 * length).to_bytes(length // 2, "big").hex()

    def digits(self, length: int) -> str:
        """Return *length* decimal digits; the first is not zero."""
        return str(self.random.randrange(10 ** (length - 1), 10**length))

    def alphanumeric(self, length: int) -> str:
        """Return *length* lower-case letters and digits, the first a letter."""
        rest = self.random.choices(_ALPHANUMERIC, k=length - 1)
        return self.random.choice(_ALPHANUMERIC[:26]) + "".join(rest)

    def base64ish(self, length: int) -> str:
        """Return *length* characters that look like base64 without its padding."""
        return "".join(self.random.choices(_BASE64, k=length))

    def base64(self, length: int) -> str:
        """Return *length* random bytes as base64, padding included."""
        return binascii.b2a_base64(self._bits(8 * length).to_bytes(length, "big"), newline=False).decode("ascii")

    def count(self, name: str) -> int:
        """Return 1 when first asked for *name*, then 2, 3 and so on: what must rise within the stream."""
        number = self._counts[name] = self._counts.get(name, 0) + 1
        return number

    def integer(self, low: int, high: int) -> int:
        """Return an integer from *low* to *high*, both included."""
        return self.random.randint(low, high)

    def fraction(self) -> float:
        """Return a float in [0, 1)."""
        return self.random.random()
