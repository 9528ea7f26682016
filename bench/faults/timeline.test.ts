import { describe, expect, it, vi } from 'vitest'
import type { Replica, Stack } from '../../stack/stack.ts'
import type { FaultRecord } from '../history/records.ts'
import { seededRandom } from '../random.ts'
import { startTimeline, type TimelineEntry } from './timeline.ts'

/** A fake stack that records its calls; end-to-end tests use real ones. */
function notingStack(failing: readonly string[] = []) {
  const notes: string[] = []
  const note = (what: string) => async () => {
    notes.push(what)
    if (failing.includes(what)) throw new Error(`cannot ${what}`)
  }
  const replicas = ['replica-1', 'replica-2'].map(
    (name) => ({ name, kill: note(`kill ${name}`), start: note(`start ${name}`) }) as unknown as Replica,
  )
  return { notes, stack: { replicas } as unknown as Stack }
}

function start(timeline: readonly TimelineEntry[], failing: readonly string[] = []) {
  const { notes, stack } = notingStack(failing)
  const changes: FaultRecord[] = []
  const abort = new AbortController()
  let nowMicros = 0
  const running = startTimeline(timeline, {
    trial: 1,
    stack,
    path: '/memory/me',
    random: seededRandom(1),
    nowMicros: () => nowMicros,
    signal: abort.signal,
    onChange: (fault) => changes.push(fault),
  })
  const later = (micros: number) => (nowMicros += micros)
  return { notes, changes, abort, running, later }
}

const kill = (extra: Partial<TimelineEntry> = {}): TimelineEntry =>
  ({ at: 0, fault: 'kill-replica', replica: 'replica-2', for: 0.01, ...extra }) as TimelineEntry

const lasting: TimelineEntry = { at: 0, fault: 'kill-replica', replica: 'replica-2' }

describe('a timeline', () => {
  it('injects each fault at its time, and heals it', async () => {
    const { notes, running, changes } = start([kill()])
    await vi.waitFor(() => expect(notes).toEqual(['kill replica-2', 'start replica-2']))
    await running.end()
    expect(running.records()).toEqual([changes.at(-1)])
    expect(changes.map(({ healedMicros, ...fault }) => Object.keys(fault).length)).toEqual([5, 6, 7, 8, 8])
    expect(running.records()[0]).toMatchObject({
      fault: 'kill-replica',
      what: 'replica-2',
      confirmation: { outcome: 'not-confirmed', because: 'replica-2 was already down' },
      healedMicros: 0,
    })
  })

  it('heals faults without a duration at the end of the trial', async () => {
    const { notes, running } = start([lasting])
    await vi.waitFor(() => expect(notes).toEqual(['kill replica-2']))
    await running.end()
    expect(notes).toEqual(['kill replica-2', 'start replica-2'])
  })

  it('is settled some seconds after the last fault is over, and not before', async () => {
    const { running, changes, later } = start([kill()])
    expect(running.isSettled()).toBe(false)
    await vi.waitFor(() => expect(changes.at(-1)?.healedMicros).toBeDefined())
    expect(running.isSettled()).toBe(false)
    later(4e6)
    expect(running.isSettled()).toBe(true)
    expect(start([]).running.isSettled()).toBe(true)
  })

  it('treats a fault without a duration as over once it is in force', async () => {
    const { running, changes, later } = start([lasting])
    await vi.waitFor(() => expect(changes.at(-1)?.inForceMicros).toBeDefined())
    later(4e6)
    expect(running.isSettled()).toBe(true)
    await running.end()
  })

  it('heals at once when the run is aborted, and injects no further fault', async () => {
    const { notes, running, abort } = start([kill({ for: 600 }), kill({ at: 600, replica: 'replica-1' })])
    await vi.waitFor(() => expect(notes).toEqual(['kill replica-2']))
    abort.abort()
    await running.end()
    expect(notes).toEqual(['kill replica-2', 'start replica-2'])
  })

  it('reports a fault that failed, keeps its record, and heals the others', async () => {
    const timeline = [kill({ replica: 'replica-1' }), lasting]
    const { notes, running, later } = start(timeline, ['kill replica-1'])
    await vi.waitFor(() => expect(notes).toHaveLength(2))
    later(4e6)
    expect(running.isSettled()).toBe(true)
    await expect(running.end()).rejects.toThrow('cannot kill replica-1')
    expect(notes.at(-1)).toBe('start replica-2')
    expect(running.records()).toHaveLength(2)
  })

  it('lists the replicas if the named one is gone', async () => {
    const { running, notes } = start([kill({ replica: 'replica-7' })])
    await vi.waitFor(() => expect(running.records()).toHaveLength(1))
    await expect(running.end()).rejects.toThrow('there is no replica-7: the stack has replica-1,replica-2')
    expect(notes).toEqual([])
  })
})
