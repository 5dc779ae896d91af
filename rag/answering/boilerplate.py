"""Sentences that say nothing themselves: teasers, captions, calls to subscribe.

News pages are full of them, and they are made of the very words that people ask with. They are
ranked last and never cited. To teach it another kind, add a line.
"""

from __future__ import annotations

import re

_BOILERPLATE = re.compile(
    r"""^[^\w“‘"']*(?:
      (?:see|view|more|in)\s+(?:the\s+)?(?:photos?|pictures?|images?|gallery)\b
    | (?:photo|image|picture|video|file\s+photo|caption|credit|source)s?\s*[:/|(-]
    | (?:watch|listen|read\s+more|read\s+also|read\s+next|see\s+also|related|also\s+read)\s*[:|]
    | (?:watch|listen\s+to|check\s+out|don['’]t\s+miss)\s+(?:the|this|our|a|more|full|how|as)\b
    | (?:read|find\s+out|learn)\s+more\s+(?:about|on|at|here|from)\b
    | click\s+(?:here|on|to|through)\b
    | (?:sign\s+up|subscribe|follow\s+us|like\s+us|join\s+us|download\s+(?:the|our))\b
    | (?:share|tweet)\s+this\b
    | advertisement\b
    | (?:©|copyright\b|all\s+rights\s+reserved)
    | scroll\s+down\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_boilerplate(text: str) -> bool:
    """Say if a sentence is a teaser, a caption or another part of the page around the article."""
    return _BOILERPLATE.match(text) is not None
