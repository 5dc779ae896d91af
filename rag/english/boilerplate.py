"""Boilerplate: teasers, captions, calls to subscribe.

News pages are full of it, in the very words that people ask with. It is ranked last and never
cited. To recognise another kind, add a line to the pattern, and to
`TEASERS` if it stands on a line of its own.
"""

from __future__ import annotations

import re

# Lines that begin with these are links or credits, not sentences, even with a full stop.
TEASERS = [
    phrase.strip()
    for phrase in """
        read more, read also, read the rest, read the full, read next, also read, more:,
        more from, see photos, see pictures, see also, see more, watch:, watch the video,
        watch now, watch live, watch on, listen:, listen now, listen to the, photo:, photos:,
        video:, image:, picture:, gallery:, file photo, getty images, related:,
        related articles, related stories, recommended:, advertisement, share this, share on,
        sign up, subscribe, follow us, click here, download our, continue reading,
        story continues, copyright, ©
    """.split(",")
]

END_MARK = re.compile(
    r"\(?(?:-+ ?30 ?-+|#(?: ?#){2,}|-* ?(?:ENDS?|MORE) ?-*|-+ ?(?:[Ee]nds?|[Mm]ore) ?-+|x{3,})\)?"
)
"""A whole line that marks the end of an agency's article, or of a page of it."""

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
    """Return whether a sentence is a teaser, a caption or another part of the page."""
    return _BOILERPLATE.match(text) is not None
