-- Votes between models are counted once and then followed: which are new since somebody counted, and which no longer count.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

alter table preference
  add column epoch integer not null default current_epoch(),
  add column txid xid8;                     -- null: from before there was this column
alter table preference alter column txid set default pg_current_xact_id();
drop index preference_by_question;
create index preference_by_change on preference (customer_id, project_id, epoch, txid);

-- An answer whose votes no longer count: its task was canceled, sent back or opened again. For good: a later round asks anew.
create table withdrawn_vote (
  customer_id uuid not null,
  annotation_id uuid not null,
  project_id uuid not null,
  epoch integer not null default current_epoch(),
  txid xid8 not null default pg_current_xact_id(),
  primary key (customer_id, annotation_id),
  foreign key (customer_id, annotation_id) references annotation (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
create index withdrawn_vote_by_change on withdrawn_vote (customer_id, project_id, epoch, txid);
call protect('withdrawn_vote', 'select, insert');
create trigger append_only before update or delete or truncate on withdrawn_vote for each statement execute function refuse_change();

-- The owner sees every customer's rows for as long as this takes.
alter table preference no force row level security;
alter table annotation no force row level security;
alter table task no force row level security;
alter table withdrawn_vote no force row level security;
insert into withdrawn_vote (customer_id, annotation_id, project_id)
select distinct v.customer_id, v.annotation_id, v.project_id
from preference v
join annotation n on n.customer_id = v.customer_id and n.id = v.annotation_id
join task t on t.customer_id = n.customer_id and t.id = n.task_id
where n.round < t.round or t.status = 'canceled';
alter table preference force row level security;
alter table annotation force row level security;
alter table task force row level security;
alter table withdrawn_vote force row level security;

-- The newest tasks that a model was asked about, without looking at all that it was ever asked.
create index model_call_of_task on model_call (customer_id, model_id, task_id) where status = 'answered' and task_id is not null;

drop procedure protect(regclass, text);
