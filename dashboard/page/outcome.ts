/** What an answer means to somebody who watches: five kinds, told apart by shape and word as well as by colour. */

export const outcomes = ['ok', 'refused', 'forbidden', 'failed', 'rejected'] as const
export type Outcome = (typeof outcomes)[number]

/** @param status undefined where no answer came */
export function outcomeOf(status: number | undefined): Outcome {
  if (status === undefined || status === 0 || (status >= 499 && status !== 501)) return 'failed'
  if (status === 401) return 'refused'
  if (status === 403) return 'forbidden'
  return status < 400 ? 'ok' : 'rejected'
}

/** Drawn beside every status. */
export const signs: Readonly<Record<Outcome, string>> = {
  ok: '✓',
  refused: '✕',
  forbidden: '⊘',
  failed: '!',
  rejected: '?',
}
