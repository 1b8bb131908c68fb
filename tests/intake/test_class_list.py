"""A class list is read as spreadsheets write it, and says who is who."""

import pytest

from autograder.errors import UserError
from autograder.intake.class_list import ClassList, Listed, read_class_list

ADA = Listed("ada", "Ada", "Lovelace", "ada@uni.edu", "A")
BOB = Listed("1234", "Bob", "O'Neill", "bob@uni.edu", "B")


@pytest.fixture
def read(tmp_path):
    def read_data(data: str | bytes) -> list[Listed]:
        path = tmp_path / "students.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_class_list(path)

    return read_data


@pytest.mark.parametrize(
    "text",
    [
        "id,first_name,last_name,email,section\nada,Ada,Lovelace,ada@uni.edu,A\n",
        "\ufeffID,First Name,Last-Name,Group,EMAIL,Section\r\nada,Ada,Lovelace,,ada@uni.edu,A\r\n",
        'Section;Email;"id";first_name;last_name\n\nA; ada@uni.edu ;ada;Ada;Lovelace\n;;;;\n',
        "email\tid\tfirst_name\tlast_name\tsection\nada@uni.edu\tada\tAda\tLovelace\tA",
    ],
    ids=["plain", "byte order mark, case and spaces", "semicolons", "tabs"],
)
def test_lists_of_several_habits_say_the_same(read, text):
    assert read(text) == [ADA]


def test_only_the_id_is_needed(read):
    assert read("id\nada\nbob\n") == [Listed("ada"), Listed("bob")]
    assert read("id,email\nada\n") == [Listed("ada")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "line 1: there is no column 'id', but nothing"),
        ("name,email\nada,x\n", "line 1: there is no column 'id', but 'name', 'email'"),
        ("id,ID\na,b\n", "line 1: there are two columns named id"),
        ("id,email\n,x\n", "line 2: the column id is empty"),
        ("id\nada\nbob\nADA\n", "line 4: 'ADA' is in line 2 already"),
        (b"id\nad\xe9\n", "line 2: this is not UTF-8"),
        ('id\n"ada\n', "line 2: unexpected end of data"),
    ],
)
def test_what_is_no_list_is_refused_with_the_line(read, data, said):
    with pytest.raises(UserError) as refused:
        read(data)
    assert said in str(refused.value)


def test_a_list_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"students\.csv can't be read: No such file"):
        read_class_list(tmp_path / "students.csv")


@pytest.mark.parametrize(
    ("student", "keys", "found"),
    [
        ("ada", {}, ADA),
        ("ADA", {}, ADA),
        ("someone", {"someone": "1234"}, BOB),
        ("Lovelace Ada", {}, ADA),
        ("Ada Lovelace", {}, ADA),
        ("oneillbob", {"oneillbob": "99"}, BOB),
        ("eve", {}, None),
    ],
)
def test_a_submission_is_found_by_id_by_number_and_by_name(student, keys, found):
    class_list = ClassList([ADA, BOB], keys)

    assert class_list.find(student) == found
    assert class_list.missing() == [one for one in (ADA, BOB) if one != found]


def test_a_name_that_two_students_have_says_nothing(read):
    twins = [Listed("1", "Ada", "Lovelace"), Listed("2", "Ada", "Lovelace")]

    assert ClassList(twins, {}).find("Ada Lovelace") is None
    assert ClassList(twins, {"Ada Lovelace (2)": "2"}).find("Ada Lovelace (2)") == twins[1]


def test_no_list_knows_nobody_and_misses_nobody():
    nobody = ClassList([], {})

    assert not nobody
    assert (nobody.find("ada"), nobody.missing()) == (None, [])


@pytest.mark.parametrize("sign", "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e")
def test_a_sign_within_a_name_begins_no_other_line(read, sign):
    assert [one.id for one in read(f"id,first_name\nada,Ada{sign}bob\nbob,Bob\n")] == ["ada", "bob"]


def test_a_cell_may_have_several_lines(read):
    assert read('id,first_name\r\nada,"Ada\r\nLovelace"\r\n')[0].first_name == "Ada\r\nLovelace"


def test_a_list_has_an_end(read, monkeypatch):
    monkeypatch.setattr("autograder.intake.class_list.MAX_STUDENTS", 2)
    assert len(read("id\nada\nbob\n")) == 2
    with pytest.raises(UserError, match="has more than 2 students"):
        read("id\nada\nbob\neve\n")
