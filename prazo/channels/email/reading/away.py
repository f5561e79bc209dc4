"""Answering machines that say what they are in the subject alone, and in their owner's language.

RFC 3834's marks are missing where an old server, a rule of a mailbox or a gateway on the way left
them out. The words are those that programs put before the subject they answer, with a colon.
"""

import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.headers import Headers
from prazo.channels.email.reading.words import header_text

WORDS: Final = """
    auto|auto[- ]?reply|auto[- ]?response|automatic (?:reply|response)|automated (?:reply|response)
    |out of (?:the )?office(?: auto[- ]?reply| reply| notification)?|vacation reply
    |resposta autom[aá]tica|fora do escrit[oó]rio|aus[eê]ncia(?: tempor[aá]ria)?|ausente
    |respuesta autom[aá]tica|fuera de (?:la )?oficina|automatische antwort|automatische abwesenheit
    |abwesenheits(?:notiz|benachrichtigung|meldung|assistent)|abwesenheit|abwesend
    |автоматический ответ|автоответ(?:чик)?|автоматическое уведомление|нет на работе|вне офиса
    |r[ée]ponse automatique|absence du bureau|notification d.absence|risposta automatica|fuori sede
    |fuori ufficio|automatisch antwoord|afwezigheidsbericht|autosvar|automatiskt? svar|frånvaro
    |automaattinen vastaus|odpowiedź automatyczna|automatyczna odpowiedź|automatická odpov[eě]ď
    |automatikus válasz|otomatik yanıt|răspuns automat|автоматична відповідь|αυτόματη απάντηση
    |自动(?:回复|答复)|自動(?:回覆|応答|返信)|자동 (?:회신|응답)
"""
AWAY: Final = re.compile(
    rf"\[?(?:{''.join(map(str.strip, WORDS.splitlines()))})\]?\s?[:：]", re.IGNORECASE
)
NOTES: Final = re.compile(
    r"AUTO: [^()]{3,200}"
    r"\((?:returning|Rückkehr|[Rr]egres|[Rr]etorn|[Rr]etour)[^()\d]{0,20}\d[^()]*+\)"
)


def says_away(headers: Headers) -> bool:
    """Of a mail that answers one: whoever begins a subject so himself answers nothing, and who
    answers such a mail has his own program's word before it. Notes alone names no mail that it
    answers, but the day of return: "AUTO: Ana is out of the office (returning 30/11/2026)"."""
    subject = header_text(headers.first("subject"), Doubts())
    if NOTES.match(subject):
        return True
    if not (headers.first("in-reply-to").strip() or headers.first("references").strip()):
        return False
    return AWAY.match(subject) is not None
