"""The issue in its form: HTML, text, pictures and slots."""

from composer.edition.edition import Condition, Edition, EditionLink, Picture, Slot
from composer.edition.phrases import Phrases, phrases
from composer.edition.rendering import render_edition
from composer.edition.slots import SlotBook
from composer.edition.template import Template, load_template

__all__ = [
    "Condition",
    "Edition",
    "EditionLink",
    "Phrases",
    "Picture",
    "Slot",
    "SlotBook",
    "Template",
    "load_template",
    "phrases",
    "render_edition",
]
