"""A student who edits all functions in any order, by editors that save in their own ways."""

import ast
import random
import re
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.versions import Verdict, read_versions
from autograder.catalogue import EXERCISES

EXERCISE_FILES = Path(__file__).parents[1] / "exercises"
MODULES = tuple(dict.fromkeys(exercise.module for exercise in EXERCISES))
SHOWN = re.compile(
    r"^(?P<symbol>\S) (?P<name>\w+)  .*  (?P<file>\w+\.py)(?:, line (?P<line>\d+))?$",
    re.MULTILINE,
)
"""The line of the function that a screen is about."""


def in_place(path: Path, text: str) -> None:
    """As nano does it, and VS Code: the file is emptied and written again, in pieces."""
    half = len(text) // 2
    with path.open("w", encoding="utf-8") as opened:
        opened.write(text[:half])
        opened.flush()
        opened.write(text[half:])


def by_rename(path: Path, text: str) -> None:
    """As editors that save atomically: another file, then its name."""
    other = path.with_name(f".{path.name}.tmp")
    other.write_text(text, encoding="utf-8")
    other.replace(path)


def with_backup(path: Path, text: str) -> None:
    """As vim: a probe, the old file under another name, the new one written."""
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(f"{path.name}~")
    if path.exists():
        path.rename(backup)
    path.write_text(text, encoding="utf-8")
    backup.unlink(missing_ok=True)


def by_deleting(path: Path, text: str) -> None:
    """As tools that put a new file in the place of one that they have deleted."""
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


WAYS = (in_place, by_rename, with_backup, by_deleting)


@dataclass
class Expected:
    """What has to be on the screen after a save.

    Attributes:
        names: functions, one of which it is about.
        symbols: of these, one stands before the name.
        texts: all of them are there.
        what: the edit, in words.
    """

    what: str
    names: tuple[str, ...] = ()
    symbols: str = ""
    texts: tuple[str, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)

    def wrong_with(self, screen: str) -> str:
        """What is not as it should be; "" if nothing is."""
        for text in self.texts:
            if text not in screen:
                return f"{text!r} is missing"
        if not self.names:
            return ""
        shown = SHOWN.search(screen)
        if shown is None:
            return "no function is shown"
        if shown["name"] not in self.names or shown["symbol"] not in self.symbols:
            return f"it is about {shown[0]!r}"
        if shown["line"] and int(shown["line"]) != self.lines[shown["name"]]:
            return f"{shown['name']} begins in line {self.lines[shown['name']]}"
        return ""


class Student:
    """Edits the modules in a folder at random, the same way for the same seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._random = random.Random(seed)
        self._texts = {name: (EXERCISE_FILES / f"{name}.py").read_text() for name in MODULES}
        self._verdicts = {exercise.name: "stub" for exercise in EXERCISES}
        self._versions = {exercise.name: versions_of(exercise.name) for exercise in EXERCISES}
        self._mend: Callable[[], Expected] | None = None
        folder.mkdir(exist_ok=True)
        for name, text in self._texts.items():
            (folder / f"{name}.py").write_text(text)

    def saves(self, number: int) -> Iterator[Expected]:
        """Makes so many saves; what is expected of the screen comes right after each."""
        order: list[str] = []
        for _ in range(number):
            if self._mend:
                mend, self._mend = self._mend, None
                yield mend()
                continue
            if not order:
                order = self._random.sample(sorted(self._verdicts), len(self._verdicts))
            edits = self._random.choices(
                [self._write, self._write_two, self._leave_open, self._misspell_import,
                 self._delete, self._add], [12, 2, 2, 1, 1, 1],
            )  # fmt: skip
            yield edits[0](order.pop())

    def _write(self, name: str) -> Expected:
        """Another version of a function, and perhaps lines that come or go above it."""
        verdict = self._put(name)
        self._add_or_remove_lines(name)
        self._save(module_of(name))
        return self._expected(f"{name}: {verdict}", [name])

    def _write_two(self, name: str) -> Expected:
        others = [e.name for e in EXERCISES if e.module == module_of(name) and e.name != name]
        both = [name, self._random.choice(others)]
        what = [f"{each}: {self._put(each)}" for each in both]
        self._save(module_of(name))
        return self._expected(", ".join(what), both)

    def _leave_open(self, name: str) -> Expected:
        """A bracket that is not closed; then the same text again, or another version."""
        module = module_of(name)
        before = self._texts[module]
        self._replace(name, self._text_of(name) + "\n    print((\n")
        self._save(module)

        def mend() -> Expected:
            self._texts[module] = before
            if self._random.random() < 0.5:
                self._put(name)
            self._save(module)
            return self._expected(f"{name} parses again", [name])

        self._mend = mend
        return Expected(f"{name} does not parse", texts=("SyntaxError", "print(("))

    def _misspell_import(self, name: str) -> Expected:
        """A module that stops running, and runs again with an edited function."""
        module = module_of(name)
        before = self._texts[module]
        self._texts[module] = before.replace("import torch\n", "import torhc\n", 1)
        self._save(module)

        def mend() -> Expected:
            self._texts[module] = before
            verdict = self._put(name)
            self._save(module)
            return self._expected(f"{module} runs again, {name}: {verdict}", [name])

        self._mend = mend
        names = tuple(e.name for e in EXERCISES if e.module == module)
        return self._in_file(f"{module} stops", names, "!", "No module named 'torhc'")

    def _delete(self, name: str) -> Expected:
        """A file that goes and comes back with an edited function."""
        module = module_of(name)
        (self._folder / f"{module}.py").unlink()

        def mend() -> Expected:
            self._save(module)
            names = tuple(e.name for e in EXERCISES if e.module == module)
            return self._in_file(f"{module} is back", names, "✓✗·⏱!", f"{module}.py is new.")

        self._mend = mend
        names = tuple(e.name for e in EXERCISES if e.module == module)
        return Expected(f"{module} is gone", names, "?", (f"{module}.py is gone.",))

    def _add(self, _name: str) -> Expected:
        """A file of the student's own that comes and goes."""
        path = self._folder / "scratch.py"
        self._random.choice(WAYS)(path, f"print({self._random.random()})\n")

        def mend() -> Expected:
            path.unlink()
            return Expected("scratch.py is gone", texts=("scratch.py is gone.",))

        self._mend = mend
        return Expected("scratch.py is new", texts=("scratch.py is new.",))

    def _put(self, name: str) -> str:
        """Writes another version; gives its verdict, which is another one than before."""
        others = [
            verdict for verdict in ("right", "wrong", "stub") if verdict != self._verdicts[name]
        ]
        verdict = self._random.choices(others, [1 if v == "stub" else 4 for v in others])[0]
        self._verdicts[name] = verdict
        self._replace(name, self._random.choice(self._versions[name][verdict]))
        return verdict

    def _expected(self, what: str, names: list[str]) -> Expected:
        """Of several functions, the first that is not right is shown."""
        ordered = [e.name for e in EXERCISES if e.name in names]
        failing = [name for name in ordered if self._verdicts[name] != "right"]
        (name,) = (failing or ordered)[:1]
        symbols = {"right": "✓", "wrong": "✗⏱!", "stub": "·"}[self._verdicts[name]]
        if not failing:  # which of them is shown is left open
            return self._in_file(what, tuple(ordered), symbols)
        return self._in_file(what, (name,), symbols)

    def _in_file(self, what: str, names: tuple[str, ...], symbols: str, *texts: str) -> Expected:
        lines = {name: self._span(name)[0] for name in names}
        lines |= {name: first_of_error(self._texts[module_of(name)], lines[name]) for name in names}
        return Expected(what, names, symbols, texts, lines)

    def _add_or_remove_lines(self, name: str) -> None:
        """Lines between the functions: some come, and those of before go now and then."""
        module = module_of(name)
        if self._random.random() < 0.3:
            self._texts[module] = re.sub(r"# note \d+\n\n*", "", self._texts[module])
        note = f"# note {self._random.randrange(1000)}\n" + "\n" * self._random.randrange(4)
        first = self._random.choice([e.name for e in EXERCISES if e.module == module])
        at = self._span(first)[0] - 1
        lines = self._texts[module].splitlines(keepends=True)
        self._texts[module] = "".join([*lines[:at], note, *lines[at:]])

    def _span(self, name: str) -> tuple[int, int]:
        """The first line of a function, counted from 1, and its last one."""
        for node in ast.parse(self._texts[module_of(name)]).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return node.lineno, node.end_lineno or node.lineno
        raise AssertionError(name)

    def _text_of(self, name: str) -> str:
        first, last = self._span(name)
        return "\n".join(self._texts[module_of(name)].splitlines()[first - 1 : last])

    def _replace(self, name: str, text: str) -> None:
        first, last = self._span(name)
        lines = self._texts[module_of(name)].splitlines()
        lines[first - 1 : last] = text.rstrip("\n").splitlines()
        self._texts[module_of(name)] = "\n".join([*lines, ""])

    def _save(self, module: str) -> None:
        self._random.choice(WAYS)(self._folder / f"{module}.py", self._texts[module])


def first_of_error(text: str, line: int) -> int:
    """Where a function is said to be: in a module that stops, at the line that stops it."""
    lines = text.splitlines()
    return lines.index("import torhc") + 1 if "import torhc" in lines else line


def module_of(name: str) -> str:
    return next(exercise.module for exercise in EXERCISES if exercise.name == name)


def versions_of(name: str) -> dict[str, list[str]]:
    """Functions by what becomes of them; only what stands by itself is taken."""
    stub = EXERCISE_FILES / f"{module_of(name)}.py"
    return {
        "right": alone(name, "right")[:1],
        "wrong": alone(name, "wrong"),
        "stub": [function_in(stub.read_text(), name)],
    }


def alone(name: str, verdict: Verdict) -> list[str]:
    """The versions of a function, with what stands beside it put inside."""
    found = []
    for version in read_versions(name):
        if version.verdict == verdict:
            source = version.source.decode()
            beside = [n for n in ast.parse(source).body if getattr(n, "name", "") != name]
            head, _, body = function_in(source, name).partition(":\n")
            inside = textwrap.indent("".join(f"{ast.unparse(n)}\n" for n in beside), "    ")
            found.append(f"{head}:\n{inside}{body}")
    return found


def function_in(source: str, name: str) -> str:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            lines = source.splitlines()
            return "\n".join(lines[node.lineno - 1 : node.end_lineno])
    raise AssertionError(name)


def await_screen(visible: Callable[[], str], expected: Expected, patience: float) -> float:
    """Waits until a screen is as it should be and stays so; gives the seconds that it took.

    Raises:
        AssertionError: it never was.
    """
    started = time.monotonic()
    while wrong := expected.wrong_with(screen := visible()):
        if time.monotonic() > started + patience:
            raise AssertionError(f"after {expected.what}: {wrong}. The screen:\n{screen}")
        time.sleep(0.002)
    return time.monotonic() - started
