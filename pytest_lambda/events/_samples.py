"""The small things that a typical event is about: an order, a person, an address on the network."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.entropy import Entropy, seed_from_text

if TYPE_CHECKING:
    from faker import Faker

__all__ = [
    "Person",
    "ip_address",
    "order",
    "person",
    "phone_number",
    "principal_id",
    "resource_uuid",
    "user_agent",
]

_SKUS = ("notebook", "pencil", "stapler", "lamp", "mug", "globe", "ruler", "desk")
_PUBLIC_NETWORKS = (3, 13, 18, 34, 52, 54, 62, 81, 93, 151)
_FAKER_PROVIDERS = ("faker.providers.date_time", "faker.providers.person", "faker.providers.user_agent")
_faker_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signed in."""

    name: str
    email: str


def order(entropy: Entropy) -> dict[str, Any]:
    """Return an order: what the sample messages are about."""
    return {
        "order_id": f"order-{entropy.hex(8)}",
        "sku": entropy.random.choice(_SKUS),
        "quantity": entropy.integer(1, 9),
    }


def user_agent(entropy: Entropy) -> str:
    """Return what a browser calls itself, from Faker; see :func:`person`."""
    with _seeded_faker(entropy) as faker:
        return faker.user_agent()


def ip_address(entropy: Entropy) -> str:
    """Return a public IPv4 address."""
    number = entropy.random.getrandbits(24)
    network = _PUBLIC_NETWORKS[number % len(_PUBLIC_NETWORKS)]
    return f"{network}.{number >> 16}.{number >> 8 & 255}.{number % 253 + 1}"


def phone_number(entropy: Entropy) -> str:
    """Return a phone number in E.164 form, of the hundred in Seattle that are kept for examples."""
    return f"+12065550{entropy.integer(100, 199)}"


def principal_id(entropy: Entropy, prefix: str) -> str:
    """Return an IAM unique id: *prefix* (``AIDA``, ``AROA``, ``AKIA``) and 17 capitals and digits."""
    return f"{prefix}{entropy.alphanumeric(17).upper()}"


def resource_uuid(entropy: Entropy, name: str) -> str:
    """Return the UUID of the resource called *name*: the same in every event of the stream."""
    return Entropy(seed_from_text(f"{entropy.seed}/{name}")).uuid()


def person(entropy: Entropy) -> Person:
    """
    Return someone with a name and a mail address, from Faker.

    Faker is imported at the first call. The one instance is seeded from *entropy* each time, so what it gives
    depends on the stream and on the release of Faker, and on nothing that was asked of it before.
    """
    with _seeded_faker(entropy) as faker:
        first, last = faker.first_name(), faker.last_name()
    return Person(f"{first} {last}", f"{first}.{last}@example.com".lower().replace(" ", ""))


@contextmanager
def _seeded_faker(entropy: Entropy) -> Iterator[Faker]:
    seed = entropy.random.getrandbits(64)
    with _faker_lock:
        faker = _faker()
        faker.seed_instance(seed)
        yield faker


@functools.lru_cache(maxsize=1)
def _faker() -> Faker:
    from faker import Faker

    return Faker("en_US", providers=[*_FAKER_PROVIDERS])  # with all of them it takes five times as long
