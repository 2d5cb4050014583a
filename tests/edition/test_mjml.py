"""mjml-python behind one door. Traps 6, 7, 8 and 10."""

import re
import subprocess
import sys

import pytest

from composer.edition.mjml import compile_mjml, offset_of
from composer.errors import DesignerError
from composer.findings import Place

BODY = "<mj-body><mj-section><mj-column><mj-text>%s</mj-text></mj-column></mj-section></mj-body>"


def place_in(source: str) -> Place:
    return Place(path="x", line=source.count("\n") + 1, column=len(source) - source.rfind("\n"))


def compiled(source: str) -> str:
    return compile_mjml(source, place=lambda offset: place_in(source[:offset]))


def test_no_host_is_named_that_nobody_wrote() -> None:
    """Trap 10: mrml's own default font would bring fonts.googleapis.com along."""
    html = compiled("<mjml>" + BODY % "x" + "</mjml>")
    assert set(re.findall(r"//([a-z0-9.]+)", html)) <= {"www.w3.org"}


def test_what_mrml_refuses_is_told_at_a_line() -> None:
    """Trap 6: mrml counts octets; before the mistake stand Japanese and emoji."""
    source = "<mjml>\n<!-- 日本語 ❤️ -->\n<mj-body>" + "é" * 20 + "<mj-oops></mj-body></mjml>"
    with pytest.raises(DesignerError) as caught:
        compiled(source)
    (finding,) = caught.value.findings
    assert finding.code == "mjml-refused"
    assert finding.at is not None
    assert finding.hint


def test_octets_become_characters() -> None:
    """Trap 6."""
    text = "aé日❤\n<b>"
    for character, sign in enumerate(text):
        octet = len(text[:character].encode())
        assert text[offset_of(text, octet)] == sign


@pytest.mark.parametrize(
    "source",
    [
        '<mjml><mj-head><mj-include path="x.html" type="html" /></mj-head></mjml>',
        '<mjml><mj-body><mj-include path="x.mjml" /></mj-body></mjml>',
    ],
)
def test_an_include_is_refused_and_a_panic_is_an_error_like_any_other(
    source: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Trap 8: pyo3's PanicException is a BaseException."""
    with pytest.raises(DesignerError):
        compiled(source)
    capfd.readouterr()  # Rust's own panic message


DEEP = """
import threading
from composer.edition.mjml_mistakes import understood
from composer.edition.marks import Filled
from composer.errors import DesignerError
from composer.findings import Place

def lint():
    quotes = "<blockquote>" * 200 + "x" + "</blockquote>" * 200
    mjml = "<mjml>" + %r %% quotes + "</mjml>"
    try:
        understood(Filled.of(mjml, (), Place(path="x")))
    except DesignerError as error:
        print(error.findings[0].code)

threading.stack_size(128 * 1024)
thread = threading.Thread(target=lint)
thread.start()
thread.join()
"""


def test_two_hundred_quotations_are_an_error_and_no_crash() -> None:
    """Trap 7: in a thread with the stack that musl gives it."""
    done = subprocess.run(
        [sys.executable, "-c", DEEP % BODY], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "mjml-depth\n")


def test_what_lint_lets_through_fits_into_a_small_stack() -> None:
    """Trap 7: a hundred levels, compiled where 120 are known to be too many."""
    script = (
        "import threading\n"
        "from mjml import mjml2html\n"
        f"inside = {'<div>' * 90 + 'x' + '</div>' * 90!r}\n"
        f"source = '<mjml>' + {BODY!r} % inside + '</mjml>'\n"
        "threading.stack_size(128 * 1024)\n"
        "count = lambda: print(mjml2html(source, fonts={}).count('<div>'))\n"
        "thread = threading.Thread(target=count)\n"
        "thread.start()\nthread.join()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "90\n")
