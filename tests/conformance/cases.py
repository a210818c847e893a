"""What is run under both: a handler, the events it gets, and what it is configured with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CODE = Path(__file__).resolve().parents[2] / "fixtures" / "handlers" / "conformance"

JSON_LOGS = {"log_format": "JSON"}
JSON_DEBUG = {"log_format": "JSON", "application_log_level": "DEBUG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    One handler and what is sent to it.

    Events are invoked one after the other; bytes are sent as they are, anything else as JSON.
    *client_context* and *cognito_identity* are JSON values, or text that is sent as it is. *since* is the
    first Python that has what the handler uses.
    """

    id: str
    handler: str
    events: tuple[object, ...] = ({},)
    environment: Mapping[str, str] = field(default_factory=dict)
    logging_config: Mapping[str, str] | None = None
    client_context: object = None
    cognito_identity: object = None
    tenant_id: str | None = None
    since: tuple[int, int] = (3, 10)


def _each(module: str, names: str) -> list[Case]:
    """Return a case for each of the *names* in *module* that needs nothing but one empty event."""
    return [Case(id=f"{module}.{name}", handler=f"{module}.{name}") for name in names.split()]


def _in_json(names: str) -> list[Case]:
    """Return a case under JSON logging for each of the *names* in ``logs``."""
    return [Case(id=f"json.{name}", handler=f"logs.{name}", logging_config=JSON_LOGS) for name in names.split()]


ANSWERS = [
    *_each(
        "payload",
        """
        none nothing empty_text empty_object separators key_order floats big_integers enormous_integer
        non_finite non_ascii line_separators html lone_surrogate surrogate_pair_in_two_parts large nested
        nested_900_deep nested_without_end decimals decimal_alone decimal_nan decimal_infinity
        decimal_as_key fraction complex_number subclasses_of_numbers_and_text bytes_at_the_top
        bytes_that_are_json bytes_invalid_utf8_at_the_top bytes_empty bytes_with_a_nul bytes_nested
        bytes_as_key bytes_invalid_utf8_nested byte_array memory_view tuples named_tuple as_dict_method
        for_json_method dict_subclasses list_subclass user_dict mapping_proxy double_ended_queue dict_view
        range_of_numbers raw_json keys_that_become_text keys_that_meet key_tuple key_nan key_enum key_date
        plain_enum int_and_text_enums int_and_text_enums_as_keys date_time set_of_numbers frozen_set
        unique_id data_class path generator generator_expression coroutine async_generator exception_object
        class_object function_object module_object ellipsis context_object circular_list circular_dict
        circular_through_a_default first_failure_of_two
        """,
    ),
    Case(id="payload.text_enum", handler="payload.text_enum", since=(3, 11)),
]

EVENTS = [
    Case(id="event.null", handler="payload.echo", events=(b"null",)),
    Case(
        id="event.kinds",
        handler="payload.kind",
        events=(b"null", True, 1, 1.5, "text", [], {}, b" [1]\n"),
    ),
    Case(id="event.list", handler="payload.echo", events=([1, "two", None],)),
    Case(id="event.text", handler="payload.echo", events=("just text", "")),
    Case(
        id="event.numbers",
        handler="payload.echo",
        events=(0, -1, 1.10, 2**70, b"1e400", b"-0.0", b"1E2", b"1.10"),
    ),
    Case(id="event.booleans", handler="payload.echo", events=(True, False)),
    Case(id="event.unicode", handler="payload.echo", events=({"ключ": "Grüße, 世界 🎉"},)),
    Case(
        id="event.unicode_as_bytes",
        handler="payload.echo",
        events=('{"ключ": "Grüße, 世界 🎉"}'.encode(),),
    ),
    Case(
        id="event.escapes",
        handler="payload.echo",
        events=(rb'"\u00e9\n\t\"\\\/ \ud83c\udf89 \u2028 \u0000"',),
    ),
    Case(id="event.lone_surrogate", handler="payload.echo", events=(rb'"\ud800"',)),
    Case(id="event.same_key_twice", handler="payload.echo", events=(b'{"a": 1, "a": 2}',)),
    Case(id="event.key_order", handler="payload.echo", events=({"z": 1, "a": 2, "m": 3},)),
    Case(id="event.nested", handler="payload.echo", events=({"a": [{"b": [{"c": {}}]}]},)),
    Case(id="event.large", handler="payload.echo", events=({"text": "x" * 500_000},)),
]

FAILURES = [
    *_each(
        "errors",
        """
        raised custom_class nested_class class_made_at_run_time two_arguments empty_message
        message_is_an_empty_text message_is_none unicode_message lone_surrogate_message long_message
        multi_line_message carriage_return_message chained chained_implicitly key_error zero_division
        attribute_error name_error type_error_in_a_multi_line_call os_error unicode_error json_error
        from_another_module from_a_lambda from_a_comprehension from_exec from_a_class_body from_a_generator
        from_a_finally reraised with_a_traceback_of_its_own recursion deep_stack stop_iteration
        not_implemented raises_a_text assertion warning_as_exception import_error_in_handler
        syntax_error_in_handler syntax_error_from_an_import timeout_error memory_error str_raises
        str_is_no_text no_parameters one_parameter three_parameters a_parameter_with_default any_parameters
        not_callable none HandlerClass instance bound_method static_method a_lambda
        """,
    ),
    Case(id="errors.system_error_group", handler="errors.system_error_group", since=(3, 11)),
    Case(id="errors.base_exception_group", handler="errors.base_exception_group", since=(3, 11)),
    Case(id="errors.with_notes", handler="errors.with_notes", since=(3, 11)),
]

EXITS = _each(
    "errors",
    """
    exits_with_0 exits_with_1 exits_with_3 exits_with_none exits_with_text exits_with_256 exits_with_minus_1
    exits_with_true exits_at_once exits_at_once_with_0 exits_with_quit exits_in_a_finally exit_caught
    keyboard_interrupt base_exception generator_exit cancelled exit_runs_atexit exit_at_once_skips_atexit
    """,
)

LOGS = [
    *_each(
        "logs",
        """
        prints prints_nothing prints_several_lines_at_once prints_without_newline prints_in_parts
        prints_carriage_returns prints_other_separators prints_non_ascii prints_a_nul prints_ansi_colours
        prints_spaces_around prints_a_lone_surrogate prints_an_undecodable_byte prints_a_long_line
        prints_an_object prints_json writes_to_standard_error writes_to_both write_returns writes_lines
        writes_to_the_buffer writes_to_the_descriptor a_child_process_writes a_shell_writes redirects
        replaces_standard_output streams prints_before_failing prints_a_traceback logs_at_every_level
        logs_on_root logs_arguments logs_wrong_arguments logs_an_object logs_several_lines
        logs_a_trailing_newline logs_a_carriage_return logs_non_ascii logs_a_lone_surrogate
        logs_an_empty_text logs_an_exception logs_a_chained_exception logs_an_exception_given
        logs_exc_info_without_exception logs_and_fails logs_with_a_custom_level logs_below_zero
        logs_through_a_child logs_through_a_child_with_level logs_without_propagation sets_the_root_level
        disables basic_config_does_nothing basic_config_by_force adds_a_handler removes_all_handlers
        changes_the_format describes_the_handlers logs_from_a_thread prints_from_a_thread fails_in_a_thread
        fails_in_a_destructor warns warns_once_per_place captures_warnings leaves_a_coroutine
        logs_extra_fields logs_extra_that_overwrites logs_a_dict logs_a_stack logs_in_a_task
        logs_through_an_adapter logs_with_a_filter logs_its_environment context_log
        context_log_without_handlers context_log_returns
        """,
    ),
    Case(id="logs.at_import", handler="logs_at_import.handler", events=({}, {})),
    Case(id="logs.basic_config_at_import", handler="logs_basic_config.handler"),
    Case(
        id="logs.level_from_the_environment",
        handler="logs.logs_at_every_level",
        environment={"AWS_LAMBDA_LOG_LEVEL": "DEBUG"},
    ),
    Case(
        id="logs.lower_case_level_from_the_environment",
        handler="logs.logs_at_every_level",
        environment={"AWS_LAMBDA_LOG_LEVEL": "info"},
    ),
    Case(
        id="logs.unknown_level_from_the_environment",
        handler="logs.describes_the_handlers",
        environment={"AWS_LAMBDA_LOG_LEVEL": "LOUD"},
    ),
    Case(
        id="logs.format_from_the_environment",
        handler="logs.logs_and_fails",
        environment={"AWS_LAMBDA_LOG_FORMAT": "json"},
    ),
]

JSON = [
    *_in_json(
        """
        prints prints_json writes_to_standard_error writes_to_the_descriptor prints_before_failing
        logs_at_every_level logs_on_root logs_arguments logs_wrong_arguments logs_an_object
        logs_several_lines logs_a_trailing_newline logs_non_ascii logs_a_lone_surrogate logs_an_empty_text
        logs_an_exception logs_a_chained_exception logs_an_exception_given logs_exc_info_without_exception
        logs_and_fails logs_with_a_custom_level logs_through_a_child basic_config_does_nothing
        basic_config_by_force changes_the_format describes_the_handlers logs_from_a_thread fails_in_a_thread
        captures_warnings logs_extra_fields logs_extra_objects logs_extra_reserved
        logs_extra_that_overwrites logs_a_dict logs_a_dict_with_arguments logs_in_a_task
        logs_through_an_adapter logs_with_a_filter logs_its_environment context_log
        """
    ),
    Case(id="json.at_import", handler="logs_at_import.handler", logging_config=JSON_LOGS),
    Case(id="json.logs_a_stack", handler="logs.logs_a_stack", events=("stack",), logging_config=JSON_LOGS),
    Case(id="json.error", handler="errors.custom_class", logging_config=JSON_LOGS),
    Case(id="json.error_unicode", handler="errors.unicode_message", logging_config=JSON_LOGS),
    Case(id="json.error_multi_line", handler="errors.multi_line_message", logging_config=JSON_LOGS),
    Case(id="json.error_empty", handler="errors.empty_message", logging_config=JSON_LOGS),
    Case(id="json.error_marshal", handler="payload.set_of_numbers", logging_config=JSON_LOGS),
    Case(id="json.error_at_import", handler="raises_at_import.handler", logging_config=JSON_LOGS),
    Case(id="json.error_import", handler="import_error.handler", logging_config=JSON_LOGS),
    Case(id="json.exit", handler="errors.exits_with_text", logging_config=JSON_LOGS),
    Case(id="json.levels_at_debug", handler="logs.logs_at_every_level", logging_config=JSON_DEBUG),
    Case(id="json.sets_the_root_level", handler="logs.sets_the_root_level", logging_config=JSON_LOGS),
    *(
        Case(
            id=f"json.levels_at_{level.lower()}",
            handler="logs.logs_at_every_level",
            logging_config={"log_format": "JSON", "application_log_level": level},
        )
        for level in ("TRACE", "INFO", "WARN", "ERROR", "FATAL")
    ),
    Case(id="json.environment_at_debug", handler="logs.logs_its_environment", logging_config=JSON_DEBUG),
    Case(
        id="json.tenant",
        handler="logs.logs_each_event",
        tenant_id="blue",
        events=("a", "b"),
        logging_config=JSON_LOGS,
    ),
    Case(id="json.each_event", handler="logs.logs_each_event", events=("a", "b"), logging_config=JSON_LOGS),
]

_CLIENT = {
    "installation_id": "i-1",
    "app_title": "Orders",
    "app_version_name": "1.2",
    "app_version_code": "12",
    "app_package_name": "com.example.orders",
}
_W3C = {
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "tracestate": "vendor=value",
    "baggage": "user=7",
}

CONTEXTS = [
    *_each(
        "context",
        """
        attributes instance_attributes values request_id log_stream_name follows_the_environment
        remaining_time deadline remaining_time_is_never_negative text type_name sets_an_attribute identity
        identity_refuses_attributes client_context_or_none w3c w3c_is_a_copy tenant trace_id thread
        sets_a_signal_handler reads_standard_input module working_directory first_on_the_path time_zone
        language handler_name recursion_limit hooks
        """,
    ),
    Case(id="context.is_new_each_time", handler="context.is_new_each_time", events=(1, 2, 3)),
    Case(id="context.environment_is_read_anew", handler="context.follows_the_environment", events=(1, 2)),
    Case(
        id="context.client_context",
        handler="context.client_context",
        client_context={"client": _CLIENT, "custom": {"a": [1]}, "env": {"locale": "de"}},
    ),
    Case(id="context.client_context_empty", handler="context.client_context", client_context={}),
    Case(
        id="context.client_context_custom_only",
        handler="context.client_context",
        client_context={"custom": {"a": 1}},
    ),
    Case(
        id="context.client_context_unknown_keys",
        handler="context.client_context",
        client_context={"client": {"app_title": "Orders", "more": 1}, "more": 2},
    ),
    Case(
        id="context.client_context_unicode",
        handler="context.client_context",
        client_context={"custom": {"name": "Grüße, 世界"}},
    ),
    Case(
        id="context.client_context_refuses_attributes",
        handler="context.client_context_refuses_attributes",
        client_context={"custom": {}},
    ),
    Case(id="context.client_context_no_json", handler="payload.echo", client_context="{not json"),
    Case(id="context.client_context_null", handler="context.client_context_or_none", client_context="null"),
    Case(id="context.w3c_fields", handler="context.w3c", client_context={"custom": {"a": 1}, "w3c": _W3C}),
    Case(
        id="context.w3c_other_fields",
        handler="context.w3c",
        client_context={"w3c": {"traceparent": 1, "tracestate": "a=b", "other": "x"}},
    ),
    Case(id="context.w3c_no_object", handler="context.w3c", client_context={"w3c": "text"}),
    Case(
        id="context.w3c_copy",
        handler="context.w3c_is_a_copy",
        client_context={"w3c": {"traceparent": _W3C["traceparent"]}},
    ),
    Case(
        id="context.identity_given",
        handler="context.identity",
        cognito_identity={"cognitoIdentityId": "us-east-1:id", "cognitoIdentityPoolId": "us-east-1:pool"},
    ),
    Case(
        id="context.identity_without_pool",
        handler="context.identity",
        cognito_identity={"cognitoIdentityId": "us-east-1:id"},
    ),
    Case(id="context.identity_no_json", handler="payload.echo", cognito_identity="{not json"),
    Case(
        id="context.text_with_everything",
        handler="context.text",
        client_context={"client": _CLIENT, "custom": {"a": 1}},
        cognito_identity={"cognitoIdentityId": "us-east-1:id", "cognitoIdentityPoolId": "us-east-1:pool"},
        tenant_id="blue",
    ),
    Case(id="context.tenant_given", handler="context.tenant", tenant_id="blue"),
]

SEQUENCES = [
    Case(id="sequence.counts", handler="sequences.counts", events=(1, 2, 3)),
    Case(
        id="sequence.state_after_an_exception",
        handler="sequences.fails_on_demand",
        events=("ok", "fail", "ok", "marshal", "ok"),
    ),
    Case(
        id="sequence.state_after_an_exit",
        handler="sequences.fails_on_demand",
        events=("ok", "ok", "exit", "ok", "ok"),
    ),
    Case(
        id="sequence.state_after_an_exit_at_once",
        handler="sequences.fails_on_demand",
        events=("ok", "exit at once", "ok"),
    ),
    Case(
        id="sequence.exits_in_a_row",
        handler="sequences.fails_on_demand",
        events=("exit", "exit at once", "ok"),
    ),
    Case(id="sequence.the_event", handler="sequences.keeps_the_event", events=({"n": 1}, {"n": 2}, {"n": 3})),
    Case(id="sequence.the_environment", handler="sequences.keeps_the_environment", events=(1, 2)),
    Case(id="sequence.the_working_directory", handler="sequences.keeps_the_working_directory", events=(1, 2)),
    Case(id="sequence.the_log_level", handler="sequences.keeps_the_log_level", events=(1, 2)),
    Case(id="sequence.log_handlers", handler="sequences.keeps_log_handlers", events=("add", "again")),
    Case(id="sequence.standard_output", handler="sequences.keeps_standard_output", events=("replace", "again")),
    Case(id="sequence.warnings", handler="sequences.keeps_warnings", events=(1, 2)),
    Case(id="sequence.a_cache", handler="sequences.keeps_a_cache", events=(1, 2)),
    Case(id="sequence.a_generator", handler="sequences.keeps_a_generator", events=(1, 2, 3)),
    Case(id="sequence.a_changed_limit", handler="sequences.keeps_a_changed_limit", events=(1, 2)),
    Case(id="sequence.modules", handler="sequences.keeps_modules", events=(1, 2)),
    Case(id="sequence.request_ids", handler="sequences.request_ids", events=(1, 2)),
    Case(id="sequence.broken_init", handler="raises_at_import.handler", events=(1, 2)),
    Case(id="sequence.exiting_init", handler="exits_at_import.handler", events=(1, 2)),
]


def _inits(handlers: str) -> list[Case]:
    """Return a case for each of the *handlers*, whose init is the point."""
    return [Case(id=f"init.{handler}", handler=handler) for handler in handlers.split()]


INITS = [
    *_inits(
        """
        syntax_error.handler tab_error.handler indentation_error.handler imports_syntax_error.handler
        raises_syntax_error_by_hand.handler bad_encoding.handler latin_source.handler import_error.handler
        import_error_nested.handler import_error_by_hand.handler relative_import.handler circular_a.handler
        missing_name.handler raises_at_import.handler raises_deep_at_import.handler
        raises_key_error_at_import.handler raises_unicode_at_import.handler raises_latin_at_import.handler
        raises_empty_at_import.handler raises_several_lines_at_import.handler
        raises_recursion_at_import.handler raises_str_raises_at_import.handler exits_at_import.handler
        exits_0_at_import.handler exits_text_at_import.handler exits_at_once_at_import.handler
        interrupted_at_import.handler base_exception_at_import.handler lazy_attribute.handler
        lazy_attribute.broken lazy_attribute.missing pkg/sub/app.handler pkg.sub.app.handler
        pkg/sub.app.handler pkg/sub/app.fails pkg.sub.handler pkg/sub.missing pkg.sub.missing.handler
        namespace/inner/app.handler namespace.inner.app.handler namespace.handler no_such_module.handler
        no/such/module.handler pkg/no_such_module.handler no.such.module.handler payload payload/none
        payload. .handler ./payload.none ../payload.none /payload.none payload..none payload.no.such
        errors.Service.method payload.__name__ handler sys.exit time.sleep sys/x.handler time.sub.handler
        json.dumps os.path.join
        """
    ),
    Case(
        id="init.raises_key_error_at_import.not_with_variable",
        handler="raises_key_error_at_import.handler",
        environment={"TABLE_NAME": "orders"},
    ),
]

CASES: tuple[Case, ...] = (
    *ANSWERS,
    *EVENTS,
    *FAILURES,
    *EXITS,
    *LOGS,
    *JSON,
    *CONTEXTS,
    *SEQUENCES,
    *INITS,
)
