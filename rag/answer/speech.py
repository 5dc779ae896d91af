"""Signs that a sentence is somebody's speech, for questions of what somebody said.

A thin stand-in, read off a single sentence and the one before it; who said what across an article
is the index's own knowledge.
"""

from __future__ import annotations

import re

# Verbs by which news reports speech, and the nouns and phrases that do the same.
CUES = re.compile(
    r"\b(?:said|says|say|saying|told|tells|added|adds|warned|warns|argued|argues|claimed|claims|"
    r"insisted|insists|stressed|stresses|emphasi[sz]ed|emphasi[sz]es|noted|notes|announced|"
    r"announces|asked|asks|replied|replies|responded|responds|wrote|writes|tweeted|tweets|"
    r"explained|explains|suggested|suggests|stated|states|declared|declares|acknowledged|"
    r"admitted|admits|agreed|agrees|denied|denies|promised|promises|pledged|pledges|vowed|vows|"
    r"called|calls|urged|urges|believes|believed|thinks|thought|hopes|hoped|expects|expected|"
    r"predicted|predicts|described|describes|accused|accuses|criticized|criticised|praised|"
    r"according to|statement|interview|remarks|speech)\b",
    re.IGNORECASE,
)
QUOTES = re.compile(r"[“”\"]")
PRONOUN_CUE = re.compile(
    r"\b(?:he|she|they)\s+(?:also\s+|then\s+|later\s+)?\w+(?:ed|aid|ays|old|rote)\b"
    r"|\b(?:said|added|says|asked|wrote)\s+(?:he|she|they)\b",
    re.IGNORECASE,
)


def speaks(text: str, before: str, speaker: re.Pattern[str]) -> float:
    """Say how much a sentence looks like the speech of `speaker`, from 0 to 1.

    1: it names the speaker next to a cue. 0.7: "he said", and the sentence before names the
    speaker. 0.5: it is a bare quotation after a sentence that names the speaker. 0: none of these.
    """
    if speaker.search(text):
        return 1.0 if CUES.search(text) else 0.0
    if speaker.search(before):
        if PRONOUN_CUE.search(text):
            return 0.7
        if QUOTES.search(text):
            return 0.5
    return 0.0


def name_pattern(speaker: str) -> re.Pattern[str]:
    """Match a speaker by the last word of the name: "Emmanuel Macron" is "Macron" later on."""
    last = (re.findall(r"\w+", speaker) or [speaker])[-1]
    return re.compile(rf"\b{re.escape(last)}\b", re.IGNORECASE)
