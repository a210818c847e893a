"""A handler's response as JSON, as AWS's runtime client writes it."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from typing import Any

import simplejson
from simplejson.raw_json import RawJSON

__all__ = ["json_encoder"]


class _Encoder(simplejson.JSONEncoder):
    """Encodes Decimal with its own text and its NaN as NaN. Source: RT-19"""

    def default(self, o: Any) -> Any:
        if isinstance(o, decimal.Decimal):
            return math.nan if o.is_nan() else RawJSON(str(o))
        return super().default(o)


def json_encoder(*, ensure_ascii: bool) -> Callable[[Any], str]:
    """
    Return what turns a response into JSON; it raises whatever the value makes it raise.

    Args:
        ensure_ascii: escape everything outside ASCII, as the oldest runtimes do (RT-18).

    Source: RT-18 to RT-20
    """
    encode: Callable[[Any], str] = _Encoder(use_decimal=False, ensure_ascii=ensure_ascii, allow_nan=True).encode
    return encode
