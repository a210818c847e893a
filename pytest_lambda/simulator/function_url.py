"""A function URL: its configuration, and a client of it."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.errors import AWSError, RequestEntityTooLargeException
from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.events import Builders
from pytest_lambda.model.http_response import HttpHeaders, HttpResponse
from pytest_lambda.model.proxy_response import failed_response, proxy_response
from pytest_lambda.simulator.http_client import HttpClient, SentRequest
from pytest_lambda.simulator.payloads import payload_bytes

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function

__all__ = ["FunctionUrl"]

_FORBIDDEN = (
    "Forbidden. For troubleshooting Function URL authorization issues, see: "
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
)


class FunctionUrl(HttpClient):
    """
    The URL of a function or of an alias; ``url.get("/orders?limit=10")`` sends a request to it.

    Attributes:
        function_url: ``https://<url id>.lambda-url.<region>.on.aws/``.
        function_arn: of the function, qualified with the alias.
        auth_type: ``"NONE"`` or ``"AWS_IAM"``.
        invoke_mode: ``"BUFFERED"``.
        creation_time, last_modified_time: aware, UTC.

    Source: INV-18, INV-19
    """

    def __init__(self, simulator: Simulator, function: Function, qualifier: str | None, auth_type: str) -> None:
        self._simulator = simulator
        self._function = function
        self._qualifier = qualifier
        name = f"url/{function.function_name}"
        self.name = f"{simulator.entropy.child(name).alphanumeric(32)}.lambda-url.{simulator.region}.on.aws"
        self._events = Builders(
            simulator.entropy.child(f"{name}/events").seed,
            region=simulator.region,
            account_id=simulator.account_id,
            now=lambda: simulator.virtual_clock.wall_ns / 1e9,
        )
        self.function_arn = function.arn if qualifier is None else f"{function.arn}:{qualifier}"
        self.auth_type = auth_type
        self.invoke_mode = "BUFFERED"
        self.creation_time = self.last_modified_time = simulator.clock.now()

    @property
    def function_url(self) -> str:
        """The URL itself."""
        return f"https://{self.name}/"

    def change(self, auth_type: str, now: datetime.datetime) -> None:
        """Change the auth type."""
        self.auth_type, self.last_modified_time = auth_type, now

    @property
    def _host(self) -> str:
        return self.name

    def _send(self, request: SentRequest, auth: str | None) -> HttpResponse:
        simulator, function = self._simulator, self._function
        simulator.require_open()
        simulator.sync()
        is_signed = auth == "iam" or (request.headers.get("authorization") or "").startswith("AWS4-HMAC-SHA256 ")
        missing = function.missing_for_url(self, self._qualifier, is_signed=is_signed)
        if missing:
            simulator.record("url.refused", function.function_name, status_code=403, url=self.name, missing=missing)
            return _error_response(403, "AccessDeniedException", {"Message": _FORBIDDEN})
        event = self._events.from_request(
            request, to="function_url", variant="AWS_IAM" if self.auth_type == "AWS_IAM" else "NONE"
        )
        try:
            delivery = function.deliver(
                payload_bytes(event, is_event=False),
                attempt=1,
                source=self,
                qualifier=self._qualifier,
                lineage=self._lineage(event["headers"].get("x-amzn-trace-id")),
                moves_clock=True,
            )
        except RequestEntityTooLargeException as error:
            return _error_response(413, error.code, {"message": error.message})
        except AWSError as error:
            reason = {} if error.reason is None else {"Reason": error.reason, "Type": "User"}
            return _error_response(error.status_code, error.code, {**reason, "message": error.message})
        invocation = delivery.last
        if delivery.is_response_lost or invocation.function_error is not None:
            return failed_response("function_url")
        return proxy_response(invocation.raw_payload, "function_url")

    def _lineage(self, trace_header: str | None) -> Lineage:
        """Return what the request hands on: the chain of the handler that sends it, in the request's own trace."""
        chain, sent = self._simulator.lineage, Lineage.of_header(trace_header)
        return sent or Lineage(chain.counts, sent.trace_header)

    def __repr__(self) -> str:
        return f"<FunctionUrl {self.function_url} of {self.function_arn} {self.auth_type}>"


def _error_response(status_code: int, code: str, content: dict[str, Any]) -> HttpResponse:
    """
    Return a refusal of Lambda itself.

    Assumed: the body of all but the 403, which is that of the Invoke operation.
    """
    headers = HttpHeaders([("Content-Type", "application/json"), ("x-amzn-ErrorType", code)])
    return HttpResponse(status_code, headers, json.dumps(content, separators=(",", ":")).encode())
