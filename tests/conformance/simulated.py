"""A case in the simulator."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest_lambda

from .cases import CODE, Case
from .normalise import normalise
from .runtime_api import ACCOUNT_ID, FUNCTION_NAME, MEMORY_SIZE, REGION
from .seen import Invoked, Seen


def run_in_simulator(case: Case, *, isolation: str = "module", code: Path = CODE) -> Seen:
    """Return what *case* does in the simulator, in an account of its own."""
    invocations: list[Any] = []
    escaped: BaseException | None = None
    with pytest_lambda.Simulator(seed=1, region=REGION, account_id=ACCOUNT_ID) as simulator:
        function = simulator.function(
            case.handler,
            function_name=FUNCTION_NAME,
            code_uri=code,
            isolation=isolation,
            memory_size=MEMORY_SIZE,
            environment=dict(case.environment),
            **_optional(
                logging_config=None if case.logging_config is None else dict(case.logging_config),
                tenancy_config=None if case.tenant_id is None else {"tenant_isolation_mode": "PER_TENANT"},
            ),
        )
        for event in case.events:
            try:
                invocation = function.invoke(
                    event,
                    **_optional(
                        client_context=case.client_context,
                        cognito_identity=case.cognito_identity,
                        tenant_id=case.tenant_id,
                    ),
                )
            except (Exception, SystemExit, GeneratorExit) as error:
                escaped = error
            except KeyboardInterrupt as error:
                if not _comes_from(error, code):
                    raise
                escaped = error
            if escaped is not None:
                break
            invocations.append(invocation)
        whole_log = function.logs
    request_ids = [invocation.request_id for invocation in invocations]
    seen = [
        Invoked(
            payload=invocation.raw_payload.decode("utf-8", "surrogateescape"),
            is_function_error=invocation.function_error is not None,
            log=_own_lines(_lines(invocation.logs), request_ids),
        )
        for invocation in invocations
    ]
    if escaped is not None:
        seen.append(Invoked(f"not answered, but raised in the test: {escaped!r}", True, ()))
    init_log = _own_lines(_before_start(_lines(whole_log)), request_ids)
    return normalise(Seen(init_log, tuple(seen)), code=code, request_ids=request_ids)


def _optional(**arguments: object) -> dict[str, Any]:
    """Return the *arguments* that are given."""
    return {name: value for name, value in arguments.items() if value is not None}


def _comes_from(error: BaseException, code: Path) -> bool:
    """Tell whether *error* was raised by a handler in *code*, not by the keyboard."""
    return any(Path(frame.filename).is_relative_to(code) for frame in traceback.extract_tb(error.__traceback__))


def _lines(text: str) -> list[str]:
    """Return the lines of *text*; its last newline ends the last one."""
    return text.removesuffix("\n").split("\n") if text else []


def _before_start(lines: Iterable[str]) -> list[str]:
    """Return the *lines* of the first init, which are those before the first START."""
    init: list[str] = []
    for line in lines:
        if re.match(r'START RequestId: |\{"time":.*"type":\s?"platform\.start"', line):
            break
        init.append(line)
    return init


def _own_lines(lines: Iterable[str], request_ids: list[str]) -> tuple[str, ...]:
    """
    Return the *lines* that the function or its runtime wrote, without those that the platform writes.

    Source: LOG-02, LOG-03, LOG-04, LOG-08, LOG-09, LOG-17
    """
    some_id = "|".join(re.escape(request_id) for request_id in request_ids) or r"\b\B"
    platform = re.compile(
        rf"(?:START|END|REPORT) RequestId: (?:{some_id})(?:\s.*)?"
        r"|INIT_START Runtime Version: .*"
        r"|INIT_REPORT Init Duration: .*"
        rf"|RequestId: (?:{some_id}) Error: Runtime exited .*"
        r"|Runtime\.ExitError"
        r'|\{"time":\s?"[^"]*",\s?"type":\s?"platform\..*\}'
    )
    return tuple(line for line in lines if not platform.fullmatch(line))
