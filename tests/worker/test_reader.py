"""What a file defines: of a module its names, of a notebook the code to run as well."""

import ast
import json
import os
import signal
import traceback
import warnings
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapes import notebook_of

from autograder.intake.program import code_text
from autograder.time_budget import TimeBudget
from autograder.worker import client, parsing
from autograder.worker import reader as worker_reader
from autograder.worker.client import Zygote
from autograder.worker.protocol import (
    MAX_ANSWER_BYTES,
    MAX_CODE_BYTES,
    Again,
    File,
    Kind,
    Reading,
    frame,
)
from autograder.worker.reader import MAX_ERRORS, TOO_DEEP, TOO_MANY, Files, read

SOFTMAX = "import torch\ndef softmax(X):\n    return helper(X)\n"
HELPER = "def helper(X):\n    return torch.exp(X)\n"


def module(source: str | bytes, *wanted: str) -> Reading:
    return read(File(False, source.encode() if isinstance(source, str) else source, wanted))


def notebook(*cells: str, wanted: tuple[str, ...] = ("softmax",)) -> Reading:
    reading = read(File(True, notebook_of(*cells), wanted))
    assert not reading.unreadable
    return reading


def code(*cells: str, wanted: tuple[str, ...] = ("softmax",)) -> list[str]:
    """The lines that are run of a notebook, without blanks and the first two."""
    lines = notebook(*cells, wanted=wanted).code.decode().split("\n")
    assert lines[0] == "# coding: utf-8"
    return [line for line in lines[1:] if line.strip(" 0")]


class TestModules:
    def test_definitions_are_told_with_line_uses_and_needs(self):
        reading = module(SOFTMAX + HELPER + "x = 1\n")
        told = {d.name: (d.line, [u.name for u in d.uses], d.needs) for d in reading.definitions}
        assert told == {
            "torch": (1, ["torch"], ()),
            "softmax": (2, [], ("helper",)),
            "helper": (4, ["torch.exp"], ()),
            "x": (6, [], ()),
        }

    def test_wanted_definitions_come_first(self):
        names = [d.name for d in module(HELPER + SOFTMAX, "softmax").definitions]
        assert names == ["softmax", "helper", "torch"]

    def test_a_syntax_error_is_told_with_line_and_text(self):
        (error,) = module("x = 1\ndef f(X)\n    return X\n").errors
        assert (error.type, error.line, error.code) == ("SyntaxError", 2, "def f(X)")
        assert "expected ':'" in error.message

    @pytest.mark.parametrize(
        "line",
        [
            "return e / e.sum(1, keepdim=True",
            "return X +",
            "y = 3 X",
            "return X.sum(0) = 3",
            "if X.sum() = 3:",
            "return 'X",
        ],
    )
    def test_a_syntax_error_points_at_what_python_points_at(self, line):
        text = f"def f(X):\n    if X:\n        {line}\n"
        (error,) = module(text).errors
        with pytest.raises(SyntaxError) as raised:
            ast.parse(text)
        said = traceback.format_exception_only(raised.value)
        of_python = [line.rstrip() for line in said[1:-1]]
        assert code_text(error).split("\n")[1:] == of_python

    def test_it_is_pointed_at_in_columns_of_a_terminal(self):
        (error,) = module("名 = '和' X\n").errors
        code, caret = code_text(error).split("\n")[1:]
        before = code[: code.index(error.code[error.column - 1 :])]
        indent = len(caret) - len(caret.lstrip())
        assert indent == len(before) + sum(not character.isascii() for character in before)

    def test_wrong_indentation_is_told_by_its_name(self):
        (error,) = module("def f(X):\nreturn X\n").errors
        assert (error.type, error.line) == ("IndentationError", 2)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ("x = 1".encode("utf-16"), "it is saved as UTF-16; save it as UTF-8"),
            ("x = 1".encode("utf-32"), "it is saved as UTF-32; save it as UTF-8"),
            (b"x = 1\n\0", "line 2 holds null bytes, which are no text"),
            (b"# a\n# \xe9\n", "line 2 is not UTF-8 (byte 0xe9); save it as UTF-8"),
            (notebook_of("x = 1"), "it holds a notebook; name it .ipynb"),
        ],
    )
    def test_what_is_no_python_text_is_told_in_plain_words(self, data, reason):
        assert module(data).unreadable == reason

    @pytest.mark.parametrize(
        "data",
        [
            b"# coding: latin-1\ndef f(): return '\xe9'\n",
            "# -*- coding: gbk -*-\ndef f(): return '模型'\n".encode("gbk"),
            b"\xef\xbb\xbfdef f():\r\n\treturn 1\r\n",
            b"def f():\r\treturn 1\r",
        ],
    )
    def test_declared_encodings_marks_tabs_and_line_ends_of_all_kinds_are_read(self, data):
        assert [d.name for d in module(data).definitions] == ["f"]

    def test_an_unknown_encoding_is_an_error_of_syntax(self):
        (error,) = module(b"# coding: klingon\nx = '\xe9'\n").errors
        assert "klingon" in error.message

    def test_characters_that_turn_the_text_are_suspicious(self):
        (found,) = module("x = 1\n# \u202e\n").suspicious
        assert (found.line, "direction" in found.name) == (2, True)


class TestNotebooks:
    def test_definitions_are_kept_and_work_is_not(self):
        lines = code(
            "# Softmax",
            "import torch\nimport seaborn as sns\nlr = 0.1",
            "def softmax(X):\n    return helper(X) * scale\nprint(softmax(1))",
            "scale = base * 2\nlosses = train()",
            "base = 1",
            "for epoch in range(10):\n    train()",
            HELPER,
        )
        assert lines == [
            "import torch",
            "def softmax(X):",
            "    return helper(X) * scale",
            "scale = base * 2",
            "base = 1",
            "def helper(X):",
            "    return torch.exp(X)",
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "import os; import sys; import numpy as np",
            "a = 1; bb = 22; ccc = 333",
            "print('one'); print('two')",
            "x = [\n    1,\n]; y = [\n    2,\n]; z = 3",
            "x = 1; y = \\\n    2",
        ],
    )
    def test_several_statements_on_a_line_are_all_left_out(self, line):
        kept = "def softmax(X): return X"
        assert [text for text in code(f"{line}\n{kept}") if text.strip(" 0;")] == [kept]
        module = "\n".join(code(f"{line}\n{kept}"))
        compile(module, "m", "exec")

    def test_what_is_needed_of_a_line_is_kept_and_the_rest_is_not(self):
        names: dict[str, object] = {}
        exec("\n".join(code("a = 1; bb = 2; c = 1 / 0\ndef softmax(X): return bb")), names)
        assert names["softmax"](0) == 2
        assert "a" not in names

    @pytest.mark.parametrize(
        "needed",
        [
            "def softmax(X, scale=base): pass",
            "def softmax(X: base): pass",
            "def softmax(X) -> base: pass",
            "@base\ndef softmax(X): pass",
            "class C(base): pass\ndef softmax(X): C()",
            "softmax = lambda X: base",
            "def softmax(X):\n    def inner(): return [base for _ in X]\n    return inner",
            "def softmax(X): return f'{base}'",
            "def softmax(X):\n    global base\n    base = base + 1",
        ],
    )
    def test_what_a_function_needs_is_kept_wherever_it_is_named(self, needed):
        assert "base = 1" in code("base = 1", needed)

    def test_a_name_of_the_functions_own_needs_nothing(self):
        assert "X = load()" not in code("X = load()", "def softmax(X): return X")

    def test_blocks_are_kept_if_they_define_and_do_no_work(self):
        kept = "if True:\n    base = 1\nelse:\n    base = 2"
        work = "with x:\n    for base in y: train()"
        lines = code(kept, work, "def softmax(X): return base")
        assert lines[:4] == kept.split("\n")
        assert not any("train" in line for line in lines)

    def test_without_a_wanted_function_all_functions_are_kept(self):
        assert "def helper(X):" in code("import torch", HELPER, "train()", wanted=("softmax",))

    def test_imports_of_everything_and_of_the_future_are_kept(self):
        lines = code(
            "x = 1", "from math import *", "from __future__ import annotations",
            "def softmax(X: Later): return exp(X)",
        )  # fmt: skip
        assert lines[0] == "from __future__ import annotations"
        assert "from math import *" in lines

    @pytest.mark.parametrize(
        "cell",
        [
            "%matplotlib inline\nbase = 1",
            "%%time\nbase = 1",
            "\n%%capture out\nbase = 1",
            "!pip install 'd2l\nbase = 1",
            "!pip install \\\n  d2l==1.0\nbase = 1",
            "files = !ls\nbase = 1",
            "t = %timeit -o f()\nbase = 1",
            "torch.exp?\nbase = 1",
            "??torch\nbase = 1",
            "if True:\n    %time x()\nbase = 1",
            "base = 1\n%timeit base",
        ],
    )
    def test_magics_are_left_out_and_the_rest_of_the_cell_is_not(self, cell):
        assert "base = 1" in code(cell, "def softmax(X): return base")

    @pytest.mark.parametrize("magic", ["bash", "html", "writefile m.py", "javascript", "latex"])
    def test_a_cell_in_another_language_is_left_out(self, magic):
        reading = notebook(f"%%{magic}\nbase = 1", "def softmax(X): return base")
        assert "base = 1" not in reading.code.decode()
        assert reading.errors == ()

    def test_what_looks_like_a_magic_within_an_expression_is_none(self):
        cell = "def softmax(X):\n    return (X\n        %mod)"
        assert code("mod = 2", cell)[-1] == "        %mod)"

    def test_every_line_keeps_its_number_within_its_cell(self):
        reading = notebook(
            "# Title", "import torch\n\n\n@torch.jit.ignore\ndef other(): pass\n",
            "train()\ntrain(\n  1)\n\ndef softmax(X):\n    return torch.exp(X)",
        )  # fmt: skip
        lines = reading.code.decode().split("\n")
        (first, two), (second, three) = reading.cells
        assert (two, three) == (2, 3)
        assert lines[first - 1] == "import torch"
        assert lines[second - 1 + 4] == "def softmax(X):"

    @pytest.mark.parametrize(
        "cell",
        [
            "x = 1; train()",
            "train(); x = 1",
            "train(\n); x = 1; train(\n)",
            "é = '模型'; x = 1; train()",
            "x = 1; '''a\nb'''; train()",
        ],
    )
    def test_of_several_statements_on_a_line_only_those_needed_are_kept(self, cell):
        reading = notebook(cell, "def softmax(X): return x")
        names = {n.id for n in ast.walk(ast.parse(reading.code)) if isinstance(n, ast.Name)}
        assert names == {"x"}

    @pytest.mark.parametrize(
        ("broken", "line"),
        [
            ("x = 1\ny = (", 2),
            ("def f(X)\n    return X", 1),
            ("y = '\0'", 0),
            ("for i in x:\n  a()\n b()", 3),
        ],
    )
    def test_a_cell_with_an_error_of_syntax_costs_that_cell_only(self, broken, line):
        reading = notebook("import torch", broken, SOFTMAX)
        (error,) = reading.errors
        assert (error.cell, error.line) == (2, line)
        assert b"def softmax" in reading.code

    @pytest.mark.parametrize(
        ("broken", "line"),
        [
            ("base = 1\ndef g():\n    return base\nclass D: return 1", 4),
            ("if True:\n    base = 1\n    return base", 3),
            ("def base(X, X): pass", 1),
            ("base = [await x for x in y]", 1),
        ],
    )
    def test_so_does_one_that_only_the_compiler_refuses(self, broken, line):
        needs = "def softmax(X): return base, D"
        reading = notebook("import torch", broken, needs)
        (error,) = reading.errors
        assert (error.cell, error.line) == (2, line)
        assert b"def softmax" in reading.code

    def test_uses_are_told_by_cell_and_line(self):
        reading = notebook("import torch as t", "\ndef softmax(X):\n    return t.softmax(X)")
        (use,) = reading.definitions[0].uses
        assert (use.name, use.cell, use.line) == ("torch.softmax", 2, 3)

    def test_format_3_and_sources_in_lines_are_read(self):
        old = {"nbformat": 3, "worksheets": [{"cells": [
            {"cell_type": "heading", "source": "Title"},
            {"cell_type": "code", "language": "python", "input": ["import torch\n", "x = 1"]},
            {"cell_type": "code", "input": SOFTMAX + HELPER},
        ]}]}  # fmt: skip
        reading = read(File(True, json.dumps(old).encode(), ("softmax",)))
        assert {d.name for d in reading.definitions} == {"softmax", "helper", "torch"}
        assert [cell for _, cell in reading.cells] == [2, 3]

    def test_a_comment_in_a_cell_declares_no_encoding(self):
        reading = notebook("# coding: utf-7\nx = '+AGE-'", "def softmax(X): return x")
        namespace: dict[str, object] = {}
        exec(compile(reading.code, "n", "exec"), namespace)
        assert namespace["x"] == "+AGE-"

    @pytest.mark.parametrize(
        "data",
        [
            b"", b"x = 1", b"[]", b"null", b'"text"', b"{}", b'{"cells": {}}',
            b'{"worksheets": []', b"\xff\xfe{}", b'{"cells": ' + b"1" * 5000 + b"}",
        ],
    )  # fmt: skip
    def test_what_is_no_notebook_says_so(self, data):
        assert "it is not a notebook" in read(File(True, data, ())).unreadable

    @pytest.mark.parametrize(
        "cells",
        [
            [None, 3, "text", [], {}],
            [{"cell_type": "code"}],
            [{"cell_type": "code", "source": {"a": 1}}],
            [{"cell_type": "code", "source": [1, None, "x = 1\n", ["y"]]}],
            [{"cell_type": "code", "source": "x = '\ud800'"}],
            [{"cell_type": ["code"], "source": "x"}],
        ],
    )
    def test_strange_cells_harm_nobody(self, cells):
        data = notebook_of(cells=[*cells, {"cell_type": "code", "source": SOFTMAX}])
        assert b"def softmax" in read(File(True, data, ("softmax",))).code

    def test_too_much_code_is_not_run(self):
        data = notebook_of("x = '" + "a" * MAX_CODE_BYTES + "'", "def softmax(X): return x")
        assert "bytes of code" in read(File(True, data, ("softmax",))).unreadable


class TestOnce:
    """A file is parsed once, and each of its statements compiled at most once."""

    BROKEN = tuple(f"def h{n}(X): return X\nclass C{n}:\n    return {n}\n" for n in range(40))
    NEEDED = ", ".join(f"h{n}, C{n}" for n in range(40))

    @pytest.fixture
    def compiled(self, monkeypatch) -> list[str]:
        """The code that was compiled, and the text that was parsed."""
        given = []

        def spy(code, *arguments, **options):
            given.append(code)
            return compile(code, *arguments, **options)

        def parse(code):
            given.append(code)
            return compile(code, "m", "exec", ast.PyCF_ONLY_AST)

        monkeypatch.setattr(worker_reader, "compile", spy, raising=False)
        monkeypatch.setattr(ast, "parse", parse)
        return given

    def test_cells_that_only_the_compiler_refuses_cost_themselves_only(self, compiled):
        function = f"def softmax(X): return {self.NEEDED}\n"
        reading = notebook("import torch", *self.BROKEN, function)
        assert [error.cell for error in reading.errors] == list(range(2, 42))
        size = sum(map(len, (*self.BROKEN, function)))
        assert sum(map(len, compiled)) < 4 * size

    def test_another_choice_compiles_nothing_anew_but_what_was_not_needed(self, compiled):
        data = notebook_of(*self.BROKEN, SOFTMAX, HELPER, "def accuracy(a, b): return h0")
        files = Files()
        files.read(7, File(True, data, ("softmax",)))
        compiled.clear()
        assert files.read_again(Again(7, ("softmax",))) == read(File(True, data, ("softmax",)))
        files.read_again(Again(7, ("accuracy",)))
        del compiled[:]
        for wanted in (("softmax",), ("accuracy",), ("softmax", "accuracy")):
            files.read_again(Again(7, wanted))
        assert not compiled

    @pytest.mark.parametrize(
        "cells",
        [
            [SOFTMAX, HELPER, "def accuracy(a, b): return other\nother = 1"],
            ["def softmax(X): return base", "base = 1\nreturn base", "base = 2", "class C: return"],
            [*BROKEN[:3], "def softmax(X): return h0, C1", "def accuracy(a, b): return h2"],
            ["x = (", "def softmax(X): return x", "from __future__ import annotations"],
            ["def accuracy(a, b): return softmax", "if x:\n    return 1\ndef softmax(X): 0"],
        ],
    )
    def test_what_is_chosen_is_what_would_be_read_for_these_functions_alone(self, cells):
        data = notebook_of(*cells)
        files = Files()
        files.read(1, File(True, data, ("softmax", "accuracy")))
        for wanted in (("softmax",), ("accuracy",), ("nothing",), (), ("accuracy", "softmax")):
            assert files.read_again(Again(1, wanted)) == read(File(True, data, wanted))

    def test_of_a_module_the_same_is_told_again(self):
        files = Files()
        first = files.read(1, File(False, SOFTMAX.encode(), ("softmax",)))
        assert files.read_again(Again(1, ("helper",))) is first

    def test_of_many_broken_cells_some_are_told(self):
        reading = notebook(*["x = ("] * 300, "def softmax(X): return X")
        assert [error.cell for error in reading.errors] == list(range(1, MAX_ERRORS + 1))

    def test_an_import_of_the_future_counts_wherever_it_stands(self):
        reading = notebook("x = 1", "from __future__ import annotations\ndef softmax(X: Later):\n"
                           "    return annotations, x")  # fmt: skip
        assert not reading.errors
        exec(compile(reading.code, "m", "exec", dont_inherit=True), {})


BOMBS = {
    "brackets": "(" * 100_000,
    "closed brackets": "(" * 300 + ")" * 300,
    "attributes": "a" + ".b" * 100_000,
    "sums": "1" + "+1" * 100_000,
    "signs": "-" * 100_000 + "1",
    "negations": "not " * 100_000 + "x",
    "lambdas": "lambda: " * 10_000 + "1",
    "blocks": "\n".join(" " * n + "if x:" for n in range(150)),
    "nested text": "f'" + "{f'" * 200,
    "powers": "x" + "**x" * 100_000,
    "subscripts": "x" + "[0]" * 100_000,
    "calls": "x" + "()" * 100_000,
    "names": ";".join(f"a{n}" for n in range(20_000)),
    "definitions": "\n".join(f"def f{n}(): pass" for n in range(20_000)),
    "long names": "\n".join(f"x{n:03}{'é' * 400} = 1" for n in range(900)),
    "a huge number": "9" * 500_000,
    "functions in functions": "\n".join(" " * n + f"def f{n}():" for n in range(99)),
    "a name that can't be written": "def f(X): return getattr(X, '\\ud800')",
    "comprehensions": "[" * 90 + "x" + " for x in y]" * 90,
}


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_answered_within_bounds(reader, source):
    """A cell takes it as a module does; in either, what is told fits into an answer."""
    files = [File(False, source.encode(), ("f",)), File(True, notebook_of(source, SOFTMAX), ("f",))]
    for reading in reader.read(files):
        assert "parser" not in reading.unreadable
        assert len(msgspec.msgpack.encode(reading)) < MAX_ANSWER_BYTES


@pytest.fixture
def reader(zygote: Zygote):
    """The reader, for another submission than that of the test before."""
    zygote.reader.forget()
    return zygote.reader


def test_too_deep_and_too_many_are_told_in_words(reader):
    deep, many = reader.read([
        File(False, BOMBS["attributes"].encode(), ()),
        File(False, BOMBS["definitions"].encode(), ()),
    ])  # fmt: skip
    assert deep.unreadable == TOO_DEEP
    assert many.unreadable == TOO_MANY


class TestProcess:
    PLAIN = File(False, SOFTMAX.encode(), ("softmax",))

    def test_the_same_process_reads_one_submission_after_the_other(self, reader):
        first, second = reader.read([self.PLAIN, self.PLAIN])
        process = reader._worker._process
        assert reader.read([self.PLAIN]) == [first] == [second] == [read(self.PLAIN)]
        assert reader._worker._process == process

    def test_no_code_is_run(self, reader):
        reader.read([File(False, b"import os; os._exit(1)", ())])
        assert not reader.read([self.PLAIN])[0].unreadable

    def test_a_file_that_ends_the_process_costs_itself_only(self, reader):
        reader.read([self.PLAIN])
        os.kill(reader._worker._process, signal.SIGSEGV)
        lost, second = reader.read([self.PLAIN, self.PLAIN])
        assert lost.unreadable.startswith("the parser ended the process")
        assert second == read(self.PLAIN)

    def test_a_process_that_anybody_may_have_killed_costs_nothing(self, reader):
        reader.read([self.PLAIN])
        os.kill(reader._worker._process, signal.SIGKILL)
        assert reader.read([self.PLAIN]) == [read(self.PLAIN)]

    def test_so_does_one_that_is_never_done(self, reader, monkeypatch):
        reader.read([self.PLAIN])
        monkeypatch.setattr(client, "READ_SECONDS", 0.2)
        os.kill(reader._worker._process, signal.SIGSTOP)
        lost, second = reader.read([self.PLAIN, self.PLAIN])
        assert lost.unreadable == "the parser gave no answer within 0.2 s"
        assert second == read(self.PLAIN)

    def test_after_the_second_such_file_the_rest_of_the_submission_is_not_read(
        self, reader, monkeypatch
    ):
        monkeypatch.setattr(client, "READ_SECONDS", 0.0)
        slow = File(False, b"x = 1\n" * 9000, ())
        readings = reader.read([slow] * 4)
        assert [r.unreadable for r in readings[2:]] == ["2 files broke the parser already"] * 2

    def test_a_process_that_has_grown_is_replaced(self, reader, monkeypatch):
        reader.read([self.PLAIN])
        monkeypatch.setattr(parsing, "READER_GROWTH_BYTES", -1)
        assert not reader.read([self.PLAIN])[0].unreadable
        reader.forget()
        assert reader._worker is None
        monkeypatch.undo()
        assert not reader.read([self.PLAIN])[0].unreadable


SLOW = (
    "def slow():\n"
    + "".join(f"{' ' * n}try: pass\n{' ' * n}finally:\n" for n in range(1, 18))
    + f"{' ' * 18}x = 1\n"
)
"""Each block is compiled twice, and so are those within: a second and more for 18 lines."""


class TestTime:
    """A file has a limit of its own, and so have all files of a submission."""

    def slow(self, number: int) -> File:
        return File(True, notebook_of(SLOW, f"x = {number}"), ())

    def test_files_that_are_slow_together_are_not_all_read(self, reader):
        budget = TimeBudget(1.0)
        readings = reader.read([TestProcess.PLAIN, *map(self.slow, range(12))], budget)
        assert readings[0] == read(TestProcess.PLAIN)
        assert readings[-1].unreadable == "the 1 s for reading the submission were used up"
        assert reader.unsteady
        assert reader.losses == 0
        reader.forget()
        assert not reader.unsteady
        assert reader.read([TestProcess.PLAIN]) == [read(TestProcess.PLAIN)]

    def test_without_any_time_nothing_is_asked(self, reader):
        (reading,) = reader.read([TestProcess.PLAIN], TimeBudget(0))
        assert reading.unreadable == "the 0 s for reading the submission were used up"

    def test_a_file_that_takes_too_long_is_not_tried_again(self, reader, monkeypatch):
        monkeypatch.setattr(client, "READ_SECONDS", 0.2)
        (lost,) = reader.read([self.slow(1)])
        assert lost.unreadable == "the parser gave no answer within 0.2 s"
        monkeypatch.setattr(Zygote, "fork", None)
        again = File(True, self.slow(1).data, ("softmax",))
        assert reader.read([again]) == [lost]
        assert reader.unsteady

    def test_what_was_read_is_asked_for_again_and_not_sent_again(self, reader, monkeypatch):
        sent = []
        monkeypatch.setattr(
            client, "frame", lambda kind, *rest: sent.append(kind) or frame(kind, *rest)
        )
        data = notebook_of(SOFTMAX, HELPER)
        files = [File(True, data, ("softmax",)), TestProcess.PLAIN]
        reader.read(files)
        (chosen,) = reader.read([File(True, data, ("helper",))])
        assert chosen == read(File(True, data, ("helper",)))
        sent = [kind for kind in sent if kind is not Kind.FORGET]
        assert sent == [Kind.READ, Kind.READ, Kind.READ_AGAIN]

    @pytest.mark.parametrize("line", [" " * 500_000 + "x", "x ," * 99_999, " " * 99_999 + "x ?"])
    def test_a_long_line_is_seen_to_be_no_magic(self, reader, line):
        """It took a time that grew with the square of its length, and longer than a file has."""
        (reading,) = reader.read([File(True, notebook_of(line, SOFTMAX), ("softmax",))])
        assert not reading.unreadable

    def test_it_is_sent_again_to_a_process_that_has_not_read_it(self, reader):
        file = File(True, notebook_of(SOFTMAX, HELPER), ("softmax",))
        first = reader.read([file])
        os.kill(reader._worker._process, signal.SIGKILL)
        assert reader.read([file]) == first


def test_names_of_all_files_have_a_limit(reader):
    many = [
        File(False, "\n".join(f"a{n} = exec" for n in range(4900 // 2 + place)).encode(), ())
        for place in range(9)
    ]
    *readings, small = reader.read([*many, TestProcess.PLAIN])
    told = [reading.unreadable for reading in readings]
    assert told == [""] * told.count("") + [
        f"with it, the submission has more than {parsing.MAX_NAMES} names"
    ] * (9 - told.count(""))
    assert 3 < told.count("") < 9
    assert small == read(TestProcess.PLAIN)


SOLUTION = (Path(__file__).parents[2] / "solutions" / "softmax_regression.py").read_bytes()
PIECES = st.sampled_from([
    b"(", b")", b"[", b"\n", b"\n    ", b"\\", b"'", b'"""', b":", b"\0", b"\xff", b"\xef\xbb\xbf",
    b"import torch as t\n", b"lambda x: ", b"f'{", b"async ", b"global X\n", b"*", b" := ", b"{",
    b"class C:\n", b"match X:\n", b"# coding: utf-7\n", b"%time ", b"!ls\n", b"getattr(t, 'a')",
    b'"', b"\\u0000", b"null", b"cells", b'"code"',
])  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """A file with pieces put in, taken out and repeated."""
    data = original
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 60)))
        piece = draw(PIECES | st.binary(max_size=8)) * draw(st.sampled_from([0, 1, 1, 2, 40]))
        data = data[:start] + piece + data[end:]
    return data


HOSTILE = (
    st.builds(File, st.booleans(), st.binary(max_size=300), st.just(("softmax",)))
    | st.builds(File, st.just(False), mutated(SOLUTION), st.just(("softmax",)))
    | st.builds(File, st.just(True), mutated(notebook_of(SOFTMAX, HELPER, "%time x")), st.just(()))
    | st.builds(
        File,
        st.just(True),
        mutated(SOLUTION).map(lambda cell: notebook_of(cell.decode("latin-1"), SOFTMAX)),
        st.just(("softmax",)),
    )
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(HOSTILE, min_size=1, max_size=4))
def test_no_file_takes_the_reader_down(reader, files):
    readings = reader.read(files)
    assert not [r for r in readings if "parser" in r.unreadable]
    for file, reading in zip(files, readings, strict=True):
        if file.notebook and not reading.unreadable:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a "\\d", which is no error of syntax
                compile(reading.code, "joined", "exec", dont_inherit=True)
