"""Texts that ask nothing of articles: small talk, and requests for something else than quotations.

Both are closed lists, and whole texts are compared: "thanks" is small talk, "who said thanks?" is a
question.
"""

from __future__ import annotations

import re

from rag.types import OutOfScope

_HELLO = (
    r"hi+|hello|hey+|hiya|howdy|greetings|good\s+(?:morning|afternoon|evening|day|night)|welcome|"
    r"how\s+are\s+(?:you|things)(?:\s+(?:doing|today))*|how(?:['’]?s|\s+is)\s+it\s+going|"
    r"what(?:['’]?s|\s+is)\s+up|(?:nice|good|pleased)\s+to\s+(?:meet|see)\s+you|"
    r"bye+|bye[\s-]+bye|good\s*bye|farewell|see\s+you(?:\s+(?:later|soon|tomorrow))?|"
    r"have\s+a\s+(?:nice|good|great)\s+(?:day|evening|night|weekend|one)"
)
_THANKS = (
    r"thanks|thank\s+you|many\s+thanks|thx|cheers|much\s+appreciated|"
    r"(?:so|very)\s+much|a\s+lot|(?:you['’]?re|you\s+are)\s+welcome|"
    r"for\s+(?:your|the|this|that|all)(?:\s+\w+){0,2}"
)
_REACTION = (
    r"aha?|alright|awesome|brilliant|cool|excellent|fine|good|great|ha(?:ha)+|ha|h+m+|huh|i\s+see|"
    r"indeed|interesting|lol|mhm|nice|no|oh|ok(?:ay)?|perfect|please|really|right|sorry|sure|true|"
    r"well|well\s+done|wow|yeah|yep|yes"
)
_ADDRESS = r"all|bot|everybody|everyone|friend|robot|there|again"
_INTERJECTION = re.compile(
    rf"(?:(?:{_HELLO}|{_THANKS}|{_REACTION}|{_ADDRESS})(?!\w)[\s,.!?…]*)+", re.IGNORECASE
)
# Words of the list that begin nothing: "for the bridge", "there", "a lot".
_GOES_ON = re.compile(rf"(?:{_ADDRESS}|for|so|very|a)\b", re.IGNORECASE)

_POLITE = (
    r"(?:(?:please|kindly|now|then|(?:can|could|would|will)\s+you(?:\s+please)?|"
    r"i(?:['’]d|\s+would)\s+like\s+you\s+to|i\s+want\s+you\s+to)[\s,]+)*"
)
_PROGRAM = (
    r"(?:you|this\s+(?:program|page|site|tool|app|chat|bot)|the\s+(?:program|page|tool|chatbot))"
)
_DOCUMENTS = (
    r"(?:articles?|files?|documents?|texts?|stories|sources?|outlets?|newspapers?|speakers?|people)"
)
_HELP = re.compile(
    rf"{_POLITE}(?:(?:i\s+need\s+)?(?:some\s+)?help(?:\s+me)?|"
    rf"what\s+(?:can|do|could)\s+(?:{_PROGRAM}|i)\s+(?:do|ask|know|search)(?:\s+(?:here|you|for|me|"
    rf"about))*|what\s+(?:questions\s+)?(?:can|may|should)\s+i\s+ask(?:\s+(?:here|you))?|"
    rf"(?:who|what)\s+(?:are\s+you|made\s+you|is\s+this\s+(?:program|page|site|tool|app|chat))|"
    rf"how\s+(?:does|do|can|should)\s+(?:i\s+use\s+)?{_PROGRAM}(?:\s+works?)?|"
    r"are\s+you\s+(?:an?\s+)?(?:ai|bot|chatbot|human|machine|person|robot|there|real))",
    re.IGNORECASE,
)
_LISTING = re.compile(
    rf"{_POLITE}(?:(?:list|show|display|print|name|give)(?:\s+(?:me|us))?"
    rf"(?:\s+(?:a\s+list\s+of|all|of|the|your|available|every))*\s+{_DOCUMENTS}|"
    rf"(?:what|which|how\s+many)\s+{_DOCUMENTS}\s+(?:do\s+(?:you|we|i)\s+have|are\s+(?:there|here|"
    rf"indexed|available|in\s+(?:the|this)\s+(?:index|folder))|can\s+(?:you|i)\s+search))",
    re.IGNORECASE,
)
_WORK = (
    r"summary|overview|recap|outline|translation|abstract|essay|poem|song|story|joke|letter|email|"
    r"tweet|headline|report|article|text|paragraph|list|table|timeline|chart"
)
_TASK = re.compile(
    rf"{_POLITE}(?:(?:summari[sz]e|translate|paraphrase|rephrase|rewrite|proofread)(?:\s.*)?|"
    rf"(?:write|compose|create|generate|make|give|tell|provide|send)(?:\s+(?:me|us))?\s+"
    rf"(?:an?|the|another|some|your)\s+(?:[\w-]+\s+){{0,2}}?(?:{_WORK})(?:\s.*)?|"
    r"(?:a\s+|an\s+|the\s+)?(?:\w+\s+)?(?:summary|overview|recap|translation)\s+(?:of|into)\s.*|"
    r"(?:in\s+)?summary|tl;?\s?dr)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = " \t\n,.!?…:;"


def out_of_scope(text: str) -> OutOfScope | None:
    """Return what a text is that asks nothing of articles; None for any other.

    >>> out_of_scope("Good morning!"), out_of_scope("please summarise this"), out_of_scope("Why?")
    ('small talk', 'task', None)
    """
    bare = text.strip(_ENDS)
    if _INTERJECTION.fullmatch(bare) and not _GOES_ON.match(bare):
        return "small talk"
    for pattern, kind in _REQUESTS:
        if pattern.fullmatch(bare):
            return kind
    return None


_REQUESTS: tuple[tuple[re.Pattern[str], OutOfScope], ...] = (
    (_HELP, "help"),
    (_LISTING, "listing"),
    (_TASK, "task"),
)
