-- Since when the secrets of a member count: one who was disabled and is enabled again signs in again.
alter table identity.members add column secrets_from timestamptz;

update identity.members m set secrets_from = (
  select max(e.recorded_at) from log.event e
  where e.tenant = m.tenant and e.stream = 'workspace-' || m.tenant and e.type = 'MemberEnabled' and e.data ->> 'id' = m.id
);

create index consent_by_grant on identity.consent (grant_id);
