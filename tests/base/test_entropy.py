"""One seed, streams by name."""

from __future__ import annotations

import base64
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.base.entropy import Entropy, seed_from_text

SEEDS = st.integers(-(2**70), 2**70)
LENGTHS = st.integers(1, 200)

DRAWS = {
    "uuid": lambda stream: stream.uuid(),
    "hex": lambda stream: stream.hex(32),
    "digits": lambda stream: stream.digits(12),
    "alphanumeric": lambda stream: stream.alphanumeric(20),
    "base64ish": lambda stream: stream.base64ish(40),
    "base64": lambda stream: stream.base64(40),
    "integer": lambda stream: stream.integer(0, 10**9),
    "fraction": lambda stream: stream.fraction(),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS.keys())
def test_the_same_seed_gives_the_same_stream(draw):
    one, other = Entropy(7), Entropy(7)

    assert [draw(one) for _ in range(5)] == [draw(other) for _ in range(5)]


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS.keys())
def test_a_stream_does_not_repeat_itself(draw):
    stream = Entropy(7)

    assert 20 == len({draw(stream) for _ in range(20)})


def test_another_seed_gives_another_stream():
    assert Entropy(1).uuid() != Entropy(2).uuid()


def test_what_a_seed_gives_is_the_same_on_every_python():
    stream = Entropy(42)

    assert ("bdd640fb-0667-4ad1-9c80-317fa3b1799d", 9_215_056_241_086_159_274) == (
        stream.uuid(),
        seed_from_text("tests/test_orders.py::test_a"),
    )


@given(SEEDS, st.text(), st.integers(0, 20))
def test_a_child_is_not_disturbed_by_its_parent_or_siblings(seed, name, draws):
    quiet, busy = Entropy(seed), Entropy(seed)
    for _ in range(draws):
        busy.uuid()
        busy.child(name + "/other").uuid()

    assert quiet.child(name).uuid() == busy.child(name).uuid()


def test_a_child_goes_on_where_it_was():
    parent = Entropy(1)

    assert parent.child("a") is parent.child("a")


def test_children_of_different_names_differ():
    assert Entropy(1).child("a").uuid() != Entropy(1).child("b").uuid()


def test_children_of_different_parents_differ():
    assert Entropy(1).child("a").uuid() != Entropy(2).child("a").uuid()


@given(SEEDS)
def test_a_uuid_is_of_version_4(seed):
    text = Entropy(seed).uuid()

    assert (4, uuid.RFC_4122, text) == (uuid.UUID(text).version, uuid.UUID(text).variant, str(uuid.UUID(text)))


@given(SEEDS, LENGTHS)
def test_hexadecimal_digits_keep_their_length(seed, length):
    assert re.fullmatch(f"[0-9a-f]{{{length}}}", Entropy(seed).hex(length))


@given(SEEDS, LENGTHS)
def test_decimal_digits_do_not_begin_with_zero(seed, length):
    assert re.fullmatch(f"[1-9][0-9]{{{length - 1}}}", Entropy(seed).digits(length))


@given(SEEDS, LENGTHS)
def test_letters_and_digits_begin_with_a_letter(seed, length):
    assert re.fullmatch(f"[a-z][a-z0-9]{{{length - 1}}}", Entropy(seed).alphanumeric(length))


@given(SEEDS, LENGTHS)
def test_base64_decodes_to_as_many_bytes(seed, length):
    assert length == len(base64.b64decode(Entropy(seed).base64(length), validate=True))


@given(SEEDS, LENGTHS)
def test_what_looks_like_base64_has_no_padding(seed, length):
    assert re.fullmatch(f"[A-Za-z0-9+/]{{{length}}}", Entropy(seed).base64ish(length))


@given(SEEDS, st.integers(-100, 100), st.integers(0, 100))
def test_an_integer_lies_between_both_ends(seed, low, size):
    assert low <= Entropy(seed).integer(low, low + size) <= low + size


@given(SEEDS)
def test_a_fraction_is_below_one(seed):
    assert 0 <= Entropy(seed).fraction() < 1


def test_counts_rise_by_name():
    stream = Entropy(1)

    assert [1, 2, 1, 3] == [stream.count(name) for name in ("a", "a", "b", "a")]


@given(st.text(alphabet=st.characters()))
def test_any_text_is_a_seed_of_64_bits(text):
    assert 0 <= seed_from_text(text) < 2**64
