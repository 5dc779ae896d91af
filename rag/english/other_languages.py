"""Recognises questions in other languages than English, by script and by the words they begin with.

Function words are a closed class. Those that English has as well ("was", "die", "come") are
outvoted by the English ones beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rag.english.analyzer import FUNCTION_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_BEGIN = {
    "German": "wer wie was wo wann warum wieso weshalb wen wem wessen welche welcher wieviel",
    "French": "qui que quoi quel quelle quels quelles quand où pourquoi comment combien est",
    "Spanish": "quién quiénes qué cuándo dónde cómo cuánto cuántos cuántas cuál por",
    "Italian": "chi che cosa quando dove come perché quanto quanti quante quale",
    "Portuguese": "quem que quando onde como quanto quantos quantas qual",
    "Dutch": "wie wat waar wanneer waarom hoe welke hoeveel",
    "Scandinavian": "vem vad var när varför hur hvem hva hvad hvor hvornår når hvorfor hvordan",
    "Polish": "kto co gdzie kiedy dlaczego jak ile czy jaki jaka",
}
_FUNCTION = {
    "German": "der die das den dem des ein eine einen ist sind war waren hat haben wird werden und "
    "von über zu mit auf für nicht im am es",
    "French": "le la les un une des du de est sont a ont été sera et en à au aux sur pour dans pas "
    "ce il elle",
    "Spanish": "el la los las un una de del es son fue ha han y en a al sobre para no se lo",
    "Italian": "il lo la i gli le un una di del della è sono ha hanno e in su per non si",
    "Portuguese": "o a os as um uma de do da dos das é são foi tem e em no na sobre para não se",
    "Dutch": "de het een van is zijn was heeft hebben wordt en in op over voor met niet er",
    "Scandinavian": "en ett et den det är er var har och og i på av om för for med inte ikke",
    "Polish": "jest są był była w na o z do i nie się ma",
}
_LANGUAGES = tuple(
    (frozenset(first.split()), frozenset(first.split()) | frozenset(_FUNCTION[name].split()))
    for name, first in _BEGIN.items()
)


def is_other_language(text: str, is_known: Callable[[str], bool]) -> bool:
    """Return whether a question is in another language than English.

    `is_known` returns whether the articles have a word: what stands there can be asked for in any
    language. A question without a Latin letter counts if no word of it is known; one in Latin
    letters if it begins as questions of another language do, with a word that is not known, and has
    more function words of that language than of English.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return False
    if not any(map(_is_latin, text)):
        return not any(map(is_known, words))
    english = sum(word in FUNCTION_WORDS for word in words)
    return any(
        words[0] in first
        and sum(word in function for word in words) > max(english, 1)
        and not all(is_known(word) for word in words if word in function)
        for first, function in _LANGUAGES
    )


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith(
        ("LATIN", "FULLWIDTH LATIN")
    )
