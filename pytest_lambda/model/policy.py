"""Statements of policies, as IAM has them, checked before anything is decided by them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.check import only_known

__all__ = ["Condition", "Statement", "parse_statements"]

_NAMES = {
    "sid": "Sid",
    "effect": "Effect",
    "principal": "Principal",
    "action": "Action",
    "not_action": "NotAction",
    "resource": "Resource",
    "not_resource": "NotResource",
    "condition": "Condition",
}
_DOCUMENT_NAMES = {"version": "Version", "id": "Id", "statement": "Statement"}

_OPERATORS = (
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Bool",
    "Null",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
)
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


@dataclass(frozen=True, slots=True)
class Condition:
    """
    One condition: all of a statement's must hold, and of *values* one is enough (none, for a negated operator).

    Attributes:
        operator: such as ``"ArnLike"``, without the suffix ``IfExists``.
        key: such as ``"aws:SourceArn"``; case means nothing.
        is_optional: holds where the request has no such key (``IfExists``).
    """

    operator: str
    key: str
    values: tuple[str, ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One statement of a policy.

    Attributes:
        effect: ``"Allow"`` or ``"Deny"``.
        actions, resources: patterns with ``*`` and ``?``.
        is_not_action, is_not_resource: it is for everything but those (``NotAction``, ``NotResource``).
        principals: kind and name of whom a resource-based statement is for; ``None`` in an identity's policy.

    Source: PERM-02, PERM-03
    """

    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    principals: tuple[tuple[str, str], ...] | None = None
    sid: str = ""
    is_not_action: bool = False
    is_not_resource: bool = False

    @classmethod
    def parse(cls, where: str, value: Any) -> Statement:
        """
        Check a statement: IAM's own names (``"Action"``), or the same in snake_case (``"action"``).

        Raises:
            UsageError: what IAM would refuse, or what is not simulated; *where* says which statement it is.
        """
        given = _renamed(where, value, _NAMES)
        if "NotPrincipal" in given:
            raise UsageError(f"{where} has 'NotPrincipal', which is not simulated (docs/fidelity.md)")
        effect = given.get("Effect")
        if effect not in ("Allow", "Deny"):
            raise UsageError(f"{where} needs 'Effect': 'Allow' or 'Deny', not {effect!r}")
        actions, is_not_action = _one_of_two(where, given, "Action", "NotAction")
        # What trusts somebody (AssumeRolePolicyDocument) is for its own role, and names no resource.
        has_resource = "Resource" in given or "NotResource" in given
        resources, is_not_resource = (
            _one_of_two(where, given, "Resource", "NotResource")
            if has_resource or "Principal" not in given
            else (("*",), False)
        )
        for action in actions:
            if action != "*" and not 0 < action.find(":") < len(action) - 1:
                raise UsageError(f"{where} has the action {action!r}: one is 'service:Name', such as 'sqs:SendMessage'")
        return cls(
            effect,
            actions,
            resources,
            tuple(_conditions(where, given.get("Condition"))),
            tuple(_principals(where, given["Principal"])) if "Principal" in given else None,
            str(given.get("Sid", "")),
            is_not_action,
            is_not_resource,
        )


def parse_statements(where: str, value: Any) -> list[Statement]:
    """
    Check what a policy says: a statement, several, or a whole document, as dicts or as JSON text.

    Raises:
        UsageError: wrong shape; the message names the statement.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise UsageError(f"{where} must be a policy's statements, and is text that is no JSON: {error}") from None
    if isinstance(value, Mapping) and {"Statement", "statement"} & set(value):
        value = _renamed(where, value, _DOCUMENT_NAMES)["Statement"]
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise UsageError(
            f"{where} must be statements such as {{'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': "
            f"queue}}, not {value!r}"
        )
    return [Statement.parse(f"{where}[{number}]", statement) for number, statement in enumerate(value)]


def _renamed(where: str, value: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """Return *value* under IAM's own names."""
    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a dict, not {value!r} ({type(value).__name__})")
    known = (*names, *names.values(), "NotPrincipal") if names is _NAMES else (*names, *names.values())
    only_known(where, value, known)
    return {names.get(name, name): content for name, content in value.items()}


def _one_of_two(where: str, given: Mapping[str, Any], name: str, negated: str) -> tuple[tuple[str, ...], bool]:
    if (name in given) == (negated in given):
        raise UsageError(f"{where} needs either {name!r} or {negated!r}")
    is_negated = negated in given
    found = negated if is_negated else name
    return _texts(f"{where}[{found!r}]", given[found]), is_negated


def _texts(where: str, value: Any) -> tuple[str, ...]:
    """Return *value*, text or a list of texts; an object of the simulator stands for its ARN."""
    values = value if isinstance(value, (list, tuple)) else [value]
    texts: list[Any] = [getattr(one, "arn", one) for one in values]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise UsageError(f"{where} must be text or a list of texts, not {value!r}")
    if any("${" in text for text in texts):
        raise UsageError(f"{where} is {value!r}: policy variables are not simulated (docs/fidelity.md)")
    return tuple(texts)


def _conditions(where: str, value: Any) -> Iterable[Condition]:
    if value is None:
        return
    if not isinstance(value, Mapping):
        raise UsageError(
            f"{where}['Condition'] must be a dict such as {{'ArnLike': {{'aws:SourceArn': arn}}}}, not {value!r}"
        )
    for name, tests in value.items():
        operator = str(name).removesuffix("IfExists")
        if operator not in _OPERATORS:
            raise UsageError(
                f"{where}['Condition'] has the operator {name!r}; those that are simulated are "
                f"{', '.join(_OPERATORS)}, each with or without IfExists"
            )
        if not isinstance(tests, Mapping):
            raise UsageError(f"{where}['Condition'][{name!r}] must be a dict of keys and values, not {tests!r}")
        for key, content in tests.items():
            plain = str(content).lower() if isinstance(content, bool) else content
            yield Condition(
                operator, str(key), _texts(f"{where}['Condition'][{name!r}][{key!r}]", plain), operator != name
            )


def _principals(where: str, value: Any) -> Iterable[tuple[str, str]]:
    if value == "*":
        yield "*", "*"
        return
    if not isinstance(value, Mapping):
        raise UsageError(f"{where}['Principal'] must be '*' or a dict such as {{'Service': 's3.amazonaws.com'}}")
    only_known(f"{where}['Principal']", value, _PRINCIPAL_KINDS)
    for kind, names in value.items():
        for name in _texts(f"{where}['Principal'][{kind!r}]", names):
            yield kind, name
