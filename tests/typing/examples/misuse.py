"""What type checkers refuse."""

from pytest_lambda import events
from pytest_lambda.events import Builders

events.sqz(["a"])  # refused
Builders(7).sqz(["a"])  # refused
events.sqs(["a"], colour="red")  # refused
events.sqs(["a"], variant="soap")  # refused
events.sqs(["a"], queue=3)  # refused
events.sqs(["a"], {"n": 1})  # refused
events.sqs(["a"])["Records"][0]["bdoy"]  # refused
