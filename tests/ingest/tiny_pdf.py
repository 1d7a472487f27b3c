"""PDF files small enough to write by hand: text at given places, in Helvetica."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

A4 = "0 0 595 842"


@dataclass(frozen=True)
class Words:
    """A run of text whose baseline starts at x, y (points from the lower left corner)."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11
    bold: bool = False

    def drawn(self) -> str:
        escaped = self.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"BT /{'F2' if self.bold else 'F1'} {self.size} Tf {self.x} {self.y} Td ({escaped}) Tj ET"


def paragraph(text: str, *, y: float, x: float = 72, columns: int = 80, size: float = 11) -> list[Words]:
    """The text set in lines of at most `columns` characters, downwards from `y`."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= columns:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [Words(line, x, y - 1.2 * size * i, size) for i, line in enumerate(lines)]


def pdf(*pages: Sequence[Words], trailer: str = "", turned: bool = False) -> bytes:
    """A PDF with one page for each list of words; `turned` pages are drawn sideways and shown upright."""
    numbers = [5 + 2 * i for i in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, words in zip(numbers, pages, strict=True):
        content = "\n".join(w.drawn() for w in words)
        if turned:
            content = f"0 1 -1 0 595 0 cm\n{content}"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Rotate {90 * turned} /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream",
        ]
    return _assembled(objects, trailer)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password nobody knows."""
    secret = "<" + "00" * 32 + ">"
    handler = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {secret} /U {secret} /P -4 >> /ID [<00> <00>]"
    return pdf([Words("Nobody reads this.")], trailer=handler)


def _assembled(objects: Sequence[str], trailer: str) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
    return body + end.encode() + f"startxref\n{len(body)}\n%%EOF\n".encode()
