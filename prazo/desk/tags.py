"""A desk's own words on its tickets, in the one form in which they are kept.

Small letters, no space around and one between, so that "VPN " and "vpn" are one tag. Clocks and
agreements know nothing of them.
"""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from prazo.desk.models import Tag
from prazo.lib import rows
from prazo.lib.refusal import Refusal

LONGEST = 40
"""Characters of one."""
MOST = 30
"""On one ticket."""
MOST_OF_DESK = 5000
BETWEEN = ","
NONE = "none"
"""What conditions call a ticket without any; no tag is called so."""
UNFIT = frozenset('"\\')
"""What a search could not be asked for."""


def read(said: str) -> tuple[str, ...]:
    """Tags between commas or lines, each once, as they were said; Refusal for the first that can
    be none."""
    parts = (part for line in said.splitlines() for part in line.split(BETWEEN))
    return tuple(dict.fromkeys(tag_of(part) for part in parts if part.strip()))


def written(tags: Iterable[str]) -> str:
    """As `read` takes it."""
    return f"{BETWEEN} ".join(tags)


def tag_of(said: str) -> str:
    """One tag in its form; Refusal with the remedy where it cannot be one."""
    folded = unicodedata.normalize("NFKC", said).casefold()
    tag = " ".join(unicodedata.normalize("NFKC", folded).split())
    if not any(sign.isalnum() for sign in tag):
        raise Refusal("empty_tag", _("A tag has at least one letter or figure."), "tags")
    if len(tag) > LONGEST:
        raise Refusal(
            "long_tag",
            _("A tag has at most %(n)s characters; “%(tag)s…” has %(has)s."),
            "tags",
            {"n": LONGEST, "tag": tag[:20], "has": len(tag)},
        )
    if BETWEEN in tag or any(sign in UNFIT or unicodedata.category(sign)[0] == "C" for sign in tag):
        raise Refusal(
            "unfit_tag",
            _("A tag has no comma, quotation mark, backslash or invisible sign. Leave it out."),
            "tags",
        )
    if tag == NONE:
        raise Refusal(
            "reserved_tag",
            _("“%(tag)s” means no tag at all. Choose another word."),
            "tags",
            {"tag": NONE},
        )
    return tag


def is_tag(said: str) -> bool:
    """Whether it is in its form already."""
    try:
        return tag_of(said) == said
    except Refusal:
        return False


def keep(desk: int, tags: Iterable[str], at: datetime) -> None:
    """That the desk has these, from now until this transaction ends: whoever renames one or takes
    it away waits for who puts it on a ticket, and finds that ticket."""
    wanted = sorted(set(tags))
    while len(rows.select(HELD, desk, wanted)) < len(wanted):
        if Tag.objects.filter(desk=desk).count() + len(wanted) > MOST_OF_DESK:
            raise Refusal(
                "too_many_tags",
                _("This desk has %(n)s tags already: use one of them, or let an admin merge some."),
                "tags",
                {"n": MOST_OF_DESK},
            )
        made = [Tag(desk_id=desk, name=tag, made_at=at) for tag in wanted]
        Tag.objects.bulk_create(made, ignore_conflicts=True)


HELD = """
select id from desk_tag where desk_id = %s and name = any(%s::text[]) order by name for key share
"""


def like(desk: int, said: str, without: Iterable[str], most: int) -> list[str]:
    """The desk's tags in which `said` occurs, those that begin with it first."""
    wanted = " ".join(unicodedata.normalize("NFKC", said).casefold().split())
    with connection.cursor() as cursor:
        cursor.execute(LIKE, {"desk": desk, "said": wanted, "not": list(without), "most": most})
        return [name for (name,) in cursor.fetchall()]


LIKE = """
select name from desk_tag
 where desk_id = %(desk)s and position(%(said)s in name) > 0 and name <> all(%(not)s::text[])
 order by not starts_with(name, %(said)s), name limit %(most)s
"""
