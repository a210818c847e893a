"""What type checkers know of events and their builders."""

from typing import Any

from typing_extensions import assert_type, reveal_type

from pytest_lambda import events
from pytest_lambda.events import Builders, seeded, sns
from pytest_lambda.events.types import EventbridgeEvent, KinesisWindowEvent, SqsEvent, SqsRecord

reveal_type(events.sqs(["a"]))
# to mypy: TypedDict
# to pyright: SqsEvent
reveal_type(events.sqs(["a"])["Records"][0]["attributes"]["ApproximateReceiveCount"])  # to both: str
reveal_type(events.eventbridge()["detail-type"])  # to both: str
reveal_type(events.apigw_rest()["requestContext"]["identity"]["userArn"])  # to both: str | None
reveal_type(events.dynamodb()["Records"][0]["dynamodb"]["SizeBytes"])  # to both: int
reveal_type(events.kinesis_window()["window"]["start"])  # to both: str
reveal_type(events.kinds())
# to mypy: tuple[str, ...]
# to pyright: tuple[str, ...]

assert_type(sns("a")["Records"][0]["Sns"]["Message"], str)
assert_type(seeded(7), Builders)
assert_type(seeded(7).kinesis_window(), KinesisWindowEvent)
assert_type(Builders(7).eventbridge(), EventbridgeEvent)


def bodies(event: SqsEvent) -> list[str]:
    def body(record: SqsRecord) -> str:
        return record["body"]

    return [body(record) for record in event["Records"]]


assert_type(bodies(events.sqs(["a"])), list[str])


def handler(event: dict[str, Any], context: object) -> int:
    return len(event)


handler(dict(events.sqs(["a"])), None)
