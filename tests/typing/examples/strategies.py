"""What type checkers know of strategies."""

from hypothesis import given
from hypothesis.strategies import SearchStrategy
from typing_extensions import assert_type, reveal_type

from pytest_lambda import strategies
from pytest_lambda.events.types import SqsEvent

assert_type(strategies.sqs(variant="fifo"), SearchStrategy[SqsEvent])
reveal_type(strategies.apigw_rest().example()["path"])  # to both: str


@given(strategies.sqs())
def test_a_batch(event: SqsEvent) -> None:
    reveal_type(event["Records"][0]["body"])  # to both: str


strategies.sqz()  # refused
