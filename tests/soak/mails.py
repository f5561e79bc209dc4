"""Mails brought while the one who takes them in is killed (trust.md TR1, TR2)."""

import random
import threading
import time
from collections import Counter
from queue import Empty, Queue

from prazo.channels.email.models import RawMail
from prazo.desk.models import Message, Ticket
from tests.channels.email.debian_servers import free_port
from tests.channels.email.test_kills import bring, start

BRINGERS = 4
PATIENCE = 900.0
"""Seconds until what was not accepted by then is given up."""


def killed_while_mail_comes(to: str, mails: int, kills: int, seed: int = 0) -> dict[str, float]:
    """Kills spread over the mails, each at an instant of chance. A mail counts as accepted when
    250 was said; what was not is brought again, as an MTA does."""
    chance, port = random.Random(seed), free_port()
    waiting: Queue[int] = Queue()
    for number in range(mails):
        waiting.put(number)
    accepted: list[int] = []
    refused: Counter[int] = Counter()
    until = time.monotonic() + PATIENCE

    def keep_bringing() -> None:
        while time.monotonic() < until:
            try:
                number = waiting.get_nowait()
            except Empty:
                if len(accepted) >= mails:
                    return
                time.sleep(0.05)
                continue
            if bring(port, number, to):
                accepted.append(number)
            else:
                refused[number] += 1
                waiting.put(number)
                time.sleep(0.1)

    threads = [threading.Thread(target=keep_bringing) for _ in range(BRINGERS)]
    worker = start(port)
    try:
        for thread in threads:
            thread.start()
        for kill in range(kills):
            while len(accepted) < mails * (kill + 1) // (kills + 1) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.3))
            worker.kill()
            worker.wait()
            worker = start(port)
        for thread in threads:
            thread.join()
        while RawMail.objects.filter(state="new").exists() and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        worker.kill()
        worker.wait()
    return {"kills": kills, "refused": refused.total(), **judged(accepted, mails)}


def judged(accepted: list[int], mails: int) -> dict[str, float]:
    """What was accepted against what became a ticket."""
    kept = Counter(Message.objects.filter(kind="request").values_list("external_id", flat=True))
    names = {f"<{number}@client.example>" for number in accepted}
    return {
        "mails": mails,
        "accepted": len(names),
        "lost": len(names - kept.keys()),
        "twice": sum(count - 1 for count in kept.values()),
        "unread": RawMail.objects.exclude(state__in=("read", "duplicate")).count(),
        "tickets_too_many": Ticket.objects.count() - len(kept),
    }
