-- name: exposure
-- How a project exposes people, and what this labeler has agreed to and seen today.
select p.is_sensitive, p.most_a_day, case when c.revoked_at is null then c.agreed_at end as agreed_at,
  case when c.day = (now() at time zone 'UTC')::date then c.seen else 0 end as seen_today
from project p left join consent c on c.customer_id = p.customer_id and c.project_id = p.id and c.labeler_id = :labeler_id
where p.customer_id = :customer_id and p.id = :project_id;

-- name: agree
-- Once: agreeing again changes nothing. What was seen today stays seen.
insert into consent (customer_id, project_id, labeler_id) values (:customer_id, :project_id, :labeler_id)
on conflict (customer_id, project_id, labeler_id) do update set agreed_at = now(), revoked_at = null where consent.revoked_at is not null
returning agreed_at;

-- name: revoke
update consent set revoked_at = now()
where customer_id = :customer_id and project_id = :project_id and labeler_id = :labeler_id and revoked_at is null returning revoked_at;
