"""Events of Amazon Lex."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["LexV1Event", "LexV2Event"]


class LexV1Bot(TypedDict):
    """The bot of an event of Lex V1."""

    name: str
    alias: str
    version: str


class LexV1SlotDetail(TypedDict):
    """What was said for a slot, and what it may mean."""

    resolutions: list[dict[str, str]]
    originalValue: str


class LexV1Intent(TypedDict):
    """An intent of Lex V1."""

    name: str
    nluIntentConfidenceScore: float | None
    slots: dict[str, str | None]
    slotDetails: dict[str, LexV1SlotDetail | None]
    confirmationStatus: str


class LexV1Event(TypedDict):
    """The event of a code hook of an Amazon Lex V1 bot."""

    messageVersion: str
    invocationSource: str
    userId: str
    sessionAttributes: dict[str, str]
    requestAttributes: dict[str, str] | None
    bot: LexV1Bot
    outputDialogMode: str
    currentIntent: LexV1Intent
    alternativeIntents: list[LexV1Intent]
    inputTranscript: str
    recentIntentSummaryView: list[dict[str, Any]] | None
    sentimentResponse: dict[str, Any] | None
    kendraResponse: dict[str, Any] | None
    activeContexts: list[dict[str, Any]]


class LexV2Bot(TypedDict):
    """The bot of an event of Lex V2."""

    id: str
    name: str
    localeId: str
    version: str
    aliasId: str
    aliasName: str


class LexV2SlotValue(TypedDict):
    """What was said for a slot, and what it was taken for."""

    originalValue: str
    interpretedValue: str
    resolvedValues: list[str]


class LexV2Slot(TypedDict):
    """A slot that is filled: with one value, or for the shape ``List`` with many."""

    shape: str
    value: NotRequired[LexV2SlotValue]
    values: NotRequired["list[LexV2Slot]"]


class LexV2Intent(TypedDict):
    """An intent of Lex V2."""

    name: str
    slots: dict[str, LexV2Slot | None]
    state: str
    confirmationState: str


class LexV2Interpretation(TypedDict):
    """What an utterance may mean."""

    intent: LexV2Intent
    nluConfidence: NotRequired[float]
    interpretationSource: str


class LexV2DialogAction(TypedDict):
    """What a bot does next."""

    type: str
    slotToElicit: NotRequired[str]


class LexV2ProposedNextState(TypedDict):
    """What happens unless the function says otherwise."""

    intent: LexV2Intent
    dialogAction: LexV2DialogAction
    prompt: dict[str, str]


class LexV2SessionState(TypedDict):
    """The state of a conversation."""

    sessionAttributes: dict[str, str]
    activeContexts: list[dict[str, Any]]
    intent: LexV2Intent
    originatingRequestId: str


class LexV2Transcription(TypedDict):
    """What was heard."""

    transcription: str
    transcriptionConfidence: float
    resolvedContext: dict[str, str]
    resolvedSlots: dict[str, LexV2Slot]


class LexV2Event(TypedDict):
    """The event of a code hook of an Amazon Lex V2 bot."""

    messageVersion: str
    invocationSource: str
    inputMode: str
    responseContentType: str
    sessionId: str
    inputTranscript: str
    bot: LexV2Bot
    interpretations: list[LexV2Interpretation]
    sessionState: LexV2SessionState
    transcriptions: list[LexV2Transcription]
    proposedNextState: NotRequired[LexV2ProposedNextState]
    requestAttributes: NotRequired[dict[str, str]]
