"""Archives of Canvas and Moodle into submitted/: names, rosters, what was there before, and archives that mean harm."""

import json
import os
import shutil
import stat
import struct
import zipfile

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

import autograder.files
from autograder import archives, collecting
from autograder.commands import import_archives
from autograder.course import CourseError
from tests.builders import solution

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,ps1 (501)
    Points Possible,,,,,7.00
"Bär, Zoë",11,u11,zoe,Lab 1,
"O'Neill, Ann-Marie",12,u12,ann,Lab 1,
"Smith, Jo",13,u13,jo1,Lab 1,
"Smith, Jo",14,u14,jo2,Lab 2,
"Student, Test",99,,,Lab 1,
"""
NOTEBOOK = '{"cells": []}'


@pytest.fixture
def collect(course, tmp_path, capsys):
    """Import archives made of {name: text}; returns (exit code, what was printed)."""
    course.assignment("ps1", solution("double"))

    def run(*contents, form="canvas", roster=CANVAS, id_column=None, force=False, timezone="Europe/Berlin"):
        paths = [write_zip(tmp_path / f"{number}.zip", content) for number, content in enumerate(contents)]
        (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
        code = import_archives.run(
            list(map(str, paths)), "ps1", form, str(tmp_path / "roster.csv"), id_column, str(course.root), timezone, force
        )
        return code, capsys.readouterr().out

    return run


def write_zip(path, content):
    if isinstance(content, bytes):
        path.write_bytes(content)
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items() if isinstance(content, dict) else content:
            archive.writestr(name, data)
    return path


def files(course):
    """Return {path below submitted/: text}."""
    root = course.root / "submitted"
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if not path.is_dir()}


def test_a_canvas_archive(collect, course):
    code, told = collect({
        "bärzoë_11_5001_ps1.ipynb": NOTEBOOK,
        "bärzoë_11_5002_data.csv": "1",
        "oneillannmarie_LATE_12_5003_ps1-2.ipynb": "{}",
        "smithjo_14_5004_my work.ipynb": "[]",
    })  # fmt: skip
    assert code == 0
    assert files(course) == {
        "zoe/ps1/ps1.ipynb": NOTEBOOK, "zoe/ps1/data.csv": "1", "ann/ps1/ps1.ipynb": "{}", "jo2/ps1/my work.ipynb": "[]",
    }  # fmt: skip
    assert "late: ann (1)" in told and "3 imported" in told
    assert "nothing from: Test Student, jo1 (2)" in told
    assert collect({"bärzoë_11_5001_ps1.ipynb": NOTEBOOK, "bärzoë_11_5002_data.csv": "1"})[1].endswith("1 unchanged\n")


def test_the_first_import_asks_for_a_roster(collect, course, tmp_path):
    archive = write_zip(tmp_path / "a.zip", {"x_11_1_ps1.ipynb": NOTEBOOK})
    with pytest.raises(CourseError, match="there is no gradebook yet.*: give --roster"):
        import_archives.run([str(archive)], "ps1", "canvas", None, None, str(course.root), None, False)


def test_names_of_the_roster_go_into_the_gradebook_where_it_has_none(collect, course):
    notebooks = {"bärzoë_11_5001_ps1.ipynb": NOTEBOOK, "oneillannmarie_12_5003_ps1.ipynb": "{}"}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "") as book:
        book.add_student("ann", first_name="Anne")
    collect(notebooks)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "") as book:
        known = {student.id: (student.first_name, student.last_name) for student in book.students}
    assert known == {"zoe": ("Zoë", "Bär"), "ann": ("Anne", "O'Neill")}  # those who have handed in


def test_a_full_name_alone_is_divided_at_its_last_space(collect, course):
    collect({"Zoë Bär_701_assignsubmission_file_/ps1.ipynb": NOTEBOOK}, form="moodle", roster=WORKSHEET, id_column="Email address")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "") as book:
        (zoe,) = book.students
    assert (zoe.id, zoe.first_name, zoe.last_name, zoe.email) == ("zoe@x.example", "Zoë", "Bär", "zoe@x.example")


WORKSHEET = "\ufeff" + """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Feedback comments
Participant 701,Zoë Bär,zoe@x.example,Submitted for grading,,7.00,Yes,"Wednesday, 10 June 2026, 2:14 PM",
Participant 702,Ann-Marie O'Neill,ann@x.example,Submitted for grading - 3 mins late,,7.00,Yes,"Mittwoch, 10. Juni 2026",
Participant 703,Eve E,eve@x.example,No submission,,7.00,Yes,-,
"""


def test_a_moodle_archive_with_folders_and_times(collect, course):
    code, told = collect({
        "Zoë Bär_701_assignsubmission_file_/ps1.ipynb": NOTEBOOK,
        "Zoë Bär_701_assignsubmission_file_/sub/data.csv": "1",
        "Ann-Marie ONeill_702_assignsubmission_file/ps1 (1).ipynb": "{}",
        "Eve E_703_assignsubmission_onlinetext_/onlinetext.html": "x",
    }, form="moodle", roster=WORKSHEET)  # fmt: skip
    zoe, ann = (course.root / "submitted" / f"{name}@x.example" / "ps1" for name in ("zoe", "ann"))
    assert (zoe / "ps1.ipynb").read_text() == NOTEBOOK and (zoe / "sub/data.csv").exists()
    assert (zoe / "timestamp.txt").read_text() == "2026-06-10 12:14:00 UTC\n"
    assert str(CourseDirectory().get_existing_timestamp(str(zoe))) == "2026-06-10 12:14:00"
    assert (ann / "ps1.ipynb").exists() and not (ann / "timestamp.txt").exists()
    assert code == 1 and "'Mittwoch, 10. Juni 2026' is in no form known" in told
    assert "late: ann@x.example (1)" in told and "was typed into Moodle" in told


def test_a_flat_moodle_archive_and_a_list_of_one_s_own(collect, course):
    roster = "student_id;name\nzb;Zoe Bar\nao;O'Neill Ann-Marie\n"
    code, told = collect({
        "Zoë BÄR_701_assignsubmission_file_ps1.ipynb": NOTEBOOK,
        "Ann-Marie ONeill_702_assignsubmission_file_ps1.ipynb": NOTEBOOK,
    }, form="moodle", roster=roster)  # fmt: skip
    assert set(files(course)) == {"zb/ps1/ps1.ipynb"}
    assert "taken for Zoe Bar: accents, capitals or the order of the names differ" in told
    assert code == 1 and "Ann-Marie ONeill (id 702): nobody in the roster" in told


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("smithjo_77_1_ps1.ipynb", "the name fits Jo Smith (line 5) and Jo Smith (line 6)"),
        ("bärzoë_12_1_ps1.ipynb", "the id is that of Ann-Marie O'Neill, the name that of Zoë Bär"),
        ("bärzoë_77_1_ps1.ipynb", "but the id there is 11"),
        ("nobody_77_1_ps1.ipynb", "nobody in the roster has that id or name"),
        ("studenttest_99_1_ps1.ipynb", "has no student id in the roster"),
        ("ps1.ipynb", "is not named as Canvas names a submission"),
        ("bärzoë_11_text.html", "was typed into Canvas"),
    ],
)
def test_nothing_is_guessed_between_two(collect, course, entry, why):
    code, told = collect({entry: NOTEBOOK})
    assert code == 1 and why in told
    assert files(course) == {}


def test_a_doubled_name_without_an_id_is_nobody_s(collect, course):
    roster = "student_id,name,First name,Last name\na1,Jo Smith,,\na2,Jo Smith,,\na3,Jö Smith,,\n"
    entries = {f"{name}_1_assignsubmission_file_/ps1.ipynb": NOTEBOOK for name in ("Jo Smith", "jo smith")}
    code, told = collect(entries, form="moodle", roster=roster)
    assert code == 1 and files(course) == {} and "the name fits Jo Smith (line 2) and Jo Smith (line 3)" in told
    code, told = collect({"Jö Smith_1_assignsubmission_file_/ps1.ipynb": NOTEBOOK}, form="moodle", roster=roster)
    assert set(files(course)) == {"a3/ps1/ps1.ipynb"} and "nearly the same name" in told


def test_who_is_matched_doubtfully_is_said(collect, course):
    code, told = collect({"newname_11_1_ps1.ipynb": NOTEBOOK, "13_2_ps1.ipynb": NOTEBOOK})
    assert code == 0 and set(files(course)) == {"zoe/ps1/ps1.ipynb", "jo1/ps1/ps1.ipynb"}
    assert "taken for Zoë Bär by the id; the name there is newname" in told and "the name there is empty" in told


def test_one_student_twice_is_imported_from_neither(collect, course):
    code, told = collect({"bärzoë_11_1_ps1.ipynb": "1"}, {"bärzoë_11_2_ps1.ipynb": "2"})
    assert code == 1 and "zoe is also" in told and files(course) == {}


def test_of_several_uploads_of_one_notebook_the_last_counts(collect, course):
    _, told = collect({"bärzoë_11_12_ps1-1.ipynb": "new", "bärzoë_11_9_ps1.ipynb": "old"})
    assert files(course) == {"zoe/ps1/ps1.ipynb": "new"} and "the last is taken" in told


def test_an_id_column_can_be_chosen(collect, course):
    collect({"bärzoë_11_1_ps1.ipynb": NOTEBOOK}, id_column="SIS User ID")
    assert set(files(course)) == {"u11/ps1/ps1.ipynb"}
    with pytest.raises(CourseError, match="has no column 'x'"):
        collect({}, id_column="x")


def test_nothing_is_overwritten_unless_asked_and_then_kept_aside(collect, course):
    collect({"bärzoë_11_1_ps1.ipynb": "old", "bärzoë_11_2_more.txt": "old"})
    code, told = collect({"bärzoë_11_3_ps1.ipynb": "new"})
    assert code == 1 and "--force" in told and files(course)["zoe/ps1/ps1.ipynb"] == "old"
    code, told = collect({"bärzoë_11_3_ps1.ipynb": "new"}, force=True)
    assert code == 0 and "the older submission is kept in" in told
    assert files(course) == {"zoe/ps1/ps1.ipynb": "new"}
    aside = course.root / ".autograder" / "replaced" / "ps1" / "zoe-1"
    assert {path.name: path.read_text() for path in aside.iterdir()} == {"ps1.ipynb": "old", "more.txt": "old"}


def test_a_pipe_in_what_is_replaced_is_not_waited_for(collect, course):
    collect({"bärzoë_11_1_ps1.ipynb": "old"})
    os.mkfifo(course.root / "submitted" / "zoe" / "ps1" / "pipe")
    code, _ = collect({"bärzoë_11_1_ps1.ipynb": "old"})
    assert code == 1, "the same, and a pipe: not the same"
    code, _ = collect({"bärzoë_11_1_ps1.ipynb": "new"}, force=True)
    assert code == 0 and files(course) == {"zoe/ps1/ps1.ipynb": "new"}
    assert [path.name for path in (course.root / ".autograder/replaced/ps1/zoe-1").iterdir()] == ["ps1.ipynb"]


def test_a_failure_in_the_middle_leaves_the_old_submission(collect, course, monkeypatch):
    collect({"bärzoë_11_1_ps1.ipynb": "old"})
    write = collecting._write_files

    def fail(folder, contents):
        write(folder, contents)
        raise OSError("no space left")

    monkeypatch.setattr(collecting, "_write_files", fail)
    with pytest.raises(OSError, match="no space"):
        collect({"bärzoë_11_1_ps1.ipynb": "new"}, force=True)
    assert files(course) == {"zoe/ps1/ps1.ipynb": "old"}


@pytest.mark.parametrize("force", [True, False])
def test_a_kill_at_any_moment_leaves_a_submission(collect, course, monkeypatch, force):
    if force:
        collect({"bärzoë_11_1_ps1.ipynb": "old"})
    moments = []

    def watch(module, name):
        do = getattr(module, name)

        def done(*arguments, **options):
            result = do(*arguments, **options)
            moments.append(files(course).get("zoe/ps1/ps1.ipynb"))
            return result

        monkeypatch.setattr(module, name, done)

    for module, name in ((os, "rename"), (os, "replace"), (shutil, "copytree"), (autograder.files, "remove_tree"), (autograder.files, "exchange")):
        watch(module, name)
    collect({"bärzoë_11_1_ps1.ipynb": "new", "bärzoë_11_1_more.txt": "new"}, force=force)
    assert set(moments) == {"old" if force else None, "new"}


def test_a_file_in_a_submission_s_place_stays(collect, course):
    course.write("submitted/zoe/ps1", "mine")
    code, told = collect({"bärzoë_11_1_ps1.ipynb": "new"}, force=True)
    assert code == 1 and "is no folder" in told and files(course) == {"zoe/ps1": "mine"}


def test_a_folder_that_is_a_link_is_not_written_through(collect, course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (course.root / "submitted" / "zoe").symlink_to(tmp_path / "elsewhere")
    code, told = collect({"bärzoë_11_1_ps1.ipynb": NOTEBOOK})
    assert code == 1 and "symbolic link" in told and not list((tmp_path / "elsewhere").iterdir())


PREFIX = "Zoë Bär_701_assignsubmission_file_/"


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil.ipynb", "a/../../evil.ipynb", "/etc/evil.ipynb", "./evil.ipynb", "a//evil.ipynb", "..\\evil.ipynb",
        "C:evil.ipynb", "evil.ipynb:stream", "nul.ipynb", "COM1", "aux", "a\u202egnp.ipynb", "a\x07b.ipynb", "a\nb.ipynb",
        "evil. ", "evil.", " evil", "x" * 300 + ".ipynb", "/".join("abcdefghijk"), "é" * 150,
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_left_out(collect, course, name):
    code, told = collect({PREFIX + name: "evil", PREFIX + "ps1.ipynb": NOTEBOOK}, form="moodle", roster=WORKSHEET)
    assert list(files(course)) == ["zoe@x.example/ps1/ps1.ipynb", "zoe@x.example/ps1/timestamp.txt"]
    assert "left out" in told
    assert not list(course.root.parent.rglob("evil*"))
    assert told.isprintable() or all(char.isprintable() or char == "\n" for char in told)


@pytest.mark.parametrize("name", ["/abs", "../up", "C:\\x_1_2_f", "zoe_11_1_\0x", ""])
def test_entries_whose_whole_name_is_odd_are_left_out(collect, course, name):
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    code, told = collect([(info, "evil")])
    assert code == 1 and files(course) == {} and "left out" in told


def test_links_devices_and_encrypted_entries_are_left_out(collect, course):
    entries = []
    for number, kind in enumerate((stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO)):
        info = zipfile.ZipInfo(f"bärzoë_11_{number}_ps1.ipynb")
        info.external_attr = (kind | 0o777) << 16
        entries.append((info, "/etc/passwd"))
    code, told = collect(entries)
    assert code == 1 and files(course) == {} and told.count("is a link or a special file") == 3


def test_a_bomb_is_not_unpacked(collect, course, monkeypatch):
    code, told = collect({"bärzoë_11_1_ps1.ipynb": b"\0" * 30_000_000})
    assert code == 1 and "packed too tightly" in told and files(course) == {}
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 1000)
    assert "is larger than" in collect({"bärzoë_11_1_ps1.ipynb": "x" * 2000})[1]


def test_what_is_small_is_taken_however_tightly_it_is_packed(collect, course):
    printed = json.dumps({"outputs": [{"text": ["epoch done\n"] * 150_000}]})
    code, told = collect({"bärzoë_11_1_ps1.ipynb": printed, "bärzoë_11_2_zeros.csv": "0,0,0,0\n" * 400_000})
    assert code == 0 and "look at" not in told
    assert set(files(course)) == {"zoe/ps1/ps1.ipynb", "zoe/ps1/zeros.csv"}


def test_a_file_that_cannot_be_unpacked_does_not_lose_the_notebook_beside_it(collect, course):
    code, told = collect({"bärzoë_11_1_ps1.ipynb": NOTEBOOK, "bärzoë_11_2_zeros.bin": b"\0" * 30_000_000})
    assert code == 0 and files(course) == {"zoe/ps1/ps1.ipynb": NOTEBOOK}
    assert "look at: bärzoë (id 11) = zoe: left out: zeros.bin is packed too tightly" in told


def test_a_size_that_the_archive_lies_about_does_not_help(collect, course, tmp_path, monkeypatch):
    path = write_zip(tmp_path / "lie.zip", {"bärzoë_11_1_ps1.ipynb": b"\0" * 30_000_000})
    content = path.read_bytes().replace(struct.pack("<L", 30_000_000), struct.pack("<L", 10))
    code, told = collect(content)
    assert code == 1 and files(course) == {}


def test_too_many_files_and_too_much_in_all(collect, course, monkeypatch):
    many = {f"bärzoë_11_{number}_{number}.txt": "" for number in range(201)}
    assert "more than 200 files" in collect(many)[1] and files(course) == {}
    monkeypatch.setattr(collecting, "MAX_BYTES", 1000)
    assert "more than 0 MiB" in collect({"bärzoë_11_1_a": "x" * 600, "bärzoë_11_2_b": "x" * 600})[1]
    monkeypatch.setattr(archives, "MAX_ENTRIES", 100)
    with pytest.raises(CourseError, match="more than 100 files"):
        collect(many)
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 1000)
    with pytest.raises(CourseError, match="too many files"):
        collect(many)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_said(collect, content):
    with pytest.raises(CourseError, match="is not a zip archive|has too many files"):
        collect(content)


def test_a_broken_entry_costs_its_student_only(collect, course, tmp_path):
    path = write_zip(tmp_path / "broken.zip", {"bärzoë_11_1_ps1.ipynb": "x" * 50, "smithjo_13_2_ps1.ipynb": NOTEBOOK})
    content = bytearray(path.read_bytes())
    content[content.index(b"ps1.ipynb") + 9] ^= 0xFF
    code, told = collect(bytes(content))
    assert code == 1 and "broken in the archive" in told
    assert files(course) == {"jo1/ps1/ps1.ipynb": NOTEBOOK}


@pytest.mark.parametrize(
    "names", [("A.txt", "a.txt"), ("a", "a/b"), ("d/x", "D/y"), ("é.txt", "e\u0301.txt")], ids=lambda names: names[0]
)
def test_files_that_could_not_be_kept_beside_each_other(collect, course, names):
    code, told = collect({PREFIX + name: "x" for name in names}, form="moodle", roster=WORKSHEET)
    assert code == 1 and files(course) == {} and "not imported" in told


def test_a_student_does_not_choose_the_time_and_nested_archives_stay_shut(collect, course):
    _, told = collect({"bärzoë_11_1_timestamp.txt": "1999-01-01 00:00:00", "bärzoë_11_2_all.zip": "PK"})
    assert files(course) == {"zoe/ps1/all.zip": "PK"}
    assert "left out: a timestamp.txt" in told and "are not opened: all.zip" in told and "there is no notebook" in told


@pytest.mark.parametrize("name", ["ps1 (3).ipynb.txt", "PS1.IPYNB", "ps1.ipynb.json"])
def test_what_the_grader_takes_for_a_notebook_is_one(collect, course, name):
    code, told = collect({f"bärzoë_11_1_{name}": NOTEBOOK})
    assert code == 0 and "there is no notebook" not in told and files(course) == {f"zoe/ps1/{name}": NOTEBOOK}


def test_what_macos_adds_is_passed_by_wherever_it_lies(collect, course):
    added = {"submissions/__MACOSX/x": "y", "submissions/._bärzoë_11_1_ps1.ipynb": "y", "a/.DS_Store": "y", "bärzoë_11_2_._ps1.ipynb": "y"}
    code, told = collect({"submissions/bärzoë_11_1_ps1.ipynb": NOTEBOOK, **added})
    assert code == 0 and "left out" not in told and files(course) == {"zoe/ps1/ps1.ipynb": NOTEBOOK}
    added = {PREFIX + name: "y" for name in ("__MACOSX/._ps1.ipynb", "sub/__MACOSX/x", "sub/._data.csv", "._ps1.ipynb", ".DS_Store")}
    code, told = collect({PREFIX + "ps1.ipynb": NOTEBOOK, **added}, form="moodle", roster=WORKSHEET)
    assert code == 0 and set(files(course)) - {"zoe/ps1/ps1.ipynb"} == {
        "zoe@x.example/ps1/ps1.ipynb", "zoe@x.example/ps1/timestamp.txt",
    }  # fmt: skip


def test_names_in_utf8_without_the_flag_are_read(collect, course, tmp_path):
    name = "bärzoë_11_1_ps1.ipynb".encode()
    path = write_zip(tmp_path / "unmarked.zip", {"x" * len(name): NOTEBOOK})
    code, told = collect(path.read_bytes().replace(b"x" * len(name), name))
    assert code == 0 and "look at" not in told and set(files(course)) == {"zoe/ps1/ps1.ipynb"}


@pytest.mark.parametrize("student", ["../../x", "a/b", "*", ".hidden", "a\nb", "[x]", "..", "x" * 300])
def test_a_student_id_that_cannot_name_a_folder(collect, course, student):
    rows = [["student_id", "name"], [student, "Zoë Bär"]]
    text = "\n".join(",".join('"' + cell + '"' for cell in row) for row in rows)
    code, told = collect({"Zoë Bär_1_assignsubmission_file_/ps1.ipynb": "x"}, form="moodle", roster=text)
    assert code == 1 and files(course) == {} and "cannot name a folder" in told


def test_the_command(course, autograder, tmp_path):
    course.assignment("ps1", solution("double"))
    archive = write_zip(tmp_path / "a.zip", {"bärzoë_11_1_ps1.ipynb": NOTEBOOK})
    (tmp_path / "roster.csv").write_text(CANVAS, encoding="utf-8")
    arguments = ["--assignment", "ps1", "--from", "canvas", "--course-dir", course.root]
    done = autograder("import", archive, *arguments)
    assert done.returncode == 2 and "there is no gradebook yet" in done.stderr
    done = autograder("import", archive, *arguments, "--roster", tmp_path / "roster.csv")
    assert done.returncode == 0 and "1 imported" in done.stdout, done.stderr
    done = autograder("import", archive, *arguments)  # the gradebook knows the student by now, by name
    assert done.returncode == 0 and "1 unchanged" in done.stdout, done.stderr
