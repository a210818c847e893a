"""Every limit of AWS that the simulator keeps: the value, its unit, and where it comes from."""

from __future__ import annotations

__all__: list[str] = []

MEMORY_SIZE_MB = range(128, 10_240 + 1)
"""``MemorySize``, default 128. Source: CFG-01"""

TIMEOUT_SECONDS = range(1, 900 + 1)
"""``Timeout``, default 3. Source: CFG-02"""

EPHEMERAL_STORAGE_MB = range(512, 10_240 + 1)
"""``EphemeralStorage.Size``, default 512. Source: CFG-02"""

FUNCTION_NAME_LENGTH = 64
"""Characters of ``FunctionName``. Source: CFG-04"""

HANDLER_LENGTH = 128
"""Characters of ``Handler``. Source: CFG-05"""

DESCRIPTION_LENGTH = 256
"""Characters of ``Description``. Source: CFG-05"""

ALIAS_NAME_LENGTH = 128
"""Characters of an alias's ``Name``. Source: ALI-01"""

STATEMENT_ID_LENGTH = 100
"""Characters of the ``StatementId`` of a permission. Source: PERM-01"""

RESOURCE_POLICY_BYTES = 20 * 1024
"""The resource-based policy of a function, a version or an alias. Source: PERM-04"""

ROLE_NAME_LENGTH = 64
"""Characters of a role's name."""

LOG_GROUP_LENGTH = 512
"""Characters of ``LoggingConfig.LogGroup``. Source: LOG-01"""

LAYERS = 5
"""Layers of a function. Source: ENV-14"""

ZIPPED_BYTES = 52_428_800
"""A zip file of code. Source: CFG-06"""

UNZIPPED_BYTES = 262_144_000
"""Code and layers, unpacked. Source: CFG-06, ENV-14"""

IDLE_MINUTES = 15
"""How long an idle environment lives by default. Assumed: AWS says only that idle ones end. Source: LC-14"""

ENVIRONMENT_BYTES = 4 * 1024
"""Environment variables, measured as the JSON map. Source: ENV-10"""

INIT_TIMEOUT_MS = 10_000
"""The Init phase on demand, before it is done again within the invocation. Source: LC-02"""

PROVISIONED_INIT_TIMEOUT_MS = 130_000
"""The Init phase of a provisioned environment; the function's timeout where that is more. Source: LC-03"""

CONCURRENT_EXECUTIONS = 1_000
"""Concurrent executions of an account in a Region. Source: CON-01"""

UNRESERVED_CONCURRENT_EXECUTIONS = 100
"""What must stay unreserved of them; of a smaller account, all. Source: CON-01"""

NEW_ENVIRONMENTS = (1_000, 10_000)
"""Environments that a function may gain, and in how many ms. Source: CON-05"""

REQUESTS_PER_SECOND = 10
"""Requests per second for each concurrent execution there may be. Source: CON-06"""

RESERVED_CONCURRENT_EXECUTIONS = range(2**31)
"""``ReservedConcurrentExecutions``, as a number; the account's limit is another matter. Source: CON-02"""

PROVISIONED_CONCURRENT_EXECUTIONS = range(1, 2**31)
"""``ProvisionedConcurrentExecutions``, as a number. Source: CON-07"""

PROVISIONED_ENVIRONMENTS = (6_000, 60_000)
"""Environments that are provisioned together, and in how many ms. Source: CON-07"""

REQUEST_BYTES = 6_291_456
"""Payload of a synchronous invocation. Source: INV-05"""

EVENT_REQUEST_BYTES = 1_048_576
"""Payload of an asynchronous invocation. Source: INV-06"""

RESPONSE_BYTES = 6_291_556
"""Response of a handler: 6 MiB and 100 bytes. Source: RT-30"""

LOAD_BALANCER_RESPONSE_BYTES = 1_048_576
"""Response of a function that a load balancer takes. Source: INV-22"""

CLIENT_CONTEXT_BYTES = 3_583
"""Client context, base64-encoded. Source: CTX-12"""

LOG_TAIL_BYTES = 4 * 1024
"""``LogType=Tail``: the end of the log. Source: LOG-21"""

MAXIMUM_RETRY_ATTEMPTS = range(2 + 1)
"""Retries of an asynchronous invocation, default 2. Source: ASYNC-02"""

MAXIMUM_EVENT_AGE_SECONDS = range(60, 21_600 + 1)
"""Age of an asynchronous event, default 21600. Source: ASYNC-04"""

ASYNC_RETRY_DELAYS_MS = (60_000, 120_000)
"""Waits before the first and the second retry of an asynchronous event. Source: ASYNC-02"""

THROTTLE_DELAY_MS = (1_000, 300_000)
"""First and longest wait after a throttled asynchronous attempt; it doubles between. Source: ASYNC-04"""

DEAD_LETTER_ERROR_MESSAGE_BYTES = 1_024
"""How much of the error message a dead letter carries. Source: ASYNC-14"""

INVOCATIONS_IN_A_LOOP = 16
"""Invocations of a function in one chain after which it is stopped. Source: ASYNC-22"""

TAGS = 50
"""Tags of a function. Source: CFG-10"""

TAG_KEY_LENGTH = 128
"""Characters of a tag's key. Source: CFG-10"""

TAG_VALUE_LENGTH = 256
"""Characters of a tag's value. Source: CFG-10"""

SUBNETS = 16
"""Subnets of a function in a VPC. Source: CFG-11"""

SECURITY_GROUPS = 5
"""Security groups of a function in a VPC. Source: CFG-11"""

FILE_SYSTEMS = 1
"""File systems of a function. Source: CFG-11"""

LOCAL_MOUNT_PATH_LENGTH = 160
"""Characters of ``LocalMountPath``. Source: CFG-11"""

SAMPLED_SHARE = 0.05
"""Share of the requests beyond the first of each second that active tracing samples. Source: XRAY-02"""

TOPIC_MESSAGE_BYTES = 262_144
"""A message of an SNS topic."""

QUEUE_BATCH_SIZE = range(1, 10_000 + 1)
"""``BatchSize`` of a standard queue, default 10. Source: ESM-03"""

QUEUE_BATCH_SIZE_WITHOUT_WINDOW = 10
"""Largest ``BatchSize`` without a batching window. Source: ESM-03"""

BATCHING_WINDOW_SECONDS = range(300 + 1)
"""``MaximumBatchingWindowInSeconds``, default 0. Source: ESM-03"""

BATCH_BYTES = REQUEST_BYTES
"""Payload of a batch, metadata included: the event has to fit a synchronous invocation. Source: ESM-04"""

QUEUE_POLLERS = 5
"""Batches that a queue's pollers start out with at the same time. Source: SQS-08"""

MAXIMUM_CONCURRENCY = range(2, 1_000 + 1)
"""``ScalingConfig.MaximumConcurrency``. Source: ESM-03"""

THROTTLED_BATCH_DELAY_MS = 1_000
"""First wait of a poller whose batch was throttled; it doubles. Assumed: AWS does not say. Source: SQS-07"""

WINDOW_VISIBILITY_MARGIN_SECONDS = 30
"""Added to window and timeout when together they exceed the queue's visibility timeout. Source: SQS-06"""

VISIBILITY_TIMEOUT_SECONDS = range(43_200 + 1)
"""``VisibilityTimeout`` of a queue, default 30. Source: SQS-03"""

DELAY_SECONDS = range(900 + 1)
"""``DelaySeconds`` of a queue or message, default 0."""

MESSAGE_RETENTION_SECONDS = range(60, 1_209_600 + 1)
"""``MessageRetentionPeriod`` of a queue, default 345600 (four days)."""

MESSAGE_BYTES = 1_048_576
"""Body and attributes of one SQS message (256 KB before 2025-08)."""

MAX_RECEIVE_COUNT = range(1, 1_000 + 1)
"""``maxReceiveCount`` of a redrive policy. Source: SQS-04"""
