-- The contract: what was believed of an answer before its audit, and tasks that follow a change of labeling.

-- Of an audit: the expected error of its task as it was when the audit was made. A certificate sorts records by what was
-- believed of them before any audit, and a task that is sent back gets another belief.
alter table annotation add column expected_error real check (expected_error between 0 and 1);

-- Labeling became fixed or adaptive: the tasks up to this one follow it already. Null: all do.
alter table project add column labeling_through uuid;
