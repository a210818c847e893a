"""Hypothesis strategies for every kind of event."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from urllib.parse import unquote, unquote_plus

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pytest_lambda import strategies
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import Builders, kinds, types, variants

from .rules import keeps_the_rules
from .shapes import differences
from .test_types import type_name

FEW = settings(max_examples=30)
FIRST = settings(max_examples=1, phases=[Phase.generate])
SMALLEST = settings(max_examples=2000, phases=[Phase.generate, Phase.shrink])


def smallest(strategy, seen=lambda event: True):
    """Return what an event shrinks to of which *seen* is true."""
    return find(strategy, seen, settings=SMALLEST)


@pytest.mark.parametrize("kind", kinds())
def test_drawn_events_keep_the_rules_of_their_kind(kind):
    @FEW
    @given(getattr(strategies, kind)())
    def check(event):
        keeps_the_rules(kind, event)
        assert [] == list(differences(getattr(types, type_name(kind)), event))

    check()


@pytest.mark.parametrize(("kind", "variant"), [(kind, variant) for kind in kinds() for variant in variants(kind)])
def test_a_variant_may_be_fixed(kind, variant):
    event = find(getattr(strategies, kind)(variant=variant), lambda event: True, settings=FIRST)

    assert getattr(Builders(0), kind)(variant=variant) == event


@pytest.mark.parametrize("kind", kinds())
def test_an_event_shrinks_to_the_typical_one_of_the_first_variant(kind):
    first = {"variant": variants(kind)[0]} if variants(kind) else {}

    assert getattr(Builders(0), kind)(**first) == smallest(getattr(strategies, kind)())


def test_a_batch_shrinks_to_its_fewest_and_shortest_messages():
    event = smallest(strategies.sqs(), lambda event: len(event["Records"]) >= 3)

    assert Builders(0).sqs(["0", "0", "0"]) == event


def test_what_is_not_to_blame_shrinks_away():
    event = smallest(strategies.apigw_rest(), lambda event: "ä" in unquote(event["path"]))

    assert Builders(0).apigw_rest(path="/%C3%A4") == event


def test_what_a_failing_test_shows_is_small():
    shown = []

    @settings(max_examples=300)
    @given(strategies.s3())
    def fails_for_spaces(event):
        key = event["Records"][0]["s3"]["object"]["key"]
        if " " in unquote_plus(key):
            shown.append(event)
            raise AssertionError("failing")

    with pytest.raises(AssertionError, match="failing"):
        fails_for_spaces()
    assert Builders(0).s3(key=" ") == shown[-1]


@pytest.mark.parametrize("variant", variants("sqs"))
def test_messages_reach_every_form_of_body(variant):
    assert len(smallest(strategies.sqs(variant=variant), lambda event: len(event["Records"]) == 2)["Records"]) == 2


@pytest.mark.parametrize(
    ("strategy", "seen"),
    [
        (strategies.apigw_rest(), lambda event: (event["multiValueQueryStringParameters"] or {}).get("", []) != []),
        (strategies.apigw_rest(), lambda event: event["isBase64Encoded"] and event["httpMethod"] == "DELETE"),
        (strategies.apigw_http(), lambda event: "cookies" in event and "authorizer" in event["requestContext"]),
        (strategies.sqs(), lambda event: event["Records"][0]["attributes"]["ApproximateReceiveCount"] > "5"),
        (strategies.sqs(), lambda event: event["Records"][0]["messageAttributes"]),
        (strategies.sns(), lambda event: event["Records"][0]["Sns"]["Subject"]),
        (strategies.kinesis(), lambda event: len(event["Records"]) > 2),
        (strategies.kinesis_window(), lambda event: event["state"]),
        (strategies.dynamodb(), lambda event: "M" in str(event["Records"][0]["dynamodb"].get("OldImage"))),
        (strategies.eventbridge(), lambda event: event["detail"] == {}),
        (strategies.dynamodb(), lambda event: event["Records"][0]["dynamodb"]["StreamViewType"] == "KEYS_ONLY"),
    ],
)
def test_the_arguments_that_matter_are_explored(strategy, seen):
    assert seen(smallest(strategy, seen))


def test_an_argument_is_a_value_or_a_strategy():
    @FEW
    @given(strategies.sns(topic="mine", message=st.sampled_from(["a", "b"])))
    def check(event):
        assert event["Records"][0]["Sns"]["Message"] in ("a", "b")
        assert ":mine" in event["Records"][0]["Sns"]["TopicArn"]

    check()


def test_the_seed_may_be_given():
    assert Builders(5).kinesis() == smallest(strategies.kinesis(seed=5))


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("apigw_rest", {"authorizer": "iam"}),
        ("apigw_rest", {"resource": "/orders/{id}", "path_parameters": {"id": 7}}),
        ("apigw_http", {"json": {"a": 1}}),
        ("apigw_http", {"is_base64_encoded": True}),
        ("dynamodb", {"new_image": {"id": 1}}),
        ("dynamodb", {"old_image": {"id": 1}}),
        ("s3", {"event_name": "ObjectRemoved:Delete"}),
        ("s3", {"size": 3, "variant": "ObjectCreated:Copy"}),
        ("sqs", {"retry_of": Builders(1).sqs(["a"])}),
        ("sqs", {"variant": "Dead letter"}),
    ],
    ids=str,
)
def test_nothing_is_drawn_that_contradicts_what_is_given(kind, arguments):
    @FEW
    @given(strategies.from_kind(kind, **arguments))
    def check(event):
        keeps_the_rules(kind, event)

    check()


def test_from_kind_gives_the_same_as_the_function_of_its_name():
    one, other = (smallest(made) for made in (strategies.from_kind("sns"), strategies.sns()))

    assert one == other


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: strategies.from_kind("sqz"),
            "kind must be one of " + ", ".join(map(repr, kinds())) + ", got 'sqz'",
        ),
        (
            lambda: strategies.eventbridge(color="red"),
            "an argument of eventbridge must be one of seed, source, detail_type, detail, resources, account_id, "
            "region, time, overrides, got 'color'",
        ),
        (
            lambda: smallest(strategies.eventbridge(region="Mars")),
            "region must be a Region such as 'us-east-1', got 'Mars'",
        ),
        (
            lambda: smallest(strategies.sqs(variant="soap")),
            "variant must be one of 'standard', 'fifo', 'dead_letter', 'sns', 's3', 'eventbridge', got 'soap'",
        ),
    ],
)
def test_a_strategy_is_not_made_from_anything_else(make, message):
    with pytest.raises(UsageError) as raised:
        make()

    assert message == str(raised.value)


@pytest.mark.parametrize("kind", kinds())
def test_there_is_a_strategy_of_the_name_of_every_kind(kind):
    assert kind in strategies.__all__
    assert kind in dir(strategies)
    assert f"events of the kind ``{kind}``" in getattr(strategies, kind).__doc__


def test_another_name_is_not_there():
    with pytest.raises(AttributeError, match=r"module 'pytest_lambda\.strategies' has no attribute 'sqz'"):
        strategies.sqz  # noqa: B018


def test_without_hypothesis_it_says_what_to_install():
    script = """
        import sys
        sys.modules["hypothesis"] = None
        from pytest_lambda import UsageError
        try:
            import pytest_lambda.strategies
        except UsageError as error:
            print(error)
    """
    said = subprocess.check_output([sys.executable, "-c", textwrap.dedent(script)], text=True)

    assert (
        "pytest_lambda.strategies needs hypothesis, which is not installed: "
        "pip install 'pytest-aws-lambda[hypothesis]'\n" == said
    )


def test_drawn_events_are_plain_json():
    @FEW
    @given(st.sampled_from(kinds()).flatmap(strategies.from_kind))
    def check(event):
        assert event == json.loads(json.dumps(event, allow_nan=False))

    check()
