"""The browser entry point: `python app.py` opens the index and serves the chat page."""

from __future__ import annotations

import sys

from rag import RagError, process, ui


def main() -> None:
    """Serve the default index on this machine."""
    try:
        process.prepare()
        ui.serve()
    except RagError as error:
        sys.exit(f"app.py: {error}")


if __name__ == "__main__":
    main()
