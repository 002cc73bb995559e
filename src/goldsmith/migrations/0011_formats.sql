-- Imports of any format that the project's modality reads: converted to rows first, then read like a manifest.
alter table import drop constraint import_format_check;
alter table import add column rows_bytes bigint;  -- the size of the converted rows; null: not converted, or nothing to convert
alter table import add column losses jsonb not null default '[]';  -- what the rows cannot hold: [{lost, count}]

-- Files of a delivery are written when somebody first asks for them: there are many formats, and most are never taken.
alter table delivery add column wanted_formats text[] not null default '{parquet}';
alter table delivery add column export_errors jsonb not null default '{}';  -- format: why it could not be written
