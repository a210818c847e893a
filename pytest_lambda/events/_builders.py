"""All builders under one roof, with a stream of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_args, get_type_hints, overload

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events.apigw import apigw_http as _apigw_http
from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
from pytest_lambda.events.documentdb import documentdb as _documentdb
from pytest_lambda.events.dynamodb import dynamodb as _dynamodb
from pytest_lambda.events.dynamodb import dynamodb_window as _dynamodb_window
from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
from pytest_lambda.events.firehose import firehose as _firehose
from pytest_lambda.events.kafka import kafka_msk as _kafka_msk
from pytest_lambda.events.kafka import kafka_self_managed as _kafka_self_managed
from pytest_lambda.events.kinesis import kinesis as _kinesis
from pytest_lambda.events.kinesis import kinesis_window as _kinesis_window
from pytest_lambda.events.mq import mq_activemq as _mq_activemq
from pytest_lambda.events.mq import mq_rabbitmq as _mq_rabbitmq
from pytest_lambda.events.s3 import s3 as _s3
from pytest_lambda.events.s3_batch import s3_batch as _s3_batch
from pytest_lambda.events.s3_eventbridge import s3_eventbridge as _s3_eventbridge
from pytest_lambda.events.s3_object_lambda import s3_object_lambda as _s3_object_lambda
from pytest_lambda.events.ses import ses as _ses
from pytest_lambda.events.sns import sns as _sns
from pytest_lambda.events.sqs import sqs as _sqs

__all__ = ["Builders", "kinds", "variants"]

P = ParamSpec("P")
R = TypeVar("R")


class _Kind(Generic[P, R]):
    """
    One kind of event: on a :class:`Builders`, its builder without the stream.

    Args:
        build: the builder; its first parameter is the stream.
    """

    def __init__(self, build: Callable[Concatenate[Entropy, P], R]) -> None:
        self.build = build
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, builders: None, owner: type) -> _Kind[P, R]: ...
    @overload
    def __get__(self, builders: Builders, owner: type) -> Callable[P, R]: ...
    def __get__(self, builders: Builders | None, owner: type) -> _Kind[P, R] | Callable[P, R]:
        if builders is None:
            return self
        bound = builders.__dict__[self.name] = _bound(builders, self.name, self.build)
        return bound


def _bound(builders: Builders, name: str, build: Callable[Concatenate[Entropy, P], R]) -> Callable[P, R]:
    defaults: dict[str, Any] = getattr(build, "__kwdefaults__", None) or {}
    has_region, has_account_id, has_time = (argument in defaults for argument in ("region", "account_id", "time"))

    def builder(*args: P.args, **kwargs: P.kwargs) -> R:
        if has_region:
            kwargs.setdefault("region", builders.region)
        if has_account_id:
            kwargs.setdefault("account_id", builders.account_id)
        if has_time and builders.now is not None and kwargs.get("time") is None:
            kwargs["time"] = builders.now()
        return build(builders.stream(name), *args, **kwargs)

    builder.__name__ = builder.__qualname__ = name
    builder.__doc__ = build.__doc__
    builder.__module__ = "pytest_lambda.events"
    builder.__annotations__ = {key: hint for key, hint in build.__annotations__.items() if hint != "Entropy"}
    # inspect.signature unwraps to the partial, which has every parameter but the stream.
    builder.__wrapped__ = partial(build, builders.stream(name))  # type: ignore[attr-defined]
    return builder


class Builders:
    """
    Every builder of events, drawing from one seed.

    Each kind has a stream of its own: asking for one kind changes nothing that another gives. The attributes
    may be set at any time and count from the next event on.

    Args:
        seed: the same seed gives the same events, on every Python and platform.
        region: of events that are not given another.
        account_id: of events that are not given another.
        now: gives the time of events that are not given one, in seconds since the epoch; without it the times
            come from the seed.

    Raises:
        UsageError: *seed* is no integer, *region* no Region, *account_id* not 12 digits.
    """

    def __init__(
        self,
        seed: int,
        *,
        region: str = "us-east-1",
        account_id: str = "123456789012",
        now: Callable[[], float] | None = None,
    ) -> None:
        self.region = _check.region(region)
        self.account_id = _check.account_id(account_id)
        self.now = now
        self.reseed(seed)

    def __repr__(self) -> str:
        return f"<Builders seed={self.seed}>"

    def reseed(self, seed: int) -> None:
        """Begin all streams anew, at *seed*."""
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise _check.wrong("seed", "an integer", seed)
        self.seed = seed
        self._entropy = Entropy(seed)

    def stream(self, kind: str) -> Entropy:
        """Return the stream that events of *kind* draw from."""
        return self._entropy.child(kind)

    apigw_http = _Kind(_apigw_http)
    apigw_rest = _Kind(_apigw_rest)
    documentdb = _Kind(_documentdb)
    dynamodb = _Kind(_dynamodb)
    dynamodb_window = _Kind(_dynamodb_window)
    eventbridge = _Kind(_eventbridge)
    firehose = _Kind(_firehose)
    kafka_msk = _Kind(_kafka_msk)
    kafka_self_managed = _Kind(_kafka_self_managed)
    kinesis = _Kind(_kinesis)
    kinesis_window = _Kind(_kinesis_window)
    mq_activemq = _Kind(_mq_activemq)
    mq_rabbitmq = _Kind(_mq_rabbitmq)
    s3 = _Kind(_s3)
    s3_batch = _Kind(_s3_batch)
    s3_eventbridge = _Kind(_s3_eventbridge)
    s3_object_lambda = _Kind(_s3_object_lambda)
    ses = _Kind(_ses)
    sns = _Kind(_sns)
    sqs = _Kind(_sqs)


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of events, in order."""
    return tuple(sorted(name for name, value in vars(Builders).items() if isinstance(value, _Kind)))


def variants(kind: str) -> tuple[str, ...]:
    """
    Return what ``variant=`` may be for *kind*; nothing for a kind without variants.

    Raises:
        UsageError: there is no such kind.
    """
    found: Any = vars(Builders)[_check.choice("kind", kind, kinds())]
    annotation = found.build.__annotations__.get("variant")
    if annotation is None:
        return ()
    # Only this one: what builders return is imported for type checkers alone.
    only = SimpleNamespace(__annotations__={"variant": annotation})
    hint = get_type_hints(only, found.build.__globals__)["variant"]
    names = [option for option in get_args(hint) if isinstance(option, str)]
    return tuple(names) or tuple(option for part in get_args(hint) for option in get_args(part))
