-- In which session of a browser somebody agreed: what a program may do ends with it.
create table identity.consent (
  hash     text primary key, -- of the grant
  grant_id text not null,
  tenant   text not null,
  member   text not null,
  session  text not null
);
create index consent_by_session on identity.consent (tenant, member, session);

-- Ends sessions, and with them whatever programs were allowed in them. Answers how many sessions.
create function identity.end_sessions(the_tenant text, the_member text, the_session text) returns bigint language sql as $$
  with agreed as (
    delete from identity.consent
    where tenant = the_tenant and member = the_member and (the_session is null or session = the_session)
    returning hash, grant_id
  ), tokens as (
    delete from identity.artifact a using agreed c where a.grant_id = c.grant_id or a.kind = 'Grant' and a.hash = c.hash
  ), ended as (
    delete from identity.session
    where tenant = the_tenant and member = the_member and (the_session is null or id = the_session)
    returning 1
  )
  select count(*) from ended
$$;
