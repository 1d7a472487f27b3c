"""Takes the picture of an answer in Slack that the README shows, from the real blocks of a real answer.

`python -m tests.assistant.slack.picture "question" docs/slack-answer.png`, with the index built.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from assistant.build import build_assistant
from assistant.channels.slack.answer_view import Reader, answer_messages
from assistant.models import Question
from assistant.settings import AssistantSettings

Json = dict[str, Any]

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
STYLE = """
body { margin: 0; background: #fff; color: #1d1c1d;
  font: 15px/1.46 Lato, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
main { width: 720px; padding: 16px 20px 18px 64px; position: relative; }
.only { color: #616061; font-size: 12px; margin-bottom: 2px; }
.face { position: absolute; left: 18px; top: 36px; width: 36px; height: 36px; border-radius: 6px;
  background: #1d4f5c; color: #fff; font-weight: bold; text-align: center; line-height: 36px; }
.who b { font-weight: 900; } .who span { background: #eee; color: #616061; font-size: 10px; padding: 1px 3px;
  border-radius: 2px; margin-left: 4px; } .who time { color: #616061; font-size: 12px; margin-left: 6px; }
h3 { font-size: 18px; margin: 8px 0 4px; } p { margin: 4px 0; white-space: pre-wrap; }
blockquote { margin: 6px 0 2px; padding-left: 12px; border-left: 4px solid #ddd; white-space: pre-wrap; }
.context { color: #616061; font-size: 13px; } hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0; }
a { color: #1264a3; text-decoration: none; } .row { display: flex; gap: 12px; align-items: flex-start; }
.row > p { flex: 1; } .buttons { display: flex; flex-wrap: wrap; gap: 8px; margin: 10px 0 6px; }
button { font: bold 13px Lato, Arial, "Liberation Sans", sans-serif; color: #1d1c1d; background: #fff;
  border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; white-space: nowrap; }
"""


def page_of(blocks: Sequence[Json]) -> str:
    """Blocks as Slack lays them out, near enough for a picture."""
    head = '<div class="only">Only visible to you</div><div class="face">G</div>'
    who = '<div class="who"><b>Guidance</b><span>APP</span><time>9:41</time></div>'
    body = "".join(map(_block, blocks))
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{head}{who}{body}</main>"


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{escape(block['text']['text'])}</h3>"
        case "section":
            button = _button(block["accessory"]) if "accessory" in block else ""
            return f'<div class="row"><p>{_text(block["text"])}</p>{button}</div>'
        case "context":
            return f'<p class="context">{"".join(map(_text, block["elements"]))}</p>'
        case "actions":
            return f'<div class="buttons">{"".join(map(_button, block["elements"]))}</div>'
        case "rich_text":
            return "".join(map(_rich, block["elements"]))
        case _:
            return "<hr>"


def _text(text: Json) -> str:
    if text["type"] == "plain_text":
        return escape(text["text"])
    linked = re.sub(r"<([^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', text["text"])
    return re.sub(r"\*(.+?)\*", r"<b>\1</b>", linked)


def _rich(element: Json) -> str:
    runs = "".join(map(_run, element["elements"]))
    tag = "blockquote" if element["type"] == "rich_text_quote" else "p"
    return f"<{tag}>{runs}</{tag}>"


def _run(run: Json) -> str:
    text = escape(run["text"])
    return f'<a href="{escape(run["url"])}">{text}</a>' if run["type"] == "link" else text


def _button(button: Json) -> str:
    return f"<button>{escape(unescape(button['text']['text']))}</button>"


def blocks_of(question: str, partnership: str, role: str) -> list[Json]:
    """The blocks of an answer over the library as it is built."""
    with TemporaryDirectory() as folder:
        database = SecretStr(f"sqlite:///{folder}/answers.db")
        assistant = build_assistant(AssistantSettings(_env_file=None, database_url=database))
        answer = assistant.ask(Question(question, partnership, role))
        known = {one.id: one for one in assistant.partnerships()}
        return list(answer_messages(answer, Reader(known, may_share=True))[0].blocks)


def photograph(html: str, file: Path) -> None:
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport={"width": 820, "height": 600})
        page.set_content(html)
        page.locator("main").screenshot(path=file)
        browser.close()
    Image.open(file).quantize(64).save(file, optimize=True)


if __name__ == "__main__":
    photograph(page_of(blocks_of(sys.argv[1], "exampleshire", "teacher")), Path(sys.argv[2]))
