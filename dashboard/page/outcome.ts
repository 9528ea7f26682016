/** What a response means to the viewer: five outcomes, told apart by shape and text as well as by colour. */

export const outcomes = ['ok', 'refused', 'forbidden', 'failed', 'rejected'] as const
/** The meaning of a status code. */
export type Outcome = (typeof outcomes)[number]

/** @param status undefined where there was no response */
export function outcomeOf(status: number | undefined): Outcome {
  if (status === undefined || status === 0 || (status >= 499 && status !== 501)) return 'failed'
  if (status === 401) return 'refused'
  if (status === 403) return 'forbidden'
  return status < 400 ? 'ok' : 'rejected'
}

/** Shown beside every status. */
export const outcomeSymbols: Readonly<Record<Outcome, string>> = {
  ok: '✓',
  refused: '✕',
  forbidden: '⊘',
  failed: '!',
  rejected: '?',
}
