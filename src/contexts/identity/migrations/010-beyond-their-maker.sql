-- Ends what earlier versions let exist and should not have: here what stands in tables, at the next start what stands in events
-- (services/end-beyond-maker.ts), which then says how many of each there were.
create table identity.upgrade (
  step     text primary key,
  programs int  not null
);

with programs as (
  -- In which session these were allowed is not known, nor whether it was one.
  delete from identity.artifact where kind in ('Grant', 'AccessToken', 'RefreshToken', 'AuthorizationCode') returning kind
)
insert into identity.upgrade (step, programs) select 'authority', count(*) from programs where kind = 'Grant';
