-- A grant holds what its tokens say, whether it was only for logging in, and why it was revoked.
alter table authorization_grant add column document text not null default '';
alter table authorization_grant add column login_only integer not null default 1;
alter table authorization_grant add column ended_by text not null default '';
create index authorization_grant_expires on authorization_grant (expires);

-- Codes and refresh tokens, found by the SHA-256 of what the client holds. A used one is known until its
-- grant ends, so that a second use is seen.
create table grant_credential (
    kind text not null,
    id text not null,
    grant_id text not null,
    expires integer not null,
    used integer not null default 0,
    primary key (kind, id)
) strict, without rowid;
create index grant_credential_grant on grant_credential (grant_id);

-- By jti, or by the SHA-256 of a token that tells nothing itself; claims are of those.
alter table access_token rename column jti to id;
alter table access_token add column claims text not null default '';
