/** How many logins end in a refusal, where whoever is refused logs in again: once, or more often, for one fault. */

import type { Circumstances, Predict, Prediction } from '../../theory/prediction.ts'
import { predictSessionLoss } from '../session-loss/predict.ts'

/**
 * Theory counts logouts per user, L. Each is followed by another login, so of 1 + L logins of a user L end in a refusal.
 * All users are taken to ask often: at least once while a replica is away, and once between two that are.
 */
export const predictInvoluntaryLogout: Predict = (circumstances, slice) => {
  const { strategy, faults, logsInAgain = false } = circumstances
  const [fault, ...others] = faults
  if (!logsInAgain || fault === undefined || others.length > 0) return undefined
  const loss = predictSessionLoss(circumstances, slice)
  if (loss?.rate === 0) return loss
  if (strategy.sessionLivesIn !== 'replica' || loss === undefined) return undefined
  if (fault === 'rolling-deploy') return ofRollingDeploy(circumstances)
  return fault === 'kill-replica' || fault === 'restart-replica' ? ofOneReplica(circumstances, loss) : undefined
}

const shareOfLogins = (logoutsPerUser: number) => logoutsPerUser / (1 + logoutsPerUser)

/** Of one replica that goes and comes back: its users are logged out when it goes, and by address once more at failback. */
function ofOneReplica({ policy }: Circumstances, { rate = Number.NaN, band }: Prediction): Prediction | undefined {
  if (policy.affinity === 'cookie') {
    return {
      rate: shareOfLogins(rate),
      formula: 'L/(1 + L), L = 1/N',
      because:
        'the login after it names another replica in a new cookie, which leads there also when the first is back',
    }
  }
  if (policy.affinity !== 'address') return undefined
  return {
    rate: shareOfLogins(2 * rate),
    ...(band && { band: [shareOfLogins(2 * band[0]), shareOfLogins(2 * band[1])] }),
    formula: 'L/(1 + L), L = 2/N',
    because: 'the address leads elsewhere while its replica is away, and back when it returns: logged out both times',
  }
}

/**
 * Of all replicas in turn, behind a cookie. Who was on the k-th of N to go is logged out, and lands by chance on one of m
 * replicas; if that one is still to go, again: f(k) = 1 + (1/m) Σ f(j), j > k, whose mean over k is
 * ((1 + 1/m)^N − 1) m/N. Who asks while its replica is away cannot land there: m = N − 1. Who asks only when it is back can:
 * m = N. Both do, in a proportion that is up to the machine: hence a band.
 */
function ofRollingDeploy({ policy, replicas: n }: Circumstances): Prediction | undefined {
  if (policy.affinity !== 'cookie' || n < 2) return undefined
  const logouts = (m: number) => (((1 + 1 / m) ** n - 1) * m) / n
  const [least, most] = [logouts(n), logouts(n - 1)]
  return {
    rate: shareOfLogins(most),
    band: [shareOfLogins(least), shareOfLogins(most)],
    formula: 'L/(1 + L), L = ((1 + 1/m)^N − 1) m/N, m = N − 1 … N',
    because:
      `who is logged out may land on a replica that is still to go: ${least.toFixed(2)} to ${most.toFixed(2)} ` +
      'logouts per user, by how many ask while theirs is away',
  }
}
