/** How many valid credentials will be refused in steady state, with every replica up. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import { type Circumstances, never, type Predict, type Prediction } from '../../theory/prediction.ts'
import { lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { predictClockSkew } from '../../theory/token-refusals-by-skew.ts'
import { sessionsOf } from '../checker.ts'
import { loggedIn } from './check.ts'

/** With faults there is no steady state where sessions live in one replica each: that is for `session-loss`. */
export const predictSessionMismatch: Predict = (circumstances, slice) => {
  if (circumstances.strategy === 'memory') {
    return circumstances.faults.length === 0 ? predictMemory(circumstances) : undefined
  }
  if (circumstances.strategy === 'cluster') return predictCluster(circumstances, slice)
  if (circumstances.strategy.startsWith('jwt')) {
    if (circumstances.faults.includes('clock-skew')) return predictClockSkew(circumstances, slice)
    // How far the rotation was when a request came is not recorded: session-loss judges what it leaves behind.
    if (circumstances.faults.includes('rotate-keys')) return undefined
  }
  return anyReplicaKnows[circumstances.strategy]
}

/** Strategies for which it does not matter which replica answers. */
const anyReplicaKnows: Readonly<Record<string, Prediction>> = {
  basic: never('every request carries name and password: there is nothing to remember'),
  'cluster-sync': never('a login is answered when every replica has the session'),
  redis: never('the session lives in Redis, which every replica asks'),
  'redis-atomic': never('the session lives in Redis, which every replica asks'),
  jwt: never('the token carries the login itself: any replica can check its signature'),
  'jwt-denylist': never('any replica can check the signature, and Redis tells each the same of what was revoked'),
  'jwt-refresh': never('any replica can check the signature, and a session of a run ends before its access token does'),
}

/** Policies that lead one user's requests to one replica. */
const alwaysTheSameReplica: Readonly<Record<string, Prediction>> = {
  'sticky-cookie': never("the load balancer's own cookie leads every request back to the replica of the login"),
  'sticky-native': never("the load balancer's own cookie leads every request back to the replica of the login"),
  'ip-hash': never('each user keeps one address, and one address always leads to the same replica'),
  'consistent-hash': never('each user keeps one address, and one address always leads to the same replica'),
}

function predictMemory({ policy, client, replicas, followUps }: Circumstances): Prediction | undefined {
  if (policy === 'hash') return memoryHash(replicas)
  // Nothing of `least-conn`: a replica that has just answered is the one with least to do, so whoever soon speaks again tends to
  // find it again. Somewhat less than 1 − 1/N is lost, the less the fewer others speak in between.
  if (policy !== 'round-robin') return alwaysTheSameReplica[policy]
  return client === 'frozen' ? memoryFrozen(replicas) : memoryBrowser(replicas, followUps)
}

/**
 * The login comes without the cookie and lands by turns; all that follows goes to the one replica of the cookie's hash.
 * These two have nothing to do with each other, so they are the same with probability 1/N: then nothing is lost, else all,
 * at the first follow-up and at each after it. What a browser does then makes no difference: without its cookie it is refused
 * anywhere. Each session's cookie is drawn anew, so sessions are independent, also those of one user.
 */
function memoryHash(replicas: number): Prediction {
  return {
    rate: 1 - 1 / replicas,
    formula: '1 − 1/N',
    because: 'the login comes before its cookie, and the replica of the cookie is that of the login 1 time in N',
  }
}

/** A follow-up lands on the one replica that knows the session with probability 1/N, whatever happened before. */
function memoryFrozen(replicas: number): Prediction {
  return {
    rate: 1 - 1 / replicas,
    formula: '1 − 1/N',
    because: 'only the replica of the login knows the session, and 1 request in N lands there',
  }
}

/**
 * The wrong replica clears the cookie, so the i-th follow-up is accepted only if it and all before it landed right: N⁻ⁱ.
 * Mean over k follow-ups: 1 − (1/k) Σᵢ N⁻ⁱ.
 */
function memoryBrowser(replicas: number, followUps: number): Prediction {
  let accepted = 0
  for (let i = 1; i <= followUps; i += 1) accepted += replicas ** -i
  return {
    rate: 1 - accepted / followUps,
    formula: '1 − (1/k) Σ N⁻ⁱ, i = 1…k',
    because: 'the first wrong replica clears the cookie: from then on the browser is nobody everywhere',
  }
}

/** A browser that once overtook the copy of its login has no cookie any more, and is refused from then on. */
function predictCluster(circumstances: Circumstances, slice: HistorySlice): Prediction | undefined {
  const bySession = sessionsOf(slice.operations).map((session) => {
    const { login, answered } = loggedIn(session) ?? {}
    return login && answered ? answered.map((operation) => lookFor(operation, [login])) : []
  })
  return predictOvertaken(circumstances, slice, bySession, { onceIsForEver: circumstances.client === 'browser' })
}
