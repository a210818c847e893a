"""What speaks HTTP in front of a function: URLs, WebSocket APIs, authorizers, load balancers, Lattice, CloudFront."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from typing import Any

from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.events import Builders, variants

from .core import TRACE, UUID, http_body, payload_2, reached, written_time

API_REQUEST_ID = re.compile(r"[A-Za-z0-9]{15}=")
EDGE_ID = re.compile(r"[A-Za-z0-9+/]{54}==")
TARGET_GROUP = re.compile(r"arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup/[A-Za-z0-9-]+/[0-9a-f]{16}")
LATTICE = re.compile(
    r"arn:aws:vpc-lattice:[a-z0-9-]+:\d{12}:(servicenetwork/sn|service/svc|targetgroup/tg)-[0-9a-f]{17}"
)

EVERYTHING: dict[str, Any] = {
    "query": {"a": ["1", "2"], "b c": "ü&"},
    "headers": {"X-Many": ["one", "two"]},
}
"""Arguments that most kinds take and that fill optional parts."""


def typical(events: Builders) -> Iterator[tuple[str, Any]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for kind in ("function_url", "alb", "vpc_lattice", "vpc_lattice_v2"):
        build = getattr(events, kind)
        for variant in variants(kind):
            yield kind, build(variant=variant)
            yield kind, build("put", "/a%20b/c", json={"n": 1}, variant=variant, **EVERYTHING)
            yield kind, build(body=b"\x00\xff", variant=variant, query="x=1&x=2%2B&y")
    yield "function_url", events.function_url(cookies={"a": "b"}, headers={"Cookie": "c=d; e=f"})
    for variant in variants("apigw_websocket"):
        yield "apigw_websocket", events.apigw_websocket(variant=variant)
        yield (
            "apigw_websocket",
            events.apigw_websocket(variant=variant, stage_variables={"color": "blue"}, authorizer="lambda"),
        )
    yield "apigw_websocket", events.apigw_websocket({"action": "list"}, route="list")
    yield "apigw_websocket", events.apigw_websocket(b"\x00\xff")
    yield "apigw_websocket", events.apigw_websocket(**EVERYTHING)
    yield "apigw_websocket", events.apigw_websocket(route="$disconnect", disconnect_status_code=4001)
    yield "apigw_authorizer_token", events.apigw_authorizer_token()
    yield "apigw_authorizer_token", events.apigw_authorizer_token("secret", method="post", path="/a/b", stage="dev")
    for variant in variants("apigw_authorizer_request"):
        yield "apigw_authorizer_request", events.apigw_authorizer_request(variant=variant)
        yield (
            "apigw_authorizer_request",
            events.apigw_authorizer_request(variant=variant, stage_variables={"color": "blue"}, **EVERYTHING),
        )
    yield (
        "apigw_authorizer_request",
        events.apigw_authorizer_request("delete", resource="/orders/{id}", path_parameters={"id": 7}),
    )
    yield "apigw_http_authorizer", events.apigw_http_authorizer()
    yield (
        "apigw_http_authorizer",
        events.apigw_http_authorizer(
            path="/orders/7", resource="/orders/{id}", stage="live", identity_source=["a", "b"], **EVERYTHING
        ),
    )
    yield "apigw_http_authorizer", events.apigw_http_authorizer(identity_source=[], cookies=["a=b"])
    for variant in variants("cloudfront_request"):
        yield "cloudfront_request", events.cloudfront_request(variant=variant)
        yield "cloudfront_request", events.cloudfront_request(json={"n": 1}, variant=variant, **EVERYTHING)
        yield "cloudfront_response", events.cloudfront_response(variant=variant)
        yield (
            "cloudfront_response",
            events.cloudfront_response(404, response_headers={"X-A": ["1", "2"]}, variant=variant, **EVERYTHING),
        )
    yield "cloudfront_request", events.cloudfront_request(variant="origin", origin="s3")
    yield "cloudfront_response", events.cloudfront_response(variant="origin", origin="s3")


def unique_ids(kind: str, event: Any) -> list[str]:
    """Return the ids that no other event may have."""
    match kind:
        case "alb":
            headers = event.get("headers") or {name: one[-1] for name, one in event["multiValueHeaders"].items()}
            return [headers["x-amzn-trace-id"], event["requestContext"]["elb"]["targetGroupArn"]]
        case "apigw_authorizer_token":
            return [event["methodArn"]]
        case "vpc_lattice":
            return [event["headers"]["x-amzn-lattice-target"]]
        case "vpc_lattice_v2":
            return [event["requestContext"][name] for name in ("serviceArn", "serviceNetworkArn", "targetGroupArn")]
        case "cloudfront_request" | "cloudfront_response":
            (record,) = event["Records"]
            return [record["cf"]["config"]["requestId"], record["cf"]["config"]["distributionId"]]
        case "apigw_websocket":
            context = event["requestContext"]
            return [context["requestId"], context["connectionId"], *filter(None, [context.get("messageId")])]
    return [event["requestContext"]["requestId"]]


def _function_url(event: dict[str, Any]) -> None:
    payload_2(event)
    context = event["requestContext"]
    assert UUID.fullmatch(context["requestId"])
    assert "$default" == event["routeKey"] == context["stage"]
    assert re.fullmatch(r"[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws", context["domainName"])
    assert ("anonymous" == context["accountId"]) == ("authorizer" not in context)
    if "authorizer" in context:
        assert context["accountId"] == context["authorizer"]["iam"]["accountId"]
    assert not {"pathParameters", "stageVariables"} & event.keys()


def _single_and_multi(event: dict[str, Any], single: str, multi: str) -> None:
    assert event[single] == {name: values[-1] for name, values in event[multi].items()}


def _connection(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert "IN" == context["messageDirection"]
    assert context["connectedAt"] <= context["requestTimeEpoch"]
    assert API_REQUEST_ID.fullmatch(context["connectionId"])
    assert API_REQUEST_ID.fullmatch(context["requestId"])
    assert context["requestId"] == context["extendedRequestId"]
    assert context["domainName"].startswith(context["apiId"] + ".")
    assert {"sourceIp", "userAgent"} == context["identity"].keys()
    written_time(context["requestTime"], context["requestTimeEpoch"])


def _handshake(event: dict[str, Any]) -> None:
    context, headers = event["requestContext"], event["headers"]
    assert ("CONNECT", "$connect") == (context["eventType"], context["routeKey"])
    identity = context["identity"]
    reached(headers, "Host", context["domainName"], identity["sourceIp"], identity["userAgent"])
    assert 16 == len(base64.b64decode(headers["Sec-WebSocket-Key"], validate=True))
    _single_and_multi(event, "headers", "multiValueHeaders")


def _apigw_websocket(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    _connection(event)
    match context["eventType"]:
        case "CONNECT":
            _handshake(event)
            if "queryStringParameters" in event:
                _single_and_multi(event, "queryStringParameters", "multiValueQueryStringParameters")
        case "DISCONNECT":
            assert "$disconnect" == context["routeKey"]
            assert 1000 <= context["disconnectStatusCode"] <= 4999
            assert isinstance(context["disconnectReason"], str)
            assert event["headers"]["Host"] == context["domainName"]
            _single_and_multi(event, "headers", "multiValueHeaders")
        case "MESSAGE":
            assert context["routeKey"] not in ("$connect", "$disconnect")
            assert API_REQUEST_ID.fullmatch(context["messageId"])
            assert event["body"]
            assert not {"headers", "multiValueHeaders"} & event.keys()
    assert ("body" in event) == ("messageId" in context) == ("MESSAGE" == context["eventType"])
    assert ("disconnectReason" in context) == ("DISCONNECT" == context["eventType"])
    if event["isBase64Encoded"]:
        assert base64.b64decode(event["body"], validate=True)


def _apigw_authorizer_token(event: dict[str, Any]) -> None:
    assert "TOKEN" == event["type"]
    assert event["authorizationToken"]
    assert re.fullmatch(
        r"arn:aws:execute-api:us-east-1:123456789012:[a-z0-9]{10}/[A-Za-z0-9_-]+/[A-Z]+/.*", event["methodArn"]
    )


def _apigw_authorizer_request(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    api = f"arn:aws:execute-api:us-east-1:123456789012:{context['apiId']}/{context['stage']}"
    assert "REQUEST" == event["type"]
    assert not {"body", "isBase64Encoded"} & event.keys()
    assert all(isinstance(event[name], dict) for name in ("queryStringParameters", "stageVariables"))
    _single_and_multi(event, "headers", "multiValueHeaders")
    _single_and_multi(event, "queryStringParameters", "multiValueQueryStringParameters")
    assert event["headers"]["Authorization"]
    if "connectionId" in context:
        assert f"{api}/$connect" == event["methodArn"]
        _connection(event)
        _handshake(event)
    else:
        assert f"{api}/{event['httpMethod']}{event['path']}" == event["methodArn"]
        assert isinstance(event["pathParameters"], dict)
        assert f"/{context['stage']}{event['path']}" == context["path"]
        assert "authorizer" not in context
        identity = context["identity"]
        reached(event["headers"], "Host", context["domainName"], identity["sourceIp"], identity["userAgent"])


def _apigw_http_authorizer(event: dict[str, Any]) -> None:
    payload_2({**event, "isBase64Encoded": False})
    context = event["requestContext"]
    path = event["rawPath"] if "$default" == context["stage"] else event["rawPath"].removeprefix(f"/{context['stage']}")
    api = f"arn:aws:execute-api:us-east-1:123456789012:{context['apiId']}/{context['stage']}"
    assert "REQUEST" == event["type"]
    assert f"{api}/{context['http']['method']}{path}" == event["routeArn"]
    assert event["identitySource"] is None or event["identitySource"]
    assert not {"body", "isBase64Encoded"} & event.keys()


def _alb(event: dict[str, Any]) -> None:
    single = {"headers", "queryStringParameters"}
    multi = {"multiValueHeaders", "multiValueQueryStringParameters"}
    assert single & event.keys() in (set(), single)
    assert multi & event.keys() == (multi if not single & event.keys() else set())
    assert TARGET_GROUP.fullmatch(event["requestContext"]["elb"]["targetGroupArn"])
    headers = event.get("headers")
    query = event.get("queryStringParameters")
    if headers is None:
        headers = {name: values[-1] for name, values in event["multiValueHeaders"].items()}
        query = {name: values[-1] for name, values in event["multiValueQueryStringParameters"].items()}
    assert all(name == name.lower() for name in headers)
    assert TRACE.fullmatch(headers["x-amzn-trace-id"])
    assert {"x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "host"} <= headers.keys()
    assert all(re.fullmatch(r"[!-~]*", text) for pair in query.items() for text in pair)
    assert isinstance(event["body"], str)
    http_body(event, headers.get("content-type"))


def _vpc_lattice(event: dict[str, Any]) -> None:
    assert {
        "raw_path", "method", "headers", "query_string_parameters", "body", "is_base64_encoded",
    } == event.keys()  # fmt: skip
    assert all(name == name.lower() and isinstance(value, str) for name, value in event["headers"].items())
    assert event["headers"]["x-amzn-lattice-network"].startswith("SourceVpcArn=arn:aws:ec2:")
    found = [part.split("=", 1) for part in event["headers"]["x-amzn-lattice-target"].split(";")]
    assert ["ServiceArn", "ServiceNetworkArn", "TargetGroupArn"] == [name for name, _ in found]
    assert all(LATTICE.fullmatch(arn) for _, arn in found)
    http_body(
        {"body": event["body"], "isBase64Encoded": event["is_base64_encoded"]}, event["headers"].get("content-type")
    )


def _vpc_lattice_v2(event: dict[str, Any]) -> None:
    context, identity = event["requestContext"], event["requestContext"]["identity"]
    assert "2.0" == event["version"]
    for values in [*event["headers"].values(), *event.get("queryStringParameters", {}).values()]:
        assert isinstance(values, list) and all(isinstance(value, str) for value in values)
    for name in ("serviceNetworkArn", "serviceArn", "targetGroupArn"):
        assert LATTICE.fullmatch(context[name])
        assert context["region"] == context[name].split(":")[3]
    assert context["region"] == identity["sourceVpcArn"].split(":")[3]
    assert re.fullmatch(r"\d{16}", context["timeEpoch"])
    assert identity["type"] in ("NONE", "AWS_IAM")
    assert ("AWS_IAM" == identity["type"]) == ("principal" in identity)
    if "principal" in identity:
        assert identity["principal"].endswith(f"/{identity['sessionName']}")
    http_body({"body": None, **event}, event["headers"].get("content-type", [None])[-1])


def _cloudfront(event: dict[str, Any], what: str) -> dict[str, Any]:
    (record,) = event["Records"]
    config, request = record["cf"]["config"], record["cf"]["request"]
    assert config["eventType"] in (f"viewer-{what}", f"origin-{what}")
    assert EDGE_ID.fullmatch(config["requestId"])
    assert re.fullmatch(r"E[A-Z0-9]{13}", config["distributionId"])
    assert config["distributionDomainName"].endswith(".cloudfront.net")
    assert config["eventType"].startswith("origin") == ("origin" in request)
    _edge_headers(request["headers"])
    assert not request["querystring"].startswith("?")
    assert request["uri"].startswith("/")
    if "origin" in request:
        ((_, origin),) = request["origin"].items()
        assert origin["domainName"] == request["headers"]["host"][0]["value"]
        assert request["clientIp"] == request["headers"]["x-forwarded-for"][0]["value"]
    if "body" in request:
        assert ("base64", False) == (request["body"]["encoding"], request["body"]["inputTruncated"])
        assert base64.b64decode(request["body"]["data"], validate=True)
    return dict(record["cf"])


def _edge_headers(headers: dict[str, list[dict[str, str]]]) -> None:
    for name, values in headers.items():
        assert values
        assert all({"key", "value"} == one.keys() and name == one["key"].lower() for one in values)


def _cloudfront_request(event: dict[str, Any]) -> None:
    assert "response" not in _cloudfront(event, "request")


def _cloudfront_response(event: dict[str, Any]) -> None:
    response = _cloudfront(event, "response")["response"]
    _edge_headers(response["headers"])
    assert re.fullmatch(r"[1-5]\d\d", response["status"])
    assert response["statusDescription"]


RULES = {
    "alb": _alb,
    "apigw_authorizer_request": _apigw_authorizer_request,
    "apigw_authorizer_token": _apigw_authorizer_token,
    "apigw_http_authorizer": _apigw_http_authorizer,
    "apigw_websocket": _apigw_websocket,
    "cloudfront_request": _cloudfront_request,
    "cloudfront_response": _cloudfront_response,
    "function_url": _function_url,
    "vpc_lattice": _vpc_lattice,
    "vpc_lattice_v2": _vpc_lattice_v2,
}


class _Chosen:
    """The model that fits an event, where a kind has several; none where powertools has no wide enough one."""

    def __init__(self, choose: Callable[[Any], Any]) -> None:
        self.choose = choose

    def model_validate(self, event: Any) -> object:
        model = self.choose(event)
        return None if model is None else model.model_validate(event)


_OF_CONNECTIONS = {
    "CONNECT": models.APIGatewayWebSocketConnectEventModel,
    "MESSAGE": models.APIGatewayWebSocketMessageEventModel,
    "DISCONNECT": models.APIGatewayWebSocketDisconnectEventModel,
}

MODELS = {
    "alb": _Chosen(lambda event: models.AlbModel if "headers" in event else None),
    "apigw_authorizer_request": _Chosen(
        lambda event: models.ApiGatewayAuthorizerRequest if "resource" in event else None
    ),
    "apigw_authorizer_token": models.ApiGatewayAuthorizerToken,
    "apigw_http_authorizer": models.ApiGatewayAuthorizerRequestV2,
    "apigw_websocket": _Chosen(lambda event: _OF_CONNECTIONS[event["requestContext"]["eventType"]]),
    "function_url": models.LambdaFunctionUrlModel,
    "vpc_lattice": models.VpcLatticeModel,
}
"""The model of Lattice's version 2 knows no lists of headers: that kind is held against the data class."""
