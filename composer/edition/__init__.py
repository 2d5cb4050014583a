"""The issue in its form: HTML, text, pictures and slots."""

from composer.edition.edition import Condition, Edition, EditionLink, Picture, Slot
from composer.edition.slots import SlotBook

__all__ = ["Condition", "Edition", "EditionLink", "Picture", "Slot", "SlotBook"]
