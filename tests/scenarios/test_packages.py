"""Code in zip files, and layers."""

from __future__ import annotations

import sys
import zipfile

import pytest

from pytest_lambda import InvalidParameterValueException, RequestEntityTooLargeException, UsageError
from pytest_lambda.base import quotas

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
USES = """
    import os
    import helper

    def handler(event, context):
        with open("/opt/data.txt") as file:
            return [helper.NAME, file.read(), os.path.exists("/opt/bin/tool")]
"""


@pytest.fixture
def folder(tmp_path):
    """Return what writes files into a folder of that name, beside the code."""

    def folder(name, files):
        for path, text in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return tmp_path / name

    return folder


def zipped(folder):
    """Return a zip file of *folder*, beside it."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return path


# -- code ------------------------------------------------------------------------------------------------


def test_code_may_be_a_zip_file(simulator, folder):
    code = zipped(
        folder(
            "code",
            {"app.py": "import part\ndef handler(event, context):\n    return part.NAME", "part.py": "NAME = 'zip'"},
        )
    )

    assert "zip" == simulator.function("app.handler", code_uri=code)({})


def test_what_was_unpacked_goes_with_the_simulator(simulator, folder):
    code = zipped(folder("code", {"app.py": "import os\ndef handler(event, context):\n    return os.getcwd()"}))
    unpacked = simulator.packages.code_folder(code)
    simulator.function("app.handler", code_uri=code)({})
    simulator.close()

    assert not unpacked.exists()


def test_an_update_of_the_code_may_be_a_zip_file(simulator, deploy, folder):
    function = deploy("def handler(event, context):\n    return 'old'")
    new = zipped(folder("new", {"app.py": "def handler(event, context):\n    return 'new'"}))
    function.update_function_code(code_uri=new)

    assert "new" == function({})


def test_CFG_06_a_broken_zip_is_refused(simulator, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no zip")
    with pytest.raises(InvalidParameterValueException) as refusal:
        simulator.function("app.handler", code_uri=broken)

    assert "Could not unzip uploaded file. Please check your file, then try to upload again." == refusal.value.message


def test_CFG_06_a_zip_that_is_too_large_is_refused(simulator, folder, monkeypatch):
    code = zipped(folder("code", {"app.py": "x = 1"}))
    monkeypatch.setattr(quotas, "ZIPPED_BYTES", 10)
    with pytest.raises(RequestEntityTooLargeException) as refusal:
        simulator.function("app.handler", code_uri=code)

    assert ("Zipped size must be smaller than 10 bytes", 413) == (refusal.value.message, refusal.value.status_code)


@pytest.mark.parametrize("is_zip", [False, True])
def test_CFG_06_code_and_layers_together_are_not_too_large(simulator, folder, monkeypatch, is_zip):
    code = folder("code", {"app.py": "x" * 60})
    layer = folder("layer", {"python/helper.py": "x" * 60})
    monkeypatch.setattr(quotas, "UNZIPPED_BYTES", 100)
    with pytest.raises(InvalidParameterValueException) as refusal:
        simulator.function("app.handler", code_uri=zipped(code) if is_zip else code, layers=[layer])

    assert "Unzipped size must be smaller than 100 bytes" == refusal.value.message


@pytest.mark.parametrize("value", ["nowhere", 7])
def test_code_is_a_folder_or_a_zip_file(simulator, value):
    with pytest.raises(UsageError) as refusal:
        simulator.function("app.handler", code_uri=value)

    assert str(refusal.value).startswith("code_uri must be a folder or a zip file, ")


# -- layers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_zip", [False, True])
@pytest.mark.parametrize("where", ["python", f"python/lib/{VERSION}/site-packages"])
@pytest.mark.parametrize("isolation", ["module", "inline"])
def test_ENV_14_a_layer_is_opt_and_on_the_path(deploy, folder, is_zip, where, isolation):
    layer = folder("layer", {f"{where}/helper.py": "NAME = 'layer'", "data.txt": "data", "bin/tool": ""})
    function = deploy(USES, layers=[zipped(layer) if is_zip else layer], isolation=isolation)

    assert ["layer", "data", True] == function({})


def test_ENV_14_later_layers_lie_over_earlier_ones(deploy, folder):
    first = folder("first", {"python/helper.py": "NAME = 'first'", "data.txt": "first"})
    second = folder("second", {"data.txt": "second", "bin/tool": ""})

    assert ["first", "second", True] == deploy(USES, layers=[first, second])({})


def test_ENV_13_the_code_goes_before_the_layers(deploy, write, folder):
    write("helper.py", "NAME = 'code'")
    layer = folder("layer", {"python/helper.py": "NAME = 'layer'", "data.txt": ""})

    assert "code" == deploy(USES, layers=[layer])({})[0]


@pytest.mark.parametrize("where", ["python", f"python/lib/{VERSION}/site-packages"])
def test_layers_of_several_functions_stay_apart(simulator, write, folder, where):
    write("app.py", USES)
    functions = [
        simulator.function(
            "app.handler",
            function_name=name,
            layers=[folder(name, {f"{where}/helper.py": f"NAME = {name!r}", "data.txt": ""})],
        )
        for name in ("one", "two")
    ]

    assert ["one", "two", "one"] == [functions[index]({})[0] for index in (0, 1, 0)]
    assert "helper" not in sys.modules


def test_ENV_14_an_update_may_change_the_layers(deploy, folder):
    layers = [folder(name, {"python/helper.py": f"NAME = {name!r}", "data.txt": ""}) for name in ("one", "two")]
    function = deploy(USES, layers=layers[:1])
    function.update_function_configuration(layers=layers[1:])

    assert "two" == function({})[0]


def test_VER_04_a_version_keeps_its_layers(deploy, folder):
    layers = [folder(name, {"python/helper.py": f"NAME = {name!r}", "data.txt": ""}) for name in ("one", "two")]
    function = deploy(USES, layers=layers[:1])
    function.publish_version()
    function.update_function_configuration(layers=layers[1:])

    assert "one" == function.invoke(qualifier="1").payload[0]


def test_ENV_14_there_are_at_most_five(deploy, folder):
    with pytest.raises(InvalidParameterValueException) as refusal:
        deploy(USES, layers=[folder(f"layer{number}", {"x": ""}) for number in range(6)])

    assert "Cannot reference more than 5 layers." == refusal.value.message


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("layer", "layers must be a list of folders or zip files, not 'layer'"),
        ([7], "layers[0] must be a folder or a zip file, not 7 (int)"),
    ],
)
def test_layers_are_folders_or_zip_files(deploy, layers, message):
    with pytest.raises(UsageError) as refusal:
        deploy(USES, layers=layers)

    assert message == str(refusal.value)
