"""Who may invoke a function: its resource-based policies, one for each qualifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import (
    AccessDeniedException,
    InvalidParameterValueException,
    PolicyLengthExceededException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.engine.authorization import AccessRequest, Decision, decide
from pytest_lambda.model.alias import LATEST, is_alias_name
from pytest_lambda.model.permission import Permission, ResourcePolicy, check_qualifier
from pytest_lambda.model.policy import Statement
from pytest_lambda.simulator.operations.base import FunctionOperations

__all__ = ["PermissionOperations"]

_NO_POLICY = "The resource you requested does not exist."
_INVOKE = "lambda:InvokeFunction"


class PermissionOperations(FunctionOperations):
    """Grant, take back and show permissions; ask whether a service may invoke."""

    # -- AWS's operations --------------------------------------------------------------------------------------------

    def add_permission(
        self,
        *,
        statement_id: str,
        principal: str,
        action: str,
        source_arn: Any = None,
        source_account: str | None = None,
        principal_org_id: str | None = None,
        event_source_token: str | None = None,
        function_url_auth_type: str | None = None,
        invoked_via_function_url: bool | None = None,
        qualifier: str | None = None,
        revision_id: str | None = None,
    ) -> Permission:
        """
        Let a service or an account invoke the function; ``.statement`` is what was added, as JSON text.

        Args:
            statement_id: 1 to 100 letters, digits, - and _, unique in the policy.
            principal: a service (``"s3.amazonaws.com"``), an account, the ARN of a role or user, or ``"*"``.
            action: ``"lambda:InvokeFunction"`` or ``"lambda:InvokeFunctionUrl"``.
            source_arn: a neighbour of the simulator, or an ARN, in which ``*`` and ``?`` are wildcards.
            source_account: the account of the source; a bucket's ARN has none.
            qualifier: grants for that version or alias alone, and only as it is invoked with it.
            revision_id: only if this is still the newest revision of the policy; before there is one, that of the
                function, version or alias (Assumed).

        Raises:
            UsageError: what AWS could not even be sent.
            AWSError: AWS's refusals.

        Source: PERM-01 to PERM-06
        """
        check_qualifier(qualifier)
        resource = self.arn if qualifier is None else f"{self.arn}:{qualifier}"
        permission = Permission.parse(
            statement_id=statement_id,
            principal=principal,
            action=action,
            resource=resource,
            source_arn=source_arn,
            source_account=source_account,
            principal_org_id=principal_org_id,
            event_source_token=event_source_token,
            function_url_auth_type=function_url_auth_type,
            invoked_via_function_url=invoked_via_function_url,
        )
        if qualifier == LATEST:
            raise InvalidParameterValueException("We currently do not support adding policies for $LATEST.")
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}")
        self._require_qualifier(qualifier)
        policy = self._qualifiers.policy(qualifier)
        self._check_policy_revision(revision_id, qualifier, policy, "GetPolicy")
        known = () if policy is None else policy.permissions
        if any(one.sid == permission.sid for one in known):
            raise ResourceConflictException(
                f"The statement id ({permission.sid}) provided already exists. Please provide a new statement id, or "
                "remove the existing statement."
            )
        changed = ResourcePolicy((*known, permission), self.new_revision_id())
        size = len(changed.policy.encode())
        if size > quotas.RESOURCE_POLICY_BYTES:
            raise PolicyLengthExceededException(
                f"The final policy size ({size}) is bigger than the limit ({quotas.RESOURCE_POLICY_BYTES})."
            )
        self._qualifiers.set_policy(qualifier, changed)
        self._simulator.record("permission.added", self.function_name, statement_id=permission.sid, qualifier=qualifier)
        return permission

    def remove_permission(
        self, statement_id: str, *, qualifier: str | None = None, revision_id: str | None = None
    ) -> None:
        """
        Take a permission back; it counts from now on.

        Source: PERM-06
        """
        check_qualifier(qualifier)
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"No policy found for: {self.arn}")
        self._require_qualifier(qualifier)
        policy = self._qualifiers.policy(qualifier)
        if policy is None:
            raise ResourceNotFoundException("No policy is associated with the given resource.")
        left = tuple(one for one in policy.permissions if one.sid != statement_id)
        if len(left) == len(policy.permissions):
            raise ResourceNotFoundException(f"Statement {statement_id} is not found in resource policy.")
        self._check_policy_revision(revision_id, qualifier, policy, "GetFunction/GetAlias")
        self._qualifiers.set_policy(qualifier, ResourcePolicy(left, self.new_revision_id()) if left else None)
        self._simulator.record("permission.removed", self.function_name, statement_id=statement_id, qualifier=qualifier)

    def get_policy(self, *, qualifier: str | None = None) -> ResourcePolicy:
        """
        Return the policy of the function, or that of a version or alias: ``.policy`` is JSON text.

        Source: PERM-04, PERM-05
        """
        check_qualifier(qualifier)
        policy = self._qualifiers.policy(qualifier) if self._simulator.has_function(self) else None
        if policy is None:
            raise ResourceNotFoundException(_NO_POLICY)
        return policy

    # -- for the sources ---------------------------------------------------------------------------------------------

    def authorize_push(
        self,
        principal: str,
        source_arn: str,
        *,
        source_account: str | None = None,
        qualifier: str | None = None,
        action: str = _INVOKE,
        event_source_token: str | None = None,
        function_url_auth_type: str | None = None,
    ) -> None:
        """
        Refuse a source that pushes events where the function's policy does not allow it.

        Args:
            principal: the service that invokes, such as ``"s3.amazonaws.com"``.
            source_arn: whose events it brings.
            source_account: the account of the source; this one's, when left out.
            qualifier: as the source invokes the function: each qualifier has a policy of its own.

        Raises:
            AccessDeniedException: with the permission to add as its ``hint``.

        Source: INV-14, PERM-05, PERM-07
        """
        if not self._simulator.authorization.is_enforced:
            return
        context = self._push_context(source_arn, source_account, event_source_token, function_url_auth_type)
        resource = self.arn if qualifier is None else f"{self.arn}:{qualifier}"
        request = AccessRequest(action, resource, (principal,), context)
        decision = decide(self.policy_statements(qualifier), request)
        if decision.is_allowed:
            return
        raise AccessDeniedException(
            f"User: {principal} is not authorized to perform: {action} on resource: {resource} because no "
            f"resource-based policy allows the {action} action",
            hint=self._push_hint(request, decision, qualifier),
        )

    def is_authorized_push(
        self, principal: str, source_arn: str, *, source_account: str | None = None, qualifier: str | None = None
    ) -> bool:
        """Return whether :meth:`authorize_push` lets the source through."""
        try:
            self.authorize_push(principal, source_arn, source_account=source_account, qualifier=qualifier)
        except AccessDeniedException:
            return False
        return True

    def grant_push(
        self, principal: str, source_arn: str, *, source_account: str | None = None, qualifier: str | None = None
    ) -> None:
        """Add the permission that a source needs, unless it has it: what shortcuts do, and AWS's operations do not."""
        if self.is_authorized_push(principal, source_arn, source_account=source_account, qualifier=qualifier):
            return
        self.add_permission(
            statement_id=self._free_statement_id(principal, qualifier),
            principal=principal,
            action=_INVOKE,
            source_arn=source_arn,
            source_account=source_account,
            qualifier=qualifier,
        )

    def policy_statements(self, qualifier: str | None) -> list[Statement]:
        """Return what the policy for *qualifier* says; nothing where there is none."""
        policy = self._qualifiers.policy(qualifier)
        return [] if policy is None else [permission.parsed for permission in policy.permissions]

    # -- within ------------------------------------------------------------------------------------------------------

    def _require_qualifier(self, qualifier: str | None) -> None:
        """Refuse a qualifier that is not there, as the operations on policies do. Source: PERM-06"""
        if qualifier is not None and is_alias_name(qualifier):
            self._qualifiers.get_alias(qualifier)
        self._qualifiers.check(qualifier)

    def _check_policy_revision(
        self, given: str | None, qualifier: str | None, policy: ResourcePolicy | None, operation: str
    ) -> None:
        """Refuse a revision that is not the newest. Source: PERM-06, VER-05"""
        current = self._qualifiers.revision_id(qualifier) if policy is None else policy.revision_id
        if given is not None and given != current:
            raise PreconditionFailedException(
                "The Revision Id provided does not match the latest Revision Id. Call the "
                f"{operation} API to retrieve the latest Revision Id"
            )

    def _push_context(
        self,
        source_arn: str,
        source_account: str | None,
        event_source_token: str | None,
        function_url_auth_type: str | None,
    ) -> Mapping[str, str]:
        context = {
            "aws:SourceArn": source_arn,
            "aws:SourceAccount": source_account or self._simulator.account_id,
            "lambda:EventSourceToken": event_source_token,
            "lambda:FunctionUrlAuthType": function_url_auth_type,
        }
        return {key: value for key, value in context.items() if value is not None}

    def _push_hint(self, request: AccessRequest, decision: Decision, qualifier: str | None) -> str:
        """Return what is there already and does not fit, and the permission to add."""
        principal, arguments = request.principals[0], {}
        arguments["statement_id"] = self._free_statement_id(principal, qualifier)
        arguments |= {"principal": principal, "action": request.action, "source_arn": request.context["aws:SourceArn"]}
        if not request.context["aws:SourceArn"].split(":")[4]:
            arguments["source_account"] = request.context["aws:SourceAccount"]
        if "lambda:FunctionUrlAuthType" in request.context:
            arguments["function_url_auth_type"] = request.context["lambda:FunctionUrlAuthType"]
        lines: list[str] = []
        if decision.near_miss is not None:
            statement, condition = decision.near_miss
            key = condition.key.lower()
            actual = next((value for name, value in request.context.items() if name.lower() == key), None)
            lines.append(
                f"statement {statement.sid!r} would allow it, but wants {condition.key} {condition.operator} "
                f"{' or '.join(map(repr, condition.values))}, and it is {actual!r}"
            )
        lines += self._grants_elsewhere(request, qualifier)
        call = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        if qualifier is not None:
            call += f", qualifier={qualifier!r}"
        statement_text = Permission.parse(**arguments, resource=request.resource).statement
        lines.append(f"to allow it: function.add_permission({call}), which adds\n{statement_text}")
        return "\n".join(lines)

    def _grants_elsewhere(self, request: AccessRequest, qualifier: str | None) -> list[str]:
        """Return a line for each qualifier whose policy would allow it. Source: PERM-05"""
        lines: list[str] = []
        for other in (None, *self._qualifiers.names()):
            if other == qualifier:
                continue
            resource = self.arn if other is None else f"{self.arn}:{other}"
            moved = AccessRequest(request.action, resource, request.principals, request.context)
            if decide(self.policy_statements(other), moved).is_allowed:
                where = "the unqualified function" if other is None else f"qualifier {other!r}"
                lines.append(f"{where} has such a permission, and each qualifier has a policy of its own")
        return lines

    def _free_statement_id(self, principal: str, qualifier: str | None) -> str:
        policy = self._qualifiers.policy(qualifier)
        taken = {permission.sid for permission in policy.permissions} if policy is not None else set()
        name = "".join(c if c.isalnum() else "-" for c in principal.partition(".")[0])[:90] or "all"
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        return free
