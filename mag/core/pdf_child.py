"""The process in which WeasyPrint works: one order as JSON on standard input, the PDF on standard output.

Run by :func:`mag.core.pdf.render_pdf`; not for use inside another process, because it limits its own memory.
"""

import base64
import gc
import json
import resource
import sys
import warnings
from datetime import datetime
from typing import Any

MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space; a forty-page report stays far below it."""
WORK_LIMIT = 120
"""Seconds of processor time: a page that never ends stops by itself, also when nobody is left to stop it."""
_RDF_END = b"</rdf:RDF>"
_UA_MARK = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>'
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>'
    b"<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>"
    b"</pdfaExtension:schemas></rdf:Description>"
)


def _mark_accessible(_document: Any, pdf: Any) -> None:
    """Add the PDF/UA-1 mark to the metadata: WeasyPrint takes one variant, and that one is PDF/A-3a."""
    for thing in pdf.objects:
        if (getattr(thing, "extra", None) or {}).get("Type") == "/Metadata":
            thing.stream = [part.replace(_RDF_END, _UA_MARK + _RDF_END) for part in thing.stream]


def render(order: dict[str, Any]) -> bytes:
    """The PDF of one order, as :func:`mag.core.pdf.render_pdf` wrote it."""
    from weasyprint import HTML, Attachment
    from weasyprint.urls import URLFetcher

    made_at = datetime.fromisoformat(order["made_at"])
    fetcher = URLFetcher(allowed_protocols=["data"])
    document = HTML(string=order["html"], url_fetcher=fetcher).render(pdf_variant="pdf/a-3a")
    moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.created = moment
    document.metadata.modified = moment
    document.metadata.attachments = [
        Attachment(
            string=base64.b64decode(item["content"]),
            url_fetcher=fetcher,
            name=item["name"],
            description=item["description"],
            relationship=item["relationship"],
            created=made_at,
            modified=made_at,
        )
        for item in order["attachments"]
    ]
    made = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=order["identifier"].encode(), finisher=_mark_accessible)
    assert isinstance(made, bytes)
    return made


def main() -> None:
    """Read one order, write one PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    gc.disable()  # one document and then it ends: looking for garbage costs time and frees next to nothing
    resource.setrlimit(resource.RLIMIT_CPU, (WORK_LIMIT, WORK_LIMIT))
    warnings.simplefilter("ignore", ResourceWarning)
    sys.stdout.buffer.write(render(json.load(sys.stdin)))


if __name__ == "__main__":
    main()
