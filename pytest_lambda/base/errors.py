"""The errors a user can meet: AWS's own by AWS's names, and ours for misuse."""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "AWS_ERRORS",
    "AWSError",
    "AccessDeniedException",
    "FunctionError",
    "InvalidParameterValueException",
    "InvalidRequestContentException",
    "PolicyLengthExceededException",
    "PreconditionFailedException",
    "ProvisionedConcurrencyConfigNotFoundException",
    "RecursiveInvocationException",
    "RequestEntityTooLargeException",
    "ResourceConflictException",
    "ResourceNotFoundException",
    "ServiceException",
    "StillPendingError",
    "TooManyRequestsException",
    "UsageError",
    "ValidationException",
]


class UsageError(ValueError):
    """The library was used wrongly; the message names the value, what is allowed, and what to do."""


class StillPendingError(UsageError):
    """``run_until_idle`` reached its cap of virtual time with work still pending; the message lists it."""


class FunctionError(Exception):
    """
    The function failed: raised by ``function(payload)`` and chained to the handler's own exception.

    Attributes:
        invocation: the whole :class:`Invocation`, with payload, logs and report.
        error_type: ``errorType`` of the payload, such as ``"KeyError"`` or ``"Sandbox.Timedout"``.
        error_message: ``errorMessage`` of the payload.
    """

    def __init__(self, message: str, *, invocation: Any, error_type: str, error_message: str) -> None:
        super().__init__(message)
        self.invocation = invocation
        self.error_type = error_type
        self.error_message = error_message


class AWSError(Exception):
    """
    An error that the Lambda API (or a neighbour's) answers with.

    Attributes:
        code: AWS's error code, which is also the name of the class.
        status_code: the HTTP status.
        message: AWS's text.
        reason: AWS's ``Reason`` field where the error has one, else ``None``.
        hint: what to do about it, in our words, or ``None``. Tracebacks show it below AWS's text.

    Source: INV-15
    """

    code: ClassVar[str] = "AWSError"
    status_code: ClassVar[int] = 500

    def __init__(self, message: str, *, reason: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.hint = hint
        if hint is not None:
            # As BaseException.add_note does from Python 3.11 on. Before, pytest shows notes too (by exceptiongroup).
            self.__notes__ = [hint]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = cls.__name__


class AccessDeniedException(AWSError):
    """The caller has no permission for the operation."""

    status_code = 403


class InvalidParameterValueException(AWSError):
    """One of the parameters of the request is not valid."""

    status_code = 400


class InvalidRequestContentException(AWSError):
    """The request body could not be parsed as JSON."""

    status_code = 400


class ValidationException(AWSError):
    """A parameter breaks a constraint of the API model (length, range, pattern)."""

    status_code = 400


class PolicyLengthExceededException(AWSError):
    """The resource-based policy would be too large."""

    status_code = 400


class PreconditionFailedException(AWSError):
    """The revision that was given is not the newest one."""

    status_code = 412


class ProvisionedConcurrencyConfigNotFoundException(AWSError):
    """The version or alias has no provisioned concurrency."""

    status_code = 404


class RecursiveInvocationException(AWSError):
    """The function was stopped because it runs in a loop through its own neighbours."""

    status_code = 400


class RequestEntityTooLargeException(AWSError):
    """The payload is over the limit of the invocation type."""

    status_code = 413


class ResourceConflictException(AWSError):
    """The resource exists already, or another operation on it is in progress."""

    status_code = 409


class ResourceNotFoundException(AWSError):
    """The function, alias, version, queue or mapping does not exist."""

    status_code = 404


class TooManyRequestsException(AWSError):
    """The invocation was throttled; ``reason`` says by which limit."""

    status_code = 429


class ServiceException(AWSError):
    """The service itself failed; a caller cannot know whether the function ran."""

    status_code = 500


AWS_ERRORS: tuple[type[AWSError], ...] = (
    AccessDeniedException,
    InvalidParameterValueException,
    InvalidRequestContentException,
    PolicyLengthExceededException,
    PreconditionFailedException,
    ProvisionedConcurrencyConfigNotFoundException,
    RecursiveInvocationException,
    RequestEntityTooLargeException,
    ResourceConflictException,
    ResourceNotFoundException,
    ServiceException,
    TooManyRequestsException,
    ValidationException,
)
