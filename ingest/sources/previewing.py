"""What a document would be in the library, before it is: its entry, and its sections with their anchors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.documents import sections_in
from ingest.models import Section
from ingest.sources.adding import Row, look_over
from ingest.sources.details import Details

MOST_MEMORY_BYTES = 3 * 1024**3
MOST_CPU_SECONDS = 60


def previewed(docs_dir: Path, folder: Path, details: Details, today: date) -> tuple[Row, tuple[Section, ...]]:
    """The folder's one document as adding would register it, and its sections as a build would store them.

    No sections of a document that cannot be read. Raises RegisterError.
    """
    (row,) = look_over(docs_dir, folder, details, today)
    sections = sections_in(folder / row.file, row.source) if row.source else ()
    return row, sections


def bound_this_process() -> None:
    """No more memory and time than a document needs, where the system can bound them."""
    try:
        import resource
    except ImportError:  # only systems of the Unix kind have it
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
