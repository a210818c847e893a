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
    Return what a client gets when a handler returned *value*; see :meth:`~pytest_lambda.events.Builders.response`.

    Raises:
        UsageError: an argument is not what it must be.

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
