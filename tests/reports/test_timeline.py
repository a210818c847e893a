"""Where everything stands on a timeline."""

from __future__ import annotations

from itertools import pairwise

from pytest_lambda.reports.timeline import MOST_SLOTS, SLOT, Lane, layout, seconds_text

FAILED = {"status": "failure", "error_type": "ValueError"}


def named(timeline, bar):
    return timeline.lanes[bar.lane].name


def test_nothing_has_no_lanes():
    timeline = layout([])

    assert ((), (), 0) == (timeline.lanes, timeline.ticks, timeline.left_out)


def test_setting_up_is_not_drawn(trace):
    trace.happened(0, "function.created", handler="app.handler", isolation="inline")
    trace.happened(0, "mapping.created", source="jobs")
    trace.happened(0, "environment.started", environment="orders#1", log_stream_name="s")

    assert () == layout(trace.flat()).lanes


def test_each_environment_has_a_lane_of_its_own_below_its_function(trace):
    trace.happened(0, "event.queued", request_id="a")
    trace.invoked(0, 5, environment="orders#1")
    trace.invoked(0, 5, function="mail", environment="mail#1")
    trace.invoked(0, 5, environment="orders#2")

    assert (
        Lane("function", "orders"),
        Lane("environment", "orders#1"),
        Lane("environment", "orders#2"),
        Lane("environment", "mail#1"),
    ) == layout(trace.flat()).lanes


def test_a_queue_has_a_lane(trace):
    trace.happened(0, "message.sent", "jobs", message_id="m")
    trace.invoked(0, 1)

    assert (Lane("queue", "jobs"), Lane("environment", "orders#1")) == layout(trace.flat()).lanes


def test_overlapping_invocations_overlap(trace):
    trace.invoked(0, 2, environment="orders#1")
    trace.invoked(1, 3, environment="orders#2")

    first, second = layout(trace.flat()).bars

    assert first.left < second.left < first.left + first.width < second.left + second.width


def test_invocations_without_duration_stand_side_by_side_in_the_order_of_the_trace(trace):
    for _ in range(3):
        trace.invoked(0, 0)

    lefts = [bar.left for bar in layout(trace.flat()).bars]

    assert [lefts[0], lefts[0] + SLOT, lefts[0] + 2 * SLOT] == lefts


def test_no_bar_is_narrower_than_can_be_seen(trace):
    trace.invoked(0, 0.000_001)
    trace.invoked(60, 60.001)
    trace.invoked(90_000, 90_000)

    assert min(bar.width for bar in layout(trace.flat()).bars) >= 14


def test_a_long_gap_is_compressed(trace):
    trace.invoked(0, 0.001)
    trace.invoked(60, 60.001)
    trace.invoked(3660, 3660.001)

    assert layout(trace.flat()).width < 800


def test_a_long_gap_is_marked_with_its_length(trace):
    trace.invoked(0, 0)
    trace.invoked(60, 60)
    trace.invoked(69, 69)

    assert ["+60 s"] == [one.text for one in layout(trace.flat()).breaks]


def test_a_longer_gap_is_wider(trace):
    for at in (0, 1, 11, 71, 371):
        trace.invoked(at, at)

    ticks = layout(trace.flat()).ticks
    gaps = [later.left - earlier.right for earlier, later in pairwise(ticks)]

    assert sorted(gaps) == gaps
    assert len(set(gaps)) == len(gaps)


def test_every_instant_is_named_and_no_name_overlaps_the_next(trace):
    for number in range(50):
        trace.invoked(1000 + number * 0.001234, 1000 + number * 0.001234)

    ticks = layout(trace.flat()).ticks
    spans = [((tick.left + tick.right) / 2, len(tick.text) * 6) for tick in ticks]

    assert "1000.001234" == ticks[1].text
    assert all(
        left + left_width / 2 < right - right_width / 2 for (left, left_width), (right, right_width) in pairwise(spans)
    )


def test_a_later_instant_is_further_right_whatever_the_order_of_the_records(trace):
    trace.invoked(0, 5)
    trace.happened(1, "event.queued", request_id="a")

    timeline = layout(trace.flat())

    assert ["0", "1", "5"] == [tick.text for tick in timeline.ticks]
    assert sorted(tick.left for tick in timeline.ticks) == [tick.left for tick in timeline.ticks]


def test_what_an_invocation_causes_at_its_end_stands_right_of_it(trace):
    trace.invoked(0, 3, **FAILED)
    trace.happened(3, "event.retried", request_id="a", retry=1)

    timeline = layout(trace.flat())

    assert timeline.marks[0].x > timeline.bars[0].left + timeline.bars[0].width


def test_marks_that_are_alike_at_one_instant_are_one_with_a_count(trace):
    for number in range(8):
        trace.happened(0, "event.queued", request_id=str(number))

    (mark,) = layout(trace.flat()).marks

    assert ("queued", 8, "event queued (8 times)\nat 0 s") == (mark.symbol, mark.count, mark.title)


def test_marks_are_not_drawn_together_across_an_invocation(trace):
    trace.happened(0, "event.retried", request_id="a", retry=1)
    trace.invoked(0, 0)
    trace.happened(0, "event.retried", request_id="a", retry=2)

    assert [1, 1] == [mark.count for mark in layout(trace.flat()).marks]


def test_a_dead_letter_is_on_the_lane_of_its_function(trace):
    trace.happened(0, "dead_letter", reason="RetriesExhausted", target="orders-dlq")

    timeline = layout(trace.flat())

    assert (Lane("function", "orders"),) == timeline.lanes
    assert ["dead letter for orders-dlq: RetriesExhausted\nat 0 s"] == [mark.title for mark in timeline.marks]


def test_a_redriven_message_is_on_the_lane_of_its_target_too(trace):
    trace.happened(0, "dead_letter", reason="MaxReceiveCountExceeded", target="jobs-dlq")

    timeline = layout(trace.flat())

    assert [("orders", "dead-letter"), ("jobs-dlq", "redriven")] == [
        (named(timeline, mark), mark.symbol) for mark in timeline.marks
    ]


def test_a_message_redriven_from_a_queue_without_a_function_is_on_the_lane_of_its_target_only(trace):
    trace.happened(0, "dead_letter", "jobs-dlq", reason="MaxReceiveCountExceeded", target="jobs-dlq")

    timeline = layout(trace.flat())

    assert (Lane("queue", "jobs-dlq"),) == timeline.lanes
    assert ["redriven"] == [mark.symbol for mark in timeline.marks]


def test_a_kind_that_is_not_known_is_drawn_under_its_name(trace):
    trace.happened(0, "stream.split", "orders")

    (mark,) = layout(trace.flat()).marks

    assert ("other", "stream.split\nat 0 s") == (mark.symbol, mark.title)


def test_an_injected_fault_is_named(trace):
    trace.happened(0, "fault.duplicate", request_id="a")

    (mark,) = layout(trace.flat()).marks

    assert ("fault", "injected fault: duplicate\nat 0 s") == (mark.symbol, mark.title)


def test_an_init_phase_that_took_time_is_drawn_before_its_invocation(trace):
    trace.happened(0.3, "environment.initialized", environment="orders#1", duration_ms=300.0, status="success")
    trace.invoked(0.3, 0.5, is_cold_start=True)

    init, invocation = layout(trace.flat()).bars

    assert ("init", "init", "orders: Init phase, success, 300 ms") == (init.status, init.label, init.title)
    assert invocation.left == init.left + init.width


def test_an_init_phase_without_duration_is_left_to_the_cold_start(trace):
    trace.happened(0, "environment.initialized", environment="orders#1", duration_ms=0.0, status="success")
    trace.invoked(0, 0, is_cold_start=True)

    assert [("success", True)] == [(bar.status, bar.is_cold_start) for bar in layout(trace.flat()).bars]


def test_a_failed_init_phase_is_drawn_though_it_took_no_time(trace):
    trace.happened(0, "environment.initialized", environment="orders#1", duration_ms=0.0, status="error")

    assert ["init error"] == [bar.label for bar in layout(trace.flat()).bars]


def test_a_bar_says_which_attempt_it_is_and_how_long_it_took(trace):
    trace.invoked(0, 0.05)
    trace.invoked(60, 61.5, attempt=2)
    trace.invoked(180, 180, attempt=3)

    assert ["50 ms", "#2 1.5 s", "#3"] == [bar.label for bar in layout(trace.flat()).bars]


def test_the_title_of_a_bar_tells_the_invocation(trace):
    trace.invoked(60, 63, attempt=2, source="async", status="timeout", error_type="Sandbox.Timedout")

    (bar,) = layout(trace.flat()).bars

    assert [
        "orders: timeout, attempt 2",
        "60 s to 63 s (3 s)",
        "from async",
        "warm",
        "error Sandbox.Timedout",
        "request 5f3c",
    ] == bar.title.split("\n")


def test_what_there_is_no_room_for_is_counted(trace):
    for number in range(MOST_SLOTS + 5):
        trace.invoked(number, number)

    timeline = layout(trace.flat())

    assert (MOST_SLOTS, 5) == (len(timeline.bars), timeline.left_out)


def test_seconds_have_no_needless_zeros():
    assert ["0", "60", "0.05", "0.000351", "1500"] == [seconds_text(ms) for ms in (0, 60_000, 50, 0.351, 1_500_000)]
