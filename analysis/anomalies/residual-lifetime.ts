/** For how long a credential, or a role in it, was seen to live on after it had been taken away. */

import type { Operation } from '../../bench/history/operation.ts'
import type { SessionJudgement, SessionWindow } from './checker.ts'

/** What a session was answered after its end. */
export interface AfterTheEnd {
  /** Absent where it is not in the history, or failed: then nothing is known of the age. */
  readonly login: Operation | undefined
  /** What took the credential, or the role, away; acknowledged. */
  readonly end: Operation
  /** Requests that began after that and say whether it still lives, in order of start. */
  readonly accepted: readonly Operation[]
  readonly refused: readonly Operation[]
}

/** Issue and death happen somewhere within a request: the bounds are its outer ends. */
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

/** A session in which whatever was accepted after the end should not have been. */
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
