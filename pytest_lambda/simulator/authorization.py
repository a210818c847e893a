"""What the roles and policies of one account allow: asked before Lambda does something in a function's name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_lambda.base import quotas
from pytest_lambda.base.arn import parse_arn, parse_function_reference
from pytest_lambda.base.errors import (
    AccessDeniedException,
    InvalidParameterValueException,
    ResourceNotFoundException,
    UsageError,
)
from pytest_lambda.engine.execution_role import (
    LOG_ACTIONS,
    dead_letter_refusal,
    delivery_actions,
    delivery_refusal,
    destination_refusal,
    missing_statement,
    source_actions,
    source_refusal,
)
from pytest_lambda.model.check import require_bool, require_pattern
from pytest_lambda.model.function import ROLE_ARN_PATTERN, EventInvokeConfig, FunctionConfiguration
from pytest_lambda.model.managed_policies import MANAGED_POLICIES
from pytest_lambda.model.policy import Statement
from pytest_lambda.simulator.role import Role

if TYPE_CHECKING:
    from pytest_lambda.engine.authorization import Decision
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Authorization"]

_ROLE_NAME = re.compile(r"[\w+=,.@-]+")
_DEFAULT_ROLE = "pytest-lambda"


class Authorization:
    """
    The roles of one account, and what they allow.

    A function that was given no role has one that may do everything: what a test does not declare is not held
    against it.

    Args:
        is_enforced: whether anything is refused at all.
        on_change: called when a role may do something else than before.
    """

    def __init__(self, simulator: Simulator, *, is_enforced: Any, on_change: Callable[[], None]) -> None:
        self.is_enforced = require_bool("enforce_permissions", is_enforced)
        self._simulator = simulator
        self._on_change = on_change
        self._roles: dict[str, Role] = {}
        self._default = self._add(_DEFAULT_ROLE, None)

    # -- roles -----------------------------------------------------------------------------------------------------

    def create_role(
        self, role_name: Any, statements: Any, managed_policies: Any, assume_role_policy_document: Any
    ) -> Role:
        """Make a role; see ``Simulator.role``."""
        if not isinstance(role_name, str) or not _ROLE_NAME.fullmatch(role_name):
            raise UsageError(f"a role's name is 1 to 64 letters, digits and _ + = , . @ -, not {role_name!r}")
        if len(role_name) > quotas.ROLE_NAME_LENGTH:
            raise UsageError(f"a role's name has 64 characters at most, and {role_name!r} has {len(role_name)}")
        if isinstance(managed_policies, str) or not isinstance(managed_policies, Sequence):
            raise UsageError(
                f"managed_policies must be a list such as ['AWSLambdaBasicExecutionRole'], not {managed_policies!r}"
            )
        if self._arn(role_name) in self._roles:
            raise UsageError(f"there is a role {role_name!r} already: use the one that simulator.role returned")
        role = self._add(role_name, assume_role_policy_document)
        try:
            if not (isinstance(statements, Sequence) and len(statements) == 0):
                role.put_role_policy("statements", statements)
            for policy in managed_policies:
                role.attach_role_policy(policy)
        except UsageError:
            del self._roles[role.arn]
            raise
        return role

    def role_arn(self, function_name: str, value: Any) -> str:
        """
        Return the ARN of the role of a function; a list of statements and managed policies makes one of its own.

        Raises:
            ValidationException: text that is no role's ARN.
            InvalidParameterValueException: a role that is not there, or that does not trust Lambda.

        Source: CFG-05, PERM-09
        """
        if value is None:
            return self._default.arn
        if isinstance(value, (list, tuple, Mapping)):
            return self._own_role(function_name, [value] if isinstance(value, Mapping) else value).arn
        arn = getattr(value, "arn", value)
        if not isinstance(arn, str):
            raise UsageError(
                "role must be a role of this simulator, its ARN, or a list of statements and names of managed "
                f"policies, not {value!r}"
            )
        require_pattern("role", arn, ROLE_ARN_PATTERN)
        role = self._roles.get(arn)
        if self.is_enforced and (role is None or not role.trusts_lambda):
            hint = (
                f"there is no role {arn!r} in this simulator: make it with simulator.role({arn.rpartition('/')[2]!r}, "
                "statements=[...], managed_policies=[...])"
                if role is None
                else 'its assume_role_policy_document needs {"Effect": "Allow", "Principal": {"Service": '
                '"lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}'
            )
            raise InvalidParameterValueException(
                "The role defined for the function cannot be assumed by Lambda.", hint=hint
            )
        return arn

    def _own_role(self, function_name: str, value: Sequence[Any]) -> Role:
        statements = [one for one in value if not isinstance(one, str)]
        policies = [one for one in value if isinstance(one, str)]
        # Its function's name may have been free again.
        number, name = 1, f"{function_name[:55]}-role"
        while self._arn(name) in self._roles:
            number += 1
            name = f"{function_name[:55]}-role-{number}"
        return self.create_role(name, statements, policies, None)

    def _add(self, role_name: str, assume_role_policy_document: Any) -> Role:
        arn = self._arn(role_name)
        role = self._roles[arn] = Role(
            role_name, arn, assume_role_policy_document=assume_role_policy_document, on_change=self._on_change
        )
        return role

    def _arn(self, role_name: str) -> str:
        return f"arn:aws:iam::{self._simulator.account_id}:role/{role_name}"

    # -- what Lambda does with a role --------------------------------------------------------------------------------

    def allows(self, role_arn: str, action: str, resource: str) -> bool:
        """Return whether the role may do *action* on *resource*."""
        return self._allows_everything(role_arn) or self._decide(role_arn, action, resource).is_allowed

    def check_source(self, role_arn: str, source_arn: str) -> None:
        """Refuse a mapping whose source the role may not read. Source: PERM-17"""
        missing = self._missing(role_arn, source_actions(source_arn))
        if missing:
            raise InvalidParameterValueException(
                source_refusal(source_arn, missing[0][0]), hint=self._hint(role_arn, missing)
            )

    def check_dead_letter_queue(self, configuration: FunctionConfiguration) -> None:
        """Refuse a dead-letter queue that the role may not send to. Source: ASYNC-18"""
        arn = configuration.dead_letter_target
        if arn is None:
            return
        missing = self._missing(configuration.role, delivery_actions(arn, configuration.function_name))
        if missing:
            raise InvalidParameterValueException(
                dead_letter_refusal(arn, missing[0][0]), hint=self._hint(configuration.role, missing)
            )

    def check_destinations(self, role_arn: str, function_name: str, config: EventInvokeConfig) -> None:
        """Refuse destinations that the role may not send to. Source: ASYNC-18"""
        for arn in (config.on_success, config.on_failure):
            missing = [] if arn is None else self._missing(role_arn, delivery_actions(arn, function_name))
            if arn is not None and missing:
                raise InvalidParameterValueException(
                    destination_refusal(arn, missing[0][0]), hint=self._hint(role_arn, missing)
                )

    def check_delivery(self, role_arn: str, function_name: str, target_arn: str) -> None:
        """
        Refuse to send where the role may not send (any more).

        Raises:
            AccessDeniedException: as the service of the target refuses.

        Source: ASYNC-17, ASYNC-18
        """
        if self._allows_everything(role_arn):
            return
        missing = self._missing(role_arn, delivery_actions(target_arn, function_name))
        if missing:
            action, resource = missing[0]
            decision = self._decide(role_arn, action, resource)
            raise AccessDeniedException(
                delivery_refusal(
                    self.caller_arn(role_arn, function_name), action, resource, is_explicit=decision.is_explicit_deny
                ),
                hint=self._hint(role_arn, missing),
            )

    def missing_for_logs(self, configuration: FunctionConfiguration, log_stream_name: str) -> dict[str, object] | None:
        """
        Return the statement without which what an environment logs is lost; ``None`` where it may log.

        Source: LOG-22
        """
        simulator, group = self._simulator, configuration.logging_config.log_group
        arn = f"arn:aws:logs:{simulator.region}:{simulator.account_id}:log-group:{group}:log-stream:{log_stream_name}"
        missing = self._missing(configuration.role, tuple((action, arn) for action in LOG_ACTIONS))
        if not missing:
            return None
        return missing_statement([(action, f"{arn.partition(':log-stream:')[0]}:*") for action, _ in missing])

    def caller_arn(self, role_arn: str, function_name: str) -> str:
        """Return who a function is in the eyes of other services. Source: ENV-17"""
        role_name = role_arn.rpartition("/")[2]
        return f"arn:aws:sts::{self._simulator.account_id}:assumed-role/{role_name}/{function_name}"

    def _allows_everything(self, role_arn: str) -> bool:
        return role_arn == self._default.arn or not self.is_enforced

    def _missing(self, role_arn: str, needed: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
        """Return what of the *needed* actions and resources the role is not allowed."""
        return [(action, resource) for action, resource in needed if not self.allows(role_arn, action, resource)]

    def _decide(self, role_arn: str, action: str, resource: str) -> Decision:
        role = self._roles[role_arn]
        decision = role.decide(action, resource)
        if action != "lambda:InvokeFunction" or decision.is_allowed or decision.is_explicit_deny:
            return decision
        is_same_account = parse_arn(resource).account_id == self._simulator.account_id
        return role.decide_with(action, resource, self._policy_of(resource), is_same_account=is_same_account)

    def _policy_of(self, function_arn: str) -> list[Statement]:
        """Return what the policy of a function of this account says."""
        reference = parse_function_reference(function_arn)
        try:
            function = self._simulator.find_function(reference.function_name, reference.qualifier)
        except ResourceNotFoundException:
            return []
        return function.policy_statements(reference.qualifier)

    def _hint(self, role_arn: str, missing: list[tuple[str, str]]) -> str:
        statement = json.dumps(missing_statement(missing))
        granting = [
            name for name, actions in MANAGED_POLICIES.items() if all(action in actions for action, _ in missing)
        ]
        also = f", or attach {' or '.join(granting)}" if granting else ""
        return (
            f"to allow it, add to role {role_arn.rpartition('/')[2]!r}{also}:\n{statement}\n"
            "(Simulator(enforce_permissions=False) and the option lambda_enforce_permissions = false refuse nothing)"
        )
