/** The way of a request through the diagram. Pure. */
import type { SeenRequest } from '../../protocol/events.ts'
import { type Outcome, outcomeOf } from '../outcome.ts'

/** The way from one box to the next. */
export interface Leg {
  readonly from: string
  readonly to: string
  readonly ms: number
  /** Shape and colour of the dot on this leg. */
  readonly as: Outcome | 'travelling'
}

const legMs = { mine: 420, others: 260 }

/** Legs to every replica that nginx tried, and back to `source` with the outcome. */
export function legsOf(request: SeenRequest, source: string, isMine: boolean): readonly Leg[] {
  const ms = isMine ? legMs.mine : legMs.others
  const outcome = outcomeOf(request.status)
  const failed = request.inVain.flatMap((replica): Leg[] => [
    { from: 'nginx', to: replica, ms, as: 'travelling' },
    { from: replica, to: 'nginx', ms, as: 'failed' },
  ])
  const answered: readonly Leg[] =
    request.replica === undefined
      ? []
      : [
          { from: 'nginx', to: request.replica, ms, as: 'travelling' },
          { from: request.replica, to: 'nginx', ms, as: outcome },
        ]
  return [
    { from: source, to: 'nginx', ms, as: 'travelling' },
    ...failed,
    ...answered,
    { from: 'nginx', to: source, ms, as: outcome },
  ]
}
