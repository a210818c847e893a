"""What a builder is on ``Builders``: itself, without the stream that it draws from. For type checkers alone."""

from collections.abc import Callable
from typing import Concatenate, Generic, ParamSpec, TypeVar, overload

from pytest_lambda.base.entropy import Entropy

P = ParamSpec("P")
R = TypeVar("R")

class Kind(Generic[P, R]):
    def __init__(self, build: Callable[Concatenate[Entropy, P], R]) -> None: ...
    @overload
    def __get__(self, builders: None, owner: type) -> Kind[P, R]: ...
    @overload
    def __get__(self, builders: object, owner: type) -> Callable[P, R]: ...
