-- Votes between two models: what labelers' answers say of which of two is better, for leaderboards.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- Written with the answer that says it, and never changed.
create table preference (
  customer_id uuid not null,
  annotation_id uuid not null,
  place smallint not null,             -- counted within the answer, from 0
  project_id uuid not null,
  labeler_id uuid not null,
  question text not null,              -- the label under which the two were compared
  left_name text not null,
  right_name text not null,
  winner text not null check (winner in ('left', 'right', 'tie', 'both_bad')),
  is_placed boolean not null,          -- left and right are as the labeler saw them
  primary key (customer_id, annotation_id, place),
  foreign key (customer_id, annotation_id) references annotation (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
create index preference_by_question on preference (customer_id, project_id, question);
call protect('preference', 'select, insert');

create trigger append_only before update or delete or truncate on preference for each statement execute function refuse_change();

drop procedure protect(regclass, text);
