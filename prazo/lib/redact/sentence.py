"""Passwords that a sentence gives away, with no colon and no verb right before them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from prazo.lib.redact.found import Hit
from prazo.lib.redact.guess import looks_made_up, looks_tangled
from prazo.lib.redact.joints import GAP_WORD, LINE, QUOTED, WORD, whole, word_at

CHANGED_TO = re.compile(
    rf"(?:{GAP_WORD}){{0,5}}?[ \t](?:to|into|para|pra|por|a|auf|zu|in|на|como|as)(?:[ \t]|{LINE})"
    rf"[ \t]?"
)
CHANGED = re.compile(
    r"chang|reset|alteramos|mudamos|trocamos|cambiado|cambiamos|setting|\bset\b|updat|mudei|mudou|troquei|trocou|alterei|alterou|redefini\b|redefiniu"
    r"|coloquei|cambié|cambie |cambió|puse|puso|actualicé|geändert|gesetzt|umgestellt|помен|смени"
    r"|измени|установи|постави"
)
INFINITIVE = re.compile(r"\b(?:mudar|trocar|alterar|cambiar|redefinir|reset)\b")
OF_THING_WORDS = "for of to do da de dos das del para für von zum vom от для к"
OF_THINGS = frozenset(OF_THING_WORDS.split())
# A name follows these, or the thing itself
NO_THING_WORDS = """
    my your our his her their this that meu minha seu sua nosso nossa mi tu su este esta mein
    meine meinen dein ihr unser мой мою моего ваш ваше the new old der die das den dem el la
    los las um uma user username login usuario usuário benutzer benutzername host server
    servidor account conta cuenta konto customer cliente kunde ticket order pedido serial
    device sn id nr no nº número numero number ramal extension versão version versión modelo
    model пользователя сервера логина заказа номер аккаунта версии
"""
NO_THINGS = frozenset(NO_THING_WORDS.split())
NAMED_AS = re.compile(
    r"[\"'*`]{0,2},?[ \t](?:[-–—]|as|como|als|в качестве|is|é|es|ist|это)"
    r"(?:[ \t](?:the|my|your|our|a|o|la|mi|tu|su|minha|sua|das|mein|dein|ihr|new|nova|nueva|neues"
    r"|temporary|мой|ваш|новый|[^\W\d_]{2,4}-?fi)){0,2}[ \t]$"
)
BETWEEN = re.compile(r"[^\s\"'<>]+")


def sentence_hits(word: re.Match[str], text: str, lowered: str) -> Iterator[Hit]:
    """I changed my password to …; the password for the panel …; … is my password."""
    if to := CHANGED_TO.match(lowered, word.end()):
        quoted = QUOTED.match(text, to.end())
        start, end = quoted.span("secret") if quoted else word_at(WORD, text, to.end())
        if looks_made_up(text[start:end]):
            near = lowered[max(word.start() - 60, 0) : end + 30]
            if CHANGED.search(near) and (
                looks_tangled(text[start:end]) or not INFINITIVE.search(near)
            ):
                yield from whole(text, start, end)
                return
    if named := NAMED_AS.search(lowered, max(word.start() - 40, 0), word.start()):
        end = named.start()
        before = re.split(r"[\s\"'<>(]", text[max(end - 64, 0) : end])[-1]
        if looks_tangled(before):
            yield from whole(text, end - len(before), end)
    yield from _of_a_thing(word, text)


def _of_a_thing(word: re.Match[str], text: str) -> Iterator[Hit]:
    """The password for the panel Zx9!kkLm: a thing must have been named before it."""
    line = text.find("\n", word.end(), word.end() + 120)
    words = [*BETWEEN.finditer(text, word.end(), line if line >= 0 else word.end() + 120)][:7]
    if len(words) < 3 or words[0][0].lower() not in OF_THINGS or words[0].start() > word.end() + 3:
        return
    for before, one in pairwise(words[1:]):
        if before[0][-1] in ".,;:!?":
            return
        start, end = word_at(WORD, text, one.start())
        if looks_tangled(text[start:end]) and before[0].lower() not in NO_THINGS | OF_THINGS:
            yield from whole(text, start, end)
            return
