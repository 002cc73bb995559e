-- name: is_ready
select count(*) from installation;
