import { randomUUID } from 'node:crypto';
import type { House } from '../identity/house.ts';
import { deskRows } from './desk-rows.ts';

/** Makes what a call is about, in the owner's workspace. */
export type Make = {
  readonly node: () => Promise<string>;
  readonly edge: () => Promise<string>;
  readonly graph: () => Promise<string>;
  readonly import: () => Promise<string>;
  readonly service: () => Promise<string>;
  readonly key: () => Promise<string>;
  readonly client: () => Promise<string>;
  readonly rule: () => Promise<string>;
  readonly product: () => Promise<string>;
  readonly lot: () => Promise<string>;
  readonly party: () => Promise<string>;
  readonly supplier: () => Promise<string>;
  readonly productOf: (lot: string) => Promise<string>;
  readonly deal: () => Promise<string>;
  readonly template: () => Promise<string>;
  readonly purchase: () => Promise<string>;
};

/** Words that stand in the owner's data only. */
export const canary = 'quetzalcoatl';

/** What things cost in the owner's data, as people enter it, as it is kept, and what a tonne of it comes to. */
export const rates = ['87.6543', '98.7654', '876543', '987654', '98765', '87654', '116543'];

export const lines = `{"path":"${canary}.md","content":"# ${canary}"}\n{"end":1}\n`;
const uploads = { 'content-type': 'application/x-ndjson' };

export const maker = ({ request }: House): Make => {
  const make = async (path: string, body: object | string, headers?: Readonly<Record<string, string>>): Promise<string> => {
    const { status, body: answer } = await request('POST', path, body, headers);
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer.id;
  };
  const node = () => make('/api/v2/nodes', { title: `${canary} note`, content: `All about ${canary}.` });
  const product = async () => {
    await make('/api/v2/tax-rates', { hsn: '390210', from: '2017-07-01', basisPoints: 1_800 });
    const code = `${canary}-${randomUUID().slice(0, 8)}`;
    return make('/api/v2/products', { code, name: `${canary} PP`, grade: canary, hsn: '390210' });
  };
  const quantity = { amount: '25', unit: 'MT' };
  const cost = { rupees: '87.6543', per: 'kg' };
  const lot = async (of?: string) =>
    make('/api/v2/lots', { product: of ?? (await product()), quantity, warehouse: canary, cost });
  const party = (role = 'buyer') => make('/api/v2/parties', { name: `${canary} Ltd`, state: '27', roles: [role] });
  const rate = { rupees: '98.7654', per: 'kg' };
  const deal = async () => {
    await request('PUT', '/api/v2/desk', { name: 'Desk', gstin: '27AAPFU0939F1ZV' });
    const pp = await product();
    const sources = [{ lot: await lot(pp) }];
    return make('/api/v2/deals', {
      draft: true,
      buyer: await party(),
      product: pp,
      quantity: { amount: '1', unit: 'MT' },
      rate,
      sources,
    });
  };
  return {
    product,
    lot: () => lot(),
    productOf: async (id) => (await request('GET', `/api/v2/lots/${id}`)).body.product,
    party: () => party(),
    supplier: () => party('supplier'),
    deal,
    template: async () => {
      const [of, buyer] = [await product(), await party()];
      const terms = { buyer, product: of, quantity: { amount: '1', unit: 'MT' }, rate, sources: [{ lot: await lot(of) }] };
      return make('/api/v2/deal-templates', { name: `${canary} weekly`, terms });
    },
    purchase: async () =>
      make('/api/v2/purchases', { supplier: await party('supplier'), product: await product(), quantity, rate: cost }),
    node,
    edge: async () => make('/api/v2/edges', { source: await node(), target: await node() }),
    graph: () => make('/api/v2/graphs', { name: `${canary} graph` }),
    import: () => make('/api/v2/imports', lines, uploads),
    service: () => make('/api/v2/members/services', { name: `${canary} job`, roles: ['reader'] }),
    key: () => make('/api/v2/keys', { label: `${canary} key` }),
    rule: () => make('/api/v2/rules', { label: `${canary} rule`, right: 'rates:read', roles: ['reader'] }),
    client: () => make('/api/v2/clients', { label: `${canary} client`, redirects: ['https://example.org/back'] }),
  };
};

export type Row = {
  /** What is sent; made anew for the row. */
  readonly input: (make: Make) => Promise<object> | object;
  /** What the owner is answered. Default a 2xx. A no that names what is missing proves that the call got to the feature. */
  readonly owner?: number | readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Asks for no right: whoever has a token gets to it. */
  readonly open?: true;
};

const none: Row = { input: () => ({}) };
const byNode = (more: object = {}): Row => ({ input: async (make) => ({ id: await make.node(), ...more }) });
const twoNodes: Row = { input: async (make) => ({ id: await make.node(), target: await make.node() }) };
const process = { process: 'desk.registerDeal', id: 'unknown' };
const password = 'a garden of forking paths';
let workspaces = 0;
const letter = { subscriber: 'identity.sendReset', position: 1 };

/** One row for each feature: an input that is sound for the owner of what it names. */
export const rows: Readonly<Record<string, Row>> = {
  ...deskRows,
  'graph.createNode': { input: async (make) => ({ title: 'x', graph: await make.graph() }) },
  'graph.createNodes': { input: async (make) => ({ items: [{ title: 'x', graph: await make.graph() }] }) },
  'graph.listNodes': { input: async (make) => ({ graph: await make.graph() }) },
  'graph.getNode': byNode(),
  'graph.getNodes': { input: async (make) => ({ ids: [await make.node()] }) },
  'graph.linkedNodes': { input: async (make) => ({ ids: [await make.node()] }) },
  'graph.replaceNode': { ...byNode({ title: 'x', revision: 1 }), headers: { 'if-match': '"1"' } },
  'graph.changeNode': byNode({ title: 'x' }),
  'graph.deleteNode': byNode(),
  'graph.archiveNode': byNode(),
  'graph.restoreNode': byNode(),
  'graph.getLinks': byNode(),
  'graph.getBacklinks': byNode(),
  'graph.getNeighbours': byNode(),
  'graph.getHistory': byNode(),
  'graph.connectNodes': { input: async (make) => ({ source: await make.node(), target: await make.node() }) },
  'graph.getEdge': { input: async (make) => ({ id: await make.edge() }) },
  'graph.changeEdge': { input: async (make) => ({ id: await make.edge(), weight: 0.5 }) },
  'graph.disconnectNodes': { input: async (make) => ({ id: await make.edge() }) },
  'graph.listGraphs': none,
  'graph.createGraph': { input: () => ({ name: 'x' }) },
  'graph.getGraph': { input: async (make) => ({ id: await make.graph() }) },
  'graph.changeGraph': { input: async (make) => ({ id: await make.graph(), name: 'x' }) },
  'graph.deleteGraph': { input: async (make) => ({ id: await make.graph() }) },
  'graph.getUnresolved': { input: async (make) => ({ id: await make.graph() }) },
  'graph.importFolder': { input: async (make) => ({ graph: await make.graph(), source: 'vault' }), headers: uploads },
  'graph.listImports': none,
  'graph.getImport': { input: async (make) => ({ id: await make.import() }) },
  'graph.listImportFiles': { input: async (make) => ({ id: await make.import() }) },
  'graph.cancelImport': { input: async (make) => ({ id: await make.import() }), owner: [200, 409] },
  'discovery.searchNotes': { input: () => ({ q: 'quetzal' }) },
  'discovery.getIndexStatus': none,
  'discovery.getConnections': byNode(),
  'discovery.acceptConnection': { ...twoNodes, owner: 404 },
  'discovery.dismissConnection': { ...twoNodes, owner: 404 },
  'discovery.getUnlinkedMentions': byNode(),
  'identity.whoAmI': none,
  'identity.setName': { input: () => ({ name: 'Ann' }) },
  'identity.setEmail': { input: () => ({ email: 'own@example.org', password }) },
  'identity.setPassword': { input: () => ({ password, present: password }), owner: 409 }, // its address is not confirmed
  'identity.startSecondFactor': { input: () => ({ password }) },
  'identity.confirmSecondFactor': { input: () => ({ code: '000000' }), owner: 409 },
  'identity.removeSecondFactor': { input: () => ({ password }) },
  'identity.listSessions': none,
  'identity.endSessions': none,
  'identity.listKeys': { input: () => ({ all: true }) },
  'identity.issueKey': { input: async (make) => ({ label: 'x', member: await make.service() }) },
  'identity.revokeKey': { input: async (make) => ({ id: await make.key() }) },
  'identity.listMembers': none,
  'identity.inviteMember': { input: () => ({ email: 'other@example.org', roles: ['reader'] }) },
  'identity.addService': { input: () => ({ name: 'x', roles: ['reader'] }) },
  'identity.changeRoles': { input: async (make) => ({ id: await make.service(), roles: ['editor'] }) },
  'identity.disableMember': { input: async (make) => ({ id: await make.service() }) },
  'identity.enableMember': { input: async (make) => ({ id: await make.service() }) },
  'identity.signOutMember': { input: async (make) => ({ id: await make.service() }) },
  'identity.removeMember': { input: async (make) => ({ id: await make.service() }) },
  'identity.askForSecondFactor': { input: () => ({ of: 'nobody' }) },
  'identity.listRules': none,
  'identity.addRule': { input: () => ({ label: 'No', right: 'rates:read', roles: ['reader'] }) },
  'identity.removeRule': { input: async (make) => ({ id: await make.rule() }) },
  'identity.explainAccess': { input: async (make) => ({ member: await make.service(), right: 'graph:read' }) },
  'identity.listConsents': none,
  'identity.endClients': none,
  'identity.listClients': none,
  'identity.registerClient': { input: async (make) => ({ label: 'x', member: await make.service(), confidential: true }) },
  'identity.removeClient': { input: async (make) => ({ id: await make.client() }) },
  'identity.openWorkspace': { input: () => ({ id: `acme-${++workspaces}`, name: 'x', email: 'head@example.org' }) },
  'identity.beginSetUp': none,
  'identity.setUp': {
    input: () => ({ ticket: 'almt_unknown', name: 'x', email: 'own@example.org', password: 'a garden of paths' }),
    owner: 404,
    open: true,
  },
  'identity.signIn': { input: () => ({ email: 'own@example.org', password: 'wrong' }), owner: 403, open: true },
  'identity.confirmSignIn': { input: () => ({ ticket: 'almt_unknown', code: '000000' }), owner: 404, open: true },
  'identity.signOut': { input: () => ({ session: 'alms_unknown' }) },
  'identity.askReset': { input: () => ({ email: 'own@example.org' }), open: true },
  'identity.resetPassword': { input: () => ({ ticket: 'almt_unknown', password: 'a garden of paths' }), owner: 404, open: true },
  'identity.joinWorkspace': {
    input: () => ({ ticket: 'almt_unknown', name: 'x', password: 'a garden' }),
    owner: 404,
    open: true,
  },
  'identity.listPasskeys': none,
  'identity.startPasskey': { input: () => ({ password }) },
  'identity.addPasskey': { input: () => ({ label: 'x', response: '{}' }), owner: 403 },
  'identity.removePasskey': { input: () => ({ id: 'unknown' }), owner: 404 },
  'identity.beginPasskey': { input: () => ({}), open: true },
  'identity.signInWithPasskey': { input: () => ({ response: '{"id":"unknown"}' }), owner: 403, open: true },
  'identity.signInByLink': none,
  'identity.listOutsideAccounts': none,
  'identity.removeOutsideAccount': { input: () => ({ issuer: 'https://a.example', subject: 'x' }), owner: 404 },
  'identity.confirmEmail': { input: () => ({ ticket: 'almt_unknown' }), owner: 404 },
  'identity.beginOutside': { input: () => ({}), owner: 404, open: true },
  'identity.finishOutside': { input: () => ({ query: 'code=x', state: 'unknown' }), owner: 404, open: true },
  'identity.letClientAct': {
    input: async (make) => ({ client: await make.client(), scopes: ['graph:read'], grant: 'x' }),
    owner: 403, // only the session of a browser
  },
  'process.listProcesses': none,
  'process.showProcess': { input: () => process, owner: 404 },
  'process.retryProcess': { input: () => process, owner: 404 },
  'process.retryProcesses': none,
  'process.cancelProcess': { input: () => process, owner: 404 },
  'process.listTimers': none,
  'process.moveTimer': { input: () => ({ ...process, timer: 'x', due: '2030-01-01T00:00:00Z' }), owner: 404 },
  'process.cancelTimer': { input: () => ({ ...process, timer: 'x' }), owner: 404 },
  'platform.listViews': none,
  'platform.verifyPromises': { input: () => ({ names: ['log.positions'] }) },
  'platform.verifyViews': { input: () => ({ names: ['graph.graphs'] }) },
  'platform.resetSubscriber': { input: () => ({ subscriber: 'nobody.atAll', to: 'first' }), owner: 404 },
  'platform.resetFeed': { input: () => ({ context: 'nobody' }), owner: 404 },
  'platform.rebuildViews': { input: () => ({ names: ['graph.graphs'] }) },
  'platform.listDeadLetters': none,
  'platform.editDeadLetter': { input: () => ({ ...letter, data: {} }), owner: 404 },
  'platform.discardDeadLetter': { input: () => letter, owner: 404 },
  'platform.resubmitDeadLetters': { input: () => ({ subscriber: 'identity.sendReset', tenant: 'home', stream: 'account-x' }) },
  'platform.forgetSubject': { input: async (make) => ({ subject: await make.service() }) },
  'platform.readFeed': { input: () => ({ context: 'graph', after: 0 }), owner: 403 }, // the owner is no peer
  'platform.issuePeerToken': { input: () => ({ name: `peer-${randomUUID()}`, contexts: ['graph'] }) },
  'platform.listPeerTokens': none,
  'platform.revokePeerToken': { input: () => ({ name: 'nobody' }), owner: 404 },
};
