-- Ends what earlier versions let exist and should not have: here what stands in tables, at the next start what stands in events
-- (services/end-beyond-maker.ts), which then says how many of each there were.
create table identity.upgrade (
  step     text primary key,
  cookies  int  not null,
  programs int  not null
);

with cookies as (
  -- Sign-in links put a token of the installation into a cookie.
  delete from platform.token where name = 'browser' returning 1
), programs as (
  -- In which session these were allowed is not known, nor whether it was one.
  delete from identity.artifact where kind in ('Grant', 'AccessToken', 'RefreshToken', 'AuthorizationCode') returning kind
)
insert into identity.upgrade (step, cookies, programs)
select 'authority', (select count(*) from cookies), (select count(*) from programs where kind = 'Grant');
