"""What a strategy for a kind is called with, and what it gives. For type checkers alone."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis.strategies import SearchStrategy

from pytest_lambda.events._kind import Kind

R = TypeVar("R")

def typed(kind: Kind[..., R]) -> Callable[..., SearchStrategy[R]]: ...
