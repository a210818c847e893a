"""How a caller's overrides reach an event, and how the fields that depend on them follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check

__all__ = ["ABSENT", "Rule", "override", "override_each", "override_groups", "override_records"]

ABSENT: Final = object()
"""What a rule answers when its field does not apply: the key is taken out."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One field that follows others.

    Args:
        target: the field that follows, as its keys joined by ``/``.
        sources: the fields it follows, written the same way.
        derive: takes the overridden event (or record) and gives the new value, or :data:`ABSENT`.
    """

    target: str
    sources: tuple[str, ...]
    derive: Callable[[dict[str, Any]], Any]


def override(
    event: dict[str, Any],
    overrides: object,
    rules: Sequence[Rule] = (),
    *,
    whole: Callable[[Path], bool] | None = None,
    argument: str = "overrides",
) -> dict[str, Any]:
    """
    Return *event* with *overrides* merged into it and everything derived from them brought into line.

    A dict is merged into a dict key by key; any other value takes the place of what was there. Then each rule
    whose source was overridden (or followed an override itself) sets its target, in the order of *rules*,
    unless *overrides* sets the target too.

    Args:
        event: changed in place.
        overrides: copied, never kept or changed.
        rules: the fields that follow others.
        whole: says of a path whether a dict there is replaced as a whole instead of merged.
        argument: what error messages call *overrides*.

    Raises:
        UsageError: *overrides* is no dict, is not JSON-able, or a field cannot follow what it was given.
    """
    if not isinstance(overrides, Mapping):
        raise _check.wrong(argument, "a dict of fields of the event", overrides)
    given: dict[str, Any] = _check.plain(argument, overrides)
    changed = list(_leaves(given))
    _merge(event, given, whole, ())
    for rule in rules:
        target = tuple(rule.target.split("/"))
        if _touches(changed, target):
            continue
        for source in rule.sources:
            if _touches(changed, tuple(source.split("/"))):
                _follow(event, rule, target, source, argument)
                changed.append(target)
                break
    return event


def override_records(
    event: dict[str, Any],
    overrides: object,
    *,
    record_rules: Sequence[Rule],
    rules: Sequence[Rule] = (),
    key: str = "Records",
    whole: Callable[[Path], bool] | None = None,
) -> dict[str, Any]:
    """
    Return *event* like :func:`override`, where the list under *key* holds records.

    A dict under *key* goes to every record; a list goes item by item (an empty dict leaves its record alone,
    and records beyond the end of the list stay as they are).

    Raises:
        UsageError: as :func:`override`, or the list is longer than the batch.
    """
    if not isinstance(overrides, Mapping):
        raise _check.wrong("overrides", "a dict of fields of the event", overrides)
    records: list[dict[str, Any]] = event[key]
    for index, item in enumerate(_items(overrides.get(key, {}), f"overrides[{key!r}]", len(records))):
        override(records[index], item, record_rules, whole=whole, argument=f"overrides[{key!r}][{index}]")
    # The records are done; they stay among the overrides so that the event's own rules see that they changed.
    rest: dict[str, Any] = {name: value for name, value in overrides.items() if name != key}
    if key in overrides:
        rest[key] = records
    return override(event, rest, rules)


def override_each(records: list[dict[str, Any]], overrides: object, rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """
    Return the *records* that are the whole event, each with its overrides merged in.

    Args:
        records: changed in place.
        overrides: a dict for every record, or a list item by item.
        rules: of one record.

    Raises:
        UsageError: *overrides* is neither, or a list with more items than there are records.
    """
    for index, item in enumerate(_items(overrides, "overrides", len(records))):
        override(records[index], item, rules, argument=f"overrides[{index}]")
    return records


def override_groups(
    event: dict[str, Any],
    overrides: object,
    *,
    key: str,
    record_rules: Sequence[Rule],
    rules: Sequence[Rule] = (),
    whole: Callable[[Path], bool] | None = None,
) -> dict[str, Any]:
    """
    Return *event* like :func:`override_records`, where the dict under *key* holds a list of records by name.

    Raises:
        UsageError: as :func:`override_records`, or there are no records of that name.
    """
    if not isinstance(overrides, Mapping):
        raise _check.wrong("overrides", "a dict of fields of the event", overrides)
    groups: dict[str, list[dict[str, Any]]] = event[key]
    given = overrides.get(key, {})
    if not isinstance(given, Mapping):
        raise _check.wrong(f"overrides[{key!r}]", f"a dict with one of {', '.join(map(repr, groups))}", given)
    for name, items in given.items():
        if name not in groups:
            raise _check.wrong(f"a name in overrides[{key!r}]", f"one of {', '.join(map(repr, groups))}", name)
        argument = f"overrides[{key!r}][{name!r}]"
        for index, item in enumerate(_items(items, argument, len(groups[name]))):
            override(groups[name][index], item, record_rules, whole=whole, argument=f"{argument}[{index}]")
    rest: dict[str, Any] = {name: value for name, value in overrides.items() if name != key}
    return override(event, rest, rules)


def _items(given: object, argument: str, count: int) -> list[object]:
    if isinstance(given, Mapping):
        return [given] * count
    if not isinstance(given, (list, tuple)):
        raise _check.wrong(argument, "a dict (for every record) or a list (item by item)", given)
    if len(given) > count:
        raise UsageError(
            f"{argument} must hold at most one item per record ({count}), got {len(given)}; "
            "the number of records is that of the builder's first argument"
        )
    return list(given)


def _merge(into: dict[str, Any], given: dict[str, Any], whole: Callable[[Path], bool] | None, path: Path) -> None:
    for name, value in given.items():
        here = (*path, name)
        present = into.get(name)
        if isinstance(value, dict) and isinstance(present, dict) and not (whole and whole(here)):
            _merge(present, value, whole, here)
        else:
            into[name] = value


def _leaves(given: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    for name, value in given.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name)


def _touches(changed: list[Path], path: Path) -> bool:
    for leaf in changed:
        shorter = min(len(leaf), len(path))
        if leaf[:shorter] == path[:shorter]:
            return True
    return False


def _follow(event: dict[str, Any], rule: Rule, target: Path, source: str, argument: str) -> None:
    parent: Any = event
    for name in target[:-1]:
        parent = parent.get(name) if isinstance(parent, dict) else None
    if not isinstance(parent, dict):
        return
    try:
        value = rule.derive(event)
    except UsageError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        found = _check.show(_at(event, source))
        raise UsageError(
            f"{argument}: {rule.target} follows {source} and cannot be made from {found}; "
            f"correct that, or override {rule.target} too"
        ) from None
    if value is ABSENT:
        parent.pop(target[-1], None)
    else:
        parent[target[-1]] = value


def _at(event: Any, source: str) -> Any:
    for name in source.split("/"):
        event = event.get(name) if isinstance(event, dict) else None
    return event
