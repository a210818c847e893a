"""The simulated account: functions, queues, virtual time, and what drives the machines and performs their effects."""

from pytest_lambda.simulator.account import Simulator
from pytest_lambda.simulator.alias import Alias
from pytest_lambda.simulator.bucket import Bucket
from pytest_lambda.simulator.clock import Clock
from pytest_lambda.simulator.dead_letters import DeadLetterRecord
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.event_bus import EventBus
from pytest_lambda.simulator.function import Function
from pytest_lambda.simulator.function_url import FunctionUrl
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.mapping import EventSourceMapping
from pytest_lambda.simulator.queue import Queue
from pytest_lambda.simulator.role import Role
from pytest_lambda.simulator.topic import Topic
from pytest_lambda.simulator.version import FunctionVersion

__all__ = [
    "Alias",
    "Bucket",
    "Clock",
    "DeadLetterRecord",
    "Environment",
    "EventBus",
    "EventSourceMapping",
    "Function",
    "FunctionUrl",
    "FunctionVersion",
    "Invocation",
    "Queue",
    "Role",
    "Simulator",
    "Topic",
]
