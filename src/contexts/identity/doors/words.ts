const about = new Map([
  ['openid', 'know who you are'],
  ['profile', 'know your name'],
  ['email', 'know your address'],
  ['offline_access', 'go on while you are away, until you end it'],
  ['*', 'do what you may do, except change credentials or run the installation'],
  ['self:write', 'change your name and end your sessions'],
]);

const things = new Map([
  ['self', 'your own account'],
  ['graph', 'notes and their links'],
  ['discovery', 'connections between notes'],
  ['deals', 'deals'],
  ['customers', 'parties'],
  ['credit', 'credit'],
  ['inventory', 'stock'],
  ['dispatch', 'dispatches'],
  ['rates', 'costs and margins'],
  ['reports', 'reports'],
  ['audit', 'the audit'],
  ['identity', 'members and their access'],
  ['platform', 'how the installation is doing'],
]);

const deeds = new Map([
  ['read', 'see'],
  ['write', 'change'],
  ['admin', 'administer'],
]);

/** What a scope such as `deals:read` lets a program do, in words; one that has none stands for itself. */
export const inWords = (scope: string): string => {
  const [thing = '', deed = ''] = scope.split(':');
  const [does, what] = [deeds.get(deed), things.get(thing)];
  return about.get(scope) ?? (does === undefined || what === undefined ? scope : `${does} ${what}`);
};

const browsers = [
  ['Firefox', /Firefox\//],
  ['Edge', /Edg\w*\//],
  ['Opera', /OPR\//],
  ['Chrome', /Chrom(?:e|ium)\//],
  ['Safari', /Safari\//],
] as const;
const systems = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['Mac', /Mac OS X/],
  ['Linux', /Linux/],
] as const;

/** A browser as people call it, by its `User-Agent`: "Firefox on Linux". What is no browser that we know stands for itself. */
export const browserIn = (agent: string): string => {
  const [browser] = browsers.find(([, sign]) => sign.test(agent)) ?? [];
  const [system] = systems.find(([, sign]) => sign.test(agent)) ?? [];
  if (browser === undefined) return agent;
  return system === undefined ? browser : `${browser} on ${system}`;
};
