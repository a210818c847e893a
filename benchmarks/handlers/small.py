"""A handler of thirty lines, as unit tests have it."""

import json
import logging
import os

logger = logging.getLogger(__name__)

TABLE = os.environ.get("TABLE", "orders")
LIMIT = 50


class NotFound(Exception):
    """There is no such path."""


def list_orders(limit):
    return [{"id": str(number), "table": TABLE} for number in range(min(limit, 3))]


def handler(event, context):
    try:
        if event.get("path") != "/orders":
            raise NotFound(event.get("path"))
        query = event.get("queryStringParameters") or {}
        orders = list_orders(min(LIMIT, int(query.get("limit", LIMIT))))
        status, body = 200, {"orders": orders, "request_id": context.aws_request_id}
    except NotFound as error:
        status, body = 404, {"message": f"no such path: {error}"}
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
