import { describe, expect, it } from 'vitest'
import { loadScenario } from '../scenarios/scenario-file.ts'
import { planOf } from './plan.ts'

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

  describe('of a sweep', () => {
    const plan = planOf({ ...scenario, sweep: 'replicas', perMode: {}, clients: ['frozen'] }, [1, 2])
    const judged = plan.filter(({ trial }) => trial > 0)

    it('tries everything with all numbers of replicas, up in one trial and down in the next, as much for each', () => {
      expect(judged.map(({ trial, mode, replicas }) => `${trial} ${mode} ${replicas}`)).toEqual([
        ...['1 memory 1', '1 memory 2', '1 basic 1', '1 basic 2'],
        ...['2 memory 2', '2 memory 1', '2 basic 2', '2 basic 1'],
      ])
      expect(judged.map(({ load }) => load.users).slice(0, 2)).toEqual([64, 128])
      expect(judged.map(({ load }) => load.connections).slice(0, 2)).toEqual([16, 32])
    })

    it('warms up with what is measured, mode after mode in turns, all replicas at once', () => {
      const first = plan.slice(
        0,
        plan.findIndex(({ trial }) => trial > 0),
      )
      const turn = ['memory 2', 'basic 2']
      const leadIn = ['memory 1']
      expect(first.map(({ mode, replicas }) => `${mode} ${replicas}`)).toEqual([...turn, ...turn, ...turn, ...leadIn])
      const seconds = first
        .slice(0, 6)
        .filter(({ mode }) => mode === 'basic')
        .reduce((sum, { load }) => sum + load.durationSeconds, 0)
      expect(seconds).toBeCloseTo(scenario.warmUpSeconds)
      expect(first.slice(0, 6).every(({ load }) => load.followUps === scenario.load.followUps)).toBe(true)
    })

    it('wakes the replicas before they are measured', () => {
      for (const [index, { trial, mode, replicas }] of plan.entries()) {
        if (trial > 0)
          expect(plan[index - 1]).toMatchObject({
            trial: 0,
            mode,
            replicas,
            load: { durationSeconds: 0.1, followUps: 1 },
          })
      }
      const cold = planOf(
        { ...scenario, sweep: 'replicas', perMode: {}, clients: ['frozen'], warmUpSeconds: 0 },
        [1, 2],
      )
      expect(cold.every(({ trial }) => trial > 0)).toBe(true)
    })
  })
})
