"""AWS's errors by AWS's names, and ours for misuse."""

from __future__ import annotations

import pytest

import pytest_lambda
from pytest_lambda import AWSError, FunctionError, StillPendingError, UsageError
from pytest_lambda.base.errors import AWS_ERRORS
from pytest_lambda.base.exhaustive import assert_never

STATUS_CODES = {
    "AccessDeniedException": 403,
    "InvalidParameterValueException": 400,
    "InvalidRequestContentException": 400,
    "PolicyLengthExceededException": 400,
    "PreconditionFailedException": 412,
    "ProvisionedConcurrencyConfigNotFoundException": 404,
    "RecursiveInvocationException": 400,
    "RequestEntityTooLargeException": 413,
    "ResourceConflictException": 409,
    "ResourceNotFoundException": 404,
    "ServiceException": 500,
    "TooManyRequestsException": 429,
    "ValidationException": 400,
}


@pytest.mark.parametrize(("code", "status_code"), STATUS_CODES.items(), ids=STATUS_CODES.keys())
def test_INV_15_an_error_has_awss_code_and_status(code, status_code):
    error = getattr(pytest_lambda, code)("text", reason="why")

    assert (code, status_code, "text", "why", "text") == (
        error.code,
        error.status_code,
        error.message,
        error.reason,
        str(error),
    )


def test_every_error_of_aws_is_listed():
    assert set(STATUS_CODES) == {error.code for error in AWS_ERRORS}
    assert set(AWSError.__subclasses__()) >= set(AWS_ERRORS)


def test_an_error_needs_no_reason_and_no_hint():
    assert (None, None) == (AWSError("text").reason, AWSError("text").hint)


def test_a_hint_stands_below_awss_text_and_not_in_it():
    error = AWSError("text", hint="what to do")

    assert ("text", "text", "what to do", ["what to do"]) == (
        error.message,
        str(error),
        error.hint,
        error.__notes__,
    )


def test_misuse_is_a_value_error():
    assert issubclass(UsageError, ValueError) and issubclass(StillPendingError, UsageError)


def test_an_error_of_aws_is_no_misuse():
    assert not issubclass(AWSError, UsageError)


def test_a_function_error_carries_its_invocation():
    error = FunctionError("text", invocation="the invocation", error_type="KeyError", error_message="'a'")

    assert ("text", "the invocation", "KeyError", "'a'") == (
        str(error),
        error.invocation,
        error.error_type,
        error.error_message,
    )


def test_a_case_nobody_thought_of_is_named():
    with pytest.raises(AssertionError) as failure:
        assert_never("x")

    assert "unexpected value: 'x'" == str(failure.value)
