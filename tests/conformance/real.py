"""A case under AWS's own runtime client."""

from __future__ import annotations

import json
from pathlib import Path

from .cases import CODE, Case
from .normalise import normalise
from .runtime_api import Answer, Observation, Request, observe
from .seen import Invoked, Seen


def run_under_awslambdaric(case: Case, code: Path = CODE) -> Seen:
    """
    Return what *case* does under the runtime client, in processes of its own.

    Where the process ends, the next event goes to a new one: the environment is reset and initialised again
    within that invocation. A failed init is retried within the first invocation, so its output is in both.

    Source: LC-04, LC-05, LC-08
    """
    requests = [_request(case, event) for event in case.events]
    init_log: tuple[str, ...] | None = None
    invocations: list[Invoked] = []
    while len(invocations) < len(requests):
        pending = requests[len(invocations) :]
        life = observe(case.handler, pending, code=code, environment=_environment(case))
        is_first_life = init_log is None
        if init_log is None:
            init_log = life.init_log
        if not life.answers:
            payload = life.init_error or exit_error(pending[0].request_id, _exit_status(life))
            invocations.append(Invoked(_text(payload), True, life.init_log))
        for position, answer in enumerate(life.answers):
            is_reset = position == 0 and not is_first_life
            log = (*life.init_log, *answer.log) if is_reset else answer.log
            invocations.append(Invoked(_text(_payload(life, answer)), answer.is_error, log))
    request_ids = [request.request_id for request in requests]
    return normalise(Seen(init_log or (), tuple(invocations)), code=code, request_ids=request_ids)


def exit_error(request_id: str, exit_status: int) -> bytes:
    """
    Return the payload of an invocation whose process ended with *exit_status*, negative for a signal.

    Source: RT-27
    """
    if exit_status == 0:
        what = "Runtime exited without providing a reason"
    elif exit_status > 0:
        what = f"Runtime exited with error: exit status {exit_status}"
    else:
        names = {-2: "interrupt", -6: "aborted", -9: "killed", -15: "terminated"}
        what = f"Runtime exited with error: signal: {names[exit_status]}"
    error = {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {request_id} Error: {what}"}
    return json.dumps(error, separators=(",", ":")).encode()


def _request(case: Case, event: object) -> Request:
    return Request(
        payload=event if isinstance(event, bytes) else json.dumps(event).encode(),
        client_context=_header(case.client_context),
        cognito_identity=_header(case.cognito_identity),
        tenant_id=case.tenant_id,
    )


def _header(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _environment(case: Case) -> dict[str, str]:
    """Return the function's variables and those that its logging configuration adds (ENV-08, LOG-13)."""
    environment = dict(case.environment)
    if case.logging_config is not None:
        environment["AWS_LAMBDA_LOG_FORMAT"] = case.logging_config["log_format"]
        environment["AWS_LAMBDA_LOG_LEVEL"] = case.logging_config.get("application_log_level", "INFO")
    return environment


def _payload(life: Observation, answer: Answer) -> bytes:
    return answer.body if answer.endpoint else exit_error(answer.request_id, _exit_status(life))


def _exit_status(life: Observation) -> int:
    if life.exit_status is None:
        raise RuntimeError(f"The runtime client neither answered nor ended: {life}")
    return life.exit_status


def _text(payload: bytes) -> str:
    return payload.decode("utf-8", "surrogateescape")
