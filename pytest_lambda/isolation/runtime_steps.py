"""The two things that a runtime does with a function, import it and call it, and what comes of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from pytest_lambda.isolation import runtime
from pytest_lambda.isolation.runtime_log import UNHANDLED_INIT_ERROR, LogSink, error_lines
from pytest_lambda.model.invocation import (
    Answered,
    Faulted,
    InitFailed,
    Initialized,
    InvokeResult,
    SandboxRequest,
)

__all__ = ["RuntimeSteps"]


class RuntimeSteps:
    """
    AWS's runtime client around one function.

    What a handler raises beside :class:`Exception` passes through; so does what is propagated.

    Args:
        runtime_name: such as ``"python3.13"``.
        sink: takes the lines of uncaught errors.
        is_json: whether these are written as JSON.
        is_propagated: tells whether an exception ends the test instead of failing the invocation.

    Source: RT-10, RT-15, RT-16
    """

    def __init__(
        self,
        runtime_name: str,
        sink: LogSink,
        *,
        is_json: bool,
        is_propagated: Callable[[BaseException], bool],
    ) -> None:
        self._encode = runtime.response_encoder(runtime_name)
        self._sink = sink
        self._is_json = is_json
        self._is_propagated = is_propagated

    def initialize(
        self, load: Callable[[], runtime.Handler]
    ) -> tuple[Initialized | InitFailed, runtime.Handler | None]:
        """Return what came of Init, and the handler that *load* found."""
        try:
            return Initialized(), load()
        except Exception as error:
            if self._is_propagated(error):
                raise
            fields, exception = runtime.error_fields(error, ""), _own_exception(error)
        # Beyond the except clause, as in AWS's client: what fails here does not chain to the failure.
        logging.getLogger().warning(UNHANDLED_INIT_ERROR)
        self._sink.log(error_lines(fields, self._encode, is_json=self._is_json))
        return InitFailed(runtime.posted(self._encode(fields)), fields["errorType"], exception), None

    def invoke(
        self, handler: runtime.Handler | None, request: SandboxRequest, variables: Mapping[str, str]
    ) -> InvokeResult:
        """Return what came of calling *handler*."""
        try:
            context = runtime.make_context(request, variables)
            event = runtime.decode_event(request.payload)
            response = handler(event, context)  # type: ignore[misc]
            answer = self._encode(response)
            fields = None
        except Exception as error:
            if self._is_propagated(error):
                raise
            fields, exception = runtime.error_fields(error, request.request_id), _own_exception(error)
        if fields is None:
            return Answered(runtime.posted(answer))
        self._sink.log(error_lines(fields, self._encode, is_json=self._is_json))
        return Faulted(runtime.posted(self._encode(fields)), fields["errorType"], exception)


_CAUSED_BY_CODE = ("Runtime.ImportModuleError", "Runtime.UserCodeSyntaxError", "Runtime.HandlerNotFound")


def _own_exception(error: Exception) -> BaseException | None:
    """Return the exception of the user's code; ``None`` where the runtime could not read an event or a response."""
    if not isinstance(error, runtime.RuntimeFault):
        return error
    return error.__cause__ if error.error_type in _CAUSED_BY_CODE else None
