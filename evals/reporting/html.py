"""Pages that need nothing but themselves: style, script and pictures are in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from assistant.channels.roles import Role
from assistant.channels.wording import below_title, say_date, say_flag, say_moment
from evals.differences import listed, said
from evals.outcomes import Reason
from evals.policy import Judgement, Limit, Rule
from evals.reporting.labels import load_labels

TEMPLATES = Path(__file__).parent / "templates"
DIGITS_OF_P = 0.001


def page(template: str, **values: Any) -> str:
    """An HTML page, everything in it escaped, or a text where the template's name ends in .txt."""
    return environment().get_template(template).render(values)


@cache
def environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"labels": load_labels()}
    made.filters |= {
        "say_date": say_date,
        "say_moment": say_moment,
        "say_flag": say_flag,
        "say_role": say_role,
        "say_setting": said,
        "below_title": below_title,
        "listed": listed,
        "words": words,
        "percent": percent,
        "headline": headline,
        "sentence": sentence,
        "signed": signed,
        "rule_name": rule_name,
        "rule_limit": rule_limit,
        "say_reason": say_reason,
        "chance": chance,
        "polyline": polyline,
    }
    return made


def words(code: str) -> str:
    """not_covered as people read it."""
    return code.replace("_", " ")


def say_role(role: str) -> str:
    return next((one.label for one in Role if one == role), words(role))


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def sentence(text: str) -> str:
    """With a capital, and the rest as it is: names keep theirs."""
    return text[:1].upper() + text[1:]


def headline(judgement: Judgement) -> str:
    """The verdict, or what stages alone say of it."""
    if judgement.decided:
        return "The policy is met" if judgement.met else "The policy is not met"
    kept = "keeps" if judgement.met else "does not keep"
    return f"Stages up to {judgement.stage} alone: what they measure {kept} to the policy"


def signed(value: float, metric: str) -> str:
    """A difference of a metric's values with its sign; shares differ by points."""
    label = load_labels().of(metric)
    return f"{100 * value:+.1f} points" if label.is_share else f"{value:+.2f} {label.unit}"


def rule_name(rule: Rule) -> str:
    slice_words = ", ".join(f"{dimension} {value}" for dimension, value in rule.slice.items())
    label = load_labels().of(rule.metric).label
    return f"{label} ({slice_words})" if slice_words else label


def rule_limit(rule: Rule) -> str:
    """A limit is a round number."""
    return _bound(rule, load_labels().of(rule.metric).show).replace(".0%", "%")


def say_reason(reason: Reason) -> str:
    """For instance: Ended as expected: no, must be yes (not_covered instead of answered)."""
    label = load_labels().of(reason.metric)
    note = f" ({reason.note})" if reason.note else ""
    if reason.limit is None:
        return f"{label.label}: {reason.note}"
    if reason.value is None:
        return f"{label.label}: could not be measured{note}"
    return (
        f"{label.label}: {label.show_one(reason.value)}, must be {_bound(reason.limit, label.show_one)}{note}"
    )


def _bound(limit: Limit, show: Callable[[float | None], str]) -> str:
    if limit.at_least is None:
        return f"at most {show(limit.at_most)}"
    return "yes" if show(limit.at_least) == "yes" else f"at least {show(limit.at_least)}"


def chance(p: float) -> str:
    return f"p < {DIGITS_OF_P}" if p < DIGITS_OF_P else f"p = {p:.3f}"


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """The points attribute of an SVG line."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
