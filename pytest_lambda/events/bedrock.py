"""Events from agents of Amazon Bedrock."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import override

if TYPE_CHECKING:
    from pytest_lambda.events.types.bedrock import BedrockAgentEvent, BedrockAgentFunctionEvent

__all__ = ["bedrock_agent", "bedrock_agent_function"]

_NAME = re.compile(r"[0-9a-zA-Z_-]{1,100}")
_PATH = re.compile(r"/[^\s?#]*")


def bedrock_agent(
    entropy: Entropy,
    path: str = "/orders/{orderId}",
    parameters: Mapping[str, Any] | None = None,
    *,
    method: str | None = None,
    body: Mapping[str, Any] | None = None,
    input_text: str = "Where is my order?",
    action_group: str = "orders",
    agent_name: str = "order-agent",
    agent_alias: str = "TSTALIASID",
    agent_version: str = "DRAFT",
    session_id: str | None = None,
    session_attributes: Mapping[str, Any] | None = None,
    prompt_session_attributes: Mapping[str, Any] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> BedrockAgentEvent:
    """
    Return the event of an agent that calls an operation of an OpenAPI schema.

    Args:
        path: of the operation, as in the schema.
        parameters: values by name: text, numbers, booleans, and lists or dicts (which are sent as JSON). A dict
            with ``type`` and ``value`` names its type itself. By default an order's id where *path* is not
            given.
        method: of the operation, by default GET, and POST with a body.
        body: the properties of the request body, like *parameters*; without any there is no ``requestBody``.
        input_text: what the user said.
        action_group: that the operation is in.
        agent_name: of the agent.
        agent_alias: the id of its alias.
        agent_version: its version.
        session_id: by default 15 digits.
        session_attributes: that last as long as the session.
        prompt_session_attributes: that last for one turn.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.bedrock_agent("/orders/{id}", {"id": 7})["parameters"]
        [{'name': 'id', 'type': 'integer', 'value': '7'}]
    """
    if parameters is None and path == "/orders/{orderId}":
        parameters = {"orderId": f"order-{entropy.hex(8)}"}
    properties = None if body is None else _properties("body", body)
    verb = ("GET" if body is None else "POST") if method is None else method
    event = {
        "messageVersion": "1.0",
        **_conversation(
            entropy,
            input_text=input_text,
            action_group=action_group,
            agent_name=agent_name,
            agent_alias=agent_alias,
            agent_version=agent_version,
            session_id=session_id,
            session_attributes=session_attributes,
            prompt_session_attributes=prompt_session_attributes,
            account_id=account_id,
            region=region,
            time=time,
        ),
        "apiPath": _check.matching("path", path, _PATH, "a path that starts with '/', without '?', '#' or spaces"),
        "httpMethod": _check.choice("method", verb, _http.METHODS),
        "parameters": _properties("parameters", parameters),
    }
    if properties is not None:
        event["requestBody"] = {"content": {"application/json": {"properties": properties}}}
    return cast("BedrockAgentEvent", event if overrides is None else override(event, overrides))


def bedrock_agent_function(
    entropy: Entropy,
    function: str = "get_order",
    parameters: Mapping[str, Any] | None = None,
    *,
    input_text: str = "Where is my order?",
    action_group: str = "orders",
    agent_name: str = "order-agent",
    agent_alias: str = "TSTALIASID",
    agent_version: str = "DRAFT",
    session_id: str | None = None,
    session_attributes: Mapping[str, Any] | None = None,
    prompt_session_attributes: Mapping[str, Any] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> BedrockAgentFunctionEvent:
    """
    Return the event of an agent that calls a function of an action group.

    Args:
        function: its name.
        parameters: values by name: text, numbers, booleans, and lists or dicts (which are sent as JSON). A dict
            with ``type`` and ``value`` names its type itself. By default an order's id where *function* is
            not given.
        input_text: what the user said.
        action_group: that the function is in.
        agent_name: of the agent.
        agent_alias: the id of its alias.
        agent_version: its version.
        session_id: by default 15 digits.
        session_attributes: that last as long as the session.
        prompt_session_attributes: that last for one turn.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.bedrock_agent_function("cancel", {"now": True})["parameters"]
        [{'name': 'now', 'type': 'boolean', 'value': 'true'}]
    """
    if parameters is None and function == "get_order":
        parameters = {"order_id": f"order-{entropy.hex(8)}"}
    event = {
        "messageVersion": "1.0",
        **_conversation(
            entropy,
            input_text=input_text,
            action_group=action_group,
            agent_name=agent_name,
            agent_alias=agent_alias,
            agent_version=agent_version,
            session_id=session_id,
            session_attributes=session_attributes,
            prompt_session_attributes=prompt_session_attributes,
            account_id=account_id,
            region=region,
            time=time,
        ),
        "function": _check.matching("function", function, _NAME, "the name of a function"),
        "parameters": _properties("parameters", parameters),
    }
    return cast("BedrockAgentFunctionEvent", event if overrides is None else override(event, overrides))


def _conversation(
    entropy: Entropy,
    *,
    input_text: object,
    action_group: object,
    agent_name: object,
    agent_alias: object,
    agent_version: object,
    session_id: object,
    session_attributes: object,
    prompt_session_attributes: object,
    account_id: object,
    region: object,
    time: object,
) -> dict[str, Any]:
    """Return what both kinds of action group are told of the agent and the session."""
    _check.account_id(account_id)
    _check.region(region)
    instant(entropy, time)
    return {
        "agent": {
            "name": _check.text("agent_name", agent_name),
            "id": entropy.alphanumeric(10).upper(),
            "alias": _check.text("agent_alias", agent_alias),
            "version": _check.text("agent_version", agent_version),
        },
        "inputText": _check.text("input_text", input_text),
        "sessionId": entropy.digits(15) if session_id is None else _check.text("session_id", session_id),
        "sessionAttributes": _check.text_map("session_attributes", session_attributes),
        "promptSessionAttributes": _check.text_map("prompt_session_attributes", prompt_session_attributes),
        "actionGroup": _check.matching("action_group", action_group, _NAME, "the name of an action group"),
    }


def _properties(argument: str, given: object) -> list[dict[str, str]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise _check.wrong(argument, "a mapping of names to values", given)
    properties = []
    for name, value in given.items():
        _check.text(f"a name in {argument}", name)
        properties.append({"name": name, **_property(f"{argument}[{name!r}]", value)})
    return properties


def _property(argument: str, value: object) -> dict[str, str]:
    if isinstance(value, Mapping) and value.keys() == {"type", "value"}:
        return {
            "type": _check.text(f"{argument}['type']", value["type"]),
            "value": _property(f"{argument}['value']", value["value"])["value"],
        }
    match _check.plain(argument, value):
        case str(text):
            return {"type": "string", "value": text}
        case bool(flag):
            return {"type": "boolean", "value": str(flag).lower()}
        case int(number):
            return {"type": "integer", "value": str(number)}
        case float(number):
            return {"type": "number", "value": str(number)}
        case list(items):
            return {"type": "array", "value": json.dumps(items)}
        case dict(items):
            return {"type": "object", "value": json.dumps(items)}
    raise _check.wrong(argument, "text, a number, a boolean, a list or a dict", value)
