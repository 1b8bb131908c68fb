"""The state in a student's folder is read as data, and written through no link."""

import json
import stat

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from machines import ORDINARY, only_root
from views import RECORD, WRONG

from autograder.hints import Progress
from autograder.remembered import Remembered
from autograder.state import (
    MAX_BYTES,
    PLACE,
    Check,
    Seen,
    State,
    add_to_state,
    decode_state,
    read_state,
)

CHECK = Check("failed", 350, "softmax_regression.py", "0" * 16)
SEEN = Seen("softmax-dim0", 2)
STATE = State({"softmax": CHECK}, {"softmax": SEEN})
WHOLE = json.loads(msgspec.json.encode(STATE))


def keep_everything(home):
    """Has everything written that is ever kept in a student's folder."""
    Remembered(home).keep(RECORD)
    Progress(home).show_first(WRONG)
    Progress(home).next_hint(WRONG)


def changed(path, value):
    """The state's file with another value somewhere."""
    copy = json.loads(json.dumps(WHOLE))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(copy).encode()


def test_checks_and_hints_are_kept_beside_each_other(tmp_path):
    add_to_state(tmp_path, checks={"softmax": CHECK})
    add_to_state(tmp_path, hints={"softmax": SEEN})
    add_to_state(tmp_path, checks={"sgd": CHECK})

    assert read_state(tmp_path) == State({"softmax": CHECK, "sgd": CHECK}, {"softmax": SEEN})


def test_there_is_one_file_and_it_is_private(tmp_path):
    keep_everything(tmp_path)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / PLACE]
    assert stat.S_IMODE((tmp_path / PLACE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / PLACE.parent).stat().st_mode) == 0o700


def test_nothing_is_written_through_a_link_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / PLACE.parent).symlink_to(tmp_path / "elsewhere")

    keep_everything(tmp_path / "home")

    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert read_state(tmp_path / "home") == State()


def test_a_link_in_the_place_of_the_file_is_replaced(tmp_path):
    (tmp_path / "mine").write_bytes(msgspec.json.encode(STATE))
    (tmp_path / PLACE.parent).mkdir()
    (tmp_path / PLACE).symlink_to(tmp_path / "mine")
    assert read_state(tmp_path) == State()

    keep_everything(tmp_path)

    assert (tmp_path / "mine").read_bytes() == msgspec.json.encode(STATE)
    assert not (tmp_path / PLACE).is_symlink()
    assert read_state(tmp_path).checks.keys() == {f.name for f in RECORD.functions}


@pytest.mark.parametrize("what", ["a-file", "a-folder"])
def test_what_is_in_the_way_costs_the_memory_alone(tmp_path, what):
    if what == "a-file":
        (tmp_path / PLACE.parent).write_text("mine")
    else:
        (tmp_path / PLACE).mkdir(parents=True)

    keep_everything(tmp_path)

    assert Progress(tmp_path).next_hint(WRONG).step == 1
    assert list(tmp_path.rglob("*.part")) == []


def test_a_folder_that_is_gone_costs_the_memory_alone(tmp_path):
    keep_everything(tmp_path / "gone")

    assert list(tmp_path.iterdir()) == []


def test_the_file_has_a_limit(tmp_path):
    (tmp_path / PLACE.parent).mkdir()
    data = msgspec.json.encode(STATE)
    (tmp_path / PLACE).write_bytes(data + b" " * (MAX_BYTES - len(data)))
    assert read_state(tmp_path) == STATE
    (tmp_path / PLACE).write_bytes(data + b" " * (MAX_BYTES - len(data) + 1))
    assert read_state(tmp_path) == State()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff", id="no-text"),
        pytest.param(b"[" * 500_000, id="nested"),
        pytest.param(b'{"hints":' * 50_000, id="nested-objects"),
        pytest.param(b'{"softmax": {"status": "passed"}}', id="of-an-earlier-version"),
        pytest.param(changed(["more"], 1), id="another-field"),
        pytest.param(changed(["checks"], None), id="no-checks"),
        pytest.param(changed(["checks", "softmax", "status"], "right"), id="no-such-status"),
        pytest.param(changed(["checks", "softmax", "score"], -1), id="a-score-below-zero"),
        pytest.param(changed(["checks", "softmax", "score"], 10**30), id="a-score-beyond-measure"),
        pytest.param(changed(["checks", "softmax", "score"], 1.5), id="half-a-hundredth"),
        pytest.param(changed(["checks", "softmax", "file"], "x" * 5000), id="a-long-name"),
        pytest.param(changed(["checks", "softmax", "file"], None), id="no-name"),
        pytest.param(changed(["checks", "softmax", "code"], "0" * 65), id="a-long-digest"),
        pytest.param(changed(["checks", "x" * 201], WHOLE["checks"]["softmax"]), id="long-key"),
        pytest.param(changed(["hints", "softmax", "steps"], -5), id="steps-below-zero"),
        pytest.param(changed(["hints", "softmax", "steps"], 10**9), id="steps-without-end"),
        pytest.param(changed(["hints", "softmax", "mistake"], "x" * 201), id="a-long-mistake"),
    ],
)
def test_a_damaged_file_is_forgotten(tmp_path, data):
    (tmp_path / PLACE.parent).mkdir()
    (tmp_path / PLACE).write_bytes(data)

    assert read_state(tmp_path) == State()
    assert Remembered(tmp_path).checks == {}
    assert Progress(tmp_path).next_hint(WRONG).step == 1


@given(st.binary() | st.sampled_from(msgspec.json.encode(STATE).split(b",")))
def test_bytes_of_any_kind_are_a_state_or_none(data):
    try:
        state = decode_state(data)
    except msgspec.MsgspecError:
        return
    assert isinstance(state, State)


@pytest.mark.slow
@only_root
def test_for_an_ordinary_user_the_same_holds(run_readable):
    tests = ["tests/test_state.py", "tests/test_caches.py", "tests/test_odd_files.py"]
    done = run_readable(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", "not graded_folder",
        **ORDINARY,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
