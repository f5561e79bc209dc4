"""Whose word about the sender counts: T10."""

import pytest

from prazo.channels.email.reading import Authentication, authentication, read
from tests.channels.email.reading.letter import letter

OURS = "mx.desk.example"


def headers(*values: str) -> bytes:
    return letter("\n".join(f"Authentication-Results: {value}" for value in values))


def test_t10_our_own_topmost_verdict_counts():
    raw = headers(
        f"{OURS}; dmarc=fail (p=reject) header.from=acme.example; spf=pass; dkim=none",
        f"{OURS}; dmarc=pass; spf=pass; dkim=pass",
        "evil.example; dmarc=pass",
    )
    assert authentication(raw, OURS) == Authentication(OURS, "fail", "pass", "none")
    assert [one.authserv_id for one in read(raw).authentication] == [OURS, "evil.example"]


def test_t10_a_strangers_word_is_no_verdict():
    assert authentication(headers("evil.example; dmarc=pass"), OURS) is None
    assert authentication(headers(f"{OURS}.evil.example; dmarc=pass"), OURS) is None
    assert authentication(headers(f"evil.example; x={OURS}; dmarc=pass"), OURS) is None
    assert authentication(headers(f"{OURS}/evil; dmarc=pass"), OURS) is None
    assert authentication(headers(f"{OURS}(evil); dmarc=pass"), OURS) is None
    assert authentication(headers(f'"{OURS}"; dmarc=pass'), OURS) is None
    assert authentication(letter(), OURS) is None


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (f"{OURS.upper()} 1; dmarc=pass", ("pass", "", "")),
        (f"{OURS}; none", ("", "", "")),
        (f"{OURS}; dmarc = fail", ("fail", "", "")),
        (f"{OURS};\n\tdkim=fail;\n\tdkim=pass;\n\tspf=softfail", ("", "softfail", "pass")),
        (f"{OURS}; spf=pass (a; dmarc=pass) smtp.mailfrom=x", ("", "pass", "")),
        (f'{OURS}; spf=fail reason="x; dmarc=pass"', ("", "fail", "")),
        (f"{OURS} (ours; dmarc=pass); dmarc=fail", ("fail", "", "")),
        (f"{OURS}; dmarc/1=pass", ("pass", "", "")),
        (f"{OURS}; x-dmarc=pass; arc=pass", ("", "", "")),
        (f"{OURS}; dmarc=fail; dmarc=pass", ("fail", "", "")),
        (f"{OURS}; dmarc=passable", ("passable", "", "")),
    ],
)
def test_t10_a_verdict_as_servers_write_it(value, verdict):
    assert authentication(headers(value), OURS) == Authentication(OURS, *verdict)


def test_t10_a_body_is_no_header():
    raw = letter("Subject: x", f"Authentication-Results: {OURS}; dmarc=pass")
    assert authentication(raw, OURS) is None
