-- The session whose end revokes a grant; empty where none does.
alter table authorization_grant add column session text not null default '';
create index authorization_grant_session on authorization_grant (session) where session <> '';
