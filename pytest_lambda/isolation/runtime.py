"""
What AWS's runtime client does around a handler: find it, decode the event, encode the response, describe errors.

Source: RT-01 to RT-24
"""

from __future__ import annotations

import importlib
import json
import linecache
import sys
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

import simplejson

from pytest_lambda.context import LambdaContext
from pytest_lambda.model.invocation import SandboxRequest
from pytest_lambda.model.marshalling import json_encoder

__all__ = [
    "Handler",
    "RuntimeFault",
    "decode_event",
    "error_fields",
    "find_handler",
    "make_context",
    "posted",
    "response_encoder",
]

Handler = Callable[[Any, LambdaContext], Any]

_ASCII_RUNTIMES = frozenset({"python3.10", "python3.11"})
"""Runtimes whose responses escape everything outside ASCII. Source: RT-18"""

_OUR_FOLDER = __file__.rpartition("isolation")[0]


class RuntimeFault(Exception):
    """
    An error of the runtime itself, with AWS's type and text.

    Source: RT-02, RT-03, RT-05, RT-06, RT-07, RT-14, RT-17, RT-21, RT-32
    """

    def __init__(self, error_type: str, message: str, stack_trace: list[str] | None = None) -> None:
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.stack_trace = stack_trace or []


def find_handler(handler: str) -> Handler:
    """
    Import the module of *handler* and return what it names.

    Raises:
        RuntimeFault: the string, the module, its syntax or the name is wrong.

    Source: RT-01 to RT-08
    """
    module_name, dot, function_name = handler.rpartition(".")
    if not dot:
        raise RuntimeFault(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)",
        )
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise RuntimeFault(
            "Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module"
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        raise RuntimeFault(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}",
            [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'],
        ) from error
    try:
        found: Handler = getattr(module, function_name)
    except AttributeError as error:
        raise RuntimeFault(
            "Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'"
        ) from error
    return found


def decode_event(payload: bytes) -> Any:
    """Return the event. Raises RuntimeFault where it is no JSON. Source: RT-17"""
    # What the standard library reads without a word, AWS's decoder reads alike, and more slowly.
    try:
        event, end = _scan(text := payload.decode(), 0)
        if end == len(text):
            return event
    except Exception:
        pass
    try:
        return simplejson.loads(payload)
    except Exception as error:
        raise RuntimeFault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error


def response_encoder(runtime: str) -> Callable[[Any], str | bytes]:
    """Return what turns a handler's response into JSON on *runtime*; bytes pass. Source: RT-18 to RT-23"""
    is_ascii = runtime in _ASCII_RUNTIMES
    encode = json_encoder(ensure_ascii=is_ascii)

    def encode_response(response: Any) -> str | bytes:
        if isinstance(response, bytes):
            return response
        try:
            text = encode(response)
        except Exception as error:
            raise RuntimeFault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error
        return text

    return encode_response


def posted(response: str | bytes) -> bytes:
    """
    Return the bytes that the runtime posts.

    Raises:
        UnicodeEncodeError: a lone surrogate; nothing catches it, and the runtime process ends. Source: RT-24
    """
    return response if isinstance(response, bytes) else response.encode()


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_scan = json.JSONDecoder(parse_constant=_no_constant).scan_once  # type: ignore[attr-defined]


def make_context(request: SandboxRequest, variables: Mapping[str, str]) -> LambdaContext:
    """
    Return the context of *request*.

    Args:
        variables: the environment's, which name, version and memory size are read from (CTX-02).

    Raises:
        RuntimeFault: the client context or the identity is no JSON. Source: RT-32
    """
    return LambdaContext(
        request.request_id,
        _parse(request.client_context, "Client Context") if request.client_context else None,
        _parse(request.cognito_identity, "Cognito Identity") if request.cognito_identity else None,
        request.deadline_epoch_ms,
        request.invoked_function_arn,
        request.tenant_id,
        environment=variables,
    )


def _parse(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except Exception as error:
        raise RuntimeFault("Runtime.LambdaContextUnmarshalError", f"Unable to parse {what} JSON: {error}") from error


def error_fields(error: BaseException, request_id: str) -> dict[str, Any]:
    """Return the error payload's fields, in AWS's order. Source: RT-09, RT-11, RT-12, RT-13"""
    if isinstance(error, RuntimeFault):
        message, error_type, stack = error.message, error.error_type, error.stack_trace
    else:
        message, error_type, stack = str(error), type(error).__name__, _stack_trace(error.__traceback__)
    return {"errorMessage": message, "errorType": error_type, "requestId": request_id, "stackTrace": stack}


_RUNTIME_FILES = ("runtime_log.py", "context.py")
"""Ours, and called by handlers: on Lambda the runtime client's frames stand in their place."""

_CALLER_FRAME = (
    '  File "/var/runtime/bootstrap.py", line 177, in handle_event_request\n'
    "    response = request_handler(event, lambda_context)\n"
)
"""The runtime's own frame, which stands alone when not even the first line of the handler was reached."""


def _stack_trace(tb: TracebackType | None) -> list[str]:
    """Return the frames from the user's outermost one on, without the runtime's own. Source: RT-08, RT-13"""
    frames: list[tuple[str, int, str, str]] = []
    # Not extract_tb, which asks the file system about each file each time.
    for frame, line_number in traceback.walk_tb(tb):
        code = frame.f_code
        path = code.co_filename
        if path.startswith(_OUR_FOLDER) and (not frames or not path.endswith(_RUNTIME_FILES)):
            if path.endswith("imports.py"):
                # Where Python loads a module it leaves its own frames out; so it does around our loader.
                while frames and frames[-1][0].startswith("<frozen importlib"):
                    frames.pop()
            continue
        line = linecache.getline(path, line_number, frame.f_globals).strip()
        frames.append((path, line_number, code.co_name, line))
    if tb is not None and not frames:
        return [_CALLER_FRAME]
    return traceback.format_list(frames)
