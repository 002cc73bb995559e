-- name: insert_knowledge_base
insert into knowledge_base (customer_id, id, name, title, description)
values (:customer_id, :id, :name, :title, :description)
on conflict (customer_id, name) do nothing returning *;

-- name: count_knowledge_bases$
select count(*) from knowledge_base where customer_id = :customer_id;

-- name: knowledge_bases_page
select * from knowledge_base where customer_id = :customer_id and id > :after order by id limit :limit;

-- name: knowledge_base
select * from knowledge_base where customer_id = :customer_id and name = :name;

-- name: insert_load
insert into knowledge_base_load (customer_id, id, knowledge_base_id, name, format, is_whole, bytes)
values (:customer_id, :id, :knowledge_base_id, :name, :format, :is_whole, :bytes)
on conflict (customer_id, knowledge_base_id) where status = 'running' do nothing returning *;

-- name: loads_page
select * from knowledge_base_load
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and id < :before order by id desc limit :limit;

-- name: load_
select * from knowledge_base_load
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and id = :id;

-- name: load_to_read
select l.*, b.name as knowledge_base_name from knowledge_base_load l
join knowledge_base b on b.customer_id = l.customer_id and b.id = l.knowledge_base_id
where l.customer_id = :customer_id and l.id = :id and l.status = 'running';

-- name: advance_load!
-- `rejects` are kept up to a thousand.
update knowledge_base_load
set bytes_read = :bytes_read, rows_read = :rows_read, columns = :columns, added = added + :added, changed = changed + :changed,
  rejected = rejected + :rejected,
  rejects = case when jsonb_array_length(rejects) < 1000 then rejects || :rejects::jsonb else rejects end
where customer_id = :customer_id and id = :id;

-- name: count_entries!
-- How many more entries searches find now.
update knowledge_base set entries = entries + :more where customer_id = :customer_id and id = :id;

-- name: count_retired!
update knowledge_base_load set retired = retired + :count where customer_id = :customer_id and id = :id;

-- name: end_load
update knowledge_base_load set status = :status, error = :error
where customer_id = :customer_id and id = :id and status = 'running' returning *;

-- name: entries_by_id
select id, name, aliases, description, type, popularity, retired from knowledge_base_entry
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and id = any(:ids::text[]);

-- name: entries_page
select id, name, aliases, description, type, popularity, retired from knowledge_base_entry
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and id > :after order by id limit :limit;

-- name: write_entries!
-- Lists of aliases travel as JSON, as arrays of arrays must have rows of one length.
insert into knowledge_base_entry
  (customer_id, knowledge_base_id, id, name, aliases, description, type, popularity, load_id)
select :customer_id, :knowledge_base_id, new.id, new.name,
  array(select jsonb_array_elements_text(new.aliases::jsonb)), new.description, new.type, new.popularity, :load_id
from unnest(:ids::text[], :names::text[], :aliases::text[], :descriptions::text[], :types::text[], :popularities::integer[])
  as new (id, name, aliases, description, type, popularity)
on conflict (customer_id, knowledge_base_id, id) do update
set name = excluded.name, aliases = excluded.aliases, description = excluded.description, type = excluded.type,
  popularity = excluded.popularity, load_id = excluded.load_id, retired = false;

-- name: write_terms!
insert into knowledge_base_term (customer_id, knowledge_base_id, term, standing, demotion, entry_id)
select :customer_id, :knowledge_base_id, new.* from
  unnest(:terms::text[], :standings::smallint[], :demotions::integer[], :entry_ids::text[]) as new (term, standing, demotion, entry_id)
on conflict do nothing;

-- name: remove_terms!
delete from knowledge_base_term t using
  unnest(:terms::text[], :standings::smallint[], :demotions::integer[], :entry_ids::text[]) as old (term, standing, demotion, entry_id)
where t.customer_id = :customer_id and t.knowledge_base_id = :knowledge_base_id and t.term = old.term collate "C"
  and t.standing = old.standing and t.demotion = old.demotion and t.entry_id = old.entry_id collate "C";

-- name: entries_not_named
-- What a load of the whole left out, from an id on.
select id, name, aliases, popularity from knowledge_base_entry
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and id > :after and load_id <> :load_id and not retired
order by id limit :limit;

-- name: retire_entries!
update knowledge_base_entry set retired = true
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and id = any(:ids::text[]);

-- name: terms_between
select term, standing, demotion, entry_id from knowledge_base_term
where customer_id = :customer_id and knowledge_base_id = :knowledge_base_id and term >= :low and term < :high
order by term, standing, demotion, entry_id limit :limit;

-- name: known_entries
-- Which of the named entries there are; those that are retired are known too.
select b.name as knowledge_base, e.id, e.name from unnest(:names::text[], :ids::text[]) as asked (name, id)
join knowledge_base b on b.customer_id = :customer_id and b.name = asked.name
join knowledge_base_entry e on e.customer_id = b.customer_id and e.knowledge_base_id = b.id and e.id = asked.id collate "C";
