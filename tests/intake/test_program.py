"""From files to a record: which file counts for a function, and what the record says of it."""

import json

import pytest
from shapes import notebook_of

from autograder.intake.problem import Problem
from autograder.intake.program import MAX_NOTES, Program, read_program
from autograder.intake.submission import Submission
from autograder.records import encode_result
from autograder.worker import client
from autograder.worker.protocol import Kind, Reading, frame

SOFTMAX = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
WRONG = "def softmax(X):\n    return X\n"
STUB = "def softmax(X):\n    raise NotImplementedError\n"
ACCURACY = "def accuracy(y_hat, y):\n    return (y_hat.argmax(1) == y).float().mean().item()\n"
HOME = "softmax_regression"


@pytest.fixture
def softmax(grade):
    """Grades softmax alone."""

    def grade_softmax(files):
        (function,) = grade(files, "softmax").functions
        return function

    return grade_softmax


class TestNotebooks:
    @pytest.mark.parametrize(
        "source",
        [
            SOFTMAX,
            WRONG,
            "import torch\n" + SOFTMAX.replace("X.exp()", "torch.exp(X.sin)"),
            "print('hello')\ndef softmax(X):\n    print(X)\n    return [X]\n",
            STUB,
            "def softmax(): return 1\n",
            "def softmax(X): return nothing\nfrom math import nothing\n",
            "def sotfmax(X): return X\n",
        ],
    )
    def test_a_notebook_and_a_module_get_the_same_record_but_for_names_and_places(
        self, grade, source
    ):
        by_module = grade({f"{HOME}.py": source})
        by_notebook = grade({f"{HOME}.ipynb": notebook_of(source)})
        text = encode_result(by_notebook).decode()
        text = text.replace(f"{HOME}.ipynb", f"{HOME}.py").replace("cell 1, line", "line")
        text = text.replace('"cell": 1', '"cell": 0')
        if source.startswith("print"):  # only a module prints while it is run
            assert "hello" not in text
        assert json.loads(text) == json.loads(encode_result(by_module))

    def test_work_between_the_definitions_is_not_done(self, softmax):
        cells = [
            "%matplotlib inline\nimport os, torch",
            "os._exit(1)",
            SOFTMAX + "while True: pass",
            "raise SystemExit",
            "for epoch in range(10**9):\n    softmax(torch.ones(2, 2))",
        ]
        function = softmax({f"{HOME}.ipynb": notebook_of(*cells)})
        assert (function.status, function.message, function.file) == ("passed", "", f"{HOME}.ipynb")

    def test_an_import_that_the_function_does_not_need_may_fail(self, softmax):
        cells = ["import seaborn as sns\nfrom google.colab import drive", SOFTMAX]
        assert softmax({f"{HOME}.ipynb": notebook_of(*cells)}).status == "passed"

    def test_an_exception_is_shown_with_cell_and_line(self, softmax):
        cells = ["# Title", "import torch", "x = 1\ndef softmax(X):\n    y = 2\n    return X + z"]
        example = softmax({f"{HOME}.ipynb": notebook_of(*cells)}).properties[0].counterexample
        assert example.message == (
            f"The call raised NameError in cell 3, line 4 of {HOME}.ipynb: return X + z"
        )

    def test_so_is_one_while_the_cells_are_run(self, softmax):
        cells = ["import torch\n\nbase = torch.nothing", "def softmax(X): return base"]
        function = softmax({f"{HOME}.ipynb": notebook_of(*cells)})
        assert (function.status, function.file) == ("import_error", f"{HOME}.ipynb")
        assert f"{HOME}.ipynb stopped in cell 1, line 3: AttributeError" in function.message

    def test_so_is_the_stub(self, softmax):
        function = softmax({f"{HOME}.ipynb": notebook_of("# Title", STUB)})
        assert function.status == "not_attempted"
        assert "cell 2, line 2 raises NotImplementedError" in function.message

    def test_the_first_line_of_a_cell_belongs_to_that_cell(self, softmax):
        cells = ["import torch", "base = torch.nothing", "def softmax(X): return base"]
        function = softmax({f"{HOME}.ipynb": notebook_of(*cells)})
        assert f"{HOME}.ipynb stopped in cell 2, line 1: AttributeError" in function.message

    def test_a_broken_cell_costs_that_cell_only_and_is_named(self, grade):
        result = grade(
            {f"{HOME}.ipynb": notebook_of(SOFTMAX, "def accuracy(y_hat, y)\n  return 1")}
        )
        by_name = {function.name: function for function in result.functions}
        assert by_name["softmax"].status == "passed"
        assert by_name["accuracy"].status == "missing"
        assert f"{HOME}.ipynb was read without cell 2: cell 2, line 1: SyntaxError" in (
            by_name["accuracy"].message
        )
        assert any("cell 2, line 1: SyntaxError" in note for note in result.notes)

    def test_a_file_that_is_no_notebook_is_unreadable(self, grade):
        result = grade({f"{HOME}.ipynb": "def softmax(X): return X"}, "softmax")
        (function,) = result.functions
        assert (result.status, function.status) == ("unreadable", "import_error")
        assert f"{HOME}.ipynb can't be read: it is not a notebook" in function.message

    @pytest.mark.parametrize(
        ("needed", "status"),
        [("scale = undefined", "import_error"), ("import os; scale = os._exit(1)", "import_error")],
    )
    def test_a_cell_that_stops_costs_the_functions_that_need_it_alone(self, grade, needed, status):
        accuracy = "def accuracy(y_hat, y):\n    return scale"
        cells = [needed, accuracy, SOFTMAX.replace("X.exp()", "exp(X)"), "from torch import exp"]
        files = {f"{HOME}.ipynb": notebook_of(*cells)}
        for name in ("accuracy", "softmax"):
            (alone,) = grade(files, name).functions
            together = next(f for f in grade(files).functions if f.name == name)
            assert together == alone
            assert alone.status == ("passed" if name == "softmax" else status)

    def test_one_that_is_cut_short_is_parsed_once(self, grade, monkeypatch):
        sent = []
        monkeypatch.setattr(
            client, "frame", lambda kind, *rest: sent.append(kind) or frame(kind, *rest)
        )
        cells = ["scale = undefined", "def accuracy(y_hat, y):\n    return scale", SOFTMAX]
        files = {"linear_regression.py": "y = 1", "other.py": "x = 1", "copy.py": "x = 1"}
        result = grade(files | {f"{HOME}.ipynb": notebook_of(*cells)})
        assert {f.name: f.status for f in result.functions}["softmax"] == "passed"
        assert sent.count(Kind.READ) == 4
        assert sent.count(Kind.READ_AGAIN) == 4 * 3  # three of the functions belong there


def test_what_is_likely_to_matter_is_read_first():
    """There may not be time for all of it."""
    files = {f"{name}": name.encode() for name in (
        "a.ipynb", "a.py", f"week/{HOME}.ipynb", f"week/{HOME}.py", "z.py",
    )}  # fmt: skip
    asked = []

    def read(given):
        asked.extend(file.data.decode() for file in given)
        return [Reading(unreadable=file.data.decode()) for file in given]

    program = read_program(Submission("ada", files), {"softmax": HOME}, read)
    assert asked == [f"week/{HOME}.py", f"week/{HOME}.ipynb", "a.py", "z.py", "a.ipynb"]
    assert [problem.said for problem in program.problems] == [
        f"{path} can't be read: {path}" for path in files
    ]


class TestWhichFileCounts:
    def test_a_module_wins_over_a_notebook_and_the_record_says_so(self, softmax):
        function = softmax({f"{HOME}.ipynb": notebook_of(WRONG), f"{HOME}.py": SOFTMAX})
        assert (function.status, function.file) == ("passed", f"{HOME}.py")
        assert function.message == f"{HOME}.ipynb defines softmax too; {HOME}.py counts."

    def test_another_module_wins_over_a_notebook_too(self, softmax):
        function = softmax({f"{HOME}.ipynb": notebook_of(WRONG), "mine.py": SOFTMAX})
        assert function.message.splitlines() == [
            f"Found in mine.py, not in {HOME}.py.",
            f"{HOME}.ipynb defines softmax too; mine.py counts.",
        ]

    def test_what_the_module_does_not_define_is_taken_from_the_notebook(self, grade):
        result = grade({f"{HOME}.py": ACCURACY, f"{HOME}.ipynb": notebook_of(SOFTMAX)})
        files = {f.name: f.file for f in result.functions if f.status == "passed"}
        assert files == {"accuracy": f"{HOME}.py", "softmax": f"{HOME}.ipynb"}

    def test_a_stub_gives_way_to_a_function_that_is_written(self, softmax):
        function = softmax({f"{HOME}.py": STUB, f"{HOME}.ipynb": notebook_of(SOFTMAX)})
        assert (function.status, function.file) == ("passed", f"{HOME}.ipynb")
        assert function.message == (f"{HOME}.py has only the stub of softmax; {HOME}.ipynb counts.")

    def test_stubs_everywhere_are_not_attempted(self, softmax):
        function = softmax({f"{HOME}.py": STUB, f"{HOME}.ipynb": notebook_of(STUB)})
        assert (function.status, function.file) == ("not_attempted", f"{HOME}.py")

    def test_an_untouched_notebook_beside_a_module_is_passed_over_in_silence(self, softmax):
        files = {f"{HOME}.py": SOFTMAX, f"notebooks/{HOME}.ipynb": notebook_of(STUB)}
        function = softmax(files)
        assert (function.status, function.file, function.message) == ("passed", f"{HOME}.py", "")

    def test_so_is_one_beside_an_untouched_module(self, softmax):
        alone = softmax({f"{HOME}.py": STUB})
        assert softmax({f"{HOME}.py": STUB, f"notebooks/{HOME}.ipynb": notebook_of(STUB)}) == alone

    @pytest.mark.parametrize(
        "broken",
        ["def softmax(X):\n    return (\n", "import numpyy\n" + SOFTMAX, "def softmaks(X): pass\n"],
    )
    def test_its_stub_does_not_hide_what_is_wrong_with_the_module(self, softmax, broken):
        alone = softmax({f"{HOME}.py": broken})
        assert alone.status in ("import_error", "missing")
        files = {f"{HOME}.py": broken, f"notebooks/{HOME}.ipynb": notebook_of(STUB)}
        assert softmax(files) == alone

    def test_a_module_that_is_not_needed_is_not_run(self, softmax):
        function = softmax({"train.py": "import os; os._exit(1)", f"{HOME}.py": SOFTMAX})
        assert (function.status, function.message) == ("passed", "")

    @pytest.mark.parametrize(
        "source",
        [
            "from mine import softmax",
            "from mine import *",
            "import mine\nsoftmax = mine.softmax",
            "globals()['softmax'] = __import__('mine').softmax",
        ],
    )
    def test_a_function_may_come_from_another_module_of_the_submission(self, softmax, source):
        assert softmax({f"{HOME}.py": source, "mine.py": SOFTMAX}).status == "passed"

    @pytest.mark.parametrize("file", [f"{HOME}.ipynb", "Softmax-Regression (1).py"])
    def test_what_stands_for_a_module_can_be_imported_as_it(self, grade, file):
        helper = "from softmax_regression import softmax\n" + ACCURACY
        data = notebook_of(SOFTMAX) if file.endswith("ipynb") else SOFTMAX
        result = grade({file: data, "mine.py": helper}, "accuracy")
        assert result.functions[0].status == "passed"


def test_a_notebook_saved_as_a_module_may_call_its_checks(softmax):
    source = f"from autograder.notebook import check, points\n{SOFTMAX}\ncheck(softmax)\n"
    function = softmax({f"{HOME}.py": f"{source}points('softmax', out_of=3)\n"})
    assert (function.status, function.message) == ("passed", "")


class TestNearMisses:
    @pytest.mark.parametrize("name", ["Softmax_Regression (1).py", "softmax-regression.py.txt"])
    def test_a_misnamed_file_counts_and_the_record_says_so(self, softmax, name):
        function = softmax({f"week/{name}": SOFTMAX})
        assert (function.status, function.file) == ("passed", name)
        assert function.message == f"Read from '{name}'; expected {HOME}.py."

    def test_a_misnamed_notebook_counts_too(self, softmax):
        function = softmax({"softmax_regression-Copy1.ipynb": notebook_of(SOFTMAX)})
        assert function.status == "passed"
        assert "expected softmax_regression.py" in function.message

    def test_of_two_the_likelier_counts_and_both_are_named(self, softmax):
        function = softmax({"softmax_regression (1).py": WRONG, "Softmax_Regression.py": SOFTMAX})
        assert function.status == "passed"
        assert function.message == (
            f"Read from 'Softmax_Regression.py'; expected {HOME}.py. "
            "There is also 'softmax_regression (1).py'."
        )

    @pytest.mark.parametrize("proper", [f"{HOME}.py", f"{HOME}.ipynb"])
    def test_beside_the_proper_name_a_misnamed_file_is_one_like_any_other(self, softmax, proper):
        data = notebook_of(SOFTMAX) if proper.endswith("ipynb") else SOFTMAX
        function = softmax({"softmax_regression (1).py": "x = 1", proper: data})
        assert (function.status, function.file, function.message) == ("passed", proper, "")

    def test_files_with_the_same_wrong_name_are_kept_apart(self, grade):
        result = grade({"a/main.PY": SOFTMAX, "b/main.PY": ACCURACY, "c/main.py": "x = 1"})
        passed = {f.name for f in result.functions if f.status == "passed"}
        assert passed == {"softmax", "accuracy"}

    def test_an_error_in_a_misnamed_file_is_shown_with_its_name(self, softmax):
        function = softmax({"Softmax_Regression.py": "x = 1\nimport nothing_at_all\n" + SOFTMAX})
        assert "Softmax_Regression.py stopped in line 2" in function.message


class TestMessages:
    def test_of_a_missing_module_only_that_is_told_which_may_have_been_it(self, grade):
        files = {
            "notes.py": "x = (", "softmax-regression.py": b"\xff\0", "a.ipynb": notebook_of("x = (")
        }  # fmt: skip
        result = grade(files, "softmax", "sgd")
        softmax, sgd = sorted(result.functions, key=lambda f: f.name, reverse=True)
        assert "softmax-regression.py can't be read" in softmax.message
        assert "a.ipynb" not in softmax.message
        assert sgd.message == "There is no linear_regression.py in the submission."
        assert any(note.startswith("a.ipynb: cell 1") for note in result.notes)

    def test_a_function_within_a_class_is_found_and_named_as_that(self, softmax):
        source = "class Net:\n    def softmax(self, X):\n        return X\n"
        function = softmax({f"{HOME}.py": source})
        assert function.status == "missing"
        assert f"in line 2 of {HOME}.py: move it to the left margin" in function.message

    @pytest.mark.parametrize("signature", ["", "X, y", "*, X", "X, *, axis"])
    def test_a_wrong_signature_is_told_with_the_right_one(self, softmax, signature):
        example = (
            softmax({HOME: f"def softmax({signature}): return 1\n"}).properties[0].counterexample
        )
        assert example.message == (
            "softmax can't be called as softmax(X): it takes other arguments."
        )
        assert example.expected == "def softmax(X): ..."
        assert example.got.startswith("TypeError: softmax() ")

    @pytest.mark.parametrize(
        "source",
        [
            "def softmax(X): return helper()\ndef helper(x): return x\n",
            "def softmax(X): return softmax()\n",
            "def softmax(X): raise TypeError('softmax() takes no argument')\n",
        ],
    )
    def test_a_wrong_call_within_the_function_is_none(self, softmax, source):
        example = softmax({HOME: source}).properties[0].counterexample
        assert example.message.startswith("The call raised TypeError in line 1")

    @pytest.mark.parametrize(
        ("result", "said"),
        [
            ("{}", "an object of type dict; expected a torch.Tensor"),
            ("X.sum", "an object of type builtin_function_or_method (is a call missing its ()?)"),
            ("(x for x in X)", "an object of type generator (is there a yield instead"),
            ("object()", "an object of type object; expected"),
            ("X.numpy()", "a numpy array of shape (1, 1)"),
            ("None", "None (is there a return?)"),
            ("X.to_sparse()", "torch.sparse"),
            ("X.expand(999, 999)", "is a tensor of shape (999, 999), too large to be read"),
        ],
    )
    def test_a_result_of_the_wrong_type_is_named(self, softmax, result, said):
        example = softmax({HOME: f"def softmax(X): return {result}\n"}).properties[0].counterexample
        assert said in example.message

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ("x = 1".encode("utf-16"), "it is saved as UTF-16; save it as UTF-8."),
            (b"# \xe9", "line 1 is not UTF-8 (byte 0xe9); save it as UTF-8."),
            ("x = 1" + "+1" * 99_999, "it is nested too deep."),
        ],
    )
    def test_a_module_that_is_no_python_text_says_what_to_do(self, grade, data, reason):
        result = grade({f"{HOME}.py": data}, "softmax")
        (function,) = result.functions
        assert (result.status, function.status) == ("unreadable", "import_error")
        assert function.message == f"{HOME}.py can't be read: {reason}"
        assert result.notes == (function.message.removesuffix("."),)


def test_what_could_hide_something_is_noted_and_costs_nothing(grade):
    hiding = "import gc, torch\ngc.collect()\ndef rows(X): return exec('1'), getattr(torch, X)\n"
    result = grade({f"{HOME}.py": hiding + SOFTMAX}, "softmax")
    assert result.functions[0].status == "passed"
    assert [note.partition(" uses ")[2] for note in result.notes] == [
        "gc.collect (line 2), which no exercise needs.",
        "exec (line 3), which no exercise needs.",
        "an attribute by a computed name (line 3), which no exercise needs.",
    ]


def test_a_flood_of_notes_of_one_kind_leaves_room_for_the_other_and_is_counted(grade):
    broken = {f"broken_{number}.py": b"# \xe9" for number in range(30)}
    hiding = "".join(f"gc.a{number}\n" for number in range(25))
    module = f"import gc\ndef unused():\n    {hiding.replace(chr(10), '; ')}\n{SOFTMAX}"
    notes = grade({**broken, f"{HOME}.py": module}, "softmax").notes
    assert sum("is not UTF-8" in note for note in notes) == 20
    assert sum(" uses gc.a" in note for note in notes) == 20
    assert [note for note in notes if note.startswith("…")] == [
        "… and 10 more of the kind.",
        "… and 5 more of the kind.",
    ]


def test_of_ten_thousand_remarkable_things_a_few_are_put_into_words(grade, monkeypatch):
    said = []
    monkeypatch.setattr(
        "autograder.intake.program.place_text", lambda use: said.append(use) or "somewhere"
    )
    result = grade({f"{HOME}.py": SOFTMAX + "x = exec\nx = exec\n" * 1000}, "softmax")
    assert len(said) == MAX_NOTES
    assert len(result.notes) == MAX_NOTES + 1


def test_names_are_compared_with_a_missing_module_once_for_each_file(monkeypatch):
    compared = []
    monkeypatch.setattr(
        "autograder.intake.program.nearest", lambda stem, names: compared.append(names) or []
    )
    problems = [Problem("a.ipynb", f"cell {n}") for n in range(1000)] + [Problem("", "in all")]
    assert Program({}, tuple(problems)).may_have_held(HOME) == ["in all"]
    assert compared == [["a.ipynb"]]
