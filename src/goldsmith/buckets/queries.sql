-- name: insert_bucket
insert into bucket (customer_id, id, provider, name, prefix, region, endpoint, credentials)
values (:customer_id, :id, :provider, :name, :prefix, :region, :endpoint, :credentials) returning *;

-- name: buckets_page
select * from bucket where customer_id = :customer_id and disabled_at is null and id > :after order by id limit :limit;

-- name: count_buckets$
select count(*) from bucket where customer_id = :customer_id and disabled_at is null;

-- name: buckets
-- All that are in use; the one that says most about where a key lies comes first, then the newest.
select * from bucket where customer_id = :customer_id and disabled_at is null order by length(prefix) desc, id desc;

-- name: bucket
select * from bucket where customer_id = :customer_id and id = :id and disabled_at is null;

-- name: disable_bucket
update bucket set disabled_at = now(), credentials = null
where customer_id = :customer_id and id = :id and disabled_at is null returning id;
