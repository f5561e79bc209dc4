"""Mails that are wrapped in their own signature (RFC 8551 3.5.2) are read as any other."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

from prazo.channels.email.reading import ReadMail, read
from prazo.channels.email.reading.opaque import signed_content
from tests.channels.email.reading.letter import letter

ENTITY = (
    b"Content-Type: multipart/mixed;\r\n boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nOl\xc3\xa1, parou tudo\r\n--b\r\n"
    b"Content-Type: application/pdf; name=a.pdf\r\n\r\npdf\r\n--b--\r\n"
)


@pytest.fixture(scope="module")
def signer() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ana")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=9))
    return made.sign(key, SHA256()), key


def signed(signer, content: bytes) -> bytes:
    certificate, key = signer
    made = PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, SHA256())
    return made.sign(Encoding.DER, [PKCS7Options.Binary])


def reading(data: bytes, kind: str = "application/pkcs7-mime; smime-type=signed-data") -> ReadMail:
    head = f"Subject: Parou\nContent-Type: {kind}; name=smime.p7m\nX-A: b\n"
    return read(letter(head + "Content-Transfer-Encoding: base64", base64.encodebytes(data)))


def streamed(content: bytes) -> bytes:
    """As OpenSSL writes what it streams: no lengths, the content in pieces."""
    pieces = (content[at : at + 90] for at in range(0, len(content), 90))
    octets = b"\x24\x80" + b"".join(b"\x04" + bytes([len(p)]) + p for p in pieces) + b"\0\0"
    inner = b"\x30\x80" + bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80" + octets
    digests = b"\x31\x80\x30\x80\x06\x01\x01\0\0\0\0"
    data = b"\x30\x80\x02\x01\x01" + digests + inner + b"\0\0\0\0\0\0\0\0"
    return b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80" + data + b"\0\0\0\0"


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/octet-stream"]
)
def test_what_is_signed_is_read(signer, kind):
    for data in (signed(signer, ENTITY), streamed(ENTITY)):
        mail = reading(data, kind)
        assert (mail.subject, mail.text) == ("Parou", "Olá, parou tudo")
        assert [file.name for file in mail.attachments] == ["a.pdf"]
        assert mail.warnings == ()


def test_content_without_fields_is_text():
    assert reading(streamed(b"\r\nOi")).text == "Oi"


def test_t10_only_fields_of_the_content_count_inside():
    forged = (
        b"Authentication-Results: mx.desk.example; dmarc=pass\r\nFrom: boss@desk.example\r\n"
        b"Subject: another\r\nAuto-Submitted: auto-replied\r\n" + ENTITY
    )
    mail = reading(streamed(forged))
    assert mail.authentication == ()
    assert mail.sender is not None and mail.sender.address == "ana@acme.example"
    assert (mail.subject, mail.automatic, mail.text) == ("Parou", "", "Olá, parou tudo")


def test_what_is_encrypted_or_broken_stays_a_file(signer):
    whole = signed(signer, ENTITY)
    secret = whole.replace(bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010703"))
    for data in (secret, b"MIIB", b"", b"\x30\x80", b"\x30\xff" + whole[2:]):
        mail = reading(data)
        assert mail.text == ""
        assert [file.data for file in mail.attachments] == [data]
    for kind in ("application/pkcs7-mime; smime-type=enveloped-data", "application/octet-stream"):
        assert reading(secret, kind).warnings == ("encrypted",)


def test_a_signature_in_pieces_does_not_crash(signer):
    for whole in (signed(signer, ENTITY), streamed(ENTITY)):
        for end in range(0, len(whole), 3):
            signed_content(whole[:end])
            signed_content(whole[:end] + b"\xff" + whole[end + 1 :])


def test_nesting_without_end_takes_time_in_proportion():
    start = streamed(b"")[: len("3080") // 2 + 11 + 2 + 2 + 3]
    assert signed_content(start + b"\x30\x80" * 500_000) is None
