/** Generated histories of any size, to measure the cost of checks and reports. */

import type { Operation } from '../bench/history/operation.ts'
import { seededRandom } from '../bench/random.ts'

export const stepsPerSession = 20

/** Sessions that write, read and log out on three replicas, two requests at once; one read in a hundred is old. */
export function* historyOf(size: number): Generator<Operation> {
  const random = seededRandom(size)
  for (let session = 0, made = 0; made < size; session += 1) {
    const [user, items] = [`user-${session % 64}`, [] as number[]]
    for (let step = 0; step < stepsPerSession && made < size; step += 1, made += 1) {
      const startMicros = session * 100 + step * 700
      const common = {
        type: 'operation',
        segment: 1,
        user,
        session,
        startMicros,
        endMicros: startMicros + 1_000,
      } as const
      const answer = { outcome: 'ok', status: 200, replica: `replica-${1 + Math.floor(random() * 3)}` } as const
      if (step === 0) yield { ...common, ...answer, kind: 'login', identity: user }
      else if (step === stepsPerSession - 3) yield { ...common, ...answer, kind: 'logout', status: 204 }
      else if (step > stepsPerSession - 3) yield { ...common, ...answer, kind: 'probe', outcome: 'fail', status: 401 }
      else if (step % 2 === 0) {
        items.push(step)
        yield { ...common, ...answer, kind: 'cart-add', item: step, items: [...items], version: items.length }
      } else {
        const shown = random() < 0.01 ? items.slice(0, -1) : [...items]
        yield { ...common, ...answer, kind: 'cart', items: shown, version: shown.length }
      }
    }
  }
}
