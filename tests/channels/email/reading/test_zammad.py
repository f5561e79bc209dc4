"""How far another desk agrees with what is read, and where and why it does not (`zammad.md`)."""

import re
from pathlib import Path

from prazo.channels.email.reading import read
from tests.channels.email.reading.zammad import compared, load
from tests.shared import SHARED

EXPLAINED = Path(__file__).with_name("zammad.md")
ROW = re.compile(r"^\| (\d{3}) \| ([a-z, ]+) \|", re.MULTILINE)


def test_zammad_agrees_on_95_of_100_mails_and_the_others_are_explained(capsys):
    expectations = sorted((SHARED / "mails" / "zammad").glob("*.yml"))
    differing = {}
    for path in expectations:
        mail = read(path.with_suffix(".box").read_bytes())
        if named := compared(mail, load(path)).disagreements():
            differing[path.name[4:7]] = ", ".join(named)
    with capsys.disabled():
        print(f"\n{len(expectations) - len(differing)} of {len(expectations)} agree with Zammad")
    assert len(differing) <= len(expectations) * 0.05
    explained = dict(ROW.findall(EXPLAINED.read_text("utf-8")))
    assert differing == {number: explained.get(number) for number in differing}
