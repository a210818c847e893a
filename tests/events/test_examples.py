"""The example of every builder works as it is printed."""

from __future__ import annotations

import doctest

import pytest

from pytest_lambda.events import kinds, seeded
from pytest_lambda.events._builders import builder
from pytest_lambda.events._description import describe


@pytest.mark.parametrize("kind", kinds())
def test_a_builder_has_an_example_that_works(kind):
    parser, runner, said = doctest.DocTestParser(), doctest.DocTestRunner(), []
    test = parser.get_doctest(
        describe(kind).example, {"events": seeded(7)}, kind, builder(kind).__code__.co_filename, 0
    )

    assert test.examples
    runner.run(test, out=said.append)
    assert 0 == runner.failures, "".join(said)
    assert any(f"events.{kind}(" in example.source for example in test.examples)
