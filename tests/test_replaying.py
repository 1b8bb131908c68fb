"""A token is data: what it names is its exercise's, and nothing in it becomes code."""

import ast
import base64
import contextlib
import json
import subprocess
import sys
import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import notebook_of, zip_of
from tiers import mostly_slow

from autograder import head_start, replaying
from autograder.call_text import call_text
from autograder.catalogue import EXERCISES
from autograder.errors import UserError
from autograder.replay import MAX_TOKEN, decode
from autograder.replay_script import script_text
from autograder.replaying import DEBUGGER, debug, meaning_of, replay_token, script_of
from autograder.values import File, Fixture, Leaf, Parameter, to_argument, to_arguments
from autograder.worker.protocol import Call

ROOT = Path(__file__).parents[1]
BY_NAME = {exercise.name: exercise for exercise in EXERCISES}
SOFTMAX = BY_NAME["softmax"]
WRONG = "import torch\n\n\ndef softmax(X):\n    E = torch.exp(X)\n    return E / E.sum()\n"
CODE = "__import__('os').system('touch PWNED')"
HOSTILE = [
    f'");{CODE}#',
    f"');{CODE}#",
    f'"""\n{CODE}\n"""',
    f"x\n{CODE}",
    f"x\r{CODE}",
    f"x\x0c{CODE}",
    f"x\u2028{CODE}",
    f"x\u2029{CODE}\x85{CODE}\x1c{CODE}",
    f"a={CODE},b",
    f"{{{CODE}}}",
    f"os; {CODE} #",
    f"x;;{CODE}",
    "\\",
    "a\0b",
    "\ud800",
    "\u202e",
    "os",
    "../../PWNED",
    "import",
]
TEXTS = st.sampled_from(HOSTILE) | st.text()


def packed(exercise, prop, example):
    """A token as anyone can make one."""
    described = {name: to_argument(value) for name, value in example.items()}
    body = msgspec.msgpack.encode([exercise, prop, described])
    return base64.urlsafe_b64encode(zlib.compress(body, 9)).rstrip(b"=").decode()


def corner(name, prop=None, **values):
    """A token of a property on its first corner case, with some other values."""
    exercise = BY_NAME[name]
    chosen = exercise.find(prop) if prop else exercise.properties[0]
    return packed(name, chosen.id, {**chosen.domain.corners[0], **values})


def words_of(script):
    """Statements, names, attributes and imports of a script: all but its values."""
    nodes = list(ast.walk(ast.parse(script)))
    return (
        {type(node) for node in nodes if isinstance(node, ast.stmt)},
        {node.id for node in nodes if isinstance(node, ast.Name)},
        {node.attr for node in nodes if isinstance(node, ast.Attribute)},
        {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names},
    )


@pytest.fixture
def replay(zygote, monkeypatch, tmp_path):
    """Replays a token on a module, or a file of another name."""
    monkeypatch.setattr(head_start, "zygote", lambda: contextlib.nullcontext(zygote))

    def replay_on(source, token, file="softmax_regression.py"):
        data = source if isinstance(source, bytes) else source.encode()
        (tmp_path / file).write_bytes(data)
        return replay_token(token, tmp_path, "ada")

    return replay_on


class TestMeaning:
    """Tokens of an exercise, and what only looks like one."""

    @pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
    def test_a_token_of_every_property_is_one(self, exercise):
        for prop in exercise.properties:
            example = prop.domain.corners[0] if prop.domain.corners else None
            if example:
                assert meaning_of(packed(exercise.name, prop.id, example))[:2] == (exercise, prop)

    @pytest.mark.parametrize(
        "token",
        [
            pytest.param(corner("softmax", X=File("images.gz", b"x")), id="a-plain-file"),
            pytest.param(corner("softmax", X=HOSTILE[1]), id="a-text-for-a-tensor"),
            pytest.param(corner("softmax", X=3), id="a-number-for-a-tensor"),
            pytest.param(corner("softmax", X=[np.ones((1, 1), np.float32)]), id="a-list"),
            pytest.param(corner("softmax", X=np.ones((1, 1))), id="another-dtype"),
            pytest.param(corner("softmax", X=np.ones(1, np.float32)), id="fewer-axes"),
            pytest.param(corner("softmax", X=Leaf(np.ones((1, 1), np.float32))), id="a-leaf"),
            pytest.param(corner("softmax", X=np.full((1, 1), np.nan, np.float32)), id="nan"),
            pytest.param(corner("softmax", X=np.full((1, 1), 1e9, np.float32)), id="large"),
            pytest.param(corner("softmax", X=np.ones((1 << 19, 0), np.float32)), id="long"),
            pytest.param(corner("softmax", **{HOSTILE[2]: 1}), id="another-name"),
            pytest.param(packed("softmax", SOFTMAX.properties[0].id, {}), id="no-names"),
            pytest.param(packed("softmax", SOFTMAX.properties[0].id, {"X": None}), id="one-name"),
            pytest.param(packed("softmax", HOSTILE[3], {}), id="another-property"),
            pytest.param(packed(HOSTILE[4], "matches-reference", {}), id="another-exercise"),
            pytest.param(corner("synthetic_data", n=10**12), id="a-size-without-end"),
            pytest.param(corner("synthetic_data", seed=True), id="a-truth-value-for-a-number"),
            pytest.param(corner("synthetic_data", b=float("inf")), id="infinity-for-a-number"),
            pytest.param(
                corner(
                    "make_optimizer", children=[(HOSTILE[8], np.ones((1, 1), np.float32), None)]
                ),
                id="code-for-the-name-of-a-child",
            ),
            pytest.param(corner("make_optimizer", lr_by_child={HOSTILE[0]: 1.0}), id="a-key"),
            pytest.param(corner("pair_titles", true=[HOSTILE[0]]), id="another-title"),
            pytest.param(corner("sgd", params=Fixture("half_mean_square", ())), id="a-fixture"),
        ],
    )
    def test_values_of_other_kinds_are_those_of_another_version(self, token):
        decode(token)  # it is a whole one

        with pytest.raises(UserError, match="another version of the exercises") as refused:
            meaning_of(token)
        assert refused.value.exit_code == 2

    @pytest.mark.parametrize("name", [*HOSTILE, ".hidden", "a/b", "x" * 101, ""])
    def test_a_file_has_a_plain_name_or_the_token_is_none(self, name):
        data = corner("softmax", X=File("plain", b"x"))
        body = zlib.decompress(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))
        exercise, prop, example = msgspec.msgpack.decode(body)
        example["X"][1] = name.encode("utf-8", "replace").decode()
        body = zlib.compress(msgspec.msgpack.encode([exercise, prop, example]))
        token = base64.urlsafe_b64encode(body).rstrip(b"=").decode()

        with pytest.raises(UserError, match=r"not a whole replay token|another version") as refused:
            meaning_of(token)
        plain = name in {"os", "import"}
        assert ("another version" in str(refused.value)) == plain

    def test_a_text_after_the_longest_token_is_not_passed_over(self):
        token = corner("softmax")

        with pytest.raises(UserError, match="not a whole replay token"):
            meaning_of(token + "A" * (MAX_TOKEN - len(token) + 4))

    @given(st.data())
    def test_no_text_in_the_place_of_anything_comes_through(self, data):
        """Names, texts and keys wherever they stand, and file names in the place of values."""
        exercise = data.draw(st.sampled_from(EXERCISES))
        prop = data.draw(st.sampled_from(exercise.properties))
        corners = prop.domain.corners or exercise.domain.corners
        example = dict(corners[0]) if corners else {}
        text = data.draw(TEXTS)
        name = data.draw(st.sampled_from([*example, text]))
        example[name] = data.draw(st.sampled_from([
            text, [text], {text: 1}, (text, None), File(text, b""), [File(text, b"")],
            Fixture("net", ([(text, Parameter(np.ones((1, 1), np.float32)), None)],)),
        ]))  # fmt: skip
        with contextlib.suppress(UnicodeEncodeError), pytest.raises(UserError):
            meaning_of(packed(exercise.name, prop.id, example))


class TestSoundness:
    """Values of the right kinds that are no example all the same."""

    @pytest.mark.parametrize(
        ("name", "token"),
        [
            ("pick_label_probabilities", corner("pick_label_probabilities", y=np.array([99]))),
            ("cross_entropy", corner("cross_entropy", y=np.array([-99]))),
            ("init_params", corner("init_params", inputs=-1)),
        ],
        ids=["pick_label_probabilities", "cross_entropy", "init_params"],
    )
    def test_right_code_fails_too_so_the_token_is_refused(self, replay, name, token):
        file = f"{BY_NAME[name].module}.py"
        source = (ROOT / "solutions" / file).read_text()

        with pytest.raises(UserError, match=f"not ones that {name} is tried on") as refused:
            replay(source, token, file)
        assert refused.value.exit_code == 2

    def test_an_example_on_which_right_code_holds_breaks_wrong_code(self, replay):
        assert replay(WRONG, packed("softmax", "matches-reference", SOFTMAX.domain.corners[2]))


class TestScript:
    """The counterexample as a script of its own: values go by `repr`, all else is ours."""

    PLAIN = words_of(script_text(SOFTMAX, "m", "t", [Call("softmax", ())], ["said"]))

    @given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
    def test_texts_around_the_call_are_texts(self, module, title, said):
        script = script_text(SOFTMAX, module, title, [Call("softmax", ())], said)

        statements, names, attributes, imports = words_of(script)
        assert statements <= {ast.Expr, ast.Import, ast.ImportFrom, ast.Assign}
        assert names <= self.PLAIN[1] | {"runpy", "softmax"}
        assert attributes <= self.PLAIN[2] | {"run_path"}
        assert imports <= self.PLAIN[3] | {"runpy"}
        assert script.splitlines() == script.split("\n")[:-1]
        script.encode()

    @given(TEXTS)
    def test_texts_in_the_call_are_texts(self, text):
        values = [text, [text], {text: (text,)}, File(text, b"x")]
        calls = [Call("softmax", to_arguments([value])) for value in values]

        statements, names, attributes, _ = words_of(script_text(SOFTMAX, "m", "t", calls, []))
        assert statements <= {ast.Expr, ast.Import, ast.ImportFrom}
        assert names <= self.PLAIN[1] | {"pathlib", "bytes", "os", "tempfile"}
        assert attributes <= self.PLAIN[2] | {
            "Path", "write_bytes", "fromhex", "chdir", "mkdtemp",
        }  # fmt: skip

    @pytest.mark.parametrize("child", HOSTILE[:9])
    def test_children_of_a_net_have_names(self, child):
        net = Fixture("net", ([(child, Parameter(np.ones((1, 1), np.float32)), None)],))

        with pytest.raises(ValueError, match="children of a net"):
            call_text("train_step", [net])

    def test_a_gradient_of_many_elements_is_written_out(self):
        text = call_text("f", [], weights=[0.5] * 101, complete=True)

        assert "0.5" in text
        ast.parse(text)


class TestFiles:
    """Names of a student's files stand in a script and in commands for the debugger."""

    TOKEN = packed("softmax", "matches-reference", SOFTMAX.domain.corners[2])
    NAMES = (
        "my work.py", "class.py", f"x; {CODE} #.py".replace("/", ""), 'a"""b.py', "a;;b.py",
        "softmax_regression.py", "Softmax-Regression (1).py", "Softmax_Regression.py",
    )  # fmt: skip

    @pytest.mark.parametrize("file", mostly_slow(NAMES, "my work.py"))
    def test_a_script_imports_the_file_whatever_it_is_called(self, replay, tmp_path, file):
        replayed = replay(WRONG, self.TOKEN, file)

        script = script_of(replayed, replayed.module)
        _, names, _, imports = words_of(script)
        assert "os" not in names | imports
        done = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, '')\n{script}"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert "0.5000" in done.stdout
        assert not (tmp_path / "PWNED").exists()

    @pytest.mark.parametrize("file", [*NAMES, "softmax_regression.ipynb", f"x; {CODE} #.ipynb"])
    def test_the_debugger_is_told_of_names_alone(self, replay, tmp_path, monkeypatch, file):
        source = notebook_of(WRONG) if file.endswith(".ipynb") else WRONG
        replayed = replay(source, self.TOKEN, file)
        commands, files = debugged(replayed, tmp_path, monkeypatch)

        (module,) = files
        assert module.isidentifier()
        assert commands == [f"import {module}", f"break {module}.softmax", "continue"]

    def test_a_folder_ends_no_command_of_the_debugger(self, replay, tmp_path, monkeypatch):
        folder = tmp_path / f"a;;{CODE.replace('/', '')} #"
        folder.mkdir()
        replayed = replay(WRONG, self.TOKEN, f"{folder.name}/softmax_regression.py")

        commands, files = debugged(replayed, tmp_path, monkeypatch)
        assert not any(";;" in command for command in commands)
        assert files == {"softmax_regression": str(folder.resolve() / "softmax_regression.py")}

    def test_a_module_in_an_archive_is_debugged_as_a_copy(self, replay, tmp_path, monkeypatch):
        replay(zip_of({"softmax_regression.py": WRONG.encode()}), self.TOKEN, "work.zip")
        replayed = replay_token(self.TOKEN, tmp_path, "ada")

        _, files = debugged(replayed, tmp_path, monkeypatch)
        assert list(files) == ["softmax_regression"]
        assert tmp_path not in Path(files["softmax_regression"]).parents


def debugged(replayed, path, monkeypatch):
    """Calls the debugger, which is not started: its commands, and the files of modules."""
    seen = []

    def run(program, *, cwd, env, check):
        files_text, *options, script = program[program.index(DEBUGGER) + 1 :]
        files = json.loads(files_text)
        assert all(Path(file).is_file() for file in files.values())
        ast.parse(Path(script).read_text())
        seen.append((options[1::2], files))
        return subprocess.CompletedProcess(program, 0)

    monkeypatch.setattr(replaying.subprocess, "run", run)
    debug(replayed, path)
    (found,) = seen
    return found
