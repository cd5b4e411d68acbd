import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { keyBytes } from './secret-settings.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What is kept of an encrypted text. */
export interface Sealed {
  keyId: string;
  sealed: Buffer;
}

interface Key {
  id: string;
  bytes: Buffer;
}

/** Encrypts with the first of its keys and decrypts with any (AES-256-GCM). A text opens under its own name alone. */
export class KeyRing {
  private readonly keys: Key[];

  /** @param settings keys as the setting gives them */
  constructor(settings: readonly string[]) {
    this.keys = settings.map((setting) => {
      const bytes = keyBytes(setting);
      return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 16), bytes };
    });
  }

  get isEmpty(): boolean {
    return this.keys.length === 0;
  }

  /** Id of the key that encrypts; it tells nothing of the key. */
  get currentKeyId(): string | undefined {
    return this.keys[0]?.id;
  }

  /** Throws where there is no key. */
  seal(name: string, text: string): Sealed {
    const key = this.keys[0];
    if (key === undefined) throw new Error('There is no key to encrypt with');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.bytes, iv).setAAD(Buffer.from(name));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return { keyId: key.id, sealed: Buffer.concat([iv, cipher.getAuthTag(), ciphertext]) };
  }

  /** The text, or undefined where none of the keys opens it, or it was sealed under another name or altered. */
  open(name: string, { keyId, sealed }: Sealed): string | undefined {
    const key = this.keys.find((candidate) => candidate.id === keyId);
    if (key === undefined) return undefined;
    const iv = sealed.subarray(0, IV_BYTES);
    const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv(ALGORITHM, key.bytes, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name)).setAuthTag(tag);
      return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }
}
