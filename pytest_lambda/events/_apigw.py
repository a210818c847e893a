"""What the APIs of API Gateway have in common: hosts, ids, stages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http, _names
from pytest_lambda.events._apigw_rules import last_of
from pytest_lambda.events._request import Front

__all__ = ["STAGE", "api_front", "request_id", "single_and_multi", "stage_variables_of"]

STAGE = re.compile(r"[A-Za-z0-9_-]{1,128}")


def api_front(entropy: Entropy, region: str, *, keeps_case: bool) -> Front:
    """Return an API: a REST or WebSocket API keeps the case of header names, an HTTP API does not."""
    api_id = entropy.alphanumeric(10)
    return Front(
        identifier=api_id,
        domain=f"{api_id}.execute-api.{region}.{_names.dns_suffix(region)}",
        keeps_case=keeps_case,
        content_length="never" if keeps_case else "always",
    )


def request_id(entropy: Entropy) -> str:
    """Return what looks like the ids of API Gateway's edge: 15 letters and digits and ``=``."""
    return entropy.base64ish(15).replace("+", "A").replace("/", "z") + "="


def stage_variables_of(given: object) -> dict[str, str] | None:
    """
    Return a copy of the stage variables; None for none.

    Raises:
        UsageError: *given* is no mapping of text to text.
    """
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise _check.wrong("stage_variables", "a mapping of names to text", given)
    for name, value in given.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise _check.wrong("stage_variables", "a mapping of names to text", given)
    return dict(given)


def single_and_multi(single: str, multi: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the two maps of *pairs*, by last value and by list; null where there are none."""
    lists = _http.grouped(pairs)
    return {single: last_of(lists), multi: lists or None}
