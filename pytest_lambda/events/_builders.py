"""All builders under one roof, with a stream of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_args, get_type_hints, overload

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events.alexa import alexa_skill as _alexa_skill
from pytest_lambda.events.alexa import alexa_smart_home as _alexa_smart_home
from pytest_lambda.events.apigw import apigw_http as _apigw_http
from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
from pytest_lambda.events.appsync import appsync_authorizer as _appsync_authorizer
from pytest_lambda.events.appsync import appsync_batch as _appsync_batch
from pytest_lambda.events.appsync import appsync_resolver as _appsync_resolver
from pytest_lambda.events.appsync_events import appsync_events as _appsync_events
from pytest_lambda.events.bedrock import bedrock_agent as _bedrock_agent
from pytest_lambda.events.bedrock import bedrock_agent_function as _bedrock_agent_function
from pytest_lambda.events.cognito import cognito_post_authentication as _cognito_post_authentication
from pytest_lambda.events.cognito import cognito_post_confirmation as _cognito_post_confirmation
from pytest_lambda.events.cognito import cognito_pre_authentication as _cognito_pre_authentication
from pytest_lambda.events.cognito import cognito_pre_sign_up as _cognito_pre_sign_up
from pytest_lambda.events.cognito import cognito_pre_token_generation as _cognito_pre_token_generation
from pytest_lambda.events.cognito_challenges import cognito_create_auth_challenge as _cognito_create_auth_challenge
from pytest_lambda.events.cognito_challenges import cognito_define_auth_challenge as _cognito_define_auth_challenge
from pytest_lambda.events.cognito_challenges import cognito_verify_auth_challenge as _cognito_verify_auth_challenge
from pytest_lambda.events.cognito_federation import cognito_inbound_federation as _cognito_inbound_federation
from pytest_lambda.events.cognito_federation import cognito_user_migration as _cognito_user_migration
from pytest_lambda.events.cognito_messages import cognito_custom_email_sender as _cognito_custom_email_sender
from pytest_lambda.events.cognito_messages import cognito_custom_message as _cognito_custom_message
from pytest_lambda.events.cognito_messages import cognito_custom_sms_sender as _cognito_custom_sms_sender
from pytest_lambda.events.cognito_sync import cognito_sync as _cognito_sync
from pytest_lambda.events.connect import connect as _connect
from pytest_lambda.events.dynamodb import dynamodb as _dynamodb
from pytest_lambda.events.dynamodb import dynamodb_window as _dynamodb_window
from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
from pytest_lambda.events.iot import iot_authorizer as _iot_authorizer
from pytest_lambda.events.iot import iot_button as _iot_button
from pytest_lambda.events.iot import iot_provisioning as _iot_provisioning
from pytest_lambda.events.iot_registry import iot_registry_thing as _iot_registry_thing
from pytest_lambda.events.iot_registry import iot_registry_thing_group as _iot_registry_thing_group
from pytest_lambda.events.iot_registry import iot_registry_thing_group_hierarchy as _iot_registry_thing_group_hierarchy
from pytest_lambda.events.iot_registry import (
    iot_registry_thing_group_membership as _iot_registry_thing_group_membership,
)
from pytest_lambda.events.iot_registry import iot_registry_thing_type as _iot_registry_thing_type
from pytest_lambda.events.iot_registry import (
    iot_registry_thing_type_association as _iot_registry_thing_type_association,
)
from pytest_lambda.events.kinesis import kinesis as _kinesis
from pytest_lambda.events.kinesis import kinesis_window as _kinesis_window
from pytest_lambda.events.lex import lex_v1 as _lex_v1
from pytest_lambda.events.lex import lex_v2 as _lex_v2
from pytest_lambda.events.s3 import s3 as _s3
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

    alexa_skill = _Kind(_alexa_skill)
    alexa_smart_home = _Kind(_alexa_smart_home)
    apigw_http = _Kind(_apigw_http)
    apigw_rest = _Kind(_apigw_rest)
    appsync_authorizer = _Kind(_appsync_authorizer)
    appsync_batch = _Kind(_appsync_batch)
    appsync_events = _Kind(_appsync_events)
    appsync_resolver = _Kind(_appsync_resolver)
    bedrock_agent = _Kind(_bedrock_agent)
    bedrock_agent_function = _Kind(_bedrock_agent_function)
    cognito_create_auth_challenge = _Kind(_cognito_create_auth_challenge)
    cognito_custom_email_sender = _Kind(_cognito_custom_email_sender)
    cognito_custom_message = _Kind(_cognito_custom_message)
    cognito_custom_sms_sender = _Kind(_cognito_custom_sms_sender)
    cognito_define_auth_challenge = _Kind(_cognito_define_auth_challenge)
    cognito_inbound_federation = _Kind(_cognito_inbound_federation)
    cognito_post_authentication = _Kind(_cognito_post_authentication)
    cognito_post_confirmation = _Kind(_cognito_post_confirmation)
    cognito_pre_authentication = _Kind(_cognito_pre_authentication)
    cognito_pre_sign_up = _Kind(_cognito_pre_sign_up)
    cognito_pre_token_generation = _Kind(_cognito_pre_token_generation)
    cognito_sync = _Kind(_cognito_sync)
    cognito_user_migration = _Kind(_cognito_user_migration)
    cognito_verify_auth_challenge = _Kind(_cognito_verify_auth_challenge)
    connect = _Kind(_connect)
    dynamodb = _Kind(_dynamodb)
    dynamodb_window = _Kind(_dynamodb_window)
    eventbridge = _Kind(_eventbridge)
    iot_authorizer = _Kind(_iot_authorizer)
    iot_button = _Kind(_iot_button)
    iot_provisioning = _Kind(_iot_provisioning)
    iot_registry_thing = _Kind(_iot_registry_thing)
    iot_registry_thing_group = _Kind(_iot_registry_thing_group)
    iot_registry_thing_group_hierarchy = _Kind(_iot_registry_thing_group_hierarchy)
    iot_registry_thing_group_membership = _Kind(_iot_registry_thing_group_membership)
    iot_registry_thing_type = _Kind(_iot_registry_thing_type)
    iot_registry_thing_type_association = _Kind(_iot_registry_thing_type_association)
    kinesis = _Kind(_kinesis)
    kinesis_window = _Kind(_kinesis_window)
    lex_v1 = _Kind(_lex_v1)
    lex_v2 = _Kind(_lex_v2)
    s3 = _Kind(_s3)
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
