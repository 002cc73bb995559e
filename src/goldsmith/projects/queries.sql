-- name: insert_project
insert into project (customer_id, id, name, modality, labeling, answers_needed, review_percent, audit_percent, lease_seconds, self_review, similar_above, is_sensitive, most_a_day, contract, cut)
values (:customer_id, :id, :name, :modality, :labeling, :answers_needed, :review_percent, :audit_percent, :lease_seconds, :self_review, :similar_above, :is_sensitive, :most_a_day, :contract, :cut)
on conflict (customer_id, name) do nothing returning *;

-- name: projects_page
select * from project where customer_id = :customer_id and id < :before order by id desc limit :limit;

-- name: project
select * from project where customer_id = :customer_id and id = :id;

-- name: project_by_name
select * from project where customer_id = :customer_id and name = :name;

-- name: project_for_update
select * from project where customer_id = :customer_id and id = :id for update;

-- name: update_project
update project set name = :name, status = :status, labeling = :labeling, answers_needed = :answers_needed, review_percent = :review_percent,
  audit_percent = :audit_percent, lease_seconds = :lease_seconds, self_review = :self_review, similar_above = :similar_above, is_sensitive = :is_sensitive, most_a_day = :most_a_day, contract = :contract, cut = :cut, updated_at = clock_timestamp()
where customer_id = :customer_id and id = :id returning *;

-- name: has_audits
-- Or tasks were drawn for audit in a way that only suits one of the two bounds.
select p.audit_favored_below is not null or exists (
  select from annotation n where n.customer_id = :customer_id and n.project_id = p.id and n.kind = 'audit')
from project p where p.customer_id = :customer_id and p.id = :id;

-- name: measured_accuracy
select body #> '{figures,accuracy}' from quality where customer_id = :customer_id and project_id = :project_id;

-- name: labeling_has_changed!
-- Tasks that wait follow in the background, from the first one on: see journey/route/following.sql.
update project set labeling_through = '00000000-0000-0000-0000-000000000000' where customer_id = :customer_id and id = :id;

-- name: labeling_now
-- It stays so until this transaction is over.
select labeling from project where customer_id = :customer_id and id = :id for key share;

-- name: insert_ontology!
insert into ontology_version (customer_id, project_id, version, ontology) values (:customer_id, :project_id, :version, :ontology);

-- name: use_ontology!
update project set ontology_version = :version, updated_at = clock_timestamp() where customer_id = :customer_id and id = :project_id;

-- name: ontology
select version, ontology, created_at from ontology_version
where customer_id = :customer_id and project_id = :project_id and version = :version;

-- name: insert_instructions!
insert into instructions_version (customer_id, project_id, version, markdown) values (:customer_id, :project_id, :version, :markdown);

-- name: use_instructions!
update project set instructions_version = :version, updated_at = clock_timestamp() where customer_id = :customer_id and id = :project_id;

-- name: instructions
select version, markdown, created_at from instructions_version
where customer_id = :customer_id and project_id = :project_id and version = :version;

-- name: insert_batch
insert into batch (customer_id, id, project_id, name, priority) values (:customer_id, :id, :project_id, :name, :priority)
on conflict (customer_id, project_id, name) do nothing returning *;

-- name: batch_by_name
select * from batch where customer_id = :customer_id and project_id = :project_id and name = :name;

-- name: batches
select * from batch where customer_id = :customer_id and project_id = :project_id and id > :after order by id limit :limit;
