"""An Act as it is read: its places, its numbers, and what of it is not in force."""

from __future__ import annotations

import pytest

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind, Section
from ingest.parse.legislation import parse_legislation
from ingest.sections import sections_of
from tests.ingest.sync.shapes import clml, provision

LISTED = (
    '<P1group><Title>Limits on access</Title><P1 id="section-46"><Pnumber>46</Pnumber><P1para>'
    '<P2 id="section-46-1"><Pnumber>1</Pnumber><P2para><Text>A restriction is lawful to—</Text>'
    '<P3 id="section-46-1-a"><Pnumber>a</Pnumber><P3para><Text>protect a child;</Text>'
    '<P4 id="section-46-1-a-i"><Pnumber>i</Pnumber><P4para><Text>now, or</Text></P4para></P4></P3para></P3>'
    '<P3 id="section-46-1-b"><Pnumber><CommentaryRef Ref="key-1"/>b</Pnumber><P3para>'
    "<Text>. . . . . . . . . . . . . . . .</Text></P3para></P3>"
    "<Text>and must be written down.</Text></P2para></P2>"
    '<P2 id="section-46-1A"><Pnumber>1A</Pnumber><P2para><Text>In this section “child” has the '
    '<Addition ChangeId="c" CommentaryRef="key-1">usual<CommentaryRef Ref="key-1"/></Addition> meaning '
    '<Character Name="EmDash"/> see <Citation URI="u" id="c1">the Act</Citation>.</Text></P2para></P2>'
    "</P1para></P1></P1group>"
)
INSERTING = (
    '<P1 id="section-4"><Pnumber>4</Pnumber><P1para><Text>After section 16 insert—</Text>'
    '<BlockAmendment TargetClass="primary" Context="main" Format="double"><P1group>'
    "<Title>Duty to share</Title><P1><Pnumber>16LA</Pnumber><P1para><P2><Pnumber>1</Pnumber><P2para>"
    "<Text>A person must share.</Text></P2para></P2></P1para></P1></P1group></BlockAmendment></P1para></P1>"
)
SCHEDULE = (
    '<Schedules><Schedule id="schedule-2"><Number>SCHEDULE 2</Number><TitleBlock><Title>Exemptions</Title>'
    '</TitleBlock><Reference>Section 15</Reference><ScheduleBody><P1 id="schedule-2-paragraph-5">'
    "<Pnumber>5</Pnumber><P1para><Text>The listed provisions do not apply.</Text></P1para></P1>"
    "</ScheduleBody></Schedule></Schedules>"
)
TABLE = (
    '<P1 id="section-7"><Pnumber>7</Pnumber><P1para><Tabular><table xmlns="http://www.w3.org/1999/xhtml">'
    "<tr><th>Age</th><th>Years kept</th></tr><tr><td>Under 18</td><td>25</td></tr></table></Tabular>"
    "</P1para></P1>"
)


def blocks(*provisions: str, after: str = "") -> tuple[Block, ...]:
    return parse_legislation(clml(*provisions, after=after)).blocks


def texts(*provisions: str, after: str = "") -> list[str]:
    return [block.text for block in blocks(*provisions, after=after)]


def sections(*provisions: str, after: str = "") -> tuple[Section, ...]:
    return sections_of(parse_legislation(clml(*provisions, after=after)), "act")


def test_the_title_is_the_acts() -> None:
    assert parse_legislation(clml(provision())).title == "Records Act 2018"


def test_a_section_stands_under_its_part_with_its_number_and_its_words() -> None:
    (section,) = sections(provision())
    assert section.heading_path == ("Part 3 Records", "Section 45: Duty to record")
    assert section.text == "(1) The controller must record the reasons."


def test_a_section_and_a_subsection_are_found_by_the_publishers_own_ids() -> None:
    (section,) = sections(provision())
    assert [(anchor.fragment, anchor.label) for anchor in section.anchors] == [
        ("section-45", "section 45"),
        ("section-45-1", "para 1"),
    ]


def test_lists_keep_their_numbers_and_their_depth() -> None:
    assert [(block.kind, block.level, block.text) for block in blocks(LISTED)[2:]] == [
        (BlockKind.PARAGRAPH, 0, "(1) A restriction is lawful to—"),
        (BlockKind.LIST_ITEM, 1, "(a) protect a child;"),
        (BlockKind.LIST_ITEM, 2, "(i) now, or"),
        (BlockKind.LIST_ITEM, 1, "(b) [Repealed]"),
        (BlockKind.PARAGRAPH, 0, "and must be written down."),
        (BlockKind.PARAGRAPH, 0, "(1A) In this section “child” has the usual meaning — see the Act."),
    ]


def test_notes_of_the_editors_are_no_law() -> None:
    assert not any("inserted" in text for text in texts(LISTED))


def test_what_one_act_writes_into_another_keeps_the_number_it_will_have_there() -> None:
    first, second = sections(INSERTING)
    assert (first.heading_path[-1], first.text) == ("Section 4", "After section 16 insert—")
    assert (second.heading_path[-2:], second.text) == (
        ("Section 4", "Section 16LA: Duty to share"),
        "(1) A person must share.",
    )


def test_a_paragraph_of_a_schedule_is_called_by_both_numbers() -> None:
    (section,) = [one for one in sections(after=SCHEDULE) if "SCHEDULE" in one.heading_path[0]]
    assert section.heading_path == ("SCHEDULE 2 Exemptions", "Schedule 2 paragraph 5")
    assert section.anchors[0].fragment == "schedule-2-paragraph-5"


def test_an_article_is_called_an_article() -> None:
    article = '<P1 id="article-28"><Pnumber>28</Pnumber><P1para><Text>A contract binds.</Text></P1para></P1>'
    assert "Article 28" in texts(article)


def test_punctuation_of_a_number_is_the_publishers() -> None:
    article = (
        '<P1 id="article-28"><Pnumber>Article 28</Pnumber><P1para><P2 id="article-28-2">'
        '<Pnumber PuncBefore="" PuncAfter=".">2</Pnumber><P2para><Text>It binds.</Text></P2para></P2>'
        "</P1para></P1>"
    )
    assert texts(article)[1:] == ["Article 28", "2. It binds."]


def test_what_stands_before_an_act_is_not_its_text() -> None:
    long_title = (
        "<PrimaryPrelims><Title>Records Act 2018</Title><LongTitle>An Act to</LongTitle></PrimaryPrelims>"
    )
    assert texts(after=long_title) == ["Part 3 Records"]


def test_a_group_of_subsections_keeps_its_title() -> None:
    grouped = provision().replace(
        '<P2 id="section-45-1">', '<P2group><Title>Reasons</Title><P2 id="section-45-1">'
    )
    (section,) = sections(grouped.replace("</P2para></P2>", "</P2para></P2></P2group>"))
    assert section.heading_path[-2:] == ("Section 45: Duty to record", "Reasons")


def test_a_table_is_read_row_by_row() -> None:
    rows = [block.text for block in blocks(TABLE) if block.kind is BlockKind.TABLE_ROW]
    assert len(rows) == 2
    assert "Under 18" in rows[1]


@pytest.mark.parametrize(
    ("attributes", "standing"),
    [
        ({"Status": "Prospective"}, "not yet in force"),
        ({"Status": "Repealed"}, "repealed"),
        ({"Status": "Dead"}, "repealed"),
        ({"Match": "false"}, "not in force at the date of this text"),
    ],
)
def test_a_provision_not_in_force_says_so_in_its_heading_and_in_every_block(
    attributes: dict[str, str], standing: str
) -> None:
    (section,) = sections(provision(**attributes))
    assert section.heading_path[-1] == f"Section 45: Duty to record ({standing})"
    assert section.text == f"(1) [{standing.capitalize()}] The controller must record the reasons."


def test_what_stands_in_a_part_not_in_force_is_not_in_force() -> None:
    inner = f'<Chapter id="chapter-9" Status="Prospective"><Number>Chapter 9</Number>{provision()}</Chapter>'
    (section,) = sections(inner)
    assert "(1) [Not yet in force]" in section.text


def test_a_subsection_alone_may_be_not_in_force() -> None:
    later = provision().replace('<P2 id="section-45-1">', '<P2 id="section-45-1" Status="Prospective">')
    (section,) = sections(later)
    assert section.heading_path[-1] == "Section 45: Duty to record"
    assert section.text.startswith("(1) [Not yet in force] ")


def test_a_provision_in_force_says_nothing_of_it() -> None:
    assert not any("force" in text for text in texts(provision()))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<Legislation", "not well-formed"),
        (b"<html><body>Not found</body></html>", "another kind"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "not well-formed"),
    ],
)
def test_what_is_no_legislation_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(DocumentError, match=problem):
        parse_legislation(data)


def test_an_entity_that_would_fill_the_memory_is_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><x>&c;</x>'
    with pytest.raises(DocumentError, match="EntitiesForbidden"):
        parse_legislation(bomb)
