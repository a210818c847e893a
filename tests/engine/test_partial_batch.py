"""What an answer says of a batch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.engine.partial_batch import failed_message_ids

IDS = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=10, unique=True)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def report(*identifiers):
    """Return a partial batch response that names *identifiers*."""
    return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in identifiers]}


@given(IDS, st.data())
def test_SQS_11_the_messages_that_are_named_stay(ids, data):
    named = data.draw(st.lists(st.sampled_from(ids)))

    assert set(named) == failed_message_ids(report(*named), ids)


@pytest.mark.parametrize("response", [{"batchItemFailures": []}, {"batchItemFailures": None}, {}, None], ids=str)
def test_SQS_12_all_are_done(response):
    assert set() == failed_message_ids(response, ["m1", "m2"])


@pytest.mark.parametrize(
    "item",
    [
        {"itemIdentifier": ""},
        {"itemIdentifier": None},
        {"itemIdentifier": "m3"},
        {"itemIdentifier": 1},
        {"itemIdentifier": ["m1"]},
        {"itemidentifier": "m1"},
        {"messageId": "m1"},
        {},
        "m1",
        None,
    ],
    ids=str,
)
def test_SQS_13_one_bad_item_fails_the_whole_batch(item):
    response = {"batchItemFailures": [{"itemIdentifier": "m1"}, item]}

    assert {"m1", "m2"} == failed_message_ids(response, ["m1", "m2"])


@pytest.mark.parametrize(
    "response",
    [
        {"batchItemFailure": []},
        {"batch_item_failures": []},
        {"statusCode": 200},
        {"batchItemFailures": "m1"},
        {"batchItemFailures": {"itemIdentifier": "m1"}},
        {"batchItemFailures": 0},
        "done",
        True,
        5,
        ["m1"],
    ],
    ids=str,
)
def test_SQS_13_what_cannot_be_read_fails_the_whole_batch(response):
    assert {"m1", "m2"} == failed_message_ids(response, ["m1", "m2"])


@given(IDS, st.data(), st.text(max_size=8))
def test_SQS_13_an_id_that_is_not_in_the_batch_fails_the_whole_batch(ids, data, stranger):
    named = data.draw(st.lists(st.sampled_from(ids)))
    position = data.draw(st.integers(0, len(named)))
    named.insert(position, stranger)
    expected = set(named) if stranger in ids else set(ids)

    assert expected == failed_message_ids(report(*named), ids)


@given(IDS, JSON)
def test_SQS_13_whatever_the_answer_only_messages_of_the_batch_stay(ids, response):
    assert failed_message_ids(response, ids) <= set(ids)


@given(IDS, JSON)
def test_SQS_13_under_the_right_key_anything_but_the_documented_shapes_fails_the_batch(ids, value):
    failed = failed_message_ids({"batchItemFailures": value}, ids)
    is_success = value is None or value == []
    is_report = isinstance(value, list) and all(
        isinstance(item, dict) and isinstance(item.get("itemIdentifier"), str) and item["itemIdentifier"] in ids
        for item in value
    )

    assert is_report or (set() if is_success else set(ids)) == failed
