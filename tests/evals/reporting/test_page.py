"""The report as people read it: its words, and that anyone can read it anywhere."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from assistant.insights.gaps import grouped
from assistant.models import Status
from evals.compare import compare
from evals.experiment import Run, Score
from evals.gaps import gaps_of_run
from evals.outcomes import outcomes_of
from evals.reporting.html import page
from evals.reporting.report import report_of
from tests.evals.reporting.fakes import POLICY, case, passes_and_fails, result, run, scores, shown
from tests.fakes import HOSTILE

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEMPLATES = Path(page.__code__.co_filename).parent / "templates"


def told() -> Run:
    """One case of each kind: passed, failed and critical, not to be measured, without an answer."""
    return run(
        result(
            case("passed", role="gp", expected_sections=["guide#para-1"]), scores=scores(status__right=1.0)
        ),
        result(
            case("refused", role="dsl", critical=True, question=f"what of {HOSTILE}?", note="See the guide."),
            status=Status.NOT_COVERED,
            scores=(*scores(status__right=0.0, content__included=0.25), *recalls()),
        ),
        result(case("unmeasured", topic="police"), scores=scores(status__right="the index is gone")),
        result(case("broken", topic="police"), answer=None, error="the run was stopped", scores=()),
    )


def recalls() -> tuple[object, ...]:
    return scores(**{"retrieval__recall@1": 0.0, "retrieval__recall@5": 0.0, "retrieval__recall@10": 1.0})


PAGES = {
    "report": lambda: page("report.html", report=report_of(told(), POLICY)),
    "comparison": lambda: page(
        "comparison.html",
        comparison=compare(
            *(outcomes_of(passes_and_fails(p, n), POLICY) for p, n in (("ppf", "a"), ("fpp", "b")))
        ),
    ),
    "gaps": lambda: page("gaps.html", groups=grouped(gaps_of_run(told())), origin="the run tuesday"),
}


@pytest.fixture(params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def html(name: str) -> str:
    return PAGES[name]()


@pytest.fixture
def tree(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def words(html: str) -> str:
    """What a reader sees, a piece a line."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(["style", "script", "select"])
    assert tree.body
    lines = (" ".join(line.split()) for line in tree.body.text(separator="\n").splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def test_the_page_reads_as_it_did(name: str, html: str) -> None:
    assert words(html) == (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(tree: LexborHTMLParser, html: str) -> None:
    assert tree.css("link, img, iframe, script[src], object, embed, video, audio, base") == []
    assert not re.search(r"@import|url\(", html)
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]")
    assert policy is not None
    assert (policy.attributes["content"] or "").startswith("default-src 'none'")


def test_links_go_to_places_in_the_page_or_to_published_guidance(tree: LexborHTMLParser) -> None:
    places = {f"#{node.attributes['id']}" for node in tree.css("[id]")}
    links = {node.attributes["href"] or "" for node in tree.css("a")}

    assert {link for link in links if link not in places} <= {"https://example.org/guide"}


def test_a_page_has_a_language_a_title_one_main_heading_and_no_id_twice(tree: LexborHTMLParser) -> None:
    ids = [node.attributes["id"] for node in tree.css("[id]")]

    assert tree.css_first("html[lang=en-GB]") is not None
    assert [bool(node.text()) for node in tree.css("head > title")] == [True]
    assert (len(tree.css("h1")), len(tree.css("main"))) == (1, 1)
    assert len(ids) == len(set(ids))


def test_headings_never_skip_a_level(tree: LexborHTMLParser) -> None:
    levels = [int((node.tag or "h0")[1]) for node in tree.css("h1, h2, h3, h4")]

    assert levels[0] == 1
    assert [later for early, later in pairwise(levels) if later > early + 1] == []


def test_every_table_names_its_columns_and_every_row_its_head(tree: LexborHTMLParser) -> None:
    for table in tree.css("table"):
        assert table.css("thead th[scope=col]")
        assert len(table.css("tbody tr")) == len(table.css("tbody th[scope]"))


def test_every_field_has_a_label_and_every_picture_words(tree: LexborHTMLParser) -> None:
    named = {node.attributes.get("for") for node in tree.css("label")}
    fields = [node for node in tree.css("input, select") if node.parent and node.parent.tag != "label"]

    assert [node.html for node in fields if node.attributes.get("id") not in named] == []
    pictures = [node.attributes for node in tree.css("svg")]
    named_by = {node.attributes["id"] for node in tree.css("svg > title[id], svg > desc[id]")}
    assert [
        one
        for one in pictures
        if not (
            "aria-hidden" in one
            or one.get("aria-label")
            or named_by.issuperset((one.get("aria-labelledby") or "?").split())
        )
    ] == []


def test_what_people_typed_is_text_and_never_a_script(html: str) -> None:
    assert HOSTILE not in html
    assert len(LexborHTMLParser(html).css("script")) <= 1


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    cited = shown()
    bad = cited.citations[0].model_copy(update={"url": "javascript:alert(1)"})
    made = run(result(case("a"), answer=cited.model_copy(update={"citations": (bad,)})))

    assert "javascript:" not in page("report.html", report=report_of(made, POLICY))


def test_without_script_every_case_can_be_read_and_nothing_that_needs_it_is_shown() -> None:
    tree = LexborHTMLParser(PAGES["report"]())

    assert len(tree.css("details.case")) == 4
    assert len(tree.css("details.case[hidden]")) == 0
    assert {"hidden" in node.attributes for node in tree.css("form, fieldset")} == {True}


def test_the_terminal_gets_the_verdict_and_what_blocks() -> None:
    assert page("report.txt", report=report_of(told(), POLICY)) == (
        "The policy is not met: 1 of 4 cases passed\n"
        "  critical case failed: refused: status.right: 0.0%, must be at least 100.0%\n"
        "  not met: Case passed: 25.0%, must be at least 50%\n"
        "  not met: content.included (topic consent): 25.0%, must be at least 60%\n"
    )


def alone(value: float) -> Run:
    measured = scores(content__included=value)
    return run(
        *(result(case(name), answer=None, scores=measured) for name in "ab"),
        settings={"evals": {"stage": "retrieve"}},
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            1.0,
            [
                "Stages up to retrieve alone: what they measure keeps to the policy: "
                "1 of 2 rules measured, over 2 cases"
            ],
        ),
        (
            0.5,
            [
                "Stages up to retrieve alone: what they measure does not keep to the policy: "
                "1 of 2 rules measured, over 2 cases",
                "  not met: content.included (topic consent): 50.0%, must be at least 60%",
            ],
        ),
    ],
)
def test_of_stages_alone_the_terminal_says_what_they_measure(value: float, told: list[str]) -> None:
    assert page("report.txt", report=report_of(alone(value), POLICY)).splitlines() == told


def test_of_stages_alone_no_case_is_called_passed() -> None:
    tree = LexborHTMLParser(page("report.html", report=report_of(alone(1.0), POLICY)))

    assert [node.text(strip=True) for node in tree.css("details.case > summary .badge")] == ["Not asked"] * 2
    assert "No answers were asked for" in words(tree.html or "")


def test_points_left_out_are_told_beside_a_case_that_passes() -> None:
    lacking = Score(metric="content.must_include", value=0.5, note="within 5 days")
    html = page("report.html", report=report_of(run(result(case("a"), scores=(lacking,))), POLICY))
    told = LexborHTMLParser(html).css_first(".case[data-outcome='passed lacking'] summary")

    assert told is not None
    assert "Leaves out: within 5 days" in told.text()


def test_how_long_answers_took_is_a_picture_with_words() -> None:
    taken = (0.1, 0.11, 0.12, 0.9)
    made = run(*(result(case(str(number)), seconds=one) for number, one in enumerate(taken)))
    tree = LexborHTMLParser(page("report.html", report=report_of(made, POLICY)))
    (picture,) = tree.css("svg:has(#spread-title)")

    assert "".join(node.text() for node in picture.css("#spread-desc")) == (
        "How many took how many milliseconds, in steps of 50: 3 from 100, 1 from 900. "
        "Half within 115, 19 in 20 within 900."
    )
    heights = [float(one.attributes["height"] or 0) for one in picture.css("rect")]
    assert (len(heights), max(heights), heights[2], round(heights[18])) == (19, 125, 125, 42)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str) -> None:
    colours = palette(scheme)
    pairs = [
        *((ink, "paper") for ink in ("ink", "quiet", "link", "good", "bad", "warn")),
        *(("ink", ground) for ground in ("panel", "good-panel", "bad-panel")),
        *((ink, f"{ink}-panel") for ink in ("good", "bad", "warn")),
        ("quiet", "panel"),
        ("link", "bad-panel"),
        ("brand-ink", "brand"),
    ]

    assert {pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == set()


def palette(scheme: str) -> dict[str, str]:
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    light, dark, *_ = css.split("@media")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark)) if scheme == "dark" else found


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
