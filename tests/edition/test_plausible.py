"""Sizes are counted with values as long as they may well be."""

from composer.edition import Slot
from composer.edition.plausible import values_octets
from composer.issue import Newsletter

NAME = Slot(marker="zq0123456789s000x", name="name")
WAY_OUT = Slot(marker="zq0123456789s001x", name="unsubscribe_url")


def test_a_name_takes_more_than_its_marker_wherever_it_stands(newsletter: Newsletter) -> None:
    once = values_octets(f"<p>{NAME.marker}</p>", [NAME], newsletter)
    assert once == 2 * 30 - len(NAME.marker)
    assert values_octets(NAME.marker * 3, [NAME], newsletter) == 3 * once


def test_the_way_out_is_as_long_as_its_address_and_a_token(newsletter: Newsletter) -> None:
    url = newsletter.unsubscribe.url
    assert url
    html = f'<a href="{WAY_OUT.marker}">Unsubscribe</a>'
    assert values_octets(html, [WAY_OUT], newsletter) == len(url) + 40 - len(WAY_OUT.marker)


def test_without_slots_nothing_is_added(newsletter: Newsletter) -> None:
    assert values_octets("<p>words</p>", [], newsletter) == 0
