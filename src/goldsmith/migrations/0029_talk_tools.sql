-- Tools that models may call while labelers talk to them: a project's own, and those that one turn was asked with.

alter table talk add column tools jsonb not null default '[]';
alter table talk_turn add column tools jsonb not null default '[]';
