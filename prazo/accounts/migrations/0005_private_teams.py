"""Teams whose tickets not everybody of the desk sees, and of each person which those are.

What a person does not see follows from his teams, his role and what the teams say. It stands
with his membership, which every look at a ticket reads anyway; the database keeps it there,
whoever changes people or teams.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

KEEPING = """
create function prazo_close_teams(desks bigint[]) returns void
language sql set search_path = public, pg_temp as $$
  update accounts_member m set closed = now.closed
    from (select p.id, array(
            select t.id from accounts_team t
             where t.desk_id = p.desk_id and t.seen_by <> 'desk'
               and not exists (select from accounts_member_teams i
                                where i.member_id = p.id and i.team_id = t.id)
               and not (t.seen_by = 'admins' and p.role = 'admin')
               and not (t.seen_by = 'leads' and p.role in ('lead', 'admin'))
             order by t.id) as closed
            from accounts_member p where p.desk_id = any(desks)) now
   where now.id = m.id and now.closed <> m.closed
$$;

create function prazo_people_came() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform prazo_close_teams(array(select distinct c.desk_id from came c));
  return null;
end $$;
create trigger member_came after insert on accounts_member referencing new table as came
  for each statement execute function prazo_people_came();
create trigger team_came after insert on accounts_team referencing new table as came
  for each statement execute function prazo_people_came();
create trigger team_changed after update on accounts_team referencing new table as came
  for each statement execute function prazo_people_came();

create function prazo_role_changed() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform prazo_close_teams(array[new.desk_id]);
  return null;
end $$;
create trigger member_changed after update of role, desk_id on accounts_member
  for each row execute function prazo_role_changed();

create function prazo_team_joined() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform prazo_close_teams(array(
    select distinct m.desk_id from came c join accounts_member m on m.id = c.member_id));
  return null;
end $$;
create trigger team_joined after insert on accounts_member_teams referencing new table as came
  for each statement execute function prazo_team_joined();
create trigger team_left after delete on accounts_member_teams referencing old table as came
  for each statement execute function prazo_team_joined();
"""
UNKEEPING = """
drop trigger member_came on accounts_member;
drop trigger member_changed on accounts_member;
drop trigger team_came on accounts_team;
drop trigger team_changed on accounts_team;
drop trigger team_joined on accounts_member_teams;
drop trigger team_left on accounts_member_teams;
drop function prazo_people_came();
drop function prazo_role_changed();
drop function prazo_team_joined();
drop function prazo_close_teams(bigint[]);
"""


class Migration(migrations.Migration):

    dependencies = [("accounts", "0004_absence")]

    operations = [
        migrations.AddField(
            model_name="team",
            name="seen_by",
            field=models.CharField(
                choices=[
                    ("desk", "everybody of the desk"),
                    ("leads", "its members, and leads and admins of the desk"),
                    ("admins", "its members, and admins of the desk"),
                    ("team", "its members alone"),
                ],
                db_default="desk",
                default="desk",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="closed",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(KEEPING, UNKEEPING),
    ]
