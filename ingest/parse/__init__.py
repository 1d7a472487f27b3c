"""File to document."""

from __future__ import annotations

from ingest.parse.files import parse_file

__all__ = ["parse_file"]
