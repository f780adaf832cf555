-- Programs that people may let act for them, and what service accounts sign in with.
create table identity.clients (
  tenant        text        not null,
  id            text        not null,
  label         text        not null,
  redirects     text[]      not null,
  after_logout  text[]      not null,
  scopes        text[]      not null, -- what it may ask for
  secret_hash   text,                 -- none: a program that can keep no secret
  member        text,                 -- the service account that it signs in as, by itself
  registered_at timestamptz not null,
  primary key (tenant, id)
);
create unique index clients_by_id on identity.clients (id);

-- What the OAuth provider remembers between two requests: codes, tokens, grants, sign-ins under way.
create table identity.artifact (
  kind        text        not null,
  hash        text        not null, -- sha-256 of what the client holds
  tenant      text,                 -- none: nobody has signed in yet
  member      text,
  client      text,
  payload     jsonb       not null,
  grant_id    text,
  uid         text,
  user_code   text,
  consumed_at timestamptz,
  expires_at  timestamptz not null,
  primary key (kind, hash)
);
create index artifact_by_grant on identity.artifact (grant_id) where grant_id is not null;
create index artifact_by_uid on identity.artifact (uid) where uid is not null;
create index artifact_by_user_code on identity.artifact (user_code) where user_code is not null;
create index artifact_by_member on identity.artifact (tenant, member);
create index artifact_by_end on identity.artifact (expires_at);

-- Writes a refresh token. Those that were made of the same one before it were lost on their way, or belong to somebody else: whoever
-- uses one of them gives itself away. One after the other for a grant, so that of two at once one is the later.
create function identity.put_refresh_token(
  the_hash text, the_tenant text, the_member text, the_client text, the_payload jsonb, the_grant text, the_end timestamptz
) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(the_grant, 3));
  insert into identity.artifact as a (kind, hash, tenant, member, client, payload, grant_id, expires_at)
  values ('RefreshToken', the_hash, the_tenant, the_member, the_client, the_payload, the_grant, the_end)
  on conflict (kind, hash) do update set payload = excluded.payload, expires_at = excluded.expires_at;
  update identity.artifact
  set consumed_at = '-infinity'
  where grant_id = the_grant and kind = 'RefreshToken' and hash <> the_hash and consumed_at is null
    and payload -> 'iiat' = the_payload -> 'iiat'
    and coalesce((payload ->> 'rotations')::int, 0) = coalesce((the_payload ->> 'rotations')::int, 0);
end $$;

-- The keys that tokens and cookies are signed with; sealed.
create table identity.signing_key (
  id         text        primary key,
  purpose    text        not null,
  secret     text        not null,
  created_at timestamptz not null
);
