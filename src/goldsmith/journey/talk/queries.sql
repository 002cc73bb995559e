-- name: talk
-- With what was spent today, which is nothing where the last day that was counted is over.
select *, case when day = (now() at time zone 'UTC')::date then day_cost_micros else 0 end as cost_micros_today
from talk where customer_id = :customer_id and project_id = :project_id;

-- name: put_talk!
insert into talk (customer_id, project_id, model_ids, replies_per_turn, is_blind, reuse, temperature, most_tokens, currency, most_cost_micros, most_cost_micros_a_day, tools)
values (:customer_id, :project_id, :model_ids, :replies_per_turn, :is_blind, :reuse, :temperature, :most_tokens, :currency, :most_cost_micros, :most_cost_micros_a_day, :tools)
on conflict (customer_id, project_id) do update set model_ids = excluded.model_ids, replies_per_turn = excluded.replies_per_turn,
  is_blind = excluded.is_blind, reuse = excluded.reuse, temperature = excluded.temperature, most_tokens = excluded.most_tokens,
  currency = excluded.currency, most_cost_micros = excluded.most_cost_micros, most_cost_micros_a_day = excluded.most_cost_micros_a_day,
  tools = excluded.tools, updated_at = now();

-- name: models_to_talk_to
select * from model
where customer_id = :customer_id and project_id = :project_id and id = any(:ids::uuid[]) and kind in ('chat', 'practice') and removed_at is null;

-- name: claim_to_talk
-- A live claim of this generation, in the hands of this labeler, and the tools that its task defines.
select n.id, n.task_id, n.project_id, b.content -> 'tools' as tools
from assignment n join task_payload b on b.customer_id = n.customer_id and b.task_id = n.task_id
where n.customer_id = :customer_id and n.id = :id and n.labeler_id = :labeler_id and n.generation = :generation
  and n.state = 'leased' and n.expires_at > now();

-- name: keep_lineup!
insert into talk_lineup (customer_id, assignment_id, model_ids) values (:customer_id, :assignment_id, :model_ids) on conflict do nothing;

-- name: lineup
select model_ids from talk_lineup where customer_id = :customer_id and assignment_id = :assignment_id;

-- name: insert_turn!
insert into talk_turn (customer_id, id, project_id, task_id, assignment_id, labeler_id, turn_key, messages, messages_hash, parameters, tools)
values (:customer_id, :id, :project_id, :task_id, :assignment_id, :labeler_id, :turn_key, :messages, :messages_hash, :parameters, :tools)
on conflict (customer_id, assignment_id, turn_key) do nothing;

-- name: turn_by_key
select * from talk_turn where customer_id = :customer_id and assignment_id = :assignment_id and turn_key = :turn_key;

-- name: replies_of_turn
select * from model_reply where customer_id = :customer_id and turn_id = :turn_id and status = 'answered' order by alias;

-- name: reply_of_turn
select * from model_reply where customer_id = :customer_id and turn_id = :turn_id and alias = :alias and status = 'answered';

-- name: reply_to_reuse
-- The first reply to the same request in this project, of whichever assignment.
select * from model_reply
where customer_id = :customer_id and project_id = :project_id and request_hash = :request_hash and status = 'answered'
order by id limit 1;

-- name: insert_reply
insert into model_reply (customer_id, id, turn_id, project_id, task_id, assignment_id, alias, model_id, settings_hash, request_hash, status, reason,
  content, tool_calls, finish_reason, reused_reply_id, tokens_in, tokens_out, cost_micros, attempts, latency_ms)
select :customer_id, :id, t.id, t.project_id, t.task_id, t.assignment_id, :alias, :model_id, :settings_hash, :request_hash, :status, :reason,
  :content, :tool_calls, :finish_reason, :reused_reply_id, :tokens_in, :tokens_out, :cost_micros, :attempts, :latency_ms
from talk_turn t where t.customer_id = :customer_id and t.id = :turn_id
on conflict do nothing returning *;

-- name: reserve
-- Nothing where the caps do not allow it. Locked until the transaction ends, so of many at once none passes the cap.
update talk set cost_micros = cost_micros + :micros, day = (now() at time zone 'UTC')::date,
  day_cost_micros = :micros + case when day = (now() at time zone 'UTC')::date then day_cost_micros else 0 end
where customer_id = :customer_id and project_id = :project_id
  and (most_cost_micros is null or cost_micros + :micros <= most_cost_micros)
  and (most_cost_micros_a_day is null
    or :micros + case when day = (now() at time zone 'UTC')::date then day_cost_micros else 0 end <= most_cost_micros_a_day)
returning day;

-- name: reserve_of_models
-- The models whose own budgets allow it; one without a budget has no bound of its own.
update model m set cost_micros = m.cost_micros + w.micros
from unnest(:ids::uuid[], :micros::bigint[]) as w (id, micros)
where m.customer_id = :customer_id and m.id = w.id
  and ((m.settings ->> 'most_cost_micros')::bigint = 0 or m.cost_micros + w.micros <= (m.settings ->> 'most_cost_micros')::bigint)
returning m.id;

-- name: give_back!
-- What was reserved and not spent, of the day on which it was reserved.
update talk set cost_micros = cost_micros - :micros, day_cost_micros = day_cost_micros - case when day = :day then :micros else 0 end
where customer_id = :customer_id and project_id = :project_id;

-- name: give_back_to_model!
update model set cost_micros = cost_micros - :micros where customer_id = :customer_id and id = :id;

-- name: take_flight
-- Only one asks; the place of one who never came back is free again after a while.
insert into model_flight (customer_id, request_hash, flight_id, until)
values (:customer_id, :request_hash, :flight_id, now() + make_interval(secs => :seconds::double precision))
on conflict (customer_id, request_hash) do update set flight_id = excluded.flight_id, until = excluded.until where model_flight.until < now()
returning flight_id;

-- name: end_flight!
delete from model_flight where customer_id = :customer_id and request_hash = :request_hash and flight_id = :flight_id;

-- name: replies_of
-- Replies and whose they are, for exports, leaderboards and reviewers.
select r.*, m.name as model_name, m.kind as model_kind, m.settings as model_settings, m.labeler_id as model_labeler_id
from model_reply r join model m on m.customer_id = r.customer_id and m.id = r.model_id
where r.customer_id = :customer_id and r.id = any(:ids::uuid[]) and r.status = 'answered' order by r.id;

-- name: replies_of_task
-- Of assignments that were submitted: who still works stays blind.
select r.*, m.name as model_name
from model_reply r join model m on m.customer_id = r.customer_id and m.id = r.model_id
join assignment n on n.customer_id = r.customer_id and n.id = r.assignment_id
where r.customer_id = :customer_id and r.task_id = :task_id and n.state = 'submitted' and r.id > :after order by r.id limit :limit;

-- name: replies_to_check
select id, content, tool_calls from model_reply
where customer_id = :customer_id and id = any(:ids::uuid[]) and task_id = :task_id and status = 'answered'
  and (:assignment_id::uuid is null or assignment_id = :assignment_id);

-- name: has_task
select exists (select from task where customer_id = :customer_id and id = :task_id);
