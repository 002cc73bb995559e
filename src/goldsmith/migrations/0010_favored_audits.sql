-- Below which belief tasks are drawn for audit twice as often; null: all are drawn alike. Once set it stays: it divides the evidence.
alter table project add column audit_favored_below numeric(4, 3) check (audit_favored_below between 0 and 1);
