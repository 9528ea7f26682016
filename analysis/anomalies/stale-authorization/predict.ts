/** For how long somebody may act with a role after it was taken away. */

import type { Predict, Prediction } from '../../theory/prediction.ts'
import { tokenLife, tokenWindowFormula } from '../../theory/token-lifetime.ts'

export const predictStaleAuthorization: Predict = (circumstances) => {
  const { strategy, tokenTtlSeconds, accessTtlSeconds, clockToleranceSeconds } = circumstances
  const why = inTheToken[strategy]
  if (why === undefined) return asksTheDatabase.has(strategy) ? never : undefined
  const ttlSeconds = strategy === 'jwt-refresh' ? accessTtlSeconds : tokenTtlSeconds
  const lifeMs = tokenLife(ttlSeconds, clockToleranceSeconds)
  return lifeMs && { lifeMs, formula: tokenWindowFormula, because: why }
}

/** The role is written in the token at its issue, and read from there. */
const inTheToken: Readonly<Record<string, string>> = {
  jwt: 'the role is in the token as it was at login: it lives as long as the token',
  'jwt-denylist': 'the denylist knows of logouts, not of roles: the role in the token lives as long as the token',
  'jwt-refresh': 'the role in the access token lives as long as that; the next refresh would ask for it anew',
}

const asksTheDatabase: ReadonlySet<string> = new Set([
  'basic',
  'memory',
  'cluster',
  'cluster-sync',
  'redis',
  'redis-atomic',
])

const never: Prediction = {
  rate: 0,
  formula: '0',
  because: 'only the user is remembered: the role is read from the database with each request',
}
