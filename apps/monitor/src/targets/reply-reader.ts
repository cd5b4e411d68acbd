import type { IncomingHttpHeaders } from 'node:http';
import type { RemoteError } from '@app/contracts';
import type { Dispatcher } from 'undici';
import { TargetNotAllowed } from './guarded-connector.js';
import { parseReplyBody } from './reply-body.js';
import { readText, undoCoding } from './reply-text.js';
import { type Answer, refused } from './target-answer.js';

/** Of requests that undici does not put on a connection at all. */
const UNSENDABLE = new Set<unknown>([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);

/**
 * One request and its reply, as undici tells of them; exactly one answer comes of it. Until a connection stands and the
 * request is handed to it nothing can have reached the remote side; from then on, all of it may have.
 */
export class ReplyReader implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private hasEnded = false;
  private code = 0;
  private readonly headers: Record<string, string | undefined> = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;

  /**
   * @param url what the reply is told to be of
   * @param answer is called once
   */
  constructor(
    private readonly url: string,
    private readonly maxBytes: number,
    private readonly answer: (answer: Answer) => void,
  ) {}

  timeOut(): void {
    if (this.controller === undefined) this.fail('UND_ERR_CONNECT_TIMEOUT', 'No connection came about in time');
    else this.fail('UND_ERR_HEADERS_TIMEOUT', 'The remote side did not answer in time');
  }

  abort(): void {
    this.fail('ABORTED', 'The request was given up');
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.hasEnded) this.cutOff();
  }

  onResponseStart(_: Dispatcher.DispatchController, code: number, headers: IncomingHttpHeaders): void {
    this.code = code;
    for (const name in headers) {
      const value = headers[name];
      this.headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.hasEnded) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size <= this.maxBytes) return;
    this.reply(Buffer.concat(this.chunks, this.maxBytes), true);
    this.cutOff();
  }

  onResponseEnd(): void {
    if (this.hasEnded) return;
    const bytes = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    const coding = this.headers['content-encoding'];
    if (coding === undefined || coding === 'identity' || this.size === 0) return this.reply(bytes, false);
    void undoCoding(bytes, coding, this.maxBytes).then((plain) => {
      if (!this.hasEnded) this.reply(plain ?? Buffer.alloc(0), plain === undefined);
    });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const { code, message } = error as { code?: unknown; message: string };
    if (error instanceof TargetNotAllowed) this.end(refused(error.code, message));
    else if (UNSENDABLE.has(code)) this.end(refused('request-invalid', `It can not be sent: ${message}`));
    else if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') {
      this.fail(code, 'The remote side closed the connection before it answered');
    } else {
      const name = typeof code === 'string' ? code : 'UND_ERR';
      this.fail(name, message === '' ? name : message);
    }
  }

  private reply(bytes: Buffer, isTruncated: boolean): void {
    const { code, headers, url } = this;
    const text = readText(bytes, headers['content-type']);
    const body = isTruncated ? undefined : parseReplyBody(text, this.headers['content-type']);
    this.end({ kind: 'reply', reply: { code, headers, body, text, url, isTruncated, receivedAt: Date.now() } });
  }

  private fail(code: string, message: string): void {
    if (this.hasEnded) return;
    const error: RemoteError = { code, message };
    this.end(this.controller === undefined ? { kind: 'notSent', error } : { kind: 'unanswered', error });
    this.cutOff();
  }

  private end(answer: Answer): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.answer(answer);
  }

  /** Nothing more is sent or read: the connection ends, too. */
  private cutOff(): void {
    this.controller?.abort(new Error('The answer is known'));
  }
}
