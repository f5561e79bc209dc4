"""One small agreement, and what can be made of it in a test."""

SMALL = """\
agreement: acme-support
version: "2026-02"
effective: 2026-02-01
language: en
languages: [en, pt-BR]
name: {en: Acme support, pt-BR: Suporte Acme}
calendars:
  office:
    zone: America/Sao_Paulo
    hours: {mon-fri: "09:00-18:00"}
    closed: [{date: 2026-12-24, name: {en: Christmas Eve, pt-BR: Véspera de Natal}}]
  always: always
channels:
  email: {name: {en: E-mail, pt-BR: E-mail}, hours: office}
  phone: {name: {en: Telephone, pt-BR: Telefone}, hours: always}
priorities:
  high:
    name: {en: High, pt-BR: Alta}
    definition: {en: Work has stopped., pt-BR: O trabalho parou.}
    effect: blocked
  low:
    name: {en: Low, pt-BR: Baixa}
    definition: {en: Work goes on., pt-BR: O trabalho segue.}
    effect: minor
default_priority: low
causes:
  provider_fault: {name: {en: Our fault, pt-BR: Falha nossa}}
  network: {name: {en: The network, pt-BR: A rede}, owner: customer}
targets:
  first_response:
    name: {en: First response, pt-BR: Primeira resposta}
    met_by: reply
    calendar: office
    within:
      - {priority: high, in: 2h}
      - {in: 8h}
  resolution:
    name: {en: Resolution, pt-BR: Solução}
    met_by: resolution
    calendar: office
    pauses: [customer]
    within:
      - {priority: high, in: 1d}
      - {in: 4d}
not_covered:
  - {cause: network, owner: customer, clock: excluded}
escalation:
  - {when: {metric: any, at: 75%}, tell: assignee}
"""


def changed(*pairs: tuple[str, str], text: str = SMALL) -> str:
    """The small agreement with strings replaced; each must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text
