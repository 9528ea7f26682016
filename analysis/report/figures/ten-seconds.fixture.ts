import type { Operation } from '../../../bench/history/operation.ts'

/** A trial of ten seconds with a hundred good answers in each, but for what happens from 2 s to 4 s. */
export function tenSeconds(
  meanwhile: (index: number) => Partial<Operation>,
  after: Partial<Operation> = {},
): Operation[] {
  return Array.from({ length: 1_000 }, (_, index) => {
    const startMicros = index * 10_000
    const base = { type: 'operation', segment: 0, user: 'user-1', session: 1, kind: 'me', outcome: 'ok' } as const
    const part = startMicros < 2e6 ? {} : startMicros < 4e6 ? meanwhile(index) : after
    const replica = `replica-${(index % 3) + 1}`
    return { ...base, status: 200, replica, startMicros, endMicros: startMicros + 2_000, ...part }
  })
}
