"""Shapes of events of AWS Config."""

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["ConfigRuleEvent"]


class ConfigRuleEvent(TypedDict):
    version: str
    invokingEvent: str
    ruleParameters: str
    resultToken: str
    eventLeftScope: bool
    executionRoleArn: str
    configRuleArn: str
    configRuleName: str
    configRuleId: str
    accountId: str
    evaluationMode: str
