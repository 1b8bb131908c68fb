"""Folders whose files have the names of all that is imported, and how a command is started."""

import os
import re
import sys
from importlib import metadata
from pathlib import Path

TELL = "with open({log!r}, 'a') as log: log.write({name!r} + chr(10))\n"
SOME = (
    *("autograder", "bdb", "code", "json", "msgspec", "msvcrt", "multiprocessing", "numpy"),
    *("pathlib", "pdb", "random", "subprocess", "torch", "types", "usercustomize"),
)
"""As many as a submission may have, of each kind."""
SETTINGS = {
    "pyproject.toml": '[tool.alembic]\nprepend_sys_path = ["."]\n',
    "matplotlibrc": "text.usetex: True\n",
}
"""Of libraries: with these they would import from that folder, or start a program."""
FORMS = ("module", "package")
INSTALLED = Path(sys.executable).with_name("autograder")
SCRIPT = (
    [str(INSTALLED)]
    if INSTALLED.exists()
    else [sys.executable, str(Path(__file__).with_name("entry_point.py"))]
)
"""The command as it is installed; its folder is on its path, and no other."""
MODULE = [sys.executable, "-P", "-m", "autograder"]


def environment_for(home: Path) -> dict[str, str]:
    """This environment without what makes paths safe, for a user who may have no home."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return {"HOME": str(home), **variables}


def all_names() -> set[str]:
    """What the standard library and the requirements of this package are imported as."""
    required = (name for each in closure("autograder") for name in imported_as(each))
    return {*sys.stdlib_module_names, *required, *SOME, "sitecustomize"}


def closure(distribution: str) -> list[metadata.Distribution]:
    """What is installed of all that a distribution requires, extras included."""
    found, waiting = {}, [distribution]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or a checkout that is not installed
        waiting += [re.match(r"[\w.-]+", line)[0] for line in found[name].requires or ()]
    return list(found.values())


def imported_as(distribution: metadata.Distribution) -> set[str]:
    files = distribution.files or ()
    code = [file for file in files if file.suffix in {".py", ".so"}]
    return {name for file in code if (name := file.parts[0].partition(".")[0]).isidentifier()}


def write_shadows(folder: Path, log: Path, form: str, names=None) -> None:
    """Puts a module or a package of each name into a folder; each writes its name into a log.

    Beside them are settings of libraries.
    """
    for name in names or all_names():
        file = folder / (f"{name}.py" if form == "module" else f"{name}/__init__.py")
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(TELL.format(log=str(log), name=name))
    for name, text in SETTINGS.items():
        (folder / name).write_text(text)
