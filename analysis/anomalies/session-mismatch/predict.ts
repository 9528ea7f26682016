/** How many valid credentials will be refused in steady state, with every replica up. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import {
  answersBeforeCopies,
  type Circumstances,
  isUniform,
  never,
  type Predict,
  type Prediction,
} from '../../theory/prediction.ts'
import { lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { predictClockSkew } from '../../theory/token-refusals-by-skew.ts'
import { sessionsOf } from '../checker.ts'
import { loggedIn } from './check.ts'

/** With faults there is no steady state where sessions live in one replica each: that is for `session-loss`. */
export const predictSessionMismatch: Predict = (circumstances, slice) => {
  const { strategy, faults } = circumstances
  if (strategy.sessionLivesIn === 'replica') {
    return faults.length === 0 ? ofReplicaLocal(circumstances) : undefined
  }
  if (answersBeforeCopies(strategy)) return ofLateCopies(circumstances, slice)
  if (strategy.credential === 'token') {
    if (faults.includes('clock-skew')) return predictClockSkew(circumstances, slice)
    // How far the rotation was when a request came is not recorded: session-loss judges what it leaves behind.
    if (faults.includes('rotate-keys')) return undefined
  }
  return never(whyAnyReplicaKnows(strategy))
}

function whyAnyReplicaKnows({ sessionLivesIn, credential, revocation }: StrategyTraits): string {
  if (sessionLivesIn === 'every-replica') return 'a login is answered when every replica has the session'
  if (sessionLivesIn === 'store') return 'the session lives in Redis, which every replica asks'
  if (credential === 'password') return 'every request carries name and password: there is nothing to remember'
  if (revocation === 'now')
    return 'any replica can check the signature, and Redis tells each the same of what was revoked'
  if (revocation === 'at-refresh')
    return 'any replica can check the signature, and a session of a run ends before its access token does'
  return 'the token carries the login itself: any replica can check its signature'
}

function ofReplicaLocal({ policy, client, replicas, followUps }: Circumstances): Prediction | undefined {
  switch (policy.affinity) {
    case 'cookie':
      return never("the load balancer's own cookie leads every request back to the replica of the login")
    case 'address':
      return never('each user keeps one address, and one address always leads to the same replica')
    case 'session-cookie':
      return ofHashedCookie(replicas)
    case 'none':
      // `least-busy` has no prediction: a replica that has just answered has the least to do, so a user who soon asks again
      // tends to find it again. Somewhat less than 1 − 1/N is lost, the less the fewer others ask in between.
      if (!isUniform(policy)) return undefined
      return client === 'frozen' ? ofFrozenClient(replicas) : ofBrowser(replicas, followUps)
  }
}

/**
 * The login comes without the cookie and lands by turns; all that follows goes to the one replica of the cookie's hash.
 * These two have nothing to do with each other, so they are the same with probability 1/N: then nothing is lost, else all,
 * at the first follow-up and at each after it. What a browser does then makes no difference: without its cookie it is refused
 * anywhere. Each session's cookie is drawn anew, so sessions are independent, also those of one user.
 */
function ofHashedCookie(replicas: number): Prediction {
  return {
    rate: 1 - 1 / replicas,
    formula: '1 − 1/N',
    because: 'the login comes before its cookie, and the replica of the cookie is that of the login 1 time in N',
  }
}

/** A follow-up lands on the one replica that knows the session with probability 1/N, whatever happened before. */
function ofFrozenClient(replicas: number): Prediction {
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
function ofBrowser(replicas: number, followUps: number): Prediction {
  let accepted = 0
  for (let i = 1; i <= followUps; i += 1) accepted += replicas ** -i
  return {
    rate: 1 - accepted / followUps,
    formula: '1 − (1/k) Σ N⁻ⁱ, i = 1…k',
    because: 'the first wrong replica clears the cookie: from then on the browser is nobody everywhere',
  }
}

/** A browser that once overtook the copy of its login has no cookie any more, and is refused from then on. */
function ofLateCopies(circumstances: Circumstances, slice: HistorySlice): Prediction | undefined {
  const bySession = sessionsOf(slice.operations).map((session) => {
    const { login, answered } = loggedIn(session) ?? {}
    return login && answered ? answered.map((operation) => lookFor(operation, [login])) : []
  })
  return predictOvertaken(circumstances, slice, bySession, { onceIsForEver: circumstances.client === 'browser' })
}
