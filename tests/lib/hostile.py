"""Texts made to break a page: our own few, and those that lie beside the checkout."""

import json
import re

from tests.shared import SHARED

OWN = (
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<form action=//evil.example>",
    "<img src=x onerror=alert(1)>",
    '<img alt="<script>alert(1)</script>" src=cid:one onload=alert(1)>',
    '<a href="JaVa&#09;script:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="https:evil.example">x</a><a href="//evil.example">x</a><a href="/tickets/1">x</a>',
    '<a href="\\\\evil.example" ping="https://evil.example">x</a>',
    "<svg/onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<form action="https://evil.example"><button formaction=javascript:alert(1)>x</button></form>',
    '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=//evil.example">',
    "<style>@import url(https://evil.example/x.css);</style>",
    '<div style="background:url(https://evil.example/p.gif);position:fixed;inset:0;z-index:9">x</div>',
    '<p style="color:red;width:expression(alert(1));background-color:url(//evil.example)">x</p>',
    '<p style="color:\\75 rl(https://evil.example)">x</p><p style="text-align:center;behavior:x">',
    '<iframe src="//youtube.example@evil.example"></iframe><object data=x><embed src=x>',
    '<table background="https://evil.example/p.gif"><td background=x colspan=99999999>x',
    "<img srcset='https://evil.example/p.gif 2x' src='https://evil.example/q.gif' alt='a\"b<c'>",
    "<input autofocus onfocus=alert(1)><details open ontoggle=alert(1)>",
    "<video src=x onerror=alert(1)><audio src=x onerror=alert(1)>",
    '<pre>\n\n\n<b>x</pre><textarea></textarea><img src=x onerror=alert(1)>',
    "<a href=https://x.example><table><a href=https://y.example>x</table>",
    '<div id="__proto__" name="constructor" class="toolbar" data-hx-get="/out" hx-get="/x">x</div>',
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\x00<\x00script>alert(1)</script>\x00",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]><?xml version='1.0'?><!DOCTYPE html>",
    "<plaintext><img src=x onerror=alert(1)>",
    '<x-y onclick=alert(1)><b onmouseover="alert(1)">x</b></x-y>',
    "<a href='tel:+5511'>x</a><a href='mailto:ana@x.example?subject=x'>y</a>",
)  # fmt: skip


def vectors() -> list[str]:
    """Ours, and where ../shared is: big-list-of-naughty-strings, payloadbox, DOMPurify, OWASP."""
    folder = SHARED / "hostile"
    if not folder.exists():
        return list(OWN)
    naughty = json.loads((folder / "blns.json").read_text())
    payloads = (folder / "payloadbox-xss.txt").read_text(errors="replace").split("\n")
    purify = (folder / "dompurify-expect.mjs").read_text(errors="replace")
    pairs = re.findall(r'"payload"\s*:\s*("(?:[^"\\]|\\.)*")', purify)
    owasp = (folder / "owasp-xss-filter-evasion.md").read_text()
    blocks = re.findall(r"```\w*\n(.*?)```", owasp, re.DOTALL)
    return [*OWN, *naughty, *payloads, *map(json.loads, pairs), *blocks]
