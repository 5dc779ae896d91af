"""What a page is built with besides its engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PageSettings:
    """The files and the features of a page.

    With `api`, programs may ask at the endpoint /ask; with `uploads`, files can be dropped on the
    page. `endpoint` is the address at which others answer programs, which the page shows.
    Conversations are kept in the folder `conversations`, None for memory only; if they are the
    browser's own, no other browser finds them.
    """

    feedback: Path
    conversations: Path | None = None
    own_conversations: bool = False
    api: bool = False
    uploads: bool = False
    endpoint: str | None = None
