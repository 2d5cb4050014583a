"""Capitals, as headlines of the text part have them, by the rules of the language.

Sources: the special casing of Unicode CLDR (tr-Upper, az-Upper, el-Upper); for German
the official spelling rules, §25 E3, which since 2017 have ẞ beside SS. It keeps what
was written apart ("Maße" and "Masse").
"""

import unicodedata

_CASELESS = """
    am ar bn ckb dv fa gu he hi ja ka km kn ko lo ml mr my ne pa ps sd si ta te th ti ug ur yi zh
""".split()  # noqa: SIM905 - codes are easier to look through as words
"""Languages whose usual script has no small letters, by ISO 639."""
_ACUTE = "\u0301"


def has_capitals(language: str) -> bool:
    """Whether the script of a BCP 47 language tells capitals from small letters."""
    return language.lower().partition("-")[0] not in _CASELESS


def capitals(text: str, language: str) -> str:
    """The text in capitals; unchanged where the language's script has none."""
    if not has_capitals(language):
        return text
    match language.lower().partition("-")[0]:
        case "tr" | "az":
            return text.replace("i", "İ").upper()
        case "el":
            # Greek capitals drop the accent and keep the diaeresis.
            bare = unicodedata.normalize("NFD", text).replace(_ACUTE, "")
            return unicodedata.normalize("NFC", bare).upper()
        case _:
            return text.replace("ß", "ẞ").upper()
