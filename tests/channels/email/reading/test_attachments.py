"""Names of files: J05, X06's raw material, and RFC 2231 as it is written by mailers."""

import pytest

from tests.channels.email.reading.letter import reading


def named(disposition: str, kind: str = "application/octet-stream") -> str:
    mail = reading(f"Content-Type: {kind}\nContent-Disposition: attachment; {disposition}", "x")
    return mail.attachments[0].name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('filename="invoice\u202efdp.exe"', "invoicefdp.exe"),
        ("filename*=utf-8''invoice%E2%80%AEfdp.exe", "invoicefdp.exe"),
        ('filename="a\u200b.p\u2066hp\ufeff"', "a.php"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\Users\\ana\\a.txt"', "a.txt"),
        ('filename="a/b\\\\c.txt"', "c.txt"),
        ("filename*=utf-8''a%0D%0AX-Evil:%20b.txt", "a X-Evil_ b.txt"),
        ("filename*=utf-8''a%00b.txt", "ab.txt"),
        ("filename*=utf-8''%2e%2e%2f%2e%2e%2fx", "x"),
        ('filename="a.txt::$DATA"', "a.txt_$DATA"),
        ('filename="a.txt. . "', "a.txt"),
        ('filename=".htaccess"', "htaccess"),
        ('filename=""', "file"),
        ('filename="/"', "file"),
        ('filename=".."', "file"),
        ('filename="\u202e"', "file"),
        ('filename="\\"><img src=x onerror=alert(1)>"', "_img src=x onerror=alert(1)_"),
        ('filename="cafe\u0301.txt"', "café.txt"),
    ],
)
def test_j05_a_name_is_safe_to_show_and_to_save(written, name):
    assert named(written) == name


def test_j05_a_long_name_keeps_its_ending():
    name = named(f'filename="{"a" * 5_000}.pdf"')
    assert (len(name), name[-6:]) == (200, "aa.pdf")
    assert len(named(f'filename="a.{"b" * 5_000}"')) == 200


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("filename=a.txt", "a.txt"),
        ("filename=my report.txt", "my report.txt"),
        ('FILENAME = "a.txt"', "a.txt"),
        ("filename*=utf-8''ol%C3%A1.txt", "olá.txt"),
        ("filename*=iso-8859-1'pt'ol%E1.txt", "olá.txt"),
        ("filename*0=a; filename*1=b.txt", "ab.txt"),
        ("filename*1=b.txt; filename*0=a", "ab.txt"),
        ("filename*0*=utf-8''ol%C3; filename*1*=%A1; filename*2=.txt", "olá.txt"),
        ("filename=plain.txt; filename*=utf-8''ol%C3%A1.txt", "olá.txt"),
        ('filename="=?utf-8?q?ol=C3=A1.txt?="', "olá.txt"),
        ('filename="=?utf-8?b?b2zDoS50eHQ=?="', "olá.txt"),
        ('filename="olá.txt"', "olá.txt"),
        ("filename*=idna''a%41.txt", "aA.txt"),
        ("filename*=utf-8'a.txt", "utf-8'a.txt"),
        ("filename*=%zz.txt", "%zz.txt"),
        ("filename*999999999999*=a", "file"),
        ('filename="a.txt', "a.txt"),
        ('filename="a \\"b\\".txt"', "a _b_.txt"),
        ("filename='a.txt'", "a.txt"),
        ("filename='a' b.txt'", "'a' b.txt'"),
        ("name=a.txt", "file"),
    ],
)
def test_names_as_mailers_write_them(written, name):
    assert named(written) == name


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("Content-Type: application/pdf; name=a.pdf", "a.pdf"),
        ("Content-Type: application/pdf\nContent-Disposition: filename=a.pdf", "a.pdf"),
        ('Content-Type: application/pdf\nContent-Disposition: filename = "a;b.pdf"', "a;b.pdf"),
        ("Content-Type: application/pdf name=a.pdf", "a.pdf"),
        (
            'Content-Type: application/pdf\nContent-Disposition: attachment filename="b a.pdf"',
            "b a.pdf",
        ),
        ("Content-Type: application/pdf\nContent-Disposition: attachment, filename=a.pdf", "a.pdf"),
        ("Content-Type: application/pdf\nContent-Description: Invoice 7", "Invoice 7.pdf"),
        ("Content-Type: application/pdf\nContent-Location: http://a.example/x/a.pdf?y=1", "a.pdf"),
        ("Content-Type: application/pdf", "file.pdf"),
        ("Content-Type: image/png\nContent-Disposition: inline", "image.png"),
    ],
)
def test_a_file_without_a_name_gets_one(headers, name):
    assert reading(headers, "x").attachments[0].name == name


def test_q12_no_more_than_fifty_parameters_are_read():
    mail = reading("Content-Type: application/pdf" + "; a=b" * 60 + "; name=a.pdf", "x")
    assert "parameters_cut" in mail.warnings
    assert mail.attachments[0].name == "file.pdf"
