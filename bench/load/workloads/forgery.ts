/**
 * A forger with an honest account: every attack of the library that makes sense against the mode, once in each session.
 * What it teaches: a credential is only as good as the refusal of all that merely looks like it.
 *
 * Before each attack its control is sent: the honest credential (or one that an insider signed rightly) must be let in, or
 * the refusal of the attack would prove nothing.
 */

import type { Workload } from './workload.ts'

export const forgery: Workload = {
  summary: 'every attack of the library that fits the mode, each beside a control that must be let in',
  kinds: ['attack', 'control', 'prepare'],
  forges: true,
  step({ index, forgeries = [] }) {
    const forgery = forgeries[index]
    return forgery && { kind: forgery.kind, method: 'GET', path: '/me', alone: true, forgery }
  },
}
