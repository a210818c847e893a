"""Events of agents of Amazon Bedrock."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["BedrockAgentEvent", "BedrockAgentFunctionEvent"]


class BedrockAgentInfo(TypedDict):
    """An agent."""

    name: str
    id: str
    alias: str
    version: str


class BedrockAgentProperty(TypedDict):
    """A parameter or a property of a body; the value is text whatever the type."""

    name: str
    type: str
    value: str


class BedrockAgentMedia(TypedDict):
    """A body of one media type."""

    properties: list[BedrockAgentProperty]


class BedrockAgentRequestBody(TypedDict):
    """The body of an operation, by media type."""

    content: dict[str, BedrockAgentMedia]


class BedrockAgentConversation(TypedDict):
    """What both kinds of action group are told."""

    messageVersion: str
    agent: BedrockAgentInfo
    inputText: str
    sessionId: str
    sessionAttributes: dict[str, str]
    promptSessionAttributes: dict[str, str]
    actionGroup: str
    parameters: list[BedrockAgentProperty]


class BedrockAgentEvent(BedrockAgentConversation):
    """The event of an agent that calls an operation of an OpenAPI schema."""

    apiPath: str
    httpMethod: str
    requestBody: NotRequired[BedrockAgentRequestBody]


class BedrockAgentFunctionEvent(BedrockAgentConversation):
    """The event of an agent that calls a function of an action group."""

    function: str
