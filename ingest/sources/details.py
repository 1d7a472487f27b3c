"""What a partnership says of itself when its documents are added, and the `partnership.yaml` made from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from ingest.errors import RegisterError
from ingest.models import Contact, Partnership
from ingest.sources.register import LOCAL, PARTNERSHIP_FILE, Register, is_web_address
from ingest.sources.register_text import replace_text


@dataclass(frozen=True, slots=True)
class Details:
    """What a partnership says of itself; `page` is the web page its protocols are published on."""

    id: str
    name: str | None = None
    area: str | None = None
    front_door: str | None = None
    out_of_hours: str | None = None
    page: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        wanted = ("name", "area", "front_door", "out_of_hours", "page")
        return tuple(field for field in wanted if not getattr(self, field))

    def needed(self, register: Register) -> tuple[str, ...]:
        """What is missing; a partnership that is set up needs only a page, if no source of it gives one."""
        if self.id not in {partnership.id for partnership in register.partnerships}:
            return self.missing
        return () if self.page or _page_of(register, self.id) else ("page",)


def described(register: Register, details: Details) -> tuple[Partnership, str]:
    """The partnership, new or as it is set up, and its page. Raises RegisterError naming what to give."""
    needed = details.needed(register)
    if needed:
        options = ", ".join(f"--{field.replace('_', '-')}" for field in needed)
        raise RegisterError(f"partnership {details.id!r} is not fully described: give {options} as well")
    page = details.page or _page_of(register, details.id) or ""
    if not is_web_address(page):
        raise RegisterError(
            f"page {page!r}: give the page's full http:// or https:// address, without spaces"
        )
    known = {partnership.id: partnership for partnership in register.partnerships}
    return known.get(details.id) or _new_partnership(details), page


def write_description(docs_dir: Path, partnership: Partnership) -> None:
    """Writes the `partnership.yaml` of a new partnership; one that is there is its editor's and stays."""
    file = docs_dir / LOCAL / partnership.id / PARTNERSHIP_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fields = partnership.model_dump(mode="json", exclude_defaults=True)
        replace_text(file, yaml.safe_dump(fields, sort_keys=False, allow_unicode=True))


def _page_of(register: Register, partnership_id: str) -> str | None:
    return next((source.url for source in register.sources if source.partnership == partnership_id), None)


def _new_partnership(details: Details) -> Partnership:
    contacts = {
        "front_door": Contact(name=f"{details.name}: children's front door", phone=details.front_door),
        "out_of_hours": Contact(name=f"{details.name}: out of hours", phone=details.out_of_hours),
    }
    try:
        return Partnership.model_validate(
            {"id": details.id, "name": details.name, "area": details.area, **contacts}
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        fix = "write small letters, digits and hyphens, as in north-county"
        raise RegisterError(f"partnership {wrong['loc'][0]} {wrong['input']!r}: {fix}") from error
