-- name: insert_project
insert into scale_project (customer_id, id, is_test, name, type, is_staged, params, version)
values (:customer_id, :id, :is_test, :name, :type, :is_staged, :params, :version)
on conflict (customer_id, is_test, name) do nothing returning *;

-- name: project
select * from scale_project where customer_id = :customer_id and is_test = :is_test and name = :name;

-- name: project_by_id
select * from scale_project where customer_id = :customer_id and is_test = :is_test and id = :id;

-- name: project_for_update
select * from scale_project where customer_id = :customer_id and is_test = :is_test and name = :name for update;

-- name: projects
select * from scale_project where customer_id = :customer_id and is_test = :is_test order by id;

-- name: projects_page
select * from scale_project where customer_id = :customer_id and is_test = :is_test and id < :before
  and (:created_after::timestamptz is null or created_at >= :created_after) and (:created_before::timestamptz is null or created_at <= :created_before)
order by id desc limit :limit;

-- name: set_params!
update scale_project set params = :params, version = :version where customer_id = :customer_id and id = :id;

-- name: insert_version!
insert into scale_project_version (customer_id, scale_project_id, version, params) values (:customer_id, :scale_project_id, :version, :params);

-- name: versions
select scale_project_id, version, params, created_at from scale_project_version
where customer_id = :customer_id and scale_project_id = any(:ids::uuid[]) order by scale_project_id, version;

-- name: insert_batch
insert into scale_batch (customer_id, id, is_test, scale_project_id, name, status, callback, metadata, kind)
values (:customer_id, :id, :is_test, :scale_project_id, :name, :status, :callback, :metadata, :kind)
on conflict (customer_id, is_test, name) do nothing returning *;

-- name: batch
select b.*, p.name as project, p.is_staged from scale_batch b
join scale_project p on p.customer_id = b.customer_id and p.id = b.scale_project_id
where b.customer_id = :customer_id and b.is_test = :is_test and b.name = :name;

-- name: batch_by_id
select b.*, p.name as project, p.is_staged from scale_batch b
join scale_project p on p.customer_id = b.customer_id and p.id = b.scale_project_id
where b.customer_id = :customer_id and b.is_test = :is_test and b.id = :id;

-- name: lock_batch
select * from scale_batch where customer_id = :customer_id and id = :id for update;

-- name: batches_page
select b.*, p.name as project, p.is_staged from scale_batch b
join scale_project p on p.customer_id = b.customer_id and p.id = b.scale_project_id
where b.customer_id = :customer_id and b.is_test = :is_test and (:project_id::uuid is null or b.scale_project_id = :project_id)
  and (:status::text is null or b.status = :status) and (:start_time::timestamptz is null or b.created_at >= :start_time)
  and (:end_time::timestamptz is null or b.created_at <= :end_time) and b.id < :before
order by b.id desc limit :limit offset :offset;

-- name: count_batches
select count(*) from scale_batch b
where b.customer_id = :customer_id and b.is_test = :is_test and (:project_id::uuid is null or b.scale_project_id = :project_id)
  and (:status::text is null or b.status = :status) and (:start_time::timestamptz is null or b.created_at >= :start_time)
  and (:end_time::timestamptz is null or b.created_at <= :end_time);

-- name: set_batch_status
update scale_batch set status = :status, completed_at = case when :status::text = 'completed' then now() end
where customer_id = :customer_id and id = :id returning *;

-- name: set_batch_metadata!
update scale_batch set metadata = :metadata where customer_id = :customer_id and id = :id;

-- name: counts_of_batches
select scale_batch_id, status, count(*) as count from scale_task
where customer_id = :customer_id and scale_batch_id = any(:ids::uuid[]) group by scale_batch_id, status;

-- name: hold_batch!
-- Those of its tasks that nobody has begun. What is on the journey already stays there.
update scale_task set is_held = :is_held where customer_id = :customer_id and scale_batch_id = :batch_id and status = 'pending' and not has_started;

-- name: pause_on_journey!
update batch b set is_paused = :is_paused from scale_asked a
where b.customer_id = :customer_id and a.customer_id = :customer_id and a.scale_project_id = :scale_project_id and b.project_id = a.project_id
  and b.name = :name;

-- name: cancel_what_nobody_began!
update scale_task set status = 'canceled', has_news = true, updated_at = clock_timestamp()
where customer_id = :customer_id and scale_batch_id = :batch_id and status = 'pending' and not has_started;

-- name: tasks_of_batch_on_journey
select id from scale_task
where customer_id = :customer_id and scale_batch_id = :batch_id and status = 'pending' and has_started order by id;

-- name: place
-- Where a task goes: the project that it names, or its batch's, or the default one; and the batch, when it is the project's.
select p.id as project_id, p.name as project, p.type, p.params, p.version, p.is_staged, b.id as batch_id, b.name as batch, b.status as batch_status, b.kind as batch_kind
from scale_project p
left join scale_batch b on b.customer_id = p.customer_id and b.is_test = p.is_test and b.name = :batch::text and b.scale_project_id = p.id
where p.customer_id = :customer_id and p.is_test = :is_test
  and p.name = coalesce(:project::text, (select q.name from scale_batch c join scale_project q on q.customer_id = c.customer_id and q.id = c.scale_project_id
    where c.customer_id = :customer_id and c.is_test = :is_test and c.name = :batch::text), :default_name::text);

-- name: insert_task
-- None when the unique_id is taken.
insert into scale_task (customer_id, id, is_test, purpose, scale_project_id, scale_batch_id, type, version, unique_id, frees_unique_id, params, instruction,
  project_instruction, callback_url, priority, metadata, tags, status, response, waits_for, is_held, has_news, files_due_at, completed_at)
values (:customer_id, :id, :is_test, :purpose, :scale_project_id, :scale_batch_id, :type, :version, :unique_id, :frees_unique_id, :params, :instruction,
  :project_instruction, :callback_url, :priority, :metadata, :tags, :status, :response, :waits_for, :is_held, :has_news,
  case when :gives_files::boolean then clock_timestamp() end,
  case when :status::text = 'completed' then clock_timestamp() end)
on conflict (customer_id, is_test, unique_id) where unique_id is not null do nothing
returning created_at, updated_at, completed_at;

-- name: holder_of_unique_id
select id from scale_task where customer_id = :customer_id and is_test = :is_test and unique_id = :unique_id;

-- name: task
-- `facts` are those of the first file, for types that tell the sizes of its pages.
select t.*, p.name as project, b.name as batch, case when t.type = any(array['documenttranscription', 'documentmodel']) then
  (select a.facts from task_asset x join asset a on a.customer_id = x.customer_id and a.id = x.asset_id
    where x.customer_id = :customer_id and x.task_id = t.id order by x.ordinal limit 1) end as facts
from scale_task t
join scale_project p on p.customer_id = t.customer_id and p.id = t.scale_project_id
left join scale_batch b on b.customer_id = t.customer_id and b.id = t.scale_batch_id
where t.customer_id = :customer_id and t.is_test = :is_test and t.id = :id;

-- name: lock_task
select * from scale_task where customer_id = :customer_id and is_test = :is_test and id = :id for update;

-- name: journey_of
-- How far the task has come on the journey; held until the caller has decided.
select stage, status, answers_have, claims_live from task where customer_id = :customer_id and id = :id for update;

-- name: cancel_task!
update scale_task set status = 'canceled', has_news = true, unique_id = case when :clear_unique_id::boolean then null else unique_id end,
  updated_at = clock_timestamp()
where customer_id = :customer_id and id = :id;

-- name: set_unique_id
-- None when another task holds it.
update scale_task set unique_id = :unique_id, updated_at = clock_timestamp() where customer_id = :customer_id and id = :id
  and not exists (select from scale_task o where o.customer_id = :customer_id and o.is_test = :is_test and o.unique_id = :unique_id and o.id <> :id)
returning id;

-- name: set_unique_id_on_journey!
update task_payload set unique_id = :unique_id where customer_id = :customer_id and task_id = :id;

-- name: set_metadata!
update scale_task set metadata = :metadata, updated_at = clock_timestamp() where customer_id = :customer_id and id = :id;

-- name: set_tags!
update scale_task set tags = :tags, updated_at = clock_timestamp() where customer_id = :customer_id and id = :id;

-- name: set_review!
update scale_task set review_status = :review_status, review_comment = :review_comment, updated_at = clock_timestamp()
where customer_id = :customer_id and id = :id;

-- name: tasks_page
-- Newest first. `whose` is the stretch of an index that is walked: 'batch', 'project' or 'all'; the other branches cost nothing.
select t.*, p.name as project, b.name as batch from (
  (select t.* from scale_task t where :whose::text = 'batch' and t.customer_id = :customer_id and t.scale_batch_id = :batch_id and t.id < :before
    and scale_task_fits(t, :is_test, :status, :type, :project_id, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
      :updated_before, :review_statuses, :tags)
    order by t.id desc limit :limit)
  union all
  (select t.* from scale_task t where :whose::text = 'project' and t.customer_id = :customer_id and t.scale_project_id = :project_id and t.id < :before
    and scale_task_fits(t, :is_test, :status, :type, null, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
      :updated_before, :review_statuses, :tags)
    order by t.id desc limit :limit)
  union all
  (select t.* from scale_task t where :whose::text = 'all' and t.customer_id = :customer_id and t.id < :before
    and scale_task_fits(t, :is_test, :status, :type, null, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
      :updated_before, :review_statuses, :tags)
    order by t.id desc limit :limit)) t
join scale_project p on p.customer_id = t.customer_id and p.id = t.scale_project_id
left join scale_batch b on b.customer_id = t.customer_id and b.id = t.scale_batch_id
order by t.id desc;

-- name: tasks_by_unique_id
-- In no order: few rows, found by an index that has no order of ids.
select t.*, p.name as project, b.name as batch from scale_task t
join scale_project p on p.customer_id = t.customer_id and p.id = t.scale_project_id
left join scale_batch b on b.customer_id = t.customer_id and b.id = t.scale_batch_id
where t.customer_id = :customer_id and t.is_test = :is_test and t.unique_id = any(:unique_ids::text[]) and t.unique_id is not null
  and (:batch_id::uuid is null or t.scale_batch_id = :batch_id)
  and scale_task_fits(t, :is_test, :status, :type, :project_id, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
    :updated_before, :review_statuses, :tags);

-- name: count_tasks
select
  case :whose::text
    when 'batch' then (select count(*) from scale_task t where t.customer_id = :customer_id and t.scale_batch_id = :batch_id
      and scale_task_fits(t, :is_test, :status, :type, :project_id, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
        :updated_before, :review_statuses, :tags))
    when 'project' then (select count(*) from scale_task t where t.customer_id = :customer_id and t.scale_project_id = :project_id
      and scale_task_fits(t, :is_test, :status, :type, null, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
        :updated_before, :review_statuses, :tags))
    else (select count(*) from scale_task t where t.customer_id = :customer_id
      and scale_task_fits(t, :is_test, :status, :type, null, :start_time, :end_time, :completed_after, :completed_before, :updated_after,
        :updated_before, :review_statuses, :tags))
  end;

-- name: lock_starting
-- One starter for a customer, whichever process it runs in: two would make the same project twice.
select pg_try_advisory_xact_lock(1735355508, hashtext(:customer_id::uuid::text));

-- name: tasks_to_start
select t.*, p.name as project, b.name as batch, b.priority as batch_priority,
  (select jsonb_object_agg(g.field, g.answer) from scale_given g where g.customer_id = :customer_id and g.task_id = t.id)::text as given
from scale_task t
join scale_project p on p.customer_id = t.customer_id and p.id = t.scale_project_id
left join scale_batch b on b.customer_id = t.customer_id and b.id = t.scale_batch_id
where t.customer_id = :customer_id and t.status = 'pending' and not t.has_started and not t.is_held and not t.is_test and t.waits_for is null
  and t.files_due_at is null
order by t.id limit :limit for update of t skip locked;

-- name: started!
update scale_task set has_started = true where customer_id = :customer_id and id = any(:ids::uuid[]);

-- name: failed!
update scale_task t set status = 'error', error = refused.error, has_news = true, unique_id = case when not t.frees_unique_id then t.unique_id end, updated_at = clock_timestamp()
from unnest(:ids::uuid[], :errors::text[]) as refused (id, error)
where t.customer_id = :customer_id and t.id = refused.id;

-- name: asked
-- Where this was asked before.
select * from scale_asked where customer_id = :customer_id and scale_project_id = :scale_project_id and sha256 = :sha256;

-- name: asked_last
-- What the project's own parameters asked last about this kind of data.
select a.* from scale_asked a join project p on p.customer_id = a.customer_id and p.id = a.project_id
where a.customer_id = :customer_id and a.scale_project_id = :scale_project_id and a.version is not null and p.modality = :modality
order by a.version desc limit 1;

-- name: set_instructions!
-- What Scale's project said last, wherever this project of ours is named.
update scale_asked set instructions = :instructions
where customer_id = :customer_id and scale_project_id = :scale_project_id and project_id = :project_id;

-- name: note_asked!
insert into scale_asked (customer_id, scale_project_id, sha256, project_id, version, instructions)
values (:customer_id, :scale_project_id, :sha256, :project_id, :version, :instructions)
on conflict (customer_id, scale_project_id, sha256) do update set project_id = excluded.project_id, instructions = excluded.instructions,
  version = greatest(scale_asked.version, excluded.version);

-- name: what_is_waited_for
select distinct waits_for from scale_task where customer_id = :customer_id and waits_for is not null and status = 'pending';

-- name: tasks_waiting_for
select id, type, params from scale_task
where customer_id = :customer_id and waits_for = :waits_for and status = 'pending' and id > :after order by id limit :limit for update skip locked;

-- name: wait_for!
update scale_task set waits_for = :waits_for where customer_id = :customer_id and id = any(:ids::uuid[]);

-- name: news
select s.id, s.type, s.params, s.response, s.callback_url, s.scale_batch_id, s.is_test, s.purpose, s.frees_unique_id,
  case when r.error is not null then 'error' else coalesce(t.status, s.status) end as status,
  coalesce(r.error, b.error, s.error) as error, n.answer::text as answer, r.response as made
from scale_task s
left join task t on t.customer_id = s.customer_id and t.id = s.id
left join task_payload b on b.customer_id = s.customer_id and b.task_id = s.id
left join annotation n on n.customer_id = s.customer_id and n.id = t.accepted_annotation_id
left join scale_response r on r.customer_id = s.customer_id and r.annotation_id = n.id and t.status = 'completed'
where s.customer_id = :customer_id and s.has_news
  and not (t.status = 'completed' and n.id is not null and s.type = any(:types::text[]) and r.response is null and r.error is null)
order by s.id limit :limit for update of s skip locked;

-- name: take_responses
-- Accepted answers whose response names files that are not made yet. A maker that dies leaves them for the next.
with due as (
  select s.id, s.type, s.params, n.id as annotation_id, n.answer::text as answer, (
    select a.facts from task_asset x join asset a on a.customer_id = x.customer_id and a.id = x.asset_id
    where x.customer_id = :customer_id and x.task_id = s.id order by x.ordinal limit 1) as facts
  from scale_task s
  join task t on t.customer_id = s.customer_id and t.id = s.id and t.status = 'completed'
  join annotation n on n.customer_id = s.customer_id and n.id = t.accepted_annotation_id
  where s.customer_id = :customer_id and s.has_news and s.type = any(:types::text[])
    and not exists (select from scale_response r where r.customer_id = :customer_id and r.annotation_id = n.id
      and (r.claimed_until >= now() or r.response is not null or r.error is not null))
  order by s.id limit :limit),
taken as (
  insert into scale_response as r (customer_id, annotation_id, claimed_until)
  select :customer_id, annotation_id, now() + interval '20 minutes' from due
  on conflict (customer_id, annotation_id) do update set claimed_until = excluded.claimed_until
    where r.claimed_until < now() and r.response is null and r.error is null
  returning annotation_id)
select due.* from due join taken using (annotation_id) order by due.id;

-- name: response_made!
update scale_response set response = :response
where customer_id = :customer_id and annotation_id = :annotation_id and response is null and error is null;

-- name: response_failed!
update scale_response set error = :error
where customer_id = :customer_id and annotation_id = :annotation_id and response is null and error is null;

-- name: insert_response_file!
insert into asset (customer_id, id, name, status, sha256, bytes, media_type, facts)
values (:customer_id, :id, :name, 'ready', :sha256, :bytes, :media_type, '{}');

-- name: take_given
-- Tasks whose hypothesis or expected response lies in files. They are put off first: a reader that dies leaves them for the next.
with due as (
  select t.id from scale_task t where t.customer_id = :customer_id and t.files_due_at <= now() and t.status = 'pending' and not t.has_started
    and not t.is_test and t.waits_for is null
  order by t.files_due_at limit :limit for update skip locked)
update scale_task t set files_due_at = now() + interval '20 minutes'
from due where t.customer_id = :customer_id and t.id = due.id returning t.id, t.type, t.params;

-- name: insert_given!
insert into scale_given (customer_id, task_id, field, answer) values (:customer_id, :task_id, :field, :answer) on conflict do nothing;

-- name: given_attachment
select answer ->> 'asset' from scale_given where customer_id = :customer_id and task_id = :task_id and field = 'attachment';

-- name: given_read!
update scale_task set files_due_at = null where customer_id = :customer_id and id = :id;

-- name: given_failed!
-- Unless it was canceled meanwhile.
update scale_task set status = 'error', error = :error, has_news = true, files_due_at = null,
  unique_id = case when not frees_unique_id then unique_id end, updated_at = clock_timestamp()
where customer_id = :customer_id and id = :id and status = 'pending';

-- name: read_later!
update scale_task set files_due_at = now() + make_interval(secs => :seconds) where customer_id = :customer_id and id = :id;

-- name: asset_of_file
select * from asset where customer_id = :customer_id and id = :id;

-- name: tell!
update scale_task set has_news = false, status = :status, error = :error, response = :response, updated_at = clock_timestamp(),
  unique_id = case when not (frees_unique_id and :status::text = 'error') then unique_id end,
  callback_succeeded = null, completed_at = case when :status::text = 'completed' then clock_timestamp() end
where customer_id = :customer_id and id = :id;

-- name: insert_callback!
insert into scale_callback (customer_id, id, task_id, batch_id, is_test, address) values (:customer_id, :id, :task_id, :batch_id, :is_test, :address);

-- name: finished_batches
-- Batches in work whose last task has ended.
select b.id, b.callback, b.is_test from scale_batch b
where b.customer_id = :customer_id and b.id = any(:ids::uuid[]) and b.status = 'in_progress'
  and not exists (select from scale_task t where t.customer_id = b.customer_id and t.scale_batch_id = b.id and t.status = 'pending')
order by b.id for update of b;

-- name: take_due
-- Callbacks whose time has come. They are put off for two minutes first: a sender that dies leaves them for the next.
with due as (
  select c.id from scale_callback c where c.customer_id = :customer_id and c.status = 'pending' and c.next_attempt_at <= now()
  order by c.next_attempt_at limit :limit for update skip locked)
update scale_callback c set next_attempt_at = now() + interval '2 minutes', attempts = c.attempts + 1
from due where c.customer_id = :customer_id and c.id = due.id returning c.*;

-- name: note_outcome!
update scale_callback set status = :status, last_status = :last_status, next_attempt_at = now() + make_interval(secs => :wait_seconds)
where customer_id = :customer_id and id = :id;

-- name: called_back!
update scale_task set callback_succeeded = :succeeded where customer_id = :customer_id and id = :id;

-- name: insert_file
-- None when the reference is taken.
insert into scale_file (customer_id, id, is_test, asset_id, display_name, reference_id, metadata, project_names)
values (:customer_id, :id, :is_test, :asset_id, :display_name, :reference_id, :metadata, :project_names)
on conflict (customer_id, is_test, reference_id) where reference_id is not null do nothing returning *;

-- name: groups
select * from scale_group where customer_id = :customer_id and scale_project_id = :scale_project_id order by id;

-- name: group_for_update
select * from scale_group where customer_id = :customer_id and scale_project_id = :scale_project_id and name = :name for update;

-- name: insert_group
insert into scale_group (customer_id, id, scale_project_id, name, emails) values (:customer_id, :id, :scale_project_id, :name, :emails)
on conflict (customer_id, scale_project_id, name) do nothing returning *;

-- name: set_group
update scale_group set emails = :emails where customer_id = :customer_id and id = :id returning *;

-- name: set_batch_groups!
update scale_batch set groups = :groups where customer_id = :customer_id and id = :id;

-- name: set_priorities!
update scale_batch b set priority = given.priority from unnest(:ids::uuid[], :priorities::smallint[]) as given (id, priority)
where b.customer_id = :customer_id and b.id = given.id;

-- name: set_priorities_on_journey!
-- Our batches of the same names, and their tasks that wait.
with given as (select * from unnest(:names::text[], :projects::uuid[], :priorities::smallint[]) as given (name, scale_project_id, priority)),
moved as (
  update batch b set priority = g.priority from given g join scale_asked a on a.customer_id = :customer_id and a.scale_project_id = g.scale_project_id
  where b.customer_id = :customer_id and b.project_id = a.project_id and b.name = g.name returning b.id, b.priority)
update task t set priority = m.priority, updated_at = now() from moved m
where t.customer_id = :customer_id and t.batch_id = m.id and t.status = 'pending' and t.priority <> m.priority;

-- name: open_batches
select b.*, p.name as project from scale_batch b
join scale_project p on p.customer_id = b.customer_id and p.id = b.scale_project_id
where b.customer_id = :customer_id and b.is_test = :is_test and b.status not in ('completed', 'cancelled') order by b.priority desc, b.id;

-- name: assignments
select p.name as project, lower(h.email) as email from scale_assignment a
join scale_project p on p.customer_id = a.customer_id and p.id = a.scale_project_id join person h on h.id = a.person_id
where a.customer_id = :customer_id and p.is_test = :is_test order by email, p.name;

-- name: members_by_email
select m.person_id, lower(h.email) as email from membership m join person h on h.id = m.person_id
where m.customer_id = :customer_id and lower(h.email) = any(:emails::text[]);

-- name: members
select m.person_id, h.name, h.email, m.role::text as role, m.created_at from membership m join person h on h.id = m.person_id
where m.customer_id = :customer_id order by h.email;

-- name: projects_named
select id, name from scale_project where customer_id = :customer_id and is_test = :is_test and name = any(:names::text[]);

-- name: add_assignments!
insert into scale_assignment (customer_id, scale_project_id, person_id)
select :customer_id, project_id, person_id from unnest(:project_ids::uuid[]) project_id cross join unnest(:person_ids::uuid[]) person_id
on conflict do nothing;

-- name: remove_assignments!
delete from scale_assignment where customer_id = :customer_id and scale_project_id = any(:project_ids::uuid[]) and person_id = any(:person_ids::uuid[]);

-- name: drop_labelers!
-- Those who are no longer assigned.
delete from project_labeler x using scale_asked a
where x.customer_id = :customer_id and a.customer_id = :customer_id and a.project_id = x.project_id and a.scale_project_id = any(:project_ids::uuid[])
  and not exists (select from scale_assignment s
    where s.customer_id = :customer_id and s.scale_project_id = a.scale_project_id and s.person_id = x.person_id);

-- name: assign_labelers!
insert into project_labeler (customer_id, project_id, person_id)
select :customer_id, a.project_id, s.person_id from scale_assignment s
join scale_asked a on a.customer_id = s.customer_id and a.scale_project_id = s.scale_project_id
where s.customer_id = :customer_id and s.scale_project_id = any(:project_ids::uuid[]) on conflict do nothing;

-- name: assign_as_others!
insert into project_labeler (customer_id, project_id, person_id)
select :customer_id, :project_id, s.person_id from scale_assignment s
where s.customer_id = :customer_id and s.scale_project_id = :scale_project_id on conflict do nothing;

-- name: deliveries
select distinct d.id, d.name, d.records, d.ready_at, a.scale_project_id from delivery d
join scale_asked a on a.customer_id = d.customer_id and a.project_id = d.project_id
join scale_project p on p.customer_id = a.customer_id and p.id = a.scale_project_id
where d.customer_id = :customer_id and d.status = 'ready' and p.is_test = :is_test
  and (:scale_project_id::uuid is null or a.scale_project_id = :scale_project_id)
  and (:delivered_after::timestamptz is null or d.ready_at >= :delivered_after)
  and (:delivered_before::timestamptz is null or d.ready_at <= :delivered_before)
order by d.id desc;

-- name: delivery
select d.id, d.name, d.records, d.ready_at, a.scale_project_id from delivery d
join scale_asked a on a.customer_id = d.customer_id and a.project_id = d.project_id
join scale_project p on p.customer_id = a.customer_id and p.id = a.scale_project_id
where d.customer_id = :customer_id and d.status = 'ready' and p.is_test = :is_test
  and (d.id = :id::uuid or (:id::uuid is null and d.name = :name::text)) order by d.id desc limit 1;

-- name: delivered_tasks
select i.ordinal, i.annotation_id, t.*, p.name as project, b.name as batch, n.answer::text as answer, r.response as made from delivery_item i
join scale_task t on t.customer_id = i.customer_id and t.id = i.task_id
join scale_project p on p.customer_id = t.customer_id and p.id = t.scale_project_id
left join scale_batch b on b.customer_id = t.customer_id and b.id = t.scale_batch_id
join annotation n on n.customer_id = i.customer_id and n.id = i.annotation_id
left join scale_response r on r.customer_id = i.customer_id and r.annotation_id = i.annotation_id
where i.customer_id = :customer_id and i.delivery_id = :delivery_id and t.is_test = :is_test and i.ordinal > :after
order by i.ordinal limit :limit;

-- name: count_waiting
select waits_for, count(*) as tasks from scale_task
where customer_id = :customer_id and waits_for is not null and status = 'pending' group by waits_for order by waits_for;

-- name: conversations
-- Completed conversations: what was accepted of each, or what a delivery holds of it, with the version that was asked.
select t.id, t.project_id, t.round, p.content, n.ontology_version, n.answer::text as answer
from unnest(:ids::uuid[], :annotation_ids::uuid[]) as given (task_id, annotation_id)
join task t on t.customer_id = :customer_id and t.id = given.task_id
join project j on j.customer_id = t.customer_id and j.id = t.project_id and j.modality = 'chat.v1'
join task_payload p on p.customer_id = t.customer_id and p.task_id = t.id
join annotation n on n.customer_id = t.customer_id and n.id = coalesce(given.annotation_id, t.accepted_annotation_id)
where given.annotation_id is not null or t.status = 'completed';

-- name: submissions
-- Who answered these tasks in the round that counts, oldest first.
select n.task_id, n.labeler_id, n.created_at from annotation n
join task t on t.customer_id = n.customer_id and t.id = n.task_id and t.round = n.round
where n.customer_id = :customer_id and n.task_id = any(:task_ids::uuid[]) and n.kind = 'response' and n.labeler_id is not null order by n.id;

-- name: own_projects
-- Our projects of conversations that no project of Scale's stands for.
select p.id, p.name, p.created_at, p.ontology_version from project p
where p.customer_id = :customer_id and p.modality = 'chat.v1' and p.status <> 'archived'
  and not exists (select from scale_asked a where a.customer_id = p.customer_id and a.project_id = p.id)
  and (:id::uuid is null or p.id = :id) and (:name::text is null or p.name = :name)
  and (:created_after::timestamptz is null or p.created_at >= :created_after) and (:created_before::timestamptz is null or p.created_at <= :created_before)
order by p.id desc limit :limit;

-- name: own_tasks
-- Their tasks, newest first, or one of them.
select t.id, t.project_id as scale_project_id, null::uuid as scale_batch_id, t.status, t.created_at, b.metadata, b.error, n.created_at as completed_at
from task t
join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
join project p on p.customer_id = t.customer_id and p.id = t.project_id and p.modality = 'chat.v1'
left join annotation n on n.customer_id = t.customer_id and n.id = t.accepted_annotation_id and t.status = 'completed'
where t.customer_id = :customer_id and t.project_id = :project_id and t.id < :before
  and (:status::text is null or t.status = :status)
  and (:completed_after::timestamptz is null or n.created_at >= :completed_after)
  and (:completed_before::timestamptz is null or n.created_at <= :completed_before)
order by t.id desc limit :limit;

-- name: own_task
select t.id, t.project_id as scale_project_id, null::uuid as scale_batch_id, t.status, t.created_at, b.metadata, b.error, n.created_at as completed_at
from task t
join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
join project p on p.customer_id = t.customer_id and p.id = t.project_id and p.modality = 'chat.v1'
left join annotation n on n.customer_id = t.customer_id and n.id = t.accepted_annotation_id and t.status = 'completed'
where t.customer_id = :customer_id and t.id = :id and not exists (select from scale_task s where s.customer_id = :customer_id and s.id = :id);

-- name: own_deliveries
select d.id, d.name, d.records, d.ready_at, d.project_id as scale_project_id from delivery d
join project p on p.customer_id = d.customer_id and p.id = d.project_id and p.modality = 'chat.v1'
where d.customer_id = :customer_id and d.status = 'ready' and (:project_id::uuid is null or d.project_id = :project_id)
  and not exists (select from scale_asked a where a.customer_id = p.customer_id and a.project_id = p.id)
  and (:id::uuid is null or d.id = :id) and (:name::text is null or d.name = :name)
  and (:delivered_after::timestamptz is null or d.ready_at >= :delivered_after)
  and (:delivered_before::timestamptz is null or d.ready_at <= :delivered_before)
order by d.id desc;

-- name: own_delivered_tasks
select i.ordinal, i.annotation_id, t.id, t.project_id as scale_project_id, null::uuid as scale_batch_id, t.status, t.created_at, b.metadata, b.error,
  n.created_at as completed_at
from delivery_item i
join task t on t.customer_id = i.customer_id and t.id = i.task_id
join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
join annotation n on n.customer_id = i.customer_id and n.id = i.annotation_id
where i.customer_id = :customer_id and i.delivery_id = :delivery_id and i.ordinal > :after
order by i.ordinal limit :limit;
