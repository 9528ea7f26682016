import { describe, expect, it } from 'vitest'
import { planOf } from './plan.ts'
import { loadScenario } from './scenarios/scenario-file.ts'

const scenario = { ...(await loadScenario('session-mismatch')), modes: ['memory', 'basic'], trials: 2 }
const order = (plan: ReturnType<typeof planOf>) => plan.map(({ trial, mode, client }) => `${trial} ${mode} ${client}`)

describe('the plan of a run', () => {
  it('warms up each mode once, then lets modes take turns', () => {
    expect(order(planOf(scenario))).toEqual([
      '0 memory frozen',
      '0 basic frozen',
      '1 memory frozen',
      '1 memory browser',
      '1 basic frozen',
      '2 memory frozen',
      '2 memory browser',
      '2 basic frozen',
    ])
  })

  it('numbers the segments', () => {
    expect(planOf(scenario).map(({ segment }) => segment)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('leaves the warm-up out where none is wanted', () => {
    expect(order(planOf({ ...scenario, warmUpSeconds: 0 }))[0]).toBe('1 memory frozen')
  })

  it('tries everything with all numbers of replicas in a sweep, up in one trial and down in the next, as much for each', () => {
    const plan = planOf({ ...scenario, sweep: 'replicas', perMode: {}, clients: ['frozen'] }, [1, 2])
    expect(plan.map(({ trial, mode, replicas }) => `${trial} ${mode} ${replicas}`)).toEqual([
      '0 memory 1',
      '0 basic 1',
      '0 memory 2',
      '0 basic 2',
      '1 memory 1',
      '1 memory 2',
      '1 basic 1',
      '1 basic 2',
      '2 memory 2',
      '2 memory 1',
      '2 basic 2',
      '2 basic 1',
    ])
    expect(plan.map(({ load }) => load.users).slice(4, 6)).toEqual([64, 128])
    expect(plan.map(({ load }) => load.connections).slice(4, 6)).toEqual([16, 32])
  })
})
