-- What is too long for one task is cut into parts, each a task of its own; deliveries join them again.

-- {"length", "overlap"}, counted as the modality counts; null: nothing is cut. Tasks that came before stay as they are.
alter table project add column cut jsonb;

alter table task_payload add column is_whole boolean not null default false;  -- never cut, whatever the project says
alter table task_payload add column part_of uuid;                            -- the task of part 1; null: no part
create index task_payload_parts on task_payload (customer_id, part_of) where part_of is not null;

-- What came of joining parts in this file; null where it joins none.
alter table delivery_artifact add column joined jsonb;
