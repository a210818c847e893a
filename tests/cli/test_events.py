"""``python -m pytest_lambda events``."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from pytest_lambda.cli import main
from pytest_lambda.events import kinds, seeded, variants
from pytest_lambda.events._description import describe


@pytest.fixture
def printed(capsys):
    def run(*arguments):
        assert 0 == main(["events", *arguments])
        return capsys.readouterr().out

    return run


@pytest.fixture
def event(printed):
    return lambda *arguments: json.loads(printed(*arguments))


@pytest.fixture
def refusal(capsys):
    """Return the last line of what is said about wrong arguments."""

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main(["events", *arguments])
        assert 2 == exit_.value.code
        return capsys.readouterr().err.splitlines()[-1]

    return run


@pytest.fixture
def help_text(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main([*arguments, "--help"])
        assert 0 == exit_.value.code
        return capsys.readouterr().out

    return run


def test_without_a_kind_all_kinds_are_listed_with_what_they_are(printed):
    lines = printed().splitlines()

    assert list(kinds()) == [line.split()[0] for line in lines]
    assert "the event of a batch of messages from one queue" in lines[kinds().index("sqs")]


@pytest.mark.parametrize("kind", kinds())
def test_an_event_of_every_kind_is_printed(event, kind):
    assert getattr(seeded(0), kind)() == event(kind)


@pytest.mark.parametrize(("kind", "variant"), [(kind, variant) for kind in kinds() for variant in variants(kind)])
def test_every_variant_can_be_given(event, kind, variant):
    assert getattr(seeded(3), kind)(variant=variant) == event(kind, "--seed", "3", "--variant", variant)


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_takes_what_all_share(event, kind):
    shared = {"account_id": "210987654321", "region": "eu-west-1", "time": 1_735_689_600}

    expected = getattr(seeded(5), kind)(**shared)
    options = ("--account-id=210987654321", "--region=eu-west-1", "--time=2025-01-01T01:00:00+01:00")
    assert expected == event(kind, "--seed=5", *options)


@pytest.mark.parametrize("kind", kinds())
def test_help_shows_every_argument_of_a_kind(help_text, kind):
    text = help_text("events", kind)

    for argument in describe(kind).arguments:
        assert f"--{argument.name.replace('_', '-')}" in text
    for variant in variants(kind):
        assert "".join(variant.split()) in "".join(text.split())


def test_a_kind_may_be_written_with_hyphens(event):
    assert event("apigw_rest") == event("apigw-rest")


def test_a_body_is_text(event):
    assert ["hello"] == [record["body"] for record in event("sqs", "--body", "hello")["Records"]]


def test_an_option_that_is_repeated_makes_a_batch(event):
    records = event("sqs", "--body", "a", "--body", '{"b": 1}', "--receive-count=1", "--receive-count=2")["Records"]

    assert ["a", '{"b": 1}'] == [record["body"] for record in records]
    assert ["1", "2"] == [record["attributes"]["ApproximateReceiveCount"] for record in records]


def test_a_list_may_be_given_as_json(event):
    assert ["a", '{"b": 1}'] == [record["body"] for record in event("sqs", '--bodies=["a", {"b": 1}]')["Records"]]


def test_a_single_number_is_for_all(event):
    records = event("sqs", "--body=a", "--body=b", "--receive-count=3")["Records"]

    assert ["3", "3"] == [record["attributes"]["ApproximateReceiveCount"] for record in records]


def test_a_mapping_is_given_pair_by_pair(event):
    request = event("apigw_rest", "--header", "X-A=1", "--header", "X-B=x=y", "--header=X-A=2")

    assert ("x=y", ["1", "2"]) == (request["headers"]["X-B"], request["multiValueHeaders"]["X-A"])


def test_a_mapping_may_be_given_as_json(event):
    record = event("sqs", "--message-attributes", '{"priority": 1}')["Records"][0]

    assert "Number" == record["messageAttributes"]["priority"]["dataType"]


def test_json_and_pairs_go_together(event):
    request = event("apigw_http", "--header", '{"x-a": "1"}', "--header", "x-b=2")

    assert ("1", "2") == (request["headers"]["x-a"], request["headers"]["x-b"])


@pytest.mark.parametrize("query", [["a=1&b=2"], ["a=1", "b=2"], ['{"a": 1, "b": 2}']], ids=str)
def test_a_query_is_a_query_string_or_a_mapping(event, query):
    arguments = [f"--query={one}" for one in query]

    assert {"a": "1", "b": "2"} == event("apigw_rest", *arguments)["queryStringParameters"]


def test_what_takes_names_and_mappings_takes_both(event):
    name = event("apigw_http", "--authorizer=iam")["requestContext"]["authorizer"]
    written_out = event("apigw_http", '--authorizer={"lambda": {"tenant": "a"}}')["requestContext"]["authorizer"]

    assert ["iam"] == list(name)
    assert {"lambda": {"tenant": "a"}} == written_out


@pytest.mark.parametrize(("text", "body"), [("[1]", "[1]"), ("null", "null"), ("hello", '"hello"')])
def test_json_is_any_value_and_else_text(event, text, body):
    assert body == event("apigw_rest", "--json", text)["body"]


def test_a_flag_has_its_opposite(event):
    assert event("kinesis_window", "--is-window-terminated-early")["isWindowTerminatedEarly"]
    assert not event("kinesis_window", "--no-is-window-terminated-early")["isWindowTerminatedEarly"]


def test_a_number_may_be_text_where_the_argument_says_so(event):
    for shard in ("7", "shardId-000000000007"):
        assert event("kinesis", "--shard-id", shard)["Records"][0]["eventID"].startswith("shardId-000000000007:")


def test_overrides_are_merged_in(event):
    changed = event("eventbridge", "--override", '{"detail": {"a": 1}}', "--override", "account=1")

    assert (1, "1") == (changed["detail"]["a"], changed["account"])


def test_an_earlier_event_can_be_received_again(event, printed):
    first = printed("sqs", "--body=a")

    again = event("sqs", "--retry-of", first)["Records"][0]
    assert ("a", "2") == (again["body"], again["attributes"]["ApproximateReceiveCount"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["sqz"],
            "events: error: kind must be one of " + ", ".join(map(repr, kinds())) + ", got 'sqz'",
        ),
        (
            ["sns", "--variant=soap"],
            "events sns: error: --variant must be one of 'standard', 'attributes', 'fifo', got 'soap'",
        ),
        (
            ["sqs", "--body=a", "--body=b", "--receive-count=x", "--receive-count=1"],
            "events sqs: error: --receive-count must be an integer, got 'x'",
        ),
        (
            ["sqs", "--receive-count=0"],
            "events sqs: error: --receive-count must be an integer of 1 or more, got 0",
        ),
        (
            ["sqs", "--message-attribute", "aws.x=1"],
            "events sqs: error: a name in --message-attribute must be free of the reserved prefixes 'AWS.' and "
            "'Amazon.', got 'aws.x'",
        ),
        (
            ["eventbridge", "--override", "{"],
            "events eventbridge: error: --override must be key=value or a JSON object, got '{'",
        ),
        (
            ["eventbridge", "--override", "[1]"],
            "events eventbridge: error: --override must be key=value or a JSON object, got '[1]'",
        ),
        (
            ["eventbridge", "--time=2025-01-01"],
            "events eventbridge: error: --time must be seconds since 1970 or a time such as 2025-01-01T00:00:00Z, got "
            "'2025-01-01'",
        ),
        (
            ["eventbridge", "--region=Mars"],
            "events eventbridge: error: --region must be a Region such as 'us-east-1', got 'Mars'",
        ),
        (
            ["eventbridge", "--account-id=12"],
            "events eventbridge: error: --account-id must be text of 12 digits, got '12'",
        ),
        (["s3", "--size=big"], "events s3: error: --size must be an integer, got 'big'"),
        (
            ["apigw_rest", "--source-ip=1.1.1.1", "--variant=console_test"],
            "events apigw_rest: error: --stage and --source-ip must be left out where variant='console_test', got "
            "stage=None and source_ip='1.1.1.1'",
        ),
        (["sqs", "--color=red"], "events sqs: error: unrecognized arguments: --color=red"),
        (["--color=red"], "events: error: unrecognized arguments: --color=red"),
        (["sqs", "--seed=x"], "events sqs: error: argument --seed: invalid int value: 'x'"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_refused_by_the_name_of_the_option(refusal, arguments, message):
    assert f"python -m pytest_lambda {message}" == refusal(*arguments)


def test_help_lists_the_commands(help_text):
    assert "\n  events  print an event of any kind as JSON\n" in help_text()


def test_help_of_the_command_says_how_to_go_on(help_text):
    assert "python -m pytest_lambda events KIND --help" in help_text("events")


def test_a_command_that_is_not_there_is_refused(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["deploy"])

    assert 2 == exit_.value.code
    assert "argument command: invalid choice: 'deploy'" in capsys.readouterr().err


def test_it_is_a_program():
    command = [sys.executable, "-m", "pytest_lambda", "events", "sqs", "--body", "hello"]

    assert seeded(0).sqs(["hello"]) == json.loads(subprocess.check_output(command))


@pytest.mark.skipif(os.name == "nt", reason="pipes are told of a closed end in another way")
def test_whoever_reads_may_stop_reading():
    command = [sys.executable, "-m", "pytest_lambda", "events", "sqs", "--bodies", json.dumps(["a"] * 500)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.read(1)
    process.stdout.close()

    assert (b"", 0) == (process.stderr.read(), process.wait(timeout=30))
    process.stderr.close()
