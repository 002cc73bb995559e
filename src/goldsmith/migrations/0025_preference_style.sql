-- How far the left response of a vote exceeds the right one, in doublings: votes can be held free of length and formatting.
alter table preference
  add column longer real not null default 0,      -- log2 of the ratio of their characters
  add column more_marked real not null default 0; -- log2 of the ratio of their headings, list items, bold words and tables
