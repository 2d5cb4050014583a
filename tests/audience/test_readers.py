"""Lists of readers as people have them: what is read, and what is said about the rest."""

import os
from pathlib import Path

import pytest

from composer.audience import Readers, read_readers
from composer.audience.readers import MOST_FINDINGS
from composer.audience.table import LONGEST_LINE, MOST_LINES_IN_A_ROW
from composer.errors import OperatorError
from composer.findings import Finding, Severity

FIELDS = ("name", "first_name", "email", "country")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "readers.csv"


def read(file: Path, text: str | bytes, encoding: str = "utf-8") -> Readers:
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_readers(file, FIELDS)


def addresses(readers: Readers) -> list[str]:
    return [subscriber.address for subscriber in readers.subscribers]


def only(readers: Readers) -> Finding:
    (finding,) = readers.findings
    return finding


def refused(file: Path, text: str | bytes, encoding: str = "utf-8") -> Finding:
    with pytest.raises(OperatorError) as caught:
        read(file, text, encoding)
    (finding,) = caught.value.findings
    assert finding.severity is Severity.ERROR
    assert finding.hint
    return finding


# --- what is read without a word ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("address,name\na@x.test,Aiko\nb@x.test,\n", "utf-8"),
        ("address,name\r\na@x.test,Aiko\r\nb@x.test,", "utf-8-sig"),
        ("address;name\na@x.test;Aiko\nb@x.test;\n", "utf-8"),
        ("address\tname\r\na@x.test\tAiko\r\nb@x.test\t\r\n", "utf-16"),
        ("\ufeffEmail Address,Full name\na@x.test,Aiko\nb@x.test,\n", "utf-16-be"),
        ('"E-Mail","Name"\n"a@x.test","Aiko"\n\n"b@x.test",""\n,\n', "utf-8"),
        ("NAME,EMAIL,,\nAiko,a@x.test,,\n,b@x.test,,\n", "utf-8"),
        ("address,name\na@x.test,Aiko,,\nb@x.test,,,\n", "utf-8"),
    ],
)
def test_lists_of_every_spreadsheet_are_read(file: Path, text: str, encoding: str) -> None:
    readers = read(file, text, encoding)
    assert addresses(readers) == ["a@x.test", "b@x.test"]
    assert [s.value("name") for s in readers.subscribers] == ["Aiko", ""]
    assert readers.findings == ()


def test_declared_fields_are_read_and_empty_ones_are_not_there(file: Path) -> None:
    readers = read(file, "First Name,email,Country\nAiko,a@x.test,Japan\n,b@x.test,\n")
    assert [dict(s.fields) for s in readers.subscribers] == [
        {"first_name": "Aiko", "country": "Japan"},
        {},
    ]
    assert readers.findings == ()


def test_where_there_is_an_email_column_the_address_is_a_street(file: Path) -> None:
    readers = read(file, "address,email\n1 Harbor Street,a@x.test\n")
    assert addresses(readers) == ["a@x.test"]


def test_a_cell_may_have_lines_and_the_next_row_keeps_its_place(file: Path) -> None:
    readers = read(file, 'address,name\na@x.test,"Aiko\nSato"\nnobody,\n')
    assert readers.subscribers[0].value("name") == "Aiko Sato"
    finding = only(readers)
    assert finding.at
    assert (finding.at.path, finding.at.line) == ("readers.csv", 4)


def test_the_mark_that_exports_put_before_formulas_is_taken_off(file: Path) -> None:
    readers = read(file, "address,name,country\na@x.test,'=1+1,'t Zand\n")
    assert dict(readers.subscribers[0].fields) == {"name": "=1+1", "country": "'t Zand"}


# --- what is said ---------------------------------------------------------------------------


def test_an_unknown_column_is_mentioned_once(file: Path) -> None:
    finding = only(read(file, "address,shoe size\na@x.test,42\nb@x.test,43\n"))
    assert (finding.code, finding.severity) == ("readers-column", Severity.INFO)
    assert "shoe size" in finding.message


def test_what_is_no_address_is_left_out_where_it_stands(file: Path) -> None:
    readers = read(file, "address\na@x.test\nnobody\n\nb@x.test\nc@\n")
    assert addresses(readers) == ["a@x.test", "b@x.test"]
    assert readers.invalid == 2
    assert [(f.code, f.at.line) for f in readers.findings if f.at] == [
        ("reader-address", 3),
        ("reader-address", 6),
    ]
    assert "'nobody' is no address" in readers.findings[0].message


def test_a_reader_listed_twice_gets_one_copy(file: Path) -> None:
    readers = read(file, "address\nA@x.test\nb@x.test\na@X.test\na@x.test\n")
    assert addresses(readers) == ["A@x.test", "b@x.test"]
    assert (readers.duplicates, readers.invalid) == (2, 0)
    assert [(f.code, f.at.line) for f in readers.findings if f.at] == [
        ("reader-twice", 4),
        ("reader-twice", 5),
    ]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(1)", "|cmd", '"\t=1"', "＝1", "＋1", "－1", "＠1"]
)
def test_a_name_like_a_formula_is_text_and_pointed_out(file: Path, cell: str) -> None:
    readers = read(file, f"address,name\na@x.test,{cell}\n")
    assert readers.subscribers[0].value("name") == cell.strip('"\t')
    assert only(readers).code == "reader-formula"


@pytest.mark.parametrize("cell", ["=cmd|calc@example.com", "|calc@example.com", "'=a@x.test"])
def test_an_address_like_a_formula_is_left_out(file: Path, cell: str) -> None:
    readers = read(file, f"address,name\n{cell},Aiko\n")
    assert readers.subscribers == ()
    assert only(readers).code == "reader-formula"


def test_control_characters_do_not_reach_a_message_or_a_terminal(file: Path) -> None:
    readers = read(file, "address,name\na@x.test,A\x1b]0;x\x07iko\x00\nb\x00@x.test,\n")
    assert readers.subscribers[0].value("name") == "A ]0;x iko"
    message = only(readers).message
    assert not any(ord(c) < 32 for c in message)
    assert readers.invalid == 1


def test_a_row_with_too_many_or_too_few_cells_is_kept_and_pointed_out(file: Path) -> None:
    readers = read(file, "address,name\na@x.test,Sato, Aiko\nb@x.test\n")
    assert addresses(readers) == ["a@x.test", "b@x.test"]
    assert [f.code for f in readers.findings] == ["reader-cells"] * 2


def test_a_stray_quotation_mark_costs_only_its_own_row(file: Path) -> None:
    readers = read(file, 'address,name\na@x.test,"Ai"ko\nb@x.test,Björn\n')
    assert addresses(readers) == ["b@x.test"]
    assert (only(readers).code, readers.invalid) == ("reader-row", 1)


def test_a_value_that_is_no_value_is_cut_and_told(file: Path) -> None:
    readers = read(file, f"address,name\na@x.test,{'n' * 60_000}\nb@x.test,{'n' * 400}\n")
    assert [len(s.value("name")) for s in readers.subscribers] == [400, 400]
    finding = only(readers)
    assert (finding.code, finding.at and finding.at.line) == ("reader-long", 2)


def test_a_thousand_mistakes_are_summed_up(file: Path) -> None:
    readers = read(file, "address\n" + "nobody\n" * 1_000)
    assert readers.invalid == 1_000
    assert len(readers.findings) == MOST_FINDINGS + 1
    assert "900 more lines" in readers.findings[-1].message


# --- what is no list ------------------------------------------------------------------------


def test_a_missing_file_is_told(file: Path) -> None:
    with pytest.raises(OperatorError) as caught:
        read_readers(file, FIELDS)
    assert caught.value.findings[0].code == "readers-unread"


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff\n", " \n\t\n"])
def test_an_empty_file_is_told(file: Path, text: str) -> None:
    assert refused(file, text).code in {"readers-empty", "readers-no-address"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [("name,country\nAiko,Japan\n", "call the column"), ("a@x.test\nb@x.test\n", "put a line")],
)
def test_a_list_without_a_column_of_addresses_is_told_how_to_mend_it(
    file: Path, text: str, hint: str
) -> None:
    finding = refused(file, text)
    assert finding.code == "readers-no-address"
    assert hint in finding.hint


def test_another_encoding_is_named_with_the_line(file: Path) -> None:
    finding = refused(file, "address,name\na@x.test,Jörg\n", "cp1252")
    assert finding.code == "readers-encoding"
    assert "Windows-1252" in finding.message


def test_utf_16_without_its_mark_is_named(file: Path) -> None:
    assert "UTF-16" in refused(file, "address\na@x.test\n", "utf-16-le").message


def test_a_workbook_is_told_from_a_list(file: Path) -> None:
    assert refused(file, b"PK\x03\x04" + b"\x00" * 50).code == "readers-sheet"


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\x1f\x8b\x08\x00", b"\x00\x01\x02\x03"])
def test_what_is_no_text_at_all_is_not_taken_for_an_encoding(file: Path, head: bytes) -> None:
    assert refused(file, head + b"\x00" * 50).code == "readers-data"


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe in a folder")
def test_a_pipe_is_refused_before_anybody_waits_for_it(file: Path) -> None:
    os.mkfifo(file)
    finding = refused_as_it_is(file)
    assert finding.code == "readers-unread"
    assert "is not a file" in finding.message


def test_a_quotation_mark_that_is_never_closed_hides_nobody(file: Path) -> None:
    text = 'address,name\na@x.test,"Aiko\n' + "b@x.test,\n" * (MOST_LINES_IN_A_ROW + 1)
    finding = refused(file, text)
    assert finding.code == "readers-quote"
    assert finding.at
    assert finding.at.line == 2


def test_a_quotation_mark_left_open_near_the_end_is_pointed_out(file: Path) -> None:
    readers = read(file, 'address,name\na@x.test,"Aiko\nb@x.test,\n')
    assert addresses(readers) == []
    assert only(readers).code == "reader-row"


def test_an_endless_line_is_refused_before_it_fills_the_memory(file: Path) -> None:
    # 64 MB of it, sparse on disk: reading it as a line would take as much and more.
    with file.open("wb") as stream:
        stream.write(b"address\n")
        stream.truncate(64 * 1024 * 1024)
    finding = refused_as_it_is(file)
    assert finding.code == "readers-line"
    assert finding.at
    assert finding.at.line == 2
    assert f"{LONGEST_LINE:,}" in finding.message


def test_a_cell_without_end_brings_in_no_readers(file: Path) -> None:
    """csv gives up at 131,072 characters, and would read the rest of the cell as rows."""
    filler = "\n".join(["n" * 60_000] * 3)
    finding = refused(file, f'address,name\na@x.test,"{filler}\nstranger@x.test,Me\n"\n')
    assert (finding.code, finding.at and finding.at.line) == ("readers-line", 2)


def test_a_huge_file_is_refused_unread(file: Path) -> None:
    with file.open("wb") as stream:
        stream.write(b"address\n")
        stream.truncate(2 << 30)
    assert refused_as_it_is(file).code == "readers-size"


def refused_as_it_is(file: Path) -> Finding:
    with pytest.raises(OperatorError) as caught:
        read_readers(file, FIELDS)
    return caught.value.findings[0]


def test_a_list_of_fifty_thousand_is_read_in_order(file: Path) -> None:
    lines = (f"reader{n}@example{n % 50}.org,Reader {n}" for n in range(50_000))
    readers = read(file, "address,name\n" + "\n".join(lines))
    assert len(readers.subscribers) == 50_000
    assert readers.subscribers[-1].address == "reader49999@example49.org"
    assert readers.findings == ()
