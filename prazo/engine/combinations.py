"""Which tickets each line of an agreement takes, over all combinations of what a ticket can be.

Conditions are equality over finite dimensions, so a line takes a *box*: for each dimension the
values it admits. Boxes are subtracted from one another; no combination is ever listed, and a
thousand values cost what ten do.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from prazo.engine.agreement import Agreement, Conditions

Box = tuple[frozenset[str], ...]
"""What each dimension of a space admits, in its order. "" is a ticket without a value."""

MOST_BOXES = 600
"""An agreement has some tens. Conditions tangled on purpose would make hundreds of thousands."""

UNSET = ""
YES = "yes"
ADDON = "addon="


class Tangled(Exception):
    """Lines whose conditions cut across each other so often that they cannot be told apart."""


@dataclass(frozen=True)
class Space:
    """The dimensions that matter, each with its values. An add-on is a dimension of its own,
    since a ticket may have several."""

    dimensions: tuple[str, ...]
    whole: Box

    def boxes(self, when: Conditions) -> list[Box]:
        """The combinations that conditions admit, as boxes apart from each other.

        More than one only where several add-ons are named, of which any will do.
        """
        box = list(self.whole)
        addons: list[int] = []
        for dimension, values in when:
            if dimension == "addon":
                addons = [self.dimensions.index(ADDON + value) for value in sorted(values)]
            else:
                place = self.dimensions.index(dimension)
                box[place] &= values
        if not addons:
            return [tuple(box)] if all(box) else []
        found: list[Box] = []
        for place in addons:
            found.append((*box[:place], frozenset({YES}), *box[place + 1 :]))
            box[place] = frozenset({UNSET})
        return [one for one in found if all(one)]

    def conditions(self, box: Box) -> str:
        """A box as the file would write it: `{priority: low, channel: [email, phone]}`."""
        parts: list[str] = []
        for dimension, values, whole in zip(self.dimensions, box, self.whole, strict=True):
            if values == whole:
                continue
            if dimension.startswith(ADDON):
                name = dimension.removeprefix(ADDON)
                parts.append(f"addon: {name}" if YES in values else f"addon: not {name}")
            else:
                shown = ["—" if value == UNSET else value for value in sorted(values)]
                parts.append(f"{dimension}: {shown[0] if len(shown) == 1 else _listed(shown)}")
        return "{" + ", ".join(parts) + "}"


def space_of(agreement: Agreement, always_set: Collection[str]) -> Space:
    """All dimensions that any line names. Those in `always_set` every ticket has a value of."""
    named: dict[str, set[str]] = {}
    for when in _conditions(agreement):
        for dimension, values in when:
            if dimension == "addon":
                for value in values:
                    named[ADDON + value] = {YES}
            else:
                named.setdefault(dimension, set()).update(agreement.dimensions[dimension])
    whole = tuple(
        frozenset(values) | (frozenset() if name in always_set else {UNSET})
        for name, values in named.items()
    )
    return Space(tuple(named), whole)


def met(one: Box, other: Box) -> Box | None:
    """What two boxes have in common; None for nothing."""
    common = tuple(a & b for a, b in zip(one, other, strict=True))
    return common if all(common) else None


def without(box: Box, taken: Box) -> list[Box]:
    """A box less another, as boxes apart from each other."""
    common = met(box, taken)
    if common is None:
        return [box]
    found: list[Box] = []
    rest = box
    for place, values in enumerate(common):
        left = rest[place] - values
        if left:
            found.append((*rest[:place], left, *rest[place + 1 :]))
        rest = (*rest[:place], values, *rest[place + 1 :])
    return found


def shared_out(space: Space, lines: Iterable[Conditions]) -> tuple[list[list[Box]], list[Box]]:
    """What each line takes when the first that fits counts, and what is left to none.

    Tangled when that makes more boxes than any agreement needs.
    """
    left = [space.whole]
    taken: list[list[Box]] = []
    for when in lines:
        own: list[Box] = []
        for wanted in space.boxes(when):
            own += [common for box in left if (common := met(box, wanted)) is not None]
            left = [part for box in left for part in without(box, wanted)]
        taken.append(own)
        if len(left) > MOST_BOXES or sum(map(len, taken)) > MOST_BOXES:
            raise Tangled
    return taken, left


def in_common(some: Iterable[Box], others: Collection[Box]) -> list[Box]:
    """Where two sets of boxes meet."""
    return [common for a in some for b in others if (common := met(a, b)) is not None]


def any_of(space: Space, box: Box, dimension: str) -> Box:
    """A box made blind for one dimension."""
    if dimension not in space.dimensions:
        return box
    place = space.dimensions.index(dimension)
    return (*box[:place], space.whole[place], *box[place + 1 :])


def admits(space: Space, box: Box, wanted: Mapping[str, str]) -> bool:
    """Whether a ticket that is so may be in the box."""
    return all(
        dimension not in space.dimensions or value in box[space.dimensions.index(dimension)]
        for dimension, value in wanted.items()
    )


def _conditions(agreement: Agreement) -> Iterable[Conditions]:
    for target in agreement.targets.values():
        yield from (line.when for line in target.lines)
        yield from (line.when for line in target.calendars)
    yield from (step.when for step in agreement.escalation)
    causes = frozenset(x.cause for x in agreement.not_covered)
    if causes:
        yield (("cause", causes),)


def _listed(values: list[str]) -> str:
    return f"[{', '.join(values)}]"
