-- name: refresh_statistics
select refresh_statistics();
