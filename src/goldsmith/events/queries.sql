-- name: insert_event!
insert into event (customer_id, kind, actor_id, project_id, batch_id, task_id, labeler_id, body, counts)
values (:customer_id, :kind, :actor_id, :project_id, :batch_id, :task_id, :labeler_id, :body, :counts);

-- name: insert_events!
insert into event (customer_id, kind, project_id, batch_id, task_id, body, counts)
select :customer_id, :kind, project_id, batch_id, task_id, body::jsonb, counts::jsonb
from unnest(:project_ids::uuid[], :batch_ids::uuid[], :task_ids::uuid[], :bodies::text[], :counts::text[])
  as new (project_id, batch_id, task_id, body, counts);

-- name: customers
select id from customer;

-- name: lock_sealing
-- One sealer at a time, whichever process it runs in; released with the transaction.
select pg_try_advisory_xact_lock(1735355507, hashtext(:customer_id::uuid::text));

-- name: last_seal
select number, epoch, through::text, hash from seal where customer_id = :customer_id order by number desc limit 1;

-- name: horizon
-- Every transaction below this one is over, so the order of its events is final.
select current_epoch() as epoch, pg_snapshot_xmin(pg_current_snapshot())::text as horizon;

-- name: unsealed_events
select id, epoch, txid::text, kind, actor_id, project_id, batch_id, task_id, labeler_id, body::text as body, counts::text as counts, created_at
from event
where customer_id = :customer_id
  and (epoch, txid) >= (:epoch, :through::text::xid8)
  and (epoch < :horizon_epoch or txid < :horizon::text::xid8)
order by event.epoch, event.txid, event.id limit :limit;

-- name: insert_seal!
insert into seal (customer_id, number, epoch, through, events, root, previous_hash, hash)
values (:customer_id, :number, :epoch, :through::text::xid8, :events, :root, :previous_hash, :hash);

-- name: fold_counters!
insert into counter (customer_id, scope_id, labeler_id, hour, name, value)
select :customer_id, scope_id, labeler_id, hour, name, value
from unnest(:scope_ids::uuid[], :labeler_ids::uuid[], :hours::timestamptz[], :names::text[], :values::bigint[])
  as folded (scope_id, labeler_id, hour, name, value)
on conflict (customer_id, scope_id, labeler_id, hour, name) do update set value = counter.value + excluded.value;

-- name: totals
select scope_id, name, value from counter
where customer_id = :customer_id and scope_id = any(:scope_ids::uuid[]) and hour = 'epoch'
  and labeler_id = '00000000-0000-0000-0000-000000000000';

-- name: counters_by_hour
select hour, name, value from counter
where customer_id = :customer_id and scope_id = :scope_id and hour >= :since
  and labeler_id = '00000000-0000-0000-0000-000000000000' order by hour;

-- name: totals_by_labeler
select c.labeler_id, l.name as labeler, l.kind, c.name, c.value
from counter c join labeler l on l.customer_id = c.customer_id and l.id = c.labeler_id
where c.customer_id = :customer_id and c.scope_id = :scope_id and c.hour = 'epoch'
  and c.labeler_id <> '00000000-0000-0000-0000-000000000000';

-- name: labeler_today
select scope_id, name, value from counter
where customer_id = :customer_id and scope_id = any(:scope_ids::uuid[]) and labeler_id = :labeler_id and hour = date_trunc('day', now(), 'UTC');

-- name: events_of_task
select id, kind, actor_id, labeler_id, body, created_at from event
where customer_id = :customer_id and task_id = :task_id order by epoch, txid, id limit 1000;

-- name: events_page
select e.id, e.epoch, e.txid::text as txid, e.kind, e.actor_id, e.project_id, e.task_id, e.labeler_id, e.body, e.created_at,
  (select s.number from seal s where s.customer_id = :customer_id and s.epoch >= e.epoch and (s.epoch > e.epoch or s.through > e.txid) order by s.number limit 1) as seal
from event e
where e.customer_id = :customer_id and (:project_id::uuid is null or e.project_id = :project_id)
  and (:task_id::uuid is null or e.task_id = :task_id)
  and (e.epoch, e.txid, e.id) < (:epoch, :txid::text::xid8, :id)
order by e.epoch desc, e.txid desc, e.id desc limit :limit;

-- name: seal_head
select number, hash, sealed_at from seal where customer_id = :customer_id order by number desc limit 1;

-- name: active_webhooks
select id, url, events from webhook where customer_id = :customer_id and disabled_at is null;

-- name: insert_outbox!
insert into outbox (customer_id, id, webhook_id, event_kind, body)
select :customer_id, id, webhook_id, event_kind, body::jsonb
from unnest(:ids::uuid[], :webhook_ids::uuid[], :event_kinds::text[], :bodies::text[]) as due (id, webhook_id, event_kind, body);

-- name: notify_change
select pg_notify('goldsmith', 'customer:' || :customer_id::uuid::text);
