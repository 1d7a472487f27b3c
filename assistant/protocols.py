"""A partnership's protocols, put into the library from the browser.

    file -> looked at, by its content -> previewed, in a process of its own -> published -> built

Serving goes on with the old index until the build is complete. What was published can be taken back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import NotAccepted, NotFound, Occupied
from assistant.models import Reach
from assistant.store.jobs import Job, Kind
from assistant.store.uploads import Stage, Upload, UploadStore, UploadSummary
from assistant.working import Command, Workshop
from ingest.catalogue import open_catalogue
from ingest.errors import DocumentError, IngestError, RegisterError
from ingest.models import Section, Source
from ingest.parse.safety import safe_suffix
from ingest.settings import IngestSettings
from ingest.sources.fetched import FetchedStore
from ingest.sources.overlay import overlaid
from ingest.sources.publishing import held, put, take_out
from ingest.sources.register import LOCAL, load_register
from ingest.status import SourceStatus, source_statuses

LONGEST_STEM = 60
PREVIEW_SECONDS = 90
MOST_LISTED = 50
BUILD = Command(("ingest", "build", "--progress-json"))
LIBRARY = "library"


class Edition(BaseModel):
    """What whoever publishes says of the document, over what it says of itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = Field(min_length=3, max_length=200, pattern=r"^[^\r\n]+$")
    version: str = Field(min_length=1, max_length=80, pattern=r"^[^\r\n]+$")
    effective_from: date | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it arrived; `page` is where the partnership publishes its protocols."""

    partnership: str
    name: str
    data: bytes
    uploader: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the document would be: `notes` are for a person to check, `outcome` says whether it is new."""

    source: Source
    outcome: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Protocols:
    """`reach` is whose protocols may be seen and changed; another's upload is the same as none."""

    ingest: IngestSettings
    store: UploadStore
    workshop: Workshop
    max_bytes: int
    now: Callable[[], datetime]

    def receive(self, sent: Sent, reach: Reach) -> Upload:
        """Looks at a file and keeps it with its preview. Raises NotAccepted, and NotFound out of reach."""
        self._require(sent.partnership, reach)
        if len(sent.data) > self.max_bytes:
            raise NotAccepted(
                f"{sent.name} is larger than {self.max_bytes // 1024**2} MB: send a smaller file"
            )
        try:
            suffix = safe_suffix(sent.data)
        except DocumentError as error:
            raise NotAccepted(f"{sent.name} {error}") from error
        found = self._previewed(sent, suffix)
        source = Source.model_validate(found["source"])
        upload = Upload(
            id=uuid4().hex,
            partnership=sent.partnership,
            uploader=sent.uploader,
            name=_stem(sent.name) + suffix,
            stage=Stage.PREVIEWED,
            created_at=self.now(),
            source_id=source.id,
            source=source.model_dump_json(exclude_unset=True),
            preview=json.dumps(found),
            data=sent.data,
        )
        self.store.save(upload)
        return upload

    def get(self, upload_id: str, reach: Reach) -> Upload:
        upload = self.store.get(upload_id)
        if not reach.covers(upload.partnership):
            raise NotFound(f"There is no upload {upload_id!r}; a preview is kept for a week")
        return upload

    def list(self, partnerships: tuple[str, ...]) -> tuple[UploadSummary, ...]:
        return self.store.list(partnerships, MOST_LISTED)

    def publish(self, upload_id: str, edition: Edition, reach: Reach) -> Job:
        """Into the library, then built. Raises Occupied, and NotAccepted if the register would be wrong."""
        upload = self.get(upload_id, reach)
        self._require_idle()
        if upload.stage is Stage.PUBLISHED:
            raise Occupied("It is published already: take it back first, or upload the newer text")
        source = source_of(upload).model_copy(update=edition.model_dump())
        before = self._held(source.id)
        self._put(source, upload.data)
        published = replace(
            upload,
            stage=Stage.PUBLISHED,
            source=source.model_dump_json(exclude_unset=True),
            source_before=before[0].model_dump_json(exclude_unset=True) if before else None,
            before=before[1] if before else None,
        )
        self.store.save(published)
        return self._build(upload.id)

    def undo(self, upload_id: str, reach: Reach) -> Job:
        """The library as it was before this was published. Raises Occupied where it has changed since."""
        upload = self.get(upload_id, reach)
        self._require_idle()
        current = self._held(upload.source_id)
        if upload.stage is not Stage.PUBLISHED or current is None or current[1] != upload.data:
            raise Occupied("The library holds another text of this document now: take that one back first")
        if upload.source_before and upload.before is not None:
            self._put(Source.model_validate_json(upload.source_before), upload.before)
        else:
            self._take_out(upload.source_id)
        self.store.save(replace(upload, stage=Stage.WITHDRAWN))
        return self._build(upload.id)

    def withdraw(self, source_id: str, uploader: str, reach: Reach) -> Upload:
        """Takes a protocol out, however it came in, and keeps it so that it can be put back."""
        self._require_idle()
        found = self._held(source_id)
        if found is None or not reach.covers(found[0].partnership) or found[0].partnership is None:
            raise NotFound(f"There is no protocol {source_id!r} among those you may change")
        source, data = found
        self._take_out(source_id)
        upload = Upload(
            id=uuid4().hex,
            partnership=str(source.partnership),
            uploader=uploader,
            name=PurePosixPath(str(source.path)).name,
            stage=Stage.WITHDRAWN,
            created_at=self.now(),
            source_id=source.id,
            source=source.model_dump_json(exclude_unset=True),
            preview="",
            data=data,
        )
        self.store.save(upload)
        self._build(upload.id)
        return upload

    def build(self) -> Job:
        """Brings the index up to date. Raises Occupied while a build goes on."""
        return self._build(LIBRARY)

    def said_of(self, job: Job, reach: Reach) -> str:
        """What came of a build, without what it says of partnerships out of reach."""
        others = [
            one.id for one in load_register(self.ingest.docs_dir).partnerships if not reach.covers(one.id)
        ]
        theirs = tuple(f"{LOCAL}/{one}/" for one in others)
        return "\n".join(line for line in job.said.splitlines() if not any(one in line for one in theirs))

    def status(self, partnerships: tuple[str, ...]) -> tuple[SourceStatus, ...]:
        """The national documents and those of the partnerships. Raises IngestError before the first build."""
        fetched = FetchedStore(self.ingest.fetched_dir)
        register = load_register(self.ingest.docs_dir)
        sources = overlaid(register.sources, self.ingest.docs_dir, fetched)
        seen = tuple(one for one in sources if one.partnership in (None, *partnerships))
        return source_statuses(open_catalogue(self.ingest.catalogue), seen, fetched, self.now().date())

    def _require(self, partnership: str, reach: Reach) -> None:
        known = {one.id for one in load_register(self.ingest.docs_dir).partnerships}
        if partnership not in known or not reach.covers(partnership):
            raise NotFound(f"There is no partnership {partnership!r} among those you may upload for")

    def _require_idle(self) -> None:
        if self.workshop.store.running(Kind.BUILD, self.now()):
            raise Occupied("The library is being built: wait until that has ended, then do this again")

    def _previewed(self, sent: Sent, suffix: str) -> Mapping[str, Any]:
        """As the commands of ingest see it, bounded, so that no document can hold this process up."""
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / (_stem(sent.name) + suffix)).write_bytes(sent.data)
            page = ("--page", sent.page) if sent.page else ()
            options = ("--limited", "--partnership", sent.partnership, *page)
            try:
                made = subprocess.run(
                    [sys.executable, "-m", "ingest", "preview", folder, *options],
                    env=os.environ | self.workshop.environment,
                    capture_output=True,
                    text=True,
                    encoding="utf-8",
                    timeout=PREVIEW_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise NotAccepted(f"{sent.name} takes too long to read: send it in parts") from error
        return _found(made, sent.name)

    def _held(self, source_id: str) -> tuple[Source, bytes] | None:
        try:
            return held(self.ingest.docs_dir, source_id)
        except RegisterError:
            return None

    def _put(self, source: Source, data: bytes) -> None:
        try:
            put(self.ingest.docs_dir, source, data)
        except IngestError as error:
            raise NotAccepted(str(error)) from error

    def _take_out(self, source_id: str) -> None:
        try:
            take_out(self.ingest.docs_dir, source_id)
        except IngestError as error:
            raise NotAccepted(str(error)) from error

    def _build(self, subject: str) -> Job:
        return self.workshop.start(Kind.BUILD, subject, [BUILD])


def preview_of(upload: Upload) -> Preview | None:
    """None of a document that was not uploaded here."""
    if not upload.preview:
        return None
    found = json.loads(upload.preview)
    return Preview(
        source_of(upload),
        found["outcome"],
        tuple(found["notes"]),
        tuple(map(Section.of_json, found["sections"])),
    )


def source_of(upload: Upload) -> Source:
    return Source.model_validate_json(upload.source)


def _found(made: subprocess.CompletedProcess[str], name: str) -> Mapping[str, Any]:
    """Raises NotAccepted with what the command says is wrong."""
    try:
        found: Mapping[str, Any] = json.loads(made.stdout)
    except ValueError as error:
        said = [line for line in made.stderr.splitlines() if line.startswith("Error: ")]
        reason = said[-1].removeprefix("Error: ") if said else f"{name} cannot be read: save it again"
        raise NotAccepted(reason) from error
    if found["source"] is None:
        raise NotAccepted("; ".join(found["notes"]))
    return found


def _stem(name: str) -> str:
    """Of the name, what can be part of a file's name anywhere; never a path."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    kept = "".join(char if char.isalnum() or char in " -_" else " " for char in stem)
    return " ".join(kept.split())[:LONGEST_STEM].strip() or "protocol"
