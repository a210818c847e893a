"""Function URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
    UsageError,
)
from pytest_lambda.engine.authorization import AccessRequest, decide
from pytest_lambda.model.alias import LATEST
from pytest_lambda.model.check import one_of
from pytest_lambda.simulator.function_url import FunctionUrl
from pytest_lambda.simulator.operations.permissions import PermissionOperations

if TYPE_CHECKING:
    from pytest_lambda.simulator.function import Function

__all__ = ["UrlOperations"]

_AUTH_TYPES = ("NONE", "AWS_IAM")
_ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "lambda:InvokeFunctionUrl": ("FunctionURLAllowPublicAccess", {"function_url_auth_type": "NONE"}),
    "lambda:InvokeFunction": ("FunctionURLAllowInvokeAction", {"invoked_via_function_url": True}),
}
"""What everybody must be allowed for a public URL: each action with the statement that the console adds for it."""


class UrlOperations(PermissionOperations):
    """The URL of the function, and one for each alias. Source: INV-19"""

    _urls: dict[str | None, FunctionUrl]

    def url(self, *, qualifier: str | None = None, auth_type: str = "NONE") -> FunctionUrl:
        """
        Return the function's URL, a test client; it is made, and whoever it is for may invoke it.

        Args:
            qualifier: an alias, which has a URL of its own.
            auth_type: ``"NONE"`` lets everybody in, ``"AWS_IAM"`` whoever signs: ``url.get("/", auth="iam")``.

        Raises:
            UsageError: another auth type, or there is a URL with another one.
            AWSError: AWS's own refusals.

        Source: INV-18, INV-19
        """
        one_of("auth_type", auth_type, _AUTH_TYPES)
        found = self._urls.get(self._url_key(qualifier))
        if found is None:
            found = self.create_function_url_config(auth_type=auth_type, qualifier=qualifier)
        elif found.auth_type != auth_type:
            raise UsageError(
                f"the URL of {found.function_arn} has auth_type {found.auth_type!r}, not {auth_type!r}: "
                "change it with update_function_url_config"
            )
        if auth_type == "NONE":
            self._let_everybody_in(self._url_key(qualifier))
        return found

    def create_function_url_config(self, *, auth_type: str, qualifier: str | None = None) -> FunctionUrl:
        """
        Make a URL. As on AWS it grants nothing: a URL of auth type ``NONE`` answers 403 until ``add_permission`` lets
        everybody do ``lambda:InvokeFunctionUrl`` and ``lambda:InvokeFunction``.

        Args:
            auth_type: ``"NONE"`` or ``"AWS_IAM"``.
            qualifier: an alias.

        Raises:
            ResourceConflictException: there is one already.

        Source: INV-19
        """
        one_of("auth_type", auth_type, _AUTH_TYPES)
        key = self._checked_url_key(qualifier)
        if key in self._urls:
            raise ResourceConflictException(
                f"Failed to create function url config for [functionArn = {self._urls[key].function_arn}]. Error "
                "message:  FunctionUrlConfig exists for this Lambda function"
            )
        url = self._urls[key] = FunctionUrl(self._simulator, cast("Function", self), key, auth_type)
        self._simulator.record("url.created", self.function_name, url=url.name, auth_type=auth_type)
        return url

    def get_function_url_config(self, *, qualifier: str | None = None) -> FunctionUrl:
        """Return the URL. Raises ResourceNotFoundException where there is none."""
        found = self._urls.get(self._checked_url_key(qualifier))
        if found is None:
            raise ResourceNotFoundException("The resource you requested does not exist.")
        return found

    def update_function_url_config(self, *, qualifier: str | None = None, auth_type: str) -> FunctionUrl:
        """Change the auth type, and return the URL."""
        url = self.get_function_url_config(qualifier=qualifier)
        url.change(one_of("auth_type", auth_type, _AUTH_TYPES), self._simulator.clock.now())
        return url

    def delete_function_url_config(self, *, qualifier: str | None = None) -> None:
        """Delete the URL: requests to it are refused with 403. What was granted stays."""
        url = self.get_function_url_config(qualifier=qualifier)
        del self._urls[self._url_key(qualifier)]
        self._simulator.record("url.deleted", self.function_name, url=url.name)

    def list_function_url_configs(self) -> list[FunctionUrl]:
        """Return the URLs of the function and its aliases."""
        self._require_exists()
        return list(self._urls.values())

    def missing_for_url(self, url: FunctionUrl, qualifier: str | None, *, is_signed: bool) -> list[str]:
        """
        Return what a request to *url* lacks: ``"a URL"``, ``"a signature"``, or the actions that nobody granted.

        Assumed: who signs is of this account, and its own policies allow it.

        Source: INV-19
        """
        if self._urls.get(qualifier) is not url or not self.has_qualifier(qualifier):
            return ["a URL"]
        if url.auth_type == "AWS_IAM":
            return [] if is_signed else ["a signature"]
        return self._not_granted_to_everybody(qualifier)

    def _not_granted_to_everybody(self, qualifier: str | None) -> list[str]:
        if not self._simulator.authorization.is_enforced:
            return []
        resource = self.arn if qualifier is None else f"{self.arn}:{qualifier}"
        context = {"lambda:FunctionUrlAuthType": "NONE", "lambda:InvokedViaFunctionUrl": "true"}
        statements = self.policy_statements(qualifier)
        return [
            action
            for action in _ACTIONS
            if not decide(statements, AccessRequest(action, resource, ("anonymous",), context)).is_allowed
        ]

    def _let_everybody_in(self, qualifier: str | None) -> None:
        """Add the permissions that the console adds for a public URL, where they are missing."""
        for action in self._not_granted_to_everybody(qualifier):
            statement_id, condition = _ACTIONS[action]
            self.add_permission(
                statement_id=statement_id, principal="*", action=action, qualifier=qualifier, **condition
            )

    def _checked_url_key(self, qualifier: str | None) -> str | None:
        """Refuse what has no URL: a version, and an alias that is not there."""
        self._require_exists(qualifier)
        if qualifier is not None and qualifier != LATEST and qualifier not in self._qualifiers.aliases:
            raise InvalidParameterValueException(f"A function URL leads to a function or an alias, not to {qualifier}.")
        return self._url_key(qualifier)

    @staticmethod
    def _url_key(qualifier: str | None) -> str | None:
        return None if qualifier == LATEST else qualifier
