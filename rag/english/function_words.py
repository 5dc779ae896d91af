"""Words that hold a sentence together: prepositions, conjunctions, adverbs of time."""

from __future__ import annotations

from rag.english.calendar import MONTH_ABBREVIATIONS, MONTHS, WEEKDAY_ABBREVIATIONS, WEEKDAYS

# What begins the time or place of a statement: nothing is reported there.
TIMES = frozenset(
    (
        *WEEKDAYS,
        *WEEKDAY_ABBREVIATIONS,
        *MONTHS,
        *MONTH_ABBREVIATIONS,
        *"yesterday today tonight tomorrow earlier later last".split(),
        *"this recently again here there then".split(),
    )
)

# Before a participle these make the passive: nobody is said to speak.
PASSIVE = frozenset("is are was were be been being 's 're am get gets got getting widely".split())

# Capitals that begin no name.
NO_NAMES = frozenset(
    """
    A An And As At After Although Also According All Another Any Are Because Before Both But By
    Despite Did Do Does Donations During Each Earlier Even Every Few For From Had Has Have He
    Her Here His How However I If In Indeed Instead Is It Its Just Last Later Less Like Many
    Maybe Meanwhile More Most Much My Neither Never Next No Nor Not Nothing Now Of On Once One
    Only Or Other Others Our Over Perhaps Put She Since So Some Someone Still Such Than That The
    Their Then There These They This Those Though Three Through To Today Tomorrow Too Two Under
    Until Up Was We Well Were What When Where Whether Which While Who Whose Why With Without
    Would Yes Yesterday Yet You Your Asked Speaking Writing Responding
    """.split()
).union(WEEKDAYS, MONTHS)

# Words that begin what stands before a subject, or part it from what comes before.
PREPOSITIONS = frozenset(
    """
    about above across after against alongside amid among around as at because before behind below
    beside besides between beyond by despite during except for from if in including inside into like
    near of off on onto out outside over past per since though through throughout to toward towards
    under unless until upon via when where whereas while with within without asked speaking citing
    quoting although once
    """.split()
)

# Words that may stand before the subject that a sentence begins with.
LEADS = frozenset(
    """
    but and yet so still then now however meanwhile later also instead the a an former current new
    presidential vice fellow longtime veteran
    """.split()
)

PRONOUNS = frozenset("he she they it i we you who".split())

DETERMINERS = frozenset(
    "the a an one some many several his her its their our two three four five both these those "
    "another all most".split()
)

# Verbs that say that a stretch is a clause and no name of somebody.
AUXILIARIES = frozenset(
    "is are was were be been has have had will would can could may might must should do does did "
    "isn't aren't wasn't weren't hasn't haven't won't can't don't didn't".split()
)

# Words right before the name of a place rather than of a person.
BEFORE_PLACE = frozenset(
    """
    in across throughout outside inside near downtown central northern southern eastern western
    """.split()
)
