-- name: credential_by_email
select p.id, p.name, c.password_hash, c.failed_attempts, greatest(extract(epoch from c.locked_until - now()), 0)::float8 as locked_seconds
from person p join credential c on c.person_id = p.id
where p.email = :email and p.disabled_at is null;

-- name: credential_of_person
select password_hash from credential where person_id = :person_id;

-- name: note_failure!
-- After five wrong passwords each further one doubles the wait, up to fifteen minutes.
update credential set failed_attempts = failed_attempts + 1,
  locked_until = case when failed_attempts >= 4
    then now() + make_interval(secs => least(power(2, failed_attempts - 3), 900)) end
where person_id = :person_id;

-- name: note_success!
update credential set failed_attempts = 0, locked_until = null where person_id = :person_id;

-- name: insert_session!
insert into session (token_hash, person_id, expires_at) values (:token_hash, :person_id, now() + make_interval(days => :days));

-- name: delete_session!
delete from session where token_hash = :token_hash;

-- name: delete_other_sessions!
delete from session where person_id = :person_id and token_hash <> :token_hash;

-- name: delete_ended_sessions!
delete from session where expires_at < now();

-- name: insert_person
insert into person (id, email, name, is_administrator) values (:id, :email, :name, :is_administrator)
on conflict (email) do nothing returning id;

-- name: person_by_email
select id, name, email from person where email = :email;

-- name: set_password!
insert into credential (person_id, password_hash) values (:person_id, :password_hash)
on conflict (person_id) do update set password_hash = excluded.password_hash, failed_attempts = 0, locked_until = null, changed_at = now();

-- name: has_administrator
select exists (select from person where is_administrator and disabled_at is null);
