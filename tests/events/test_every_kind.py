"""What holds for all kinds of events alike."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pytest_lambda import events as module
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import Builders, kinds, seeded, variants

from .rules import RULES, ids, keeps_the_rules, typical

DIGEST_OF_SEED_11 = "from events.test_every_kind import digest; print(digest(11))"


def digest(seed):
    """Return one text that stands for all events of *seed*."""
    return hashlib.sha256(json.dumps(list(typical(seeded(seed)))).encode()).hexdigest()


@pytest.mark.parametrize("start", range(0, 200, 25))
def test_events_of_any_seed_keep_the_rules_of_their_kind(start):
    for seed in range(start, start + 25):
        for kind, event in typical(seeded(seed)):
            keeps_the_rules(kind, event)


def test_every_kind_has_rules_and_typical_events():
    assert set(kinds()) == set(RULES) == {kind for kind, _ in typical(seeded(0))}


def test_no_two_events_share_an_id():
    events = seeded(3)
    seen = [one for _ in range(20) for kind, event in typical(events) for one in ids(kind, event)]

    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("kind", kinds())
def test_a_builder_works_without_arguments(events, kind):
    event = getattr(events, kind)()

    assert event == json.loads(json.dumps(event))


@pytest.mark.parametrize("kind", kinds())
def test_the_module_has_every_builder_of_the_class(kind):
    assert kind == getattr(module, kind).__name__
    assert kind in module.__all__


@pytest.mark.parametrize("kind", kinds())
def test_a_builder_shows_its_signature_without_the_stream(events, kind):
    parameters = inspect.signature(getattr(events, kind)).parameters

    assert "entropy" not in parameters
    assert {"time", "region", "account_id", "overrides"} <= parameters.keys()


@pytest.mark.parametrize("kind", kinds())
def test_only_what_is_essential_is_positional(events, kind):
    parameters = inspect.signature(getattr(events, kind)).parameters.values()
    positional = [one.name for one in parameters if one.kind is not inspect.Parameter.KEYWORD_ONLY]

    assert len(positional) <= 3


@pytest.mark.parametrize("kind", kinds())
def test_a_builder_has_its_documentation(events, kind):
    assert getattr(events, kind).__doc__.strip().startswith("Return the event")


def test_the_same_seed_gives_the_same_events():
    assert list(typical(seeded(5))) == list(typical(seeded(5)))


def test_another_seed_gives_other_events():
    assert seeded(5).sqs(["a"]) != seeded(6).sqs(["a"])


def test_reseeding_begins_anew(events):
    first = events.sqs(["a"])
    events.reseed(7)

    assert first == events.sqs(["a"])


def test_the_modules_own_stream_can_be_reseeded():
    module.reseed(21)
    first = module.sns("a")
    module.reseed(21)

    assert first == module.sns("a")


def test_one_kind_does_not_disturb_another():
    alone, after = seeded(5), seeded(5)
    after.sqs(["a"])

    assert alone.s3() == after.s3()


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_events_do_not_depend_on_the_hash_seed(hash_seed):
    tests = str(Path(__file__).parent.parent)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join([tests, *sys.path]),
    }
    found = subprocess.check_output([sys.executable, "-c", DIGEST_OF_SEED_11], env=environment, text=True)

    assert digest(11) == found.strip()


def test_times_begin_in_january_2025_and_rise():
    events = seeded(9)
    times = [events.apigw_rest()["requestContext"]["requestTimeEpoch"] for _ in range(50)]

    assert sorted(set(times)) == times
    assert datetime(2025, 1, 1, tzinfo=timezone.utc).timestamp() * 1000 <= times[0]
    assert times[-1] < datetime(2025, 2, 2, tzinfo=timezone.utc).timestamp() * 1000


def test_the_clock_of_the_builders_gives_the_time():
    events = seeded(9, now=lambda: 1_700_000_000.25)

    assert "1700000000250" == events.sqs(["a"])["Records"][0]["attributes"]["SentTimestamp"]


def test_a_time_that_is_given_wins_over_the_clock():
    events = seeded(9, now=lambda: 1_700_000_000.25)

    assert "2025-01-01T00:00:00Z" == events.eventbridge(time=1_735_689_600)["time"]


def test_a_time_may_be_an_aware_datetime(events):
    at = datetime(2025, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))

    assert "2025-01-01T00:00:00Z" == events.eventbridge(time=at)["time"]


def test_builders_carry_a_region_and_an_account():
    events = seeded(9, region="eu-west-1", account_id="210987654321")

    assert "arn:aws:sqs:eu-west-1:210987654321:orders" == events.sqs()["Records"][0]["eventSourceARN"]
    assert ("eu-west-1", "210987654321") == (events.eventbridge()["region"], events.eventbridge()["account"])


def test_a_region_that_is_given_wins_over_that_of_the_builders():
    events = seeded(9, region="eu-west-1")

    assert "us-west-2" == events.eventbridge(region="us-west-2")["region"]


def test_arns_and_hosts_follow_the_partition_of_the_region(events):
    record = events.sns(region="cn-north-1")["Records"][0]

    assert record["Sns"]["TopicArn"].startswith("arn:aws-cn:sns:cn-north-1:")
    assert record["Sns"]["SigningCertUrl"].startswith("https://sns.cn-north-1.amazonaws.com.cn/")


def test_variants_are_named_in_any_case(events):
    assert events.sqs(variant="Dead letter")["Records"][0]["attributes"]["DeadLetterQueueSourceArn"]


def test_a_kind_without_variants_has_none():
    assert () == variants("kinesis")


def test_builders_show_their_seed():
    assert "<Builders seed=3>" == repr(Builders(3))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: seeded(True), "seed must be an integer, got True"),
        (lambda: seeded(1, region="Mars"), "region must be a Region such as 'us-east-1', got 'Mars'"),
        (lambda: seeded(1, account_id=12), "account_id must be text of 12 digits, got 12"),
        (lambda: variants("sqz"), "kind must be one of " + ", ".join(map(repr, kinds())) + ", got 'sqz'"),
    ],
)
def test_builders_are_not_made_from_anything_else(make, message):
    with pytest.raises(UsageError) as raised:
        make()

    assert message == str(raised.value)


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("account_id", 12, "account_id must be text of 12 digits"),
        ("overrides", "x", "overrides must be a dict"),
        ("region", "mars", "region must be a Region such as 'us-east-1'"),
        ("time", "now", "time must be seconds since 1970 or a datetime with a time zone"),
    ],
)
def test_every_kind_checks_what_all_kinds_take(events, kind, argument, value, message):
    with pytest.raises(ValueError) as raised:
        getattr(events, kind)(**{argument: value})

    assert str(raised.value).startswith(message)
    assert str(raised.value).endswith(f", got {value!r}")


@pytest.mark.parametrize("kind", [kind for kind in kinds() if variants(kind)])
def test_a_variant_must_be_one_of_those_of_its_kind(events, kind):
    with pytest.raises(ValueError) as raised:
        getattr(events, kind)(variant="none of them")

    assert str(raised.value).startswith("variant must be one of ")
    assert str(raised.value).endswith(", got 'none of them'")
    assert all(repr(variant) in str(raised.value) for variant in variants(kind))


@pytest.mark.parametrize(
    "time",
    [-1, float("nan"), float("inf"), True, "2025-01-01", datetime(2025, 1, 1), 1e15],
    ids=repr,
)
def test_a_time_must_be_an_instant(events, time):
    with pytest.raises(UsageError) as raised:
        events.sqs(time=time)

    assert f"time must be seconds since 1970 or a datetime with a time zone, got {time!r}" == str(raised.value)
