"""A desk of N tickets for the page figures: the same shape the other desks were measured with.

A quarter open, three messages a ticket (twenty on tickets 1-100), 30-80 words each, a rare word
in three tickets and a common one in 30 %. Growing it keeps what is there.
"""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import Max

RARE, COMMON = "ornitorrinco", "fatura"
BASE = """sistema erro pedido cliente nota fiscal boleto pagamento usuário senha acesso painel
 relatório servidor rede impressora caixa loja filial contrato plano prazo urgente atualização tela
 mensagem código número valor cartão cobrança reembolso entrega produto estoque conta anexo telefone
 atendimento problema solução não consigo desde ontem quando tento aparece preciso retorno obrigado
 favor verificar segue para com uma que está foi ainda hoje amanhã semana mês operación sucursal
 contraseña devolución inventario sesión después también señal año gestión conexión""".split()
SYLLABLES = (
    "ca re mi lo tu ção nha ven dor pra bel fer gar lim nor sul tra vi xe ma pe si co".split()
)
REQUESTERS, AGENTS = 20_000, 20


def grow(size: int, now: datetime, open_share: float = 0.25) -> int:
    """Bring the corpus up to `size` tickets, clocks settled, statistics fresh; how many it has.

    It may have more already: what other sections made is kept.
    """
    from prazo.desk.models import Ticket

    have = Ticket.objects.filter(synthetic=False).count()
    if have >= size:
        return have
    last = Ticket.objects.aggregate(last=Max("pk", default=0))["last"]
    desk, version, agents = desk_of(now)
    _requesters(desk, min(size, REQUESTERS))
    chance = random.Random(have + 42)
    words = _words()
    rare = {have + 7, (have + size) // 2, size - 3} if have == 0 else set()
    tickets, messages, events = [], [], []
    for number in range(last + 1, last + size - have + 1):
        _ticket(
            number,
            size,
            chance,
            words,
            rare,
            (desk, version, agents, open_share),
            now,
            tickets,
            messages,
            events,
        )
        if len(tickets) == 20_000:
            write({"desk_ticket": tickets, "desk_message": messages, "desk_event": events})
            tickets, messages, events = [], [], []
    write({"desk_ticket": tickets, "desk_message": messages, "desk_event": events})
    settle(last)
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze")
    return size


def write(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Rows by COPY; ids given here are not given again.

    The owner sees none of a desk's rows, so the highest id is taken from those written.
    """
    with connections["owner"].cursor() as cursor:
        for table, rows in tables.items():
            _copy(table, rows)
            if given := [row["id"] for row in rows if "id" in row]:
                cursor.execute(
                    "select setval(of, greatest(%s, nextval(of)))"
                    " from pg_get_serial_sequence(%s, 'id') of",
                    [max(given), table],
                )


def _ticket(number, size, chance, words, rare, place, now, tickets, messages, events):  # type: ignore[no-untyped-def]
    desk, version, agents, open_share = place
    opened = now - timedelta(days=320) + timedelta(seconds=320 * 86400 * number // (size + 1))
    is_open = chance.random() < open_share
    if is_open:  # what is open is recent, or its clocks would all have lapsed a year ago
        opened = now - timedelta(seconds=chance.uniform(60, 5 * 86400))
    body = " ".join(chance.choices(words, k=chance.randint(30, 80)))
    body += f" {COMMON} vencida" if chance.random() < 0.3 else ""
    body += f" {RARE}" if number in rare else ""
    priority = chance.choices(["high", "medium", "low"], [1, 3, 6])[0]
    requester = chance.randint(1, min(size, REQUESTERS))
    closed = None if is_open else opened + timedelta(hours=chance.randint(1, 200))
    facts = {"priority": priority, "channel": "email", "level": "", "request_type": "incident"}
    tickets.append(
        {
            "id": number,
            "number": 10_000_000 + number,
            "desk_id": desk,
            "version_id": version,
            "requester_id": requester,
            "customer_id": requester % 50 + 1,
            "contract_id": requester % 50 + 1,
            "subject": " ".join(chance.choices(words, k=chance.randint(3, 8))).capitalize(),
            "language": "pt-br",
            "status": "open" if is_open else "closed",
            "channel": "email",
            "priority": priority,
            "request_type": "incident",
            "opened_at": opened,
            "changed_at": closed or opened,
            "resolved_at": closed,
            "closed_at": closed,
            "assignee_id": chance.choice(agents) if chance.random() < 0.7 else None,
        }
    )
    events.append(
        {
            "desk_id": desk,
            "ticket_id": number,
            "at": opened,
            "kind": "opened",
            "by": "requester",
            "requester_id": requester,
            "data": {**facts, "version_id": version},
            "recorded_at": opened,
        }
    )
    for place_ in range(20 if number <= 100 else chance.randint(2, 4)):
        at = opened + timedelta(minutes=37 * place_)
        ours = bool(place_ % 2)
        text = body if place_ == 0 else " ".join(chance.choices(words, k=chance.randint(20, 70)))
        messages.append(
            {
                "desk_id": desk,
                "ticket_id": number,
                "kind": "reply" if ours else "request",
                "at": at,
                "requester_id": None if ours else requester,
                "user_id": chance.choice(agents) if ours else None,
                "channel": "email",
                "text": text,
                "sender": "Agent" if ours else f"cliente{requester:05d}@corpus.example",
            }
        )
        if place_ and at <= now:
            kind, by = ("reply", "agent") if ours else ("message", "requester")
            # Open tickets keep their first answer open, so that the queue has what falls due.
            if not (is_open and ours and number > 100):
                events.append(
                    {
                        "desk_id": desk,
                        "ticket_id": number,
                        "at": at,
                        "kind": kind,
                        "by": by,
                        "data": {"investigation": True},
                        "recorded_at": at,
                    }
                )
    if closed is not None:
        events.append(
            {
                "desk_id": desk,
                "ticket_id": number,
                "at": closed,
                "kind": "resolved",
                "by": "agent",
                "data": {},
                "recorded_at": closed,
            }
        )


def desk_of(now: datetime) -> tuple[int, int, list[int]]:
    from prazo.accounts.models import Desk, Member, User
    from prazo.agreements.take import adopt, take
    from prazo.customers.models import Contract, Customer, Entrance
    from prazo.demo.world import AGREEMENTS

    version = take((AGREEMENTS / "net2phone-ucontact.yaml").read_text())
    desk = Desk.objects.filter(slug="bench").first()
    if desk is None:
        desk = Desk.objects.create(
            slug="bench", name="Bench", language="pt-br", time_zone="America/Sao_Paulo"
        )
        adopt(desk, version, since=now - timedelta(days=400))
        Entrance.objects.create(desk=desk, address="suporte@desk.example")
        for place in range(AGENTS):
            user = User.objects.create_user(
                f"agent{place}@bench.example", name=f"Agent {place}", language="pt-br"
            )
            Member.objects.create(desk=desk, user=user, role="lead" if place < 4 else "agent")
        for place in range(50):
            customer = Customer.objects.create(desk=desk, name=f"Cliente {place:02d}")
            Contract.objects.create(desk=desk, customer=customer, name=f"C{place:02d}")
    return (
        desk.pk,
        version.pk,
        list(User.objects.filter(memberships__desk=desk).values_list("pk", flat=True)),
    )


def _requesters(desk: int, count: int) -> None:
    from prazo.customers.models import Requester, RequesterAddress

    have = Requester.objects.count()
    made = [
        Requester(desk_id=desk, name=f"Cliente {place:05d}") for place in range(have + 1, count + 1)
    ]
    Requester.objects.bulk_create(made, batch_size=2000)
    RequesterAddress.objects.bulk_create(
        [
            RequesterAddress(desk_id=desk, requester=r, address=f"cliente{r.pk:05d}@corpus.example")
            for r in made
        ],
        batch_size=2000,
    )


def settle(have: int) -> None:
    """Clocks of the open tickets beyond that id."""
    from django.db import transaction

    from prazo.desk.clocks import save, settlements
    from prazo.desk.models import Ticket
    from prazo.desk.ticket_rows import update_settled

    now = datetime.now(UTC)
    ids = list(Ticket.objects.open().filter(pk__gt=have).values_list("pk", flat=True))
    for start in range(0, len(ids), 2000):
        with transaction.atomic():
            tickets = list(Ticket.objects.to_act_on().filter(pk__in=ids[start : start + 2000]))
            for ticket in tickets:
                ticket.changed_at = now
            save(settlements(tickets))
            update_settled(tickets)


def _words() -> list[str]:
    chance = random.Random(7)
    made = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3000)]
    return [word for word in BASE * 6 + made if word not in (RARE, COMMON)]


def _copy(table: str, rows: list[dict[str, Any]]) -> None:
    """By COPY, as the owner; columns nobody named get their type's empty value."""
    if not rows:
        return
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select column_name, data_type from information_schema.columns where table_name = %s"
            " and is_nullable = 'NO' and column_default is null and is_identity = 'NO'"
            " and is_generated = 'NEVER'",
            [table],
        )
        empty = {name: EMPTY[kind] for name, kind in cursor.fetchall()}
        columns = list(dict.fromkeys([*rows[0], *empty]))
        with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
            for row in _complete(rows, columns, empty):
                copy.write_row(row)


EMPTY = {
    "character varying": "",
    "text": "",
    "boolean": False,
    "ARRAY": [],
    "jsonb": "[]",
    "bigint": 0,
    "smallint": 0,
    "integer": 0,
    "timestamp with time zone": None,
}


def _complete(
    rows: Iterable[dict[str, Any]], columns: list[str], empty: dict[str, Any]
) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            json.dumps(value)
            if isinstance(value := row.get(name, empty.get(name)), dict)
            else value
            for name in columns
        ]
