-- name: insert_webhook
insert into webhook (customer_id, id, url, events) values (:customer_id, :id, :url, :events) returning *;

-- name: webhooks
select * from webhook where customer_id = :customer_id and disabled_at is null and id > :after order by id limit :limit;

-- name: webhook
select * from webhook where customer_id = :customer_id and id = :id and disabled_at is null;

-- name: disable_webhook
update webhook set disabled_at = now() where customer_id = :customer_id and id = :id and disabled_at is null returning id;

-- name: attempts
select id, event_kind, status, attempts, last_status, next_attempt_at, created_at from outbox
where customer_id = :customer_id and webhook_id = :webhook_id and id < :before order by id desc limit :limit;

-- name: insert_test!
insert into outbox (customer_id, id, webhook_id, event_kind, body) values (:customer_id, :id, :webhook_id, 'webhook.test', :body);

-- name: send_again
-- A message goes out once more under its id, so that whoever has it knows it; its tries begin anew.
update outbox set status = 'pending', attempts = 0, next_attempt_at = now()
where customer_id = :customer_id and webhook_id = :webhook_id and id = :id returning id;

-- name: take_due
-- Messages whose time has come. They are put off for two minutes first: a sender that dies leaves them for the next.
with due as (
  select o.id from outbox o
  where o.customer_id = :customer_id and o.status = 'pending' and o.next_attempt_at <= now()
  order by o.next_attempt_at limit :limit for update skip locked)
update outbox o set next_attempt_at = now() + interval '2 minutes', attempts = o.attempts + 1
from due d, webhook w
where o.customer_id = :customer_id and o.id = d.id and w.customer_id = :customer_id and w.id = o.webhook_id
returning o.id, o.webhook_id, o.event_kind, o.body::text as body, o.attempts, w.url, w.disabled_at, extract(epoch from o.created_at)::bigint as created;

-- name: note_outcome!
update outbox set status = :status, last_status = :last_status, next_attempt_at = now() + make_interval(secs => :wait_seconds)
where customer_id = :customer_id and id = :id;
