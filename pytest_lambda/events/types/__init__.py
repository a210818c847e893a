"""The shapes of events, as types."""

from pytest_lambda.events.types.alexa import AlexaSkillEvent, AlexaSmartHomeEvent
from pytest_lambda.events.types.appsync import AppsyncAuthorizerEvent, AppsyncBatchEvent, AppsyncResolverEvent
from pytest_lambda.events.types.appsync_events import AppsyncEventsEvent
from pytest_lambda.events.types.bedrock import BedrockAgentEvent, BedrockAgentFunctionEvent
from pytest_lambda.events.types.cognito import (
    CognitoPostAuthenticationEvent,
    CognitoPostConfirmationEvent,
    CognitoPreAuthenticationEvent,
    CognitoPreSignUpEvent,
    CognitoPreTokenGenerationEvent,
)
from pytest_lambda.events.types.cognito_challenges import (
    CognitoCreateAuthChallengeEvent,
    CognitoDefineAuthChallengeEvent,
    CognitoVerifyAuthChallengeEvent,
)
from pytest_lambda.events.types.cognito_federation import CognitoInboundFederationEvent, CognitoUserMigrationEvent
from pytest_lambda.events.types.cognito_messages import (
    CognitoCustomEmailSenderEvent,
    CognitoCustomMessageEvent,
    CognitoCustomSmsSenderEvent,
)
from pytest_lambda.events.types.cognito_sync import CognitoSyncEvent
from pytest_lambda.events.types.connect import ConnectEvent
from pytest_lambda.events.types.iot import IotAuthorizerEvent, IotButtonEvent, IotProvisioningEvent
from pytest_lambda.events.types.iot_registry import (
    IotRegistryThingEvent,
    IotRegistryThingGroupEvent,
    IotRegistryThingGroupHierarchyEvent,
    IotRegistryThingGroupMembershipEvent,
    IotRegistryThingTypeAssociationEvent,
    IotRegistryThingTypeEvent,
)
from pytest_lambda.events.types.lex import LexV1Event, LexV2Event

__all__ = [
    "AlexaSkillEvent",
    "AlexaSmartHomeEvent",
    "AppsyncAuthorizerEvent",
    "AppsyncBatchEvent",
    "AppsyncEventsEvent",
    "AppsyncResolverEvent",
    "BedrockAgentEvent",
    "BedrockAgentFunctionEvent",
    "CognitoCreateAuthChallengeEvent",
    "CognitoCustomEmailSenderEvent",
    "CognitoCustomMessageEvent",
    "CognitoCustomSmsSenderEvent",
    "CognitoDefineAuthChallengeEvent",
    "CognitoInboundFederationEvent",
    "CognitoPostAuthenticationEvent",
    "CognitoPostConfirmationEvent",
    "CognitoPreAuthenticationEvent",
    "CognitoPreSignUpEvent",
    "CognitoPreTokenGenerationEvent",
    "CognitoSyncEvent",
    "CognitoUserMigrationEvent",
    "CognitoVerifyAuthChallengeEvent",
    "ConnectEvent",
    "IotAuthorizerEvent",
    "IotButtonEvent",
    "IotProvisioningEvent",
    "IotRegistryThingEvent",
    "IotRegistryThingGroupEvent",
    "IotRegistryThingGroupHierarchyEvent",
    "IotRegistryThingGroupMembershipEvent",
    "IotRegistryThingTypeAssociationEvent",
    "IotRegistryThingTypeEvent",
    "LexV1Event",
    "LexV2Event",
]
