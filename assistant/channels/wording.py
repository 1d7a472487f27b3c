"""The words people read for codes, dates and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from assistant.models import Removed, Status
from ingest.models import Authority, Contact

HEADING_OF_STATUS: Mapping[Status, str] = {
    Status.ANSWERED: "What the guidance says",
    Status.PARTIAL: "The guidance answers part of this",
    Status.NOT_COVERED: "The guidance we hold does not cover this",
    Status.OUT_OF_SCOPE: "This is outside what this service covers",
    Status.CLARIFY: "Tell us a little more",
    Status.DECLINED: "We cannot help with this",
    Status.SEARCH_FAILED: "The search did not work",
}

# for those who look at what was asked, and not at an answer
ENDING_OF_STATUS: Mapping[Status, str] = {
    Status.ANSWERED: "Answered",
    Status.PARTIAL: "Partly answered",
    Status.NOT_COVERED: "Not covered",
    Status.OUT_OF_SCOPE: "Out of scope",
    Status.CLARIFY: "Asked to say more",
    Status.DECLINED: "Declined",
    Status.SEARCH_FAILED: "Search failed",
}

# of one question among several
NOTHING_FOR_ONE = "Nothing in the guidance held here answers this one."

AUTHORITY_LABEL: Mapping[Authority, str] = {
    Authority.LAW: "Law",
    Authority.STATUTORY_GUIDANCE: "Statutory guidance",
    Authority.CODE_OF_PRACTICE: "Code of practice",
    Authority.PROFESSIONAL_GUIDANCE: "Professional guidance",
    Authority.NON_STATUTORY_GUIDANCE: "Non-statutory guidance",
    Authority.LOCAL_PROTOCOL: "Local protocol",
}

FLAG_WORDS: Mapping[str, str] = {
    "superseded": "superseded",
    "past_review": "past its review date",
    "digest": "digest in our own words",
    "stale": "not checked with its publisher lately",
    "withdrawn": "withdrawn by its publisher",
    "cites_superseded": "refers to superseded guidance",
}

# kinds of personal data whose plural is more than an s
NOUNS_OF_KIND: Mapping[str, tuple[str, str]] = {
    "address": ("address", "addresses"),
    "bank details": ("set of bank details", "sets of bank details"),
    "date of birth": ("date of birth", "dates of birth"),
    "email": ("email address", "email addresses"),
    "IP address": ("IP address", "IP addresses"),
    "phone": ("phone number", "phone numbers"),
}


def say_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def say_moment(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{say_date(utc.date())} at {utc:%H:%M} UTC"


def say_flag(flag: str) -> str:
    return FLAG_WORDS.get(flag, flag.replace("_", " "))


def say_count(removed: Removed) -> str:
    return f"{removed.count} {_noun(removed.kind, removed.count)}"


def say_removed(removed: Sequence[Removed]) -> str:
    """For instance: We removed 1 name and 2 postcodes before searching."""
    return f"We removed {say_list([say_count(each) for each in removed])} before searching."


def say_list(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def say_contact(contact: Contact) -> str:
    """For instance: Front door: 0300 123 4567, weekdays 9 to 5."""
    known = (contact.phone, contact.email, contact.url, contact.when)
    return f"{contact.name}: {', '.join(filter(None, known))}".removesuffix(": ")


def below_title(headings: Sequence[str], title: str) -> tuple[str, ...]:
    """The heading path without a first heading that only says the document's title again."""
    repeats = bool(headings) and headings[0].casefold().startswith(title.casefold())
    return tuple(headings[1:]) if repeats else tuple(headings)


def _noun(kind: str, count: int) -> str:
    singular, plural = NOUNS_OF_KIND.get(kind, (kind, f"{kind}s"))
    return singular if count == 1 else plural
