"""A handler's response, checked and decoded as the service in front of the function does."""

from __future__ import annotations

from typing import cast, get_args

from pytest_lambda.events import _check
from pytest_lambda.model.http_response import HttpResponse
from pytest_lambda.model.proxy_response import FrontEnd, failed_response, proxy_response

__all__ = ["response"]


def response(
    value: object,
    *,
    of: FrontEnd = "apigw_rest",
    decodes_base64: bool = True,
    multi_value_headers: bool = False,
) -> HttpResponse:
    """
    Return what a client gets when a handler returned *value*.

    A response that the front end cannot use is not an error here: the answer is what the client gets in its
    place, and its ``malformed`` says what is wrong.

    Args:
        value: what the handler returned, or the payload of an invocation as bytes.
        of: ``"apigw_rest"``, ``"apigw_http"``, ``"function_url"`` or ``"alb"``.
        decodes_base64: False for a REST API none of whose binary media types the client accepts: base64 stays
            as it is.
        multi_value_headers: True for a load balancer whose target group has multi-value headers on.

    Returns:
        An object with ``status_code``, ``headers`` (any case, ``.get_list(name)``), ``content`` (bytes),
        ``text``, ``json()``, ``cookies``, and ``malformed``, which is None for a response that is one.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> answer = events.response({"statusCode": 200, "body": {"id": 1}}, of="apigw_rest")
        >>> answer.status_code, answer.malformed
        (502, 'body must be text, got {"id": 1}; write it as JSON text, with json.dumps')

    Source: INV-19 to INV-22
    """
    front_end = cast(FrontEnd, _check.choice("of", of, get_args(FrontEnd)))
    for name, option in (("decodes_base64", decodes_base64), ("multi_value_headers", multi_value_headers)):
        if not isinstance(option, bool):
            raise _check.wrong(name, "True or False", option)
    if isinstance(value, (bytes, bytearray)):
        payload = bytes(value)
    else:
        from pytest_lambda.model.marshalling import json_encoder  # simplejson, which only this needs

        try:
            payload = json_encoder(ensure_ascii=False)(value).encode("utf-8")
        except Exception as error:
            return failed_response(
                front_end, f"the function fails, because its response cannot be written as JSON: {error}"
            )
    return proxy_response(payload, front_end, decodes_base64=decodes_base64, multi_value_headers=multi_value_headers)
