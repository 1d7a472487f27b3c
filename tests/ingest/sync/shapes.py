"""Responses in the shapes of GOV.UK's Content API and of legislation.gov.uk, with words of our own."""

from __future__ import annotations

import json
from typing import Any

BODY = (
    '<div class="govspeak"><h2 id="sharing-information">\n<span class="number">1. </span>'
    "Sharing information</h2>\n\n<p>Share what is needed"
    '<sup id="fnref:1"><a href="#fn:1" class="footnote">[footnote 1]</a></sup>.</p>\n\n'
    '<h3 id="recording">Recording</h3>\n<ul>\n  <li>what was shared</li>\n  <li>with whom</li>\n</ul>\n</div>'
)
PAGE = "/government/publications/sharing-guide"
HTML_PAGE = f"{PAGE}/sharing-guide-accessible"
PDF_PATH = "/media/65f1/sharing-guide.pdf"


def api(path: str) -> str:
    return f"/api/content{path}"


def item(schema_name: str, **changes: Any) -> bytes:
    """What every item has, `withdrawn_notice` being empty for one that is not withdrawn."""
    fields: dict[str, Any] = {
        "base_path": PAGE,
        "content_id": "937156cf-f0d1-4e66-b0d4-6531add38ec7",
        "document_type": schema_name,
        "first_published_at": "2018-07-04T09:00:00.000+00:00",
        "locale": "en",
        "phase": "live",
        "public_updated_at": "2026-09-10T09:30:00.000+01:00",
        "publishing_app": "whitehall",
        "schema_name": schema_name,
        "title": "Sharing guide",
        "description": "For people who work with children.",
        "updated_at": "2026-09-11T12:37:06.928Z",
        "withdrawn_notice": {},
        "links": {"organisations": [{"title": "Department for Tests", "withdrawn": False}]},
        "details": {},
    }
    return json.dumps({**fields, **changes}).encode()


def html_attachment(**changes: Any) -> dict[str, Any]:
    return {"attachment_type": "html", "id": "1", "title": "Sharing guide", "url": HTML_PAGE, **changes}


def pdf_attachment(**changes: Any) -> dict[str, Any]:
    return {
        "attachment_type": "file",
        "id": "sharing-guide.pdf",
        "title": "Sharing guide",
        "url": PDF_PATH,
        "content_type": "application/pdf",
        "file_size": 1932905,
        "filename": "sharing-guide.pdf",
        "number_of_pages": 2,
        **changes,
    }


def publication(
    *attachments: dict[str, Any], body: str = "<p>Guidance for tests.</p>", **changes: Any
) -> bytes:
    details = {
        "body": body,
        "attachments": list(attachments),
        "documents": ['<section class="attachment embedded"></section>'],
        "change_history": [
            {"public_timestamp": "2018-07-04T09:00:00.000+00:00", "note": "First published."},
            {"public_timestamp": "2026-09-10T09:30:00.000+01:00", "note": "Updated for the new duty."},
        ],
    }
    return item("publication", document_type="statutory_guidance", details=details, **changes)


def html_publication(body: str = BODY, **changes: Any) -> bytes:
    details = {"body": body, "public_timestamp": "2026-09-10T09:30:00.000+01:00"}
    return item("html_publication", base_path=HTML_PAGE, details=details, **changes)


WITHDRAWN = {
    "explanation": '<div class="govspeak"><p>Withdrawn: read <a href="/guidance/newer">the newer '
    "guide</a>.</p>\n</div>",
    "withdrawn_at": "2026-10-01T10:20:03Z",
}


def provision(
    section: str = "45", words: str = "The controller must record the reasons.", **about: str
) -> str:
    """A section as legislation.gov.uk groups it; `about` are attributes such as Status."""
    status = "".join(f' {name}="{value}"' for name, value in about.items())
    uri = f"http://www.legislation.gov.uk/ukpga/2018/99/section/{section}"
    return (
        f'<P1group RestrictExtent="E+W+S+N.I." RestrictStartDate="2026-06-19"{status}>'
        f"<Title>Duty to record</Title>"
        f'<P1 DocumentURI="{uri}" IdURI="{uri}" id="section-{section}"><Pnumber>{section}</Pnumber><P1para>'
        f'<P2 id="section-{section}-1"><Pnumber>1</Pnumber><P2para><Text>{words}</Text></P2para></P2>'
        "</P1para></P1></P1group>"
    )


def effect(ref: str, in_force: str, key: str = "key-9", **about: str) -> str:
    """An amendment that the editors have still to work in; `in_force` are the attributes of its date."""
    applied = about.get("applied", "true")
    return (
        f'<ukm:UnappliedEffect EffectId="{key}" Type="word substituted" RequiresApplied="{applied}">'
        f'<ukm:AffectedProvisions><ukm:Section Ref="{ref}">s.</ukm:Section></ukm:AffectedProvisions>'
        f"<ukm:InForceDates><ukm:InForce {in_force}/></ukm:InForceDates></ukm:UnappliedEffect>"
    )


def clml(*provisions: str, valid: str | None = "2026-06-19", after: str = "", effects: str = "") -> bytes:
    """An Act, or some of its sections, with the metadata that dates it; `after` follows the body."""
    dated = f"<dct:valid>{valid}</dct:valid>" if valid else ""
    status = "revised" if valid else "final"
    text = (
        '<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation" '
        'DocumentURI="http://www.legislation.gov.uk/ukpga/2018/99" SchemaVersion="1.0" '
        'RestrictStartDate="2026-06-19"><ukm:Metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dct="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata">'
        f"<dc:title>Records Act 2018</dc:title><dc:modified>2026-07-09</dc:modified>{dated}"
        '<atom:link rel="self" href="http://www.legislation.gov.uk/ukpga/2018/99/data.xml"/>'
        "<ukm:PrimaryMetadata><ukm:DocumentClassification>"
        f'<ukm:DocumentStatus Value="{status}"/></ukm:DocumentClassification>'
        f'<ukm:EnactmentDate Date="2018-05-23"/><ukm:UnappliedEffects>{effects}</ukm:UnappliedEffects>'
        "</ukm:PrimaryMetadata></ukm:Metadata>"
        '<Primary><Body NumberOfProvisions="2"><Part id="part-3"><Number>Part 3</Number>'
        f"<Title>Records</Title>{''.join(provisions)}</Part></Body>{after}</Primary>"
        '<Commentaries><Commentary id="key-1" Type="F"><Para><Text>Words inserted (19.6.2026).</Text></Para>'
        "</Commentary></Commentaries></Legislation>"
    )
    return text.encode()
