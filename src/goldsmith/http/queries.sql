-- name: find_mark
select request_hash, status, body from idempotency_key where customer_id = :customer_id and caller_id = :caller_id and key = :key;

-- name: insert_mark!
-- Only with a transaction that changed something; status 0 means that the answer is not known yet.
insert into idempotency_key (customer_id, caller_id, key, request_hash, status, body)
select :customer_id, :caller_id, :key, :request_hash, 0, '' where pg_current_xact_id_if_assigned() is not null;

-- name: mark_what_changed_nothing!
-- Beside the answer at once. Whoever was quicker under the same key has kept its own.
insert into idempotency_key (customer_id, caller_id, key, request_hash, status, body)
values (:customer_id, :caller_id, :key, :request_hash, :status, :body) on conflict do nothing;

-- name: turn_to_own_customer!
-- The last words of a transaction that changed something for another customer, or for none.
select set_config('goldsmith.customer_id', :customer_id::uuid::text, true) where pg_current_xact_id_if_assigned() is not null;

-- name: keep_answer!
update idempotency_key set status = :status, body = :body where customer_id = :customer_id and caller_id = :caller_id and key = :key;

-- name: forget_old_marks!
delete from idempotency_key where customer_id = :customer_id and created_at < now() - interval '2 days';
