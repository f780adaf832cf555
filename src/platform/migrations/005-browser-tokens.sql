-- Sign-in links put a token of the installation into a cookie, which nothing ended. They begin sessions now. The next start says how many
-- there were.
create table platform.ended_cookies (count int not null);

with cookies as (delete from platform.token where name = 'browser' returning 1)
insert into platform.ended_cookies (count) select count(*) from cookies having count(*) > 0;
