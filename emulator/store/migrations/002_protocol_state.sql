-- What the protocols must remember between two requests.

-- Assertions that were used: one row wins, the second is a replay.
create table spent_assertion (
    issuer text not null,
    jti text not null,
    expires integer not null,
    primary key (issuer, jti)
) strict, without rowid;
create index spent_assertion_expires on spent_assertion (expires);

-- Sessions, authorization requests under way, codes: found by kind and the SHA-256 of their secret.
create table kept_document (
    kind text not null,
    id text not null,
    document text not null,
    expires integer not null,
    primary key (kind, id)
) strict, without rowid;
create index kept_document_expires on kept_document (expires);

-- What a user granted a client at one login; every token of it ends with it.
create table authorization_grant (
    id text primary key,
    client_id text not null,
    expires integer not null,
    revoked integer not null default 0
) strict, without rowid;

create table access_token (
    jti text primary key,
    grant_id text not null,
    expires integer not null
) strict, without rowid;
create index access_token_expires on access_token (expires);
