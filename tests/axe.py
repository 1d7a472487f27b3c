"""axe-core on a page, at a desk in light and on a narrow phone in the dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

# the size of targets is of WCAG 2.2 and off by default
ALL = {"rules": {"target-size": {"enabled": True}}}
OF_LOOKS = {"runOnly": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]}
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
LOOKS = (("desk", WIDE, "light", ALL), ("phone in the dark", NARROW, "dark", OF_LOOKS))
NOTHING: dict[str, list[str]] = {name: [] for name, *_ in LOOKS}

Found = Callable[["Page"], dict[str, list[str]]]


def open_axe(where: dict[str, Any] | None = None) -> Found:
    """What is wrong with a page, by how it is looked at. Skips the test where axe is not installed.

    `where` is axe's own context, none for the whole page.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def found(page: Page) -> dict[str, list[str]]:
        wrong = {}
        for name, size, scheme, rules in LOOKS:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            violations = axe.run(page, where, {"resultTypes": ["violations"], **rules})
            wrong[name] = [_in_short(one) for one in violations.response["violations"]]
        return wrong

    return found


def _in_short(violation: dict[str, Any]) -> str:
    return f"{violation['id']} at {[node['target'] for node in violation['nodes']]}"
