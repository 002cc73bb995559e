"""Documents for tests: written by the examples' own maker, and files that attack readers of PDF."""

from __future__ import annotations

from goldsmith.modalities.document.examples.make import Line, assemble, flate, write_pdf

__all__ = ["HOSTILE", "Line", "locked", "numbered", "write_pdf"]


def numbered(count, **options):
    """A document whose pages say their number."""
    return write_pdf([[Line(60, 80, f"Page {number}", 24)] for number in range(1, count + 1)], **options)


def one_page(page, *others, catalog=b""):
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return assemble([b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog, kids, page, *others])


def swelling():
    """A megabyte that becomes a gigabyte of lines to draw."""
    body = flate(b"0 0 m 1 1 l S\n" * 20_000_000)
    return one_page(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", body)


def claiming(count):
    """A tree of pages that says it has more than there are."""
    return numbered(1).replace(b"/Count 1", b"/Count %d" % count)


def circling():
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", tree])


def locked():
    """A document that names a security handler with a password that nobody gave."""
    entry = b"<< /Filter /Standard /V 1 /R 2 /O <%b> /U <%b> /P -44 >>" % (b"ab" * 32, b"cd" * 32)
    body = assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", entry])
    return body.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]")


SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.launchURL('https://example.org')) >>"
LAUNCH = b"/OpenAction << /S /Launch /F (/bin/true) >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"

HOSTILE = {
    "script": one_page(PAGE, catalog=SCRIPT),
    "launch": one_page(PAGE, catalog=LAUNCH),
    "embedded": one_page(PAGE, catalog=b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) >>] >> >>"),
    "swelling": swelling(),
    "too many pages": claiming(100_000),
    "pages that are not there": claiming(50),
    "pages in a circle": circling(),
    "locked": locked(),
    "absurd page": write_pdf([[]], size=(3_000_000, 200)),
    "flat page": write_pdf([[]], size=(500, 1)),
    "cut short": numbered(3)[:500],
    "broken table": numbered(1).replace(b"0000000009", b"9999999999"),
    "header only": b"%PDF-1.7\n",
    "nested": one_page(PAGE, b"[" * 100_000),
}
