"""A function URL: requests in, events of payload format 2.0 to the function, responses out."""

from __future__ import annotations

import base64
import json

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
    Simulator,
    UsageError,
)

FORBIDDEN = {
    "Message": "Forbidden. For troubleshooting Function URL authorization issues, see: "
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
}


@pytest.fixture
def answering(simulator):
    """Return what makes the URL of a function that answers with a value."""

    def answering(value, **config):
        return simulator.function(lambda event, context: value, **config).url()

    return answering


@pytest.fixture
def events():
    """The events that the function was given."""
    return []


@pytest.fixture
def function(simulator, events):
    """A function that keeps its events and answers with the last one."""

    def handler(event, context):
        events.append(event)
        return {"statusCode": 200, "body": json.dumps(event)}

    return simulator.function(handler, function_name="orders")


@pytest.fixture
def url(function):
    return function.url()


# -- the event -------------------------------------------------------------------------------------


def test_INV_18_a_request_is_an_event_of_format_2(url, events):
    url.get("/orders?limit=10")
    [event] = events
    context = event["requestContext"]

    assert ("2.0", "$default", "/orders", "limit=10", {"limit": "10"}, False) == (
        event["version"],
        event["routeKey"],
        event["rawPath"],
        event["rawQueryString"],
        event["queryStringParameters"],
        event["isBase64Encoded"],
    )
    assert ("GET", "/orders", "$default", "anonymous") == (
        context["http"]["method"],
        context["http"]["path"],
        context["stage"],
        context["accountId"],
    )
    assert f"https://{context['domainName']}/" == url.function_url
    assert (context["domainPrefix"], context["domainName"]) == (context["apiId"], event["headers"]["host"])
    assert "body" not in event and "cookies" not in event


def test_INV_18_the_time_is_the_simulators(simulator, url, events):
    simulator.clock.tick(90)
    url.get("/")
    context = events[0]["requestContext"]

    assert ("01/Jan/2025:00:01:30 +0000", 1_735_689_690_000) == (context["time"], context["timeEpoch"])


def test_INV_18_params_headers_and_cookies(url, events):
    url.get(
        "/orders?page=1",
        params={"tag": ["a", "b c"], "open": True},
        headers={"X-Client": "tests", "Accept": ["text/html", "*/*"]},
        cookies={"session": "abc", "theme": "dark"},
    )
    [event] = events

    assert "page=1&tag=a&tag=b%20c&open=true" == event["rawQueryString"]
    assert {"page": "1", "tag": "a,b c", "open": "true"} == event["queryStringParameters"]
    assert ("tests", "text/html,*/*") == (event["headers"]["x-client"], event["headers"]["accept"])
    assert ["session=abc", "theme=dark"] == event["cookies"]
    assert "cookie" not in event["headers"]


@pytest.mark.parametrize(
    ("options", "body", "content_type"),
    [
        ({"json": {"sku": "lämp"}}, '{"sku":"lämp"}', "application/json"),
        ({"body": {"sku": 1}}, '{"sku":1}', "application/json"),
        ({"body": "a=1", "headers": {"content-type": "application/x-www-form-urlencoded"}}, None, None),
        ({"body": "plain"}, "plain", "text/plain; charset=utf-8"),
    ],
    ids=["json", "dict", "form", "text"],
)
def test_INV_18_a_body(url, events, options, body, content_type):
    url.post("/orders", **options)
    [event] = events

    assert "POST" == event["requestContext"]["http"]["method"]
    if body is None:
        assert "a=1" == base64.b64decode(event["body"]).decode() and event["isBase64Encoded"]
    else:
        assert (body, False, content_type) == (
            event["body"],
            event["isBase64Encoded"],
            event["headers"]["content-type"],
        )


def test_INV_18_a_binary_body_is_base64(url, events):
    url.put("/image", body=b"\x89PNG\xff", headers={"Content-Type": "image/png"})

    assert ("iVBOR/8=", True) == (events[0]["body"], events[0]["isBase64Encoded"])


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_INV_18_every_method_has_a_verb(url, events, method):
    getattr(url, method)("/")

    assert method.upper() == events[0]["requestContext"]["http"]["method"]


def test_INV_18_a_path_is_encoded_as_a_client_does(url, events):
    url.get("/orders/ä b?x=ü")

    assert ("/orders/%C3%A4%20b", "x=%C3%BC") == (events[0]["rawPath"], events[0]["rawQueryString"])


def test_INV_18_two_requests_are_two_events(url, events):
    url.get("/")
    url.get("/")
    first, second = (event["requestContext"] for event in events)

    assert first["requestId"] != second["requestId"]
    assert first["apiId"] == second["apiId"]


# -- the response ----------------------------------------------------------------------------------


def test_INV_19_a_whole_response(answering):
    response = answering(
        {
            "statusCode": 201,
            "headers": {"Content-Type": "text/plain", "X-Order": "7"},
            "body": "made",
            "cookies": ["a=1; Secure", "b=2"],
        }
    ).post("/orders")

    assert (201, "made", b"made", "7", {"a": "1", "b": "2"}) == (
        response.status_code,
        response.text,
        response.content,
        response.headers["x-ORDER"],
        response.cookies,
    )
    assert ["a=1; Secure", "b=2"] == response.headers.get_list("set-cookie")


def test_INV_19_a_response_without_a_status_is_a_body(answering):
    response = answering({"orders": [1, 2]}).get("/")

    assert (200, b'{"orders":[1,2]}', "application/json") == (
        response.status_code,
        response.content,
        response.headers["content-type"],
    )
    assert {"orders": [1, 2]} == response.json()


def test_INV_19_text_is_a_body_itself(answering):
    assert ("hello", "application/json") == (
        answering("hello").get("/").text,
        answering("hello", function_name="other").get("/").headers["content-type"],
    )


def test_INV_19_a_status_may_be_text(answering):
    assert 418 == answering({"statusCode": "418"}).get("/").status_code


def test_INV_19_base64_is_decoded(answering):
    response = answering({"statusCode": 200, "body": "iVBOR/8=", "isBase64Encoded": True}).get("/")

    assert b"\x89PNG\xff" == response.content


def test_INV_19_a_malformed_response_says_why(answering):
    response = answering({"statusCode": 200, "body": {"a": 1}}).get("/")

    assert (502, b"Internal Server Error") == (response.status_code, response.content)
    assert 'body must be text, got {"a": 1}; write it as JSON text, with json.dumps' == response.malformed


def test_INV_19_a_function_error_is_a_502(simulator):
    response = simulator.function(lambda event, context: 1 / 0).url().get("/")

    assert (502, "Internal Server Error", None) == (response.status_code, response.text, response.malformed)


def test_INV_19_a_timeout_is_a_502(deploy, simulator):
    url = deploy("import time\ndef handler(event, context):\n    time.sleep(9)").url()

    assert (502, 3.0) == (url.get("/").status_code, simulator.clock.elapsed)


def test_INV_19_a_throttled_request_is_a_429(simulator, url, events):
    simulator.inject_fault("throttle")
    response = url.get("/")

    assert (429, "TooManyRequestsException", []) == (response.status_code, response.headers["x-amzn-errortype"], events)
    assert {
        "Reason": "ConcurrentInvocationLimitExceeded",
        "Type": "User",
        "message": "Rate Exceeded.",
    } == response.json()


def test_INV_19_a_lost_answer_is_a_502(simulator, url, events):
    simulator.inject_fault("response_lost")

    assert (502, 1) == (url.get("/").status_code, len(events))


def test_INV_05_a_request_too_large_is_a_413(url, events):
    response = url.post("/", body=6_291_456 * "a")

    assert (413, "RequestEntityTooLargeException", []) == (
        response.status_code,
        response.headers["x-amzn-errortype"],
        events,
    )


def test_a_request_moves_the_clock_and_is_an_invocation(simulator, deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(1)")
    url = function.url()
    url.get("/")
    [invocation] = function.invocations

    assert (1.0, url) == (simulator.clock.elapsed, invocation.source)


def test_XRAY_01_the_request_and_the_function_are_one_trace(deploy, simulator):
    url = deploy("""
        import os
        def handler(event, context):
            return [event["headers"]["x-amzn-trace-id"], os.environ["_X_AMZN_TRACE_ID"]]
    """).url()
    sent, seen = url.get("/").json()

    assert seen.startswith(f"{sent};Parent=")
    assert seen.endswith(";Sampled=0")


# -- who may ---------------------------------------------------------------------------------------


def test_INV_19_an_unsigned_request_to_IAM_is_a_403(simulator, function, events):
    response = function.url(auth_type="AWS_IAM").get("/")

    assert (403, "AccessDeniedException", FORBIDDEN, []) == (
        response.status_code,
        response.headers["x-amzn-ErrorType"],
        response.json(),
        events,
    )


def test_INV_19_a_signed_request_says_who_signed(function, events):
    assert 200 == function.url(auth_type="AWS_IAM").get("/", auth="iam").status_code
    context = events[0]["requestContext"]

    assert ("123456789012", "123456789012") == (context["accountId"], context["authorizer"]["iam"]["accountId"])


def test_INV_19_a_signature_of_the_clients_own_counts(function):
    headers = {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20250101/us-east-1/lambda/aws4_request"}

    assert 200 == function.url(auth_type="AWS_IAM").get("/", headers=headers).status_code


def test_INV_19_the_operation_itself_grants_nothing(simulator, function, events):
    url = function.create_function_url_config(auth_type="NONE")

    assert (403, FORBIDDEN, []) == (url.get("/").status_code, url.get("/").json(), events)
    assert ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"] == simulator.trace.of_kind("url.refused")[0].details[
        "missing"
    ]


PUBLIC = {
    "lambda:InvokeFunctionUrl": {"function_url_auth_type": "NONE"},
    "lambda:InvokeFunction": {"invoked_via_function_url": True},
}


@pytest.mark.parametrize(
    ("actions", "expected"),
    [(["lambda:InvokeFunctionUrl"], 403), (["lambda:InvokeFunction"], 403), (list(PUBLIC), 200)],
    ids=["url", "invoke", "both"],
)
def test_INV_19_a_public_url_takes_two_permissions(function, actions, expected):
    url = function.create_function_url_config(auth_type="NONE")
    for number, action in enumerate(actions):
        function.add_permission(statement_id=f"public-{number}", principal="*", action=action, **PUBLIC[action])

    assert expected == url.get("/").status_code


def test_INV_19_the_shortcut_grants_as_the_console_does(function):
    function.url()
    statements = json.loads(function.get_policy().policy)["Statement"]

    assert [
        (
            "FunctionURLAllowPublicAccess",
            "lambda:InvokeFunctionUrl",
            {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
        ),
        (
            "FunctionURLAllowInvokeAction",
            "lambda:InvokeFunction",
            {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}},
        ),
    ] == [(one["Sid"], one["Action"], one["Condition"]) for one in statements]


def test_INV_19_a_permission_that_is_taken_back_closes_the_url(function, url):
    function.remove_permission("FunctionURLAllowInvokeAction")

    assert 403 == url.get("/").status_code


def test_INV_19_without_enforcement_nothing_is_refused():
    with Simulator(enforce_permissions=False) as simulator:
        url = simulator.function(lambda event, context: "hello").create_function_url_config(auth_type="NONE")

        assert 200 == url.get("/").status_code


# -- the configuration -----------------------------------------------------------------------------


def test_a_function_has_one_url(function):
    assert function.url() is function.url() is function.get_function_url_config()
    with pytest.raises(ResourceConflictException) as refused:
        function.create_function_url_config(auth_type="NONE")

    assert (
        "Failed to create function url config for [functionArn = "
        "arn:aws:lambda:us-east-1:123456789012:function:orders]. Error message:  FunctionUrlConfig exists for this "
        "Lambda function"
    ) == str(refused.value)


def test_an_alias_has_a_url_of_its_own(function, events):
    function.publish_version()
    function.create_alias("live", function_version="1")
    url = function.url(qualifier="live")
    url.get("/")

    assert url.function_url != function.url().function_url
    assert ("1", f"{function.arn}:live") == (function.invocations[0].executed_version, url.function_arn)
    assert [url, function.url()] == function.list_function_url_configs()


def test_a_version_has_none(function):
    function.publish_version()
    with pytest.raises(InvalidParameterValueException) as refused:
        function.url(qualifier="1")

    assert "A function URL leads to a function or an alias, not to 1." == str(refused.value)


def test_a_deleted_url_is_a_403(function):
    url = function.url()
    function.delete_function_url_config()

    assert 403 == url.get("/").status_code
    with pytest.raises(ResourceNotFoundException) as refused:
        function.get_function_url_config()
    assert "The resource you requested does not exist." == str(refused.value)


def test_the_url_of_a_deleted_function_is_a_403(function):
    url = function.url()
    function.delete_function()

    assert 403 == url.get("/").status_code


def test_the_auth_type_can_be_changed(function):
    url = function.url()
    function.update_function_url_config(auth_type="AWS_IAM")

    assert ("AWS_IAM", 403) == (url.auth_type, url.get("/").status_code)
    with pytest.raises(UsageError) as refused:
        function.url()
    assert (
        f"the URL of {function.arn} has auth_type 'AWS_IAM', not 'NONE': change it with update_function_url_config"
    ) == str(refused.value)


def test_the_same_seed_gives_the_same_url(url):
    assert url.function_url.endswith(".lambda-url.us-east-1.on.aws/")
    assert 32 == len(url.function_url.removeprefix("https://").partition(".")[0])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda url: url.get("orders"),
            "path must be text that begins with '/', such as '/orders?limit=10', not 'orders'",
        ),
        (lambda url: url.post("/", body="a", json={}), "body and json must not be given together"),
        (lambda url: url.get("/", auth="basic"), "auth must be 'iam' or None, not 'basic'"),
        (lambda url: url.get("/", headers={"a": 1}), "headers must be a dict of text to text, and 'a': 1 is not"),
        (lambda url: url.get("/", params="a=1"), "params must be a dict, not 'a=1'"),
        (lambda url: url.request(5, "/"), "method must be text such as 'GET', not 5"),
        (lambda url: url.get("/", cookies=["a=1"]), "cookies must be a dict of text to text, not ['a=1']"),
        (
            lambda url: url.post("/", json={1, 2}),
            "the body cannot be sent as JSON (Object of type set is not JSON serializable)",
        ),
    ],
)
def test_what_cannot_be_sent_is_misuse(url, call, text):
    with pytest.raises(UsageError) as refused:
        call(url)

    assert text == str(refused.value)


def test_another_auth_type_is_misuse(function):
    with pytest.raises(UsageError) as refused:
        function.url(auth_type="IAM")

    assert "auth_type must be one of 'NONE', 'AWS_IAM', not 'IAM'" == str(refused.value)
