"""The statement `record.of` asks: a column for each of `Record`'s fields, in their order, and in
each the fields of its rows."""

from prazo.desk.sight import SEEN
from prazo.web.shown.body import LONGEST
from prazo.writing.presence import OF_TICKET

USER = "coalesce(nullif(u.name, ''), u.email)"
REQUESTER = """coalesce(nullif(r.name, ''), (
 select a.address from customers_requesteraddress a where a.requester_id = r.id
  order by a.id limit 1))"""
INSIDE = """(
 select count(*) from desk_attachment f where f.message_id = x.id and f.inline
  and x.kind = 'request')"""
OF_USER = "left join accounts_user u on u.id = x.user_id"
OF_REQUESTER = "left join customers_requester r on r.id = x.requester_id"

SIDE_FILES = """(
 select coalesce(json_agg(json_build_array(f.id, f.name, f.size) order by f.id), '[]')
 from desk_sidefile f where f.message_id = x.id)"""
SIDE_POST = """left join lateral (select o.failed_at, o.error,
  case when o.sent_at is null then o.tries else 0 end as tries from desk_outgoing o
 where o.side_id = x.id order by o.failed_at, o.sent_at desc limit 1) o on true"""
CLOSED_BY = """(
 select coalesce(nullif(c.name, ''), c.email) from accounts_user c where c.id = s.closed_by_id)"""


def _all(columns: str, source: str, order: str) -> str:
    return f"""(select coalesce(json_agg(json_build_array({columns}) order by {order}), '[]')::text
        from {source})"""  # noqa: S608 - our own words


READ = "select " + ", ".join(  # noqa: S608 - our own words
    (
        _all(
            f"x.id, x.at, x.kind, x.channel, left(x.text, {LONGEST + 1}), x.html <> '', x.sender,"
            f" x.automatic, x.investigation, x.remarks, x.user_id, {USER}, {REQUESTER},"
            f" x.recipients, x.shown, coalesce(r.joined_to_id, r.id), {INSIDE}",
            f"desk_message x {OF_USER} {OF_REQUESTER} where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        _all(
            f"x.id, x.at, x.text, {USER}, x.user_id, x.shown",
            f"desk_note x {OF_USER} where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        _all(
            f"x.id, x.at, x.ticket_id, x.kind, x.by, x.data, x.user_id, {USER}, {REQUESTER}",
            f"desk_event x {OF_USER} {OF_REQUESTER} where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        _all(
            "x.id, x.of, x.name, x.size, x.ours and x.content_type like 'image/%%', x.inside",
            "(select f.id, f.message_id as of, f.name, f.size, f.content_type, false as inside,"
            " m.kind <> 'request' as ours"
            " from desk_attachment f join desk_message m on m.id = f.message_id"
            " where m.ticket_id = %(ticket)s and not f.inline"
            " union all select f.id, f.note_id, f.name, f.size, f.content_type, true, true"
            " from desk_notefile f join desk_note n on n.id = f.note_id"
            " where n.ticket_id = %(ticket)s) x",
            "x.id",
        ),
        _all(
            "x.message_id, x.tries, x.sent_at is not null, x.failed_at is not null, x.error,"
            " x.html <> ''",
            "desk_outgoing x where x.ticket_id = %(ticket)s and x.message_id is not null",
            "x.id",
        ),
        _all(
            f"x.user_id, {USER}",
            "notices_follower x join accounts_user u on u.id = x.user_id"
            " join accounts_member m on m.desk_id = x.desk_id and m.user_id = x.user_id"
            " where x.ticket_id = %(ticket)s",
            "x.id",
        ),
        _all(
            f"x.id, x.kind, x.user_id, {USER}, x.revision, x.pressed_at, x.send_at, x.trouble,"  # noqa: S608
            " x.changed_at,"
            " case when x.user_id = %(reader)s then encode(x.sealed, 'base64') end,"
            " (select coalesce(json_agg(json_build_array(f.token, f.name, f.size) order by f.id),"
            " '[]') from writing_draftfile f where f.draft_id = x.id and x.user_id = %(reader)s)",
            f"writing_draft x {OF_USER} where x.ticket_id = %(ticket)s",
            "x.id",
        ),
        _all(
            "s.id, s.party, s.subject, s.participants, s.reference, s.answered_at is not null,"
            f" s.closed_at is not null, {CLOSED_BY},"
            f" x.id, x.at, left(x.text, {LONGEST + 1}), x.sender, {USER}, x.automatic, x.remarks,"
            f" {SIDE_FILES}, x.recipients, o.failed_at is not null, coalesce(o.error, ''),"
            " coalesce(o.tries, 0)",
            f"desk_sidethread s join desk_sidemessage x on x.thread_id = s.id {OF_USER} {SIDE_POST}"
            " where s.ticket_id = %(ticket)s",
            "s.id, x.at, x.id",
        ),
        _all(
            "l.kind, l.first_id = %(ticket)s, t.number, t.subject, t.status in ('open', 'waiting')",
            "desk_link l join desk_ticket t"
            " on t.id = case when l.first_id = %(ticket)s then l.second_id else l.first_id end"
            " join accounts_member m on m.desk_id = t.desk_id and m.user_id = %(reader)s"
            f" and {SEEN}"
            " where (l.first_id = %(ticket)s or l.second_id = %(ticket)s)",
            "l.kind, l.first_id, t.number",
        ),
        _all(
            f"x.id, x.at, x.user_id, coalesce({USER}, m.name, ''), x.note, x.hides, x.waits,"
            " x.told_at is not null",
            f"desk_reminder x {OF_USER} left join accounts_team m on m.id = x.team_id"
            " where x.ticket_id = %(ticket)s",
            "x.at, x.id",
        ),
        OF_TICKET.replace("t.id", "%(ticket)s"),
    )
)
