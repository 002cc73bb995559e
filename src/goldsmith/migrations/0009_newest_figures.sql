-- When the figures of a project's functions were read from the votes: what was read earlier never replaces them.
alter table function_run add column counted_at timestamptz not null default '-infinity';
