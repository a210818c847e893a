"""GraphQL and event APIs of AppSync."""

from __future__ import annotations

import pytest
from aws_lambda_powertools.utilities.data_classes import AppSyncResolverEvent, AppSyncResolverEventsEvent
from aws_lambda_powertools.utilities.data_classes.appsync_authorizer_event import AppSyncAuthorizerEvent
from aws_lambda_powertools.utilities.parser import models
from pydantic import TypeAdapter

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import variants

from .rules import keeps_the_rules

KINDS_OF_IDENTITY = {
    "api_key": "NoneType",
    "cognito": "AppSyncCognitoIdentity",
    "iam": "AppSyncIamIdentity",
    "oidc": "AppSyncOidcIdentity",
    "lambda": "AppSyncLambdaIdentity",
}


@pytest.mark.parametrize("variant", variants("appsync_resolver"))
def test_the_model_knows_every_identity(events, variant):
    event = models.AppSyncResolverEventModel.model_validate(events.appsync_resolver(variant=variant))

    assert KINDS_OF_IDENTITY[variant] == type(event.identity).__name__


@pytest.mark.parametrize("variant", variants("appsync_batch"))
def test_the_model_accepts_a_batch(events, variant):
    batch = TypeAdapter(list[models.AppSyncResolverEventModel]).validate_python(
        events.appsync_batch([{"id": 1}, {"id": 2}, {"id": 3}], variant=variant)
    )

    assert [1, 2, 3] == [item.source["id"] for item in batch]


def test_the_data_class_reads_a_resolver(events):
    event = AppSyncResolverEvent(
        events.appsync_resolver(
            {"id": "7"},
            variant="cognito",
            groups=["staff"],
            field_name="orders",
            parent_type_name="Customer",
            variables={"n": 1},
            source={"id": 1},
            prev={"ok": True},
            stash={"s": 1},
            headers={"X-Tenant": "acme"},
            source_ip="203.0.113.5",
        )
    )

    assert ("Customer", "orders", {"id": "7"}) == (event.type_name, event.field_name, event.arguments)
    assert ({"id": 1}, {"ok": True}, {"s": 1}) == (event.source, event.prev_result, event.stash)
    assert {"n": 1} == event.info.variables
    assert "acme" == event.request_headers["x-tenant"]
    assert ["203.0.113.5"] == event.identity.source_ip
    assert event.request_headers["x-forwarded-for"].startswith("203.0.113.5, ")
    assert ["staff"] == event.identity.groups == event.identity.claims["cognito:groups"]


def test_an_identity_of_iam_is_of_the_account(events):
    event = events.appsync_resolver(variant="iam", account_id="210987654321", region="eu-west-1")

    assert "210987654321" == event["identity"]["accountId"]
    assert event["identity"]["userArn"].startswith("arn:aws:sts::210987654321:assumed-role/")
    assert "/eu-west-1/appsync/aws4_request" in event["request"]["headers"]["authorization"]
    assert ".appsync-api.eu-west-1.amazonaws.com" in event["request"]["headers"]["host"]


def test_what_an_authorizer_answered_is_the_identity(events):
    event = events.appsync_resolver(variant="lambda", resolver_context={"tenant": "acme"})

    assert {"resolverContext": {"tenant": "acme"}} == event["identity"]


@pytest.mark.parametrize("variant", ["cognito", "oidc"])
def test_claims_are_added_to_those_of_the_token(events, variant):
    event = events.appsync_resolver(variant=variant, claims={"sub": "me", "role": "admin"})

    keeps_the_rules("appsync_resolver", event)
    assert ("me", "admin") == (event["identity"]["sub"], event["identity"]["claims"]["role"])


@pytest.mark.parametrize(
    "identity",
    [
        {"sub": "me"},
        {"claims": {"sub": "me"}},
        {"issuer": "https://login.example.org"},
        {"username": "jane"},
        {"groups": ["a"]},
        {"groups": None},
        {"claims": {"cognito:groups": ["a"]}},
        {"sourceIp": ["93.184.216.34"]},
        {"sourceIp": ["93.184.216.34", "93.184.216.35"]},
    ],
    ids=str,
)
def test_an_identity_agrees_with_its_claims_after_an_override(events, identity):
    event = events.appsync_resolver(variant="cognito", groups=["staff"], overrides={"identity": identity})

    keeps_the_rules("appsync_resolver", event)


def test_an_identity_can_be_taken_away(events):
    assert events.appsync_resolver(variant="cognito", overrides={"identity": None})["identity"] is None


def test_a_selection_set_is_written_both_ways(events):
    info = events.appsync_resolver(selection_set=["id", "customer/address/city", "customer/name"])["info"]

    assert ["id", "customer", "customer/address", "customer/address/city", "customer/name"] == info["selectionSetList"]
    assert "{\n  id\n  customer {\n    address {\n      city\n    }\n    name\n  }\n}" == info["selectionSetGraphQL"]
    assert "" == events.appsync_resolver(selection_set=[])["info"]["selectionSetGraphQL"]


def test_the_written_selection_set_follows_the_list(events):
    event = events.appsync_resolver(overrides={"info": {"selectionSetList": ["a", "a/b"]}})

    assert "{\n  a {\n    b\n  }\n}" == event["info"]["selectionSetGraphQL"]


def test_items_of_a_batch_have_their_own_source_and_arguments(events):
    batch = events.appsync_batch([{"id": 1}, {"id": 2}], arguments=[{"n": 1}, {"n": 2}])

    assert [({"id": 1}, {"n": 1}), ({"id": 2}, {"n": 2})] == [(item["source"], item["arguments"]) for item in batch]
    assert batch[0]["request"] == batch[1]["request"]
    assert batch[0]["request"] is not batch[1]["request"]
    assert [{"n": 1}] * 2 == [item["arguments"] for item in events.appsync_batch(arguments={"n": 1})]


def test_overrides_of_a_batch_go_to_every_item_or_item_by_item(events):
    every = events.appsync_batch([{}, {}], overrides={"info": {"fieldName": "x"}})
    first = events.appsync_batch([{}, {}], overrides=[{"info": {"selectionSetList": ["x"]}}, {}])

    assert ["x", "x"] == [item["info"]["fieldName"] for item in every]
    assert ["{\n  x\n}", "{\n  id\n  name\n}"] == [item["info"]["selectionSetGraphQL"] for item in first]


def test_the_data_class_reads_an_authorizer(events):
    event = AppSyncAuthorizerEvent(
        events.appsync_authorizer(
            "secret",
            query_string="mutation Pay($n: Int) { pay(n: $n) }",
            variables={"n": 1},
            headers={"X-A": "1"},
            account_id="210987654321",
        )
    )

    assert ("secret", "Pay", {"n": 1}) == (
        event.authorization_token,
        event.request_context.operation_name,
        event.request_context.variables,
    )
    assert "210987654321" == event.request_context.account_id
    assert ("secret", "1") == (event["requestHeaders"]["authorization"], event["requestHeaders"]["x-a"])


def test_an_operation_without_a_name_has_none(events):
    assert events.appsync_authorizer(query_string="{ orders { id } }")["requestContext"]["operationName"] is None
    assert (
        "B"
        == events.appsync_authorizer(query_string="query A { a } query B { b }", operation_name="B")["requestContext"][
            "operationName"
        ]
    )


def test_operation_and_header_follow_an_override(events):
    event = events.appsync_authorizer(
        overrides={"authorizationToken": "t", "requestContext": {"queryString": "subscription S { s }"}}
    )
    other = events.appsync_authorizer(overrides={"requestHeaders": {"authorization": "u"}})

    keeps_the_rules("appsync_authorizer", event)
    assert ("t", "S") == (event["requestHeaders"]["authorization"], event["requestContext"]["operationName"])
    assert "u" == other["authorizationToken"]


def test_the_data_class_reads_what_is_published(events):
    event = AppSyncResolverEventsEvent(
        events.appsync_events([{"n": 1}, "x"], channel="chat/room/7", identity="cognito")
    )

    assert [{"n": 1}, "x"] == [one["payload"] for one in event.events]
    assert ("/chat/room/7", ["chat", "room", "7"]) == (event.info.channel_path, event.info.channel_segments)
    assert ({"name": "chat"}, "PUBLISH") == (event.info.channel_namespace, event.info.operation)
    assert event.identity.sub == event.identity.claims["sub"]


def test_one_payload_needs_no_list(events):
    assert [{"n": 1}] == [one["payload"] for one in events.appsync_events({"n": 1})["events"]]


def test_a_subscription_has_no_events(events):
    assert events.appsync_events(variant="SUBSCRIBE", channel="/chat/*")["events"] is None


@pytest.mark.parametrize(
    "info",
    [{"channel": {"path": "/x/y/z"}}, {"channel": {"segments": ["x", "y"]}}, {"operation": "SUBSCRIBE"}],
    ids=str,
)
def test_a_channel_agrees_with_itself_after_an_override(events, info):
    event = events.appsync_events(overrides={"info": info})

    keeps_the_rules("appsync_events", event)
    assert "x" == event["info"]["channelNamespace"]["name"] or "SUBSCRIBE" == event["info"]["operation"]


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (
            "appsync_resolver",
            {"variant": "saml"},
            "variant must be one of 'api_key', 'cognito', 'iam', 'oidc', 'lambda', got 'saml'",
        ),
        (
            "appsync_resolver",
            {"groups": ["a"]},
            "groups must be given with the identity 'cognito' only, got ['a']",
        ),
        (
            "appsync_resolver",
            {"claims": {"a": 1}, "variant": "iam"},
            "claims must be given with the identity 'cognito' or 'oidc' only, got {'a': 1}",
        ),
        (
            "appsync_resolver",
            {"resolver_context": {}, "variant": "oidc"},
            "resolver_context must be given with the identity 'lambda' only, got {}",
        ),
        (
            "appsync_resolver",
            {"groups": "a", "variant": "cognito"},
            "groups must be a list of text, got 'a'",
        ),
        ("appsync_resolver", {"arguments": [1]}, "arguments must be a mapping of names to values, got [1]"),
        ("appsync_resolver", {"source": 1}, "source must be a mapping of names to values, got 1"),
        ("appsync_resolver", {"field_name": "a b"}, "field_name must be the name of a field, got 'a b'"),
        ("appsync_resolver", {"selection_set": "id"}, "selection_set must be a list of the names of fields, got 'id'"),
        (
            "appsync_resolver",
            {"selection_set": ["a/"]},
            "an item of selection_set must be a field such as 'id' or 'customer/name', got 'a/'",
        ),
        ("appsync_resolver", {"source_ip": "x"}, "source_ip must be an IPv4 or IPv6 address, got 'x'"),
        (
            "appsync_batch",
            {"sources": []},
            "sources must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ("appsync_batch", {"sources": [{}] * 2001}, "sources must hold at most 2000 items, got 2001"),
        ("appsync_batch", {"sources": [1]}, "sources[0] must be a mapping of names to values, got 1"),
        (
            "appsync_batch",
            {"arguments": [{}]},
            "arguments must hold one item per record (2), got 1",
        ),
        (
            "appsync_authorizer",
            {"authorization_token": ""},
            "authorization_token must be text that is not empty, got ''",
        ),
        (
            "appsync_authorizer",
            {"operation_name": "a b"},
            "operation_name must be the name of an operation, got 'a b'",
        ),
        ("appsync_events", {"payloads": [1] * 6}, "payloads must hold at most 5 items, got 6"),
        ("appsync_events", {"payloads": [{1}]}, "payloads[0] must be what JSON can hold, got {1}"),
        (
            "appsync_events",
            {"payloads": [1], "variant": "SUBSCRIBE"},
            "payloads must be left out where variant='SUBSCRIBE', got [1]",
        ),
        (
            "appsync_events",
            {"channel": "/a/b/c/d/e/f"},
            "channel must be a path of up to five segments such as '/default/orders', got '/a/b/c/d/e/f'",
        ),
        ("appsync_events", {"channel": "/a/*"}, "channel must be free of '*' where variant='PUBLISH', got '/a/*'"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_request_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)
