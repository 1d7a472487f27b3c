"""Documents made up of our own words, as long as real guidance is: to measure with, not to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

FEWEST_WORDS = 600
MOST_WORDS = 3000
SECTION_WORDS = (60, 260)
PARAGRAPH_SENTENCES = (2, 5)

TOPICS = (
    "neglect",
    "missing episodes",
    "allegations against staff",
    "private fostering",
    "online harm",
    "domestic abuse",
    "hidden injuries",
    "young carers",
    "school absence",
    "self neglect",
    "modern slavery",
    "exploitation",
    "unborn babies",
    "medicine errors",
    "forced marriage",
    "hoarding",
    "financial abuse",
    "radicalisation",
    "hospital discharge",
    "care leavers",
)
HEADINGS = (
    "Why {topic} matters",
    "Recognising {topic}",
    "Who leads on {topic}",
    "What to write down about {topic}",
    "Telling others about {topic}",
    "When {topic} crosses the threshold",
    "Meetings about {topic}",
    "Reviewing plans after {topic}",
    "Disagreement over {topic}",
    "Training on {topic}",
)
WHO = (
    "the duty worker",
    "a head teacher",
    "the designated doctor",
    "each ward manager",
    "the care home's owner",
    "an advocate",
    "the chair of the meeting",
    "any volunteer",
    "the housing officer",
    "a community nurse",
    "the supervising officer",
    "whoever takes the call",
)
DOES = (
    "writes down",
    "checks",
    "passes on",
    "asks about",
    "keeps apart",
    "explains",
    "reviews",
    "signs off",
    "questions",
    "gathers",
    "compares",
    "hands over",
)
WHAT = (
    "what the child said in the child's own words",
    "the reasons for sharing",
    "every earlier concern",
    "the family's view of {topic}",
    "the date and hour of the first report",
    "signs of {topic} that others may miss",
    "the plan agreed at visit {number}",
    "the adult's wishes about {topic}",
    "the risk to brothers and sisters",
    "form {number} and its annexes",
    "the contact sheet for {topic}",
    "what is still unknown",
)
WHEN = (
    "within {number} working days",
    "before the next visit",
    "as soon as it is safe",
    "at the end of every shift",
    "whenever {topic} is suspected",
    "unless delay adds to the danger",
    "after speaking to a manager",
    "no later than day {number}",
    "once the front door has agreed",
    "even where consent is refused",
)
WHY = (
    "because small signs add up",
    "so that nobody starts again from nothing",
    "since memory fades",
    "to keep the decision open to challenge",
    "as paragraph {number} sets out",
    "so that the next worker can act",
)


def write_documents(folder: Path, count: int, seed: int = 1) -> None:
    """Writes Markdown files, the same ones for the same count and seed."""
    folder.mkdir(parents=True)
    for number in range(count):
        text = document_text(number, seed)
        (folder / f"guide-{number:06}.md").write_text(text, encoding="utf-8")


def document_text(number: int, seed: int) -> str:
    """A heading and sections of 600 to 3,000 words in all."""
    chance = Random(f"{seed}/{number}")  # noqa: S311 - to be repeated, not to be secret
    topic = chance.choice(TOPICS)
    left = chance.randint(FEWEST_WORDS, MOST_WORDS)
    parts = [f"# Guide {number} to {topic}"]
    while left > 0:
        section = _section(chance, topic)
        left -= len(section.split())
        parts.append(section)
    return "\n\n".join(parts) + "\n"


def _section(chance: Random, topic: str) -> str:
    heading = chance.choice(HEADINGS).format(topic=topic)
    left = chance.randint(*SECTION_WORDS)
    parts = [f"## {heading}"]
    while left > 0:
        paragraph = " ".join(_sentences(chance, topic))
        left -= len(paragraph.split())
        parts.append(paragraph)
    return "\n\n".join(parts)


def _sentences(chance: Random, topic: str) -> Iterator[str]:
    for _ in range(chance.randint(*PARAGRAPH_SENTENCES)):
        words = " ".join(map(chance.choice, (WHO, DOES, WHAT, WHEN, WHY)))
        sentence = words.format(topic=topic, number=chance.randint(2, 90))
        yield f"{sentence[0].upper()}{sentence[1:]}."
