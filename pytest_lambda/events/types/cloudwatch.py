"""Shapes of events of Amazon CloudWatch."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "AlarmConfiguration",
    "AlarmData",
    "AlarmMetric",
    "AlarmMetricStat",
    "AlarmState",
    "CloudwatchAlarmEvent",
    "CloudwatchLogsEvent",
    "LogsData",
    "Metric",
]


class LogsData(TypedDict):
    data: str


class CloudwatchLogsEvent(TypedDict):
    awslogs: LogsData


class AlarmState(TypedDict):
    value: str
    reason: str
    reasonData: str
    timestamp: str


class Metric(TypedDict):
    namespace: str
    name: str
    dimensions: dict[str, str]


class AlarmMetricStat(TypedDict):
    metric: Metric
    period: int
    stat: str


class AlarmMetric(TypedDict):
    id: str
    expression: NotRequired[str]
    label: NotRequired[str]
    metricStat: NotRequired[AlarmMetricStat]
    returnData: bool


class AlarmConfiguration(TypedDict):
    description: NotRequired[str]
    metrics: NotRequired[list[AlarmMetric]]
    alarmRule: NotRequired[str]


class AlarmData(TypedDict):
    alarmName: str
    state: AlarmState
    previousState: AlarmState
    configuration: AlarmConfiguration


class CloudwatchAlarmEvent(TypedDict):
    source: str
    alarmArn: str
    accountId: str
    time: str
    region: str
    alarmData: AlarmData
