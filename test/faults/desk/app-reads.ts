import { type Place, send } from './client.ts';
import type { Finding, LogState } from './log-state.ts';

const sampled = 150;

/** What a running process answers, against the fold of the log: its cached states, and the lists that it reads from tables. */
export const compareReads = async (place: Place, log: LogState): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const same = (what: string, is: unknown, wanted: unknown) => {
    if (String(is) !== String(wanted))
      findings.push({ kind: 'differs', text: `${what}: the process says ${String(is)}, the log ${String(wanted)}` });
  };
  const read = async (path: string) => {
    const reply = await send(place, { method: 'GET', path, timeout: 20_000 });
    return reply?.status === 200 ? reply.body : { status: `HTTP ${reply?.status ?? 'nothing'}` };
  };
  for (const [id, { onHand, reserved }] of log.lots) {
    const lot = await read(`/api/v2/lots/${id}`);
    same(
      `lot ${id}, kg`,
      `${lot.onHandKg} on hand, ${lot.reservedKg} reserved`,
      `${onHand / 1_000} on hand, ${reserved / 1_000} reserved`,
    );
  }
  for (const [id, { limit, owed, held }] of log.accounts) {
    const credit = await read(`/api/v2/parties/${id}/credit`);
    same(
      `party ${id}, paise`,
      [credit.limit, credit.owed, credit.held].map((rupees) => Math.round(Number(rupees) * 100)),
      [limit, owed, held],
    );
  }
  const deals = [...log.deals];
  const step = Math.max(1, Math.floor(deals.length / sampled));
  for (const [id, { status }] of deals.filter((_, at) => at % step === 0 || at > deals.length - 20))
    same(`deal ${id}`, (await read(`/api/v2/deals/${id}`)).status, status);
  return findings;
};

type Difference = { readonly view: string; readonly missing: number; readonly surplus: number };

/** Views as the app's own comparison finds them. */
export const compareViews = async (place: Place): Promise<readonly Finding[]> => {
  const reply = await send(place, { method: 'POST', path: '/api/call/platform.verifyViews', body: {}, timeout: 60_000 });
  const items: readonly Difference[] = reply?.body?.items ?? [];
  if (reply?.status !== 200) return [{ kind: 'differs', text: `The views could not be verified: ${JSON.stringify(reply)}` }];
  return items
    .filter(({ missing, surplus }) => missing + surplus > 0)
    .map((item) => ({ kind: 'differs', text: `a view differs from the log: ${JSON.stringify(item)}` }));
};
