"""What the arguments of builders are drawn from: one strategy for each name, which means the same in every kind."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin
from urllib.parse import quote

from hypothesis import strategies as st

from pytest_lambda.events._description import describe
from pytest_lambda.events._http import METHODS

__all__ = ["gives_way", "strategy_for"]

Strategy = st.SearchStrategy[Any]

_LONGEST_LIST = 5
_LARGEST_INTEGER = 2**53 - 1  # what JSON carries safely

_CONTROLS = "".join(map(chr, range(0x20))).translate({ord(kept): None for kept in "\t\n\r"})
_characters = st.characters(exclude_categories=["Cs"], exclude_characters=_CONTROLS + "\ufffe\uffff")

text = st.text(_characters)
"""Text of the characters that every service takes; SQS is the strictest."""

_some_text = st.text(_characters, min_size=1)

_visible = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
_name = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
_scalar = (
    st.none()
    | st.booleans()
    | st.integers(-_LARGEST_INTEGER, _LARGEST_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text
)


def json_values() -> Strategy:
    """Return a strategy for all that JSON can hold."""
    return st.recursive(
        _scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=5
    )


def json_objects() -> Strategy:
    """Return a strategy for JSON objects."""
    return st.dictionaries(text, json_values(), max_size=3)


def batches(items: Strategy, *, at_most: int = _LONGEST_LIST) -> Strategy:
    """Return a strategy for the lists that one record each is made of."""
    return st.lists(items, min_size=1, max_size=at_most)


def paths() -> Strategy:
    """Return a strategy for percent-encoded paths of at least one segment."""
    segments = st.lists(_some_text.map(lambda segment: quote(segment, safe="")), min_size=1, max_size=4)
    return segments.map(lambda found: "/" + "/".join(found))


def object_keys() -> Strategy:
    """Return a strategy for keys of objects: 1 to 1,024 bytes, of which no more than 50 characters are drawn."""
    return st.text(_characters, min_size=1, max_size=50)


def items() -> Strategy:
    """Return a strategy for items of a table, with the key ``id``."""
    numbers = st.integers(-_LARGEST_INTEGER, _LARGEST_INTEGER)
    values = st.recursive(
        st.none() | st.booleans() | numbers | text | st.binary(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_name, inner, max_size=3),
        max_leaves=5,
    )
    others = st.dictionaries(_name.filter(lambda name: name != "id"), values, max_size=3)
    return st.builds(lambda key, rest: {"id": key, **rest}, _some_text, others)


def _payloads() -> Strategy:
    # SQS and SNS refuse what is empty, and an empty body of a request is none.
    return _some_text | json_objects()


def _payloads_and_bytes(_: str | None = None) -> Strategy:
    return _payloads() | st.binary(min_size=1, max_size=50)


def _headers(_: str | None) -> Strategy:
    # The prefix keeps clear of the headers that say something about the request itself.
    return st.dictionaries(_name.map("x-{}".format), _visible | st.lists(_visible, min_size=1, max_size=3), max_size=3)


def _message_attributes(_: str | None) -> Strategy:
    values = _some_text | st.integers(-_LARGEST_INTEGER, _LARGEST_INTEGER) | st.binary(min_size=1, max_size=20)
    return st.dictionaries(_name, values, max_size=3)


_BY_NAME: Mapping[str, Callable[[str | None], Strategy]] = {
    "body": _payloads_and_bytes,
    "bodies": lambda _: batches(_payloads()),
    "cookies": lambda _: st.dictionaries(_name, _name, max_size=3),
    "data": lambda _: batches(_payloads_and_bytes()),
    "headers": _headers,
    "key": lambda _: object_keys(),
    "message": lambda _: _payloads(),
    "message_attributes": _message_attributes,
    "messages": lambda _: batches(_payloads()),
    "method": lambda _: st.sampled_from(METHODS),
    "path": lambda _: paths(),
    "query": lambda _: st.dictionaries(text, text | st.lists(text, min_size=1, max_size=3), max_size=3),
    "receive_count": lambda _: st.integers(1, 10),
    "state": lambda _: json_objects(),
    "subject": lambda _: st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=100),
    "values": lambda _: batches(_payloads_and_bytes()),
}
"""What an argument of a name is drawn from, given the variant; one that is not here is left to the builder."""


def _sqs_bodies(variant: str | None) -> Strategy:
    if variant == "s3":
        return batches(object_keys())
    if variant == "eventbridge":
        return batches(json_objects())
    return batches(_payloads())


def _images() -> Strategy:
    return batches(items())


def _when(*variants: str, strategy: Callable[[], Strategy]) -> Callable[[str | None], Strategy]:
    """Return what draws an argument in some variants alone."""
    return lambda variant: strategy() if variant in variants else st.none()


_BY_KIND: Mapping[tuple[str, str], Callable[[str | None], Strategy]] = {
    ("dynamodb", "new_image"): _when("INSERT", "MODIFY", strategy=_images),
    ("dynamodb", "old_image"): _when("REMOVE", "TTL_DELETE", strategy=_images),
    ("dynamodb_window", "new_image"): _when("INSERT", "MODIFY", strategy=_images),
    ("dynamodb_window", "old_image"): _when("REMOVE", "TTL_DELETE", strategy=_images),
    ("eventbridge", "detail"): lambda _: json_objects(),
    ("s3", "body"): lambda variant: (
        _payloads_and_bytes(variant) if variant and variant.startswith("ObjectCreated:") else st.none()
    ),
    ("sqs", "bodies"): _sqs_bodies,
}
"""The same where a kind wants something else by that name."""


_INSTEAD: Mapping[str, tuple[str, ...]] = {
    "body": ("is_base64_encoded", "json", "size"),
    "bodies": ("retry_of",),
    "new_image": ("old_image",),
    "old_image": ("new_image",),
    "path": ("path_parameters", "resource"),
    "variant": ("authorizer", "event_name", "new_image", "old_image", "retry_of"),
}
"""What is not drawn where the caller gives an argument that says the same or that it would have to agree with."""


_OTHER_NAMES_OF_VARIANT = ("variant", "event_name")


def gives_way(name: str, given: Container[str]) -> bool:
    """Return whether an argument is left to the builder because of others that the caller has given."""
    return any(other in given for other in _INSTEAD.get(name, ()))


@cache
def strategy_for(kind: str, name: str, variant: str | None) -> Strategy | None:
    """Return what an argument of *kind* is drawn from in a variant; None where it is left to the builder."""
    (argument,) = (argument for argument in describe(kind).arguments if argument.name == name)
    special = _BY_KIND.get((kind, name))
    if special is not None:
        return special(variant)
    options = get_args(argument.hint) if get_origin(argument.hint) in (Union, UnionType) else (argument.hint,)
    names = [name for option in options if get_origin(option) is Literal for name in get_args(option)]
    if names and name not in _OTHER_NAMES_OF_VARIANT:
        return st.sampled_from(names)
    if name in ("headers", "query") and any(get_args(option)[1:] == (str,) for option in options):
        return st.dictionaries(_name.map("x-{}".format), _visible, max_size=3)
    if name in _BY_NAME and _fits(name, options):
        return _BY_NAME[name](variant)
    return None


def _fits(name: str, options: tuple[Any, ...]) -> bool:
    """Return whether an argument takes what its name lets expect: text where text is drawn, and so on."""
    if name in ("key", "method", "path", "subject"):
        return str in options
    if name in ("bodies", "data", "message", "messages", "values"):
        return object in options or Any in options
    if name == "state":
        return any(get_origin(option) is Mapping for option in options)
    return True
