"""Reads a page as a test wants to."""

from __future__ import annotations

from dataclasses import dataclass

from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode


@dataclass(frozen=True, slots=True)
class Page:
    tree: LexborHTMLParser

    def all(self, selector: str) -> list[LexborNode]:
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """The first that matches; there has to be one."""
        found = self.tree.css_first(selector)
        assert found is not None, selector
        return found

    def texts(self, selector: str) -> list[str]:
        return [" ".join(node.text().split()) for node in self.all(selector)]

    def values(self, selector: str, attribute: str) -> list[str]:
        return [node.attributes.get(attribute) or "" for node in self.all(selector)]


def page_of(response: Response) -> Page:
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(LexborHTMLParser(response.text))


def words_of(response: Response) -> str:
    """What a reader sees of the main part without JavaScript, choices left out, a piece a line."""
    main = page_of(response).one("main")
    for unseen in main.css("select, [hidden], [popover]"):
        unseen.decompose()
    for term in main.css("button.term, .held-together"):
        term.unwrap()
    main.merge_text_nodes()
    lines = (" ".join(line.split()) for line in main.text(separator="\n").splitlines())
    return "\n".join(line for line in lines if line) + "\n"
