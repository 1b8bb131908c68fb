"""Which protections this machine has, and what is said where one of them is missing."""

import subprocess
import sys
from collections.abc import Collection, Sequence

import msgspec

from autograder.ascii_json import encode_json
from autograder.errors import GraderFault, UserError
from autograder.i18n import N_, Phrase, _
from autograder.machine import fault_told, starting
from autograder.worker.launch import ENVIRONMENT, FILTER, chosen_filter, place, program

DANGERS = {
    "Landlock": N_("open and change your files"),
    "seccomp": N_("use the network and reach other processes"),
}
ESSENTIAL = tuple(DANGERS)
"""Without these two, nobody else's code should be run."""
PROBE_SECONDS = 60
ATTEMPTS = 3


class Protection(msgspec.Struct, frozen=True):
    """Something that a student's code is kept from, and whether it is, here and now."""

    name: str
    holds: bool
    detail: str


class MissingProtectionError(UserError):
    """Somebody else's code would not be kept in on this machine."""

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__(
            f"Without {' and '.join(missing)}, which {why(missing)}, a student's code can "
            f"{dangers(missing)}. `autograder doctor` says more. Grade on a Linux machine that has "
            "both, or take the risk with --no-sandbox; every report will then say so."
        )


def why(missing: Collection[str]) -> str:
    """Who keeps the protections away: the machine, or who switched one off."""
    if "seccomp" not in missing or chosen_filter() != "off":
        return "this machine lacks"
    switched_off = f"{FILTER}=off switches off"
    return switched_off if len(missing) == 1 else f"this machine lacks or {switched_off}"


def notice(missing: Collection[str]) -> str:
    """The sentence that goes with what was graded without protection."""
    said = Phrase(
        "No sandbox: without {protections}, the graded code could {dangers}.",
        protections=_(" and ").join(missing),
        dangers=_(", ").join(_(DANGERS[name]) for name in missing),
    )
    return str(said)


def dangers(missing: Collection[str]) -> str:
    return ", ".join(DANGERS[name] for name in missing)


def encode(protections: Sequence[Protection]) -> bytes:
    return encode_json(protections)


def missing_protections() -> tuple[str, ...]:
    """The essential protections that do not hold here."""
    holding = {protection.name for protection in probe() if protection.holds}
    return tuple(name for name in ESSENTIAL if name not in holding)


def probe() -> list[Protection]:
    """Tries every protection out, in a process of its own.

    Raises:
        GraderFault: that process failed, `ATTEMPTS` times.
        MachineFault: it did, because the machine lacks something.
    """
    if not sys.platform.startswith("linux"):
        return [Protection(name, False, "only Linux has it") for name in ESSENTIAL]
    for _attempt in range(ATTEMPTS):
        with starting():
            done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
                program("probe", -1, place()),
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PROBE_SECONDS,
                check=False,
            )
        if done.returncode == 0:  # else it, or one of its children, may have been killed
            break
    try:
        return msgspec.json.decode(done.stdout, type=list[Protection])
    except msgspec.MsgspecError as error:
        words = done.stderr.decode("utf-8", "replace")
        said = f"The protections could not be tried out.\n{words[-2000:].strip()}"
        raise fault_told(words) or GraderFault(said) from error
