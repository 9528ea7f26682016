/**
 * A forger with a valid account sends every attack that applies to the mode, once in each session.
 * What it teaches: a credential is only as good as the refusal of forgeries that resemble it.
 *
 * Before each attack its control is sent: the valid credential (or one that an insider signed correctly) must be accepted;
 * otherwise the refusal of the attack would prove nothing.
 */

import type { Workload } from './workload.ts'

export const forgery: Workload = {
  summary: 'every attack of the library that applies to the mode, each with a control that must be accepted',
  kinds: ['attack', 'control', 'prepare'],
  forges: true,
  step({ index, forgeries = [] }) {
    const forgery = forgeries[index]
    return forgery && { kind: forgery.kind, method: 'GET', path: '/me', alone: true, forgery }
  },
}
