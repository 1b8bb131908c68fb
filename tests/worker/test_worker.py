"""A worker runs hostile code; whatever it does, the grader gets a typed answer or `WorkerLost`."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.values import Generator, Leaf, Scattered, to_argument, to_array
from autograder.worker import ends
from autograder.worker.client import Limits, Worker, WorkerFault, WorkerLost, Zygote, read_answer
from autograder.worker.protocol import (
    HEADER,
    MAX_OUTPUT,
    MAX_VALUE_BYTES,
    Answer,
    ArrayValue,
    Call,
    ItemsValue,
    Modules,
    UnsupportedValue,
)

QUICK = Limits(call_seconds=0.5, load_seconds=200.0)
"""A module that never ends is stopped after five seconds of CPU, which may take minutes."""
LIFE_SECONDS = 600.0
X = np.array([[0.0, 1.0], [2.0, 4.0]], dtype=np.float32)
Start = Callable[[str], Worker]


@pytest.fixture
def start(zygote: Zygote) -> Iterator[Start]:
    """Starts a worker that has loaded a module of this source."""
    workers: list[Worker] = []

    def start_worker(source: str) -> Worker:
        worker = zygote.fork(LIFE_SECONDS, QUICK)
        workers.append(worker)
        worker.send_modules(Modules({"m": textwrap.dedent(source).encode()}))
        worker.load("m")
        return worker

    yield start_worker
    for worker in workers:
        worker.end()


def encode(
    *arguments: object, weights: tuple[float, ...] | None = None, watch: bool = False
) -> bytes:
    described = tuple(to_argument(argument) for argument in arguments)
    return msgspec.msgpack.encode(Call("f", described, weights, watch))


def call(worker: Worker, *arguments: object, **options: object) -> Answer:
    (answer,) = worker.call([encode(*arguments, **options)], read_answer)
    return answer


class TestResults:
    def test_a_tensor_comes_back_with_its_dtype_shape_and_elements(self, start):
        answer = call(start("def f(X): return X.t().double() * 2"), X)
        assert answer.value.container == "tensor"
        np.testing.assert_array_equal(to_array(answer.value), X.T.astype(np.float64) * 2)

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("None", None),
            ("True", True),
            ("3", 3),
            ("0.5", 0.5),
            ("'text'", "text"),
            ("[1, (2.0, None)]", ItemsValue("list", (1, ItemsValue("tuple", (2.0, None))))),
            ("2**64", UnsupportedValue("int beyond 64 bits")),
            ("object", UnsupportedValue("type")),
            ("{1: 2}", UnsupportedValue("dict")),
            ("torch.nn.Linear(1, 1)", UnsupportedValue("torch.nn.modules.linear.Linear")),
            ("[[[[1]]]]", ItemsValue("list", (ItemsValue("list", (ItemsValue("list", (
                UnsupportedValue("list"),)),)),))),
        ],
    )  # fmt: skip
    def test_plain_values_come_back_and_others_are_named(self, start, expression, expected):
        assert call(start(f"import torch\ndef f(): return {expression}")).value == expected

    @pytest.mark.parametrize(
        ("expression", "requires_grad", "is_leaf"),
        [
            ("torch.ones(1)", False, True),
            ("torch.ones(1, requires_grad=True)", True, True),
            ("torch.ones(1, requires_grad=True) * 2", True, False),
            ("torch.nn.Parameter(torch.ones(1))", True, True),
        ],
    )
    def test_a_parameter_is_told_apart_from_a_result(
        self, start, expression, requires_grad, is_leaf
    ):
        value = call(start(f"import torch\ndef f(): return {expression}")).value
        assert (value.requires_grad, value.is_leaf) == (requires_grad, is_leaf)

    @pytest.mark.parametrize(
        ("expression", "container"),
        [("np.ones((2, 1))", "ndarray"), ("np.float64(0.5)", "numpy scalar")],
    )
    def test_values_of_numpy_are_told_apart_from_tensors(self, start, expression, container):
        value = call(start(f"import numpy as np\ndef f(): return {expression}")).value
        assert isinstance(value, ArrayValue)
        assert value.container == container

    @pytest.mark.parametrize(
        "expression",
        [
            "torch.ones(2, dtype=torch.complex64)",
            "torch.ones(2).to_sparse()",
            "torch.ones(1, device='meta')",
            f"torch.ones({MAX_VALUE_BYTES})",
            "torch.ones(1).expand(10**12)",
            "torch.zeros([1] * 9)",
            "torch.empty(0, 2**30, 2**30)",
            "np.array(['a'])",
            "np.ones(3, dtype='>f4')",
        ],
    )
    def test_a_tensor_that_cannot_be_sent_is_described(self, start, expression):
        answer = call(start(f"import numpy as np, torch\ndef f(): return {expression}"))
        assert isinstance(answer.value, UnsupportedValue)

    def test_a_subclass_that_lies_about_itself_is_not_trusted(self, start):
        source = """
            import torch
            class Always(torch.Tensor):
                def __eq__(self, other): return True
            class Number(float):
                def __float__(self): return 1.0
            def f(): return [torch.ones(1).as_subclass(Always), Number(0)]
        """
        names = [item.description for item in call(start(source)).value.items]
        assert names == ["m.Always", "m.Number"]


class TestArguments:
    @pytest.mark.parametrize(
        ("argument", "expression", "expected"),
        [
            (X, "str(x.dtype), x.requires_grad, x.is_contiguous()", ("torch.float32", False, True)),
            (Leaf(X), "x.is_leaf, x.requires_grad, x.grad", (True, True, None)),
            (Leaf(X, X), "x.grad.tolist()", ([[0, 1], [2, 4]],)),
            (Scattered(X), "x.is_contiguous(), x.tolist()", (False, [[0, 1], [2, 4]])),
            (
                Scattered(np.arange(12, dtype=np.float32).reshape(2, 1, 2, 3)),
                "x.is_contiguous(), x.stride(), x.flatten().tolist()",
                (False, (1, 2, 2, 4), list(range(12))),
            ),
            (Scattered(X[1]), "x.is_contiguous(), x.tolist()", (False, [2, 4])),
            (Generator((1, 2)), "type(x).__name__, list(x)", ("generator", [1, 2])),
            ([1, 2], "type(x).__name__, x", ("list", [1, 2])),
            ((1, 2), "type(x).__name__, len(x)", ("tuple", 2)),
        ],
    )
    def test_an_argument_is_built_as_described(self, start, argument, expression, expected):
        def plain(value: object) -> object:
            if isinstance(value, ItemsValue):
                items = [plain(item) for item in value.items]
                return items if value.container == "list" else tuple(items)
            return value

        answer = call(start(f"def f(x): return ({expression},)"), argument)
        assert plain(answer.value) == expected

    @pytest.mark.parametrize(
        "change",
        [
            "X[0, 0] = 7",
            "X.exp_()",
            "X.data -= 1",
            "X.data = X.data * 2",
            "X.numpy()[0, 0] = 9",
            "X.t_()",
            "X.unsqueeze_(0)",
        ],
    )
    def test_a_change_of_an_argument_is_noticed(self, start, change):
        assert call(start(f"def f(y, X):\n    {change}\n    return X"), X, X).changed == (1,)

    def test_reading_an_argument_is_no_change(self, start):
        assert call(start("def f(X): return (X * 2).exp_()"), X).changed == ()

    def test_a_change_is_noticed_even_when_the_call_raises(self, start):
        answer = call(start("def f(X):\n    X.zero_()\n    raise ValueError"), X)
        assert answer.raised.type == "ValueError"
        assert answer.changed == (0,)

    def test_states_tell_an_update_in_place_from_a_replacement(self, start):
        source = """
            import torch
            def f(params):
                params[0].data -= params[0].grad
                params[1] = params[1].detach()
                params[2].requires_grad_(False)
        """
        leaves = [Leaf(X, X), Leaf(X, X), Leaf(X, X)]
        updated, replaced, frozen = call(start(source), leaves, watch=True).states
        np.testing.assert_array_equal(to_array(updated.value), X - X)
        assert [s.replaced for s in (updated, replaced, frozen)] == [False, True, False]
        assert [s.requires_grad for s in (updated, replaced, frozen)] == [True, True, False]
        assert updated.is_leaf
        np.testing.assert_array_equal(to_array(updated.grad), X)


class TestGradients:
    def test_gradients_are_those_of_the_weighted_sum(self, start):
        answer = call(start("def f(X, c): return X * X * c"), Leaf(X), 3, weights=(1, 2, 3, 4))
        np.testing.assert_array_equal(to_array(answer.gradients[0]), [[0, 12], [36, 96]])

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("return X.detach()", "does not require grad"),
            ("return X.sum()", "invalid for input of size"),
            ("return 1.0", "float has no gradients"),
        ],
    )
    def test_a_result_without_gradients_says_why(self, start, body, reason):
        answer = call(start(f"def f(X): {body}"), Leaf(X), weights=(1, 2, 3, 4))
        assert reason in answer.no_gradients

    def test_gradients_are_on_again_after_a_call_that_turned_them_off(self, start):
        source = """
            import torch
            def f(X, off):
                if off: torch.set_grad_enabled(False)
                return X
        """
        worker = start(source)
        call(worker, X, True)
        assert call(worker, Leaf(X), False, weights=(1, 1, 1, 1)).no_gradients == ""


class TestExceptions:
    def test_an_exception_is_told_with_the_students_own_line(self, start):
        source = """
            import torch
            def helper(X):
                return torch.mm(X, torch.ones(5, 5))
            def f(X):
                return helper(X)
        """
        raised = call(start(source), X).raised
        assert raised.type == "RuntimeError"
        assert "cannot be multiplied" in raised.message
        assert (raised.file, raised.line) == ("m.py", 4)
        assert raised.code == "return torch.mm(X, torch.ones(5, 5))"

    @pytest.mark.parametrize(
        ("statement", "kind"),
        [
            ("raise SystemExit(0)", "SystemExit"),
            ("raise KeyboardInterrupt", "KeyboardInterrupt"),
            ("raise GeneratorExit", "GeneratorExit"),
            ("input()", "RuntimeError"),
            ("f()", "RecursionError"),
        ],
    )
    def test_an_exception_that_would_end_a_program_ends_only_the_call(self, start, statement, kind):
        worker = start(f"def f(): {statement}")
        assert call(worker).raised.type == kind
        assert call(worker).raised.type == kind

    def test_an_exception_whose_text_raises_is_told_without_it(self, start):
        source = """
            class Nasty(Exception):
                def __str__(self): raise SystemExit
            def f(): raise Nasty
        """
        raised = call(start(source)).raised
        assert (raised.type, raised.message) == ("Nasty", "")

    def test_a_message_of_megabytes_is_cut(self, start):
        assert len(call(start("def f(): raise ValueError('x' * 10**6)")).raised.message) <= 500


class TestPrints:
    def test_prints_belong_to_the_call_that_made_them(self, start):
        worker = start("import sys\ndef f(x):\n    print(x)\n    print('e', file=sys.stderr)")
        assert call(worker, 1).output == "1\ne\n"
        assert call(worker, 2).output == "2\ne\n"

    def test_prints_are_cut(self, start):
        output = call(start("def f():\n    for _ in range(10**5): print('0123456789')")).output
        assert len(output) < MAX_OUTPUT + 100
        kept = output.count("0123456789\n")
        assert output.endswith(f"… {10**5 - kept} more lines")

    def test_what_a_function_prints_in_all_calls_shares_the_room(self, start):
        worker = start("def f(x):\n    for _ in range(150): print('0123456789')")
        first, second, third = (call(worker, number) for number in range(3))
        assert "more" not in first.output
        assert second.output.endswith("more lines")
        assert third.output == ""
        assert [answer.printed for answer in (first, second, third)] == [150, 150, 150]

    def test_another_function_has_room_again(self, start):
        worker = start("def f(x):\n    for _ in range(300): print(x)")
        assert call(worker, "0" * 100).output
        worker.use("m")
        assert call(worker, 1).output.startswith("1\n")

    def test_no_text_is_made_of_prints_that_nobody_will_see(self, start):
        source = """
            made = []
            class Text:
                def __str__(self):
                    made.append(1)
                    return "0123456789"
            def f(x):
                for _ in range(10**4): print(Text())
                return len(made)
        """
        assert call(start(source), 0).value < 2 * MAX_OUTPUT / 10

    def test_prints_go_where_students_send_them(self, start):
        source = """
            import contextlib, io
            def f(x):
                for _ in range(300): print("0123456789")
                with contextlib.redirect_stdout(io.StringIO()) as text: print("a", "b", sep="-")
                print("c", end="", file=text)
                return text.getvalue()
        """
        assert call(start(source), 0).value == "a-b\nc"

    @pytest.mark.parametrize(
        "statement",
        [
            "sys.stdout.reconfigure(encoding='utf-8')",
            "sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')",
            "sys.stdout.flush()",
            "sys.stdout.close()",
        ],
    )
    def test_what_students_do_to_their_streams_harms_nobody(self, start, statement):
        worker = start(f"import io, sys\n{statement}\ndef f():\n    print('hi')\n    return 1")
        assert call(worker).value == 1
        assert call(worker).output == "hi\n"

    def test_output_past_python_goes_nowhere(self, start, capfd):
        call(start("import os\ndef f():\n    os.write(1, b'hello')\n    os.write(2, b'hello')"))
        assert capfd.readouterr() == ("", "")


class TestLosses:
    @pytest.mark.parametrize(
        ("body", "kind", "message"),
        [
            ("while True: pass", "timeout", "no answer within 0.5 s"),
            ("import time; time.sleep(1000)", "timeout", "no answer within 0.5 s"),
            ("os._exit(3)", "crashed", "exit code 3"),
            ("os.kill(os.getpid(), 11)", "crashed", "SIGSEGV"),
            ("os.kill(os.getpid(), 40)", "crashed", "signal 40"),
            ("os.close(3)", "crashed", "closed its connection"),
            ("os._exit(0)", "crashed", "ended the process"),
            ("os.write(3, b'x' * 100)", "crashed", "not an answer"),
            ("os.write(3, b'AGR1')", "crashed", "not an answer"),
        ],
    )
    def test_a_call_that_loses_the_worker_is_named(self, start, body, kind, message):
        worker = start(f"import os\ndef f(x):\n    if x == 2:\n        {body}\n    return x")
        answers = worker.call([encode(i) for i in range(5)], read_answer)
        assert [next(answers).value, next(answers).value] == [0, 1]
        with pytest.raises(WorkerLost, match=message) as lost:
            next(answers)
        assert (lost.value.kind, lost.value.index) == (kind, 2)

    def test_an_answer_that_drips_in_does_not_buy_time(self, start):
        source = """
            import os, time
            def f():
                while True:
                    os.write(3, b"AGR1"[:1])
                    time.sleep(0.01)
        """
        with pytest.raises(WorkerLost):
            call(start(source))

    def test_a_forged_beginning_of_an_answer_is_waited_for_only_until_the_deadline(self, start):
        source = """
            import os, struct, time
            def f():
                os.write(3, struct.pack(">4sIBI", b"AGR1", 2, 5, 1000))
                while True:
                    os.write(3, b"x")
                    time.sleep(0.05)
        """
        with pytest.raises(WorkerLost, match="no answer within") as lost:
            call(start(source))
        assert lost.value.kind == "timeout"

    def test_a_frame_that_claims_to_be_huge_is_refused_unread(self, start):
        source = """
            import os, struct
            def f(): os.write(3, struct.pack(">4sIBI", b"AGR1", 1, 5, 2**31)); return 1
        """
        with pytest.raises(WorkerLost, match="not an answer"):
            call(start(source))

    def test_a_forged_answer_of_other_types_is_refused(self, start):
        source = """
            import os, struct
            def f():
                body = b"\\x81\\xa1a\\x01"
                os.write(3, struct.pack(">4sIBI", b"AGR1", 1, 5, len(body)) + body)
        """
        with pytest.raises(WorkerLost, match="not an answer"):
            call(start(source))

    def test_a_memory_bomb_is_an_exception_of_the_call(self, start):
        answer = call(start("import torch\ndef f(): return torch.zeros(2 * 10**9)"))
        assert "can't allocate memory" in answer.raised.message

    @pytest.mark.slow
    def test_a_module_that_never_ends_is_interrupted_and_keeps_what_it_defined(self, zygote):
        worker = zygote.fork(LIFE_SECONDS, QUICK)
        worker.send_modules(Modules({"m": b"def f(): return 1\nwhile True:\n    pass\n"}))
        loaded = worker.load("m")
        assert loaded.raised.type == "StillRunningError"
        assert loaded.raised.line in (2, 3)
        assert call(worker).value == 1
        worker.end()


class TestIsolation:
    def test_a_worker_has_neither_the_environment_nor_the_arguments_of_the_grader(
        self, start, monkeypatch
    ):
        monkeypatch.setenv("SECRET_TOKEN", "swordfish")
        with Zygote() as fresh:
            worker = fresh.fork(LIFE_SECONDS, QUICK)
            worker.send_modules(Modules({"m": b"import os\ndef f(): return str(dict(os.environ))"}))
            worker.load("m")
            assert "SECRET_TOKEN" not in call(worker).value
            worker.end()

    @pytest.mark.parametrize("name", ["autograder", "autograder.catalogue", "solutions"])
    def test_the_grader_is_not_there_to_be_imported(self, start, name):
        assert call(start(f"def f():\n    import {name}")).raised.type == "ModuleNotFoundError"

    def test_one_worker_leaves_nothing_to_the_next(self, start):
        source = """
            import torch
            def f():
                torch.leak = getattr(torch, 'leak', 0) + 1
                return torch.leak
        """
        assert call(start(source)).value == 1
        assert call(start(source)).value == 1

    def test_only_the_streams_and_the_connection_are_open(self, start):
        source = """
            import os
            def is_open(number):
                try: os.fstat(number)
                except OSError: return False
                return True
            def f(): return [number for number in range(1024) if is_open(number)]
        """
        assert call(start(source)).value == ItemsValue("list", (0, 1, 2, 3))

    def test_sets_have_the_same_order_in_every_zygote(self, start):
        source = "def f(): return str({str(i) for i in range(50)})"
        with Zygote() as other:
            worker = other.fork(LIFE_SECONDS, QUICK)
            worker.send_modules(Modules({"m": source.encode()}))
            worker.load("m")
            assert call(worker).value == call(start(source)).value
            worker.end()

    def test_random_numbers_are_the_same_in_every_call(self, start):
        source = """
            import random, numpy, torch
            def f(): return [random.random(), numpy.random.rand(), torch.rand(1).item()]
        """
        worker = start(source)
        assert call(worker).value == call(worker).value

    def test_modules_of_a_submission_import_each_other(self, zygote):
        worker = zygote.fork(LIFE_SECONDS, QUICK)
        modules = {"m": b"from helpers import two\ndef f(): return two", "helpers": b"two = 2"}
        worker.send_modules(Modules(modules))
        worker.load("m")
        assert call(worker).value == 2
        worker.end()

    def test_a_module_named_like_a_library_does_not_replace_it(self, zygote):
        worker = zygote.fork(LIFE_SECONDS, QUICK)
        modules = {"m": b"import random\ndef f(): return random.__name__", "random": b"1/0"}
        worker.send_modules(Modules(modules))
        assert worker.load("m").raised is None
        assert "random" in call(worker).value
        worker.end()

    def test_packages_of_the_book_may_be_imported_though_they_are_not_here(self, start):
        source = """
            import d2lzh_pytorch as d2l
            import torchvision.transforms as transforms
            from d2l import torch as also_d2l
            d2l.plt.rcParams["figure.figsize"] = (5, 5)
            print(transforms.__version__)
            class Data(transforms.Dataset): pass
            def f(): return 1
        """
        assert call(start(source)).value == 1

    def test_the_use_of_a_package_that_is_not_here_is_explained(self, start):
        answer = call(start("import d2l\ndef f(): return d2l.load_data_fashion_mnist(256)"))
        assert answer.raised.type == "ModuleNotFoundError"
        assert "the exercises don't need it" in answer.raised.message


class TestZygote:
    def test_a_zygote_that_cannot_start_is_a_fault_of_the_grader(self, monkeypatch, tmp_path):
        python = tmp_path / "python"
        python.write_text("#!/bin/sh\necho no torch here\nexit 1\n")
        python.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(python))
        with Zygote() as broken, pytest.raises(WorkerFault, match="no torch here"):
            broken.fork(1.0, QUICK)

    def test_a_zygote_that_was_killed_is_a_fault_of_the_grader(self):
        with Zygote() as killed:
            killed.fork(1.0, QUICK).end()
            killed._process.kill()
            with pytest.raises(WorkerFault):
                killed.fork(1.0, QUICK)

    @pytest.mark.parametrize("forks", ["", "zygote.fork(1.0, Limits())"], ids=["starting", "ready"])
    def test_the_zygote_ends_with_the_process_that_started_it(self, forks):
        program = (
            "import os\nfrom autograder.worker.client import Zygote, Limits\n"
            f"zygote = Zygote()\n{forks}\n"
            "print(zygote._process.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
        )
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
        zygote = int(run.stdout)
        # Nobody else waits for it: it is gone, or about to be collected by init.
        wait_for_end(zygote)

    def test_signals_mean_the_same_to_every_submission(self, start, monkeypatch):
        """Whether the grader was started by a shell, by nohup or with signals held back."""
        source = """
            import signal
            names = "SIGINT", "SIGTERM", "SIGHUP"
            def f():
                held = signal.pthread_sigmask(signal.SIG_BLOCK, ())
                return str((held, [signal.getsignal(getattr(signal, n)) for n in names]))[:100]
        """
        usual = call(start(source)).value
        before = {n: signal.signal(n, signal.SIG_IGN) for n in (signal.SIGINT, signal.SIGHUP)}
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            other = Zygote()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            for number, handler in before.items():
                signal.signal(number, handler)
        with other:
            worker = other.fork(LIFE_SECONDS, QUICK)
            worker.send_modules(Modules({"m": textwrap.dedent(source).encode()}))
            worker.load("m")
            assert call(worker).value == usual
            worker.end()

    def test_the_terminal_does_not_reach_it(self, zygote):
        assert os.getsid(zygote._process.pid) == zygote._process.pid

    def test_a_worker_whose_zygote_has_died_already_runs_nothing(self, tmp_path):
        """It may be killed between the fork and the moment from which they die together."""
        program = """
            import os, socket, sys
            from autograder.worker import launch, protocol, zygote

            serve, *_ = zygote.prepare(*launch.place(sys.argv[1]))  # which becomes that user's

            def answer(orphan):
                ours, theirs = socket.socketpair()
                parent = os.getpid()
                if os.fork() == 0:
                    if orphan:
                        parent = os.getpid()
                        if os.fork() != 0:
                            os._exit(0)
                        while os.getppid() == parent:
                            pass
                    serve(theirs, 10, parent)
                    os._exit(0)
                theirs.close()
                try:
                    ours.sendall(protocol.frame(protocol.Kind.MODULES, 0, b"\\x91\\x80"))
                    return len(ours.recv(100))
                except OSError:
                    return 0

            print(answer(orphan=False), answer(orphan=True))
        """
        run = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program), tmp_path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.split() == [str(HEADER.size), "0"]

    def test_it_has_one_thread_so_that_a_fork_is_safe(self, zygote):
        zygote.fork(1.0, QUICK).end()
        assert len(list(Path(f"/proc/{zygote._process.pid}/task").iterdir())) == 1


def wait_for_end(process: int) -> None:
    """Waits until a process that is not ours has ended; fails by pytest's own time limit."""
    stat = Path(f"/proc/{process}/stat")
    while stat.exists():
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return


def test_time_without_a_core_is_no_time_of_a_call(monkeypatch):
    """A process that could compute and waits for a core is not one that sleeps."""
    now, queued = [0.0], [0.0]
    monkeypatch.setattr(ends.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(ends, "cpu_seconds", lambda _process: 0.0)
    monkeypatch.setattr(ends, "queued_seconds", lambda _process: queued[0])
    clock = ends.Clock(1, seconds=1.0, ends=100.0)
    assert not clock.is_over()
    now[0], queued[0] = 20.0, 18.0
    assert not clock.is_over()
    now[0] = 22.0
    assert clock.is_over()


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the system does not tell")
def test_how_long_a_process_waited_for_a_core_is_known():
    assert ends.queued_seconds(os.getpid()) > 0
