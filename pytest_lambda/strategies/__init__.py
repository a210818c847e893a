"""
Hypothesis strategies for events: ``strategies.sqs()`` gives batches of messages, and so on for every kind.

Each explores the variants of its kind, its seed, and the arguments that decide what a handler sees (bodies, paths,
headers, items, ...). An event that makes a test fail shrinks to the kind's typical one with as little changed as
still makes it fail.

Needs the extra ``hypothesis``: ``pip install 'pytest-aws-lambda[hypothesis]'``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.strategies import _kinds

try:
    from hypothesis import reject
    from hypothesis import strategies as st
except ImportError:
    raise UsageError(
        "pytest_lambda.strategies needs hypothesis, which is not installed: pip install 'pytest-aws-lambda[hypothesis]'"
    ) from None

from pytest_lambda.events import _check
from pytest_lambda.events._builders import Builders
from pytest_lambda.events._description import Description, describe
from pytest_lambda.strategies.arguments import gives_way, strategy_for

if TYPE_CHECKING:
    from pytest_lambda.strategies._kinds import *  # noqa: F403

__all__ = ["from_kind"]
__all__ += _kinds.__all__

_LARGEST_SEED = 2**32 - 1


def from_kind(kind: str, **arguments: Any) -> st.SearchStrategy[Any]:
    """
    Return a strategy for events of *kind*.

    Args:
        kind: one of ``events.kinds()``.
        arguments: of the builder, each fixed to a value or drawn from a strategy. Of the others those that decide
            what a handler sees are drawn, and the rest are left to the builder. ``seed`` may be given too.

    Raises:
        UsageError: there is no such kind, or its builder has no such argument. An argument that the builder refuses is
            an error when the first event is drawn.
    """
    description = describe(kind)
    allowed = ("seed", *(argument.name for argument in description.arguments))
    for name in arguments:
        if name not in allowed:
            raise _check.wrong(f"an argument of {description.kind}", f"one of {', '.join(allowed)}", name)
    given = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in arguments.items()
    }
    _prepare(description)
    return _events(description.kind, given.pop("seed", st.integers(0, _LARGEST_SEED)), given)


def _prepare(description: Description) -> None:
    """Import and compute now what would count as slow drawing: Hypothesis' table of characters takes a second."""
    getattr(Builders(0), description.kind)()
    for argument in description.arguments:
        strategy = strategy_for(description.kind, argument.name, None)
        if strategy is not None:
            strategy.validate()


@st.composite
def _events(draw: st.DrawFn, kind: str, seeds: st.SearchStrategy[int], given: dict[str, st.SearchStrategy[Any]]) -> Any:
    description = describe(kind)
    fixed = {name: draw(strategy) for name, strategy in given.items()}
    drawn: dict[str, Any] = {}
    variant = fixed.get("variant")
    if variant is not None:
        variant = _check.choice("variant", variant, description.variants)
    elif description.variants and not gives_way("variant", fixed):
        variant = drawn["variant"] = draw(st.sampled_from(description.variants))
    for argument in description.arguments:
        strategy = strategy_for(kind, argument.name, variant)
        if strategy is not None and argument.name not in fixed and not gives_way(argument.name, fixed):
            value = draw(st.none() | strategy)
            if value is not None:
                drawn[argument.name] = value
    seed = draw(seeds)
    for left_out in ((), *((name,) for name in drawn if name != "variant"), tuple(drawn.keys() - {"variant"})):
        kept = {name: value for name, value in drawn.items() if name not in left_out}
        try:
            return getattr(Builders(seed), kind)(**fixed, **kept)
        except UsageError:
            # In some variants some arguments are refused: better without them than no event at all.
            continue
    getattr(Builders(seed), kind)(**fixed)  # Let the caller know where the fault is not in what was drawn.
    reject()


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Callable[..., st.SearchStrategy[Any]]:
        if name not in _kinds.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        strategy = partial(from_kind, name)
        strategy.__doc__ = f"Return a strategy for events of the kind ``{name}``; see :func:`from_kind`."
        globals()[name] = strategy
        return strategy


def __dir__() -> list[str]:
    return sorted({*globals(), *_kinds.__all__})
