-- A project in which LABELERS people compared MODELS models in TASKS tasks, PER_TASK each. The words in capitals are replaced.
set goldsmith.customer_id = 'CUSTOMER';
create function made_id(kind int, number bigint) returns uuid language sql immutable as
  $$ select ('0190' || lpad(to_hex(number), 8, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(number), 15, '0'))::uuid $$;
insert into labeler (customer_id, id, kind, name)
select 'CUSTOMER', made_id(1, n), 'person', 'labeler ' || n from generate_series(1, LABELERS) n;
create temp table shown as
select n, made_id(2, n) as task_id, l.model as one, (l.model + 1 + (random() * (MODELS - 2))::int) % MODELS as other
from generate_series(1, TASKS + WAITING) n cross join lateral (select (random() * (MODELS - 1) + 0 * n)::int as model) l;
insert into task (customer_id, id, project_id, batch_id, priority, stage, status, answers_needed, answers_most, answers_have, ontology_version)
select 'CUSTOMER', task_id, 'PROJECT', 'BATCH', 50, case when n <= TASKS then 'done' else 'label' end,
  case when n <= TASKS then 'completed' else 'pending' end, PER_TASK, PER_TASK, case when n <= TASKS then PER_TASK else 0 end, 1
from shown;
insert into task_payload (customer_id, task_id, project_id, content)
select 'CUSTOMER', s.task_id, 'PROJECT', replace(replace(p.content::text, 'first-model', 'model-' || s.one), 'second-model', 'model-' || s.other)::jsonb
from shown s cross join (select content from task_payload where task_id = 'EXAMPLE') p;
create temp table vote as
select row_number() over () as n, s.task_id, s.one, s.other, made_id(1, 1 + (s.n * 7 + k * 131) % LABELERS) as labeler_id,
  1 / (1 + exp((s.other - s.one) / 25.0)) as chance, random() as drawn, random() < 0.2 as is_tie
from shown s cross join generate_series(1, PER_TASK) k where s.n <= TASKS;
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, ontology_version, answer)
select 'CUSTOMER', made_id(3, n), task_id, 'PROJECT', labeler_id, 'response', 1, jsonb_build_object('annotations', jsonb_build_array(
  jsonb_build_object('uuid', made_id(3, n), 'type', 'ranking', 'label', 'overall', 'after', '1', 'shown', '["a", "b"]'::jsonb,
    'groups', case when is_tie then '[["a", "b"]]' when drawn < chance then '[["a"], ["b"]]' else '[["b"], ["a"]]' end::jsonb)))
from vote;
insert into preference (customer_id, annotation_id, place, project_id, labeler_id, question, left_name, right_name, winner, is_placed, longer)
select 'CUSTOMER', made_id(3, n), 0, 'PROJECT', labeler_id, 'overall', 'model-' || one, 'model-' || other,
  case when is_tie then 'tie' when drawn < chance then 'left' else 'right' end, true, round((random() * 4 - 2)::numeric, 2)
from vote;
insert into labeler (customer_id, id, kind, name) values ('CUSTOMER', made_id(4, 1), 'model', 'judge');
insert into model (customer_id, id, project_id, labeler_id, kind, name) values ('CUSTOMER', made_id(4, 1), 'PROJECT', made_id(4, 1), 'chat', 'judge');
insert into model_call (customer_id, id, model_id, task_id, request_hash, status, latency_ms, reply)
select 'CUSTOMER', made_id(5 + turned, s.n), made_id(4, 1), s.task_id, sha256((s.n || ' ' || turned)::bytea), 'answered', 1,
  '{"pairing":{"question":"overall","left":"' || case turned when 0 then 'a","right":"b' else 'b","right":"a' end || '"},"winner":"left","chance":0.9}'
from shown s cross join generate_series(0, 1) turned where s.n <= TASKS / 5;
drop function made_id;
analyze;
