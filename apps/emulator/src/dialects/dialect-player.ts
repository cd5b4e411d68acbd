import { Injectable } from '@nestjs/common';
import type { ErrorToWrite } from '@app/contracts';
import { BeforePlayer } from './before-player.js';
import { bodyFault } from './body-fault.js';
import type { Answer, DialectCall, MatchedCall } from './dialect-call.js';
import { methodsOf, optionsReply } from './other-methods.js';
import { FindPlayer } from './find-player.js';
import { isBrokenJson } from './incoming-request.js';
import { matchCall } from './match-call.js';
import { OperationPlayer } from './operation-player.js';
import { OtherPlayer } from './other-player.js';
import { ReadPlayer } from './read-player.js';
import { preventedBy, refused } from './refusals.js';
import { StartPlayer } from './start-player.js';

const TOO_LARGE: ErrorToWrite = { kind: 'other', status: 413, message: 'A body has at most 1 MiB' };

/** Plays a dialect: finds out what a request of it asks for, and has it answered as the API would. */
@Injectable()
export class DialectPlayer {
  constructor(
    private readonly starts: StartPlayer,
    private readonly befores: BeforePlayer,
    private readonly reads: ReadPlayer,
    private readonly finds: FindPlayer,
    private readonly operations: OperationPlayer,
    private readonly others: OtherPlayer,
  ) {}

  /** The answer, and the call with what it was found to be. */
  async play(call: DialectCall): Promise<{ call: DialectCall | MatchedCall; answer: Answer }> {
    const matched = matchCall(call);
    if (matched === undefined) return { call, answer: await this.answerUnmatched(call) };
    return { call: matched, answer: this.refuseBody(matched) ?? (await this.answer(matched)) };
  }

  /** What can't be read does nothing. */
  private refuseBody(call: MatchedCall): Answer | undefined {
    const fault = call.isTooLarge ? TOO_LARGE : bodyFault(call.dialect, call.match, call.incoming);
    return fault && (preventedBy(call.outage, call) ?? refused(call, fault));
  }

  private async answerUnmatched(call: DialectCall): Promise<Answer> {
    const { dialect, incoming, outage } = call;
    const prevented = preventedBy(outage, call);
    if (prevented !== undefined) return prevented;
    const methods = methodsOf(dialect, incoming.path);
    if (incoming.method === 'OPTIONS') {
      return { draft: optionsReply(methods), effects: outage, kind: 'unmatched', job: null, facts: null };
    }
    if (incoming.method === 'HEAD' && methods.includes('HEAD')) return this.answerHead(call);
    if (isBrokenJson(incoming)) return refused(call, { kind: 'other', status: 400, message: 'The body is no JSON' });
    if (call.isTooLarge) return refused(call, TOO_LARGE);
    const isOtherMethod = methods.length > 0 && !methods.includes(incoming.method);
    const message = isOtherMethod ? `The route takes ${methods.join(', ')}` : 'There is no such route in this dialect';
    return refused(call, { kind: 'other', status: isOtherMethod ? 405 : 404, message });
  }

  /** As a GET is answered, for Node sends no body; but it starts nothing. */
  private async answerHead(call: DialectCall): Promise<Answer> {
    const asGet = { ...call, incoming: { ...call.incoming, method: 'GET' } };
    const matched = matchCall(asGet);
    if (matched === undefined || matched.match.route.kind === 'start') {
      return refused(call, { kind: 'other', status: 405, message: 'The route takes no HEAD' });
    }
    return this.answer(matched);
  }

  private async answer(call: MatchedCall): Promise<Answer> {
    const { kind } = call.match.route;
    switch (kind) {
      case 'start':
        return this.starts.play(call);
      case 'before':
        return this.befores.play(call);
      case 'find':
        return this.finds.play(call);
      case 'poll':
        return this.poll(call);
      case 'result':
        return this.result(call);
      case 'cancel':
      case 'pause':
      case 'resume':
      case 'purge':
        return this.operations.play(call, kind);
      case 'other':
        return this.others.play(call);
    }
  }

  /** Where a result is read at the place that is polled, it is a poll until there is one. */
  private async result(call: MatchedCall): Promise<Answer> {
    const poll = call.match.also.find(({ kind }) => kind === 'poll');
    if (poll === undefined || (await this.reads.hasResult(call))) return this.reads.result(call);
    return this.poll({ ...call, match: { ...call.match, route: poll } });
  }

  /** What is asked before the first start and what is polled after it may be the same place. */
  private async poll(call: MatchedCall): Promise<Answer> {
    const answer = await this.reads.poll(call);
    const before = call.match.also.find(({ kind }) => kind === 'before');
    if (answer.job !== null || before === undefined) return answer;
    return this.befores.play({ ...call, match: { ...call.match, route: before } });
  }
}
