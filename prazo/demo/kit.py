"""What each desk of the demo world works with: templates, a signature, macros and rules, kept by
its lead, and somebody's own queues; through the same actions as the pages call."""

from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.demo.phrases import KITS, Kit
from prazo.desk.actions.save_queue import save_queue
from prazo.desk.conditions import Condition, Conditions
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import NONE
from prazo.desk.models import SavedQueue
from prazo.rules.actions.save_macro import save_macro
from prazo.rules.actions.save_rule import save_rule
from prazo.rules.actions.switch import switch
from prazo.rules.deeds import Deed
from prazo.rules.models import On
from prazo.writing.actions.keep_signatures import keep_signatures
from prazo.writing.actions.keep_template import Said, make_template

SOON = Conditions((Condition("due", Op.WITHIN, ("4h",)),))
UNTAKEN = Conditions(
    (Condition("assignee", Op.IS, (NONE,)), Condition("opened", Op.MORE_AGO, ("2h",)))
)
MISSED = Conditions((Condition("breached", Op.IS),))


def equip(desk: Desk, by: Operator) -> None:
    """`by` is a lead of the desk, and made all of it at that instant."""
    kit = KITS[desk.language]
    for name, text in kit.templates:
        make_template(desk, Said(name=name, text=text), by=by)
    keep_signatures(desk, {"": "{agent}\n**{desk}**"}, by=by)
    _macros(desk, kit, by)
    _rules(desk, kit, by)


def watch(by: Operator) -> None:
    """Queues of one's own, over all desks one works at."""
    kit = KITS[by.user.language]
    for name, conditions in zip(kit.queues, (SOON, MISSED), strict=True):
        save_queue(
            None,
            by=by,
            name=name,
            desk=None,
            shared=SavedQueue.Shared.NOBODY,
            team=None,
            conditions=conditions,
            order=SavedQueue.Order.DUE,
            columns=(),
        )


def _macros(desk: Desk, kit: Kit, by: Operator) -> None:
    asked, text = kit.ask
    handed, noted, awaited = kit.hand_on
    for name, deeds in (
        (asked, (Deed("reply", {"text": text, "then": "wait"}),)),
        (
            handed,
            (
                Deed("note", {"text": noted}),
                Deed("wait", {"on": "third_party", "reason": awaited}),
            ),
        ),
    ):
        save_macro(
            None,
            by=by,
            desk=desk,
            name=name,
            shared=SavedQueue.Shared.DESK,
            team=None,
            deeds=deeds,
        )


def _rules(desk: Desk, kit: Kit, by: Operator) -> None:
    """The one on events is switched on; the other waits for somebody who tries it first."""
    name, text = kit.back
    note = (Deed("note", {"text": text}),)
    rule = save_rule(
        None, by=by, desk=desk, name=name, on=On.REOPENED, conditions=MISSED, deeds=note
    )
    switch(rule, True, by=by)
    name, text = kit.untaken
    note = (Deed("note", {"text": text}),)
    save_rule(None, by=by, desk=desk, name=name, on=On.TIME, conditions=UNTAKEN, deeds=note)
