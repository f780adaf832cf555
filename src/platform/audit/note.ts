import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto';

/** What a checkpoint says: so many events had this root. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer };

/** Signs checkpoints. */
export type Signer = {
  readonly origin: string;
  /** `<origin>+<key id>+<key>`, as verifiers of signed notes take it. */
  readonly verifier: string;
  readonly sign: (checkpoint: Omit<Checkpoint, 'origin'>) => string;
};

const origin = 'almanac/audit';
const algorithm = Buffer.of(1); // Ed25519
// PKCS #8 and SubjectPublicKeyInfo of Ed25519 (RFC 8410) are these bytes and the key.
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The key follows from the master key, so that all servers of an installation have the same, and the database none. */
export const signerOf = (master: Uint8Array): Signer => {
  const seed = Buffer.from(hkdfSync('sha256', master, '', 'almanac audit checkpoint', 32));
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  const id = keyId(raw);
  return {
    origin,
    verifier: `${origin}+${id.toString('hex')}+${Buffer.concat([algorithm, raw]).toString('base64')}`,
    sign: ({ size, root }) => {
      const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
      const signature = sign(null, Buffer.from(text), key);
      return `${text}\n— ${origin} ${Buffer.concat([id, signature]).toString('base64')}\n`;
    },
  };
};

const keyId = (raw: Uint8Array): Buffer =>
  createHash('sha256').update(`${origin}\n`).update(algorithm).update(raw).digest().subarray(0, 4);

/** The checkpoint of a note that this verifier's key has signed; undefined for any other text. (C2SP signed-note and tlog-checkpoint.) */
export const openNote = (note: string, verifier: string): Checkpoint | undefined => {
  const [name, id = '', key = ''] = verifier.split('+').length > 3 ? keyParts(verifier) : verifier.split('+');
  const [, text = '', signed = ''] = /^([^]*\n)\n((?:— [^\n]+\n)+)$/.exec(note) ?? [];
  const raw = Buffer.from(key, 'base64');
  if (raw.length !== 33 || raw[0] !== 1) return undefined;
  const publicKey = createPublicKey({ key: Buffer.concat([publicPrefix, raw.subarray(1)]), format: 'der', type: 'spki' });
  const isSigned = signed.split('\n').some((line) => {
    const [, signer, signature = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = Buffer.from(signature, 'base64');
    const isOurs = signer === name && bytes.subarray(0, 4).toString('hex') === id;
    return isOurs && verify(null, Buffer.from(text), publicKey, bytes.subarray(4));
  });
  const [said = '', size = '', root = ''] = text.split('\n');
  return isSigned && /^\d+$/.test(size) ? { origin: said, size: Number(size), root: Buffer.from(root, 'base64') } : undefined;
};

/** The base64 of the key may hold a plus itself. */
const keyParts = (verifier: string): readonly string[] => {
  const [name = '', id = '', ...key] = verifier.split('+');
  return [name, id, key.join('+')];
};
