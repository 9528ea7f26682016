/** What a victim, or its admin, can do against a credential that was stolen: each an operation's kind. */

export const remedies = ['logout', 'logout-all', 'new-password', 'disable'] as const
export type Remedy = (typeof remedies)[number]

/** Of a session's own operations: from here on a refusal is what was asked for. */
export function isEnd(kind: string): boolean {
  return remedies.some((remedy) => remedy === kind)
}
