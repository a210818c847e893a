"""What AddPermission makes of its arguments, and the policy that it adds to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidParameterValueException
from pytest_lambda.model.check import one_of, require_bool, require_pattern
from pytest_lambda.model.policy import Statement

__all__ = ["Permission", "ResourcePolicy", "check_qualifier"]

_REGION = r"((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})"
_ARN = rf"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:{_REGION}?:(\d{{12}})?:(.*)"
_ACTION = r"(lambda:[*]|lambda:[a-zA-Z]+|[*])"
_QUALIFIER = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"
_AUTH_TYPES = ("NONE", "AWS_IAM")

_ACCOUNT = re.compile(r"\d{12}")
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?|alexa-[a-z]+\.amazon\.com")
_IDENTITY = re.compile(r"arn:aws[a-zA-Z-]*:(iam|sts)::\d{12}:.+")
_NO_REGIONAL_NAME = ("events", "s3", "sns")


@dataclass(frozen=True, slots=True)
class Permission:
    """
    One statement of a function's resource-based policy.

    Attributes:
        wire: the statement as AWS has it, its keys in AWS's order.

    Source: PERM-01, PERM-02, PERM-03
    """

    wire: dict[str, Any]
    parsed: Statement = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parsed", Statement.parse("the statement", self.wire))

    @classmethod
    def parse(
        cls,
        *,
        statement_id: Any,
        principal: Any,
        action: Any,
        resource: str,
        source_arn: Any = None,
        source_account: Any = None,
        principal_org_id: Any = None,
        event_source_token: Any = None,
        function_url_auth_type: Any = None,
        invoked_via_function_url: Any = None,
    ) -> Permission:
        """
        Check the arguments of AddPermission; *resource* is the ARN of the function, qualified as the grant is.

        Assumed: where a token stands among the conditions; the order of the others was recorded.

        Raises:
            UsageError: a value of the wrong type.
            ValidationException: a value that breaks the API's pattern; AWS's text.
            InvalidParameterValueException: a principal or a combination that AWS refuses; AWS's text.
        """
        require_pattern("statement_id", statement_id, r"([a-zA-Z0-9-_]+)", max_length=quotas.STATEMENT_ID_LENGTH)
        require_pattern("action", action, _ACTION)
        require_pattern("principal", principal, r"[^\s]+", max_length=2048)
        equals: dict[str, str] = {}
        if source_account is not None:
            equals["AWS:SourceAccount"] = require_pattern("source_account", source_account, r"\d{12}", max_length=12)
        if function_url_auth_type is not None:
            equals["lambda:FunctionUrlAuthType"] = one_of("function_url_auth_type", function_url_auth_type, _AUTH_TYPES)
        if principal_org_id is not None:
            equals["aws:PrincipalOrgID"] = require_pattern("principal_org_id", principal_org_id, "o-[a-z0-9]{10,32}")
        if event_source_token is not None:
            equals["lambda:EventSourceToken"] = require_pattern(
                "event_source_token", event_source_token, r"[a-zA-Z0-9._\-]+", max_length=256
            )
        conditions: dict[str, dict[str, str]] = {"StringEquals": equals} if equals else {}
        if source_arn is not None:
            arn = require_pattern("source_arn", getattr(source_arn, "arn", source_arn), _ARN)
            conditions["ArnLike"] = {"AWS:SourceArn": arn}
        if invoked_via_function_url is not None:
            via = require_bool("invoked_via_function_url", invoked_via_function_url)
            conditions["Bool"] = {"lambda:InvokedViaFunctionUrl": str(via).lower()}
        if function_url_auth_type is not None and action != "lambda:InvokeFunctionUrl":
            raise InvalidParameterValueException(
                "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action"
            )
        wire: dict[str, Any] = {
            "Sid": statement_id,
            "Effect": "Allow",
            "Principal": _principal(principal),
            "Action": action,
            "Resource": resource,
        }
        return cls({**wire, "Condition": conditions} if conditions else wire)

    @property
    def sid(self) -> str:
        """The statement's id, unique in its policy."""
        return str(self.wire["Sid"])

    @property
    def statement(self) -> str:
        """The statement as JSON text, as AddPermission answers."""
        return _json(self.wire)

    def __hash__(self) -> int:
        return hash(self.statement)


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """
    The policy of a function, a version or an alias.

    Attributes:
        permissions: its statements, oldest first.
        revision_id: changes with every change of it.

    Source: PERM-04, PERM-05
    """

    permissions: tuple[Permission, ...]
    revision_id: str

    @property
    def policy(self) -> str:
        """The whole policy as JSON text, as GetPolicy answers."""
        statements = [permission.wire for permission in self.permissions]
        return _json({"Version": "2012-10-17", "Id": "default", "Statement": statements})


def check_qualifier(qualifier: Any) -> None:
    """Refuse a qualifier that breaks the API's pattern. Source: PERM-06"""
    if qualifier is not None:
        require_pattern("qualifier", qualifier, _QUALIFIER, max_length=128)


def _principal(principal: str) -> Any:
    """Return *principal* as a statement has it. Source: PERM-02, PERM-06"""
    if principal == "*":
        return "*"
    if _ACCOUNT.fullmatch(principal):
        return {"AWS": f"arn:aws:iam::{principal}:root"}
    if _IDENTITY.fullmatch(principal):
        return {"AWS": principal}
    if _SERVICE.fullmatch(principal) and not _is_regional(principal):
        return {"Service": principal}
    raise InvalidParameterValueException(
        "The provided principal was invalid. Please check the principal and try again."
    )


def _is_regional(principal: str) -> bool:
    """Return whether *principal* names a Region where its service has one name everywhere."""
    service, _, rest = principal.partition(".")
    return service in _NO_REGIONAL_NAME and not rest.startswith("amazonaws.com")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
