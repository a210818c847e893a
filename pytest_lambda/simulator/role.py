"""An execution role as a test sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.engine.authorization import AccessRequest, Decision, decide, decide_for_identity
from pytest_lambda.model.managed_policies import managed_policy_name, managed_policy_statement
from pytest_lambda.model.policy import Statement, parse_statements

__all__ = ["Role"]

_LAMBDA = "lambda.amazonaws.com"
_TRUSTS_LAMBDA = [{"Effect": "Allow", "Principal": {"Service": _LAMBDA}, "Action": "sts:AssumeRole"}]


class Role:
    """
    An execution role: what Lambda may do in the name of the functions that have it.

    What the handler itself asks of AWS is not held against it: that goes to moto, or whatever stands in there.

    Attributes:
        role_name: unique in the account.
        arn: as ``Role`` of a function has it.
        assume_role_policy: the statements that say who may assume it.

    Source: PERM-09
    """

    def __init__(
        self,
        role_name: str,
        arn: str,
        *,
        assume_role_policy_document: Any = None,
        on_change: Callable[[], None],
    ) -> None:
        self.role_name = role_name
        self.arn = arn
        trust = _TRUSTS_LAMBDA if assume_role_policy_document is None else assume_role_policy_document
        self.assume_role_policy = parse_statements("assume_role_policy_document", trust)
        self._inline: dict[str, list[Statement]] = {}
        self._attached: list[str] = []
        self._on_change = on_change
        self._decisions: dict[tuple[str, str], Decision] = {}

    @property
    def managed_policies(self) -> list[str]:
        """The names of the managed policies that are attached."""
        return list(self._attached)

    @property
    def statements(self) -> list[Statement]:
        """All that its policies say."""
        inline = [statement for policy in self._inline.values() for statement in policy]
        return [*inline, *(managed_policy_statement(name) for name in self._attached)]

    def put_role_policy(self, policy_name: str, policy_document: Any) -> None:
        """
        Set an inline policy; it counts from now on.

        Args:
            policy_name: one of the same name is replaced.
            policy_document: a statement, a list of them, or a whole document, as dicts or JSON text.
        """
        self._inline[policy_name] = parse_statements("policy_document", policy_document)
        self._changed()

    def delete_role_policy(self, policy_name: str) -> None:
        """Delete an inline policy. What was given as ``statements`` is the policy ``"statements"``."""
        if policy_name not in self._inline:
            raise UsageError(f"role {self.role_name!r} has no inline policy {policy_name!r}, only {list(self._inline)}")
        del self._inline[policy_name]
        self._changed()

    def attach_role_policy(self, policy_arn: str) -> None:
        """Attach one of AWS's managed policies, by its ARN or its name."""
        name = managed_policy_name(policy_arn)
        if name not in self._attached:
            self._attached.append(name)
        self._changed()

    def detach_role_policy(self, policy_arn: str) -> None:
        """Detach a managed policy, by its ARN or its name."""
        name = managed_policy_name(policy_arn)
        if name not in self._attached:
            raise UsageError(f"role {self.role_name!r} has no managed policy {name!r}, only {self._attached}")
        self._attached.remove(name)
        self._changed()

    def decide(self, action: str, resource: str) -> Decision:
        """Return what its policies say to *action* on *resource*."""
        decision = self._decisions.get((action, resource))
        if decision is None:
            decision = self._decisions[action, resource] = decide(self.statements, AccessRequest(action, resource))
        return decision

    def decide_with(
        self, action: str, resource: str, of_resource: Sequence[Statement], *, is_same_account: bool
    ) -> Decision:
        """Return what its policies and those of the resource say together. Source: PERM-08"""
        request = AccessRequest(action, resource, (self.arn,))
        return decide_for_identity(self.statements, of_resource, request, is_same_account=is_same_account)

    @property
    def trusts_lambda(self) -> bool:
        """Whether Lambda may assume it. Source: PERM-09"""
        request = AccessRequest("sts:AssumeRole", self.arn, (_LAMBDA,))
        return decide(self.assume_role_policy, request).is_allowed

    def _changed(self) -> None:
        self._decisions.clear()
        self._on_change()

    def __repr__(self) -> str:
        return f"<Role {self.role_name}>"
