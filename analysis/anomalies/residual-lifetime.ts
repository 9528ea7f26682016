/** Residual lifetime: how long a credential, or a role in it, was accepted after it was ended. */

import type { Operation } from '../../bench/history/operation.ts'
import type { SessionJudgement, SessionWindow } from './checker.ts'

/** The answers to a session after its end. */
export interface AfterTheEnd {
  /** Absent where the login is not in the history, or failed: then the age is unknown. */
  readonly login: Operation | undefined
  /** The acknowledged operation that ended the credential or revoked the role. */
  readonly end: Operation
  /** Requests that began after that and were accepted or refused, in order of start. */
  readonly accepted: readonly Operation[]
  readonly refused: readonly Operation[]
}

/** The issue and the end happen at an unknown time within a request: the bounds are its start and its end. */
export function windowOf({ login, end, accepted, refused }: AfterTheEnd): SessionWindow | undefined {
  if (login === undefined || login.kind !== 'login' || login.outcome !== 'ok') return undefined
  const last = accepted.at(-1)
  const lastAlive = last ?? end
  const death = refused.find(({ startMicros }) => startMicros > lastAlive.startMicros)
  return {
    ...(last && { ms: (last.startMicros - end.endMicros) / 1_000 }),
    ageMs: (end.endMicros - login.endMicros) / 1_000,
    lifeMs: [
      (lastAlive.startMicros - login.endMicros) / 1_000,
      death === undefined ? Number.POSITIVE_INFINITY : (death.endMicros - login.startMicros) / 1_000,
    ],
  }
}

/** The judgement of a session in which no request may be accepted after the end. */
export function judgeAfter(
  after: AfterTheEnd,
  causeOf: (accepted: Operation) => string,
  says: (last: Operation) => string,
): SessionJudgement {
  const { end, accepted, refused } = after
  const window = windowOf(after)
  const last = accepted.at(-1)
  return {
    count: accepted.length,
    total: accepted.length + refused.length,
    causes: accepted.map(causeOf),
    ...(window && { window }),
    ...(last && { evidence: { says: says(last), operations: [end, last] } }),
  }
}

export const replicaOf = ({ replica }: Operation) => replica ?? 'unnamed replica'
