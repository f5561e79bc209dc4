"""The same mails at a desk that holds all of the corpus: is it as fast?"""

import argparse
from collections.abc import Iterator

from bench import letters, mail, server
from bench.figure import Figure


def figures(chosen: argparse.Namespace) -> Iterator[Figure]:
    if not letters.GENERATOR.exists():
        return
    server.ready()
    from prazo.desk.models import Ticket
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM):
        yield from mail.measured(Ticket.objects.count(), mail.parser_alone(), mail.raw_postgresql())
