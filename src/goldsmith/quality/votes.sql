-- name: now
-- Which transactions this one sees.
select current_epoch() as epoch, pg_current_snapshot()::text as snapshot;

-- name: is_later
-- Whether this transaction sees all that another saw; after a restore it may not.
select :epoch::int = current_epoch() and pg_snapshot_xmin(pg_current_snapshot()) >= pg_snapshot_xmin(:snapshot::text::pg_snapshot);

-- name: all_votes
-- The votes of a project that count.
select v.question, v.left_name, v.right_name, case v.winner when 'left' then 0 when 'right' then 1 else 2 end as outcome, v.labeler_id,
  v.is_placed::int as is_placed, v.longer, v.more_marked, 1 as counted
from preference v
where v.customer_id = :customer_id and v.project_id = :project_id and not exists (
  select from withdrawn_vote w
  where w.customer_id = :customer_id and w.project_id = :project_id and w.annotation_id = v.annotation_id);

-- name: changed_votes
-- Votes that came since a snapshot, and with -1 those that it saw and that no longer count. Transactions end in another order
-- than they begin in, so each is asked whether the snapshot saw it.
select v.question, v.left_name, v.right_name, case v.winner when 'left' then 0 when 'right' then 1 else 2 end as outcome, v.labeler_id,
  v.is_placed::int as is_placed, v.longer, v.more_marked, 1 as counted
from preference v
where v.customer_id = :customer_id and v.project_id = :project_id
  and v.epoch = :epoch::int and v.txid >= pg_snapshot_xmin(:snapshot::text::pg_snapshot)
  and not pg_visible_in_snapshot(v.txid, :snapshot::text::pg_snapshot)
  and not exists (select from withdrawn_vote w where w.customer_id = :customer_id and w.annotation_id = v.annotation_id)
union all
select v.question, v.left_name, v.right_name, case v.winner when 'left' then 0 when 'right' then 1 else 2 end, v.labeler_id,
  v.is_placed::int, v.longer, v.more_marked, -1
from withdrawn_vote w
join preference v on v.customer_id = w.customer_id and v.annotation_id = w.annotation_id
where w.customer_id = :customer_id and w.project_id = :project_id
  and w.epoch = :epoch::int and w.txid >= pg_snapshot_xmin(:snapshot::text::pg_snapshot)
  and not pg_visible_in_snapshot(w.txid, :snapshot::text::pg_snapshot)
  and (v.txid is null or v.epoch < :epoch::int or pg_visible_in_snapshot(v.txid, :snapshot::text::pg_snapshot));
