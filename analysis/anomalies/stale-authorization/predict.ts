/** How long a role is accepted after it was revoked. */

import type { StrategyTraits } from '../../../services/strategies/registry.ts'
import { never, type Predict, tokenTtlOf } from '../../theory/prediction.ts'
import { tokenLife, tokenWindowFormula } from '../../theory/token-lifetime.ts'

export const predictStaleAuthorization: Predict = (circumstances) => {
  const { strategy, clockToleranceSeconds } = circumstances
  if (strategy.roleFrom === 'database')
    return never('the session holds only the user: each request reads the role from the database')
  const lifeMs = tokenLife(tokenTtlOf(circumstances), clockToleranceSeconds)
  return lifeMs && { lifeMs, formula: tokenWindowFormula, because: whyItLives(strategy) }
}

/** The role is stored in the token at its issue, and read from the token. */
function whyItLives({ revocation }: StrategyTraits): string {
  if (revocation === 'now')
    return 'the denylist records logouts, not roles: the role in the token is valid as long as the token'
  if (revocation === 'at-refresh')
    return 'the role in the access token is valid until that token expires; the next refresh reads the role again'
  return 'the token holds the role from the login: the role is valid as long as the token'
}
