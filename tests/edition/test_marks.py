"""An offset in filled text leads back to the designer's own line and column."""

from jinja2 import DictLoader

from composer.edition.budget import Budget, spending
from composer.edition.marks import Filled
from composer.edition.sandbox import TemplateEnvironment
from composer.findings import Place

FILES = {
    "whole": "<a>\n{% macro m(x) %}\n  <b>{{ x }}</b>\n{% endmacro %}\n"
    "{% for i in range(2) %}\n  <c>\n    {{ m(i) }}<d>\n{% include 'part' %}\n{% endfor %}\n"
    "{% set e %}<e>{% endset %}\n  {{ '<f>' }} {{ e }}\n<g>",
    "part": "{# two\nlines #}\n<h>{{ 1 }}\n  <i>",
}


def filled() -> Filled:
    environment = TemplateEnvironment(DictLoader(FILES))
    with spending(Budget()):
        marked = "".join(environment.get_template("whole").generate({}))
    return Filled.of(marked, environment.marks.places, Place(path="whole"))


def test_every_element_is_found_where_it_was_written() -> None:
    result = filled()
    found = {
        (result.text[offset : offset + 3], str(result.place(offset)))
        for offset, sign in enumerate(result.text)
        if sign == "<" and result.text[offset + 1].isalpha()
    }
    assert found == {
        ("<a>", "whole:1:1"),
        ("<b>", "whole:3:3"),
        ("<c>", "whole:6:3"),
        ("<d>", "whole:7:15"),
        ("<e>", "whole:11:1"),
        ("<g>", "whole:12:1"),
        ("<h>", "part:3:1"),
        ("<i>", "part:4:3"),
    }


def test_no_mark_is_left_in_the_text() -> None:
    assert not set(filled().text) & {"\x02", "\x03"}


def test_text_before_the_first_mark_belongs_to_the_whole() -> None:
    assert str(Filled.of("a\nb", (), Place(path="x")).place(2)) == "x:2:1"
