-- name: access_key
-- The live key with this secret, whoever's it is.
select * from access_api_key(:hash);

-- name: access_session
-- The person behind a session cookie, while it lasts.
select p.id, p.name, p.email, p.is_administrator
from session s join person p on p.id = s.person_id
where s.token_hash = :hash and s.expires_at > now() and p.disabled_at is null;

-- name: memberships_of_session
-- The customers that this session's person works for.
select customer_id, customer_name, role::text from access_memberships(:hash) order by customer_name;

-- name: all_customers
-- Every customer, for administrators.
select id as customer_id, name as customer_name from customer order by name;

-- name: customer_by_reference
-- A customer by name or id.
select id, name, created_at from customer where name = :name or id = :id;

-- name: insert_customer
insert into customer (id, name) values (:id, :name) on conflict (name) do nothing returning id, name, created_at;

-- name: customers_page
select id, name, created_at from customer
where id > :after and (:only::uuid is null or id = :only) order by id limit :limit;

-- name: find_labeler_of_person
select id from labeler where customer_id = :customer_id and person_id = :person_id;

-- name: insert_labeler
-- One labeler per person and customer, so that nobody's reliability crosses the wall.
insert into labeler (customer_id, id, kind, name, person_id) values (:customer_id, :id, :kind, :name, :person_id)
on conflict (customer_id, person_id) do update set name = excluded.name
returning id;

-- name: members
select m.person_id, p.name, p.email, m.role::text, m.created_at
from membership m join person p on p.id = m.person_id
where m.customer_id = :customer_id and m.person_id > :after order by m.person_id limit :limit;

-- name: member
select person_id from membership where customer_id = :customer_id and person_id = :person_id;

-- name: upsert_member
insert into membership (customer_id, person_id, role) values (:customer_id, :person_id, :role::text::member_role)
on conflict (customer_id, person_id) do update set role = excluded.role
returning person_id, role::text, created_at;

-- name: update_member
update membership set role = :role::text::member_role where customer_id = :customer_id and person_id = :person_id
returning person_id, role::text, created_at;

-- name: lock_admins
select person_id from membership where customer_id = :customer_id and role = 'admin' order by person_id for update;

-- name: delete_member!
delete from membership where customer_id = :customer_id and person_id = :person_id;

-- name: keys
select id, name, role::text, is_administrator, mode::text, prefix, labeler_id, created_at, revoked_at
from api_key where customer_id = :customer_id and id > :after order by id limit :limit;

-- name: insert_key
insert into api_key (customer_id, id, name, role, is_administrator, mode, prefix, secret_hash, labeler_id)
values (:customer_id, :id, :name, :role::text::member_role, :is_administrator, :mode::text::key_mode, :prefix, :secret_hash, :labeler_id)
returning id, name, role::text, is_administrator, mode::text, prefix, labeler_id, created_at, revoked_at;

-- name: revoke_key
update api_key set revoked_at = coalesce(revoked_at, now()) where customer_id = :customer_id and id = :id
returning id, role::text;

-- name: announce_revocation
-- Tell every process to forget whom it has let in.
select pg_notify('goldsmith', 'access');
