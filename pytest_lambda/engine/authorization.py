"""Whether policies allow something: statements and a request in, a decision with its reason out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pytest_lambda.model.policy import Condition, Statement

__all__ = ["AccessRequest", "Decision", "decide", "decide_for_identity"]


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """
    What somebody asks for.

    Attributes:
        action: ``"service:Name"``.
        resource: an ARN.
        principals: every name that the caller goes by: a service (``"s3.amazonaws.com"``), or ARNs of a role.
        context: condition keys and their values.
    """

    action: str
    resource: str
    principals: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What policies say to a request.

    Attributes:
        statement: the one that decided; ``None`` where none did, which is a refusal.
        near_miss: a statement that would allow it but for one condition, and that condition.
    """

    statement: Statement | None = None
    near_miss: tuple[Statement, Condition] | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the request is allowed."""
        return self.statement is not None and self.statement.effect == "Allow"

    @property
    def is_explicit_deny(self) -> bool:
        """Whether a statement refuses it, so that no other can allow it."""
        return self.statement is not None and self.statement.effect == "Deny"


def decide(statements: Iterable[Statement], request: AccessRequest) -> Decision:
    """
    Return what *statements* say to *request*: one that denies wins, else one that allows; without any it is refused.

    A statement with principals counts if the caller is among them; one without is the caller's own.
    """
    return _decide(statements, request, is_account_enough=True)


def decide_for_identity(
    own: Sequence[Statement], of_resource: Sequence[Statement], request: AccessRequest, *, is_same_account: bool
) -> Decision:
    """
    Return whether an identity may do something, by its *own* policies and those *of_resource*.

    Within an account either is enough, across accounts it takes both. A statement of the resource for the whole
    account leaves the matter to that account's own policies.

    Source: PERM-08
    """
    mine = decide(own, request)
    theirs = _decide(of_resource, request, is_account_enough=not is_same_account)
    if mine.is_explicit_deny or theirs.is_explicit_deny:
        return mine if mine.is_explicit_deny else theirs
    if is_same_account:
        return mine if mine.is_allowed or not theirs.is_allowed else theirs
    return theirs if mine.is_allowed else mine


def _decide(statements: Iterable[Statement], request: AccessRequest, *, is_account_enough: bool) -> Decision:
    allowing: Statement | None = None
    near_miss: tuple[Statement, Condition] | None = None
    for statement in statements:
        if not _is_about(statement, request, is_account_enough=is_account_enough or statement.effect == "Deny"):
            continue
        unmet = [condition for condition in statement.conditions if not _holds(condition, request.context)]
        if unmet:
            if statement.effect == "Allow" and len(unmet) == 1 and near_miss is None:
                near_miss = (statement, unmet[0])
        elif statement.effect == "Deny":
            return Decision(statement)
        elif allowing is None:
            allowing = statement
    return Decision(allowing) if allowing is not None else Decision(None, near_miss)


def _is_about(statement: Statement, request: AccessRequest, *, is_account_enough: bool) -> bool:
    names_action = any(_matches(pattern.lower(), request.action.lower()) for pattern in statement.actions)
    if names_action == statement.is_not_action:
        return False
    names_resource = any(_matches_arn(pattern, request.resource) for pattern in statement.resources)
    if names_resource == statement.is_not_resource:
        return False
    if statement.principals is None:
        return True
    return any(
        _is_principal(kind, name, caller, is_account_enough=is_account_enough)
        for kind, name in statement.principals
        for caller in request.principals
    )


def _is_principal(kind: str, name: str, caller: str, *, is_account_enough: bool) -> bool:
    if kind == "Service":
        return name == caller
    if kind in ("*", "AWS"):
        if name in ("*", caller):
            return True
        account = name if name.isdigit() else name.removesuffix(":root").rpartition(":")[2]
        is_account = name.isdigit() or name.endswith(":root")
        return is_account and is_account_enough and caller.startswith("arn:") and caller.split(":")[4] == account
    return False


def _holds(condition: Condition, context: Mapping[str, str]) -> bool:
    wanted = condition.key.lower()
    value = next((content for key, content in context.items() if key.lower() == wanted), None)
    if condition.operator == "Null":
        return (value is None) == (condition.values[0].lower() == "true")
    is_negated = "Not" in condition.operator
    if value is None:
        # A negated operator holds where there is nothing to compare with.
        return condition.is_optional or is_negated
    return any(_compares(condition.operator, pattern, value) for pattern in condition.values) != is_negated


def _compares(operator: str, pattern: str, value: str) -> bool:
    plain = operator.replace("Not", "")
    if plain.startswith("Arn"):
        return _matches_arn(pattern, value)
    if plain == "StringLike":
        return _matches(pattern, value)
    if plain in ("StringEqualsIgnoreCase", "Bool"):
        return pattern.lower() == value.lower()
    return pattern == value


def _matches_arn(pattern: str, arn: str) -> bool:
    """Return whether *arn* fits *pattern*: each of its six parts is compared with that of the pattern."""
    if pattern == "*":
        return True
    wanted, parts = pattern.split(":", 5), arn.split(":", 5)
    return len(wanted) == len(parts) and all(map(_matches, wanted, parts))


def _matches(pattern: str, text: str) -> bool:
    return _regex(pattern).fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> re.Pattern[str]:
    """Return *pattern* as a regular expression; ``*`` and ``?`` are its only wildcards."""
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.DOTALL)
