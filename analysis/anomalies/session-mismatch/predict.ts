/** How many valid credentials will be refused in steady state, with every replica up. */

import type { HistorySlice } from '../../../bench/history/history.ts'
import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import {
  answersBeforeCopies,
  type Circumstances,
  copiesAreParted,
  isUniform,
  type Law,
  losesCookie,
  never,
  type Predict,
  type Prediction,
  redisForgets,
  tokenTtlOf,
} from '../../theory/prediction.ts'
import { lookFor, predictOvertaken } from '../../theory/stale-read-model.ts'
import { tokenLife } from '../../theory/token-lifetime.ts'
import { predictClockSkew } from '../../theory/token-refusals-by-skew.ts'
import { sessionsOf } from '../checker.ts'
import { loggedIn } from './check.ts'

/** With faults, sessions that live in one replica each have no steady state: `session-loss` predicts those. */
export const predictSessionMismatch: Predict = (circumstances) => {
  const { strategy, faults } = circumstances
  if (strategy.sessionLivesIn === 'replica') {
    return faults.length === 0 ? ofReplicaLocal(circumstances) : undefined
  }
  if (copiesAreParted(circumstances)) return undefined
  if (answersBeforeCopies(strategy)) return ofLateCopies(circumstances)
  // How many requests follow is the load's doing: session-loss predicts the sessions.
  if (redisForgets(circumstances)) return undefined
  if (strategy.credential === 'token') {
    if (faults.includes('clock-skew')) return predictClockSkew(circumstances)
    // The progress of the rotation at a request is not recorded: session-loss checks the result.
    if (faults.includes('rotate-keys')) return undefined
    return whileTokensLive(circumstances)
  }
  return never(whyAnyReplicaKnows(strategy))
}

/** Made only for a run that no token outlived: where one may have expired, a refusal can be right. */
function whileTokensLive(circumstances: Circumstances): Law {
  const prediction = never(whyAnyReplicaKnows(circumstances.strategy))
  const measure = (slice: HistorySlice) => (outlivesToken(circumstances, slice) ? undefined : prediction)
  return { ...prediction, measure }
}

/** Whether a request came so late after its login that its token may have expired. */
function outlivesToken(circumstances: Circumstances, slice: HistorySlice): boolean {
  const life = tokenLife(tokenTtlOf(circumstances), circumstances.clockToleranceSeconds)
  if (life === undefined) return false
  const surelyValidMicros = (life.max - 1_000) * 1_000 // a token's times are whole seconds
  return sessionsOf(slice.operations).some((session) => {
    const { login, answered = [] } = loggedIn(session) ?? {}
    return answered.some(({ endMicros }) => login !== undefined && endMicros - login.startMicros > surelyValidMicros)
  })
}

function whyAnyReplicaKnows({ sessionLivesIn, credential, revocation }: StrategyTraits): string {
  if (sessionLivesIn === 'every-replica') return 'a login is answered only after every replica has the session'
  if (sessionLivesIn === 'store') return 'the session is in Redis, which every replica reads'
  if (credential === 'password') return 'every request carries name and password: there is no session to store'
  if (revocation === 'now')
    return 'any replica can check the signature, and all replicas read the same denylist in Redis'
  if (revocation === 'at-refresh')
    return 'any replica can check the signature, and the sessions of a run end before their access tokens expire'
  return 'the token itself proves the login: any replica can check its signature'
}

function ofReplicaLocal(circumstances: Circumstances): Prediction | undefined {
  const { policy, replicas } = circumstances
  switch (policy.affinity) {
    case 'cookie':
      return never("the load balancer's own cookie routes every request to the replica of the login")
    case 'address':
      return never('each user keeps one address, and one address is always routed to the same replica')
    case 'session-cookie':
      return ofHashedCookie(replicas)
    case 'none':
      // `least-busy` has no prediction: a replica that has just answered is the least busy, so the next request of the same
      // user tends to reach it again. The rate is somewhat below 1 − 1/N, and lower with fewer other requests.
      if (!isUniform(policy)) return undefined
      return losesCookie(circumstances) ? ofBrowser(circumstances) : ofKeptCookie(replicas)
  }
}

/**
 * The login has no cookie and goes to a replica by round robin; every later request goes to the replica of the cookie's
 * hash. The two are independent, so they are the same replica with probability 1/N: then no follow-up is refused, else all
 * are. Frozen clients and browsers have the same rate: a browser without its cookie is refused everywhere. Each session has a
 * new cookie, so sessions are independent, also those of one user.
 */
function ofHashedCookie(replicas: number): Prediction {
  return {
    rate: 1 - 1 / replicas,
    formula: '1 − 1/N',
    because: 'the login has no cookie yet, and the hash of its cookie selects the replica of the login 1 time in N',
  }
}

/** A follow-up reaches the one replica that has the session with probability 1/N, independent of earlier requests. */
function ofKeptCookie(replicas: number): Prediction {
  return {
    rate: 1 - 1 / replicas,
    formula: '1 − 1/N',
    because: 'only the replica of the login has the session, and 1 request in N reaches it',
  }
}

/**
 * The wrong replica clears or overwrites the cookie, so the i-th follow-up is accepted only if it and all earlier ones reached the right
 * replica: N⁻ⁱ.
 * Mean over k follow-ups: 1 − (1/k) Σᵢ N⁻ⁱ.
 */
function ofBrowser({ replicas, followUps, unknownCookie }: Circumstances): Prediction {
  const takes =
    unknownCookie === 'overwritten' ? 'overwrites the cookie with that of a new session' : 'clears the cookie'
  let accepted = 0
  for (let i = 1; i <= followUps; i += 1) accepted += replicas ** -i
  return {
    rate: 1 - accepted / followUps,
    formula: '1 − (1/k) Σ N⁻ⁱ, i = 1…k',
    because: `the first wrong replica ${takes}: from then on every replica refuses the browser`,
  }
}

/** A browser that sends a request before its login is copied loses its cookie, and is refused from then on. */
function ofLateCopies(circumstances: Circumstances): Law | undefined {
  const looksOf = ({ operations }: HistorySlice) =>
    sessionsOf(operations).map((session) => {
      const { login, answered } = loggedIn(session) ?? {}
      return login && answered ? answered.map((operation) => lookFor(operation, [login])) : []
    })
  return predictOvertaken(circumstances, looksOf, { onceIsForEver: losesCookie(circumstances) })
}
