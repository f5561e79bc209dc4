"""What stood in a form of something shared when it was drawn, so that nobody keeps his over a
colleague's unseen (R04)."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from prazo.lib.refusal import Refusal

LENGTH = 16


def drawn(held: Mapping[str, object]) -> str:
    """As a hidden field says it: of each of these facts no more than whether it is the same."""
    return urlencode({name: _digest(value) for name, value in held.items()})


def changed_since(said: str, held: Mapping[str, object]) -> list[str]:
    """Which facts are others by now; of what was not said nothing is asked."""
    before = dict(parse_qsl(said))
    now = {name: _digest(value) for name, value in held.items()}
    return [name for name, digest in now.items() if before.get(name, digest) != digest]


def told_of(said: str) -> set[str]:
    """Of which facts it was said what stood there."""
    return {name for name, _digest_of_it in parse_qsl(said)}


def seen_anew(said: str, held: Mapping[str, object]) -> str:
    """The same, but that these facts were seen as they are now."""
    return urlencode(dict(parse_qsl(said)) | dict(parse_qsl(drawn(held))))


class DrawnForm(Protocol):
    """`drawn` is what `drawn()` said when it was first drawn, as it came back."""

    drawn: str


def must_be_as_drawn(form: DrawnForm, held: Mapping[str, object]) -> None:
    """Refuse once what would be kept over a colleague's; sent again it is kept."""
    if changed_since(form.drawn, held):
        form.drawn = drawn(held)
        raise refused()


def refused(what: str = "") -> Refusal:
    """`what` of it is another by now."""
    if what:
        sentence = _(
            "Somebody has changed this since you opened it: %(what)s. Look at it in another"
            " window, or keep it again to set all as it stands here."
        )
    else:
        sentence = _(
            "Somebody has changed this since you opened it. Look at it in another window, or keep"
            " it again to set all as it stands here."
        )
    return Refusal("changed", sentence, params={"what": what}, conflict=True)


def _digest(value: object) -> str:
    told = json.dumps(_plain(value), sort_keys=True)
    return sha256(told.encode()).hexdigest()[:LENGTH]


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return "" if value is None else str(value)
