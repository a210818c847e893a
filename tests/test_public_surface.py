"""What users import: it is there, it is documented, and it costs nothing until it is used."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import pytest_lambda

HEAVY = ("boto3", "coverage", "faker", "freezegun", "simplejson", "time_machine")


@pytest.mark.parametrize("name", pytest_lambda.__all__)
def test_a_public_name_is_there(name):
    assert getattr(pytest_lambda, name) is not None


@pytest.mark.parametrize("name", pytest_lambda.__all__)
def test_a_public_name_has_a_docstring_of_its_own(name):
    value = getattr(pytest_lambda, name)

    assert (value.__dict__.get("__doc__") or "").strip()


def public_methods():
    for name in pytest_lambda.__all__:
        value = getattr(pytest_lambda, name)
        if inspect.isclass(value):
            for attribute, member in vars(value).items():
                if not attribute.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield pytest.param(member, id=f"{name}.{attribute}")


@pytest.mark.parametrize("member", list(public_methods()))
def test_a_public_method_has_a_docstring(member):
    assert (member.__doc__ or "").strip()


def defaulted_and_positional(function):
    """Return the defaulted parameters of *function* that can be given without their name."""
    return [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.default is not parameter.empty
    ]


def test_names_are_listed_once():
    assert len(set(pytest_lambda.__all__)) == len(pytest_lambda.__all__)


def test_dir_shows_every_public_name():
    assert set() == set(pytest_lambda.__all__) - set(dir(pytest_lambda))


def test_another_name_is_not_there():
    with pytest.raises(AttributeError) as refusal:
        pytest_lambda.Lambda  # noqa: B018

    assert "module 'pytest_lambda' has no attribute 'Lambda'" == str(refusal.value)


def test_every_error_is_exported_under_its_own_name():
    from pytest_lambda.base import errors

    expected = set(errors.__all__) - {"AWS_ERRORS"}

    assert expected == {name for name in pytest_lambda.__all__ if name in vars(errors)}


def test_optional_arguments_of_the_simulator_go_by_name():
    Simulator, Function = pytest_lambda.Simulator, pytest_lambda.Function
    functions = [Simulator.__init__, Simulator.function, Simulator.queue, Simulator.run_until_idle]

    assert [[]] * len(functions) == [defaulted_and_positional(function) for function in functions]
    assert ["payload"] == defaulted_and_positional(Function.invoke)


def imported_by(statement: str, modules: tuple[str, ...] = HEAVY) -> set[str]:
    """Return those of *modules* that a fresh process has imported after *statement*."""
    script = f"import sys\n{statement}\nprint(*(name for name in sys.argv[1:] if name in sys.modules))"
    command = [sys.executable, "-c", script, *modules]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize(
    "statement",
    ["import pytest_lambda", "from pytest_lambda import UsageError, LambdaContext", "import pytest_lambda.plugin"],
)
def test_importing_it_imports_nothing_heavy(statement):
    assert set() == imported_by(statement)


def test_events_are_no_part_of_what_the_package_imports():
    events = ("pytest_lambda.events", "pytest_lambda.strategies", "pytest_lambda.cli")

    assert set() == imported_by("import pytest_lambda, pytest_lambda.plugin", events)


def test_a_heavy_import_would_be_seen():
    assert {"simplejson"} == imported_by("import simplejson")
