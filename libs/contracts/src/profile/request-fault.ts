/** A request that can't be made of this profile with the values at hand. Trying again with the same changes nothing. */
export abstract class RequestFault extends Error {}

/** A place without which there is no request has no value. */
export class MissingPlace extends RequestFault {
  constructor(readonly place: string) {
    super(`There is no value for {{${place}}}`);
  }
}

/** The filled in URL is none that can be asked. */
export class RequestUrlInvalid extends RequestFault {}

/** The filled in request is larger than what is sent. */
export class RequestTooLarge extends RequestFault {}
