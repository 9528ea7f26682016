/** How many logins end with a refusal, where refused users log in again: once for each fault, or more often. */

import type { Circumstances, Predict, Prediction } from '../../theory/prediction.ts'
import { predictSessionLoss } from '../session-loss/predict.ts'

/**
 * Theory counts logouts per user, L. Each is followed by another login, so of 1 + L logins of a user L end in a refusal.
 * Assumes that every user sends requests often: at least once while a replica is down, and once between two outages.
 */
export const predictInvoluntaryLogout: Predict = (circumstances) => {
  const { strategy, faults, logsInAgain = false } = circumstances
  const [fault, ...others] = faults
  if (!logsInAgain || fault === undefined || others.length > 0) return undefined
  // The share of users whose session is lost, whether they log in again or not.
  const loss = predictSessionLoss({ ...circumstances, logsInAgain: false })
  if (loss === undefined || 'measure' in loss) return undefined
  if (loss.rate === 0) return loss
  if (strategy.sessionLivesIn !== 'replica') return undefined
  if (fault === 'rolling-deploy') return ofRollingDeploy(circumstances)
  return fault === 'kill-replica' || fault === 'restart-replica' ? ofOneReplica(circumstances, loss) : undefined
}

const shareOfLogins = (logoutsPerUser: number) => logoutsPerUser / (1 + logoutsPerUser)

/** One replica stops and returns: its users are logged out when it stops, and with address affinity again when it returns. */
function ofOneReplica({ policy }: Circumstances, { rate = Number.NaN, band }: Prediction): Prediction | undefined {
  if (policy.affinity === 'cookie') {
    return {
      rate: shareOfLogins(rate),
      formula: 'L/(1 + L), L = 1/N',
      because: 'the next login gets a new cookie for another replica, and stays there when the first replica is back',
    }
  }
  if (policy.affinity !== 'address') return undefined
  return {
    rate: shareOfLogins(2 * rate),
    ...(band && { band: [shareOfLogins(2 * band[0]), shareOfLogins(2 * band[1])] }),
    formula: 'L/(1 + L), L = 2/N',
    because:
      'the address is routed to another replica during the outage and back after it: the user is logged out both times',
  }
}

/**
 * All replicas restart in turn, with cookie affinity. A user on the k-th of N replicas is logged out and gets a random one
 * of m replicas; if that one restarts later, the user is logged out again: f(k) = 1 + (1/m) Σ f(j), j > k, whose mean over k
 * is ((1 + 1/m)^N − 1) m/N. A user who sends a request while its replica is down cannot get that replica: m = N − 1. A user
 * who sends one only after it is back can: m = N. The mix of the two depends on the machine: hence a band.
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
      `a user who logs in again may reach a replica that restarts later: ${least.toFixed(2)} to ${most.toFixed(2)} ` +
      'logouts per user, depending on how many send requests while their replica is down',
  }
}
