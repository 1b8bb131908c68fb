"""Packs this very version of the autograder for a platform that grades elsewhere."""

import base64
import hashlib
import importlib.metadata
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

import autograder

NAME = "autograder"
TAG = "py3-none-any"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of all members: the same version gives the same bytes."""
EXECUTABLE = 0o100755 << 16
ORDINARY = 0o100644 << 16


def gradescope_zip(*, no_sandbox: bool = False, seed: int | None = None) -> bytes:
    """What is uploaded to Gradescope: two scripts, this version as a wheel, pinned versions.

    Args:
        no_sandbox: grade even where protections are missing.
        seed: of the examples of all submissions; None draws others for each.
    """
    name, wheel = this_wheel()
    filled = {b" {options}": b" --no-sandbox" if no_sandbox else b""}
    filled[b"{seed}"] = b"" if seed is None else str(seed).encode()
    script = template("gradescope/run_autograder")
    for field, text in filled.items():
        script = script.replace(field, text)
    return zipped(
        {
            "setup.sh": template("gradescope/setup.sh"),
            "run_autograder": script,
            "constraints.txt": constraints().encode(),
            name: wheel,
        },
        executable=("setup.sh", "run_autograder"),
    )


def template(path: str) -> bytes:
    """A file that is ready to be copied."""
    return resources.files(autograder).joinpath("templates", *path.split("/")).read_bytes()


def constraints() -> str:
    """The versions that are installed here, of all that the autograder needs, a line each."""
    return "".join(f"{name}=={version}\n" for name, version in sorted(needed(NAME).items()))


def needed(distribution: str, known: dict[str, str] | None = None) -> dict[str, str]:
    """The distributions that one needs, without extras, with the versions that are here."""
    known = {} if known is None else known
    for requirement in importlib.metadata.requires(distribution) or []:
        name = normal(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
        if name in known or "extra ==" in requirement:
            continue
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for other systems
        known[name] = version.partition("+")[0]  # 2.9.0+cpu is a build of 2.9.0
        needed(name, known)
    return known


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def this_wheel() -> tuple[str, bytes]:
    """The file name and the bytes of a wheel of what is installed here.

    Made from the installed files, because those who have installed a wheel have no sources.
    """
    installed = importlib.metadata.distribution(NAME)
    info = f"{NAME}-{autograder.__version__}.dist-info"
    files = dict(package_files(resources.files(autograder), NAME))
    for name in ("METADATA", "entry_points.txt"):
        files[f"{info}/{name}"] = (installed.read_text(name) or "").encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: {TAG}\n".encode()
    )
    record = "".join(record_line(path, data) for path, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return f"{NAME}-{autograder.__version__}-{TAG}.whl", zipped(files)


def package_files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """All files of a package, by their path, but what Python compiled."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        below = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from package_files(entry, below)
        elif entry.is_file():
            yield below, entry.read_bytes()


def record_line(path: str, data: bytes) -> str:
    """An entry of a wheel's RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"


def zipped(files: Mapping[str, bytes], executable: tuple[str, ...] = ()) -> bytes:
    """An archive of these files; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            member = zipfile.ZipInfo(path, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, whose modes say what can be run
            member.external_attr = EXECUTABLE if path in executable else ORDINARY
            archive.writestr(member, data)
    return stream.getvalue()
