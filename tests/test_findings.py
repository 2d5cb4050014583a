"""A finding says where, what and how to mend it, in the form that editors read."""

from composer.errors import (
    ComposerError,
    DesignerError,
    EditorError,
    GuardRefusal,
    OperatorError,
    RelayUnavailable,
    SentInPart,
    UsageError,
)
from composer.findings import Finding, Place, Severity


def test_the_form_is_what_problem_matchers_read() -> None:
    finding = Finding(
        code="E206",
        severity=Severity.ERROR,
        message="no section is called 'Hub Storry'",
        at=Place(path="issues/x.md", line=8, column=4),
        hint="did you mean 'Hub Story'?",
    )
    assert str(finding) == (
        "issues/x.md:8:4: error[E206]: no section is called 'Hub Storry'\n"
        "  hint: did you mean 'Hub Story'?"
    )


def test_a_finding_without_a_file_has_no_place() -> None:
    assert str(Finding(code="clock", severity=Severity.INFO, message="late")) == "info[clock]: late"


def test_an_error_carries_all_its_findings() -> None:
    found = [Finding(code=c, severity=Severity.ERROR, message=c) for c in ("one", "two")]
    assert EditorError.of(found).findings == tuple(found)


def test_every_branch_of_the_tree_has_its_exit_code() -> None:
    assert {e: e.exit_code for e in (EditorError, DesignerError, UsageError, OperatorError)} == {
        EditorError: 1,
        DesignerError: 1,
        UsageError: 2,
        OperatorError: 3,
    }
    assert (RelayUnavailable.exit_code, GuardRefusal.exit_code, SentInPart.exit_code) == (3, 4, 5)
    assert issubclass(SentInPart, ComposerError)
