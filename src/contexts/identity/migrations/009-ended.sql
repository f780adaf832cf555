-- Since when the secrets of a member count: one who was disabled and is enabled again signs in again.
-- services/fill-members.ts fills it from the log.
alter table identity.members add column secrets_from timestamptz;

create index consent_by_grant on identity.consent (grant_id);
