"""Feeds a million damaged replay tokens and as many progress files to those who read them.

Tokens of every property are damaged in their letters, in the compressed bytes behind these, in
the msgpack behind those, and in single values that are packed again, so that most come as far as
the last check. Progress files are damaged byte by byte and value by value. Each is read as data
within limits or refused with the declared exception, and of what is read the command makes its
script, its list and its hint; a script has no statement and no name that is in no other.

    python benchmarks/fuzz_texts.py [--texts 1000000] [--seed 0]
"""

import argparse
import ast
import base64
import functools
import random
import re
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from fuzz_decoder import GROWTH_KB, change, cut, insert, leave_out, peak_kb, repeat, replace

from autograder.call_text import LETTERS as LETTERS_OF_VALUES
from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import DECODE_CALL, Case, Trial
from autograder.errors import UserError
from autograder.exercise import Exercise, Property, StudentFunction
from autograder.hints import Progress
from autograder.records import Counterexample, FunctionResult, PropertyResult
from autograder.remembered import Remembered
from autograder.replay import Token, encode
from autograder.replay_script import script_text
from autograder.replaying import meaning_of
from autograder.state import PLACE, Check, Seen, State, decode_state, read_state

Chance = random.Random
Damage = Callable[[Chance, bytes], bytes]

EXAMPLES = 3
"""So many examples of each property are made into tokens."""
FILES_EVERY = 20
"""So often a progress file is put where the commands look for it, too."""
BYTES: Sequence[Damage] = (change, change, cut, leave_out, repeat, insert, replace)
LETTERS = b"ABCXYZabcxyz0189-_=+/ \n\0\xff"
CODE = "__import__('os').system('touch PWNED')"
TEXTS = (
    "", "x", "os", "../../x", "/dev/zero", "a\0b", "a\nb", "a\rb", "a\u2028b", "\u202e", "\ud7ff",
    f'");{CODE}#', f"');{CODE}#", f"x={CODE},y", f'"""\n{CODE}\n"""', f"{{{CODE}}}", "x" * 500,
)  # fmt: skip
SMALL = (0, 1, 2, 3, 9)
NUMBERS = (
    0, -1, 1, 7, 99, 101, 10**6, 2**31, 2**63 - 1, -(2**63), 2**64 - 1,
    0.5, -0.0, 1e300, 5e-324, float("inf"), float("-inf"), float("nan"),
)  # fmt: skip
OTHERS = (
    None, True, False, b"", b"\xff" * 64, [], {}, [[]] * 50, {"": {}}, {"__class__": 1},
    functools.reduce(lambda inner, _: ["items", "list", [inner]], range(300), 1),
    functools.reduce(lambda inner, _: ["items", "tuple", [inner]], range(300), 1),
    ["file", TEXTS[11], b"x"], ["file", "../x", b""], ["file", "labels.gz", b"x" * 100],
    ["fixture", "net", [["items", "list", [["items", "tuple", [TEXTS[13], 1, None]]]]]],
    ["fixture", "half_mean_square", []], ["same", 0], ["same", -1], ["same", 2**40],
    ["tensor", "f4", [2**19, 2**19, 0], b"", "contiguous", False, None, "tensor"],
    ["tensor", "f4", [1], b"\0\0\xc0\x7f", "contiguous", False, None, "tensor"],
    ["tensor", "i8", [1], b"\xff" * 7 + b"\x7f", "contiguous", False, None, "tensor"],
    ["tensor", "f4", [1, 1], b"\0\0\x80\x3f", "contiguous", True, b"", "parameter"],
    ["items", "dict", [["items", "tuple", ["a", 1]]]], ["items", "generator", [1, 2]],
)  # fmt: skip
VERSION = "another version"
"""Said of a token that was read, and whose values are not of its exercise's kinds."""
EMPTY = {".zeros", ".float32", ".float64", ".int64", ".uint8"}
"""The words for tensors without elements, which have few examples."""
LETTER = re.compile(rf"[{LETTERS_OF_VALUES}]|p\d+")
WRONG = PropertyResult(
    "p", "it holds", "core", "failed", 0, 100, 5, Counterexample("f(1)", "1", "2", "no", "eJx")
)
FUNCTION = FunctionResult("softmax", "softmax_regression", "failed", 0, 100, (WRONG,))


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        readers = (Tokens(), ProgressFiles(Path(folder)))
        for reader in readers:
            run(reader, arguments.texts, Chance(arguments.seed))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def run(reader: "Tokens | ProgressFiles", texts: int, chance: Chance) -> None:
    """Has so many texts read, and says what became of them; ends at an exception or a leak."""
    counts: Counter[str] = Counter()
    before = 0
    started = time.monotonic()
    for number in range(texts):
        text = reader.damaged(chance)
        try:
            counts[reader.read(text)] += 1
        except reader.declared as error:
            counts[f"{type(error).__name__}{' of the last check' * (VERSION in str(error))}"] += 1
        except BaseException:  # noqa: BLE001 - whatever it is, it is what we look for
            sys.exit(f"{text[:2000]!r}\n{traceback.format_exc()}")
        if not before and number >= texts / 100:
            before = peak_kb()  # by now the libraries have taken what they need
    growth = peak_kb() - before
    print(f"{texts:,} {reader.name}:", ", ".join(f"{n:,} {kind}" for kind, n in counts.items()))
    print(f"{time.monotonic() - started:.0f} s; {growth:,} KB more memory than after 1 % of them")
    if growth > GROWTH_KB:
        sys.exit("that is too much")


class Tokens:
    """Replay tokens, read as `replay` reads them."""

    name = "tokens"
    declared = (UserError,)

    def __init__(self) -> None:
        self._tokens: list[str] = []
        self._words = set(EMPTY)
        for exercise in EXERCISES:
            corpus = examples_for(exercise, PUBLIC_SEED, Cache())
            for prop in exercise.properties:
                for number, example in enumerate(corpus[prop.domain.name]):
                    token = Token(exercise.name, prop.id, example)
                    if number < EXAMPLES:
                        self._tokens.append(encode(token))
                    if script := script_of(exercise, prop, token):
                        self._words |= words_of(script)

    def damaged(self, chance: Chance) -> str:
        text = chance.choice(self._tokens)
        level = chance.random()
        if level < 0.05:
            return damaged_letters(chance, text)
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if level < 0.1:
            packed = damaged_bytes(chance, packed)
        else:
            body = zlib.decompress(packed)
            if level < 0.25:
                body = damaged_bytes(chance, body)
            else:
                exercise, prop, example = msgspec.msgpack.decode(body)
                if level < 0.3:
                    exercise, prop = strange_value(chance, exercise), strange_value(chance, prop)
                else:
                    example = damaged_values(chance, example)
                body = msgspec.msgpack.encode([exercise, prop, example])
            packed = zlib.compress(body, 1)
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    def read(self, text: str) -> str:
        """Makes of a token what `replay --script` does, but for what comes back of the calls."""
        exercise, prop, token = meaning_of(text)
        script = script_of(exercise, prop, token)
        if script is None:
            return "refused by the property"
        if strange := words_of(script) - self._words:
            raise AssertionError(f"a script has the words {strange}:\n{script}")
        return "scripts"


def script_of(exercise: Exercise, prop: Property, token: Token) -> str | None:
    """A script with the first call, if there is one, and with strange texts around it."""
    call = Trial(Case(prop, StudentFunction(exercise), token.example)).call
    if call is None:
        return None
    return script_text(exercise, exercise.module, prop.title, [DECODE_CALL(call)], TEXTS)


def words_of(script: str) -> set[str]:
    """Statements, names and attributes of a script; names of values without one are all alike."""
    nodes = list(ast.walk(ast.parse(script)))
    statements = {type(node).__name__ for node in nodes if isinstance(node, ast.stmt)}
    attributes = {f".{node.attr}" for node in nodes if isinstance(node, ast.Attribute)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return statements | attributes | {"p" if LETTER.fullmatch(name) else name for name in names}


class ProgressFiles:
    """Progress files, read as `list` and `hint` read them."""

    name = "progress files"
    declared = (msgspec.MsgspecError,)

    def __init__(self, home: Path) -> None:
        self._home = home
        self._number = 0
        (home / PLACE).parent.mkdir()
        (home / "softmax_regression.py").write_text("x = 1\n", encoding="utf-8")
        check = Check("failed", 350, "softmax_regression.py", "0" * 16)
        seen = {"softmax": Seen("softmax-dim0", 1), "sgd": Seen("failed step", 2)}
        states = (State(), State({"softmax": check}), State({"softmax": check, "sgd": check}, seen))
        self._files = [msgspec.json.encode(state) for state in states]

    def damaged(self, chance: Chance) -> bytes:
        data = chance.choice(self._files)
        if chance.random() < 0.3:
            return damaged_bytes(chance, data)
        tree = damaged_values(chance, msgspec.json.decode(data))
        return msgspec.json.encode(tree)

    def read(self, data: bytes) -> str:
        """Makes of a file what `list` and `hint` do; from time to time of one that lies there."""
        self._number += 1
        if self._number % FILES_EVERY == 0:
            (self._home / PLACE).write_bytes(data)
            remembered = Remembered(self._home)
            for check in remembered.checks.values():
                remembered.is_current(check)
            Progress(self._home).next_hint(FUNCTION)
            assert read_state(self._home).hints["softmax"].steps > 0
        state = decode_state(data)
        assert all(type(check) is Check for check in state.checks.values())
        return "states"


def damaged_letters(chance: Chance, text: str) -> str:
    place = chance.randrange(len(text) + 1)
    letters = bytes(chance.choices(LETTERS, k=chance.randint(1, 3))).decode("latin-1")
    kept = chance.choice((text[:place], text[:place] + text[place + len(letters) :], text[place:]))
    return kept[:place] + letters + kept[place:]


def damaged_bytes(chance: Chance, data: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(BYTES)(chance, data)
    return data


def damaged_values(chance: Chance, tree: Any) -> Any:
    """The same with other values in one or two places."""
    for _ in range(chance.choice((1, 1, 2))):
        tree = damaged_value(chance, tree)
    return tree


def damaged_value(chance: Chance, tree: Any) -> Any:
    if not isinstance(tree, list | dict) or not tree or chance.random() < 0.1:
        return strange_value(chance, tree)
    if isinstance(tree, list):
        place = chance.randrange(len(tree))
        if chance.random() < 0.05:
            return tree[:place] if chance.random() < 0.5 else [*tree, tree[place]]
        return [*tree[:place], damaged_value(chance, tree[place]), *tree[place + 1 :]]
    key = chance.choice(list(tree))
    if chance.random() < 0.1:
        others = {name: value for name, value in tree.items() if name != key}
        return others if chance.random() < 0.5 else {**others, chance.choice(TEXTS): tree[key]}
    return {**tree, key: damaged_value(chance, tree[key])}


def strange_value(chance: Chance, value: Any) -> Any:
    """Another value, which is mostly of the same type, and half the time a harmless one."""
    if chance.random() < 0.2:
        return chance.choice(OTHERS)
    mild = chance.random() < 0.6
    if isinstance(value, str):
        return chance.choice(TEXTS)
    if isinstance(value, bytes):
        place = chance.randrange(len(value) // 8 + 1) * 8
        bits = chance.choices(b"\0\1\x3f\x40\x7f\x80\xc0\xff", k=len(value))
        return value[place:] + value[:place] if mild else bytes(bits)
    if isinstance(value, int | float):
        return type(value)(chance.choice(SMALL)) if mild else chance.choice(NUMBERS)
    return chance.choice((*TEXTS, *NUMBERS, *OTHERS))


if __name__ == "__main__":
    main()
