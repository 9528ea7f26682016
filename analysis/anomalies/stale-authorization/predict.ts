/** For how long somebody may act with a role after it was taken away. */

import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import { never, type Predict, tokenTtlOf } from '../../theory/prediction.ts'
import { tokenLife, tokenWindowFormula } from '../../theory/token-lifetime.ts'

export const predictStaleAuthorization: Predict = (circumstances) => {
  const { strategy, clockToleranceSeconds } = circumstances
  if (strategy.roleFrom === 'database')
    return never('only the user is remembered: the role is read from the database with each request')
  const lifeMs = tokenLife(tokenTtlOf(circumstances), clockToleranceSeconds)
  return lifeMs && { lifeMs, formula: tokenWindowFormula, because: whyItLives(strategy) }
}

/** The role is written in the token at its issue, and read from there. */
function whyItLives({ revocation }: StrategyTraits): string {
  if (revocation === 'now')
    return 'the denylist knows of logouts, not of roles: the role in the token lives as long as the token'
  if (revocation === 'at-refresh')
    return 'the role in the access token lives as long as that; the next refresh would ask for it anew'
  return 'the role is in the token as it was at login: it lives as long as the token'
}
