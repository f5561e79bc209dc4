"""The reminders of a ticket in SQL: of a reminder `r` of a ticket `t`, in words of our own."""

COUNTS = "(t.status = 'waiting' or not r.waits)"
"""One of a wait that is over is over."""
OF_USER = """(r.user_id = %(user)s or r.user_id is null and (
     r.team_id is null or r.team_id in (select b.team_id from accounts_member_teams b
        join accounts_member o on o.id = b.member_id where o.user_id = %(user)s)))"""
"""The user's, a team's of his, or everybody's."""
SOONEST = "r.told_at is null, r.at, r.id"
"""What is due, else what is next."""

DUE = f"""select r.ticket_id from desk_reminder r join desk_ticket t on t.id = r.ticket_id
 where r.told_at is not null and {OF_USER} and {COUNTS} and t.status <> 'spam'"""  # noqa: S608
"""Ids of tickets with a reminder that is due for the user."""


def first(what: str, joined: str = "", before: str = "") -> str:
    """`what` of the reminder of a ticket `t` that comes first, by `before` and then the soonest;
    `joined` to what it needs besides."""
    order = f"{before}, {SOONEST}" if before else SOONEST
    return (
        f"(select {what} from desk_reminder r {joined} where r.ticket_id = t.id and {COUNTS}"  # noqa: S608
        f" order by {order} limit 1)"
    )
