"""Statements of a sentence: each cue of speech with its subject and what is reported.

A sentence is analysed as words and marks in order. Its quotations are masked, so cues inside them
are ignored. Recognised are "Macron said that …", "…, said Macron", "…, according to Macron", and in
a headline "Macron: …"; a clause inside contents is analysed as a statement of its own.

Positions are positions in the words of the sentence. `last` is the subject of the statement before
in the same sentence, which later statements may take up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.attribution.contents import (
    Contents,
    contents_after,
    contents_before,
    find_contents,
    quotations_after,
)
from rag.attribution.subjects import (
    end_of_phrase,
    find_subject,
    may_speak,
    name_after,
    names_person,
    opening_subject,
    quoted_subject,
    subject_before_comma,
)
from rag.attribution.words import (
    DASHES,
    MAX_HEARER_WORDS,
    MAX_SENTENCE_WORDS,
    Range,
    Word,
    Words,
    agrees,
    is_adverbial,
    is_auxiliary,
    offsets,
    split_words,
)
from rag.english.function_words import (
    BEFORE_PARTICIPLE,
    BEING,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    TIMES,
)
from rag.english.lexicon import NOUNS, PROGRESSIVES, VERBS, Verb, takes_clause
from rag.english.persons import ROLES


@dataclass(frozen=True, slots=True)
class Statement:
    """A cue, and the offsets in the sentence of its subject and of what is reported."""

    subject: Range
    cue: str
    contents: Contents


def find_statements(masked: str, *, heading: bool) -> list[Statement]:
    """Return the statements of a sentence in the order of their cues.

    Characters of quotations are masked by U+FFFC. A `heading` is also read as "Name: …". A sentence
    of more than `MAX_SENTENCE_WORDS` words has none.
    """
    words = split_words(masked)
    if heading and (headline := _headline(words)):
        return [headline]
    if signed := _signed_quotation(words):
        return [signed]
    if len(words) > MAX_SENTENCE_WORDS:
        return []
    statements: list[Statement] = []
    last: Range | None = None
    for cue in range(len(words)):
        if (statement := _without_finite_verb(words, cue, last)) is not None:
            statements.append(statement)
        elif (found := _with_finite_verb(words, cue, last)) is not None:
            statement, last = found
            statements.append(statement)
    return _cut_where_next_begins(statements, words)


def _headline(words: Words) -> Statement | None:
    """Return the statement of "Name: what was said"."""
    colons = [i for i, word in enumerate(words) if word.text == ":"]
    if len(colons) != 1 or not 0 < (i := colons[0]) < len(words) - 1:
        return None
    if i <= 4 and words[0].low not in VERBS and all(word.capital for word in words[:i]):
        return Statement(offsets(words[:i]), ":", (offsets(words[i + 1 :]),))
    return None


def _signed_quotation(words: Words) -> Statement | None:
    """Return the statement of a quotation with a name after it: "“…” — Ann Lee"."""
    dash = next((i for i, word in enumerate(words) if word.text in DASHES), None)
    if dash is None or not 0 < dash < len(words) - 1 or not all(w.quoted for w in words[:dash]):
        return None
    name = [word for word in words[dash + 1 :] if not word.mark]
    if not 1 < len(name) <= 5 or not all(word.capital for word in name):
        return None
    return Statement(
        offsets(name), words[dash].text, tuple((word.start, word.end) for word in words[:dash])
    )


def _cut_where_next_begins(statements: list[Statement], words: Words) -> list[Statement]:
    """End contents where a coordinate statement begins: "A said x, but B said y"."""
    coordinate = {
        words[k].start: words[k - 2].start
        if words[k - 1].low in CONJUNCTIONS
        else words[k - 1].start
        for k in range(2, len(words))
        if words[k - 1].text == ";"
        or (words[k - 1].low in ("but", "while", "whereas") and words[k - 2].text == ",")
    }
    ends = [coordinate[s.subject[0]] for s in statements if s.subject[0] in coordinate]
    if not ends:
        return statements
    return [replace(s, contents=tuple(_cut(span, ends) for span in s.contents)) for s in statements]


def _cut(span: Range, ends: Sequence[int]) -> Range:
    """End a span at the first of the offsets inside it."""
    start, end = span
    return start, min((at for at in ends if start < at < end), default=end)


def _without_finite_verb(words: Words, cue: int, last: Range | None) -> Statement | None:
    """Return the statement whose cue is "according to", a noun or a participle, if there is one."""
    word = words[cue]
    if word.low == "according" and cue + 2 < len(words) and words[cue + 1].low == "to":
        return _according_to(words, cue)
    if word.low in NOUNS and (found := _noun(words, cue)):
        return found
    if word.low not in PROGRESSIVES or cue == 0:
        return None
    if words[cue - 1].low in BEFORE_PARTICIPLE:
        return _participle(words, cue, last)
    return _participle_after_with(words, cue) or _reported_speech(words, cue, last)


def _according_to(words: Words, cue: int) -> Statement | None:
    end = end_of_phrase(words, cue + 2, source=True)
    if end == cue + 2:
        return None
    before = [word for word in words[:cue] if not word.mark]
    if before and words[cue - 1].low not in CONJUNCTIONS:
        content = words[: cue - 1 if words[cue - 1].mark else cue]
    else:
        content = words[end + 1 if end < len(words) and words[end].text == "," else end :]
        if not content:
            return None
    return Statement(offsets(words[cue + 2 : end]), "according to", (offsets(content),))


def _noun(words: Words, cue: int) -> Statement | None:
    """Return the statement of "Lee's claim that …", whose subject is the owner of the noun."""
    owner = words[cue - 1] if cue else None
    if owner is None or not owner.low.endswith(("'s", "s'")) or not owner.capital:
        return None
    if cue + 2 >= len(words) or words[cue + 1].low not in ("that", "to"):
        return None
    if words[cue + 1].low == "to" and (
        words[cue + 2].capital or words[cue + 2].low in DETERMINERS or words[cue + 2].quoted
    ):
        return None  # "Lee's threat to the bridge"
    first = cue - 1
    while first > 0 and words[first - 1].capital and not words[first - 1].mark:
        first -= 1
    end = owner.end - 2 if owner.low.endswith("'s") else owner.end - 1
    start = cue + 2 if words[cue + 1].low == "that" else cue + 1
    stop = len(words) - 1 if words[-1].mark else len(words)
    comma = next((k for k in range(start, stop) if words[k].text == ","), stop)
    if any(takes_clause(word.low) for word in words[comma:stop]):
        stop = comma  # "Lee's claim that …, Orr said": there Orr's words go on
    if start >= stop:
        return None
    return Statement((words[first].start, end), words[cue].low, (offsets(words[start:stop]),))


def _participle(words: Words, cue: int, last: Range | None) -> Statement | None:
    """Return the statement of "Lee left, saying that …", with the subject of the clause before."""
    verb = PROGRESSIVES[words[cue].low]
    subject = last or opening_subject(words)
    after = words[cue + 1].low if cue + 1 < len(words) else ""
    means = verb.frame == "object" and after in ("that", "to") and words[cue - 1].text == ","
    if subject is None or not (verb.frame in ("clause", "hearer") or means):
        return None
    return _reporting_after(words, cue, verb, subject)


def _participle_after_with(words: Words, cue: int) -> Statement | None:
    """Return the statement of "…, with some clerks warning that it leaks"."""
    if cue + 2 >= len(words) or words[cue + 1].low != "that":
        return None
    near = range(cue - 2, max(-1, cue - MAX_HEARER_WORDS), -1)
    k = next((k for k in near if words[k].low == "with" or words[k].mark), None)
    if k is None or words[k].low != "with" or not may_speak(words[k + 1 : cue]):
        return None
    return _reporting_after(words, cue, PROGRESSIVES[words[cue].low], (k + 1, cue))


def _reported_speech(words: Words, cue: int, last: Range | None) -> Statement | None:
    """Return the statement of "footage of Lee saying, “…”" or "Lee was quoted as saying …"."""
    verb = PROGRESSIVES[words[cue].low]
    if verb.frame not in ("clause", "hearer"):
        return None
    first = cue
    while first and words[first - 1].capital and not words[first - 1].mark:
        first -= 1
    if first == cue:
        quoted = quoted_subject(words, cue, last)
        return None if quoted is None else _reporting_after(words, cue, verb, quoted.range)
    introduces = any(word.quoted for word in words[cue + 1 : cue + 3])
    if not introduces or not may_speak(words[first:cue]):
        return None
    return _reporting_after(words, cue, verb, (first, cue))


def _reporting_after(words: Words, cue: int, verb: Verb, subject: Range) -> Statement | None:
    """Return a statement whose contents follow its cue, if anything follows."""
    contents = contents_after(words, cue + 1, verb)
    if not contents:
        return None
    return Statement(offsets(words[slice(*subject)]), words[cue].low, contents)


def _with_finite_verb(
    words: Words, cue: int, last: Range | None
) -> tuple[Statement, Range | None] | None:
    """Return the statement whose cue is a finite verb, and the subject that later ones take up."""
    verb = VERBS.get(words[cue].low) or _progressive(words, cue)
    if verb is None or (words[cue].capital and cue > 0 and not words[cue - 1].quoted):
        return None
    if (verb.frame == "clause" or verb.lemma == "ask") and (
        inverted := _announced(words) if cue == 0 else _inverted(words, cue, last)
    ):
        return inverted
    after = words[cue + 1].low if cue + 1 < len(words) else ""
    fronted = any(w.quoted for w in words[cue + 2 : cue + 3])  # "a step Lee described as “…”"
    if after == "by" or (after == "as" and verb.frame == "object" and not fronted):
        return None  # "warned by", "described as": somebody else's speech
    subject = find_subject(words, cue, last)
    if subject is None:
        return None
    if after == "as" and verb.frame == "object":
        relative = subject.start and words[subject.start - 1].low in RELATIVE
        if not relative:
            return None
    said_by = words[slice(*subject.range)]
    if not subject.among and not agrees(words[cue].low, verb, said_by):
        return None
    contents = find_contents(words, cue, verb, subject, last)
    if not contents and not _announces_next(words, cue):
        return None
    return Statement(offsets(said_by), words[cue].low, contents), subject.range


def _announces_next(words: Words, cue: int) -> bool:
    """Return whether a sentence ends with a cue and a colon: the next one holds the contents."""
    return [word.text for word in words[cue + 1 :]] == [":"]


def _progressive(words: Words, cue: int) -> Verb | None:
    """Return the verb of "is once again questioning", not of "without questioning"."""
    verb = PROGRESSIVES.get(words[cue].low)
    j = cue - 1
    while verb and j >= 0 and is_adverbial(words[j]):
        j -= 1
    return verb if verb and j >= 0 and words[j].low in BEING else None


def _inverted(words: Words, cue: int, last: Range | None) -> tuple[Statement, Range] | None:
    """Return the statement of "…, said Macron", whose contents come first, and its subject."""
    if cue + 1 >= len(words):
        return None
    before, after = words[cue - 1], words[cue + 1]
    if not (before.quoted or before.text in (",", "?", "!")):
        return None
    if not _begins_subject(words[cue + 1 : cue + 5]):
        return None
    pronoun = after.low in PRONOUNS
    end = cue + 2 if pronoun else end_of_phrase(words, cue + 1)
    named = after.capital or pronoun or names_person(words[cue + 1 : end])
    described = None if before.quoted else subject_before_comma(words, cue - 1)
    if not (before.quoted or named) or (described is not None and described.start == 0):
        return None  # "Lee, the mayor, said a second pier, No. 2, would close"
    start, end = name_after(words, cue + 1, end)
    if any(is_auxiliary(word) for word in words[cue + 1 : end]):
        return None
    # "…, said he would" and "…, said the bridge was" are no inversions.
    runs_on = end < len(words) and not words[end].mark
    if runs_on and not before.quoted and words[end].low not in PREPOSITIONS | CONJUNCTIONS:
        return None
    contents = contents_before(words, cue, last)
    if not contents:
        return None
    contents = (*contents, *quotations_after(words, end))
    return Statement(offsets(words[start:end]), words[cue].low, contents), (start, end)


def _begins_subject(after: Sequence[Word]) -> bool:
    """Return whether the words after a verb can begin its subject: "said Macron", "said a man"."""
    first = after[0]
    if first.low in ("i", "who") or first.text in TIMES:
        return False
    aged = first.text[0].isdigit() and any(w.capital for w in after[1:])  # "80-year-old Ann Lee"
    noun = first.low in DETERMINERS or first.low in ROLES or first.low in PRONOUNS
    return first.capital or noun or aged


def _announced(words: Words) -> tuple[Statement, None] | None:
    """Return the statement of "Said Lee: “…”"."""
    end = end_of_phrase(words, 1)
    if end == 1 or end + 1 >= len(words) or words[end].text != ":":
        return None
    quotations = quotations_after(words, end)
    if not quotations:
        return None
    return Statement(offsets(words[1:end]), words[0].low, quotations), None
