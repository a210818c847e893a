"""All builders under one roof, with a stream of their own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._kinds import HOMES, Kinds

if TYPE_CHECKING:
    from pytest_lambda.events._decode import decode as _decode
    from pytest_lambda.events._from_request import RequestKind
    from pytest_lambda.events._response import response as _response

__all__ = ["READERS", "Builders", "builder", "kinds", "variants"]

READERS = ("decode", "response")
"""What reads and needs no stream: each function is in the file of its name and imported when it is first used."""


def builder(kind: str) -> Any:
    """
    Return the builder of *kind* itself, which takes its stream first; its file is imported for it.

    Raises:
        UsageError: there is no such kind.
    """
    name = _check.choice("kind", kind, kinds())
    return getattr(importlib.import_module(f"pytest_lambda.events.{HOMES[name]}"), name)


def _bound(builders: Builders, name: str) -> Callable[..., Any]:
    build = builder(name)
    defaults: dict[str, Any] = build.__kwdefaults__
    has_region, has_account_id, has_time = (argument in defaults for argument in ("region", "account_id", "time"))

    def bound(*args: Any, **kwargs: Any) -> Any:
        if has_region:
            kwargs.setdefault("region", builders.region)
        if has_account_id:
            kwargs.setdefault("account_id", builders.account_id)
        if has_time and builders.now is not None and kwargs.get("time") is None:
            kwargs["time"] = builders.now()
        return build(builders.stream(name), *args, **kwargs)

    bound.__name__ = bound.__qualname__ = name
    bound.__doc__ = build.__doc__
    bound.__module__ = "pytest_lambda.events"
    bound.__annotations__ = {key: hint for key, hint in build.__annotations__.items() if hint != "Entropy"}
    # inspect.signature unwraps to the partial, which has every parameter but the stream.
    bound.__wrapped__ = partial(build, builders.stream(name))  # type: ignore[attr-defined]
    return bound


class Builders(Kinds):
    """
    Every builder of events, drawing from one seed.

    Each kind has a stream of its own: asking for one kind changes nothing that another gives. The attributes
    may be set at any time and count from the next event on. The file of a builder is imported when it is first
    asked for.

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

    def from_request(
        self,
        request: object,
        *,
        to: RequestKind = "apigw_rest",
        binary_media_types: Sequence[str] = (),
        **arguments: Any,
    ) -> dict[str, Any]:
        """
        Return the event of a request of requests or httpx.

        Method, path, query, headers, cookies and body are the request's. What clients and the service add
        (trace id, forwarded address, user agent) is added where the request has none of it. A stage in the path
        counts on a host of execute-api only: there a REST API's stage is its first part, and an HTTP API's is
        if *stage* names it. Any other host with a dot is a custom domain; ``localhost``, ``testserver`` and
        addresses stand for the service's own host.

        Args:
            request: a ``requests.Request``, a ``requests.PreparedRequest`` or an ``httpx.Request``.
            to: ``"apigw_rest"``, ``"apigw_http"``, ``"function_url"`` or ``"alb"``.
            binary_media_types: of a REST API, such as ``["image/*"]``: these bodies become base64. A body that
                is not UTF-8 always does. The others go by the type of the content.
            arguments: of the builder that *to* names, such as ``resource=``, ``stage=``, ``authorizer=``.

        Raises:
            UsageError: *request* is none of these, its body cannot be read, or an argument is not what it must
                be or contradicts the request.

        Example:
            >>> import httpx
            >>> request = httpx.Request("POST", "https://api.example.com/orders?dry=1", json={"sku": "lamp"})
            >>> events.from_request(request, to="apigw_http")["rawQueryString"]
            'dry=1'
        """
        from pytest_lambda.events._from_request import arguments_of, kind_of

        kind = kind_of(to)
        event: dict[str, Any] = getattr(self, kind)(**arguments_of(request, kind, arguments, binary_media_types))
        return event

    if TYPE_CHECKING:  # where these and the attributes of Kinds are all that there is
        decode = staticmethod(_decode)
        response = staticmethod(_response)
    else:

        def __getattr__(self, name: str) -> Any:
            if name in READERS:
                return getattr(importlib.import_module(f"pytest_lambda.events._{name}"), name)
            if name not in HOMES:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            bound = self.__dict__[name] = _bound(self, name)
            return bound

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *HOMES, *READERS})


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of events, in order."""
    return tuple(HOMES)


def variants(kind: str) -> tuple[str, ...]:
    """
    Return what ``variant=`` may be for *kind*; nothing for a kind without variants.

    Raises:
        UsageError: there is no such kind.
    """
    build = builder(kind)
    annotation = build.__annotations__.get("variant")
    if annotation is None:
        return ()
    # Only this one: what builders return is imported for type checkers alone.
    only = SimpleNamespace(__annotations__={"variant": annotation})
    hint = get_type_hints(only, build.__globals__)["variant"]
    names = [option for option in get_args(hint) if isinstance(option, str)]
    return tuple(names) or tuple(option for part in get_args(hint) for option in get_args(part))
