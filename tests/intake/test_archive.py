"""Zip archives: what is taken out of them, and what is refused, all in memory."""

import io
import stat
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import notebook_of, with_flag, zip_of, zip_of_pairs

from autograder.files import UnreadableError
from autograder.intake import submission
from autograder.intake.archive import MAX_MEMBERS, list_archive
from autograder.intake.problem import MAX_PROBLEMS
from autograder.intake.submission import Submission, read_submission

LIMIT = 1 << 20


def contents(data: bytes) -> dict[str, bytes]:
    """The files by path; what can't be read is left out."""
    entries, _ = list_archive(data, ["a.zip"])
    return {entry.shown: entry.read(LIMIT) for entry in entries}


def refusals(data: bytes) -> list[str]:
    """What is said of an archive and its members."""
    try:
        entries, problems = list_archive(data, ["a.zip"])
    except UnreadableError as error:
        return [str(error)]
    said = [problem.said for problem in problems]
    for entry in entries:
        try:
            entry.read(LIMIT)
        except UnreadableError as error:
            said.append(f"{entry.shown}: {error}")
    return said


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_modules_and_notebooks_are_taken_out_and_the_rest_is_not(method):
    members = {"m.py": b"x = 1", "n.ipynb": notebook_of("x"), "data.csv": b"1", "pic.png": b""}
    assert contents(zip_of(members, method)) == {
        "a.zip/m.py": b"x = 1",
        "a.zip/n.ipynb": notebook_of("x"),
    }


def test_three_levels_count_below_the_one_folder_that_holds_all():
    plain = {"m.py": b"", "a/m.py": b"", "a/b/m.py": b"", "a/b/c/m.py": b""}
    within = {f"homework/{name}": b"" for name in plain} | {"__MACOSX/homework/._m.py": b""}
    assert list(contents(zip_of(plain))) == ["a.zip/m.py", "a.zip/a/m.py", "a.zip/a/b/m.py"]
    assert list(contents(zip_of(within))) == [
        f"a.zip/homework/{name}" for name in ("m.py", "a/m.py", "a/b/m.py")
    ]


def test_what_lies_too_deep_or_is_no_code_is_named():
    deep = {"a/b/c/m.py": b"", "m.py": b"", "work.rar": b"", "data.csv": b""}
    assert refusals(zip_of(deep)) == [
        "a.zip/a/b/c/m.py was ignored: it lies more than 2 folders deep",
        "a.zip/work.rar was ignored: of archives, only .zip is read",
    ]
    assert refusals(zip_of({"r.pdf": b""})) == ["a.zip/r.pdf was ignored: it is no .py or .ipynb"]
    assert refusals(zip_of({})) == ["a.zip is empty"]


@pytest.mark.parametrize("name", ["../m.py", "a/../../m.py", "/etc/m.py", "C:/m.py", "..\\m.py"])
def test_a_path_that_leads_out_is_refused_and_the_others_are_read(name):
    data = zip_of({name: b"evil", "m.py": b"x = 1"})
    assert contents(data) == {"a.zip/m.py": b"x = 1"}
    (said,) = refusals(data)
    assert "its path leads out of the archive" in said


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(stat.S_IFLNK, "it is a link"), (stat.S_IFIFO, "it is not a regular file")],
)
def test_what_is_no_regular_file_is_refused(mode, reason):
    member = zipfile.ZipInfo("m.py")
    member.external_attr = (mode | 0o644) << 16
    assert refusals(zip_of_pairs([(member, b"/etc/passwd")])) == [
        f"a.zip/m.py was ignored: {reason}"
    ]


def test_of_two_members_with_one_name_the_last_counts_as_if_it_were_extracted():
    data = zip_of_pairs([(zipfile.ZipInfo("m.py"), b"old"), (zipfile.ZipInfo("m.py"), b"new")])
    assert contents(data) == {"a.zip/m.py": b"new"}
    assert refusals(data) == ["a.zip/m.py is twice in the archive; the last one counts"]


def without_name(data: bytes, name: bytes) -> bytes:
    """The archive with an empty name for a member, as the list of members has it."""
    entry = data.rfind(b"PK\1\2", 0, data.rfind(name))
    after = entry + 46 + len(name)
    size = struct.pack("<HH", 0, len(name))  # what was the name is an extra field now
    return data[: entry + 28] + size + data[entry + 32 : after] + data[after:]


def test_a_member_without_a_name_costs_nothing_else():
    data = zip_of({"m.py": b"x = 1", "\3\0\0\0.py": b""}, zipfile.ZIP_STORED)
    nameless = without_name(data, b"\3\0\0\0.py")
    assert "" in zipfile.ZipFile(io.BytesIO(nameless)).namelist()
    assert contents(nameless) == {"a.zip/m.py": b"x = 1"}


@pytest.mark.parametrize("name", ["x" * 2000 + ".py", ".py" * 20_000, "a/" * 600 + "m.py"])
def test_a_path_beyond_measure_is_told_in_a_line(name):
    data = zip_of({name: b"x = 1", "m.py": b"x = 1"})
    assert contents(data) == {"a.zip/m.py": b"x = 1"}
    (said,) = refusals(data)
    assert said.endswith("was ignored: its path has more than 1024 bytes")
    assert len(said) < 200


def test_an_archive_within_an_archive_is_not_opened():
    data = zip_of({"inner.zip": zip_of({"m.py": b""})})
    assert refusals(data) == [
        "a.zip/inner.zip was ignored: an archive within an archive is not opened"
    ]


def test_an_encrypted_member_is_refused():
    data = with_flag(zip_of({"m.py": b"x = 1"}), 1)
    assert refusals(data) == ["a.zip/m.py: it is encrypted"]


def test_a_bomb_is_refused_by_its_size_or_by_what_comes_out():
    honest = zip_of({"m.py": b"#" * (LIMIT + 1)})
    assert "at most 1048576 are read" in refusals(honest)[0]
    assert len(honest) < 10_000
    size = struct.pack("<L", LIMIT + 1)
    lying = honest.replace(size, struct.pack("<L", 5))
    assert lying != honest
    assert "is damaged" in refusals(lying)[0]


def test_thousands_of_members_are_refused_before_they_are_listed():
    data = zip_of({f"{n}.txt": b"" for n in range(MAX_MEMBERS + 1)}, zipfile.ZIP_STORED)
    assert refusals(data) == [f"it has more than {MAX_MEMBERS} files"]
    end = data.rfind(b"PK\5\6")
    few = data[: end + 8] + struct.pack("<HH", 1, 1) + data[end + 12 :]
    assert refusals(few) == [f"it has more than {MAX_MEMBERS} files"]
    many_bytes = data[: end + 12] + struct.pack("<L", 0xFFFFFFFF) + data[end + 16 :]
    assert refusals(many_bytes) == [f"it has more than {MAX_MEMBERS} files"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_plain_compression_is_read(method):
    assert "use plain zip" in refusals(zip_of({"m.py": b"x = 1"}, method))[0]


def test_a_damaged_member_costs_itself_only():
    good = zip_of({"m.py": b"x = 1", "n.py": b"y = 2"}, zipfile.ZIP_STORED)
    data = good.replace(b"x = 1", b"x = 3")
    assert refusals(data) == ["a.zip/m.py: it is damaged (Bad CRC-32 for file 'm.py')"]
    entries, _ = list_archive(data, ["a.zip"])
    assert entries[1].read(LIMIT) == b"y = 2"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"no archive", zip_of({"m.py": b"x"})[:-1], zip_of({"m.py": b"x"})[20:], b"PK\5\6",
     b"PK\5\6" + bytes(18) + b"PK\5\6", b"Rar!\x1a\x07", zlib.compress(b"x")],
)  # fmt: skip
def test_what_is_no_archive_says_so_or_holds_nothing(data):
    said = refusals(data)
    assert all("archive" in text or "damaged" in text for text in said)


@given(st.data())
def test_no_damage_is_an_exception(data):
    whole = zip_of({"ada/m.py": b"x = 1" * 20, "ada/n.ipynb": notebook_of("x = 1")})
    start = data.draw(st.integers(0, len(whole)))
    piece = data.draw(st.binary(max_size=12))
    length = data.draw(st.integers(0, 12))
    refusals(whole[:start] + piece + whole[start + length :])


def damaged(archive: bytes) -> bytes:
    """The archive with other checksums than its members have."""
    data = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] ^= 1
            place = data.find(mark, place + 4)
    return bytes(data)


class TestBombs:
    """What can't be used of an archive is not unpacked without end."""

    @pytest.fixture
    def unpacked(self, monkeypatch) -> list[int]:
        """The bytes of each attempt to unpack a member."""
        sizes = []
        original = zipfile.ZipExtFile.read

        def read(self, limit):
            sizes.append(limit)
            return original(self, limit)

        monkeypatch.setattr(zipfile.ZipExtFile, "read", read)
        return sizes

    def read(self, folder, archive: bytes) -> Submission:
        (folder / "work.zip").write_bytes(archive)
        return read_submission(folder, "ada")

    @pytest.mark.parametrize(("size", "attempts"), [(20_000, 3), (1_000, 15), (1, 15)])
    def test_members_that_turn_out_damaged_count_by_their_size(
        self, tmp_path, monkeypatch, unpacked, size, attempts
    ):
        """Even small ones: it takes longer to find out than to read them."""
        monkeypatch.setitem(submission.MAX_ALL_BYTES, "module", 60_000)
        archive = damaged(zip_of({f"m{n}.py": b"#" * size for n in range(40)}))
        read = self.read(tmp_path, archive)
        assert read.files == {}
        assert len(unpacked) == attempts
        assert "Bad CRC-32" in read.problems[0].said
        assert "more than 60000 bytes in all" in read.problems[-1].said

    def test_a_few_damaged_ones_are_no_harm_to_the_others(self, tmp_path):
        (tmp_path / "right.py").write_bytes(b"x = 1")
        archive = damaged(zip_of({f"m{n}.py": b"#" * 1000 for n in range(60)}))
        read = self.read(tmp_path, archive)
        assert read.files == {"right.py": b"x = 1"}
        assert len(read.problems) == 60

    def test_a_member_that_is_larger_packed_than_unpacked_is_too_large(self, tmp_path, unpacked):
        """Blocks that hold nothing can be as many as the archive has room for."""
        packed = b"\x00\x00\x00\xff\xff" * 300_000 + b"\x03\x00"
        assert zlib.decompress(packed, -15) == b""
        archive = bytearray(zip_of({"m.py": packed}, zipfile.ZIP_STORED))
        for mark, method, sizes in ((b"PK\x03\x04", 8, 14), (b"PK\x01\x02", 10, 16)):
            place = archive.find(mark)
            archive[place + method] = zipfile.ZIP_DEFLATED
            archive[place + sizes : place + sizes + 4] = bytes(4)
            archive[place + sizes + 8 : place + sizes + 12] = bytes(4)
        read = self.read(tmp_path, bytes(archive))
        assert not unpacked
        assert "it has 1500002 bytes; at most 1048576 are read" in read.problems[0].said

    def test_of_ten_thousand_problems_the_first_are_told(self, tmp_path):
        names = [f"{'x/' * 9}m{n:05}.py" for n in range(MAX_MEMBERS)]
        read = self.read(tmp_path, zip_of(dict.fromkeys(names, b""), zipfile.ZIP_STORED))
        *told, last = (problem.said for problem in read.problems)
        assert len(told) == MAX_PROBLEMS
        assert told == sorted(told)
        assert last == f"there are {MAX_MEMBERS - MAX_PROBLEMS} more problems with its files"
