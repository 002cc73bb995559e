-- name: testing
select * from rubric_testing where customer_id = :customer_id and project_id = :project_id;

-- name: put_testing
insert into rubric_testing (customer_id, project_id, model_id, most_tests, least_gap)
values (:customer_id, :project_id, :model_id, :most_tests, :least_gap)
on conflict (customer_id, project_id) do update set model_id = excluded.model_id, most_tests = excluded.most_tests,
  least_gap = excluded.least_gap, updated_at = now()
returning *;

-- name: model_that_grades
-- A model of this project that can be asked; one that was removed grades nothing any more.
select * from model
where customer_id = :customer_id and project_id = :project_id and id = :id and kind in ('chat', 'practice') and removed_at is null;

-- name: claim_to_test
-- A live claim of this generation, in the hands of this labeler; locked, so that tests are counted one after the other.
select n.id, n.task_id, n.project_id, n.round, p.modality, b.content
from assignment n
join project p on p.customer_id = n.customer_id and p.id = n.project_id
join task_payload b on b.customer_id = n.customer_id and b.task_id = n.task_id
where n.customer_id = :customer_id and n.id = :id and n.labeler_id = :labeler_id and n.generation = :generation
  and n.purpose = 'label' and n.state = 'leased' and n.expires_at > now()
for update of n;

-- name: own_assignment
select n.id, n.task_id, n.project_id, n.round, p.modality, b.content
from assignment n
join project p on p.customer_id = n.customer_id and p.id = n.project_id
join task_payload b on b.customer_id = n.customer_id and b.task_id = n.task_id
where n.customer_id = :customer_id and n.id = :id and n.labeler_id = :labeler_id and n.purpose = 'label';

-- name: own_tests
-- What a labeler found out about a task in a round, oldest first; submitted rubrics are not counted among the tries.
select * from rubric_test
where customer_id = :customer_id and task_id = :task_id and labeler_id = :labeler_id and round = :round order by id;

-- name: tests_of_task
select * from rubric_test where customer_id = :customer_id and task_id = :task_id and annotation_id is not null order by id;

-- name: task_with_content
select t.id, p.modality, b.content
from task t
join project p on p.customer_id = t.customer_id and p.id = t.project_id
join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.id = :task_id;

-- name: insert_test
insert into rubric_test (customer_id, id, project_id, task_id, assignment_id, labeler_id, annotation_id, round, model_id, least_gap, rubric)
values (:customer_id, :id, :project_id, :task_id, :assignment_id, :labeler_id, :annotation_id, :round, :model_id, :least_gap, :rubric)
returning *;

-- name: waiting_test
select r.*, p.modality, b.content
from rubric_test r
join project p on p.customer_id = r.customer_id and p.id = r.project_id
join task_payload b on b.customer_id = r.customer_id and b.task_id = r.task_id
where r.customer_id = :customer_id and r.id = :id and r.status = 'waiting';

-- name: end_test
-- Once: of two workers that carried it out, one writes.
update rubric_test set status = :status, grades = :grades, separates = :separates, reason = :reason, ended_at = now()
where customer_id = :customer_id and id = :id and status = 'waiting' returning id;
