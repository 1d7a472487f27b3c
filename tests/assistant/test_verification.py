"""What each check of a statement lets through and stops, and that real sentences bear themselves out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import ConfigurationError
from assistant.verification.check import check
from assistant.verification.entailment import EntailmentModel
from ingest.parse.markdown import parse_markdown
from ingest.sections import sections_of

NATIONAL = Path(__file__).resolve().parents[2] / "guidance_docs" / "national"
MOST_MUTATIONS_MISSED = 0.02
SAMPLE_EVERY = 3


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    sections = (
        section
        for file in sorted(NATIONAL.glob("*.md"))
        for section in sections_of(parse_markdown(file.read_bytes()), file.stem)
    )
    return [span.of(section.text) for section in sections for span in section.sentences]


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("A nurse must tell the parent.", "The parent must be told by a nurse."),
        ("Reply within five working days.", "Answer within 5 working days."),
        ("Consent is not required.", "You do not need consent."),
        (
            "Do not share it unless the parent agrees.",
            "It is not to be shared without the parent's agreement.",
        ),
        ("A request must be answered within one month.", "Within a month a request must be answered."),
        ("It came into force on 3 March 2025.", "It came into force in March 2025."),
        ("Sections 42 to 46 apply to adults.", "Section 46 applies to adults."),
        ("The plan must be reviewed if it fails.", "If it fails, the plan must be reviewed."),
        ("Tell the local authority designated officer.", "Tell the LADO."),
        ("Consent is not needed to share it.", "It may be shared without consent."),
        ("It may be shared without consent.", "You do not need consent to share it."),
        ("Sharing does not depend on agreement.", "You can share without agreement."),
        ("Section 11 requires schools to report.", "Under section 11 schools must report."),
        ("No referral is needed.", "A referral is not needed."),
        ("Do not ask leading questions.", "Leading questions should not be asked."),
        ("The nurse rings the GP the same day.", "The nurse should ring the GP the same day."),
        ("A child in danger may be seen alone.", "If a child is in danger, they may be seen alone."),
        ("Do not share it unless they ask.", "Share it only if they ask."),
        ("Nobody may copy it.", "No one may copy it."),
        ("The child cannot be persuaded to tell a parent.", "Cannot be persuaded to tell a parent."),
        ("They do not quote a number.", "No number is quoted."),
        ("The Act does not make the duty depend on consent.", "The duty does not depend on consent."),
        ("A report is not needed where a risk is unlikely.", "Not needed where a risk is unlikely."),
        ("Files are kept for no longer than is needed.", "Files must not be kept longer than needed."),
        ("The child's welfare comes first.", "The child's welfare takes priority."),
        (
            "A nurse rings 101 when it is needed today, and rings 999 when a child is in danger.",
            "A nurse rings 101 when it is needed today.",
        ),
        ("A nurse must not leave it to someone else.", "A nurse must not leave it to others."),
        (
            "A decision not to share is recorded like a decision to share.",
            "A decision not to share is recorded.",
        ),
        ("Take their wishes into account.", "Consider their wishes."),
        ("Children's social care decides.", "Social services decide."),
        ("Nurseries keep it for 28 days.", "A nursery keeps it for twenty-eight days."),
        ("Tell the head, or the chair if it is about the head.", "Tell the head."),
        ("According to the policy, a nurse records it.", "As the policy has it, a nurse records it."),
        ("A data protection impact assessment is needed.", "A DPIA is needed."),
        ("The form may not suit a young child.", "The form may not be suitable for a young child."),
        ("The police check does not take the place of it.", "The police check does not replace it."),
        ("Agencies cooperate with each other.", "Agencies work together with one another."),
        ("Conditions do not bind section 16.", "Conditions do not apply to section 16."),
        ("The review is by someone independent.", "The review is carried out by someone independent."),
        ("The case closes after the last meeting.", "The case closes after the final meeting."),
        ("A decision of no further action is recorded.", "A decision to take no further action is recorded."),
        ("Whether others outside the meeting are told.", "Whether people outside the meeting are told."),
        ("A school has access to the register.", "Your school can see the register."),
        ("The purpose decides what is sent.", "What you send depends on the purpose."),
        ("The Act requires each school in the area to make plans.", "Every school has to make plans."),
        (
            "Article 10 allows data about convictions and offences to be used under official authority.",
            "Conviction data may be used under official authority.",
        ),
        ("A nurse must not share it.", "A nurse cannot share it."),
        ("A concern is passed on even where others know.", "Pass on the concern even if others know."),
        ("A partner tells it so far as the law allows.", "Partners tell it as far as the law allows."),
        ("A charity that holds it must reply.", "If you are a charity that holds it, you must reply."),
        ("The form says when it was done.", "The form will tell you when it was done."),
        ("Sharing needs consent.", "You need consent before you share."),
        ("The form does not stop a nurse from sharing it.", "A nurse can share it even if there is a form."),
        ("It is understood to apply to schools.", "It is understood to apply to any school."),
        ("Safety outweighs privacy.", "Privacy is outweighed by safety."),
        ("The law overrides the policy.", "The policy is overridden by the law."),
        ("A nurse tells the GP about the child.", "The GP is told about the child by a nurse."),
        ("Stages 1 and 2 are informal and stages 3 to 5 are formal.", "Stages 3 to 5 are formal."),
        ("Share it if they agree and it is safe.", "If they agree and it is safe, it should be shared."),
        ("Nobody knows where they are, as the policy says.", "No one knows where they are."),
        ("The form says where it was done.", "The form tells you where it was done."),
        (
            "Under rule 3 ask first, unless there is a reason not to.",
            "Ask first, unless there is a reason not to (rule 3).",
        ),
        ("A visit is offered to the child and the parent.", "A visit is offered to the parent."),
    ],
)
def test_other_words_for_the_same_thing_are_supported(source: str, statement: str) -> None:
    assert check(statement, [source]).reasons == ()


ALTERED = {
    "negation": [
        ("The duty does not apply to adults.", "The duty applies to adults."),
        ("Consent is not required.", "Consent is required."),
        ("Staff should never promise secrecy.", "Staff should promise secrecy."),
        ("A report need not be made.", "A report must not be made."),
        ("Share with the agreement of the parent.", "Share without the agreement of the parent."),
        ("It is lawful to share.", "It is unlawful to share."),
        ("The agency is allowed to share.", "The agency is prohibited from sharing."),
        ("The duty no longer applies.", "The duty applies."),
        ("A child who lacks capacity is helped.", "A child who has capacity is helped."),
        ("Whose record it is matters.", "Whose record it is not matters."),
        ("Adults need not consent, and a referral must be made.", "A referral need not be made."),
        ("He lends it to nobody.", "He lends it."),
        ("Files are kept for no longer than is needed.", "Files must be kept longer than needed."),
        ("The Act does not make the duty depend on consent.", "The duty depends on consent."),
        ("They do not quote a number.", "A number is quoted."),
        ("A nurse is responsible and must not leave it to others.", "A nurse is not responsible."),
    ],
    "modality": [
        ("A school may share the file.", "A school must share the file."),
        ("A school must share the file.", "A school should share the file."),
        ("A school is required to share the file.", "A school can share the file."),
        ("A school has the power to share.", "A school has a duty to share."),
        ("Adults need not consent, and a referral must be made.", "A referral may be made."),
        ("Section 11 requires schools to report.", "Under section 11 schools may report."),
        ("Agreement should normally be sought.", "Agreement should be sought."),
        ("Agreement should be sought.", "Agreement should always be sought."),
        ("Information shared can be kept.", "Information shared must be kept."),
        ("A form may not suit a young child.", "A form does not suit a young child."),
        ("Members must attend and contribute to it.", "Members may contribute to it."),
        ("The Act allows the schools it lists to disclose it.", "The Act requires schools to disclose it."),
        ("Some schools may file it, and all must file a copy.", "Some schools must file it."),
        ("Section 38 is understood to apply to schools.", "Section 38 applies to schools."),
    ],
    "number": [
        ("Reply within 24 hours.", "Reply within 48 hours."),
        ("Reply within one working day.", "Reply within one day."),
        ("Reply within five days.", "Reply within five weeks."),
        ("Section 47 applies to children.", "Section 17 applies to children."),
        (
            "It is sent with every Level 4 referral, or within two days.",
            "It is sent with a Level 2 referral.",
        ),
        ("Section 47(1) applies to children.", "Section 47(2) applies to children."),
        ("Children under 18 are covered.", "Children over 18 are covered."),
        ("At least three partners meet.", "At most three partners meet."),
        ("Stages 1 and 2 are informal and stages 3 to 5 are formal.", "Stages 1 to 3 are informal."),
        ("Visit at once, within 2 days, and review after 9 days.", "Visit at once, within 9 days."),
    ],
    "date": [
        ("Enter it within five days of the meeting.", "Enter it before the meeting."),
        ("It must be entered within five days of the meeting.", "It must be entered before the meeting."),
        ("It began on 3 March 2025.", "It began on 3 May 2025."),
        ("It began on 3 March 2025.", "It began on 4 March 2025."),
        ("It was made on 1 June 2024 and began on 2 July 2024.", "It began on 1 June 2024."),
    ],
    "actor": [
        ("The police must tell the school.", "The school must tell the police."),
        ("The police must tell the school.", "The police must be told by the school."),
        ("The police must tell the school.", "The coroner must tell the school."),
        ("The nurse tells the GP of the check.", "The GP tells the nurse of the check."),
        (
            "The panel may refuse only where the chair has agreed.",
            "The chair may refuse only where the panel has agreed.",
        ),
        ("The new school should ask the old school.", "The old school should ask the new school."),
        ("Teachers follow the Code and nurses follow the Rules.", "Nurses follow the Code."),
        ("A manager checks the plan, and a nurse checks the form.", "A nurse checks the plan."),
        (
            "The GP should write to the parent, and the nurse to the child.",
            "The nurse should write to the parent.",
        ),
        (
            "The parent is seen by the police, and a visit is offered to the child.",
            "A visit is offered to the parent.",
        ),
        ("The nurse tells the school about the child.", "The nurse tells the child about the school."),
        (
            "The police wait when the school calls a parent.",
            "The police wait when a parent calls the school.",
        ),
        ("Staff give the child a copy, and the parent comes.", "Staff give the parent a copy."),
        ("Safety overrides privacy.", "Privacy overrides safety."),
        ("Safety takes priority over privacy.", "Privacy takes priority over safety."),
        ("Safety matters more than speed.", "Speed matters more than safety."),
        ("Protecting a child comes before privacy.", "Privacy comes before protecting a child."),
        (
            "The harm of not sharing will outweigh the harm of sharing.",
            "The harm of sharing will outweigh the harm of not sharing.",
        ),
    ],
    "condition": [
        ("Share it if the parent agrees.", "Share it."),
        ("If the parent agrees, share the record.", "Share the record."),
        ("Tell the family unless it puts the child at risk.", "Tell the family."),
        ("Only a judge can order it.", "A judge can order it."),
        ("Share it with the parent's consent.", "Share it."),
        ("An employer that dismisses a person must refer them.", "An employer must refer them."),
        ("All other files are kept.", "All files are kept."),
        ("In an emergency a school should ring 999.", "A school should ring 999."),
        ("A refusal may be overridden with a legal basis.", "A refusal may be overridden."),
        ("It goes only to agencies that have a role.", "It goes to agencies."),
        ("Information that nobody disputes is shared.", "Information is shared."),
        ("Share the file when asked.", "Share the file unless asked."),
        (
            "The long guide to good practice says that a doctor can copy a record if the law requires it.",
            "A doctor can copy a record.",
        ),
        ("Raise the concern if it is not solved.", "Raise the concern even if it is solved."),
        ("A school may use it so far as the law allows.", "A school may use it."),
        (
            "Raise the concern if it is not solved within two working days.",
            "Raise the concern within two working days even if it is solved.",
        ),
        ("Parents are told the themes, and only where telling them is safe.", "Parents are told the themes."),
        (
            "The carer is paid for 28 days, and after that only if the panel approves.",
            "After 28 days the carer is paid.",
        ),
        (
            "The test is met if the adult has died and the board suspects abuse.",
            "The test is met if the adult has died.",
        ),
        ("It is for the purpose of the review.", "It is for any purpose of review."),
        ("The file is shared.", "The file is shared if shared."),
        ("Where it is safe, staff must stay and should ring.", "Staff should ring."),
    ],
    "invented": [
        ("Record the decision.", "Record the decision by email."),
        ("Record the decision.", "Record the decision and the weather."),
    ],
}


@pytest.mark.parametrize(("source", "statement"), [pair for pairs in ALTERED.values() for pair in pairs])
def test_what_was_altered_is_not_supported(source: str, statement: str) -> None:
    assert check(source, [source]).reasons == ()
    assert not check(statement, [source]).supported


def test_two_quotes_bear_out_one_statement_together() -> None:
    quotes = ["The police must be told.", "The school must keep a record."]
    assert check("The police must be told and the school must keep a record.", quotes).supported


NEIGHBOURS = ["The school keeps the file.", "A copy goes to the coroner where a judge agrees."]


TWO = (
    "The police record the call if a weapon was seen. The school keeps the form for six years.",
    "Section 10 covers schools. Section 12(3) covers nurseries.",
    "The Ashby policy says that managers review the file. The Corby policy says that nurses sign the letter.",
)


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        (TWO[0], "The school keeps the form for six years if a weapon was seen."),
        (TWO[1], "Section 10 covers nurseries."),
        (TWO[1], "Section 10(3) covers schools."),
        (TWO[2], "The Ashby policy says that nurses sign the letter."),
        ("The visit takes place within five days.", "The visit takes place after five days."),
        ("The nurse rings before the shift ends.", "The nurse rings after the shift ends."),
        ("Decide within a week of the visit.", "Decide within a week of the referral and the visit."),
        ("Data must be necessary and proportionate.", "Data must be necessary or proportionate."),
        ("A concern is shared if a child is at risk.", "A concern is shared unless a child is at risk."),
        ("The child's file goes to the school of the parent.", "The parent's file goes to the school."),
        ("Tell the school about the parent.", "Tell the parent about the school."),
        ("In the first case a girl informs the nurse.", "In the first case the nurse informs a girl."),
    ],
)
def test_what_belongs_to_one_thing_is_not_told_of_another(source: str, statement: str) -> None:
    assert not check(statement, [source]).supported


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The reply is sent within a week.", "You'll be sent the reply within a week."),
        ("A school must not copy it.", "Schools mustn't copy it."),
        (
            "Data need a basis under Article 6. Health data need a condition under Article 9.",
            "Health data need an Article 9 condition as well as an Article 6 basis.",
        ),
        ("A request is passed to the nurse.", "If you receive a request, pass it to the nurse."),
        ("Email is used only between nurses.", "You can use email only between nurses."),
        ("A duty to enquire does not depend on consent.", "The duty to enquire does not depend on consent."),
    ],
)
def test_what_is_said_to_somebody_in_plain_speech_is_supported(source: str, statement: str) -> None:
    assert check(statement, [source]).supported


def test_what_is_asserted_of_some_and_denied_of_others_may_be_denied_of_those_alone() -> None:
    source = (
        "No report is needed about a woman who is aged 18 or over, because the duty covers girls under 18."
    )
    assert check("The duty does not apply to a woman aged 18 or over.", [source]).supported
    assert not check("The duty does not apply to girls under 18.", [source]).supported


def test_a_sentence_that_is_not_told_limits_nothing() -> None:
    assert check("The school keeps the file.", NEIGHBOURS).supported


def test_nobody_comes_in_from_a_sentence_that_is_not_told() -> None:
    assert not check("The coroner keeps the file.", NEIGHBOURS).supported


def test_a_reason_names_what_is_wrong() -> None:
    verdict = check("Reply within 48 hours.", ["Reply within 24 hours."])
    assert verdict.reasons == ("the number '48 hour' is not in what is cited, or not for that",)


@pytest.mark.parametrize("statement", ["", "It is.", "..."])
def test_a_statement_that_says_nothing_is_not_supported(statement: str) -> None:
    assert not check(statement, ["Record the decision."]).supported


def test_every_sentence_of_the_national_digests_bears_itself_out(sentences: list[str]) -> None:
    refused = [
        (sentence, reasons) for sentence in sentences if (reasons := check(sentence, [sentence]).reasons)
    ]
    assert refused == []


def swap(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, count=1)


def longer(text: str) -> str:
    return re.sub(
        r"\b(\d+) (?=(?:working |school )?(?:day|month|year|hour|week))",
        lambda found: f"{int(found[1]) + 3} ",
        text,
        count=1,
    )


MUTATIONS: dict[str, Callable[[str], str]] = {
    "not is dropped": swap(r"\b(must|should|may|does|do|is|are|need) not\b", r"\1"),
    "cannot becomes can": swap(r"\bcannot\b", "can"),
    "not is added": swap(r"\b(must|should|may|can|is|are)\b(?! not| no\b)", r"\1 not"),
    "must becomes may": swap(r"\bmust\b", "may"),
    "must becomes should": swap(r"\bmust\b", "should"),
    "should becomes must": swap(r"\bshould\b", "must"),
    "may becomes must": swap(r"\bmay\b", "must"),
    "a time grows": longer,
    "a year changes": swap(r"\b20(\d\d)\b", r"19\1"),
    "a section changes": swap(r"\b([Ss]ection|Article|paragraph) (\d)", r"\1 9\2"),
    "the police become a midwife": swap(r"\bpolice\b", "midwife"),
    "a parent becomes a neighbour": swap(r"\bparent\b", "neighbour"),
    "an exception is dropped": swap(r",? unless\b[^,.;]*", ""),
    "only is dropped": swap(r"\b[Oo]nly ", ""),
}


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mechanical_change_of_a_real_sentence_is_caught(
    mutation: Callable[[str], str], sentences: list[str]
) -> None:
    changed = [(mutated, sentence) for sentence in sentences if (mutated := mutation(sentence)) != sentence]
    sampled = changed if len(changed) < 100 else changed[::SAMPLE_EVERY]
    missed = [mutated for mutated, sentence in sampled if check(mutated, [sentence]).supported]
    assert len(sampled) >= 5
    assert len(missed) <= max(2, MOST_MUTATIONS_MISSED * len(sampled)), missed


class Doubtful:
    """An entailment model that believes nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def entails(self, premise: str, statement: str) -> bool:
        self.asked.append((premise, statement))
        return False


def test_an_entailment_model_can_veto_a_statement() -> None:
    model = Doubtful()
    verdict = check("Record it.", ["Record it.", "Tell the family."], model)
    assert verdict.reasons == ("the entailment model does not find it borne out",)
    assert model.asked == [("Record it. Tell the family.", "Record it.")]


def test_an_entailment_model_is_not_asked_about_what_the_checks_refuse() -> None:
    model = Doubtful()
    assert not check("Burn it.", ["Record it."], model).supported
    assert model.asked == []


class ScriptedEncoder:
    """Stands in for the engine: two models are there, of which one tells entailment."""

    def __init__(self, name: str, **_: object) -> None:
        if name == "none":
            raise OSError("no such folder")
        names = ("contradiction", "Entailment") if name == "nli" else ("low", "high")
        self.config = SimpleNamespace(id2label=dict(enumerate(names)))

    def predict(self, pairs: list[tuple[str, str]], **_: object) -> NDArray[np.float32]:
        return np.array([[0.2, 0.8] if statement == "True." else [0.9, 0.1] for _, statement in pairs])


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        sys.modules,
        "sentence_transformers",
        SimpleNamespace(CrossEncoder=ScriptedEncoder),
    )


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("statement", "entailed"), [("True.", True), ("False.", False)])
def test_a_statement_follows_when_entailment_scores_highest(statement: str, entailed: bool) -> None:
    assert EntailmentModel("nli").entails("A source.", statement) is entailed


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("name", "trouble"), [("none", "no such folder"), ("ranker", "low, high")])
def test_an_entailment_model_that_cannot_serve_is_named_with_the_setting(name: str, trouble: str) -> None:
    with pytest.raises(ConfigurationError, match="ASSISTANT_ENTAILMENT_MODEL") as caught:
        EntailmentModel(name).entails("A source.", "True.")
    assert trouble in str(caught.value)
