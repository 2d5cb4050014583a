"""Sending: guards first, then each reader once, then an account of everybody."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from composer.play import Fault, Inbox, Misdeed, Moment
from tests.commands.conftest import ISSUE, Newsletter

CALM = "issues/2025-03-07-calm.md"


def send(newsletter: Newsletter, readers: Path, *more: str) -> tuple[int, str, str]:
    said = newsletter("send", "calm", "--readers", str(readers), "--yes", "--expect", "3", *more)
    return said.code, said.out, said.err


def test_a_tested_issue_reaches_each_reader_once(
    newsletter: Newsletter, inbox: Inbox, readers: Path
) -> None:
    assert newsletter("test", "--to", "me@readers.net").code == 0
    code, out, _ = send(newsletter, readers)
    assert (code, "3 accepted" in out) == (0, True)
    arrived = inbox.wait_for(4, 10)
    assert [a.recipients for a in arrived[1:]] == [
        ("ann@readers.net",),
        ("BOB@readers.net",),
        ("k@readers.net",),
    ]


def test_a_test_copy_differs_only_where_it_must(
    newsletter: Newsletter, inbox: Inbox, readers: Path
) -> None:
    newsletter("test", "--to", "ann@readers.net", "--name", "Ann")
    send(newsletter, readers)
    test, real = (
        message_from_bytes(a.octets, policy=policy.default) for a in inbox.wait_for(4, 10)[:2]
    )
    assert test["Subject"] == "[TEST 1] " + real["Subject"]
    assert test["Message-ID"] != real["Message-ID"]
    assert test["List-Unsubscribe"] != real["List-Unsubscribe"]
    differing = {k for k in {*test.keys(), *real.keys()} if test[k] != real[k]}
    assert differing <= {"Subject", "Message-ID", "List-Unsubscribe", "Date"}


def test_an_untested_issue_is_not_sent(newsletter: Newsletter, inbox: Inbox, readers: Path) -> None:
    code, _, err = send(newsletter, readers)
    assert (code, "newsletter test" in err) == (4, True)
    assert send(newsletter, readers, "--untested")[0] == 0
    assert len(inbox.messages) == 3


def test_a_word_changed_since_the_test_asks_for_another(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path
) -> None:
    newsletter("test", "--to", "me@readers.net")
    (folder / CALM).write_text(ISSUE.replace("grew", "shrank"), encoding="utf-8")
    code, _, err = send(newsletter, readers)
    assert (code, "changed since test copy 1" in err) == (4, True)
    assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("Ports", "Ports TK"), ("(https://harbor.example.net/ship)", "()")],
)
def test_what_is_unfinished_can_be_tested_and_not_sent(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path, old: str, new: str
) -> None:
    (folder / CALM).write_text(ISSUE.replace(old, new), encoding="utf-8")
    assert newsletter("check").code == 1
    assert newsletter("render").code == 0
    assert newsletter("test", "--to", "me@readers.net").code == 0
    assert send(newsletter, readers)[0] == 4
    assert len(inbox.messages) == 1


def test_an_issue_with_errors_is_neither(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path
) -> None:
    (folder / CALM).write_text(ISSUE.replace("Hub Story", "Hub Storry"), encoding="utf-8")
    assert newsletter("render").code == 1
    assert send(newsletter, readers)[0] == 1
    assert not inbox.messages


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--yes",), 2),
        (("--yes", "--expect", "4"), 4),
        ((), 2),
    ],
)
def test_the_number_of_readers_is_asked_for(
    newsletter: Newsletter, inbox: Inbox, readers: Path, words: tuple[str, ...], code: int
) -> None:
    newsletter("test", "--to", "me@readers.net")
    assert newsletter("send", "calm", "--readers", str(readers), *words).code == code
    assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("harbor-brief.net", "example.org", "example-host"),
        ("[unsubscribe]", "[operator]\nnotify = []\n[ignored]", "newsletter-key"),
    ],
)
def test_examples_are_refused_except_on_loopback(
    newsletter: Newsletter,
    readers: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: str,
    new: str,
    code: str,
) -> None:
    monkeypatch.setenv("NEWSLETTER_RELAY", "smtp://relay.invalid:587")
    configuration = folder / "newsletter.toml"
    text = configuration.read_text(encoding="utf-8").replace(old, new, 1 if "[" in old else -1)
    configuration.write_text(text, encoding="utf-8")
    status, _, err = send(newsletter, readers)
    assert status in {3, 4}
    assert code in err


def test_without_a_way_out_nothing_is_sent(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path
) -> None:
    configuration = folder / "newsletter.toml"
    lines = configuration.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("[unsubscribe]", "url = ", "mailto = "))]
    configuration.write_text("\n".join(kept), encoding="utf-8")
    code, _, err = send(newsletter, readers, "--untested")
    assert (code, "unsubscribe" in err) == (4, True)
    assert not inbox.messages


def test_the_second_send_repeats_nobody(
    newsletter: Newsletter, inbox: Inbox, readers: Path
) -> None:
    newsletter("test", "--to", "me@readers.net")
    assert send(newsletter, readers)[0] == 0
    code, _, err = send(newsletter, readers)
    assert (code, "sent" in err) == (4, True)
    assert len(inbox.messages) == 4


def test_newcomers_are_those_who_have_not_had_it(
    newsletter: Newsletter, inbox: Inbox, readers: Path
) -> None:
    newsletter("test", "--to", "me@readers.net")
    send(newsletter, readers)
    with readers.open("a", encoding="utf-8") as file:
        file.write("new@readers.net;New\n")
    said = newsletter(
        "send", "calm", "--readers", str(readers), "--newcomers", "--yes", "--expect", "1"
    )
    assert said.code == 0
    assert inbox.wait_for(5, 10)[-1].recipients == ("new@readers.net",)


def test_a_dry_run_writes_complete_messages_and_tells_the_ledger_nothing(
    newsletter: Newsletter, readers: Path, folder: Path
) -> None:
    said = newsletter("send", "calm", "--readers", str(readers), "--dry-run", "out/dry")
    files = sorted((folder / "out" / "dry").glob("*.eml"))
    assert (said.code, len(files)) == (0, 3)
    message = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert message["To"] == "Ann <ann@readers.net>"
    text = message.get_body(("plain",))
    assert text is not None
    assert "Hello Ann, ports grew." in text.get_content()
    assert "draft" in newsletter("status").out


def test_what_is_refused_is_told_and_can_be_tried_once_more(
    newsletter: Newsletter, readers: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = Fault(
        at=Moment.RCPT, does=Misdeed.REPLY, reply="550 5.1.1 bob: no such user", recipients="BOB@*"
    )
    with Inbox(faults=[no]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        code, out, _ = send(newsletter, readers, "--untested")
    assert (code, "2 accepted, 1 refused" in out) == (0, True)
    assert "550" in newsletter("status", "calm").out
    receipt = (folder / "sent" / "2025-03-07-calm.md").read_text(encoding="utf-8")
    assert "| refused: 550 5.1.1" in receipt
    assert "bob" not in receipt.lower()
    assert "@readers.net" not in receipt
    with Inbox() as second:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{second.host}:{second.port}")
        said = newsletter("send", "calm", "--retry-refused", "--yes", "--expect", "1")
        assert said.code == 0, said.err
        assert [m.recipients for m in second.messages] == [("BOB@readers.net",)]


def test_what_is_deferred_is_tried_again_by_the_same_command(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Fault(
        at=Moment.RCPT,
        does=Misdeed.REPLY,
        reply="450 4.2.1 Later",
        recipients="k@*",
        numbers=range(1, 4),
    )
    with Inbox(faults=[later]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        code, _, err = send(newsletter, readers, "--untested")
        assert (code, "newsletter send 2025-03-07-calm" in err) == (5, True)
        said = newsletter("send", "calm", "--yes", "--expect", "1")
        assert said.code == 0, said.err
        assert len(inbox.wait_for(3, 10)) == 3


def test_a_lost_reply_is_uncertain_and_a_person_decides(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Fault(at=Moment.DOT, does=Misdeed.CLOSE, recipients="k@*", keeps=True)
    with Inbox(faults=[gone]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        code, out, err = send(newsletter, readers, "--untested")
    assert (code, "1 uncertain" in out, "--settle" in err) == (5, True, True)
    assert "k@readers.net" in newsletter("status", "calm").out
    assert newsletter("send", "calm", "--settle", "accepted").code == 0
    assert "3 accepted" in newsletter("status").out


def test_json_is_one_object_a_line_without_addresses(
    newsletter: Newsletter, inbox: Inbox, readers: Path
) -> None:
    code, out, _ = send(newsletter, readers, "--untested", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert [e["event"] for e in events] == ["outcome"] * 3 + ["done"]
    assert (code, events[-1]["counts"]["accepted"], len(inbox.messages)) == (0, 3, 3)
    assert "@readers.net" not in out


@pytest.mark.parametrize(
    "fault",
    [
        Fault(at=Moment.CONNECT, does=Misdeed.REPLY, reply="554 5.7.1 Not you"),
        Fault(at=Moment.CONNECT, does=Misdeed.CLOSE),
        Fault(at=Moment.MAIL, does=Misdeed.REPLY, reply="530 5.7.0 Authenticate first"),
        Fault(at=Moment.CONTENT, does=Misdeed.CLOSE),
    ],
    ids=["refuses", "hangs up", "wants a login", "drops mid-data"],
)
def test_a_relay_that_cannot_go_on_loses_nobody(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    with Inbox(faults=[fault]) as bad:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{bad.host}:{bad.port}")
        code, _, err = send(newsletter, readers, "--untested")
        assert ("hint:" in err, bad.messages) == (True, ())
        assert code in {3, 5}, "5 where the last octet may have left"
    with Inbox() as good:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{good.host}:{good.port}")
        newsletter("send", "calm", "--settle", "again", "--yes", "--expect", "3")
        assert len(good.messages) == 3
        assert "3 accepted" in newsletter("status").out


def test_no_relay_at_all_names_the_setting(newsletter: Newsletter, readers: Path) -> None:
    code, _, err = send(newsletter, readers, "--untested")
    assert (code, "NEWSLETTER_RELAY" in err) == (3, True)


def test_what_would_be_refused_is_refused_before_anybody_is_asked(
    newsletter: Newsletter, inbox: Inbox, readers: Path
) -> None:
    newsletter("test", "--to", "me@readers.net")
    send(newsletter, readers)
    said = newsletter("send", "calm", "--readers", str(readers), "--yes", "--expect", "3")
    assert (said.code, "sent-already" in said.err) == (4, True)
    assert "Through" not in said.err


def test_a_mailing_that_was_begun_can_be_given_up(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    later = Fault(at=Moment.RCPT, does=Misdeed.REPLY, reply="450 4.2.1 Later", recipients="k@*")
    with Inbox(faults=[later]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        assert send(newsletter, readers, "--untested")[0] == 5
        (folder / CALM).write_text(ISSUE.replace("grew", "shrank"), encoding="utf-8")
        said = newsletter("send", "calm", "--yes", "--expect", "1")
        assert (said.code, "--withdraw" in said.err) == (4, True)
        assert newsletter("send", "calm", "--withdraw").code == 0
    assert "2 accepted, 1 withdrawn" in newsletter("status").out


def test_the_newest_that_was_not_sent_is_meant(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path
) -> None:
    (folder / "issues" / "2025-03-14-newer.md").write_text(ISSUE, encoding="utf-8")
    words = ("--readers", str(readers), "--yes", "--expect", "3", "--untested")
    assert newsletter("send", *words).code == 0
    assert "newer" in newsletter("status").out.splitlines()[-1]
    assert newsletter("check", "--json").data["issues"][0]["issue"] == "2025-03-07-calm"
    assert newsletter("send", *words).code == 0
    assert len(inbox.messages) == 6
    assert newsletter("send", *words).code == 2


def test_an_example_in_the_issues_own_reply_address_is_refused(
    newsletter: Newsletter, readers: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_RELAY", "smtp://relay.invalid:587")
    text = ISSUE.replace("date:", "reply_to: desk@example.org\ndate:")
    (folder / CALM).write_text(text, encoding="utf-8")
    status, _, err = send(newsletter, readers)
    assert (status, "'reply_to' still says example.org" in err) == (4, True)


def test_the_summary_has_the_marks_that_readers_will_see(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path
) -> None:
    text = ISSUE.replace("Two things happened", "Ports grew -- and it's calm")
    (folder / CALM).write_text(text, encoding="utf-8")
    _, _, err = send(newsletter, readers, "--untested")
    assert "Ports grew — and it’s calm" in err
    assert len(inbox.messages) == 3


def test_a_mailing_goes_on_to_its_own_readers_and_to_no_other_list(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    later = Fault(at=Moment.RCPT, does=Misdeed.REPLY, reply="450 4.2.1 Later", recipients="k@*")
    other = tmp_path / "other.csv"
    other.write_text("address\nstranger@readers.net\n", encoding="utf-8")
    with Inbox(faults=[later]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        assert send(newsletter, readers, "--untested")[0] == 5
        said = newsletter("send", "calm", "--readers", str(other), "--yes", "--expect", "1")
        assert (said.code, "other-list" in said.err) == (4, True)
        same = newsletter("send", "calm", "--readers", str(readers), "--yes", "--expect", "1")
        assert same.code == 5, same.err
        assert {m.recipients for m in inbox.messages} == {
            ("ann@readers.net",),
            ("BOB@readers.net",),
        }


def test_a_relay_that_never_answers_makes_three_uncertain_and_not_the_list(
    newsletter: Newsletter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tmp_path / "many.csv"
    lines = "\n".join(f"r{n}@readers.net" for n in range(50))
    many.write_text(f"address\n{lines}\n", encoding="utf-8")
    mute = Fault(at=Moment.DOT, does=Misdeed.CLOSE, keeps=True)
    with Inbox(faults=[mute]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        words = ("--readers", str(many), "--untested", "--yes", "--expect", "50")
        said = newsletter("send", "calm", *words)
        assert (said.code, "replies-lost" in said.err) == (5, True)
    counts = newsletter("status", "calm", "--json").data["issues"][0]["counts"]
    assert (counts["uncertain"], counts["queued"]) == (3, 47)


def test_html_that_gmail_would_cut_is_not_sent(
    newsletter: Newsletter, inbox: Inbox, readers: Path, folder: Path
) -> None:
    heavy = ISSUE + "".join(
        f"- Naval News: [A headline that is neither short nor long, number {n}]"
        f"(https://harbor.example.net/articles/{n})\n"
        for n in range(420)
    )
    (folder / CALM).write_text(heavy, encoding="utf-8")
    assert newsletter("render").code == 0
    code, _, err = send(newsletter, readers, "--untested")
    assert (code, "too-large" in err) == (4, True)
    assert not inbox.messages


def test_status_says_what_a_person_has_to_know(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = Fault(at=Moment.MAIL, does=Misdeed.REPLY, reply="450 4.3.2 Not now")
    with Inbox(faults=[down]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        assert send(newsletter, readers, "--untested")[0] == 5
    assert "sending" in newsletter("status").out
    assert newsletter("send", "calm", "--withdraw").code == 0
    assert "not sent" in newsletter("status").out


def test_json_ends_with_the_error_on_a_line_of_its_own(
    newsletter: Newsletter, readers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Fault(at=Moment.MAIL, does=Misdeed.REPLY, reply="530 5.7.0 Log in", numbers=range(2, 9))
    with Inbox(faults=[gone]) as inbox:
        monkeypatch.setenv("NEWSLETTER_RELAY", f"smtp://{inbox.host}:{inbox.port}")
        code, out, _ = send(newsletter, readers, "--untested", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, lines[0]["state"], lines[-1]["exit_code"]) == (5, "accepted", 5)
    assert lines[-1]["findings"]
