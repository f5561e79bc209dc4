"""Where in a ticket the words were found: the excerpt, with the words marked.

The database stems words by language; here a word is marked that begins as one of its stems does.
That is for the eye: what is found is decided by the database alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.db import connection
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from prazo.desk.models import Message

LOOKED_AT = 6000
"""Characters of each text in which words are looked for."""
FURTHER = 20
"""Files that are looked through to their end, where the words stand nowhere before."""
TEXTS = 12
"""Of each kind, the newest, of one ticket."""
BEFORE, LENGTH = 70, 220
ENDINGS = 7
"""Letters that a word may have beyond its stem."""

LEXEMES = """
select distinct word.place, lexeme
  from unnest(%s::text[]) with ordinality word(said, place),
       unnest(array['pt', 'es', 'en', 'de', 'ru', '']) language,
       unnest(tsvector_to_array(prazo_words(language, word.said))) lexeme
"""

OF_TICKETS = """
select of.id, said.place, said.kind, said.name, said.text
  from unnest(%(ids)s::bigint[]) of(id) cross join lateral (
   (select 1 as place, m.kind, '' as name, left(m.text, %(length)s) as text
      from desk_message m where m.ticket_id = of.id and m.kind <> 'receipt'
     order by m.at desc, m.id desc limit %(texts)s)
   union all
   (select 2, 'note', coalesce((select string_agg(f.name, ' ') from desk_notefile f
                                 where f.note_id = n.id), ''), left(n.text, %(length)s)
      from desk_note n where n.ticket_id = of.id order by n.at desc, n.id desc limit %(texts)s)
   union all
   (select 3, 'file', f.name, left(coalesce(x.text, ''), %(length)s)
      from desk_message m join desk_attachment f on f.message_id = m.id
      left join desk_attachmenttext x on x.attachment_id = f.id
     where m.ticket_id = of.id and not f.inline order by f.id desc limit %(texts)s)
  ) said
"""
BESIDE = """
select of.id, said.place, 'side', said.name, said.text
  from unnest(%(ids)s::bigint[]) of(id) cross join lateral (
    select 4 as place, left(prazo_side_said(x), %(length)s) as text,
           concat_ws(' ', prazo_side_about(s), (
             select string_agg(f.name, ' ') from desk_sidefile f where f.message_id = x.id)) as name
      from desk_sidethread s join desk_sidemessage x on x.thread_id = s.id
     where s.ticket_id = of.id order by x.at desc, x.id desc limit %(texts)s) said
"""
FURTHER_ON = """
select m.ticket_id, 3, 'file', f.name, x.text
  from desk_message m join desk_attachment f on f.message_id = m.id
  join desk_attachmenttext x on x.attachment_id = f.id
 where m.ticket_id = any(%(ids)s::bigint[]) and not f.inline and length(x.text) > %(length)s
 order by m.ticket_id desc, f.id desc limit %(further)s
"""
INSIDE = """
select said.ticket_id, 3, 'file', said.name, said.text from (
  select n.ticket_id, f.name, f.text from desk_note n join desk_notefile f on f.note_id = n.id
  union all
  select s.ticket_id, f.name, f.text from desk_sidethread s
    join desk_sidemessage x on x.thread_id = s.id join desk_sidefile f on f.message_id = x.id) said
 where said.ticket_id = any(%(ids)s::bigint[]) and said.text <> ''
 order by said.ticket_id desc limit %(further)s
"""
"""These are asked for the few that say the words nowhere else."""


class Said(NamedTuple):
    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`where` says in what kind of thing it stands; `html` is the excerpt, perhaps of nothing."""

    where: str
    html: SafeString


class Stems:
    """What words of a query look like in a text, however they are inflected."""

    def __init__(self, stems: Iterable[tuple[int, str]]) -> None:
        self.words: dict[str, int] = {}
        for place, stem in stems:
            for form in _forms(folded(stem)):
                self.words.setdefault(form, place)
        self.count = len(set(self.words.values()))
        longest = sorted(self.words, key=len, reverse=True)
        tried = "|".join(
            re.escape(stem) if len(stem) > 2 else f"{re.escape(stem)}(?!\\w)" for stem in longest
        )
        self._pattern = re.compile(rf"(?<!\w)({tried})\w{{0,{ENDINGS}}}(?!\w)") if tried else None

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """Start, end and which word it is."""
        plain = folded(text)
        if self._pattern is None or not any(word in plain for word in self.words):
            return []
        return [
            (hit.start(), hit.end(), self.words[hit[1]]) for hit in self._pattern.finditer(plain)
        ]


@lru_cache(maxsize=1024)
def stems_of(words: tuple[str, ...]) -> Stems:
    """Stems change with the schema alone."""
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [list(words)])
        return Stems(cursor.fetchall())


def excerpts(subjects: dict[int, str], stems: Stems) -> dict[int, Excerpt]:
    """For each ticket, by its id, the excerpt in which most of the words stand."""
    texts = _said(OF_TICKETS, list(subjects))
    looked = {pk: _look(subject, texts.get(pk, []), stems) for pk, subject in subjects.items()}
    if lacking := [pk for pk, (words, _found) in looked.items() if len(words) < stems.count]:
        for statement, worth in ((BESIDE, _any), (FURTHER_ON, _has_long), (INSIDE, _has_inside)):
            asked = [pk for pk in lacking if worth(texts.get(pk, []))]
            for pk, said in (_said(statement, asked) if asked else {}).items():
                texts.setdefault(pk, []).extend(said)
        looked |= {pk: _look(subjects[pk], texts.get(pk, []), stems) for pk in lacking}
    return {pk: found for pk, (_words, found) in looked.items() if found is not None}


def _said(statement: str, ids: list[int]) -> dict[int, list[Said]]:
    texts: dict[int, list[Said]] = {}
    values: dict[str, int | list[int]] = {
        "ids": ids,
        "length": LOOKED_AT,
        "texts": TEXTS,
        "further": FURTHER,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for pk, _place, kind, name, text in cursor.fetchall():
            texts.setdefault(pk, []).append(Said(kind, name, text))
    return texts


def _any(_: Sequence[Said]) -> bool:
    return True


def _has_long(texts: Sequence[Said]) -> bool:
    """A file that goes on behind what was looked at."""
    return any(said.kind == "file" and len(said.text) == LOOKED_AT for said in texts)


def _has_inside(texts: Sequence[Said]) -> bool:
    """Perhaps a file on a note or in a side thread."""
    return any(said.kind == "side" or (said.kind == "note" and said.name) for said in texts)


def row(excerpt: Excerpt | None, columns: int) -> SafeString:
    """Under a ticket's own row, whose width is that of due time, ticket and `columns` more."""
    if excerpt is None:
        return mark_safe("")
    return mark_safe(  # noqa: S308
        f'<tr class="found"><td></td><td class="c-found" colspan="{columns + 1}">'
        f'<p><span class="chip">{escape(excerpt.where)}</span> {excerpt.html}</p></td></tr>'
    )


def marked(text: str, hits: Sequence[tuple[int, int, int]], before: int = BEFORE) -> SafeString:
    """Some of the text around the first hit. Every piece is escaped before it is put together."""
    start = max(0, hits[0][0] - before) if hits else 0
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = text.rfind(" ", start + LENGTH // 2, end) + 1 or end
    pieces, place = ["… " if start else ""], start
    for first, last, _word in hits:
        if first < place or last > end:
            continue
        pieces += [escape(text[place:first]), f"<mark>{escape(text[first:last])}</mark>"]
        place = last
    pieces += [escape(text[place:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308


class _Folding(dict[int, str]):
    """One letter for one letter, so that places stay: without accents, small."""

    def __missing__(self, code: int) -> str:
        bare = unicodedata.normalize("NFD", chr(code))[0]
        small = bare.lower()
        self[code] = small if len(small) == 1 else bare
        return self[code]


_FOLDING = _Folding()
ODD = re.compile(r"[^\x00-\x7f]+")


def folded(text: str) -> str:
    """Letters of ASCII together, the others one by one."""
    return ODD.sub(lambda hit: hit[0].translate(_FOLDING), text).lower()


def _forms(stem: str) -> list[str]:
    """Also as plurals have it that are turned before they are stemmed (stack.md D9)."""
    forms = [stem]
    if stem.endswith(("al", "el", "ol")):
        forms.append(f"{stem[:-1]}is")
    if stem.endswith("ca"):
        forms.append(f"{stem[:-1]}o")
    if stem.endswith("i") and len(stem) > 2:
        forms.append(f"{stem[:-1]}y")
    return [form for form in forms if form]


def _look(subject: str, texts: Sequence[Said], stems: Stems) -> tuple[set[int], Excerpt | None]:
    """Which of the words stand anywhere in it, and the excerpt."""
    every: set[int] = set()
    best: tuple[int, Said, str, list[tuple[int, int, int]]] | None = None
    for said in texts:
        text = " ".join(f"{said.name} {said.text}".split())
        hits = stems.hits(text)
        words = {word for _start, _end, word in hits}
        every |= words
        if words and (best is None or len(words) > best[0]):
            best = (len(words), said, text, hits)
            if len(words) == stems.count:
                break
    if len(every) < stems.count:
        every.update(word for _start, _end, word in stems.hits(subject))
    if best is not None:
        _many, said, text, hits = best
        return every, Excerpt(_where(said), _shown(said, text, hits))
    if every:
        return every, Excerpt(pgettext("found in", "subject"), mark_safe(""))
    return every, None


def _shown(said: Said, text: str, hits: Sequence[tuple[int, int, int]]) -> SafeString:
    """Of a file its name too, with which `text` begins, wherever in it the words stand."""
    if said.kind != "file":
        return marked(text, hits)
    name = " ".join(said.name.split())
    start = len(name) + 1
    in_name = [hit for hit in hits if hit[1] < start]
    behind = [(first - start, end - start, word) for first, end, word in hits if first >= start]
    return marked(name, in_name, before=start) + SafeString(" ") + marked(text[start:], behind)


def _where(said: Said) -> str:
    if said.kind == "note":
        return pgettext("found in", "note")
    if said.kind == "file":
        return pgettext("found in", "attachment")
    if said.kind == "side":
        return pgettext("found in", "side thread")
    return str(Message.Kind(said.kind).label)
