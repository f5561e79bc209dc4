"""Mails made to exhaust a parser (Q09-Q18), built here, of `trust.md` 2.8's sizes or more."""

import base64
from collections.abc import Callable, Mapping
from typing import Final

HEAD: Final = b"From: a@a.example\r\nTo: b@b.example\r\nSubject: bomb\r\n"


def with_header(name: bytes, value: bytes) -> bytes:
    return b"%b: %b\r\n%b\r\nbody" % (name, value, HEAD)


def multipart(body: bytes, kind: bytes = b"mixed", boundary: bytes = b"b") -> bytes:
    head = b"%bContent-Type: multipart/%b; boundary=%b\r\n\r\n" % (HEAD, kind, boundary)
    return head + body


def text(body: bytes, kind: bytes = b"plain", more: bytes = b"") -> bytes:
    return b"%bContent-Type: text/%b\r\n%b\r\n%b" % (HEAD, kind, more, body)


def nested(levels: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(levels)
    )
    return HEAD + opened + b"\r\ndeep"


def enclosed(levels: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * levels + b"deep"


def endless_report() -> bytes:
    status = b"Final-Recipient: rfc822; a@a.example\r\nAction: failed\r\n\r\n" * 30_000
    return multipart(
        b"--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" + status,
        b"report; report-type=delivery-status",
    )


def report_in_words(line: bytes) -> bytes:
    head = b"Return-Path: <>\r\nFrom: MAILER-DAEMON@a.example\r\nSubject: failure notice\r\n\r\n"
    return head + line


PARTS: Final = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
BOMBS: Final[Mapping[str, Callable[[], bytes]]] = {
    "q10 300 multiparts": lambda: nested(300),
    "q10 20,000 multiparts": lambda: nested(20_000),
    "q10 5,000 enclosed mails": lambda: enclosed(5_000),
    "q11 3 kB of (": lambda: with_header(b"From", b"(" * 3_000),
    "q11 1 MB of (": lambda: with_header(b"To", b"(" * 1_000_000),
    "q11 50 kB of quotes": lambda: with_header(b"From", b'"' * 50_001),
    "q11 escaped quotes": lambda: with_header(b"To", b'\\"' * 500_000),
    "q11 open brackets": lambda: with_header(b"To", b"<" * 500_000),
    "q11 commas": lambda: with_header(b"Cc", b"," * 500_000),
    "q12 1.2 MB of references": lambda: with_header(b"References", b"<a@b>\r\n " * 150_000),
    "q12 429 kB of To": lambda: with_header(b"To", b"a@a.example, " * 33_000),
    "q12 To on many lines": lambda: (b"To: a@a.example\r\n" * 50_000) + HEAD + b"\r\nbody",
    "q11 many To of commas": lambda: (b"To: " + b"," * 60_000 + b"\r\n") * 500 + HEAD + b"\r\nx",
    "q15 many fields of references": lambda: (b"References: " + b"<a@b> " * 9_000 + b"\r\n") * 500
    + HEAD
    + b"\r\nx",
    "q12 229 kB of parameters": lambda: text(b"x", b"plain" + b"; a=b" * 45_800),
    "q12 20,000 RFC 2231 pieces": lambda: text(
        b"x", b"plain" + b"".join(b"; name*%d*=a" % n for n in range(20_000))
    ),
    "q13 920 kB of encoded words": lambda: with_header(b"Subject", b"=?utf-8?q?=41?= " * 57_500),
    "q13 encoded words without end": lambda: with_header(b"Subject", b"=?utf-8?q?" * 92_000),
    "q13 a long base64 word": lambda: with_header(
        b"Subject", b"=?utf-8?b?" + base64.b64encode(b"x" * 700_000) + b"?="
    ),
    "q14 50,000 parts": lambda: multipart(PARTS * 50_000),
    "q14 boundary lines only": lambda: multipart(b"--b\r\n" * 1_000_000),
    "q14 almost boundaries": lambda: multipart(b"--bb\n" * 1_000_000),
    "q14 dashes": lambda: multipart(b"-" * 5_000_000, boundary=b"-" * 60),
    "q15 a long header": lambda: with_header(b"X-Long", b"a\r\n " * 2_000_000),
    "q15 a header of many fields": lambda: b"X: y\r\n" * 1_000_000 + HEAD + b"\r\nbody",
    "q15 a header of no fields": lambda: HEAD + b"no field\n" * 500_000 + HEAD + b"\nbody",
    "q15 20 MB of blank lines first": lambda: b"\r\n" * 10_000_000 + HEAD,
    "q15 mailbox lines first": lambda: b"From a\n" * 2_000_000 + HEAD,
    "q15 a line of 20 MB": lambda: text(b"a" * 20_000_000),
    "q15 20 MB of line ends": lambda: text(b"\r\n" * 10_000_000),
    "q16 100,000 nested div": lambda: text(b"<div>" * 100_000, b"html"),
    "q16 a 10 MB table": lambda: text(b"<tr><td>a</td></tr>" * 530_000, b"html"),
    "q16 5,001 links": lambda: text(b"<a href=http://a.example>a</a>" * 5_001, b"html"),
    "q16 10 MB of <": lambda: text(b"<" * 10_000_000, b"html"),
    "q16 columns of blanks": lambda: text(
        b"<table><td>" + b"x" * 100_000 + b"<tr><td>a" * 20_000, b"html"
    ),
    "q16 margins": lambda: text(b'<p style="margin-top:99999999em">x' * 9_000, b"html"),
    "q16 380 kB of tables": lambda: text((b"<table><tr><td>" * 50 + b"x") * 480, b"html"),
    "q16 attributes": lambda: text(b"<p " + b"a=b " * 90_000 + b">x", b"html"),
    "q16 comments": lambda: text(b"<!--" * 1_000_000, b"html"),
    "q17 utf-32 garbage": lambda: text(b"\xff\xfe\0\0\xd8" * 40_000, b"plain; charset=utf-32le"),
    "q17 every byte": lambda: text(bytes(range(256)) * 4_000, b"plain"),
    "q18 a date of 100 kB": lambda: with_header(b"Date", b"1 " * 50_000),
    "base64 of 24 MB": lambda: text(
        base64.encodebytes(b"\0" * 24_000_000), b"plain", b"Content-Transfer-Encoding: base64\r\n"
    ),
    "a file of 40 MB": lambda: multipart(
        b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(b"%PDF" * 7_500_000)
    ),
    "base64 of = signs": lambda: text(
        b"QQ==" * 3_000_000, b"plain", b"Content-Transfer-Encoding: base64\r\n"
    ),
    "quoted printable": lambda: text(
        b"= \t" * 3_000_000, b"plain", b"Content-Transfer-Encoding: quoted-printable\r\n"
    ),
    "uuencode begins": lambda: text(b"begin 644 a\n" * 500_000),
    "uuencode lines": lambda: text(b"begin 644 a\n" + b"!!\n" * 3_000_000 + b"end\n"),
    "flowed": lambda: text(b">" * 900 + b" \n" + b"a \n" * 300_000, b"plain; format=flowed"),
    "emoji of 16 MB": lambda: text("😀".encode() * 4_000_000, b"plain; charset=utf-8"),
    "utf-7": lambda: text(b"+2D3-" * 1_000_000, b"plain; charset=utf-7"),
    "iso-2022-jp": lambda: text(b"\x1b$B" * 1_000_000, b"plain; charset=iso-2022-jp"),
    "hz": lambda: text(b"~{" * 1_000_000, b"plain; charset=hz"),
    "report of 30,000 recipients": endless_report,
    "report in one line": lambda: report_in_words(b"<a" * 500_000),
    "report of codes": lambda: report_in_words(b"550 5.1.1 " * 100_000),
    "report of blanks": lambda: report_in_words(b" " * 120_000 + b"x"),
    "report of addresses": lambda: report_in_words(b"<a@b.example>:\n" * 30_000),
    "authentication": lambda: (b"Authentication-Results: a.example; dkim=pass\r\n" * 5_000)
    + with_header(b"Authentication-Results", b"(" * 8_000),
    "received": lambda: b"Received: by a.example\r\n" * 100_000 + HEAD + b"\r\nbody",
    "a file name of 1 MB": lambda: multipart(
        b'--b\r\nContent-Disposition: attachment; filename="' + b"a" * 1_000_000 + b'"\r\n\r\nx'
    ),
    "1,000 percent signs a part": lambda: multipart(
        b"--b\r\nContent-Disposition: attachment; filename*=''%b\r\n\r\nx\r\n" % (b"%41" * 2_000)
        * 900
    ),
    "900 parts of html": lambda: multipart(
        (b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>x" * 2_000 + b"\r\n") * 900
    ),
}  # fmt: skip
