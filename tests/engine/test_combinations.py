"""Boxes against the plain listing of every combination."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from prazo.engine.agreement import fits
from prazo.engine.combinations import ADDON, YES, Space, in_common, met, shared_out, without

VALUES = {"priority": ("high", "low"), "plan": ("a", "b", "c"), "channel": ("mail", "phone")}
ADDONS = ("x", "y")
SPACE = Space(
    (*VALUES, *(ADDON + name for name in ADDONS)),
    (*(frozenset((*values, "")) for values in VALUES.values()), *[frozenset({YES, ""})] * 2),
)
EVERY = list(product(*SPACE.whole))

some_conditions = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.frozensets(st.sampled_from(v), min_size=1) for name, v in VALUES.items()},
        "addon": st.frozensets(st.sampled_from(ADDONS), min_size=1),
    },
).map(lambda when: tuple(when.items()))


def facts(point: tuple[str, ...]) -> dict[str, str | frozenset[str]]:
    plain = dict(zip(VALUES, point, strict=False))
    had = frozenset(name for name, value in zip(ADDONS, point[len(VALUES) :], strict=True) if value)
    return {**plain, "addon": had}


def inside(point: tuple[str, ...], boxes: list[tuple[frozenset[str], ...]]) -> int:
    return sum(all(v in b for v, b in zip(point, box, strict=True)) for box in boxes)


@given(st.lists(some_conditions, max_size=6))
def test_lines_share_out_every_combination_as_the_first_that_fits(lines):  # type: ignore[no-untyped-def]
    taken, left = shared_out(SPACE, lines)
    for point in EVERY:
        first = next((n for n, when in enumerate(lines) if fits(when, facts(point))), None)
        assert [inside(point, own) for own in taken] == [int(n == first) for n in range(len(lines))]
        assert inside(point, left) == (first is None)


@given(some_conditions, some_conditions)
def test_without_and_in_common_part_a_box(one, other):  # type: ignore[no-untyped-def]
    boxes, others = SPACE.boxes(one), SPACE.boxes(other)
    common = in_common(boxes, others)
    for box in boxes:
        for taken in others:
            rest = without(box, taken)
            shared = met(box, taken)
            for point in EVERY:
                both = inside(point, [shared]) if shared else 0
                assert inside(point, [box]) == inside(point, rest) + both
    for point in EVERY:
        assert inside(point, common) == inside(point, boxes) * inside(point, others)


def test_conditions_are_written_as_the_file_writes_them() -> None:
    (box,) = SPACE.boxes((("priority", frozenset({"low"})), ("channel", frozenset({"mail"}))))
    assert SPACE.conditions(box) == "{priority: low, channel: mail}"
    first, second = SPACE.boxes((("addon", frozenset({"x", "y"})),))
    assert SPACE.conditions(first) == "{addon: x}"
    assert SPACE.conditions(second) == "{addon: not x, addon: y}"
    assert SPACE.conditions(SPACE.whole) == "{}"
