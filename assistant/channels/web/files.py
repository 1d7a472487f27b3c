"""The page's own styles, scripts and icon, at addresses that change with what is in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASKED_EACH_TIME = "no-cache"


def version_of(folder: Path) -> str:
    """Of all files together, as scripts name each other by where they stand."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Files(StaticFiles):
    """`VERSION/name`: kept for ever under the version that it is; under another, asked for each time."""

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(directory=folder)
        self.version = version_of(folder)

    def link(self, name: str) -> str:
        return f"/static/{self.version}/{name}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, name = path.rpartition("/")
        response = await super().get_response(name, scope)
        response.headers["Cache-Control"] = FOR_EVER if version == self.version else ASKED_EACH_TIME
        return response
